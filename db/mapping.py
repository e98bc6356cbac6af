"""From rows to domain values: tables found by name, entities built from what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    Table,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects.sqlite.pysqlite import dialect

from ctg_desktop.domain.fields import Entity
from db import loading
from db.tables import derived

E = TypeVar("E", bound=Entity)

_DIALECT = dialect()


def sql(statement: ClauseElement) -> str:
    """Return the text of a statement, compiled once: the hot paths run it on the driver itself."""
    return str(statement.compile(dialect=_DIALECT))


def fixed_sql(statement: ClauseElement) -> str:
    """Return the text of a statement that takes no parameter; its constants are written out."""
    return str(statement.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))


def table_of(entity: str) -> Table:
    """Return the table of an entity."""
    return derived.tables[entity]


def members_of(entity: str, field: str) -> Table:
    """Return the table of a multi-valued field."""
    return derived.tables[f"{entity}_{field}"]


def living(rows: FromClause) -> ColumnElement[bool]:
    """Return the condition that rows are alive, with the remark that nearly all are.

    SQLite takes those of one value of `deleted` for few: given some identities, it would read all
    living rows by an index, and look which of them are meant.
    """
    return func.likely(rows.c.deleted == literal_column("0"))


def models() -> CompoundSelect[Any]:
    """Return the query of the actions kept for reuse, and of those that are their opérations.

    They are few, and found once for a whole list: its index need not know of them.
    """
    kept, part = table_of("action").alias("kept"), table_of("action").alias("part")
    is_kept = kept.c.model == literal_column("1")
    parts = select(part.c.id).join(kept, part.c.parent == kept.c.id).where(is_kept)
    return union_all(select(kept.c.id).where(is_kept), parts)


def load(driver: Any, cls: type[E], rows: Sequence[Mapping[str, Any]]) -> list[E]:
    """Build entities from rows of their table, fetching their members in one query a field."""
    return loading.load(driver, cls, rows, members_sql)


@cache
def members_sql(entity: str, field: str) -> str:
    """Return the statement that reads the members of rows whose identities are a JSON list."""
    c = members_of(entity, field).c
    query = select(c.row, c.member).where(c.row.in_(listed())).order_by(c.row, c.member)
    return sql(query)


def listed(name: str = "ids") -> Select[Any]:
    """Return the query of the values of a JSON list, the parameter of this name.

    So one statement serves any number of identities, and finds each by its index.
    """
    return select(func.json_each(bindparam(name)).table_valued("value").c.value)
