"""Enter presses the focused button, in every window: Qt itself does so for some, in some."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget

_BUTTONS = (QPushButton, QToolButton)
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_BESIDE = Qt.KeyboardModifier.KeypadModifier
"""What is held with the Enter of the number pad."""


class EnterKey(QObject):
    """Watches the button that has the keyboard, and no other; of the whole application."""

    def __init__(self, app: QApplication) -> None:
        """Begin to watch."""
        super().__init__(app)
        app.focusChanged.connect(self._follow)

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(old, _BUTTONS):
            old.removeEventFilter(self)
        if isinstance(new, _BUTTONS):
            new.installEventFilter(self)

    # --- Qt ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Press the button, unless the key is held down or is a shortcut."""
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(watched, _BUTTONS)
            and event.key() in _ENTER
            and not event.modifiers() & ~_BESIDE
        ):
            if not event.isAutoRepeat():
                watched.click()
            return True
        return super().eventFilter(watched, event)
