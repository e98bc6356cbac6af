"""How long ago something happened, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from ctg_desktop.typography import ago
from tests.support.app import plain

NOW = datetime(2026, 9, 16, 12, 0, 30, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (timedelta(seconds=20), "à l'instant"),
        (timedelta(seconds=-20), "à l'instant"),
        (timedelta(minutes=5), "il y a 5 min"),
        (timedelta(hours=2, minutes=10), "il y a 2 h"),
        (timedelta(days=40), "le 7 août 2026"),
        (timedelta(days=-3), "le 19 septembre 2026"),
    ],
)
def test_ago_when_told_then_it_is_as_people_say_it(passed: timedelta, told: str) -> None:
    assert plain(ago(NOW - passed, NOW)) == told


def test_ago_when_some_days_have_passed_then_the_day_and_the_hour_are_told() -> None:
    hour = (NOW - timedelta(days=1)).astimezone()
    assert plain(ago(NOW - timedelta(days=1), NOW)) == f"hier à {hour:%H:%M}"
    assert plain(ago(NOW - timedelta(days=2), NOW)).startswith("lundi à ")


def test_ago_when_only_the_day_is_known_then_no_hour_is_told() -> None:
    midnight = datetime(2026, 9, 16, tzinfo=UTC)
    assert ago(midnight, NOW) == "aujourd’hui"
    assert ago(midnight - timedelta(days=1), NOW) == "hier"
