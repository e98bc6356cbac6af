"""A table over plain values that are all at hand: contacts, communes, posts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, QObject, Qt

from ctg_desktop.domain.folding import sort_key
from ui.widgets.table.columns import Column
from ui.widgets.table.table_model import Index, TableModel

R = TypeVar("R")


class RowsModel(TableModel[R]):
    """Rows in the order of a column, or as they were given until one is chosen.

    Texts sort as French does: case, accents, hyphens and œ count last, numbers within as
    numbers. What is unknown comes last, whichever way.
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        identity: Callable[[R], str],
        parent: QObject | None = None,
    ) -> None:
        """Declare the columns, and what tells a row from the others."""
        super().__init__(columns, parent)
        self._identity = identity
        self._given: list[R] = []
        self._rows: list[R] = []
        self._places: dict[str, int] = {}
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None

    @property
    def rows(self) -> Sequence[R]:
        """The rows, in the order on screen."""
        return self._rows

    def set_rows(self, rows: Iterable[R]) -> None:
        """Show other rows, in the order that was chosen; the view keeps what was selected."""
        given = list(rows)
        ordered = self._ordered(given)
        if [*map(self._identity, ordered)] == [*map(self._identity, self._rows)]:
            self._take(given, ordered)
            if ordered:
                last = self.index(len(ordered) - 1, len(self.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._take(given, ordered)
        self.endResetModel()

    def _take(self, given: list[R], ordered: list[R]) -> None:
        self._given, self._rows = given, ordered
        self._places = {self._identity(row): at for at, row in enumerate(ordered)}

    def value_at(self, row: int) -> R | None:
        """Return what stands in a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def id_at(self, row: int) -> str:
        """Return the identity of a row."""
        return self._identity(self._rows[row])

    def row_of(self, row_id: str) -> int | None:
        """Return where a row stands; None when it is not here."""
        return self._places.get(row_id)

    # --- order ------------------------------------------------------------------------

    def _ordered(self, rows: list[R]) -> list[R]:
        if self._sorted_by is None:
            return list(rows)
        column, order = self._sorted_by
        key_of = _key_of(self.columns[column])
        known = [(key, row) for row in rows if (key := key_of(row)) is not None]
        known.sort(key=lambda pair: pair[0], reverse=order == Qt.SortOrder.DescendingOrder)
        unknown = [row for row in rows if key_of(row) is None]
        return [*(row for _key, row in known), *unknown]

    # --- Qt ---------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column; a negative one gives back the order given."""
        self._sorted_by = (column, order) if 0 <= column < len(self.columns) else None
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self._identity(self._rows[index.row()]) for index in before]
        self._take(self._given, self._ordered(self._given))
        after: list[QModelIndex] = [
            self.index(self._places[row_id], index.column())
            for row_id, index in zip(ids, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def _key_of(column: Column[R]) -> Callable[[R], Any]:
    if column.sort_key is not None:
        return column.sort_key

    def key(row: R) -> str | None:
        text = column.text_of(row)
        return sort_key(text) if text.strip() else None

    return key
