"""Values as words: what a person reads in a history, a conflict or a list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ctg_desktop.domain.changes import ERASED
from ctg_desktop.domain.fields import Choice, Entity, FieldSpec, Kind, Scalar
from ctg_desktop.domain.holding import is_of_kind
from ctg_desktop.services.naming import Directory
from ctg_desktop.typography import quantity, short_date


def row_words(directory: Directory, spec: FieldSpec, row: Entity) -> str:
    """Return what a row holds in a field, in French; an empty text for nothing."""
    return words(directory, spec, getattr(row, spec.name), row)


def words(directory: Directory, spec: FieldSpec, value: Any, row: Entity | None = None) -> str:
    """Return a value of a field in French; an empty text when there is none.

    `row` is what it stands in, which may tell its unit.
    """
    if value is None or value == ():
        return ""
    if spec.kind is Kind.REFERENCE:
        return directory.name(spec.target, value)
    if spec.kind is Kind.REFERENCES:
        members = directory.ordered(spec.target, value)
        return ", ".join(directory.name(spec.target, member) for member in members)
    return plain_words(spec, value, row)


_LONGEST_UNKNOWN = 500
"""How much is shown, as it is stored, of what only another version knows how to say."""

UNREADABLE = "(illisible)"
"""What stands for a value of the log that its field cannot hold, whoever wrote it."""


def plain_words(spec: FieldSpec, value: Any, row: Entity | None = None) -> str:
    """Return a value that points to no other row in French."""
    if spec.kind is Kind.BOOLEAN:
        return "Oui" if value else "Non"
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, Decimal) or (isinstance(value, int) and spec.unit):
        return quantity(value, spec.unit_in(row))
    return str(value)


def detail(row: Entity) -> str:
    """Return what tells a row from others beside its name: that it is confidential, or nothing."""
    if getattr(row, "confidential", None):
        return "confidentielle"
    name = next((name for name in row.TYPE.detail if getattr(row, name)), None)
    told = plain_words(row.TYPE.fields[name], getattr(row, name), row) if name else ""
    return "" if told == row.called else told


def stored_words(
    directory: Directory, spec: FieldSpec | None, stored: Scalar, row: Entity | None = None
) -> str:
    """Return a value of the log in French, even one of a newer version or one that was erased."""
    if stored is None:
        return ""
    if stored == ERASED:
        return ERASED
    if spec is not None and is_of_kind(spec, stored):
        return words(directory, spec, spec.decode(stored), row)
    is_of_another_version = spec is None or spec.kind is Kind.CHOICE
    is_short = len(text := str(stored)) <= _LONGEST_UNKNOWN
    return text if is_of_another_version and is_short else UNREADABLE
