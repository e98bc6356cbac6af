"""A small curve of what was measured; its words say the same, and its table stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ctg_desktop.domain.curves import LEAST_POINTS, Point, places
from ctg_desktop.typography import figure, spaced
from ui import theme
from ui.widgets.layout.layouts import px
from ui.widgets.spoken_role import spoken_as
from ui.widgets.tips import plain_tip

_WIDTH, _HEIGHT, _PAD = 20.0, 3.5, 0.6


@spoken_as(QAccessible.Role.Graphic)
class Curve(QWidget):
    """Values over the years, and a broken line at the target; nothing below two values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._points: tuple[Point, ...] = ()
        self._target: Decimal | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_points(
        self, name: str, points: Sequence[Point], target: Decimal | None, unit: str = ""
    ) -> None:
        """Show values in order of time; `name` says what of."""
        self._points, self._target = tuple(points), target
        self.setVisible(len(points) >= LEAST_POINTS)
        told = [f"{int(at)} : {figure(value, unit)}" for at, value in points]
        told += [f"cible : {figure(target, unit)}"] if target is not None else []
        words = spaced(", ".join(told))
        self.setAccessibleName(spaced(f"Courbe de {name}"))
        self.setAccessibleDescription(words)
        self.setToolTip(plain_tip(words))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the one size of a curve."""
        return QSize(px(_WIDTH), px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the target, the line and a dot for each value."""
        if len(self._points) < LEAST_POINTS:
            return
        colours = theme.current().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown, target = places(self._points, self._target)
        room = self._room()
        if target is not None:
            painter.setPen(QPen(QColor(colours.muted), 1, Qt.PenStyle.DashLine))
            height = room.bottom() - target * room.height()
            painter.drawLine(QPointF(0, height), QPointF(self.width(), height))
        painter.setPen(QPen(QColor(colours.accent), max(1.5, px(0.15))))
        dots = [
            QPointF(room.left() + x * room.width(), room.bottom() - y * room.height())
            for x, y in shown
        ]
        painter.drawPolyline(QPolygonF(dots))
        painter.setBrush(QColor(colours.accent))
        for dot in dots:
            painter.drawEllipse(dot, px(0.25), px(0.25))
        painter.end()

    def _room(self) -> QRectF:
        pad = px(_PAD)
        return QRectF(self.rect().adjusted(pad, pad, -pad, -pad))
