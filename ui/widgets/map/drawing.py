"""Where everything of a map falls on the screen: shapes, and which place lies under a point."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath

from ui.widgets.map.painting import circle
from ui.widgets.map.projection import Bounds, Projection
from ui.widgets.map.values import MapPlace, Polygons

_COVERED = 0.17
"""Share of the map that all circles cover together, were they apart."""

_LARGEST = 0.08
"""Largest radius, as a share of the map's height: one town never hides its neighbours."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A place as it is drawn; `radius` is that of its circle, 0 for a real outline."""

    place: MapPlace
    path: QPainterPath
    centre: QPointF
    radius: float


class Drawing:
    """The shapes of a map at one size; the largest come first, so that small ones lie above."""

    def __init__(
        self,
        places: Sequence[MapPlace],
        outlines: Polygons,
        size: tuple[float, float],
        unit: int,
    ) -> None:
        """Lay the places out over `size` pixels; `unit` is half a line of text."""
        self.projection = _projection(places, outlines, size, unit)
        self.shapes: list[Shape] = []
        self._by_id: dict[str, Shape] = {}
        self.radius_per_inhabitant = 0.0
        if self.projection is None:
            return
        self.radius_per_inhabitant = self._radius_unit(places, size)
        smallest = unit * 0.5
        for place in sorted(places, key=lambda each: -(each.population or 0)):
            shape = self._shape(place, outlines, smallest)
            self.shapes.append(shape)
            self._by_id[place.id] = shape

    def _radius_unit(self, places: Sequence[MapPlace], size: tuple[float, float]) -> float:
        """Return the radius of a circle of one inhabitant, in pixels: areas are proportional."""
        people = sum(place.population or 0 for place in places)
        largest = max((place.population or 0 for place in places), default=0)
        if not people or not largest:
            return 0.0
        share = math.sqrt(_COVERED * size[0] * size[1] / math.pi / people)
        return min(share, _LARGEST * size[1] / math.sqrt(largest))

    def radius(self, population: int | None) -> float:
        """Return the radius of the circle of so many inhabitants, in pixels."""
        return math.sqrt(population or 0) * self.radius_per_inhabitant

    def _shape(self, place: MapPlace, outlines: Polygons, smallest: float) -> Shape:
        assert self.projection is not None
        centre = QPointF(*self.projection.point(place.longitude, place.latitude))
        polygons = outlines.get(place.id)
        if polygons:
            return Shape(place, self._outline(polygons), centre, 0.0)
        radius = max(smallest, self.radius(place.population))
        return Shape(place, circle(centre, radius), centre, radius)

    def _outline(self, polygons: Iterable[Iterable[Iterable[tuple[float, float]]]]) -> QPainterPath:
        assert self.projection is not None
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)  # holes
        for polygon in polygons:
            for ring in polygon:
                self._add_ring(path, ring)
        return path

    def _add_ring(self, path: QPainterPath, ring: Iterable[tuple[float, float]]) -> None:
        assert self.projection is not None
        last: QPointF | None = None
        for longitude, latitude in ring:
            point = QPointF(*self.projection.point(longitude, latitude))
            if last is None:
                path.moveTo(point)
            elif (point - last).manhattanLength() < 0.7:  # finer than a screen shows
                continue
            else:
                path.lineTo(point)
            last = point
        path.closeSubpath()

    def shape(self, place_id: str) -> Shape | None:
        """Return how a place is drawn; None for one that is not on the map."""
        return self._by_id.get(place_id)

    def at(self, point: QPointF, tolerance: float) -> Shape | None:
        """Return the place under a point: the topmost, else the nearest circle close by."""
        for shape in reversed(self.shapes):
            if shape.path.contains(point):
                return shape
        near = [
            (distance, shape.place.id, shape)
            for shape in self.shapes
            if shape.radius
            and (distance := math.dist(_pair(shape.centre), _pair(point)) - shape.radius)
            < tolerance
        ]
        return min(near)[2] if near else None

    def marks(self) -> list[QRectF]:
        """Return the boxes of the circles, which names should not cover."""
        return [shape.path.boundingRect() for shape in self.shapes if shape.radius]

    def positions(self) -> Mapping[str, tuple[float, float]]:
        """Return where the label point of each place falls, in pixels."""
        return {shape.place.id: _pair(shape.centre) for shape in self.shapes}


def _pair(point: QPointF) -> tuple[float, float]:
    return point.x(), point.y()


def _projection(
    places: Sequence[MapPlace], outlines: Polygons, size: tuple[float, float], unit: int
) -> Projection | None:
    known = {place.id for place in places}
    corners = [(place.longitude, place.latitude) for place in places]
    corners += [
        point
        for place_id, polygons in outlines.items()
        if place_id in known
        for polygon in polygons
        for ring in polygon
        for point in ring
    ]
    bounds = Bounds.around(corners)
    if bounds is None:
        return None
    margin = unit * (1.0 if outlines else 2.0)
    return Projection.fitting(bounds, *size, margin)
