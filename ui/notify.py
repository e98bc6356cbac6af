"""Messages to the person: the banner over the page, and « Enregistré à 14:32 »."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from ui import theme
from ui.widgets.labels import Body, Caption
from ui.widgets.layouts import row


class Tone(Enum):
    """How serious a message is; `value` is the token of its colour."""

    INFO = "accent"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "alert"


class Banner(QFrame):
    """One message over the page; a newer one takes its place."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it hidden."""
        super().__init__(parent)
        self._text = Body("", self)
        self._close = QPushButton("Fermer", self)
        self._close.setAccessibleName("Fermer le message")
        self._close.setProperty("look", "quiet")
        self._close.clicked.connect(self.clear)
        layout = row(self, margins=(0.5, 2))
        layout.addWidget(self._text, 1)
        layout.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """The message on screen; empty when there is none."""
        return "" if self.isHidden() else self._text.text()

    def tell(self, sentence: str, tone: Tone = Tone.INFO) -> None:
        """Show a message until it is closed or another one comes."""
        colours = theme.current().colours
        soft = getattr(colours, f"{tone.value}_soft")
        edge = getattr(colours, tone.value)
        self.setStyleSheet(f"Banner {{ background: {soft}; border-left: 4px solid {edge}; }}")
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()

    def clear(self) -> None:
        """Take the message away."""
        self.hide()
        self.closed.emit()


class SavedLabel(Caption):
    """« Enregistré à 14:32 »."""

    def tell(self, at: datetime) -> None:
        """Show the local time of the last commit; `at` is aware."""
        self.setText(f"Enregistré à {at.astimezone():%H:%M}")
