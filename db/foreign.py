"""Which rows are a structure's own: those that say so, and what hangs on them."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection, Select, bindparam, select

from ctg_desktop.domain.fields import EntityType
from db.engine import driver_of
from db.loading import STORED
from db.mapping import sql, table_of

_OURS = "structure"


def own_rows(connection: Connection, structure: str) -> list[str]:
    """Return the identities of a structure's rows, deleted ones included."""
    driver = driver_of(connection)
    return [
        row for statement in _statements() for (row,) in driver.execute(statement, (structure,))
    ]


@cache
def _statements() -> tuple[str, ...]:
    """Return the statements that read them, one for each entity; they are made once."""
    queries = (_own(kind) for kind in STORED.values())
    return tuple(sql(query) for query in queries if query is not None)


def _own(kind: EntityType) -> Select[tuple[str]] | None:
    table = table_of(kind.name)
    if kind.structure:
        return select(table.c.id).where(table.c[kind.structure] == bindparam(_OURS))
    owner = kind.owner_type
    above = None if owner is None else _own(owner)
    return None if above is None else select(table.c.id).where(table.c[kind.owner].in_(above))
