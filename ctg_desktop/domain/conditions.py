"""What a list may be asked of one field, whatever the entity: the field, an operator, values.

`holds` says whether a row fulfils a condition; the storage asks the same of its tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from ctg_desktop.domain.fields import Entity, FieldSpec, Kind, Scalar
from ctg_desktop.domain.folding import fold

TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE, Kind.COLOUR})
RANGED = frozenset({Kind.DATE, Kind.INTEGER, Kind.DECIMAL})
"""Kinds whose values have an order, so that a range of them may be asked for."""


class Operator(StrEnum):
    """How a field is compared: what one writes between the field and the value, or before it."""

    IS = "="
    NOT = "!="
    FROM = ">="
    UNTIL = "<="
    HOLDS = "~"
    LACKS = "sans"
    HAS = "avec"


@dataclass(frozen=True, slots=True)
class FieldCondition:
    """A condition on one field, by its name; one of `values`, as they are stored, is enough."""

    field: str
    operator: Operator
    values: frozenset[Scalar] = frozenset()


def operators(spec: FieldSpec) -> tuple[Operator, ...]:
    """Return the operators of a field; of a text, only whether it contains words."""
    asked = [Operator.HOLDS] if spec.kind in TEXTS else [Operator.IS, Operator.NOT]
    if spec.kind in RANGED:
        asked += [Operator.FROM, Operator.UNTIL]
    if may_lack(spec):
        asked += [Operator.LACKS, Operator.HAS]
    return tuple(asked)


def may_lack(spec: FieldSpec) -> bool:
    """Whether a row may have no value in the field; not where an empty field stands for one."""
    return not spec.required and spec.kind is not Kind.BOOLEAN and spec.default is None


def meant_by_none(spec: FieldSpec) -> Scalar:
    """Return the stored value that an empty field stands for; None if it stands for none."""
    if spec.kind is Kind.BOOLEAN:
        return int(spec.unknown_is_yes)
    return spec.encode(spec.default)


def holds(condition: FieldCondition, row: Entity) -> bool:
    """Whether a row, as it is shown, fulfils a condition."""
    spec = row.TYPE.fields[condition.field]
    value = getattr(row.as_shown(), spec.name)
    found = set(value) if spec.is_multiple else {_stored(spec, value)} - {None}
    match condition.operator:
        case Operator.IS:
            return not found.isdisjoint(condition.values)
        case Operator.NOT:
            return found.isdisjoint(condition.values)
        case Operator.LACKS:
            return not found
        case Operator.HAS:
            return bool(found)
        case Operator.HOLDS:
            return any(holds_text(str(each), condition.values) for each in found)
        case _:
            return any(_is_within(spec, condition, each) for each in found)


def holds_text(text: str, wanted: Iterable[Scalar]) -> bool:
    """Whether a text has one of several within it; case, accents and hyphens do not count."""
    folded = fold(text)
    return any(fold(str(each)) in folded for each in wanted)


def merged(
    conditions: tuple[FieldCondition, ...], added: FieldCondition
) -> tuple[FieldCondition, ...]:
    """Add a condition: to one of the same field and operator it adds its values."""
    kept, values = [], added.values
    for each in conditions:
        if (each.field, each.operator) == (added.field, added.operator):
            values |= each.values
        else:
            kept.append(each)
    return (*kept, FieldCondition(added.field, added.operator, values))


def without(
    conditions: tuple[FieldCondition, ...], dropped: FieldCondition
) -> tuple[FieldCondition, ...]:
    """Remove the values of a condition; without values, remove the whole condition."""
    kept = []
    for each in conditions:
        if (each.field, each.operator) != (dropped.field, dropped.operator):
            kept.append(each)
        elif values := each.values - dropped.values:
            kept.append(FieldCondition(each.field, each.operator, values))
    return tuple(kept)


def parts(condition: FieldCondition) -> tuple[FieldCondition, ...]:
    """Return a condition value by value, as the badges of a list show it."""
    if not condition.values:
        return (condition,)
    field, operator = condition.field, condition.operator
    values = sorted(condition.values, key=str)
    return tuple(FieldCondition(field, operator, frozenset({each})) for each in values)


def _stored(spec: FieldSpec, value: Any) -> Scalar:
    return meant_by_none(spec) if value is None else spec.encode(value)


def _is_within(spec: FieldSpec, condition: FieldCondition, stored: Any) -> bool:
    bounds = [bound for bound in condition.values if bound is not None]
    if condition.operator is Operator.FROM:
        return any(comparable(spec, stored) >= comparable(spec, bound) for bound in bounds)
    return any(comparable(spec, stored) <= comparable(spec, bound) for bound in bounds)


def comparable(spec: FieldSpec, stored: Scalar) -> Any:
    """Return a stored value of a ranged field as what compares: a number, or an ISO date."""
    return str(stored) if spec.kind is Kind.DATE else Decimal(str(stored))
