"""What the window gets of another field or another entity without being told.

Run by `tests/architecture/test_one_description.py`, where `tests.support.invented` is loaded.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import describe
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.filtering import field_menus
from ctg_desktop.services.listing import ListNames, listed
from tests.support.alone import read
from tests.support.app import TODAY, new_action
from tests.support.window import (
    chosen,
    clicked,
    clipboard_text,
    find,
    name_file,
    press,
    shortcut,
    typed,
)
from tests.ui.conftest import Settle
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.pages.actions.list_columns import action_columns, takes_longer
from ui.pages.actions.sheet_body import action_sections
from ui.pages.register.page import RegisterPage
from ui.targets import Target
from ui.widgets.growing_text import GrowingText
from ui.widgets.rows.form import RowForm


def test_field_when_the_window_shows_actions_then_form_list_and_filters_have_it(
    desk: Desk,
) -> None:
    columns = action_columns(ListNames, is_agglomeration=False)
    column = next(each for each in columns if each.key == "accroche")
    assert (column.title, column.sorts, takes_longer("accroche")) == ("Accroche", True, True)
    assert "accroche" in dict(action_sections())["presentation"]

    menus = {menu.key: menu for menu in read(desk, lambda uow: field_menus(uow, Action.TYPE))}
    assert "Sans accroche" in [option.words for option in menus["sans"].options]


def test_field_when_its_column_is_shown_then_it_holds_the_words(desk: Desk) -> None:
    desk.write(lambda uow: (new_action(uow, accroche="Jouer"), None), owner=desk)
    [line] = read(desk, lambda uow: listed(uow, ActionQuery(), desk.today, more=["accroche"]))

    column = next(
        each for each in action_columns(ListNames, is_agglomeration=False) if each.key == "accroche"
    )
    assert column.text_of(line) == "Jouer"


def test_form_when_made_for_any_entity_then_each_field_has_its_editor(desk: Desk) -> None:
    for kind in entity_types():
        names = [spec.name for spec in kind.fields.values() if spec.typed]
        form = RowForm(desk, kind, names)
        assert set(form.editors) == set(names), kind.name
        form.deleteLater()


def test_entity_when_its_page_is_used_then_it_lists_makes_finds_and_leads_back(
    window: MainWindow, settle: Settle
) -> None:
    settle()
    window.do("page:ateliers")
    settle()
    page = window.page
    assert isinstance(page, RegisterPage)
    assert window.header.title.text() == "Ateliers"

    shortcut(window, "Ctrl+N")
    settle()
    typed(find(page, "Intitulé", GrowingText), "Parents\t")
    settle()
    clicked(find(page, "Ajouter un constat", QPushButton))
    line = window.focusWidget()
    assert line is not None
    typed(line, "Manque de places\t")
    settle()
    [atelier] = page.panel.model.rows
    assert atelier.words["structure"] == "Béthune"
    [constat] = read(window.desk, lambda uow: uow.rows(describe("constat").cls))
    assert constat.called == "Manque de places"

    shortcut(window, "Ctrl+1")
    settle()
    shortcut(window, "Ctrl+K")
    palette = QApplication.activePopupWidget()
    assert palette is not None
    field = find(palette, "Commande ou fiche à trouver", QLineEdit)
    typed(field, "manque de places")
    settle()
    press(field, Qt.Key.Key_Return)
    settle()
    assert window.page is page
    assert page.target() == Target("ateliers", "atelier", atelier.id)

    chosen(window.menuBar(), "Édition", "Annuler : Constat ajouté – Parents")
    settle()
    assert window.page is page
    assert not read(window.desk, lambda uow: uow.rows(describe("constat").cls))


def test_row_that_points_to_a_confidential_action_when_it_leaves_then_it_tells_nothing_of_it(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    kind = describe("atelier")

    def made(uow: UnitOfWork) -> tuple[None, Changes]:
        hidden = new_action(uow, "Secret", confidential=True)
        values = {"title": "Parents", "actions": (hidden.id,)}
        return None, rows.add(uow, kind, values, TODAY)[1]

    window.desk.write(made, owner=window)
    settle()
    window.do("page:ateliers")
    settle()
    page = window.page
    assert isinstance(page, RegisterPage)
    assert "Secret" in page.panel.model.rows[0].words["actions"]
    page.panel.table.selectRow(0)
    keys = [column.key for column in page.panel.model.columns]
    page.panel.table.layout_of_columns.show(keys.index("actions"), shown=True)
    page.panel.copy()
    settle()
    assert "Parents" in clipboard_text()
    assert "Secret" not in clipboard_text()

    window.do("export_list")
    name_file(tmp_path / "ateliers.csv", "csv")
    settle()
    text = (tmp_path / "ateliers.csv").read_text(encoding="utf-8")
    assert "Parents" in text
    assert "Secret" not in text
