"""Several communes chosen in the list or on the map, and one change for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton

from ctg_desktop.domain.choices import EngagementStatus
from ctg_desktop.domain.territory import Engagement, Membership
from ctg_desktop.ports import UnitOfWork
from tests.support.app import plain
from tests.support.window import clicked, dialog, find, is_shown, press, shortcut, typed
from ui.dialogs.bulk import BulkDialog
from ui.main_window import MainWindow
from ui.pages.territoire.page import TerritoirePage
from ui.targets import Target
from ui.widgets.map.commune_map import CommuneMap
from ui.widgets.table.table_view import TableView

Settle = Callable[[], None]
pytestmark = pytest.mark.parametrize("folder", ["consolidator"], indirect=True)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> Iterator[TerritoirePage]:
    settle()
    window.go(Target("territoire"))
    settle()
    assert isinstance(window.page, TerritoirePage)
    yield window.page
    settle()


def table_of(page: TerritoirePage) -> TableView:
    return find(page, "Communes et structures", TableView)


def map_of(page: TerritoirePage) -> CommuneMap:
    return find(page, "Carte des communes", CommuneMap)


def read(page: TerritoirePage, settle: Settle, job: Callable[[UnitOfWork], object]) -> object:
    found: list[object] = []
    page.desk.read(job, found.append, owner=page)
    settle()
    return found[0]


def choose_by_keyboard(page: TerritoirePage, settle: Settle, count: int) -> None:
    """Choose the first communes of the list, after the structures."""
    table = table_of(page)
    table.setFocus()
    press(table, Qt.Key.Key_Home)
    for _structure in range(4):
        press(table, Qt.Key.Key_Down)
    for _more in range(count - 1):
        press(table, Qt.Key.Key_Down, SHIFT)
    settle()


def ticked(shown: BulkDialog, label: str) -> None:
    clicked(find(shown, f"Changer {label}"), QPoint(8, 8))


def test_communes_when_chosen_by_keyboard_then_one_gesture_writes_all_and_one_undo_takes_it_back(
    page: TerritoirePage, window: MainWindow, settle: Settle
) -> None:
    choose_by_keyboard(page, settle, 12)
    assert is_shown(page, "100 communes, 4 structures · 12 choisis")

    shortcut(window, "Ctrl+M")
    settle()
    shown = dialog(BulkDialog)
    assert isinstance(shown, BulkDialog)
    ticked(shown, "statut")
    status = find(shown, "Statut", QComboBox)
    at = [plain(status.itemText(n)) for n in range(status.count())].index("Délibération prise")
    status.setCurrentIndex(at)
    status.activated.emit(at)
    ticked(shown, "délibération du")
    typed(find(shown, "Délibération du", QLineEdit), "3/11/25")
    ticked(shown, "suivie par")
    ticked(shown, "adhésion : SIVOM")
    typed(find(shown, "Adhésion : SIVOM", QLineEdit), "béthunois")
    settle()
    assert plain(shown.outcome.text()) == "Un champ est à corriger."
    press(find(shown, "Adhésion : SIVOM", QLineEdit), Qt.Key.Key_Down)
    press(find(shown, "Adhésion : SIVOM", QLineEdit), Qt.Key.Key_Return)
    ticked(shown, "suivie par")  # after all
    settle()
    assert plain(shown.outcome.text()) == "12 territoires changeront."
    clicked(find(shown, "Modifier", QPushButton))
    settle()

    engaged = read(page, settle, lambda uow: uow.rows(Engagement))
    assert isinstance(engaged, list)
    assert sum(row.deliberated_on is not None for row in engaged) == 12
    assert read(page, settle, lambda uow: len(uow.rows(Membership))) == 12
    page.desk.undo()
    settle()
    assert read(page, settle, lambda uow: uow.rows(Membership)) == []
    assert {row.status for row in engaged[:3]} == {EngagementStatus.DELIBERATION}


def test_map_when_communes_are_put_to_the_chosen_ones_then_the_list_has_them_too(
    page: TerritoirePage, settle: Settle
) -> None:
    choose_by_keyboard(page, settle, 1)
    drawn, table = map_of(page), table_of(page)
    first = drawn.selected
    drawn.setFocus()

    press(drawn, Qt.Key.Key_Right, CONTROL)
    press(drawn, Qt.Key.Key_Right, CONTROL)
    settle()
    assert table.chosen_ids == [first]  # to pass by is not to choose
    passed = drawn.selected
    press(drawn, Qt.Key.Key_Space)
    settle()

    assert set(table.chosen_ids) == {first, passed}
    assert "Choisies ensemble : 2." in plain(drawn.accessibleDescription())
    assert table.current_id == drawn.selected == passed
    press(drawn, Qt.Key.Key_Space)
    settle()
    assert table.chosen_ids == [first]
    press(drawn, Qt.Key.Key_Left)
    settle()
    assert table.chosen_ids == [drawn.selected]


def test_map_when_clicked_with_ctrl_then_a_commune_is_added_and_taken_away(
    page: TerritoirePage, settle: Settle
) -> None:
    choose_by_keyboard(page, settle, 1)
    drawn, table = map_of(page), table_of(page)
    middle = drawn.rect().center()

    clicked(drawn, middle, CONTROL)
    settle()
    assert len(table.chosen_ids) == 2

    clicked(drawn, middle, CONTROL)
    settle()
    assert len(table.chosen_ids) == 1


def test_map_when_enlarged_then_it_has_the_page_and_a_fiche_asked_for_comes_back(
    page: TerritoirePage, settle: Settle
) -> None:
    drawn = map_of(page)
    before = drawn.size()
    assert before.width() >= 500
    assert before.height() >= 360

    clicked(find(page, "Agrandir la carte", QPushButton))
    settle()
    assert drawn.width() > 1.5 * before.width()
    assert drawn.height() > 1.3 * before.height()
    assert not is_shown(page, "Communes et structures")

    press(drawn, Qt.Key.Key_Right)
    press(drawn, Qt.Key.Key_Return)  # at once: the card is still on its way
    settle()
    assert drawn.size() == before
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
