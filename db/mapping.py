"""From rows to domain values: tables found by name, entities built from what is stored."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    FromClause,
    Select,
    Table,
    TextualSelect,
    bindparam,
    column,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.sqlite.pysqlite import dialect

from ctg_desktop.domain.fields import Entity
from db.reading.full_text import MODELS
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


def models() -> TextualSelect:
    """Return the query of the actions kept for reuse, with their opérations (`reading.finding`)."""
    return text(MODELS).columns(column("id"))


def listed(name: str = "ids") -> Select[Any]:
    """Return the query of the values of a JSON list, the parameter of this name.

    So one statement serves any number of identities, and finds each by its index.
    """
    return select(func.json_each(bindparam(name)).table_valued("value").c.value)
