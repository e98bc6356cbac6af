"""When something happened, as people say it: « il y a 2 h », « hier à 14:32 »."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from ctg_desktop.typography import long_date

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_NAMED = {0: "aujourd’hui", 1: "hier"}


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago an instant was, in the time of the place; both are aware.

    Midnight in UTC stands for a whole day: so are publications dated.
    """
    passed = now - at
    is_day = at.astimezone(UTC).time() == time()
    if not is_day and timedelta(minutes=-1) <= passed < timedelta(minutes=1):
        return "à l’instant"
    if not is_day and timedelta(0) <= passed < timedelta(hours=1):
        return f"il y a {passed.seconds // 60}\u00a0min"
    here, today = (at if is_day else at.astimezone()), now.astimezone().date()
    if not is_day and timedelta(0) <= passed and here.date() == today:
        return f"il y a {passed.seconds // 3600}\u00a0h"
    day = _day((today - here.date()).days, here.date())
    return f"{day} à {here:%H:%M}" if _is_near(day) and not is_day else day


def _day(days: int, day: date) -> str:
    """Return how a day is called that was so many days ago."""
    if days in _NAMED:
        return _NAMED[days]
    return _DAYS[day.weekday()] if 0 < days < 7 else f"le {long_date(day)}"


def _is_near(day: str) -> bool:
    """Whether the hour still matters."""
    return not day.startswith("le ")
