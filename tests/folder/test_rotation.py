"""Which safety copies stay as years go by, whatever the clock does."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.folder.rotation import outdated
from ctg_desktop.ports import BackupInfo

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def copy(made_at: datetime, reason: str = "activite") -> BackupInfo:
    return BackupInfo(Path(f"{made_at:%Y-%m-%d_%H%M%S}_{reason}"), made_at, reason, 0, 0)


def kept(copies: Iterable[BackupInfo], now: datetime) -> list[BackupInfo]:
    present = list(copies)
    gone = {each.path for each in outdated(present, now)}
    return [each for each in present if each.path not in gone]


def lived(days: int) -> tuple[list[BackupInfo], datetime]:
    """Make copies every half hour of each working day, thinned out each time."""
    present: list[BackupInfo] = []
    now = START
    for day in range(days):
        for step in range(4):
            now = START + timedelta(days=day) + step * HALF_HOUR
            present = kept([*present, copy(now)], now)
    return present, now


def test_copies_when_five_years_have_passed_then_the_counts_are_those_of_the_rule() -> None:
    present, now = lived(5 * 365)

    ages = sorted(now - each.made_at for each in present)
    assert len(ages) == 4 * 2 + 12 + 10 + 9
    daily, weekly, monthly = ages[8:20], ages[20:30], ages[30:]
    assert ages[7] < timedelta(days=2) <= daily[0]
    assert gaps(daily) == {1}
    # The first week and the first month are still losing days to the finer steps.
    assert gaps(weekly[1:]) == {7}
    assert gaps(monthly[1:]) <= {28, 35}
    assert monthly[-1] > timedelta(days=300)


def gaps(ages: list[timedelta]) -> set[int]:
    """Return the numbers of days between one copy and the next."""
    return {(older - newer).days for newer, older in pairwise(ages)}


instants = st.integers(-3 * 365 * 24, 3 * 365 * 24).map(lambda hours: START + hours * HALF_HOUR)
reasons = st.sampled_from(["activite", "fermeture", "migration 0001 vers 0002", "avant import"])
collections = st.lists(st.builds(copy, instants, reasons), unique_by=lambda each: each.path)


@given(collections, instants)
def test_copies_when_the_clock_is_anywhere_then_what_the_rule_promises_is_kept(
    copies: list[BackupInfo], now: datetime
) -> None:
    remaining = kept(copies, now)

    assert len(remaining) >= min(5, len(copies))
    assert [each for each in copies if timedelta() <= now - each.made_at < timedelta(days=2)] == [
        each for each in remaining if timedelta() <= now - each.made_at < timedelta(days=2)
    ]
    assert {each.reason for each in copies if each.reason.startswith("migration")} == {
        each.reason for each in remaining if each.reason.startswith("migration")
    }
    if copies:
        assert max(copies, key=lambda each: each.made_at) in remaining


@given(collections, instants)
def test_copies_when_thinned_out_then_they_are_few_and_stay_so(
    copies: list[BackupInfo], now: datetime
) -> None:
    remaining = kept(copies, now)
    old = [each for each in remaining if not timedelta() <= now - each.made_at < timedelta(days=2)]

    assert len(old) <= 2 * (12 + 10 + 9) + 5 + 1
    assert kept(remaining, now) == remaining


@given(st.lists(st.integers(-50 * 365, 50 * 365), max_size=40))
def test_copies_when_the_clock_jumps_at_each_then_never_fewer_than_five_stay(
    jumps: list[int],
) -> None:
    present: list[BackupInfo] = []
    for made, jump in enumerate(jumps, 1):
        now = START + timedelta(days=jump, seconds=made)
        present = kept([*present, copy(now)], now)
        assert len(present) >= min(5, made)


def test_copies_when_the_clock_jumps_ahead_then_those_of_many_days_stay() -> None:
    copies = [copy(START + timedelta(days=day)) for day in range(12)]

    assert kept(copies, START + timedelta(days=50 * 365)) == copies


def test_copies_when_some_are_dated_in_the_future_then_the_others_keep_their_places() -> None:
    future = [copy(START + timedelta(days=5000 + day)) for day in range(12)]
    past = [copy(START + timedelta(days=day)) for day in range(12)]

    assert kept([*future, *past], START + timedelta(days=30)) == [*future, *past]
