"""A line that leads somewhere: an icon, a figure, words that wrap; the whole line is a button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ctg_desktop.domain.colours import mixed
from ctg_desktop.typography import spaced
from ui import icons, theme
from ui.tokens import Size
from ui.widgets.layout.layouts import px
from ui.widgets.painted_text import PaintedText


def under_line(label: QWidget) -> QWidget:
    """Return a label that begins where the words of a line above it do."""
    label.setContentsMargins(px(PaintedButton.PADDING), 0, 0, 0)
    return label


class PaintedButton(QPushButton):
    """A button over the whole width that paints itself; its height follows from its width.

    A subclass gives `content_height` and `paint_content`, both within the button's padding.
    """

    PADDING = 0.6
    """White around the content, in half-lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a button that the mouse, Space and Enter press."""
        super().__init__(parent)
        self._heights: dict[int, int] = {}
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def leads_to(self, act: Callable[[], None], name: str = "") -> None:
        """Have a press do something; by the object `name` the focus is found again."""
        if name:
            self.setObjectName(name)
        self.clicked.connect(lambda _checked=False: act())

    def content_height(self, width: float) -> float:
        """Return the height of the content in a width, in pixels."""
        raise NotImplementedError

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the content into a rectangle."""
        raise NotImplementedError

    def paint_ground(self, painter: QPainter) -> None:
        """Paint what lies under the content: a tint when the mouse is over or presses."""
        colours = theme.current().colours
        if self.isDown() or self.underMouse():
            tint = mixed(colours.accent, colours.surface, 0.18 if self.isDown() else 0.08)
            painter.fillRect(self.rect(), QColor(tint))

    def hasHeightForWidth(self) -> bool:
        """Whether the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the content and the white around it; layouts ask many times."""
        if (height := self._heights.get(width)) is None:
            around = 2 * px(self.PADDING)
            height = max(px(3), round(self.content_height(width - around) + around))
            self._heights[width] = height
        return height

    def forget_height(self) -> None:
        """Ask for another height: the content changed."""
        self._heights.clear()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return a usual width, and the height it asks for."""
        return QSize(px(40), self.heightForWidth(px(40)))

    def minimumSizeHint(self) -> QSize:
        """Return a narrow size: the words wrap."""
        return QSize(px(14), px(3))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, content, and the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_ground(painter)
        pad = px(self.PADDING)
        self.paint_content(painter, QRectF(self.rect().adjusted(pad, pad, -pad, -pad)))
        if self.hasFocus():
            stroke = max(2, px(0.2))
            painter.setPen(QPen(QColor(theme.current().colours.accent), stroke))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            half = stroke / 2
            painter.drawRect(QRectF(self.rect()).adjusted(half, half, -half, -half))
        painter.end()


class LineButton(PaintedButton):
    """One line of a list of links: an icon, « 12 actions en retard », an arrow."""

    _ICON = 1.9
    _FIGURE = 3.4

    def __init__(
        self,
        words: str,
        *,
        icon: str = "",
        tone: str = "accent",
        figure: str = "",
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Show words after an icon, in the colour of a token, and a figure; `note` stands below."""
        super().__init__(parent)
        self._icon, self._tone = icon, tone
        current = theme.current()
        self._figure = PaintedText(figure, current.font(bold=True))
        self._note_font = current.font(Size.SMALL)
        self._words = PaintedText(words, current.font(), most_lines=4)
        self.set_note(note)
        self.setAccessibleName(spaced(f"{figure} {words}".strip()))

    def set_note(self, note: str) -> None:
        """Change what stands below the words."""
        self._note = PaintedText(note, self._note_font, most_lines=2)
        self.setAccessibleDescription(self.note)
        self.forget_height()
        self.update()

    @property
    def note(self) -> str:
        """What stands below the words."""
        return self._note.text

    def _left(self) -> float:
        """Return where the words begin."""
        left = float(px(self._ICON + 1)) if self._icon else 0.0
        if self._figure.text:
            left += max(px(self._FIGURE), self._figure.natural_width) + px(1)
        return left

    def _room(self, width: float) -> float:
        return max(1.0, width - self._left() - px(2))

    def content_height(self, width: float) -> float:
        """Return the height of the words and the note."""
        room = self._room(width)
        note = self._note.height(room) if self._note.text else 0
        return self._words.height(room) + note

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Paint icon, figure, words and the arrow at the end."""
        colours = theme.current().colours
        line = self._words.line_height
        side = px(self._ICON)
        top = rect.top() + (line - side) / 2
        tone = getattr(colours, self._tone)
        if self._icon:
            icons.paint(painter, self._icon, _square(rect.left(), top, side), tone)
        left = rect.left() + self._left()
        if self._figure.text:
            wide = self._figure.natural_width
            at = left - px(1) - wide
            self._figure.paint(painter, at, rect.top(), wide + 1, colours.ink)
        room = self._room(rect.width())
        self._words.paint(painter, left, rect.top(), room, colours.ink)
        if self._note.text:
            below = rect.top() + self._words.height(room)
            self._note.paint(painter, left, below, room, colours.muted)
        arrow = _square(rect.right() - px(1.4), rect.top() + (line - px(1.4)) / 2, px(1.4))
        icons.paint(painter, "chevron-right", arrow, colours.muted)


def _square(left: float, top: float, side: int) -> QRect:
    return QRect(round(left), round(top), side, side)
