"""Checking the values of a référentiel file, as TOML gives them, field by field."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ctg_desktop.domain import parsing
from ctg_desktop.domain.fields import FieldSpec, Kind, Scalar
from ctg_desktop.errors import FieldError

_LARGEST = 2**53
"""Largest whole number: beyond it other programs (JSON readers, spreadsheets) lose digits."""

_LONGEST_DECIMAL = 20
"""Most digits on either side of a decimal mark."""


def stored(spec: FieldSpec, value: Any) -> Scalar:
    """Return a value of the file as it is stored; an empty text empties any field.

    References are not read here: they need the other rows.

    Raises:
        FieldError: the value is not one of the field; the French sentence says what is expected.
    """
    if value == "":
        return None
    match spec.kind:
        case Kind.INTEGER:
            checked: Any = _integer(spec, value)
        case Kind.DECIMAL:
            checked = _decimal(spec, value)
        case Kind.DATE:
            checked = _day(spec, value)
        case Kind.BOOLEAN:
            checked = _flag(spec, value)
        case _:
            checked = parsing.parse(spec, text(spec.key, value), date.min)
    spec.check(checked)
    return spec.encode(checked)


def text(key: str, value: Any) -> str:
    """Return a text of the file.

    Raises:
        FieldError: the value is no text.
    """
    if not isinstance(value, str):
        raise FieldError(key, f"un texte entre guillemets est attendu, pas {written(value)}.")
    return value


def texts(key: str, value: Any) -> list[str]:
    """Return a list of texts of the file; an empty text is an empty list.

    Raises:
        FieldError: the value is no list of texts.
    """
    if value == "":
        return []
    if not isinstance(value, list):
        raise FieldError(key, f"une liste entre crochets est attendue, pas {written(value)}.")
    return [text(key, item) for item in value]


def yes_or_no(key: str, value: Any) -> bool:
    """Return a yes or no of the file.

    Raises:
        FieldError: the value is neither.
    """
    if not isinstance(value, bool):
        raise FieldError(key, f"true ou false est attendu, sans guillemets, pas {written(value)}.")
    return value


def written(value: Any) -> str:
    """Return a value of the file as a sentence quotes it, cut if it is long."""
    match value:
        case bool():
            shown = "true" if value else "false"
        case str():
            shown = " ".join(value.split())
            return f"« {shown if len(shown) <= 60 else shown[:59] + '…'} »"
        case list():
            return "une liste"
        case dict():
            return "un tableau"
        case _:
            shown = str(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"


def _integer(spec: FieldSpec, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise FieldError(
            spec.key, f"un nombre entier est attendu, sans guillemets, pas {written(value)}."
        )
    if abs(value) > _LARGEST:
        raise FieldError(spec.key, "ce nombre est trop grand.")
    return value


def _decimal(spec: FieldSpec, value: Any) -> Decimal:
    if not isinstance(value, (int, Decimal)) or isinstance(value, bool):
        raise FieldError(
            spec.key,
            f"un nombre est attendu, sans guillemets et avec un point (9.24), "
            f"pas {written(value)}.",
        )
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise FieldError(spec.key, "ce nombre est trop grand.")
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise FieldError(spec.key, f"un nombre est attendu, pas {written(value)}.")
    if number.adjusted() >= _LONGEST_DECIMAL or exponent < -_LONGEST_DECIMAL:
        raise FieldError(spec.key, "ce nombre a trop de chiffres.")
    return number


def _day(spec: FieldSpec, value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise FieldError(
            spec.key,
            f"une date comme 2026-02-03 est attendue, sans guillemets, pas {written(value)}.",
        )
    if not 1900 <= value.year <= 2200:
        raise FieldError(spec.key, f"l’année de {written(value)} n’est pas possible.")
    return value


def _flag(spec: FieldSpec, value: Any) -> bool:
    return yes_or_no(spec.key, value)
