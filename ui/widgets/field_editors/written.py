"""Values as they stand in a field while they can be typed over: `1 234,50`, `03/02/2026`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ctg_desktop.domain.fields import Choice, FieldSpec, Kind
from ctg_desktop.typography import number, phone, short_date

_CENTS = 2


def written(spec: FieldSpec, value: Any) -> str:
    """Return a value that points to no other row as the field shows it; its unit stands apart."""
    if value is None:
        return ""
    if spec.kind is Kind.DATE:
        return short_date(value)
    if spec.kind is Kind.PHONE:
        return phone(value)
    if isinstance(value, Decimal):
        is_whole = value == value.to_integral_value()
        return number(value, None if is_whole or spec.decimals != _CENTS else _CENTS)
    if spec.kind is Kind.INTEGER:
        return number(value) if spec.unit else str(value)
    return value.label if isinstance(value, Choice) else str(value)
