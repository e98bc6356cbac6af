"""How areas of the map are filled, on the map and in its legend alike."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen

from ui.tokens import Colours
from ui.widgets.map.values import MapClass, Pattern


def paint_area(
    painter: QPainter, path: QPainterPath, kind: MapClass, colours: Colours, unit: int
) -> None:
    """Fill an area as its class says and draw its border; `unit` is half a line, in pixels."""
    paint_fill(painter, path, kind, colours, unit)
    painter.strokePath(path, QPen(QColor(kind.edge(colours)), max(1.0, unit / 9)))


def paint_fill(
    painter: QPainter, path: QPainterPath, kind: MapClass, colours: Colours, unit: int
) -> None:
    """Fill an area as its class says."""
    painter.fillPath(path, QColor(kind.fill(colours)))
    if kind.pattern in (Pattern.STRIPES, Pattern.DOTS):
        ratio = painter.device().devicePixelRatio()
        painter.fillPath(path, _pattern(kind.pattern, kind.tone.of(colours), unit, ratio))


def paint_border(painter: QPainter, path: QPainterPath, colours: Colours, unit: int) -> None:
    """Draw a border between two areas: a gap that parts dark ones, a line that parts light ones."""
    for colour, width in ((colours.surface, unit / 3.5), (colours.edge, unit / 11)):
        pen = QPen(QColor(colour), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)


@lru_cache(maxsize=32)
def _pattern(pattern: Pattern, colour: str, unit: int, ratio: float) -> QBrush:
    """Return a brush whose pattern grows with the text, which Qt's own do not."""
    size = max(4, round(unit * 0.55))
    image = QImage(
        round(size * ratio), round(size * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if pattern is Pattern.STRIPES:
        painter.setPen(QPen(QColor(colour), size * 0.3))
        for shift in (-size, 0, size):  # the neighbours' strokes, cut by the corners
            painter.drawLine(QPointF(shift - 1, size + 1), QPointF(shift + size + 1, -1))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(size / 2, size / 2), size * 0.22, size * 0.22)
    painter.end()
    return QBrush(image)


def circle(centre: QPointF, radius: float) -> QPainterPath:
    """Return a circle as a path."""
    path = QPainterPath()
    path.addEllipse(centre, radius, radius)
    return path


def paint_words(painter: QPainter, box: QRectF, words: str, colours: Colours, halo: float) -> None:
    """Write a name over a map: a halo of the ground keeps it apart from what lies under it."""
    metrics = painter.fontMetrics()
    baseline = box.top() + (box.height() + metrics.ascent() - metrics.descent()) / 2
    path = QPainterPath()
    path.addText(QPointF(box.left(), baseline), painter.font(), words)
    ground = QPen(QColor(colours.ground), halo)
    ground.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, ground)
    painter.fillPath(path, QColor(colours.ink))
