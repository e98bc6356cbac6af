"""The table over a list that is read where one looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.support.window import press
from ui.models.window_model import PIECE, WindowModel
from ui.widgets.table.columns import Column
from ui.widgets.table.table_model import Index
from ui.widgets.table.table_view import TableView


@dataclass(frozen=True)
class Line:
    id: str
    name: str


COLUMNS = (Column[Line]("name", "Nom", lambda line: line.name, stretches=True),)


def lines(first: int, count: int, total: int = 100_000) -> list[Line]:
    return [Line(f"i{at}", f"Ligne {at}") for at in range(first, min(first + count, total))]


class Library:
    """Hands over what the model wants, and remembers what that was."""

    def __init__(self, model: WindowModel[Line], total: int) -> None:
        self.model, self.total = model, total
        self.asked: list[tuple[int, int]] = []
        model.wanted.connect(self.hand_over)

    def hand_over(self, first: int, count: int) -> None:
        self.asked.append((first, count))
        self.model.put(first, lines(first, count, self.total))


@pytest.fixture
def model() -> WindowModel[Line]:
    return WindowModel(COLUMNS, lambda line: line.id)


@pytest.fixture
def view(model: WindowModel[Line], qtbot: QtBot) -> Iterator[TableView]:
    made = TableView("essai", COLUMNS, "Essai")
    qtbot.addWidget(made)
    made.show_model(model)
    made.resize(300, 400)
    made.show()
    yield made
    made.setModel(None)  # type: ignore[arg-type] # takes it away


def test_model_when_qt_checks_it_then_it_keeps_its_promises(
    model: WindowModel[Line], qtmodeltester: ModelTester
) -> None:
    model.begin(lines(0, 30), 30)
    qtmodeltester.check(model)

    model.set_total(45)
    model.set_total(12)

    assert model.rowCount() == 12


def test_list_when_scrolled_to_its_end_then_only_what_is_in_sight_is_read(
    model: WindowModel[Line], view: TableView, qtbot: QtBot
) -> None:
    library = Library(model, 100_000)
    model.begin(lines(0, PIECE), 100_000)

    press(view, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: model.is_here(99_999))

    assert model.index(99_999, 0).data() == "Ligne 99999"
    assert sum(count for _first, count in library.asked) <= 3 * PIECE
    assert view.current_id == "i99999"


def test_list_when_gone_through_then_it_keeps_few_pieces(
    model: WindowModel[Line], view: TableView, qtbot: QtBot
) -> None:
    library = Library(model, 5000)
    model.begin(lines(0, PIECE), 5000)

    view.executeDelayedItemsLayout()
    bar = view.verticalScrollBar()
    for step in range(51):
        bar.setValue(bar.maximum() * step // 50)
        qtbot.waitUntil(lambda: bool(view.rows.id_at(view.rowAt(view.height() // 2))))

    kept = sum(model.is_here(row) for row in range(5000))
    assert kept <= 15 * PIECE < len(library.asked) * PIECE
    qtbot.waitUntil(lambda: model.index(4999, 0).data() == "Ligne 4999")


def test_rows_when_not_here_then_they_are_empty_and_asked_for_once(
    model: WindowModel[Line],
) -> None:
    asked: list[tuple[int, int]] = []
    model.wanted.connect(lambda first, count: asked.append((first, count)))
    model.begin(lines(0, PIECE), 1000)

    for _again in range(3):
        assert model.index(730, 0).data() == ""
        assert model.id_at(731) == ""
        QTest.qWait(5)

    assert asked == [(700, PIECE)]


def test_list_when_renewed_without_change_then_nothing_moves(
    model: WindowModel[Line], view: TableView
) -> None:
    model.begin(lines(0, PIECE), 500)
    view.choose(["i40"])
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))

    changed = [Line(line.id, f"{line.name} bis") for line in lines(0, 3 * PIECE)]
    model.renew(0, changed, 500, {"i40": 40})

    assert (resets, view.chosen_ids) == ([], ["i40"])
    assert model.index(40, 0).data() == "Ligne 40 bis"


def test_chosen_rows_when_they_move_far_then_they_stay_chosen(
    model: WindowModel[Line], view: TableView
) -> None:
    Library(model, 1000)
    model.begin(lines(0, PIECE), 1000)
    view.choose(["i40", "i41"])

    moved = [line for line in lines(0, 301) if line.id != "i40"]
    model.renew(0, moved, 1000, {"i40": 999, "i41": 40})

    assert view.chosen_rows == [40, 999]
    assert view.chosen_ids == ["i41", "i40"]


def test_rows_when_they_could_not_be_read_then_they_are_asked_for_again(
    model: WindowModel[Line],
) -> None:
    asked: list[int] = []
    model.wanted.connect(lambda first, _count: asked.append(first))
    model.begin(lines(0, PIECE), 1000)
    model.index(730, 0).data()
    QTest.qWait(5)

    model.give_up()
    model.index(730, 0).data()
    QTest.qWait(5)

    assert asked == [700, 700]


def test_whole_list_when_it_was_chosen_then_it_stays_chosen(
    model: WindowModel[Line], view: TableView
) -> None:
    model.begin(lines(0, PIECE), 5000)
    view.selectAll()

    model.renew(0, lines(1, 3 * PIECE), 4999, {})

    assert len(view.chosen_rows) == 4999


def test_long_list_when_chosen_whole_then_painting_it_asks_of_the_rows_in_sight_alone(
    qtbot: QtBot,
) -> None:
    asked: list[Index | None] = []

    class Counted(WindowModel[Line]):
        def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
            asked.append(parent)
            return super().rowCount(parent)

    model = Counted(COLUMNS, lambda line: line.id)
    view = TableView("essai", COLUMNS, "Essai")
    qtbot.addWidget(view)
    view.show_model(model)
    model.begin(lines(0, PIECE), 100_000)
    view.show()
    view.selectAll()
    asked.clear()

    view.grab()

    assert len(asked) < 2000
    assert view.chosen_count == 100_000


def test_order_when_asked_then_whoever_reads_is_told(
    model: WindowModel[Line], view: TableView
) -> None:
    told: list[tuple[int, Qt.SortOrder]] = []
    model.order_asked.connect(lambda column, order: told.append((column, order)))

    view.sort_by(0, Qt.SortOrder.DescendingOrder)

    assert told == [(0, Qt.SortOrder.DescendingOrder)]
