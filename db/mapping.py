"""From rows to domain values: tables found by name, entities built from what is stored."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ClauseElement, Table, bindparam, func, select
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
    are_few = len(ids) <= MANY
    given = (json.dumps(ids),) if are_few else ()
    wanted = frozenset(ids)
    for row, member in driver.execute(_members_sql(entity, field, are_few=are_few), given):
        if row in wanted:
            found[row].append(member)
    return {row: tuple(listed) for row, listed in found.items()}


@cache
def _members_sql(entity: str, field: str, *, are_few: bool) -> str:
    """Return the statement that reads members; of few rows, whose identities are a JSON list."""
    c = members_of(entity, field).c
    query = select(c.row, c.member).order_by(c.row, c.member)
    if are_few:
        listed = func.json_each(bindparam("ids")).table_valued("value")
        query = query.where(c.row.in_(select(listed.c.value)))
    return sql(query)


MANY = 500
"""For more identities than this, reading the whole table is faster."""
