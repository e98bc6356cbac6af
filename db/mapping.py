"""From rows to domain values: tables found by name, entities built from what is stored."""

from __future__ import annotations

import json
from collections import defaultdict
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

from ctg_desktop.domain.action_reference import told_apart
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import DELETED, Entity, EntityType, FieldSpec
from db.tables import SHARED, derived

E = TypeVar("E", bound=Entity)

_DIALECT = dialect()

STORED: Mapping[str, EntityType] = {kind.name: kind for kind in entity_types()}
"""Every entity that has a table, by name; the log may speak of others, of a newer version."""


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


@cache
def single_fields(entity: str) -> tuple[FieldSpec, ...]:
    """Return the fields of an entity that are columns of its table, `deleted` first."""
    specs = STORED[entity].fields.values()
    return (DELETED, *(spec for spec in specs if not spec.is_multiple))


@cache
def multiple_fields(entity: str) -> tuple[FieldSpec, ...]:
    """Return the multi-valued fields of an entity."""
    return tuple(spec for spec in STORED[entity].fields.values() if spec.is_multiple)


def load(driver: Any, cls: type[E], rows: Sequence[Mapping[str, Any]]) -> list[E]:
    """Build entities from rows of their table, fetching their members in one query a field."""
    name = cls.TYPE.name
    ids = [row["id"] for row in rows]
    members = {spec.name: _members(driver, name, spec.name, ids) for spec in multiple_fields(name)}
    return [_entity(cls, row, members) for row in rows]


def _entity(
    cls: type[E], row: Mapping[str, Any], members: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> E:
    values = {
        spec.name: spec.default if (stored := row[spec.name]) is None else spec.decode(stored)
        for spec in single_fields(cls.TYPE.name)  # most fields of most rows are empty
    }
    if field := SHARED.get(cls.TYPE.name):
        values[field] = told_apart(values[field], row["shared"])
    for field, found in members.items():
        values[field] = found.get(row["id"], ())
    return cls(id=row["id"], **values)


def _members(
    driver: Any, entity: str, field: str, ids: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    if not ids:
        return {}
    found: dict[str, list[str]] = defaultdict(list)
    for row, member in driver.execute(_members_sql(entity, field), (json.dumps(ids),)):
        found[row].append(member)
    return {row: tuple(listed) for row, listed in found.items()}


@cache
def _members_sql(entity: str, field: str) -> str:
    """Return the statement that reads the members of rows whose identities are a JSON list."""
    c = members_of(entity, field).c
    query = select(c.row, c.member).where(c.row.in_(listed())).order_by(c.row, c.member)
    return sql(query)


def listed(name: str = "ids") -> Select[Any]:
    """Return the query of the values of a JSON list, the parameter of this name.

    So one statement serves any number of identities, and finds each by its index.
    """
    return select(func.json_each(bindparam(name)).table_valued("value").c.value)
