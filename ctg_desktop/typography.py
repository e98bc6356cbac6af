"""French typography for every text a person reads, on paper and on a terminal.

One function, :func:`typeset`, turns what people type into what a French typographer would set;
the others write numbers, amounts, dates and phone numbers. Standard library only, so that the
command line can use it without loading anything heavy.

The no-break spaces are those of the Imprimerie nationale as most software writes them: U+202F
(narrow) before ``; ! ? % €`` and between thousands, U+00A0 before ``:`` and inside « ».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

NARROW = "\u202f"
"""Narrow no-break space: before high punctuation and units, between thousands."""

NO_BREAK = "\u00a0"
"""No-break space: before a colon, inside quotation marks, between a day and its month."""

EURO = "€"

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

# --- what cannot be printed ----------------------------------------------------------------

# Characters that have another way of being written: line and paragraph separators, every
# width of space, hyphens that few fonts carry. Soft hyphens and byte order marks vanish with
# the other format characters.
_REPLACED = {ord(c): "\n" for c in "\r\v\f\x85\u2028\u2029"}
_REPLACED |= {ord(c): " " for c in "\t\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008"}
_REPLACED |= {ord(c): " " for c in "\u205f\u3000"}
_REPLACED |= {ord(c): NARROW for c in "\u2009\u200a"}
_REPLACED |= {0x2010: "-", 0x2011: "-"}
# Two noncharacters, never part of a text: one of them stands for an address below.
_REPLACED |= {0xFFFE: "", 0xFFFF: ""}

_PRIVATE = "[\ue000-\uf8ff]"
_PRIVATE_SPACES = {0xF020: " ", 0xF0A0: " "}
BULLET = "•"


def legible_signs(text: str) -> str:
    """Return ``text`` with a bullet for each sign that only another font can draw.

    Word writes the bullets, arrows and ticks of its lists in the private signs of the fonts
    Symbol and Wingdings: U+F0B7 for a bullet, U+F0E0 for an arrow.
    """
    if not re.search(_PRIVATE, text):
        return text
    return re.sub(_PRIVATE, BULLET, text.translate(_PRIVATE_SPACES))


_ODD = (
    "[^\n -~\u00a1-\u00ac\u00ae-\u02ff\u00a0\u1e00-\u1fff\u2012-\u2027\u202f-\u205e\u20a0-\u20bf]"
)
_INVISIBLE = frozenset({"Cc", "Cf"})
_VARIATION_SELECTORS = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]"


def plain(text: str) -> str:
    """Return ``text`` composed (NFC), without control, format or direction characters.

    Line ends become newlines, tabs and the spaces of odd width an ordinary space, rare hyphens
    the plain one. What is left can be drawn, or at least be replaced by a visible mark.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", legible_signs(text))
    if not re.search(_ODD, text):
        return text
    text = text.replace("\r\n", "\n").translate(_REPLACED)
    text = re.sub(_VARIATION_SELECTORS, "", text)
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)  # halves of characters cannot be written
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in _INVISIBLE)


# --- French typography ---------------------------------------------------------------------

# Patterns stay text, which `re` compiles and keeps when first used: compiling all of them at
# import would cost more than printing a page.

ADDRESS = (
    r"(?i:(?:https?://|ftp://|mailto:|www\.)[^\s<>«»]*[^\s<>«».,;:!?)\]]"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
)
"""A web or e-mail address, which must stay what it is: someone will type it again."""

_STAND_IN = "\uffff"

_SPACE = f"[ {NO_BREAK}{NARROW}]"
_LETTER = r"[^\W\d_]"
_ENDS_A_WORD = rf"[\w»)\]%€…{_STAND_IN}]"
_AFTER_A_MARK = rf"(?=[\s»)\]…,.{NO_BREAK}{NARROW}]|$)"

# (sign, pattern, replacement): a rule runs only on a text that holds its sign, and most texts
# of a table hold none.
_SIGN_RULES = (
    ("  ", r" {2,}", " "),
    (" \n", r" +\n", "\n"),
    ("...", r"\.{3,}", "…"),
    ("'", rf"(?<={_LETTER})'(?=[\w«\"]|{_SPACE}?«)", "’"),
    ('"', r"(?<![\w\"])\"([^\"\n]*[^\"\n\s])\"(?![\w\"])", rf"«{NO_BREAK}\1{NO_BREAK}»"),
    # High punctuation after a space, then stuck to the word that it ends.
    *((mark, rf"(?<=\S){_SPACE}+([;!?]+){_AFTER_A_MARK}", rf"{NARROW}\1") for mark in ";!?"),
    *((mark, rf"(?<={_ENDS_A_WORD})([;!?]+){_AFTER_A_MARK}", rf"{NARROW}\1") for mark in ";!?"),
    (":", rf"(?:(?<=\S){_SPACE}+|(?<={_ENDS_A_WORD})):(?=\s|»|$)", f"{NO_BREAK}:"),
    ("«", rf"«{_SPACE}*(?=\S)", f"«{NO_BREAK}"),
    ("»", rf"(?<=\S){_SPACE}*»", f"{NO_BREAK}»"),
    ("%", rf"(?<=\d){_SPACE}*%", f"{NARROW}%"),
    ("€", rf"(?<=\d){_SPACE}*((?:k|M|Md)?€)", rf"{NARROW}\1"),
    ("°", rf"\b([nN]°){_SPACE}?(?=\d)", rf"\1{NO_BREAK}"),
    ("M", rf"\b(M\.|MM\.|Mme|Mmes){_SPACE}(?=[A-ZÀ-Ý])", rf"\1{NO_BREAK}"),
)
_DIGIT_BESIDE_SPACE = rf"\d(?:(?:er)?{_SPACE}|h\d)"
_DIGIT_RULES = (
    # Thousands; but « 2026 300 » is a year and a number.
    (rf"(?<=\d){_SPACE}(?=\d{{3}}(?!\d))(?<!\d{{4}}{_SPACE})", NARROW),
    (rf"(?<=\d){_SPACE}(?=ETP\b)", NARROW),
    (rf"\b(\d{{1,2}}|1er){_SPACE}(?=(?:{'|'.join(MONTHS)})\b)", rf"\1{NO_BREAK}"),
    (rf"(?<=\d){_SPACE}?h{_SPACE}?(?=\d\d\b)", f"{NO_BREAK}h{NO_BREAK}"),
    # A phone number stays whole.
    (rf"(?<!\d)0\d(?:{_SPACE}\d\d){{4}}(?!\d)", lambda found: NO_BREAK.join(found[0].split())),
)


def typeset(text: str) -> str:
    """Return ``text`` as French typography sets it; setting a text twice changes nothing.

    Apostrophes, quotation marks, ellipses, spaces before high punctuation and inside « »,
    thousands, units, dates and phone numbers. E-mail and web addresses, times (``14:32``) and
    references (``BET-2026-003``) stay as they are. Line ends are kept.
    """
    text = plain(text).rstrip(" ")
    addresses: list[str] = []
    if "@" in text or "://" in text or "www." in text.lower() or "mailto:" in text:
        addresses = re.findall(ADDRESS, text)
        text = re.sub(ADDRESS, _STAND_IN, text)
    for sign, pattern, replacement in _SIGN_RULES:
        if sign in text:
            text = re.sub(pattern, replacement, text)
    if re.search(_DIGIT_BESIDE_SPACE, text):
        for pattern, join in _DIGIT_RULES:
            text = re.sub(pattern, join, text)
    if addresses:
        rest = iter(addresses)
        text = re.sub(_STAND_IN, lambda _: next(rest), text)
    return text


def siren(number: str) -> str:
    """Return a SIREN in groups of three: `200 072 460`; anything else as it is."""
    if not re.fullmatch(r"\d{9}", number):
        return number
    return NARROW.join(number[at : at + 3] for at in (0, 3, 6))


# --- sentences of the program --------------------------------------------------------------

_QUOTED = rf"(?s)«{_SPACE}(.*?){_SPACE}»"
_SPACES = (
    (r" :(?=\s|$)", f"{NO_BREAK}:"),
    (r" (?=[;!?]+(?:[\s).,…]|$))", NARROW),
    (r"(?<=\d) (?=(?:%|[kM]?€|[KMG]o\b|km\b|hab\.))", NARROW),
    (r"(?<=\d) (?=(?:min|h)\b)", NO_BREAK),
    (r"\b([nN]°|pages?|niveaux?|INSEE|SIREN) (?=\d)", rf"\1{NO_BREAK}"),
)
_MAY_NEED_SPACES = r" [:;!?»%€]|« |\d [\dA-Za-z]|[°a-zSN] \d"


def spaced(text: str, *, quotes_itself: bool = False) -> str:
    """Return a sentence of the program, written with plain spaces, with those of French.

    Spaces alone change, and setting a sentence twice changes nothing. What stands between
    quotation marks is somebody's own (a name, a path): there, only the marks are set, unless
    the text `quotes_itself`, as the help does.
    """
    if quotes_itself:
        text = re.sub("« ?", f"«{NO_BREAK}", re.sub(" ?»", f"{NO_BREAK}»", text))
        return _with_spaces(text.replace(NO_BREAK * 2, NO_BREAK))
    if not re.search(_MAY_NEED_SPACES, text):
        return text
    parts = re.split(_QUOTED, text)
    parts[::2] = map(_with_spaces, parts[::2])
    parts[1::2] = map(quoted, parts[1::2])
    return "".join(parts)


def _with_spaces(text: str) -> str:
    rules = (*_SPACES, *_DIGIT_RULES) if re.search(_DIGIT_BESIDE_SPACE, text) else _SPACES
    for pattern, replacement in rules:
        text = re.sub(pattern, replacement, text)
    return text


# --- numbers, amounts, dates, phone numbers ------------------------------------------------


def number(value: Decimal | int, decimals: int | None = None) -> str:
    """Write a number: thousands apart, decimal comma (``1 234,5``).

    ``decimals`` fixes how many digits follow the comma (halves are rounded up); without it
    those of the value are kept, less the zeros that say nothing.
    """
    exact = Decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{abs(exact):f}".partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", NARROW)
    sign = "−" if exact < 0 else ""
    return f"{sign}{grouped},{fraction}" if fraction else f"{sign}{grouped}"


def figure(value: Decimal | int, unit: str = "") -> str:
    """Write a number as its unit asks, without it: euros have two decimals or none."""
    exact = Decimal(value)
    if unit != EURO:
        return number(exact)
    return number(exact, 0 if exact == exact.to_integral_value() else 2)


def quantity(value: Decimal | int, unit: str = "") -> str:
    """Write a number with its unit (``1 234 €``, ``1 234,50 €``, ``9,24 ETP``, ``40``)."""
    return f"{figure(value, unit)}{NARROW}{unit}" if unit else figure(value)


def on_one_line(text: str) -> str:
    """Return a text on one line; its no-break spaces stay, which `str.split` would take away."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def counted(count: int, singular: str, plural: str = "") -> str:
    """Write a number and its noun (``0 action``, ``1 action``, ``2 actions``).

    ``plural`` is that of nouns that do more than take an s (``locaux``).
    """
    return f"{number(count)}{NO_BREAK}{noun(count, singular, plural)}"


def noun(count: int, singular: str, plural: str = "") -> str:
    """Return a noun as it agrees with a number: nought and one are singular in French."""
    return singular if count < 2 else plural or f"{singular}s"


def together(names: Sequence[str], most: int = 3) -> str:
    """Return names as a sentence gives them: « A, B et C »; beyond `most`, « A, B et 4 autres »."""
    told = list(names)
    if len(told) > most:
        told[most - 1 :] = [f"{len(told) - most + 1} autres"]
    return " et ".join(part for part in (", ".join(told[:-1]), *told[-1:]) if part)


def euros(value: Decimal | int) -> str:
    """Write an amount: no cents when there are none (``1 234 €``), else two (``1 234,50 €``)."""
    return quantity(value, EURO)


def etp(value: Decimal | int) -> str:
    """Write a share of full-time posts (``9,24 ETP``)."""
    return quantity(value, "ETP")


def percent(value: Decimal | int) -> str:
    """Write a percentage, the value being already one (22 gives ``22 %``)."""
    return f"{number(value)}{NARROW}%"


def long_date(day: date) -> str:
    """Write a date in words (``3 février 2026``, ``1er mars 2026``)."""
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first}{NO_BREAK}{MONTHS[day.month - 1]}{NO_BREAK}{day.year}"


def short_date(day: date) -> str:
    """Write a date for a table (``03/02/2026``)."""
    return f"{day:%d/%m}/{day.year:04d}"


def phone(text: str) -> str:
    """Write a phone number in pairs (``06 12 34 56 78``); what is not one stays as it is."""
    digits = re.sub(r"[\s.\-/]", "", text)
    digits = re.sub(r"^(?:\+33|0033)(?:\(0\))?", "0", digits)
    if not re.fullmatch(r"0\d{9}", digits):
        return text
    return NO_BREAK.join(digits[n : n + 2] for n in range(0, 10, 2))


# --- words within sentences ------------------------------------------------------------------


def quoted(text: object) -> str:
    """Return a text or a path between French quotation marks, as it is."""
    return f"«{NO_BREAK}{text}{NO_BREAK}»"


def labelled(label: str, value: object) -> str:
    """Return a value after its label (``Échéance : 3 février``), as it is."""
    return f"{label}{NO_BREAK}: {value}"


def capitalised(words: str) -> str:
    """Return words with a capital first letter, the others as they are."""
    return words[:1].upper() + words[1:]


def lowered(words: str) -> str:
    """Return words as they stand within a sentence: a small first letter, but for an acronym."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


# --- how long ago ----------------------------------------------------------------------------

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_NAMED = {0: "aujourd’hui", 1: "hier"}


def local_time(instant: datetime) -> str:
    """Write an aware instant as the person's clock would show it: `03/02/2026 à 14:32`.

    Midnight in UTC stands for a whole day: so are publications dated.
    """
    if _is_day(instant):
        return short_date(instant.astimezone(UTC).date())
    try:
        local = instant.astimezone()
    except (OverflowError, ValueError):  # the end of the calendar has no other zone
        local = instant
    return f"{short_date(local.date())} à{NO_BREAK}{local:%H:%M}"


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago an instant was, in the time of the place; both are aware.

    Midnight in UTC stands for a whole day: so are publications dated.
    """
    passed = now - at
    is_day = _is_day(at)
    if not is_day and timedelta(minutes=-1) <= passed < timedelta(minutes=1):
        return "à l’instant"
    if not is_day and timedelta(0) <= passed < timedelta(hours=1):
        return f"il y a {passed.seconds // 60}{NO_BREAK}min"
    here, today = (at if is_day else at.astimezone()), now.astimezone().date()
    if not is_day and timedelta(0) <= passed and here.date() == today:
        return f"il y a {passed.seconds // 3600}{NO_BREAK}h"
    day = _day((today - here.date()).days, here.date())
    return f"{day} à {here:%H:%M}" if _is_near(day) and not is_day else day


def _is_day(at: datetime) -> bool:
    """Whether an instant stands for a whole day."""
    try:
        return at.astimezone(UTC).time() == time()
    except (OverflowError, ValueError):  # the end of the calendar has no other zone
        return False


def _day(days: int, day: date) -> str:
    """Return how a day is called that was so many days ago."""
    if days in _NAMED:
        return _NAMED[days]
    return _DAYS[day.weekday()] if 0 < days < 7 else f"le {long_date(day)}"


def _is_near(day: str) -> bool:
    """Whether the hour still matters."""
    return not day.startswith("le ")
