"""Which safety copies are kept as time passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from ctg_desktop.ports import BackupInfo

MIGRATION = "migration"
"""How the reason of a copy begins that was made before a migration."""

Bucket = Callable[[BackupInfo], tuple[int, ...]]
"""What gathers copies: those of one day, one week, one month have equal and ordered numbers."""

_ALL_OF = timedelta(days=2)
_DAYS, _WEEKS, _MONTHS = 12, 10, 9
_FEWEST = 5


def outdated(backups: Iterable[BackupInfo], now: datetime) -> list[BackupInfo]:
    """Return the copies that may go, of the good ones given.

    Kept are all of the last two days, then the newest of 12 days, of 10 weeks and of 9 months,
    one per migration for ever, and never fewer than five. Days, weeks and months count only if
    a copy was made in them: a clock that jumps ahead makes no copy outdated at once. What is
    dated after now was made while the clock was wrong: it is thinned out by itself, and takes
    no place of the others.
    """
    newest_first = sorted(backups, key=lambda copy: (copy.made_at, copy.path), reverse=True)
    kept = {copy.path for copy in newest_first[:_FEWEST]}
    migrations = {
        copy.reason: copy.path for copy in reversed(newest_first) if _is_of_migration(copy)
    }
    kept |= set(migrations.values())
    for era in (
        [copy for copy in newest_first if copy.made_at > now],
        [copy for copy in newest_first if copy.made_at <= now],
    ):
        kept |= {copy.path for copy in _thinned(era, now)}
    return [copy for copy in newest_first if copy.path not in kept]


def _thinned(newest_first: Sequence[BackupInfo], now: datetime) -> list[BackupInfo]:
    recent = [copy for copy in newest_first if timedelta() <= now - copy.made_at < _ALL_OF]
    kept, rest = recent, newest_first[len(recent) :]
    for bucket, count in ((_day, _DAYS), (_week, _WEEKS), (_month, _MONTHS)):
        chosen = _one_each(rest, bucket)[:count]
        kept = kept + chosen
        if chosen:
            rest = [copy for copy in rest if bucket(copy) < bucket(chosen[-1])]
    return kept


def _one_each(newest_first: Sequence[BackupInfo], bucket: Bucket) -> list[BackupInfo]:
    """Return the newest copy of each bucket, newest first."""
    chosen: dict[tuple[int, ...], BackupInfo] = {}
    for copy in newest_first:
        chosen.setdefault(bucket(copy), copy)
    return list(chosen.values())


def _is_of_migration(copy: BackupInfo) -> bool:
    return copy.reason.startswith(MIGRATION)


def _day(copy: BackupInfo) -> tuple[int, ...]:
    return (copy.made_at.toordinal(),)


def _week(copy: BackupInfo) -> tuple[int, ...]:
    return tuple(copy.made_at.isocalendar()[:2])


def _month(copy: BackupInfo) -> tuple[int, ...]:
    return copy.made_at.year, copy.made_at.month
