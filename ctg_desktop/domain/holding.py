"""What a field of this version can hold: anything else stays in the log without effect.

It is wider than what people may type (`FieldSpec.check`): a text that was allowed when it was
written stays shown after a bound was lowered. It refuses what no field could ever show: a number
in the place of a text, NaN, a date that is none, a choice that this version does not know.
"""

from __future__ import annotations

import re
from datetime import date

from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.colours import is_colour
from ctg_desktop.domain.fields import DELETED, FieldSpec, Kind, Scalar, known

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_IDENTITY = 200
_LONGEST_TEXT = 200_000
_GREATEST_NUMBER = 10**15
_TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE})


def can_hold(cell: Cell, value: Scalar) -> bool:
    """Whether a value may have an effect in its cell.

    What this version does not know at all, a field or an entity, has none anyway and is held for
    a version that does; so is a field that holds one value here and a set elsewhere.
    """
    spec = known(cell.entity, cell.field)
    if spec is None or value is None or spec.is_multiple != bool(cell.member):
        return True
    if spec.is_multiple:
        return value in (0, 1) and _is_identity(cell.member)
    return is_of_kind(spec, value)


def is_of_kind(spec: FieldSpec, value: Scalar) -> bool:
    """Whether a field that holds one value can show this one."""
    if spec is DELETED or spec.kind is Kind.BOOLEAN:
        return type(value) is int and value in (0, 1)
    if spec.kind is Kind.INTEGER:
        return type(value) is int and abs(value) <= _GREATEST_NUMBER
    if not isinstance(value, str):
        return False
    if spec.kind in _TEXTS:
        return len(value) <= _LONGEST_TEXT
    return _is_written_so(spec, value)


def _is_written_so(spec: FieldSpec, value: str) -> bool:
    """Whether a text is a number, a day, a colour, a choice or an identity, as the field asks."""
    match spec.kind:
        case Kind.DECIMAL:
            return _NUMBER.fullmatch(value) is not None
        case Kind.DATE:
            return _DAY.fullmatch(value) is not None and _is_day(value)
        case Kind.COLOUR:
            return is_colour(value)
        case Kind.CHOICE:
            return spec.choices is None or any(choice == value for choice in spec.choices)
        case _:
            return _is_identity(value)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_identity(value: Scalar) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_IDENTITY
