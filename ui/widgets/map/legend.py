"""The legend of the map: a mark, its words and how many communes bear it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ctg_desktop.typography import number
from ui import theme
from ui.widgets.labels import Caption, Note
from ui.widgets.layout import layouts
from ui.widgets.map.painting import paint_area
from ui.widgets.map.values import MapClass, MapPlace


class _Mark(QWidget):
    """A small square painted as its class; the words beside it say what it means."""

    def __init__(self, kind: MapClass, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        unit = theme.current().unit
        return QSize(round(2.2 * unit), round(1.5 * unit))

    def paintEvent(self, _event: QPaintEvent) -> None:
        style = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(
            QRectF(self.rect()).adjusted(1, 1, -1, -1), style.unit / 4, style.unit / 4
        )
        paint_area(painter, path, self._kind, style.colours, style.unit)
        painter.end()


class MapLegend(QWidget):
    """What the colours and patterns of the map mean, with counts: a table in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty legend."""
        super().__init__(parent)
        self._box = layouts.column(self, spacing=0.5)
        self._remark = Note("", self)
        self._remark.hide()
        self._box.addWidget(self._remark)
        self._box.addStretch(1)
        self._content: QWidget | None = None

    def show_kinds(self, title: str, kinds: Sequence[MapClass], places: Sequence[MapPlace]) -> None:
        """Show the classes of a map and how many of its places each holds."""
        if self._content is not None:
            self._content.deleteLater()
            self._box.removeWidget(self._content)
            self._content.hide()
        self._content = content = QWidget(self)
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(layouts.px(1))
        grid.setVerticalSpacing(layouts.px(0.4))
        heading = Caption(title, bold=True)
        heading.setWordWrap(True)
        grid.addWidget(heading, 0, 0, 1, 3)
        for position, kind in enumerate(kinds):
            count = sum(place.kind == position for place in places)
            grid.addWidget(_Mark(kind, content), position + 1, 0)
            words = Note(kind.label, look="")
            grid.addWidget(words, position + 1, 1)
            grid.addWidget(Note(number(count), wraps=False), position + 1, 2)
        grid.setColumnStretch(1, 1)
        self._box.insertWidget(0, content)

    def remark(self, words: str) -> None:
        """Say something under the classes: what the rings mean; nothing when it is empty."""
        self._remark.setText(words)
        self._remark.setVisible(bool(words))
