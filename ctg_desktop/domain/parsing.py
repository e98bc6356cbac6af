"""Reading what people type: dates, numbers, phones, choices, as French offices write them.

Every function raises `FieldError` with a French sentence that says what is expected.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ctg_desktop.domain.colours import is_colour
from ctg_desktop.domain.days import DayError, DayReader
from ctg_desktop.domain.fields import Choice, FieldSpec, Kind, Tense, decimal_text
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.searching import bare_phone
from ctg_desktop.errors import FieldError
from ctg_desktop.typography import legible_signs, long_date, number, quoted

_UNITS = {"€": "€", "euro": "€", "euros": "€", "eur": "€", "etp": "ETP", "%": "%"} | dict.fromkeys(
    ("hab", "hab.", "habitant", "habitants"), "hab."
)
_WITH_UNIT = re.compile(rf"(.*?)\s*({'|'.join(map(re.escape, _UNITS))}|°)", re.IGNORECASE)
_GROUPS = r"(?P<whole>[1-9][0-9]{0,2}(?P<by>[%s])[0-9]{3}(?:(?P=by)[0-9]{3})*|[0-9]*)"
_DECIMAL_COMMA = re.compile(_GROUPS % " .'" + r"(?:,(?P<rest>[0-9]+))?")
_DECIMAL_POINT = re.compile(_GROUPS % " ,'" + r"\.(?P<rest>[0-9]+)")
_MOST_DIGITS, _MOST_DECIMALS, _LONGEST_NUMBER = 15, 10, 80
_SHORT_PHONE = r"1[0-9]{1,2}|[13][0-9]{3}|[1-9][0-9]{4,5}"
_EMAIL = re.compile(
    r"[^@\s<>()\[\],;:\"\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}"
)
_INVISIBLE = frozenset(
    "\ufeff\u200b\u2060\u00ad" + "\u202a\u202b\u202c\u202d\u202e" + "\u2066\u2067\u2068\u2069"
)
_PLAIN = re.compile(
    r"[\n -~\u00a0-\u00ac\u00ae-\u00ff\u0152\u0153\u0178"
    r"\u2010-\u2015\u2018-\u201f\u2026\u202f\u20ac]*+"
)
"""A text of signs that are stored as they are, line breaks apart: most texts are."""

_YES = {"oui", "o", "vrai", "1", "x", "true", "yes"}
_NO = {"non", "n", "faux", "0", "false", "no"}


def clean_text(text: str, *, lines: bool) -> str | None:
    """Return the text as it is stored: composed accents, no control character, None if empty.

    With `lines` the line breaks stay; without, they become spaces. A lone surrogate (an
    undecodable byte of the command line) becomes U+FFFD. What is invisible and disturbs goes:
    signs of no width, soft hyphens, and those that would turn the direction of what follows
    (Arabic and Hebrew need none of them). The signs of Word's lists become bullets.
    """
    kept = text if _PLAIN.fullmatch(text) else _without_signs(text, lines=lines)
    if not lines:
        kept = kept.replace("\n", " ")
        kept = re.sub(r" {2,}", " ", kept) if "  " in kept else kept
    elif "\n" in kept:
        kept = "\n".join(line.rstrip() for line in kept.split("\n"))
    return kept.strip() or None


def _without_signs(text: str, *, lines: bool) -> str:
    unix = legible_signs(text).replace("\r\n", "\n").replace("\r", "\n")
    # What goes may stand between a letter and its accent: composing comes after.
    return unicodedata.normalize("NFC", "".join(_kept(sign, lines=lines) for sign in unix))


def _kept(sign: str, *, lines: bool) -> str:
    if sign == "\n":
        return "\n" if lines else " "
    if sign in "\t\u2028\u2029\x0b\x0c\x85":
        return " "
    category = unicodedata.category(sign)
    if category == "Cs":
        return "\ufffd"
    is_no_character = ord(sign) & 0xFFFE == 0xFFFE
    return "" if category == "Cc" or sign in _INVISIBLE or is_no_character else sign


def parse(spec: FieldSpec, typed: str, today: date) -> Any:
    """Turn what was typed into a checked value of the field; an empty text gives None.

    `today` completes a date without a year. References are not read here: they need the base.

    Raises:
        FieldError: what was typed is not a value of the field.
    """
    text = clean_text(typed, lines=spec.kind is Kind.LONG_TEXT)
    value: Any = text
    if text is None:
        value = None
    elif spec.kind is Kind.DATE:
        value = parse_day(text, today, spec)
        _refuse_to_come(spec, value, today)
    elif spec.kind in _READERS:
        value = _READERS[spec.kind](spec, text)
    spec.check(value)
    return value


def _as_integer(spec: FieldSpec, text: str) -> int:
    number = parse_number(text, spec)
    if number != number.to_integral_value():
        raise FieldError(spec.key, f"{quoted(spec.label)} attend un nombre entier.")
    return int(number)


def _as_flag(spec: FieldSpec, text: str) -> bool:
    word = fold(text)
    if word not in _YES | _NO:
        raise FieldError(
            spec.key,
            f"{quoted(spec.label)} attend {quoted('oui')} ou {quoted('non')}, "
            f"pas {quoted(_shown(text))}.",
        )
    return word in _YES


def _as_choice(spec: FieldSpec, text: str) -> Choice:
    assert spec.choices is not None
    word = fold(text)
    for choice in spec.choices:
        if word in (fold(choice.value), fold(choice.label)):
            return choice
    words = ", ".join(choice.label for choice in spec.choices)
    raise FieldError(
        spec.key,
        f"{quoted(_shown(text))} n’est pas une valeur de {quoted(spec.label)} "
        f"(au choix : {words}).",
    )


def _as_email(spec: FieldSpec, text: str) -> str:
    if not _EMAIL.fullmatch(text) or ".." in text:
        raise FieldError(
            spec.key,
            f"{quoted(spec.label)} attend une adresse comme prenom.nom@exemple.fr, "
            f"pas {quoted(_shown(text))}.",
        )
    return text


def _as_phone(spec: FieldSpec, text: str) -> str:
    digits = bare_phone(text)
    if re.fullmatch(r"0[1-9][0-9]{8}", digits):
        return _in_groups(digits, 2)
    if re.fullmatch(rf"\+(?!33)[1-9][0-9]{{5,14}}|{_SHORT_PHONE}", digits):
        return _in_groups(digits, 3) if len(digits) == 6 else digits
    raise FieldError(
        spec.key,
        f"{quoted(spec.label)} attend un numéro à dix chiffres comme "
        f"03 21 00 00 00, pas {quoted(_shown(text))}.",
    )


def _in_groups(digits: str, size: int) -> str:
    return " ".join(digits[at : at + size] for at in range(0, len(digits), size))


def _as_colour(spec: FieldSpec, text: str) -> str:
    if not is_colour(text):
        raise FieldError(spec.key, f"{quoted(spec.label)} attend une couleur comme #1F6F8B.")
    return text.upper()


_READERS: dict[Kind, Callable[[FieldSpec, str], Any]] = {
    Kind.DECIMAL: lambda spec, text: parse_number(text, spec),
    Kind.INTEGER: _as_integer,
    Kind.BOOLEAN: _as_flag,
    Kind.CHOICE: _as_choice,
    Kind.EMAIL: _as_email,
    Kind.PHONE: _as_phone,
    Kind.COLOUR: _as_colour,
}


_ANY_DAY = FieldSpec("", "date", "Date", Kind.DATE)
_ANY_NUMBER = FieldSpec("", "nombre", "Nombre", Kind.DECIMAL)


def parse_day(text: str, today: date, spec: FieldSpec = _ANY_DAY) -> date:
    """Read a date typed freely, as the field means what it leaves out; see `days`.

    Raises:
        FieldError: the text is no date of the calendar, or it can be read as two.
    """
    try:
        found = DayReader(today, spec.tense, spec.edge).read(text)
    except DayError as error:
        raise FieldError(
            spec.key,
            f"{quoted(spec.label)} attend une date {error.expected}, pas {quoted(_shown(text))}.",
        ) from None
    if len(found) > 1:
        raise _asked(spec, text, [long_date(day) for day in found])
    return found[0]


def _refuse_to_come(spec: FieldSpec, day: date, today: date) -> None:
    if spec.tense is Tense.PAST and day > today:
        raise FieldError(
            spec.key,
            f"{quoted(spec.label)} ne peut pas être à venir : le {long_date(day)} est après "
            f"aujourd’hui, {long_date(today)}.",
        )


def parse_number(text: str, spec: FieldSpec = _ANY_NUMBER) -> Decimal:
    """Read a number typed as in an office: `1 234,50 €`, `1.234,5`, `12'000`, `12,5 %`, `-3`.

    A comma is the decimal mark. A point is one too, unless it can stand between thousands as
    well (`12.000`): where the field allows both numbers, nothing is guessed.

    Raises:
        FieldError: the text is no number, is in another unit, or can be read as two.
    """
    bare, unit = _without_unit(text.strip()) if len(text) <= _LONGEST_NUMBER else ("", "")
    if unit and spec.unit and unit != spec.unit:
        raise FieldError(spec.key, f"{quoted(spec.label)} se compte en {spec.unit}, pas en {unit}.")
    found = list(dict.fromkeys(_numbers(bare)))
    if not found or (unit and spec.kind is Kind.INTEGER and not spec.unit):
        raise FieldError(
            spec.key,
            f"{quoted(spec.label)} attend {_number_expected(spec)}, pas {quoted(_shown(text))}.",
        )
    possible = [each for each in found if spec.is_within(each)] or found
    if len(possible) > 1:
        raise _asked(spec, text, [number(each) for each in possible])
    return possible[0]


def _without_unit(text: str) -> tuple[str, str]:
    found = _WITH_UNIT.fullmatch(text)
    return (found[1], _UNITS.get(found[2].lower(), found[2])) if found else (text, "")


def _numbers(text: str) -> Iterator[Decimal]:
    """Return the readings of a number: its mark a comma, or a point."""
    plain = re.sub(r"\s", " ", text).replace("’", "'").replace("\u2212", "-").replace("–", "-")
    sign = "-" if plain.startswith("-") else ""
    for pattern in (_DECIMAL_COMMA, _DECIMAL_POINT):
        found = pattern.fullmatch(plain.removeprefix("-").strip())
        if found is None:
            continue
        whole, rest = re.sub(r"[^0-9]", "", found["whole"]), found["rest"] or ""
        if (whole or rest) and len(whole) <= _MOST_DIGITS and len(rest) <= _MOST_DECIMALS:
            yield Decimal(decimal_text(f"{sign}{whole or '0'}.{rest or '0'}"))


def _number_expected(spec: FieldSpec) -> str:
    if spec.is_year:
        return "un nombre à quatre chiffres comme 2026"
    whole = "un nombre entier comme 1 234"
    return whole if spec.kind is Kind.INTEGER else "un nombre comme 1 234,50"


def _asked(spec: FieldSpec, text: str, readings: Sequence[str]) -> FieldError:
    return FieldError(
        spec.key,
        f"{quoted(spec.label)} : {quoted(_shown(text))} peut se lire "
        f"{' ou '.join(readings)}. Écrivez l’un ou l’autre.",
        tuple(readings),
    )


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
