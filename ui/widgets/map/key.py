"""What sizes on the map mean: three circles and a scale, in the corner that is emptiest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ctg_desktop.typography import number, spaced
from ui import theme
from ui.tokens import Size
from ui.widgets.map.drawing import Drawing, Shape
from ui.widgets.map.painting import circle

_SAMPLES = (20_000, 5_000, 1_000)
"""Populations of the circles that explain the sizes."""

_KILOMETRES = 5


class MapKey:
    """The key of one drawing; lengths in pixels."""

    def __init__(self, drawing: Drawing, size: QSizeF) -> None:
        """Choose its place on a map of that size."""
        self._drawing = drawing
        self._font = theme.current().font(Size.SMALL)
        self._metrics = QFontMetricsF(self._font)
        self._has_circles = bool(
            drawing.radius_per_inhabitant and any(shape.radius for shape in drawing.shapes)
        )
        self.box = self._place(size)

    @property
    def _size(self) -> QSizeF:
        unit, line = theme.current().unit, self._metrics.height()
        scale = self._scale_width + self._metrics.horizontalAdvance(_scale_words()) + unit / 2
        if not self._has_circles:
            return QSizeF(scale, line)
        largest = 2 * self._drawing.radius(_SAMPLES[0])
        words = max(self._metrics.horizontalAdvance(_words(each)) for each in _SAMPLES)
        high = max(largest, line * len(_SAMPLES)) + line + unit * 0.4
        return QSizeF(max(scale, largest + unit + words), high)

    @property
    def _scale_width(self) -> float:
        projection = self._drawing.projection
        return projection.pixels_per_kilometre * _KILOMETRES if projection else 0.0

    def _place(self, size: QSizeF) -> QRectF:
        """Return the corner where it hides least: at the bottom left when all are equal."""
        unit, own = theme.current().unit, self._size
        right, bottom = size.width() - own.width() - unit, size.height() - own.height() - unit * 0.8
        corners = [
            QRectF(QPointF(x, y), own)
            for y in (bottom, unit * 0.8)
            for x in (unit, max(unit, right))
        ]
        return min(corners, key=lambda corner: _hidden(corner, self._drawing.shapes))

    def paint(self, painter: QPainter) -> None:
        """Draw the key."""
        if self._drawing.projection is None:
            return
        unit, box = theme.current().unit, self.box
        painter.setFont(self._font)
        painter.setPen(QColor(theme.current().colours.muted))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        end = box.left() + self._scale_width
        painter.drawLine(QPointF(box.left(), box.bottom()), QPointF(end, box.bottom()))
        for x in (box.left(), end):
            painter.drawLine(QPointF(x, box.bottom() - unit * 0.3), QPointF(x, box.bottom()))
        painter.drawText(QPointF(end + unit / 2, box.bottom()), _scale_words())
        if self._has_circles:
            self._paint_sizes(painter, box.bottom() - self._metrics.height() - unit * 0.4)

    def _paint_sizes(self, painter: QPainter, bottom: float) -> None:
        """Draw the circles in one another, and the words beside them."""
        left, line = self.box.left(), self._metrics.height()
        largest = self._drawing.radius(_SAMPLES[0])
        for rank, population in enumerate(_SAMPLES):
            radius = self._drawing.radius(population)
            painter.drawPath(circle(QPointF(left + largest, bottom - radius), radius))
            middle = bottom - line * (len(_SAMPLES) - 1 - rank) - line / 2
            baseline = middle + (self._metrics.ascent() - self._metrics.descent()) / 2
            x = left + 2 * largest + theme.current().unit
            painter.drawText(QPointF(x, baseline), _words(population))


def _words(population: int) -> str:
    return spaced(f"{number(population)} hab.")


def _scale_words() -> str:
    return spaced(f"{_KILOMETRES} km")


def _hidden(corner: QRectF, shapes: Sequence[Shape]) -> float:
    """Return how much of the shapes a corner would hide, in square pixels."""
    common = (
        corner.intersected(shape.path.boundingRect())
        for shape in shapes
        if shape.path.intersects(corner)
    )
    return sum(part.width() * part.height() for part in common)
