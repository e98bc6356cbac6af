"""Reading what people type: dates, numbers, phones, choices, as French offices write them.

Every function raises `FieldError` with a French sentence that says what is expected.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ctg_desktop.domain.fields import Choice, FieldSpec, Kind, quoted
from ctg_desktop.domain.folding import fold
from ctg_desktop.errors import FieldError

_MONTHS = (
    ("janvier", "janv", "jan"),
    ("fevrier", "fevr", "fev"),
    ("mars", "mar"),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juil"),
    ("aout",),
    ("septembre", "sept", "sep"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("decembre", "dec"),
)
_MONTH_NUMBERS = {name: index for index, names in enumerate(_MONTHS, 1) for name in names}
_NUMERIC_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}|\d{2}))?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDED_DAY = re.compile(r"(\d{1,2})(?:er)? ([a-z]+)(?: (\d{4}|\d{2}))?")
_UNIT = re.compile(r"\s*(€|euros?|eur|etp|%|hab\.?)$", re.IGNORECASE)
_EMAIL = re.compile(
    r"[^@\s<>()\[\],;:\"\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}"
)
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_INVISIBLE = frozenset(
    "\ufeff\u200b\u2060\u00ad" + "\u202a\u202b\u202c\u202d\u202e" + "\u2066\u2067\u2068\u2069"
)
_YES = {"oui", "o", "vrai", "1", "x", "true", "yes"}
_NO = {"non", "n", "faux", "0", "false", "no"}


def clean_text(text: str, *, lines: bool) -> str | None:
    """Return the text as it is stored: composed accents, no control character, None if empty.

    With `lines` the line breaks stay; without, they become spaces. A lone surrogate (an
    undecodable byte of the command line) becomes U+FFFD. What is invisible and disturbs goes:
    signs of no width, soft hyphens, and those that would turn the direction of what follows
    (Arabic and Hebrew need none of them).
    """
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    # What goes may stand between a letter and its accent: composing comes after.
    kept = unicodedata.normalize("NFC", "".join(_kept(sign, lines=lines) for sign in unix))
    if lines:
        kept = "\n".join(line.rstrip() for line in kept.split("\n"))
    else:
        kept = re.sub(r" {2,}", " ", kept)
    return kept.strip() or None


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
        value = parse_day(text, today, field=spec.key, label=spec.label)
    elif spec.kind in _READERS:
        value = _READERS[spec.kind](spec, text)
    spec.check(value)
    return value


def _as_decimal(spec: FieldSpec, text: str) -> Decimal:
    return parse_number(text, field=spec.key, label=spec.label)


def _as_integer(spec: FieldSpec, text: str) -> int:
    number = parse_number(text, field=spec.key, label=spec.label)
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
        f"(au choix\u00a0: {words}).",
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
    digits = re.sub(r"[\s.\-()/]", "", text)
    if digits.startswith(("+33", "0033")):
        digits = "0" + digits.removeprefix("+33").removeprefix("0033").removeprefix("0")
    if re.fullmatch(r"0[1-9]\d{8}", digits):
        return " ".join(digits[at : at + 2] for at in range(0, 10, 2))
    if re.fullmatch(r"\+\d{6,15}|[13]\d{3}|1\d{1,2}|118\d{3}", digits):
        return digits
    raise FieldError(
        spec.key,
        f"{quoted(spec.label)} attend un numéro à dix chiffres comme "
        f"03\u00a021\u00a000\u00a000\u00a000, pas {quoted(_shown(text))}.",
    )


def _as_colour(spec: FieldSpec, text: str) -> str:
    if not _COLOUR.fullmatch(text):
        raise FieldError(spec.key, f"{quoted(spec.label)} attend une couleur comme #1F6F8B.")
    return text.upper()


_READERS: dict[Kind, Callable[[FieldSpec, str], Any]] = {
    Kind.DECIMAL: _as_decimal,
    Kind.INTEGER: _as_integer,
    Kind.BOOLEAN: _as_flag,
    Kind.CHOICE: _as_choice,
    Kind.EMAIL: _as_email,
    Kind.PHONE: _as_phone,
    Kind.COLOUR: _as_colour,
}


def parse_day(text: str, today: date, *, field: str = "date", label: str = "Date") -> date:
    """Read a date typed freely: `3/2/26`, `2026-02-03`, `3 février`, `1er mars 2026`.

    Without a year it is that of `today`; two digits mean 20xx. Years run from 1900 to 2200.

    Raises:
        FieldError: the text is no date of the calendar.
    """
    numbers = _day_numbers(text.strip(), today)
    try:
        if numbers is None or not 1900 <= numbers[0] <= 2200:
            raise ValueError
        return date(*numbers)
    except ValueError:
        raise FieldError(
            field,
            f"{quoted(label)} attend une date comme 03/02/2026 ou 3\u00a0février 2026, "
            f"pas {quoted(_shown(text))}.",
        ) from None


def _day_numbers(text: str, today: date) -> tuple[int, int, int] | None:
    if found := _ISO_DAY.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMERIC_DAY.fullmatch(text):
        return _full_year(found[3], today), int(found[2]), int(found[1])
    if found := _WORDED_DAY.fullmatch(fold(text)):
        month = _MONTH_NUMBERS.get(found[2])
        return None if month is None else (_full_year(found[3], today), month, int(found[1]))
    return None


def _full_year(digits: str | None, today: date) -> int:
    if digits is None:
        return today.year
    return int(digits) + (2000 if len(digits) == 2 else 0)


def parse_number(text: str, *, field: str = "nombre", label: str = "Nombre") -> Decimal:
    """Read a number typed as in an office: `1 234,50 €`, `1.234,5`, `12,5 %`, `-3`.

    With both `.` and `,` the last one is the decimal mark.

    Raises:
        FieldError: the text is no number.
    """
    bare = re.sub(r"[\s\u00a0\u202f']", "", _UNIT.sub("", text.strip())).replace("\u2212", "-")
    if bare.rfind(",") > bare.rfind("."):
        bare = bare.replace(".", "").replace(",", ".", 1)
    else:
        bare = bare.replace(",", "")
    try:
        if not re.fullmatch(r"-?\d{1,15}(\.\d{1,10})?", bare, re.ASCII):
            raise InvalidOperation
        return Decimal(bare)
    except InvalidOperation:
        raise FieldError(
            field,
            f"{quoted(label)} attend un nombre comme 1\u202f234,50, pas {quoted(_shown(text))}.",
        ) from None


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
