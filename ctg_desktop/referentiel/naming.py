"""How rows of a référentiel refer to one another: by number, code, acronym, name or identity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.searching import spelt
from ctg_desktop.referentiel import schema
from ctg_desktop.referentiel.content import Row
from ctg_desktop.services.naming import handles


class Names:
    """The names by which the rows of a file are found.

    Case, accents and hyphens do not count. A withdrawn row is found by its identity alone.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        """Begin with these rows."""
        self._ids: dict[str, set[str]] = defaultdict(set)
        self._named: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._rows: dict[str, Row] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> None:
        """Add a row to those that can be named."""
        self._ids[row.entity].add(row.id)
        self._rows[row.id] = row
        if not row.withdrawn:
            for handle in handles(row.as_entity()):
                self._named[row.entity, handle.key].add(row.id)

    def find(self, entity: str, name: str) -> frozenset[str]:
        """Return the identities of the rows that a name finds: none, one or several."""
        if name.casefold() in self._ids[entity]:
            return frozenset({name.casefold()})
        return frozenset(self._named.get((entity, spelt(name)), ()))

    def name(self, entity: str, row_id: str) -> str:
        """Return the readable name by which `find` finds this row alone, else its identity."""
        names = _names(self._rows[row_id])
        if entity == schema.TERRITOIRE:
            # People read names; INSEE codes and SIREN come first for machines.
            names.reverse()
        return next((name for name in names if self.find(entity, name) == {row_id}), row_id)


def _names(row: Row) -> list[str]:
    entity = row.as_entity()
    found = (getattr(entity, name) for name in row.kind.handle)
    return [name for name in found if name and fold(name)]
