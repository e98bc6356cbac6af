"""A text to be read beside another one, with the words that differ marked."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.text_diff import Passage, marked
from ui import theme
from ui.widgets.growing_text import ReadingText


class DifferingText(ReadingText):
    """A text that is read only; what differs stands between ‹ ›, in bold and on a tint."""

    def __init__(self, passages: Iterable[Passage], parent: QWidget | None = None) -> None:
        """Show the passages, one after the other."""
        super().__init__(parent)
        colours = theme.current().colours
        tinted = QTextCharFormat()
        tinted.setFontWeight(QFont.Weight.DemiBold)
        tinted.setBackground(QColor(colours.warning_soft))
        tinted.setForeground(QColor(colours.warning))
        plain = QTextCharFormat()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()  # laid out once, not after each passage
        for words, differs in marked(passages):
            cursor.insertText(words, tinted if differs else plain)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        # Made within a window that shows, it was polished before it knew that it is to be read.
        self.style().unpolish(self)
        self.style().polish(self)
