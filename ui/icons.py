"""The icons: drawings of `resources/icons` in the colours of the theme, crisp at every scale.

They are drawn when painted, so that a change of theme needs no new icon. Interface thread only.
"""

from __future__ import annotations

from functools import cache
from typing import ClassVar

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtSvg import QSvgRenderer

import resources

_FOLDER = "icons"
_INK = "currentColor"
_APPLICATION = "application"
_APPLICATION_SIZES = (16, 20, 24, 32, 48, 64, 128, 256)


def icon(name: str, colour: str = "") -> QIcon:
    """Return an icon by the name of its file; without a colour it takes the palette's.

    `colour` is `#rrggbb`; a disabled icon is grey whatever it is.

    Raises:
        FileNotFoundError: there is no such drawing.
    """
    _drawing(name)
    return QIcon(_DrawnIcon(name, colour))


def pixmap(name: str, colour: str, size: int, ratio: float | None = None) -> QPixmap:
    """Return a square drawing of `size` logical pixels.

    `ratio` is the number of device pixels per logical one; that of the sharpest screen if None.
    """
    sharpness = _sharpest() if ratio is None else ratio
    return _drawn(name, colour, size, sharpness)


def paint(painter: QPainter, name: str, rect: QRect, colour: str) -> None:
    """Draw an icon in the middle of a rectangle, as large as it allows."""
    side = min(rect.width(), rect.height())
    ratio = painter.deviceTransform().m11()  # `device()` would be wrapped again each time
    left = rect.x() + (rect.width() - side) // 2
    top = rect.y() + (rect.height() - side) // 2
    painter.drawPixmap(left, top, pixmap(name, colour, side, ratio))


def application_icon() -> QIcon:
    """Return the icon of the program, drawn for each size that systems ask for."""
    made = QIcon()
    for side in _APPLICATION_SIZES:
        made.addPixmap(_drawn(_APPLICATION, "", side, 1.0))
    return made


@cache
def _drawing(name: str) -> str:
    return resources.path(_FOLDER, f"{name}.svg").read_text(encoding="utf-8")


def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """Return a drawing, from Qt's own store of them when it is there."""
    key = f"ctg:{name}:{colour}:{size}:{ratio}"
    kept = QPixmap()
    if QPixmapCache.find(key, kept):
        return kept
    side = max(1, round(size * ratio))
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    text = _drawing(name).replace(_INK, colour)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, made)
    return made


def _sharpest() -> float:
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)


class _DrawnIcon(QIconEngine):
    """Draws one icon in the colour that its state asks of the palette."""

    _clones: ClassVar[list[_DrawnIcon]] = []
    """Copies that Qt asked for: it would own them, but PySide lets go of what `clone` returns.

    Qt copies an engine only when an icon is changed after it was made, which nobody here does.
    """

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def clone(self) -> QIconEngine:
        made = _DrawnIcon(self._name, self._colour)
        self._clones.append(made)
        return made

    def paint(
        self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State, /
    ) -> None:
        colour = self._colour
        if not colour or mode is QIcon.Mode.Disabled:
            group = QPalette.ColorGroup
            state = group.Disabled if mode is QIcon.Mode.Disabled else group.Active
            colour = QGuiApplication.palette().color(state, QPalette.ColorRole.ButtonText).name()
        paint(painter, self._name, rect, colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, /) -> QPixmap:
        """Draw on a clear ground: Qt's own version begins with whatever the memory held."""
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, made.rect(), mode, state)
        painter.end()
        return made
