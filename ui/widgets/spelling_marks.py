"""Misspelt words of a long text: underlined a moment after one stops typing, and mended.

They are drawn over the text and are no part of it: nothing that is typed, undone or saved knows
of them. A paragraph is looked at again where its words changed, piece by piece.
"""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QTextEdit

from ctg_desktop.typography import quoted
from ui import theme
from ui.spelling import Spelling

_PAUSE_MS = 350
"""After this pause in typing the words are looked at."""

_SLICE_SECONDS = 0.008
"""How long the window waits at most for a piece of a long text."""

_MOST_PARAGRAPHS = 500


class SpellingMarks(QObject):
    """Underlines the words of a text that no dictionary knows; a right click mends them."""

    def __init__(self, text: QPlainTextEdit, spelling: Spelling) -> None:
        """Look at nothing before the text is on screen or typed in."""
        super().__init__(text)
        self._text = text
        self._spelling = spelling
        self._found: dict[str, tuple[tuple[int, str], ...]] = {}
        """The faults of each paragraph, by its words: where, in Qt's own signs, and which."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        text.textChanged.connect(self._pause.start)
        text.cursorPositionChanged.connect(self._pause.start)
        spelling.changed.connect(self._start_over)
        text.installEventFilter(self)
        text.viewport().installEventFilter(self)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are underlined."""
        return tuple(each.cursor.selectedText() for each in self._text.extraSelections())

    def look(self) -> None:
        """Underline what is misspelt; a long text is looked at piece by piece."""
        if not self._spelling.is_ready or self._text.isReadOnly():
            self._text.setExtraSelections([])
            return
        until = time.monotonic() + _SLICE_SECONDS
        kept: dict[str, tuple[tuple[int, str], ...]] = {}
        marks: list[QTextEdit.ExtraSelection] = []
        block = self._text.document().firstBlock()
        for _ in range(_MOST_PARAGRAPHS):
            if not block.isValid():
                break
            words = block.text()
            if words not in self._found and time.monotonic() > until:
                self._pause.start(0)  # the rest, once the window has had its turn
                break
            known = self._found.get(words)
            kept[words] = self._found[words] = self._faults(words) if known is None else known
            marks += [mark for each in kept[words] if (mark := self._mark(block, *each))]
            block = block.next()
        else:
            block = QTextBlock()
        if not block.isValid():
            self._found = kept
            self._pause.setInterval(_PAUSE_MS)
        self._text.setExtraSelections([mark for mark in marks if not self._is_typed(mark)])

    def _faults(self, words: str) -> tuple[tuple[int, str], ...]:
        faults = self._spelling.faults(words)
        return tuple((_in_qt(words, fault.start), fault.word) for fault in faults)

    def _mark(self, block: QTextBlock, start: int, word: str) -> QTextEdit.ExtraSelection | None:
        """Return what underlines a word; None where half a sign moves what Qt and Python count."""
        mark = QTextEdit.ExtraSelection()
        line = QTextCharFormat()
        line.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        line.setUnderlineColor(theme.current().colours.alert)
        mark.format = line
        mark.cursor = _selected(block, start, word)
        return mark if mark.cursor.selectedText() == word else None

    def _is_typed(self, mark: QTextEdit.ExtraSelection) -> bool:
        """Whether the caret is at the end of a word: it may be half typed."""
        return (
            self._text.hasFocus() and mark.cursor.position() == self._text.textCursor().position()
        )

    def _start_over(self) -> None:
        self._found = {}
        self._pause.start()

    # --- mending -----------------------------------------------------------------------

    def menu_at(self, cursor: QTextCursor) -> QMenu | None:
        """Return what a right click offers where the cursor is; None where no word is misspelt."""
        at, block = cursor.position() - cursor.block().position(), cursor.block()
        for start, word in self._faults(block.text()) if self._spelling.is_ready else ():
            place = _selected(block, start, word)
            if start <= at <= start + _in_qt(word, len(word)) and place.selectedText() == word:
                return self._menu(place)
        return None

    def _menu(self, place: QTextCursor) -> QMenu:
        word = place.selectedText()
        menu = self._text.createStandardContextMenu()
        menu.setAccessibleName(f"Orthographe de {quoted(word)}")
        usual = menu.actions()[0] if menu.actions() else None
        offered = [
            self._entry(menu, each, partial(self._mend, place, word, each))
            for each in self._near(word)
        ]
        if not offered:
            none = QAction("Aucune proposition", menu)
            none.setEnabled(False)
            offered.append(none)
        offered += [
            _line(menu),
            self._entry(menu, "Ajouter au dictionnaire", partial(self._spelling.learn, word)),
            self._entry(menu, "Ignorer", partial(self._spelling.ignore, word)),
            _line(menu),
        ]
        for action in offered:
            menu.insertAction(usual, action)  # type: ignore[arg-type] # None: at the end
        return menu

    def _near(self, word: str) -> tuple[str, ...]:
        return self._spelling.near(word)

    def _entry(self, menu: QMenu, words: str, act: partial[None]) -> QAction:
        action = QAction(words.replace("&", "&&"), menu)
        action.triggered.connect(lambda _checked=False: act())
        return action

    def _mend(self, place: QTextCursor, fault: str, word: str) -> None:
        if place.selectedText() != fault:
            return  # the text changed behind the open menu
        place.insertText(word)
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- overrides of Qt's methods

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for the dictionary where one is about to type, and offer what mends a word."""
        if event.type() is QEvent.Type.FocusIn and watched is self._text:
            self._spelling.ask()
        elif event.type() is QEvent.Type.Show:
            self._pause.start()
        elif isinstance(event, QContextMenuEvent) and not self._text.isReadOnly():
            return self._open_menu(event)
        return super().eventFilter(watched, event)

    def _open_menu(self, event: QContextMenuEvent) -> bool:
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        cursor = self._text.textCursor() if is_key else self._text.cursorForPosition(event.pos())
        menu = self.menu_at(cursor)
        if menu is None:
            return False
        below: QPoint = self._text.cursorRect(cursor).bottomLeft()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._text.viewport().mapToGlobal(below) if is_key else event.globalPos())
        return True


def _selected(block: QTextBlock, start: int, word: str) -> QTextCursor:
    cursor = QTextCursor(block)
    cursor.setPosition(block.position() + start)
    end = block.position() + start + _in_qt(word, len(word))
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _line(menu: QMenu) -> QAction:
    line = QAction(menu)
    line.setSeparator(True)
    return line


def _in_qt(text: str, end: int) -> int:
    """Return how far a sign is in a text as Qt counts: some signs are two."""
    return len(text[:end].encode("utf-16-le", "surrogatepass")) // 2
