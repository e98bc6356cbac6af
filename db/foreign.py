"""Which rows are a structure's own: those that say so, and what hangs on them."""

from __future__ import annotations

from sqlalchemy import Select, select, union_all

from ctg_desktop.domain.fields import EntityType
from db.mapping import STORED, table_of


def own_rows(structure: str) -> Select[tuple[str]]:
    """Return the query of the identities of a structure's rows, deleted ones included."""
    found = [query for kind in STORED.values() if (query := _own(kind, structure)) is not None]
    return select(union_all(*found).subquery().c.id)


def _own(kind: EntityType, structure: str) -> Select[tuple[str]] | None:
    table = table_of(kind.name)
    if kind.structure:
        return select(table.c.id).where(table.c[kind.structure] == structure)
    owner = kind.owner_type
    above = None if owner is None else _own(owner, structure)
    return None if above is None else select(table.c.id).where(table.c[kind.owner].in_(above))
