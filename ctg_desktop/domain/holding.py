"""What a field of this version can hold: anything else stays in the log without effect.

It is wider than what people may type (`FieldSpec.check`): a text that was allowed when it was
written stays shown after a bound was lowered. It refuses what no field could ever show: a number
in the place of a text, NaN, a date that is none, a choice that this version does not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.colours import is_colour
from ctg_desktop.domain.fields import DELETED, FieldSpec, Kind, Scalar, known

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_IDENTITY = 200
_LONGEST_TEXT = 200_000
_GREATEST_NUMBER = 10**15
_TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE})

_Rule = Callable[[Scalar], bool]
"""Whether a value may stand, nothing apart."""


def can_hold(cell: Cell, value: Scalar) -> bool:
    """Whether a value may have an effect in its cell.

    What this version does not know at all, a field or an entity, has none anyway and is held for
    a version that does; so is a field that holds one value here and a set elsewhere.
    """
    found = _rule_of_cells(cell.entity, cell.field)
    if found is None or value is None:
        return True
    is_multiple, may_stand = found
    if is_multiple != bool(cell.member):
        return True
    return may_stand(value) and (not is_multiple or _is_identity(cell.member))


@cache
def _rule_of_cells(entity: str, field: str) -> tuple[bool, _Rule] | None:
    """Return whether a field holds a set, and what may stand in its cells; None for no field.

    Each change that is received is asked for, so that what its field wants is found once.
    """
    spec = known(entity, field)
    if spec is None:
        return None
    return spec.is_multiple, _is_presence if spec.is_multiple else _rule(spec)


def is_of_kind(spec: FieldSpec, value: Scalar) -> bool:
    """Whether a field that holds one value can show this one."""
    return _rule(spec)(value)


def _rule(spec: FieldSpec) -> _Rule:
    """Return what a value must be in a field that holds one."""
    if spec is DELETED or spec.kind is Kind.BOOLEAN:
        return _is_flag
    if spec.kind is Kind.CHOICE and (choices := spec.choices) is not None:
        return lambda value: isinstance(value, str) and choices.known(value) is not None
    return _is_text if spec.kind in _TEXTS else _RULES.get(spec.kind, _is_identity)


def _is_presence(value: Scalar) -> bool:
    return value in (0, 1)


def _is_flag(value: Scalar) -> bool:
    return type(value) is int and value in (0, 1)


def _is_integer(value: Scalar) -> bool:
    return type(value) is int and abs(value) <= _GREATEST_NUMBER


def _is_text(value: Scalar) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_TEXT


def _is_decimal(value: Scalar) -> bool:
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None


def _is_date(value: Scalar) -> bool:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None and _is_day(value)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_code(value: Scalar) -> bool:
    return isinstance(value, str)


def _is_colour(value: Scalar) -> bool:
    return isinstance(value, str) and is_colour(value)


def _is_identity(value: Scalar) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_IDENTITY


_RULES: Mapping[Kind, _Rule] = {
    Kind.INTEGER: _is_integer,
    Kind.DECIMAL: _is_decimal,
    Kind.DATE: _is_date,
    Kind.COLOUR: _is_colour,
    Kind.CHOICE: _is_code,
}
"""What a value must be by its kind; an identity in the others."""
