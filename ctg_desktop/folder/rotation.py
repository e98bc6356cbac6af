"""Which safety copies are kept as time passes, whatever the clock of the computer says.

Their order is that of what they hold, never that of their dates: a clock may have been wrong.
Dates only say how far two neighbours lie apart, where they agree with that order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from ctg_desktop.ports import BackupInfo, CopyState

MIGRATION = "migration"
"""The beginning of the reason of a copy made before a migration."""

Bucket = Callable[[BackupInfo], tuple[int, ...]]
"""What gathers copies: those of one day, one week, one month have equal numbers."""

_ALL_OF = timedelta(days=2)
_PAUSES = 3
"""How many longer pauses than that do not count as time: a jump of the clock, or a holiday."""
_DAYS, _WEEKS, _MONTHS = 12, 10, 9
_FEWEST = 5


def newest_first(copies: Iterable[BackupInfo]) -> list[BackupInfo]:
    """Return copies by what they hold: those of the base's present life, the longest logs first.

    After an older copy was taken back the base begins a new life: what was written before may
    be longer, and is older all the same.
    """

    def key(copy: BackupInfo) -> tuple[bool, bool, int, datetime, str]:
        is_sound = copy.state is not CopyState.DAMAGED
        return is_sound, copy.is_of_this_life, copy.changes, copy.made_at, copy.path.name

    return sorted(copies, key=key, reverse=True)


def kept_until(now: datetime) -> date:
    """Return about when a copy made before `now` is gone, where the program is used each week.

    One made before a migration stays for ever.
    """
    return (now + _ALL_OF + timedelta(days=_DAYS + 7 * _WEEKS + 31 * _MONTHS)).date()


def outdated(copies: Iterable[BackupInfo]) -> list[BackupInfo]:
    """Return the copies that may go, newest first.

    Kept are all of two days of work, then the newest of 12 days, of 10 weeks and of 9 months,
    one per migration for ever, and never fewer than five. Days, weeks and months count only if
    a copy was made in them. What was verified is thinned out by itself, so that what was only
    made pushes none of it out; a damaged copy counts for nothing, and stays for who looks into
    it.
    """
    sound = [copy for copy in newest_first(copies) if copy.state is not CopyState.DAMAGED]
    verified = [copy for copy in sound if copy.state is CopyState.VERIFIED]
    kept = {copy.path for group in (sound, verified) for copy in _kept(group)}
    return [copy for copy in sound if copy.path not in kept]


def _kept(copies: Sequence[BackupInfo]) -> list[BackupInfo]:
    """Return those that are kept of copies, which come newest first."""
    in_order = _in_order(copies)
    end = _end_of_recent(copies, in_order)
    kept = [*copies[: max(end, _FEWEST)], *(copy for copy in copies if _is_of_migration(copy))]
    for bucket, count in ((_day, _DAYS), (_week, _WEEKS), (_month, _MONTHS)):
        chosen, end = _one_each(copies, end, bucket, (count, in_order))
        kept += chosen
    return kept


def _in_order(newest: Sequence[BackupInfo]) -> set[int]:
    """Return the places of the copies whose dates agree with their order, as many as possible.

    The others were made while the clock was wrong (the longest chain of dates that never grow,
    by the piles of patience sorting).
    """
    tops: list[float] = []
    last: list[int] = []
    before: dict[int, int | None] = {}
    for place, copy in enumerate(newest):
        age = -copy.made_at.timestamp()
        pile = bisect_right(tops, age)
        before[place] = last[pile - 1] if pile else None
        tops[pile : pile + 1], last[pile : pile + 1] = [age], [place]
    chain: set[int] = set()
    at = last[-1] if last else None
    while at is not None:
        chain.add(at)
        at = before[at]
    return chain


def _end_of_recent(copies: Sequence[BackupInfo], in_order: set[int]) -> int:
    """Return how many of the first copies were made within two days of work."""
    lived, pauses = timedelta(), 0
    newer: BackupInfo | None = None
    for place, copy in enumerate(copies):
        if place not in in_order:
            continue
        if newer is not None:
            step = newer.made_at - copy.made_at
            pauses += step >= _ALL_OF
            lived += step if step < _ALL_OF else timedelta()
            if lived >= _ALL_OF or pauses > _PAUSES:
                return place
        newer = copy
    return len(copies)


def _one_each(
    copies: Sequence[BackupInfo], begin: int, bucket: Bucket, most: tuple[int, set[int]]
) -> tuple[list[BackupInfo], int]:
    """Return the newest copy of each bucket from a place on, and the place where they end.

    `most` tells how many buckets are chosen, and which copies count: what was made while the
    clock was wrong has as many of its own, and takes no place of the others.
    """
    count, in_order = most
    chosen: dict[tuple[bool, tuple[int, ...]], BackupInfo] = {}
    numbers = {True: 0, False: 0}
    for place in range(begin, len(copies)):
        counts = place in in_order
        key = counts, bucket(copies[place])
        if key in chosen:
            continue
        if numbers[counts] < count:
            numbers[counts] += 1
            chosen[key] = copies[place]
        elif counts:
            return list(chosen.values()), place
    return list(chosen.values()), len(copies)


def _is_of_migration(copy: BackupInfo) -> bool:
    return copy.reason.startswith(MIGRATION)


def _day(copy: BackupInfo) -> tuple[int, ...]:
    return (copy.made_at.toordinal(),)


def _week(copy: BackupInfo) -> tuple[int, ...]:
    return tuple(copy.made_at.isocalendar()[:2])


def _month(copy: BackupInfo) -> tuple[int, ...]:
    return copy.made_at.year, copy.made_at.month
