"""Reading a day as people type it: `3/2/26`, `18 décembre`, `fin mars 2027`, `T4 2026`, `demain`.

What is typed names a span of days, mostly of one. The field tells which day of a longer one it
takes, and which year is meant where none is typed.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from ctg_desktop.domain.fields import FIRST_YEAR, LAST_YEAR, Edge, Tense
from ctg_desktop.domain.folding import fold
from ctg_desktop.typography import MONTHS, long_date

_SHORT_MONTHS = (
    *(("janv", 1), ("jan", 1), ("fevr", 2), ("fev", 2), ("mar", 3), ("avr", 4), ("juil", 7)),
    *(("sept", 9), ("sep", 9), ("oct", 10), ("nov", 11), ("dec", 12)),
)
_MONTH_NUMBERS = {**{fold(name): at for at, name in enumerate(MONTHS, 1)}, **dict(_SHORT_MONTHS)}
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_RELATIVE = {
    "avant-hier": -2,
    "hier": -1,
    "aujourd’hui": 0,
    "aujourd hui": 0,
    "demain": 1,
    "apres-demain": 2,
}
_RANKS = {
    **{f"{rank}{ending}": rank for rank in range(1, 5) for ending in ("", "e", "er", "eme")},
    "premier": 1,
    "deuxieme": 2,
    "second": 2,
    "troisieme": 3,
    "quatrieme": 4,
}
_LAST = "dernier"
_MONTHS_IN = {"t": 3, "trimestre": 3, "s": 6, "semestre": 6}
_MIDDLE = 15

_YEARS_AHEAD = 20
"""Two digits name a year of the hundred years that end this many years from now."""

_LEAP_YEAR = 2000
_YEARS_AROUND = 8
"""Within this many years every day of the calendar occurs again, 29 February included."""

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")  # noqa: RUF001 - those that are pasted
_QUOTES = dict.fromkeys(map(ord, "'‘ʼ´`"), "’")  # noqa: RUF001 - the same

_D, _M, _Y = "(?P<d>[0-9]{1,2})(?:er)?", "(?P<m>[0-9]{1,2})", "(?P<y>[0-9]{4}|[0-9]{2})"
_BY = r"(?:\s?[/.-]\s?|\s)"
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        f"{_D}{_BY}{_M}(?:{_BY}{_Y})?",
        f"{_D}{_BY}(?P<word>[a-z]+)\\.?(?:{_BY}{_Y})?",
        "(?P<d>[0-9]{2})(?P<m>[0-9]{2})(?P<y>[0-9]{4})",
        "(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
        "(?P<y>[0-9]{4})[/.-](?P<m>[0-9]{1,2})[/.-](?P<d>[0-9]{1,2})",
        "(?P<y>[0-9]{2})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})",
    )
)
_PERIODS = tuple(
    re.compile(pattern)
    for pattern in (
        "(?:l’|de l’)?(?:annee )?(?P<y>[0-9]{4})",
        r"(?P<m>[0-9]{1,2})\s?[/.-]\s?(?P<y>[0-9]{4})",
        "(?P<y>[0-9]{4})-(?P<m>[0-9]{2})",
        r"(?P<word>[a-z]+)\.?(?:[ -](?P<y>[0-9]{4}))?",
        "(?P<part>[ts]) ?(?P<rank>[1-4])(?:[ -](?P<y>[0-9]{4}))?",
        "(?P<y>[0-9]{4})[ -](?P<part>[ts]) ?(?P<rank>[1-4])",
        "(?P<rank>[0-9a-z]+) (?P<part>trimestre|semestre)(?: (?:de )?(?P<y>[0-9]{4}))?",
    )
)
_EDGE = re.compile("(debut|fin|mi|courant|en)[ -](?:du |de )?(?:mois de )?(.+)")


class DayError(ValueError):
    """What was typed is no date; `expected` completes « une date … » in the message."""

    def __init__(self, expected: str = "comme 03/02/2026 ou 3 février 2026") -> None:
        """Keep what is expected."""
        super().__init__(expected)
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Span:
    """Days that follow one another, both ends included."""

    first: date
    last: date


_InYear = Callable[[int], Span]
"""Gives the span of a year; raises ValueError where that year has none (29 February)."""


@dataclass(frozen=True, slots=True)
class DayReader:
    """Reads days for one field on one day."""

    today: date
    tense: Tense
    edge: Edge | None

    def read(self, typed: str) -> tuple[date, ...]:
        """Return the day that is typed; several when it can be read in as many ways.

        Raises:
            DayError: it names none.
        """
        text = _plain(typed)
        if text in _RELATIVE:
            return (self.today + timedelta(_RELATIVE[text]),)
        start, _, rest = text.partition(" ")
        weekday = _WEEKDAYS.index(start) if start in _WEEKDAYS else None
        spans = self._spans(text if weekday is None else rest)
        known = [each for each in spans if FIRST_YEAR <= each.first.year <= LAST_YEAR]
        days = tuple(dict.fromkeys(self._taken(span) for span in known))
        if not days:
            raise DayError
        for day in days:
            if weekday not in (None, day.weekday()):
                name = _WEEKDAYS[day.weekday()]
                raise DayError(f"du calendrier : le {long_date(day)} est un {name}")
        return days

    def _taken(self, span: Span) -> date:
        """Return the day of a span that the field takes."""
        if self.edge is None and span.first != span.last:
            ends = f"le {long_date(span.first)} et le {long_date(span.last)}"
            raise DayError(f"avec son jour, entre {ends}")
        return span.last if self.edge is Edge.LAST else span.first

    # --- ways of writing ---------------------------------------------------------------

    def _spans(self, text: str) -> list[Span]:
        """Return the readings of a text: as days, or else as a period or one of its ends."""
        days = [
            self._day(found.groupdict())
            for pattern in _DAYS
            if (found := pattern.fullmatch(text)) and _month(found.groupdict())
        ]
        if spans := [span for span in days if span is not None]:
            return spans
        if found := _EDGE.fullmatch(text):
            return [_narrowed(found[1], self._period(found[2]))]
        return [self._period(text)]

    def _day(self, parts: dict[str, str | None]) -> Span | None:
        """Return the day of these numbers; None if no month has that many days.

        Raises:
            DayError: that month has fewer.
        """
        day, month, year = int(parts["d"] or 0), _month(parts), parts["y"]
        if not 1 <= day <= 31 or not self._is_known(year):
            return None
        try:
            return self._of_year(lambda at: _days(date(at, month, day), 1), year)
        except ValueError:
            full = None if year is None else self._full(year)
            length = calendar.monthrange(_LEAP_YEAR if full is None else full, month)[1]
            when = MONTHS[month - 1] if full is None else f"{MONTHS[month - 1]} {full}"
            raise DayError(f"du calendrier : {when} finit le {length}") from None

    def _period(self, text: str) -> Span:
        """Return the span of a year, a part of it or a month.

        Raises:
            DayError: the text is none of these.
        """
        for pattern in _PERIODS:
            parts = found.groupdict() if (found := pattern.fullmatch(text)) else {}
            start, length = 1, 12
            if part := parts.get("part"):
                length = _MONTHS_IN[part]
                rank = (
                    12 // length if parts["rank"] == _LAST else _RANKS.get(parts["rank"] or "", 0)
                )
                start = (rank - 1) * length + 1
            elif parts.keys() & {"m", "word"}:
                start, length = _month(parts), 1
            if parts and 1 <= start <= 12 and self._is_known(parts["y"]):
                return self._of_year(partial(_months, month=start, count=length), parts["y"])
        raise DayError

    # --- years -------------------------------------------------------------------------

    def _of_year(self, span: _InYear, year: str | None) -> Span:
        """Return the span of the year typed, or of the one that is meant without it."""
        if year is not None:
            return span(self._full(year))
        spans = []
        for around in range(-_YEARS_AROUND, _YEARS_AROUND + 1):
            try:
                spans.append(span(self.today.year + around))
            except ValueError:
                continue
        return self._meant(spans)

    def _meant(self, spans: list[Span]) -> Span:
        """Return the latest that has begun, the next that is not over, or the nearest."""
        if self.tense is Tense.PAST:
            return max((each for each in spans if each.first <= self.today), key=_first)
        if self.tense is Tense.FUTURE:
            return min((each for each in spans if each.last >= self.today), key=_first)
        return min(spans, key=self._distance)

    def _distance(self, span: Span) -> timedelta:
        return max(span.first - self.today, self.today - span.last, timedelta())

    def _is_known(self, digits: str | None) -> bool:
        """Whether a year that was typed, if any, is one that a date may have."""
        return digits is None or FIRST_YEAR <= self._full(digits) <= LAST_YEAR

    def _full(self, digits: str) -> int:
        if len(digits) != 2:
            return int(digits)
        latest = self.today.year + _YEARS_AHEAD
        return latest - (latest - int(digits)) % 100


def _plain(typed: str) -> str:
    """Return the text in small letters without accents, its spaces, dashes and quotes plain."""
    apart = unicodedata.normalize("NFKD", typed).casefold()
    letters = "".join(sign for sign in apart if not unicodedata.combining(sign))
    text = " ".join(letters.translate(_DASHES | _QUOTES).split())
    return text.removeprefix("le ").removeprefix("au ")


def _month(parts: dict[str, str | None]) -> int:
    """Return the month that was found, by its number or its name; 0 when there is none."""
    number = parts.get("m")
    found = int(number) if number else _MONTH_NUMBERS.get(parts.get("word") or "", 0)
    return found if found <= 12 else 0


def _first(span: Span) -> date:
    return span.first


def _days(first: date, count: int) -> Span:
    return Span(first, first + timedelta(count - 1))


def _months(year: int, month: int, count: int) -> Span:
    end = month + count - 1
    return Span(date(year, month, 1), date(year, end, calendar.monthrange(year, end)[1]))


def _narrowed(edge: str, span: Span) -> Span:
    """Return the first, the middle or the last day of a span, as the word before it asks.

    Raises:
        DayError: it is the middle of more than a month, which is no day.
    """
    is_month = span.first.month == span.last.month
    if edge == "mi" and not is_month:
        raise DayError
    days = {"debut": span.first, "fin": span.last, "mi": span.first.replace(day=_MIDDLE)}
    return Span(days[edge], days[edge]) if edge in days else span
