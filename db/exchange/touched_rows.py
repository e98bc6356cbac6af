"""The rows that a reception touches, and those of their values that follow from it alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ctg_desktop.domain.changes import Change
from ctg_desktop.domain.fields import DELETED, Scalar
from ctg_desktop.domain.merging import RowState

Row = tuple[str, str]
"""The entity and the identity of a row."""

MOST_HELD = 75_000
"""How many cells are kept in memory: the rows of the others are read back from the log."""

_Held = tuple[str, dict[tuple[str, str], Scalar]]
"""The entity of a row, and its values by field and member."""


class TouchedRows:
    """Gathers rows that may change, and what was read of them where merging has nothing to decide.

    Such a row came whole, each cell written once, alive and under the name of one entity: then its
    values are its state, and each of its changes that count is the latest of its cell. Whether
    it was unknown is for the log to say.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.rows: dict[Row, None] = {}
        self._held: dict[str, _Held | None] = {}
        self._places: dict[tuple[str, str], tuple[str, str]] = {}  # each in memory once
        self._room = MOST_HELD

    def touch(self, rows: Iterable[Row]) -> None:
        """Note rows that may change for another reason; their values are read from the log."""
        for row in rows:
            self.rows[row] = None
            self._held[row[1]] = None

    def add(self, changes: Sequence[Change], verdicts: Sequence[bool]) -> None:
        """Note changes that are new, each with whether it counts."""
        for change, counts in zip(changes, verdicts, strict=True):
            cell = change.cell
            row = cell.row
            if row not in self._held:
                self.rows[cell.entity, row] = None
                self._held[row] = (cell.entity, {}) if self._room > 0 else None
            held = self._held[row]
            if held is None or held[0] != cell.entity:
                self.touch([(cell.entity, row)])
            elif counts:
                where = cell.field, cell.member
                where = self._places.setdefault(where, where)
                value = change.value if change.salt else None
                if where in held[1] or (cell.field == DELETED.name and value != 0):
                    self._held[row] = None  # there is something to merge
                else:
                    held[1][where] = value
                    self._room -= 1

    def unsettled(self) -> list[str]:
        """Return the rows whose values must be read from the log."""
        return [row for row, held in self._held.items() if held is None]

    def forget(self, rows: Iterable[str]) -> None:
        """Have the values of some rows read from the log, which knew them before."""
        self._held.update(dict.fromkeys(rows))

    def settled(self, rows: Collection[str]) -> dict[str, RowState]:
        """Return, and keep no longer, those of some rows whose state follows from what came."""
        return {
            row: RowState(held[1], frozenset())
            for row in rows
            if (held := self._held.pop(row, None)) is not None
        }
