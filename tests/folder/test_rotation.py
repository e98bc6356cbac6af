"""Which safety copies stay as years go by, whatever the clock does."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.folder.rotation import newest_first, outdated
from ctg_desktop.ports import BackupInfo, CopyState

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
MOST = 2 * (12 + 10 + 9) + 5
"""More than the rule keeps beyond two days of work: what a wrong clock made has its own places."""


def copy(
    number: int,
    made_at: datetime,
    reason: str = "activite",
    state: CopyState = CopyState.MADE,
) -> BackupInfo:
    """Return the copy of a log of that length."""
    path = Path(f"{number:06}_{made_at:%Y-%m-%d_%H%M%S}_{reason}")
    return BackupInfo(path, made_at, reason, 0, 0, number, state=state)


def kept(copies: Iterable[BackupInfo]) -> list[BackupInfo]:
    present = list(copies)
    gone = {each.path for each in outdated(present)}
    return [each for each in present if each.path not in gone]


def lived(dates: Sequence[datetime]) -> list[BackupInfo]:
    """Make a copy at each date that the clock tells, thinned out each time."""
    present: list[BackupInfo] = []
    for number, date in enumerate(dates):
        present = kept([*present, copy(number, date)])
    return present


def working_days(days: int, *, each: int = 4) -> list[datetime]:
    return [
        START + timedelta(days=day) + step * HALF_HOUR
        for day in range(days)
        for step in range(each)
    ]


def test_copies_when_five_years_have_passed_then_the_counts_are_those_of_the_rule() -> None:
    dates = working_days(5 * 365)
    present = lived(dates)

    ages = sorted(dates[-1] - each.made_at for each in present)
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


JUMPS = [timedelta(days=days) for days in (-10 * 365, 50 * 365, 30, 3, -3, 1, -1)]


@pytest.mark.parametrize("jump", JUMPS)
@pytest.mark.parametrize("wrong", [1, 16])
def test_copies_when_the_clock_jumps_once_then_it_takes_none_of_them_away(
    jump: timedelta, wrong: int
) -> None:
    dates = working_days(60, each=10)
    present = lived(dates)
    before = {each.path for each in present}

    number = len(dates)
    for step in range(wrong):
        present = kept([*present, copy(number, dates[-1] + jump + step * HALF_HOUR)])
        number += 1
    during = {each.path for each in present}
    for step in range(1, 4):  # and the clock is right again
        present = kept([*present, copy(number, dates[-1] + step * HALF_HOUR)])
        number += 1

    # A jump of a day or two is a day or two; what had a day to live may go then.
    lost = 0 if abs(jump) > timedelta(days=2) else 12
    assert len(before - during) <= lost
    assert len(before - {each.path for each in present}) <= lost


@pytest.mark.parametrize("seed", range(3))
def test_copies_when_the_clock_jumps_now_and_then_for_five_years_then_few_and_enough_stay(
    seed: int,
) -> None:
    chance = random.Random(seed)
    dates = working_days(5 * 365, each=2)
    told = list(dates)
    for _ in range(20):
        at = chance.randrange(len(dates))
        jump = timedelta(days=chance.choice((-3650, 18250, 400, -400, 20)))
        for place in range(at, min(len(dates), at + chance.choice((1, 2, 30)))):
            told[place] = dates[place] + jump

    present = lived(told)

    ages = [dates[-1] - dates[each.changes] for each in present]  # when they were truly made
    assert len(present) <= 4 * 4 + MOST
    assert sum(age < timedelta(days=2) for age in ages) == 4
    assert sum(age < timedelta(days=15) for age in ages) >= 4 + 10
    assert max(ages) > timedelta(days=200)


@st.composite
def histories(draw: st.DrawFn) -> list[BackupInfo]:
    """Draw copies of longer and longer logs, whatever the dates that the clock told."""
    hours = draw(st.lists(st.integers(-3 * 365 * 24, 3 * 365 * 24), max_size=60))
    reasons = st.sampled_from(["activite", "fermeture", "migration 0001 vers 0002"])
    return [
        copy(
            number,
            START + hour * HALF_HOUR,
            draw(reasons),
            draw(st.sampled_from(CopyState)),
        )
        for number, hour in enumerate(hours)
    ]


@given(histories())
def test_copies_when_dates_are_any_then_what_the_rule_promises_is_kept(
    copies: list[BackupInfo],
) -> None:
    remaining = kept(copies)

    for states in ({CopyState.VERIFIED}, {CopyState.VERIFIED, CopyState.MADE}):
        before = [each for each in copies if each.state in states]
        after = [each for each in remaining if each.state in states]
        assert after[-5:] == before[-5:], "the newest by what they hold"
    assert {each for each in copies if each.reason.startswith("migration")} <= set(remaining)
    assert {each for each in copies if each.state is CopyState.DAMAGED} <= set(remaining)


@given(histories())
def test_copies_when_only_made_then_they_push_no_verified_one_out(
    copies: list[BackupInfo],
) -> None:
    verified = [each for each in copies if each.state is CopyState.VERIFIED]

    assert set(kept(verified)) <= set(kept(copies))


@given(st.lists(st.integers(-50 * 365, 50 * 365), max_size=80))
def test_copies_when_the_clock_jumps_at_each_then_the_newest_stay_and_never_fewer_than_five(
    jumps: list[int],
) -> None:
    present: list[BackupInfo] = []
    for made, jump in enumerate(jumps, 1):
        present = kept([*present, copy(made, START + timedelta(days=jump, seconds=made))])
        assert len(present) >= min(5, made)
        assert made in {each.changes for each in present}


def test_order_when_dates_lie_then_it_is_that_of_what_they_hold() -> None:
    dates = [START, START + timedelta(days=9999), START - timedelta(days=9999), START]
    copies = [copy(number, date) for number, date in enumerate(dates)]

    assert newest_first(copies) == copies[::-1]


def test_order_when_an_older_copy_was_taken_back_then_what_was_written_since_comes_first() -> None:
    before = [copy(number, START) for number in (80, 90, 100)]
    since = [replace(copy(number, START), is_of_this_life=True) for number in (85, 86)]
    bad = replace(copy(999, START), state=CopyState.DAMAGED)

    found = newest_first([*before, *since, bad])

    assert [each.changes for each in found] == [86, 85, 100, 90, 80, 999]
