"""From rows to domain values: entities and lines, built from what is stored."""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeVar

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.action_reference import told_apart
from ctg_desktop.domain.choices import CLOSED, Status
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import DELETED, Entity, EntityType, FieldSpec
from ctg_desktop.domain.listing import LISTED, ActionLine
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.rules import is_overdue
from ctg_desktop.domain.territory import Territoire

E = TypeVar("E", bound=Entity)

STORED: Mapping[str, EntityType] = {kind.name: kind for kind in entity_types()}
"""Every entity that has a table, by name; the log may speak of others, of a newer version."""

SHARED: Mapping[str, str] = {"action": "reference"}
"""The fields that two sites may fill in alike, each with a column `shared` that tells them apart.

It holds the place of the row among those, in the order of their identities; NULL for one alone.
"""

_MORE = frozenset(LISTED) - {item.name for item in dataclasses.fields(ActionLine)}
"""The fields of a line that have no attribute of their own."""


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """Which rows of an entity are read: its statement is made once.

    `deleted` None means both; `where` are the fields that are to have a value, `filled` those that
    are to have any.
    """

    entity: str
    deleted: bool | None
    where: tuple[str, ...] = ()
    by_id: bool = False
    filled: tuple[str, ...] = ()


# -------------------------------------------------------------------------------- entities


@cache
def single_fields(entity: str) -> tuple[FieldSpec, ...]:
    """Return the fields of an entity that are columns of its table, `deleted` first."""
    specs = STORED[entity].fields.values()
    return (DELETED, *(spec for spec in specs if not spec.is_multiple))


@cache
def multiple_fields(entity: str) -> tuple[FieldSpec, ...]:
    """Return the multi-valued fields of an entity."""
    return tuple(spec for spec in STORED[entity].fields.values() if spec.is_multiple)


_STATES = {
    None: "deleted IS NOT NULL",
    # SQLite takes those of one value for few, and would look for them before all else.
    False: "likely(deleted = 0)",
    True: "deleted = 1",
}


@cache
def columns_of(entity: str) -> tuple[str, ...]:
    """Return the columns that a row of an entity is built from."""
    shared = ("shared",) if entity in SHARED else ()
    return ("id", *(spec.name for spec in single_fields(entity)), *shared)


@cache
def rows_sql(asked: Asked) -> str:
    """Return the statement that reads rows, in their `order` then creation.

    Its parameters stand in the order of `Asked`, the identities as a JSON list.
    """
    columns = columns_of(asked.entity)
    told = ", ".join(f'"{name}"' for name in columns)
    conditions = [_STATES[asked.deleted]]
    if asked.by_id:
        conditions.append("id IN (SELECT value FROM json_each(?))")
    conditions += [f'"{name}" IS ?' for name in asked.where]
    conditions += [f'"{name}" IS NOT NULL' for name in asked.filled]
    order = '"order" IS NULL, "order", id' if "order" in columns else "id"
    where = " AND ".join(conditions)
    return f'SELECT {told} FROM "{asked.entity}" WHERE {where} ORDER BY {order}'  # noqa: S608 - names of our own


def _members_sql(entity: str, field: str) -> str:
    """Return the statement that reads the members of rows whose identities are a JSON list."""
    return (
        f'SELECT "row", member FROM "{entity}_{field}"'  # noqa: S608 - names of our own
        ' WHERE "row" IN (SELECT value FROM json_each(?)) ORDER BY "row", member'
    )


def load(driver: Any, cls: type[E], rows: Iterable[Sequence[Any]]) -> list[E]:
    """Build entities from rows of `columns_of`, fetching their members in one query a field."""
    name = cls.TYPE.name
    columns = columns_of(name)
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    ids = [row["id"] for row in told]
    members = {
        spec.name: _members(driver, ids, _members_sql(name, spec.name))
        for spec in multiple_fields(name)
        if ids
    }
    return [_entity(cls, row, members) for row in told]


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


def _members(driver: Any, ids: Sequence[str], statement: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row, member in driver.execute(statement, (json.dumps(ids),)):
        found[row].append(member)
    return {row: tuple(listed) for row, listed in found.items()}


# ----------------------------------------------------------------------------------- lines


def line(row: Any, today: date) -> ActionLine:
    """Build a line of the list from a row, whose columns are its attributes."""
    specs = Action.TYPE.fields
    status, ends_on = Status.known(row.status), specs["ends_on"].decode(row.ends_on)
    return ActionLine(
        id=row.id,
        reference=told_apart(row.reference, row.shared) or "",
        title=specs["title"].decode(row.title) or "",
        status=status,
        priority=specs["priority"].decode(row.priority),
        blocked=row.blocked == 1 and status not in CLOSED,
        late=is_overdue(status, ends_on, today),
        confidential=row.confidential == 1 or bool(row.is_covered),
        starts_on=specs["starts_on"].decode(row.starts_on),
        ends_on=ends_on,
        completed_on=(
            specs["completed_on"].decode(row.completed_on) if status is Status.REALISEE else None
        ),
        main_ambition=row.main_ambition,
        structure=row.structure,
        structure_name=_structure_name(row),
        pilote_name=_pilote_name(row),
        more={name: specs[name].decode(getattr(row, name)) for name in _MORE},
    )


def _structure_name(row: Any) -> str:
    if not row.structure_deleted:
        return row.structure_name or ""
    kind = Territoire.TYPE.fields["kind"].decode(row.structure_kind)
    return Territoire(id="", deleted=True, name=row.structure_name, kind=kind).cited


def _pilote_name(row: Any) -> str:
    person = (row.given_name, (row.family_name or "").upper())
    if not row.pilote_deleted and not row.pilote_erased:
        return " ".join(part for part in person if part)
    gone, erased = bool(row.pilote_deleted), bool(row.pilote_erased)
    return Contact(
        id="",
        deleted=gone,
        given_name=row.given_name,
        family_name=row.family_name,
        erased=erased,
    ).cited
