"""Whether a window can open is known before Qt is asked, which would end the process."""

from __future__ import annotations

import sys

import pytest

from tests.support.app import plain
from ui.display import obstacle

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone")


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "offscreen:size=1366x768"])
def test_obstacle_when_no_screen_is_needed_then_there_is_none(platform: str) -> None:
    assert obstacle({"QT_QPA_PLATFORM": platform}) is None


@pytest.mark.parametrize("environ", [{}, {"DISPLAY": ""}, {"DISPLAY": ":7531"}, {"DISPLAY": "x"}])
def test_obstacle_when_there_is_no_screen_then_it_says_so(environ: dict[str, str]) -> None:
    assert plain(obstacle(environ) or "") == "il n'y a pas d'écran ici"


def test_obstacle_when_qt_does_not_know_the_platform_then_it_is_named() -> None:
    found = plain(obstacle({"QT_QPA_PLATFORM": "inconnue"}) or "")

    assert found == "Qt ne connaît pas l'affichage « inconnue »"


def test_obstacle_when_one_of_several_ways_works_then_there_is_none() -> None:
    assert obstacle({"QT_QPA_PLATFORM": "xcb;offscreen", "DISPLAY": ":7531"}) is None
