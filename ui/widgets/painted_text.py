"""Plain text that a widget paints by itself: it wraps, breaks endless words, may be cut short."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from ctg_desktop.typography import spaced


class PaintedText:
    """A text of one paragraph in one font, on as many lines as its width asks for.

    `most_lines` cuts it with « … » after that many lines; 0 never does. Interface thread only.
    """

    def __init__(self, text: str, font: QFont, *, most_lines: int = 0) -> None:
        """Keep what to paint; line ends become spaces."""
        self.text = spaced(" ".join(text.split("\n")))
        self.font = font
        self._most_lines = most_lines
        self._metrics = QFontMetricsF(font)
        self._width = -1.0
        self._layout = QTextLayout(self.text, font)
        self._lines: list[QTextLine] = []
        self._counts: dict[float, int] = {}
        """How many lines there are in each width: layouts ask again and again."""
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)

    @property
    def natural_width(self) -> float:
        """The width of the text on one line, in pixels."""
        return self._metrics.horizontalAdvance(self.text) if self.text else 0.0

    @property
    def line_height(self) -> float:
        """The height of one line, in pixels."""
        return self._metrics.lineSpacing()

    def height(self, width: float) -> float:
        """Return the height that the text takes in a width, both in pixels."""
        if (lines := self._counts.get(width)) is None:
            self._set(width)
            lines = self._counts[width] = len(self._lines)
        return lines * self.line_height

    def paint(self, painter: QPainter, left: float, top: float, width: float, colour: str) -> None:
        """Draw the text in a width, from its top left corner."""
        self._set(width)
        painter.setPen(QColor(colour))
        painter.setFont(self.font)
        for at, line in enumerate(self._lines):
            y = top + at * self.line_height
            if self._is_cut and at == len(self._lines) - 1:
                rest = self.text[line.textStart() :]
                shown = self._metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)
                painter.drawText(QPointF(left, y + self._metrics.ascent()), shown)
            else:
                line.draw(painter, QPointF(left, y - line.y()))

    def _set(self, width: float) -> None:
        """Break the text into lines, unless that was done for this width."""
        if width == self._width:
            return
        self._width, self._lines, self._is_cut = width, [], False
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width))
            if self._most_lines and len(self._lines) == self._most_lines:
                self._is_cut = True
                break
            self._lines.append(line)
        self._layout.endLayout()
