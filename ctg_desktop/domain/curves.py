"""The small curve of an indicator: its points over the years, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ctg_desktop.domain.action import Indicateur, Mesure

LEAST_POINTS = 2
"""Fewer values make no curve."""

_DAYS_A_YEAR = 365.25


class Point(NamedTuple):
    """A moment, in years, and the value of that moment."""

    at: float
    value: Decimal


def points_of(row: Indicateur, mesures: Sequence[Mesure]) -> list[Point]:
    """Return the value of origin and those measured, in order of time."""
    found = []
    if row.origin_value is not None and row.origin_year:
        found.append(Point(float(row.origin_year), row.origin_value))
    for mesure in mesures:
        if mesure.value is not None:
            day = mesure.measured_on
            within = (day.timetuple().tm_yday - 1) / _DAYS_A_YEAR if day else 0.0
            found.append(Point((day.year if day else mesure.year or 0) + within, mesure.value))
    return sorted(found, key=lambda point: point.at)


def places(
    points: Sequence[Point], target: Decimal | None
) -> tuple[list[tuple[float, float]], float | None]:
    """Return where points stand, as shares of the width and of the height, and the target's height.

    Heights are counted from below; where all values are one, they stand in the middle.
    """
    first, last = points[0].at, points[-1].at
    known = [value for _, value in points] + ([] if target is None else [target])
    least, most = min(known), max(known)

    def height(value: Decimal) -> float:
        return float((value - least) / (most - least)) if most > least else 0.5

    span = (last - first) or 1.0
    shown = [((at - first) / span, height(value)) for at, value in points]
    return shown, None if target is None else height(target)
