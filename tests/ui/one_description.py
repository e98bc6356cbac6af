"""What the window gets of another field or another entity without being told.

Run by `tests/architecture/test_one_description`, where `tests.support.invented` is loaded.
"""

from __future__ import annotations

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.views import ActionQuery
from ctg_desktop.services.filtering import field_menus
from ctg_desktop.services.listing import ListNames, listed
from tests.support.alone import read
from tests.support.app import new_action
from ui.desk import Desk
from ui.pages.actions.list_columns import action_columns, takes_longer
from ui.pages.actions.sheet_body import action_sections
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
