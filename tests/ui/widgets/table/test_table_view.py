"""The table as a person uses it: keys, headers, copying, columns and widths that stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.window import (
    chosen_in,
    clicked,
    clicked_cell,
    clipboard_text,
    double_clicked_cell,
    name_of,
    press,
    typed,
)
from ui.models.rows_model import RowsModel
from ui.preferences import PreferencesStore
from ui.widgets.table.cell_delegate import CellDelegate
from ui.widgets.table.columns import Column
from ui.widgets.table.table_view import TableView

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass(frozen=True)
class Row:
    id: str
    name: str
    number: int


COLUMNS = (
    Column[Row]("number", "N°", lambda row: str(row.number), sort_key=lambda row: row.number),
    Column[Row]("name", "Nom", lambda row: row.name, stretches=True, width=12),
    Column[Row]("secret", "Code", lambda row: row.id, shown=False, sorts=False),
)
ROWS = [
    Row("a", "Zélande", 1),
    Row("b", "École", 2),
    Row("c", "=SOMME(A1)", 3),
    Row("d", "Œuvre", 10),
    Row("e", "écoute", 5),
]


@pytest.fixture
def preferences(tmp_path: Path) -> PreferencesStore:
    return PreferencesStore(tmp_path / "preferences.json")


@pytest.fixture
def table(qtbot: QtBot, preferences: PreferencesStore) -> Iterator[TableView]:
    made = made_table(preferences)
    qtbot.addWidget(made)
    made.setFocus()
    yield made
    preferences.flush()


def made_table(preferences: PreferencesStore | None = None) -> TableView:
    view = TableView("essai", COLUMNS, "Essai", preferences)
    model = RowsModel(COLUMNS, lambda row: row.id, view)
    model.set_rows(ROWS)
    view.show_model(model)
    view.resize(500, 300)
    view.show()
    return view


def shown_ids(view: TableView) -> list[str]:
    return [view.rows.id_at(row) for row in range(view.rows.rowCount())]


def header_clicked(view: TableView, column: int) -> None:
    header = view.horizontalHeader()
    x = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
    clicked(header.viewport(), QPoint(x, header.height() // 2))


def test_header_when_clicked_twice_then_the_order_turns_and_the_arrow_with_it(
    table: TableView,
) -> None:
    header_clicked(table, 1)
    assert shown_ids(table) == ["b", "e", "d", "c", "a"]

    header_clicked(table, 1)

    assert shown_ids(table) == ["a", "c", "d", "e", "b"]
    assert table.horizontalHeader().sortIndicatorOrder() == Qt.SortOrder.DescendingOrder


def test_order_when_chosen_in_the_menu_then_the_keyboard_does_without_headers(
    table: TableView,
) -> None:
    menu = table.columns_menu()
    order = next(action.menu() for action in menu.actions() if action.menu())

    order.actions()[1].trigger()

    assert shown_ids(table) == ["b", "e", "d", "c", "a"]
    menu.deleteLater()


def test_sorting_when_rows_are_chosen_then_they_stay_chosen(table: TableView) -> None:
    clicked_cell(table, table.rows.index(0, 1))
    clicked_cell(table, table.rows.index(3, 1), CONTROL)

    header_clicked(table, 0)
    header_clicked(table, 0)

    assert set(table.chosen_ids) == {"a", "d"}
    assert table.current_id == "d"


def test_keys_when_pressed_then_they_move_choose_and_open(table: TableView, qtbot: QtBot) -> None:
    opened: list[str] = []
    table.row_opened.connect(opened.append)
    clicked_cell(table, table.rows.index(1, 1))

    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Return)
    press(table, Qt.Key.Key_End)
    press(table, Qt.Key.Key_F2)
    press(table, Qt.Key.Key_Home, SHIFT)

    assert opened == ["c", "e"]
    assert table.chosen_ids == ["a", "b", "c", "d", "e"]
    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Home)
    assert table.chosen_ids == ["a"]


def test_double_click_when_done_then_the_row_opens_once(table: TableView) -> None:
    opened: list[str] = []
    table.row_opened.connect(opened.append)

    double_clicked_cell(table, table.rows.index(2, 1))

    assert opened == ["c"]


def test_letters_when_typed_then_the_next_name_that_begins_so_is_found(table: TableView) -> None:
    typed(table, "ec")
    assert table.current_id == "b"

    typed(table, "out")

    assert table.current_id == "e"


def test_copy_when_rows_are_chosen_then_headers_and_cells_are_safe(table: TableView) -> None:
    clicked_cell(table, table.rows.index(2, 1))
    clicked_cell(table, table.rows.index(1, 1), CONTROL)

    press(table, Qt.Key.Key_C, CONTROL)

    assert clipboard_text() == "N°\tNom\n2\tÉcole\n3\t'=SOMME(A1)"


def test_columns_when_changed_then_they_are_found_again(
    table: TableView, preferences: PreferencesStore, qtbot: QtBot
) -> None:
    table.show_columns_menu()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    chosen_in(popup, "Code")
    assert popup.isVisible()  # it stays, for several boxes
    chosen_in(popup, "N°")
    popup.close()
    table.horizontalHeader().resizeSection(2, 123)

    again = made_table(preferences)
    qtbot.addWidget(again)

    assert again.layout_of_columns.shown == [1, 2]
    assert again.horizontalHeader().sectionSize(2) == 123
    again.layout_of_columns.set_back()
    assert again.layout_of_columns.shown == [0, 1]


def test_columns_when_dragged_then_copying_follows(
    table: TableView, preferences: PreferencesStore
) -> None:
    table.horizontalHeader().moveSection(0, 1)
    clicked_cell(table, table.rows.index(0, 1))

    table.copy_chosen()

    assert clipboard_text() == "Nom\tN°\nZélande\t1"
    assert preferences.table("essai").columns == ("name", "number")


def test_columns_when_there_is_little_room_then_those_chosen_come_back(
    table: TableView, preferences: PreferencesStore
) -> None:
    columns = table.layout_of_columns

    columns.limit(("name",))
    assert columns.shown == [1]
    clicked_cell(table, table.rows.index(0, 1))
    table.copy_chosen()
    assert clipboard_text() == "N°\tNom\n1\tZélande"

    columns.show(2, shown=True)
    columns.limit(None)
    assert columns.shown == [0, 1, 2]
    assert preferences.table("essai").columns == ("number", "name", "secret")


def test_last_column_when_unticked_then_it_stays(table: TableView) -> None:
    table.layout_of_columns.show(0, shown=False)
    table.layout_of_columns.show(1, shown=False)

    assert table.layout_of_columns.shown == [1]


def test_column_that_stretches_when_the_table_grows_then_it_fills_it(table: TableView) -> None:
    table.resize(900, 300)

    header = table.horizontalHeader()
    assert header.sectionSize(0) + header.sectionSize(1) == table.viewport().width()


def test_words_when_they_do_not_fit_then_what_tells_them_apart_stays(table: TableView) -> None:
    delegate = table.itemDelegate()
    assert isinstance(delegate, CellDelegate)
    name, reference = COLUMNS[1], replace(COLUMNS[1], ends_apart=True)
    room = delegate.needed_width(table.rows, 1, 1) * 2

    assert delegate.fitted("BET-2026-003 (a)", room, name).endswith("…")
    assert delegate.fitted("BET-2026-003 (a)", room, reference).endswith(" (a)")
    assert delegate.fitted("BET", room, reference) == "BET"


def test_rows_when_read_again_then_what_was_chosen_stays(table: TableView) -> None:
    clicked_cell(table, table.rows.index(3, 1))
    told: list[str] = []
    table.current_changed.connect(told.append)
    assert isinstance(table.rows, RowsModel)

    table.rows.set_rows([Row("new", "Neuf", 0), *ROWS[1:]])

    assert (table.chosen_ids, table.current_id, told) == (["d"], "d", [])
    table.rows.set_rows(ROWS[:2])
    assert (table.chosen_ids, told) == ([], [""])


def test_table_when_empty_then_it_says_what_to_do_first(table: TableView) -> None:
    done: list[bool] = []
    table.tell_when_empty(
        "Aucun essai", "Créez-en un.", label="Créer", act=lambda: done.append(True)
    )
    assert not table.empty.isVisible()
    assert isinstance(table.rows, RowsModel)

    table.rows.set_rows([])

    assert table.empty.isVisible()
    clicked(table.empty.findChildren(type(table.empty._button))[0])  # noqa: SLF001 - the only one
    assert done == [True]


def test_table_when_read_aloud_then_it_has_a_name(table: TableView) -> None:
    assert name_of(table) == "Essai"
