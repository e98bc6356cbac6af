"""A table over a list that is too long to be read at once: it is read where one looks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal

from ui.widgets.table.columns import Column
from ui.widgets.table.table_model import Index, TableModel

R = TypeVar("R")

PIECE = 100
"""Rows that are read at once: some three screens."""

_KEPT = 12
"""Pieces that are kept; those looked at longest ago go first."""


class WindowModel(TableModel[R]):
    """As many rows as the list has, of which only the pieces looked at are kept.

    Whoever owns the model reads what it `wanted` and hands it to `put`. A new list comes by
    `begin`; the same list as it is after a change by `renew`.
    """

    wanted = Signal(int, int)
    """Rows that are looked at and not here: the first, and how many."""
    order_asked = Signal(int, object)
    """A column and a Qt.SortOrder: the list is to be read in another order."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        identity: Callable[[R], str],
        parent: QObject | None = None,
    ) -> None:
        """Begin with an empty list."""
        super().__init__(columns, parent)
        self._identity = identity
        self._total = 0
        self._pieces: OrderedDict[int, Sequence[R]] = OrderedDict()
        self._hints: Mapping[str, int] = {}
        self._hinted: Mapping[int, str] = {}
        self._missing: set[int] = set()
        self._asked: set[int] = set()
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(0)
        self._asking.timeout.connect(self._ask)

    # --- filling ----------------------------------------------------------------------

    def begin(self, rows: Sequence[R], total: int) -> None:
        """Show another list: its first rows, of `total`."""
        self._replace(0, rows, total, {})

    def renew(self, offset: int, rows: Sequence[R], total: int, places: Mapping[str, int]) -> None:
        """Show the list as it is now: the rows in sight, and where those that were chosen are.

        `offset` is that of a piece.
        """
        same = total == self._total and all(
            self.id_at(offset + at) in ("", self._identity(row)) for at, row in enumerate(rows)
        )
        if not same or any(self.row_of(row_id) != place for row_id, place in places.items()):
            self._replace(offset, rows, total, places)
            return
        self._forget()
        self._keep(offset, rows)
        if total:
            last = self.index(total - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def put(self, offset: int, rows: Sequence[R]) -> None:
        """Take rows that were wanted; `offset` is that of a piece."""
        self._keep(offset, rows)
        self._asked.clear()
        last = min(offset + len(rows), self._total) - 1
        if last >= offset:
            end = self.index(last, len(self.columns) - 1)
            self.dataChanged.emit(self.index(offset, 0), end)

    def give_up(self) -> None:
        """Forget what was asked for and could not be read; it is asked for again when looked at."""
        self._asked.clear()

    def set_total(self, total: int) -> None:
        """Take the length of the list, which was told before it was counted."""
        nowhere = QModelIndex()
        if total > self._total:
            self.beginInsertRows(nowhere, self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(nowhere, total, self._total - 1)
            self._total = total
            self.endRemoveRows()

    def _replace(
        self, offset: int, rows: Sequence[R], total: int, places: Mapping[str, int]
    ) -> None:
        self.beginResetModel()
        self._forget()
        self._total = total
        self._hints = places
        self._hinted = {place: row_id for row_id, place in places.items()}
        self._keep(offset, rows)
        self.endResetModel()

    def _forget(self) -> None:
        self._pieces.clear()
        self._hints, self._hinted = {}, {}
        self._missing.clear()
        self._asked.clear()

    def _keep(self, offset: int, rows: Sequence[R]) -> None:
        for begin in range(0, len(rows), PIECE):
            piece = (offset + begin) // PIECE
            self._pieces[piece] = rows[begin : begin + PIECE]
            self._pieces.move_to_end(piece)
        while len(self._pieces) > _KEPT:
            self._pieces.popitem(last=False)

    # --- rows -------------------------------------------------------------------------

    def value_at(self, row: int) -> R | None:
        """Return what stands in a row; where it is not here it is asked for."""
        if not 0 <= row < self._total:
            return None
        piece, at = divmod(row, PIECE)
        rows = self._pieces.get(piece)
        if rows is None:
            if piece not in self._asked:
                self._missing.add(piece)
                if not self._asking.isActive():
                    self._asking.start()
            return None
        return rows[at] if at < len(rows) else None

    def is_here(self, row: int) -> bool:
        """Whether a row was read, without asking for it."""
        rows = self._pieces.get(row // PIECE)
        return rows is not None and row % PIECE < len(rows)

    def id_at(self, row: int) -> str:
        """Return the identity of a row; empty while it is not here."""
        if not self.is_here(row):
            return self._hinted.get(row, "")
        return self._identity(self._pieces[row // PIECE][row % PIECE])

    def row_of(self, row_id: str) -> int | None:
        """Return where a row stands, of those that are here."""
        if row_id in self._hints:
            return self._hints[row_id]
        for piece, rows in self._pieces.items():
            for at, row in enumerate(rows):
                if self._identity(row) == row_id:
                    return piece * PIECE + at
        return None

    def _ask(self) -> None:
        missing = sorted(self._missing)
        self._missing.clear()
        if not missing:
            return
        # Who drags the bar looks through many pieces: what is in sight now is asked for last.
        first = max(missing[0], missing[-1] - 2)
        self._asked = {piece for piece in missing if piece >= first}
        self.wanted.emit(first * PIECE, (missing[-1] - first + 1) * PIECE)

    # --- Qt ---------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows the list has, read or not."""
        return 0 if parent is not None and parent.isValid() else self._total

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the list in another order."""
        self.order_asked.emit(column, order)
