"""From degrees to pixels: a local equirectangular projection, true to shapes on a small area."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

KILOMETRES_PER_DEGREE = 111.32
"""Along a meridian; a degree of longitude is that times the cosine of the latitude."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The box around what is shown, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> Bounds | None:
        """Return the box around some points; None without any."""
        found = list(points)
        if not found:
            return None
        longitudes, latitudes = zip(*found, strict=True)
        return cls(min(longitudes), min(latitudes), max(longitudes), max(latitudes))

    @property
    def stretch(self) -> float:
        """How much shorter a degree of longitude is than one of latitude."""
        return max(0.01, math.cos(math.radians((self.south + self.north) / 2)))

    @property
    def ratio(self) -> float:
        """Width over height on the ground."""
        return max(1e-9, (self.east - self.west) * self.stretch) / max(
            1e-9, self.north - self.south
        )


@dataclass(frozen=True, slots=True)
class Projection:
    """Where each point of the ground falls on the screen.

    `scale` is in pixels per degree of latitude; the rest is in pixels.
    """

    bounds: Bounds
    scale: float
    left: float
    top: float

    @classmethod
    def fitting(cls, bounds: Bounds, width: float, height: float, margin: float) -> Projection:
        """Return the projection that shows the bounds as large as they fit, centred."""
        inner_width = max(1.0, width - 2 * margin)
        inner_height = max(1.0, height - 2 * margin)
        wide = max(1e-9, (bounds.east - bounds.west) * bounds.stretch)
        high = max(1e-9, bounds.north - bounds.south)
        scale = min(inner_width / wide, inner_height / high)
        if not math.isfinite(scale) or wide == high == 1e-9:  # one place alone
            scale = 1.0
        left = (width - wide * scale) / 2
        top = (height - high * scale) / 2
        return cls(bounds, scale, left, top)

    def point(self, longitude: float, latitude: float) -> Point:
        """Return where a point falls, in pixels from the top left."""
        x = (longitude - self.bounds.west) * self.bounds.stretch * self.scale
        y = (self.bounds.north - latitude) * self.scale
        return self.left + x, self.top + y

    @property
    def pixels_per_kilometre(self) -> float:
        """How long a kilometre is."""
        return self.scale / KILOMETRES_PER_DEGREE


def nearest_towards(origin: Point, others: Iterable[tuple[str, Point]], way: Point) -> str | None:
    """Return the place that lies nearest in a direction, as an arrow key means it.

    `way` is a unit vector; what lies more than 60° aside does not count.
    """
    best: tuple[float, str] | None = None
    for key, (x, y) in others:
        dx, dy = x - origin[0], y - origin[1]
        along = dx * way[0] + dy * way[1]
        aside = abs(dx * way[1] - dy * way[0])
        if along > 0 and aside <= along * 1.75:
            score = along + 1.5 * aside
            if best is None or (score, key) < best:
                best = score, key
    return best[1] if best else None
