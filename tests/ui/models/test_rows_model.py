"""The table over plain values: French order, and what screen readers hear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtCore import QAbstractItemModel, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester

from ui.models.rows_model import RowsModel
from ui.widgets.table.columns import Column

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@dataclass(frozen=True)
class Place:
    id: str
    name: str
    posts: int = 0
    since: date | None = None


COLUMNS = (
    Column[Place]("name", "Nom", lambda place: place.name),
    Column[Place](
        "posts",
        "Postes",
        lambda place: f"{place.posts}",
        sort_key=lambda place: place.posts,
        is_number=True,
    ),
    Column[Place](
        "since",
        "Depuis",
        lambda place: f"{place.since:%d/%m/%Y}" if place.since else "",
        sort_key=lambda place: place.since,
        spoken_of=lambda place: "date inconnue" if place.since is None else f"{place.since:%d %m}",
    ),
)


def model_of(*places: Place) -> RowsModel[Place]:
    model = RowsModel(COLUMNS, lambda place: place.id)
    model.set_rows(places)
    return model


def names(model: QAbstractItemModel) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_model_when_qt_checks_it_then_it_keeps_its_promises(
    qtmodeltester: ModelTester,
) -> None:
    model = model_of(Place("1", "Béthune"), Place("2", "Annezin"))

    qtmodeltester.check(model)
    model.sort(0)

    assert names(model) == ["Annezin", "Béthune"]


@pytest.mark.parametrize(
    "ordered",
    [
        ["Annezin", "Béthune", "Beuvry", "Zouafques"],
        ["ecole", "École", "Écoles", "Oblinghem", "Œuf-en-Ternois", "Offekerque"],
        ["Lot 2", "Lot 10", "lot 11"],
        ["Noeux", "Nœux-les-Mines", "Noyelles"],
        ["« Café » des parents", "Cafés", "L’atelier", "Latelier"],
    ],
)
def test_texts_when_sorted_then_they_stand_as_in_a_french_list(ordered: list[str]) -> None:
    model = model_of(*(Place(name, name) for name in sorted(ordered, key=lambda n: n[::-1])))

    model.sort(0)

    assert names(model) == ordered
    model.sort(0, DOWN)
    assert names(model) == ordered[::-1]


def test_numbers_and_dates_when_sorted_then_by_value_and_the_unknown_last() -> None:
    model = model_of(
        Place("1", "a", 9, date(2026, 1, 1)),
        Place("2", "b", 10, None),
        Place("3", "c", 1, date(2024, 12, 31)),
    )

    model.sort(1)
    assert names(model) == ["c", "a", "b"]
    model.sort(2)
    assert names(model) == ["c", "a", "b"]
    model.sort(2, DOWN)
    assert names(model) == ["a", "c", "b"]
    model.sort(-1)
    assert names(model) == ["a", "b", "c"]


def test_an_index_that_is_kept_when_sorted_then_it_follows_its_row() -> None:
    model = model_of(Place("1", "Béthune"), Place("2", "Annezin"))
    kept = QPersistentModelIndex(model.index(0, 0))

    model.sort(0)

    assert (kept.row(), kept.data()) == (1, "Béthune")


def test_rows_when_the_same_come_again_then_nothing_is_reset() -> None:
    model = model_of(Place("1", "Béthune"), Place("2", "Annezin"))
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))

    model.set_rows([Place("1", "Béthune (62)"), Place("2", "Annezin")])

    assert (names(model), resets) == (["Béthune (62)", "Annezin"], [])


def test_rows_when_replaced_after_sorting_then_the_order_stays() -> None:
    model = model_of(Place("1", "Béthune"))
    model.sort(0)

    model.set_rows([Place("1", "Béthune"), Place("3", "Calonne"), Place("2", "Annezin")])

    assert names(model) == ["Annezin", "Béthune", "Calonne"]
    assert (model.row_of("3"), model.row_of("9"), model.id_at(0)) == (2, None, "2")


def test_cells_when_spoken_then_the_column_says_how() -> None:
    model = model_of(Place("1", "Béthune"))
    spoken = Qt.ItemDataRole.AccessibleTextRole

    assert model.index(0, 2).data(spoken) == "date inconnue"
    assert model.index(0, 0).data(spoken) is None
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Postes"


def test_text_when_it_has_several_lines_then_a_cell_shows_one() -> None:
    assert names(model_of(Place("1", "un\ndeux\r\ntrois"))) == ["un deux trois"]
