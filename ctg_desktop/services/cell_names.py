"""How rows are named in the cells of a workbook: each by a name that no other bears.

A row bears the name that people know it by where it alone bears it, else a handle, else its
identity; what hangs on a row (an indicator, a note) has only its siblings to be told from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial

from ctg_desktop.domain.fields import Entity, EntityType, describe
from ctg_desktop.domain.folding import fold
from ctg_desktop.ports import Reader
from ctg_desktop.services.naming import Directory


class Designations:
    """The names of rows, each entity read once; the rows must not change meanwhile."""

    def __init__(self, reader: Reader) -> None:
        """Name the rows of `reader`."""
        self._reader = reader
        self._directory = Directory(reader)
        self._rows: dict[str, Mapping[str, Entity]] = {}
        self._names: dict[str, Mapping[str, str]] = {}

    def row(self, target: str, row_id: str | None) -> Entity | None:
        """Return a row, deleted or not; None for one that is not known."""
        return None if row_id is None else self._all(target).get(row_id)

    def living(self, target: str) -> list[Entity]:
        """Return the living rows, as a reader gives them."""
        return [row for row in self._all(target).values() if not row.deleted]

    def name(self, target: str, row_id: str | None) -> str:
        """Return the words that designate a row alone, empty for None."""
        if row_id is None:
            return ""
        if target not in self._names:
            self._names[target] = self._named(target)
        return self._names[target].get(row_id, row_id)

    def ordered(self, target: str, row_ids: Iterable[str]) -> list[str]:
        """Return identities in the order in which their rows show; those of many by name."""
        if describe(target).is_many:
            return sorted(row_ids, key=partial(self.name, target))
        return self._directory.ordered(target, row_ids)

    def _all(self, target: str) -> Mapping[str, Entity]:
        if target not in self._rows:
            found = self._reader.rows(describe(target).cls, deleted=None)
            self._rows[target] = {row.id: row for row in found}
        return self._rows[target]

    def _named(self, target: str) -> Mapping[str, str]:
        rows = self._all(target)
        told = {row_id: _words(row) for row_id, row in rows.items()}
        keys = {row_id: (_owner(row), fold(told[row_id])) for row_id, row in rows.items()}
        shared = Counter(keys.values())
        return {
            row_id: words
            if keys[row_id][1] and shared[keys[row_id]] == 1
            else self._directory.handle(target, row_id) or row_id
            for row_id, words in told.items()
        }


def _words(row: Entity) -> str:
    """Return how a row is called; that it is gone is said, nothing else of it."""
    return row.cited if row.deleted else row.called


def _is_told_by_owner(kind: EntityType) -> bool:
    return bool(kind.owner) and not kind.handle


def _owner(row: Entity) -> str | None:
    """Return what a row hangs on where that tells it from its namesakes."""
    kind = row.TYPE
    owner: str | None = getattr(row, kind.owner) if _is_told_by_owner(kind) else None
    return owner
