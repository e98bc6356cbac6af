"""A text of several lines that grows with what is typed: no inner scrolling until it is long."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QResizeEvent,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

MOST_LINES = 12
"""Beyond this many lines the text scrolls within its frame."""

_AIR = 1
"""What Qt's own line leaves around its text, in pixels, so that both align."""


class GrowingText(QPlainTextEdit):
    """Plain text as high as what it holds; Tab leaves it.

    With `is_line` it holds one paragraph: Enter is no text, and `submitted` tells of it.
    """

    submitted = Signal()

    def __init__(self, *, lines: int = 1, is_line: bool = False, parent: QWidget | None = None):
        """Show at least that many lines."""
        super().__init__(parent)
        self._lines = lines
        self._is_line = is_line
        self._most = MOST_LINES
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(_AIR)
        self.setViewportMargins(_AIR, 0, _AIR, 0)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.verticalScrollBar().valueChanged.connect(self._stay)
        self._grow()

    def show_all(self) -> None:
        """Never scroll within the frame, however long the text is."""
        self.show_lines(10**6)

    def show_lines(self, most: int) -> None:
        """Scroll within the frame past this many lines."""
        self._most = most
        self._grow()

    def separate(self) -> None:
        """Let what is typed from here on be undone by itself."""
        cursor = self.textCursor()
        if not cursor.hasSelection() and cursor.movePosition(QTextCursor.MoveOperation.Left):
            self.setTextCursor(cursor)
            cursor.movePosition(QTextCursor.MoveOperation.Right)
            self.setTextCursor(cursor)

    @property
    def _needed(self) -> int:
        """How many lines the text takes."""
        return round(self.document().size().height())

    def _stay(self, first: int) -> None:
        """Keep the first line of a text that fits in sight: Qt counts one pixel too many."""
        if first and self._needed <= self._most:
            self.verticalScrollBar().setValue(0)

    def _grow(self) -> None:
        needed = self._needed
        shown = min(max(needed, self._lines), self._most)
        overflow = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(overflow if needed > self._most else never)
        self.ensurePolished()
        frame = self.contentsMargins().top() + self.contentsMargins().bottom()
        height = shown * self.fontMetrics().lineSpacing() + frame + 2 * _AIR
        if height != self.height():
            self.setFixedHeight(height)

    # --- overrides of Qt's methods

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the new width asks for."""
        super().resizeEvent(event)
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Submit a paragraph by Enter."""
        if self._is_line and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
            event.ignore()  # in a dialog it presses the button that is meant
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page where there is nothing to scroll."""
        if self._needed <= self._most:
            event.ignore()  # the page scrolls
            return
        super().wheelEvent(event)


class ReadingText(GrowingText):
    """A value that is read only: selectable, reached by Tab, without a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show it whole."""
        super().__init__(parent=parent)
        self.setReadOnly(True)
        self.setProperty("look", "reading")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.show_all()

    def show_words(self, words: str, *, is_missing: bool) -> None:
        """Show the words; `is_missing` sets them apart as standing for nothing."""
        self.setProperty("state", "missing" if is_missing else "")
        self.style().unpolish(self)
        self.style().polish(self)
        self.setPlainText(words)

    # --- overrides of Qt's methods

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the start of the text."""
        super().focusInEvent(event)
        self.moveCursor(QTextCursor.MoveOperation.Start)
