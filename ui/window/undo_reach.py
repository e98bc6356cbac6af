"""Ctrl+Z beyond the field: a text that has nothing to undo lets the window undo a gesture."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

_REDO = (QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z"))
_TEXTS = (QLineEdit, QPlainTextEdit, QTextEdit)


class UndoReach(QObject):
    """Watches the text that has the cursor, and no other."""

    def __init__(self, window: QWidget) -> None:
        """Begin to watch, for as long as the window lives."""
        super().__init__(window)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(old, _TEXTS):
            old.removeEventFilter(self)
        if isinstance(new, _TEXTS):
            new.installEventFilter(self)

    # --- Qt ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Keep a text from taking a key that it can do nothing with."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_undo = event.matches(QKeySequence.StandardKey.Undo)
            is_redo = QKeySequence(event.keyCombination()) in _REDO
            if (is_undo and not _can_undo(watched)) or (is_redo and not _can_redo(watched)):
                event.ignore()
                return True
        return super().eventFilter(watched, event)


def _can_undo(text: QObject) -> bool:
    if isinstance(text, QLineEdit):
        return text.isUndoAvailable()
    return isinstance(text, (QPlainTextEdit, QTextEdit)) and text.document().isUndoAvailable()


def _can_redo(text: QObject) -> bool:
    if isinstance(text, QLineEdit):
        return text.isRedoAvailable()
    return isinstance(text, (QPlainTextEdit, QTextEdit)) and text.document().isRedoAvailable()
