"""Messages to the person: the banner under the page, and « Enregistré à 14:32 »."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QPushButton, QToolButton, QWidget

from ctg_desktop.typography import spaced
from ui import theme
from ui.icons import icon, pixmap
from ui.widgets.labels import Body, Caption, Picture
from ui.widgets.layout.layouts import px, row

_SHORTEST_MS = 6_000
_PER_SIGN_MS = 70
"""How long an information stays: what a slow reader needs, and never under six seconds."""


class Tone(Enum):
    """How serious a message is; `value` is the token of its colour."""

    INFO = "accent"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "alert"

    @property
    def stays(self) -> bool:
        """Whether the message waits until somebody closes it."""
        return self in (Tone.WARNING, Tone.ERROR)


_RANKS = {Tone.INFO: 0, Tone.GOOD: 0, Tone.WARNING: 1, Tone.ERROR: 2}
_ICONS = {
    Tone.INFO: ("info", "Information"),
    Tone.GOOD: ("success", "C’est fait"),
    Tone.WARNING: ("warning", "Attention"),
    Tone.ERROR: ("error", "Erreur"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a message lets one do at once: the words of the button, and what it does."""

    text: str
    do: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for the banner; one of the same `key` takes its place."""

    sentence: str
    tone: Tone = Tone.INFO
    offer: Offer | None = None
    key: str = ""

    def __post_init__(self) -> None:
        """Set the sentence as French typography does."""
        object.__setattr__(self, "sentence", spaced(self.sentence))


class Banner(QFrame):
    """The messages, the most serious one in sight; the others wait behind it.

    It stands under the page, which so keeps its place when a message comes or goes. Errors and
    warnings stay until they are closed; an information goes by itself, unless one is at it.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it hidden."""
        super().__init__(parent)
        self._messages: list[Message] = []
        self._mark = Picture(self)
        self._text = Body("", self)
        self._offer = QPushButton(self)
        self._close = QToolButton(self)
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.timeout.connect(self._leave)
        self._build()
        self.hide()

    def _build(self) -> None:
        self.setObjectName("banner")
        self._close.setIcon(icon("close"))
        self._close.setToolTip("Fermer le message")
        self._close.setAccessibleName("Fermer le message")
        self._close.setProperty("look", "quiet")
        self._close.clicked.connect(self.clear)
        self._offer.clicked.connect(self._take_offer)
        layout = row(self, margins=(0.5, 2))
        layout.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._offer)
        layout.addWidget(self._close)

    @property
    def text(self) -> str:
        """The message on screen; empty when there is none."""
        return "" if self.isHidden() else self._text.text()

    @property
    def tone(self) -> Tone | None:
        """How serious the message on screen is; None when there is none."""
        return None if self.isHidden() else self._shown.tone

    def tell(
        self,
        sentence: str,
        tone: Tone = Tone.INFO,
        *,
        offer: Offer | None = None,
        key: str = "",
    ) -> None:
        """Show a message and have it read aloud.

        One of the same sentence or the same `key` is told once; a more serious one keeps its
        place before it.
        """
        told = Message(sentence, tone, offer, key)
        self._messages = [
            message
            for message in self._messages
            if message.sentence != told.sentence
            and not (key and message.key == key)
            and message.tone.stays
        ]
        self._messages.append(told)
        self._show_first()
        self._announce(told.sentence, tone)

    def show_message(self, message: Message) -> None:
        """Show a message that was made elsewhere."""
        self.tell(message.sentence, message.tone, offer=message.offer, key=message.key)

    def take_over(self, former: Banner) -> None:
        """Show what another banner showed, which this one takes the place of."""
        self._messages = list(former._messages)
        self._show_first()

    def forget(self, key: str) -> None:
        """Take a message away whose reason is over."""
        if any(message.key == key for message in self._messages):
            self._messages = [message for message in self._messages if message.key != key]
            self._show_first()

    def clear(self) -> None:
        """Take the message in sight away; the one behind it comes."""
        if self._messages:
            self._messages.remove(self._shown)
        self._show_first()
        self.closed.emit()

    @property
    def _shown(self) -> Message:
        """The newest of the most serious messages."""
        return max(reversed(self._messages), key=lambda message: _RANKS[message.tone])

    def _show_first(self) -> None:
        self._leaving.stop()
        if not self._messages:
            self.hide()
            return
        message = self._shown
        self._paint(message.tone)
        self._text.setText(message.sentence)
        self.setAccessibleName(spaced(f"{_ICONS[message.tone][1]} : {message.sentence}"))
        self._offer.setVisible(message.offer is not None)
        self._offer.setText("" if message.offer is None else message.offer.text)
        if not message.tone.stays:
            self._leaving.start(max(_SHORTEST_MS, _PER_SIGN_MS * len(message.sentence)))
        self.show()

    def _paint(self, tone: Tone) -> None:
        colours = theme.current().colours
        soft, edge = getattr(colours, f"{tone.value}_soft"), getattr(colours, tone.value)
        self.setStyleSheet(
            f"#banner {{ background: {soft}; border-left: {px(0.5)}px solid {edge};"
            f" border-top: 1px solid {edge}; }}"
        )
        name, words = _ICONS[tone]
        self._mark.setPixmap(pixmap(name, edge, px(2.2)))
        self._mark.setAccessibleName(words)

    def _announce(self, sentence: str, tone: Tone) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        event = QAccessibleAnnouncementEvent(self, sentence)
        if tone.stays:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _take_offer(self) -> None:
        offer = self._shown.offer
        self.clear()
        if offer is not None:
            offer.do()

    def _leave(self) -> None:
        if self._messages and not self._shown.tone.stays:
            self._messages.remove(self._shown)
            self._show_first()

    # --- Qt ---------------------------------------------------------------------------

    def enterEvent(self, event: QEnterEvent) -> None:
        """Keep an information as long as the mouse is on it."""
        self._leaving.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Let an information go some seconds after the mouse left it."""
        if self._messages and not self._shown.tone.stays:
            self._leaving.start(_SHORTEST_MS)
        super().leaveEvent(event)


class SavedLabel(Caption):
    """« Enregistré à 14:32 », or that something waits to be saved."""

    def tell(self, at: datetime) -> None:
        """Show the local time of the last commit; `at` is aware."""
        self._show(f"Enregistré à {at.astimezone():%H:%M}", "muted")

    def tell_waiting(self) -> None:
        """Show that what was typed could not be saved yet."""
        self._show("Pas encore enregistré", "alert")

    def tell_closing(self) -> None:
        """Show that the window waits for the last words to be saved."""
        self._show("Enregistrement en cours, puis fermeture…", "muted")

    def _show(self, words: str, look: str) -> None:
        self.setText(words)
        self.setProperty("look", look)
        self.style().unpolish(self)
        self.style().polish(self)
