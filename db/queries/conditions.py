"""The conditions on any field of an entity, as SQL; `domain.conditions.holds` says the same."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, case, cast, exists, func, null, or_, select

from ctg_desktop.domain.action_reference import told_apart
from ctg_desktop.domain.conditions import FieldCondition, Operator, holds_text, meant_by_none
from ctg_desktop.domain.fields import EntityType, FieldSpec, Kind, Scalar
from db.mapping import members_of, table_of
from db.reading.loading import SHARED


def fulfils(
    connection: Connection, kind: EntityType, condition: FieldCondition
) -> ColumnElement[bool]:
    """Return the SQL condition on the rows of an entity's table."""
    spec = kind.fields[condition.field]
    match condition.operator:
        case Operator.IS:
            return _is_any(kind, spec, condition.values)
        case Operator.NOT:
            return ~_is_any(kind, spec, condition.values)
        case Operator.HAS:
            return is_there(kind, spec)
        case Operator.LACKS:
            return ~is_there(kind, spec)
        case Operator.HOLDS:
            return _holds(connection, kind, spec, condition.values)
        case _:
            return _is_within(kind, spec, condition)


def _is_any(kind: EntityType, spec: FieldSpec, values: Collection[Scalar]) -> ColumnElement[bool]:
    if spec.is_multiple:
        members = members_of(kind.name, spec.name).c
        rows = table_of(kind.name)
        owned = exists().where(members.row == rows.c.id, members.member.in_(_listed(values)))
        return owned.correlate(rows)
    shown = _shown(kind, spec)
    none = meant_by_none(spec)
    told = shown if none is None else func.coalesce(shown, none)
    return func.coalesce(told.in_(_listed(values)), 0) == 1


def is_there(kind: EntityType, spec: FieldSpec) -> ColumnElement[bool]:
    """Return the SQL condition on the rows of an entity's table that have a value in a field."""
    if spec.is_multiple:
        members = members_of(kind.name, spec.name).c
        rows = table_of(kind.name)
        return exists().where(members.row == rows.c.id).correlate(rows)
    if meant_by_none(spec) is not None:
        return table_of(kind.name).c.id.is_not(None)
    return _shown(kind, spec).is_not(None)


def _is_within(kind: EntityType, spec: FieldSpec, condition: FieldCondition) -> ColumnElement[bool]:
    shown = _shown(kind, spec)
    told: ColumnElement[Any] = shown if spec.kind is Kind.DATE else cast(shown, Float)
    bounds = [_bound(spec, value) for value in condition.values if value is not None]
    if condition.operator is Operator.FROM:
        found = or_(*(told >= bound for bound in bounds))
    else:
        found = or_(*(told <= bound for bound in bounds))
    return func.coalesce(found, 0) == 1


def _bound(spec: FieldSpec, value: Scalar) -> Any:
    return value if spec.kind is Kind.DATE else float(value or 0)


def _holds(
    connection: Connection, kind: EntityType, spec: FieldSpec, values: Collection[Scalar]
) -> ColumnElement[bool]:
    """Return the condition found by reading the field of all rows: SQL cannot fold accents."""
    rows = table_of(kind.name).c
    shown = _shown(kind, spec)
    letter = rows.shared if SHARED.get(kind.name) == spec.name else null()
    query = select(rows.id, shown, letter).where(shown.is_not(None))
    found = [
        row
        for row, text, letter in connection.execute(query)
        if holds_text(told_apart(str(text), letter) or "", values)
    ]
    listed = func.json_each(json.dumps(found)).table_valued("value")
    return rows.id.in_(select(listed.c.value))


def _shown(kind: EntityType, spec: FieldSpec) -> ColumnElement[Any]:
    """Return the column of a field; NULL where it goes with another state than the row's."""
    column: ColumnElement[Any] = table_of(kind.name).c[spec.name]
    if spec.choices is not None:  # a value that only a newer version knows is shown as none
        column = case((column.in_([choice.value for choice in spec.choices]), column))
    if spec.goes_with is None:
        return column
    name, values = spec.goes_with
    other = kind.fields[name]
    told = _shown(kind, other)
    beside = [told.in_(_listed({other.encode(value) for value in values} - {None}))]
    if None in values:
        beside.append(told.is_(None))
    return case((or_(*beside), column))


def _listed(values: Collection[Scalar]) -> list[Scalar]:
    return sorted(values, key=str)
