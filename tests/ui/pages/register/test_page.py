"""The page that an entity gets from its description: what a person does there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton

from ctg_desktop.documents import sheet_of
from ctg_desktop.domain.choices import InstitutionKind
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import rows
from tests.support.alone import read
from tests.support.app import TODAY, Office, plain
from tests.support.window import (
    chosen,
    clicked,
    clicked_cell,
    clipboard_text,
    dialog,
    find,
    name_file,
    press,
    shortcut,
    typed,
)
from ui.dialogs.bulk import BulkDialog
from ui.dialogs.moving import MovingDialog
from ui.main_window import MainWindow
from ui.pages.register.page import RegisterPage
from ui.targets import Target
from ui.widgets.growing_text import GrowingText
from ui.widgets.option_menu import OptionMenu

Settle = Callable[[], None]
CONTROL = Qt.KeyboardModifier.ControlModifier
OURS = ("Amicale laïque", "Maison des aidants", "Ressourcerie")
on_consolidator = pytest.mark.parametrize("folder", ["consolidator"], indirect=True)


@pytest.fixture
def office(office: Office) -> Office:
    """A folder with three institutions of its own; somebody works in the first."""
    with office.open() as uow:
        made = [rows.add(uow, Institution.TYPE, {"name": name}, TODAY)[0].id for name in OURS]
        who = {"given_name": "Lou", "family_name": "Témoin", "institution": made[0]}
        rows.add(uow, Contact.TYPE, who, TODAY)
    return office


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> RegisterPage:
    """The institutions."""
    return went(window, settle, "institutions")


def went(window: MainWindow, settle: Settle, key: str) -> RegisterPage:
    settle()
    window.go(Target(key))
    settle()
    assert isinstance(window.page, RegisterPage)
    return window.page


def names(page: RegisterPage) -> list[str]:
    return [listed.words["name"] for listed in page.panel.model.rows]


def choose(page: RegisterPage, *wanted: str) -> None:
    for at, name in enumerate(wanted):
        held = CONTROL if at else Qt.KeyboardModifier.NoModifier
        clicked_cell(page.panel.table, page.panel.model.index(names(page).index(name), 0), held)


def institutions(uow: UnitOfWork) -> dict[str, Institution]:
    return {row.name or "": row for row in uow.rows(Institution)}


# --- finding ---------------------------------------------------------------------------------


def test_list_when_words_are_typed_then_it_shrinks_and_says_so(
    page: RegisterPage, settle: Settle
) -> None:
    everything = len(names(page))
    typed(find(page, "Rechercher dans les institutions"), "laique")
    settle()

    assert names(page) == ["Amicale laïque"]
    assert plain(page.panel.count_text) == f"1 institution sur {everything}"

    typed(find(page, "Rechercher dans les institutions"), " xyz")
    settle()
    clicked(find(page, "Tout effacer", QPushButton))
    settle()
    assert len(names(page)) == everything


def test_row_when_ctrl_p_is_pressed_on_its_fiche_then_its_sheet_is_previewed(
    window: MainWindow, page: RegisterPage, settle: Settle
) -> None:
    choose(page, "Ressourcerie")
    settle()

    shortcut(window, "Ctrl+P")
    settle()

    assert window.page.key == "printing"
    assert window.page.printable() == sheet_of(
        Institution.TYPE, read(window.desk, institutions)["Ressourcerie"].id
    )


def test_list_when_a_filter_is_chosen_then_a_badge_says_what_is_asked(
    page: RegisterPage, settle: Settle
) -> None:
    clicked(find(page, "Montrer les filtres"))
    menu = find(page, "Filtrer par origine", OptionMenu)
    clicked(menu)
    assert menu.panel is not None
    typed(menu.panel.search, "local\n")
    press(menu.panel, Qt.Key.Key_Escape)
    settle()

    assert sorted(names(page)) == sorted(OURS)
    assert find(page, "Retirer le filtre « Origine : Local »")


# --- one row ---------------------------------------------------------------------------------


def test_institution_when_its_name_is_typed_in_a_new_fiche_then_it_is_saved_and_chosen(
    window: MainWindow, page: RegisterPage, settle: Settle
) -> None:
    chosen(window.menuBar(), "Action", "Nouvelle institution")
    settle()
    typed(find(page, "Nom", GrowingText), "Centre social\t")
    settle()

    made = read(page.desk, institutions)["Centre social"]
    assert page.target() == Target("institutions", "institution", made.id)
    assert page.panel.table.chosen_ids == [made.id]

    chosen(window.menuBar(), "Édition", "Annuler : Institution ajoutée – Centre social")
    settle()
    assert "Centre social" not in names(page)
    assert not page.sides.is_open


def test_row_when_typed_in_and_left_for_another_then_it_is_saved(
    page: RegisterPage, settle: Settle
) -> None:
    choose(page, "Ressourcerie")
    settle()
    press(page.panel.table, Qt.Key.Key_Return)
    press(page, Qt.Key.Key_Tab)
    typed(find(page, "Sigle", QLineEdit), "RSC")
    choose(page, "Amicale laïque")
    settle()

    assert read(page.desk, institutions)["Ressourcerie"].acronym == "RSC"
    assert not page.is_pending()


def test_row_of_the_referentiel_when_opened_by_a_structure_then_it_is_read_and_says_why(
    page: RegisterPage, settle: Settle
) -> None:
    row = read(page.desk, institutions)["Département du Pas-de-Calais"]
    page.show_target(Target("institutions", "institution", row.id))
    settle()

    assert page.sheet is not None
    assert "seule l'agglomération modifie" in plain(page.sheet.obstacle.words)
    assert all(editor.is_read_only for editor in page.sheet.form.editors.values())


@on_consolidator
def test_row_of_the_referentiel_when_opened_by_the_agglomeration_then_it_is_typed(
    window: MainWindow, settle: Settle
) -> None:
    page = went(window, settle, "fiches_cadres")
    shortcut(window, "Ctrl+N")
    settle()
    typed(find(page, "Numéro", QLineEdit), "7\t")
    typed(find(page, "Intitulé", GrowingText), "Aller vers\t")
    settle()

    assert [listed.words["title"] for listed in page.panel.model.rows][-1] == "Aller vers"
    assert page.sheet is not None
    assert not page.sheet.obstacle.isVisible()


def test_list_that_the_agglomeration_alone_fills_when_elsewhere_then_nothing_is_made_there(
    window: MainWindow, settle: Settle
) -> None:
    page = went(window, settle, "adhesions")

    assert "new" not in page.commands()
    assert not any(
        button.isVisible() and "adhésion" in button.text()
        for button in page.findChildren(QPushButton)
    )
    assert plain(page.panel.table.empty.words).startswith("Aucune adhésion")
    assert window.commands.action("new").text() == "&Nouvelle action"


def test_post_when_begun_by_a_structure_then_it_is_the_employer_from_the_beginning(
    window: MainWindow, settle: Settle
) -> None:
    page = went(window, settle, "coordinations")
    shortcut(window, "Ctrl+N")
    settle()

    assert find(page, "Employeur", QLineEdit).text() == "Béthune"
    typed(find(page, "ETP", QLineEdit), "0,5\t")
    settle()
    assert [listed.words["employer"] for listed in page.panel.model.rows] == ["Béthune"]


def test_row_when_others_point_to_it_then_its_fiche_leads_there_and_back(
    window: MainWindow, page: RegisterPage, settle: Settle
) -> None:
    choose(page, "Amicale laïque")
    settle()
    page.open_row(page.panel.table.current_id)
    settle()
    clicked(find(page, "Lou TÉMOIN", QPushButton))
    settle()

    assert window.page is not None
    assert window.page.key == "contacts"
    shortcut(window, "Alt+Left")
    settle()
    assert window.page is page


def test_former_value_when_asked_in_the_history_then_it_stands_again(
    page: RegisterPage, settle: Settle
) -> None:
    row = read(page.desk, institutions)["Ressourcerie"]
    for name in ("Recyclerie", "Atelier vélo"):
        page.desk.write(
            lambda uow, name=name: rows.edit(uow, Institution.TYPE, row.id, {"name": name}),
            owner=page,
        )
    page.open_row(row.id)
    settle()

    history = page.sheet and page.sheet.history
    assert history
    history.table.selectRow(1)
    clicked(history.button)
    settle()
    assert "Recyclerie" in read(page.desk, institutions)


# --- many rows -------------------------------------------------------------------------------


def test_rows_when_changed_together_then_one_undo_takes_it_back(
    window: MainWindow, page: RegisterPage, settle: Settle
) -> None:
    choose(page, *OURS)
    settle()
    shortcut(window, "Ctrl+M")
    settle()
    asked = dialog(BulkDialog)
    assert isinstance(asked, BulkDialog)
    assert plain(asked.windowTitle()) == "Modifier plusieurs institutions"
    clicked(asked.box("kind"))
    typed(find(asked, "Type"), InstitutionKind.ASSOCIATION.label[:4])
    settle()
    assert plain(asked.outcome.text()) == "3 institutions changeront."
    clicked(find(asked, "Modifier", QPushButton))
    settle()

    kinds = {name: row.kind for name, row in read(page.desk, institutions).items() if name in OURS}
    assert set(kinds.values()) == {InstitutionKind.ASSOCIATION}
    page.desk.undo()
    settle()
    assert not any(read(page.desk, institutions)[name].kind for name in OURS)


def test_rows_when_removed_together_then_only_what_something_hangs_on_is_asked_about(
    window: MainWindow, page: RegisterPage, settle: Settle
) -> None:
    choose(page, *OURS)
    settle()
    shortcut(page.panel.table, "Del")
    settle()

    asked = dialog(MovingDialog)
    assert "Lou TÉMOIN" in " ".join(label.text() for label in asked.findChildren(QLabel))
    assert [name for name in OURS if name in names(page)] == ["Amicale laïque"]
    clicked(find(asked, "Annuler", QPushButton))
    settle()
    assert "Amicale laïque" in names(page)

    clicked(find(page, "Afficher la corbeille", QToolButton))
    settle()
    assert sorted(names(page)) == sorted(OURS[1:])
    choose(page, OURS[1])
    shortcut(window, "Ctrl+R")
    settle()
    assert names(page) == [OURS[2]]
    assert OURS[1] in read(page.desk, institutions)


# --- leaving the folder ----------------------------------------------------------------------


def test_rows_when_copied_then_the_clipboard_has_headers_and_the_columns_in_sight(
    window: MainWindow, page: RegisterPage, settle: Settle
) -> None:
    choose(page, "Ressourcerie")
    shortcut(page.panel.table, "Ctrl+C")
    settle()

    head, line = clipboard_text().split("\n")
    assert head.split("\t")[:2] == ["Nom", "Sigle"]
    assert line.split("\t")[0] == "Ressourcerie"


def test_list_when_exported_then_the_file_holds_what_the_list_finds_in_its_order(
    window: MainWindow, page: RegisterPage, settle: Settle, tmp_path: Path
) -> None:
    typed(find(page, "Rechercher dans les institutions"), "a")
    page.panel.table.sort_by(0, Qt.SortOrder.DescendingOrder)
    settle()
    shown = names(page)
    window.do("export_list")
    name_file(tmp_path / "institutions.json", "json")
    settle()

    [written] = tmp_path.glob("institutions*.json")
    assert [row["nom"] for row in json.loads(written.read_text(encoding="utf-8"))] == shown


# --- the way here ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "link", "key"),
    [
        ("contacts", "Institutions", "institutions"),
        ("contacts", "Coordinations", "coordinations"),
        ("territoire", "Adhésions", "adhesions"),
        ("strategy", "Fiches-cadres", "fiches_cadres"),
    ],
)
def test_list_when_its_link_is_followed_then_it_is_shown_under_its_title(
    window: MainWindow, settle: Settle, start: str, link: str, key: str
) -> None:
    settle()
    window.go(Target(start))
    settle()
    assert window.page is not None
    clicked(find(window.page, link, QPushButton))
    settle()

    assert window.page.key == key
    assert plain(window.header.title.text()) == link


def test_palette_when_words_of_a_list_are_typed_then_it_leads_to_list_and_row(
    window: MainWindow, settle: Settle
) -> None:
    settle()
    shortcut(window, "Ctrl+K")
    palette = QApplication.activePopupWidget()
    assert palette is not None
    typed(find(palette, "Commande ou fiche à trouver", QLineEdit), "ressourcerie")
    settle()
    press(find(palette, "Commande ou fiche à trouver", QLineEdit), Qt.Key.Key_Return)
    settle()

    assert isinstance(window.page, RegisterPage)
    assert window.page.panel.table.chosen_ids == [window.page.target().row]

    window.do("page:fiches_cadres")
    settle()
    assert window.page.key == "fiches_cadres"
    assert "page:fiches_cadres" in [each.id for each in window.commands.every(is_read_only=False)]
