"""Messages to the person: those that stay, those that pass, and « Enregistré à 14:32 »."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QPushButton,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from ctg_desktop.typography import spaced
from ui import theme
from ui.icons import icon, pixmap
from ui.widgets.labels import Body, Caption, Picture
from ui.widgets.layout.layouts import px, row

_SAVING = "Enregistrement en cours…"
_LATE_MS = 1_000

_SHORTEST_MS = 6_000
_PER_SIGN_MS = 70
"""How long an information stays: what a slow reader needs, and never under six seconds."""

_SHORTEST_OFFER_MS = 12_000
"""How long one stays that offers something: it must be read, weighed, and reached."""

_LAID_OUT = frozenset({QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.ChildAdded})
"""What happens to a page before its buttons stand elsewhere."""

_WIDEST = 100
_MARGIN = 1.5
"""Of a message that lies over the page, in half-lines."""


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


class _Strip(QFrame):
    """One message: its mark, its words, what it offers, and the button that closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message: Message | None = None
        """What is on screen."""
        self._mark = Picture(self)
        self._text = Body("", self)
        self._offer = QPushButton(self)
        self._close = QToolButton(self)
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
        self.hide()

    @property
    def text(self) -> str:
        """The sentence on screen; empty when there is none."""
        return "" if self.message is None else self.message.sentence

    @property
    def tone(self) -> Tone | None:
        """How serious the message on screen is; None when there is none."""
        return None if self.message is None else self.message.tone

    def clear(self) -> None:
        """Take the message away."""
        self._show(None)

    def _show(self, message: Message | None) -> None:
        self.message = message
        self.setVisible(message is not None)
        if message is None:
            return
        self._paint(message.tone)
        self._text.setText(message.sentence)
        self.setAccessibleName(spaced(f"{_ICONS[message.tone][1]} : {message.sentence}"))
        self._offer.setVisible(message.offer is not None)
        self._offer.setText("" if message.offer is None else message.offer.text)

    def _paint(self, tone: Tone) -> None:
        colours = theme.current().colours
        soft, edge = getattr(colours, f"{tone.value}_soft"), getattr(colours, tone.value)
        name = self.objectName()
        self.setStyleSheet(
            f"#{name} {{ background: {soft}; border: 1px solid {edge};"
            f" border-left: {px(0.5)}px solid {edge}; }}"
        )
        sign, words = _ICONS[tone]
        self._mark.setPixmap(pixmap(sign, edge, px(2.2)))
        self._mark.setAccessibleName(words)

    def _take_offer(self) -> None:
        offer = self.message.offer if self.message is not None else None
        self.clear()
        if offer is not None:
            offer.do()


class Toast(_Strip):
    """A message that passes: it lies over the page, moves nothing, and covers no button.

    Nor does it cover the field that one types in. It stays while the mouse or the keyboard is on
    it.
    """

    came_or_went = Signal()

    def __init__(self, ground: QWidget, below: Toast | None = None) -> None:
        """Lie over `ground`, as a child of what holds it, and over another one `below`."""
        self._host = ground.parentWidget() or ground
        super().__init__(self._host)
        self._ground = ground
        self._below = below
        self._came_from: QWidget | None = None
        self._mouse_was_at = QPoint()
        """Where the mouse was when the message came: it may come under one that rests."""
        self.setObjectName("toast")
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.timeout.connect(self._leave)
        ground.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_keyboard)
        self._placing = QTimer(self)
        self._placing.setSingleShot(True)
        self._placing.setInterval(0)
        self._placing.timeout.connect(self._place)

    def tell(self, message: Message) -> None:
        """Show a message in the place of the one before."""
        self._show(message)

    def take_keyboard(self) -> None:
        """Put the keyboard on what the message offers; Escape gives it back."""
        self._came_from = QApplication.focusWidget()
        target = self._offer if not self._offer.isHidden() else self._close
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def _has_keyboard(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _show(self, message: Message | None) -> None:
        had_keyboard, came_from = self._has_keyboard, self._came_from
        super()._show(message)
        self._leaving.stop()
        self.came_or_went.emit()
        if message is not None:
            shortest = _SHORTEST_MS if message.offer is None else _SHORTEST_OFFER_MS
            self._mouse_was_at = QCursor.pos()
            self._leaving.start(max(shortest, _PER_SIGN_MS * len(message.sentence)))
            self._place()
            self._placing.start()  # again, once what it told of is laid out
        elif had_keyboard and came_from is not None and isValid(came_from):
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        is_pointed_at = self.underMouse() and QCursor.pos() != self._mouse_was_at
        if is_pointed_at or self._has_keyboard:
            self._leaving.start(_SHORTEST_MS)
        else:
            self.clear()

    def _place(self) -> None:
        """Lie as low as no button is covered, in the middle if there is room there."""
        host, margin = self._host, px(_MARGIN)
        ground = QRect(self._ground.mapTo(host, QPoint()), self._ground.size())
        ground.adjust(margin, margin, -margin, -margin)
        line = self._text.fontMetrics().horizontalAdvance(self._text.text()) + px(1)
        beside = self.sizeHint().width() - self._text.sizeHint().width()
        width = min(ground.width(), px(_WIDEST), line + beside)
        height = max(self.minimumSizeHint().height(), self.heightForWidth(width))
        place = QRect(0, 0, width, height)
        place.moveCenter(ground.center())
        place.moveBottom(ground.bottom())
        usual = QRect(place)
        above: list[QWidget] = [*self._ground.findChildren(QAbstractButton)]
        above += [each for each in (self._below, QApplication.focusWidget()) if each is not None]
        taken = [_seen(each, host) for each in above if self._may_cover(each)]
        while any(place.intersects(each) for each in taken):
            place.translate(0, -theme.current().unit)
            if place.top() < ground.top():
                place = usual
                break
        self.setGeometry(place)
        self.raise_()

    def _may_cover(self, widget: QWidget) -> bool:
        """Whether something is in sight that this message must leave free."""
        is_field = self._ground.isAncestorOf(widget) and widget.height() < self._ground.height() / 2
        return widget.isVisible() and (widget is self._below or is_field)

    def _follow_keyboard(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Leave the field free that one comes to type in."""
        if self.message is None or new is None or self.underMouse() or not self._may_cover(new):
            return
        if self.geometry().intersects(_seen(new, self._host)):
            self._placing.start()

    # --- Qt ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the message by Escape, and nothing else."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the page: its size, and what it shows."""
        if event.type() in _LAID_OUT and self.message is not None:
            self._placing.start()
        return super().eventFilter(watched, event)


def _seen(widget: QWidget, host: QWidget) -> QRect:
    """Return where one sees of a widget what its parents show of it."""
    seen, at = widget.rect(), widget
    while at is not host and (parent := at.parentWidget()) is not None:
        seen = seen.translated(at.pos()).intersected(parent.rect())
        at = parent
    return seen


class Banner(_Strip):
    """The messages: errors and warnings under the page until they are closed, the others over it.

    The most serious one is in sight; those that stay wait behind it. The room of one that was
    closed stays for a moment: a second click must not fall upon the button that slides there.
    """

    def __init__(self, ground: QWidget, parent: QWidget | None = None) -> None:
        """Make it hidden; what passes will lie over `ground`."""
        super().__init__(parent)
        self.setObjectName("banner")
        self._offering = Toast(ground)
        self._telling = Toast(ground, self._offering)
        self._latest = self._telling
        self._messages: list[Message] = []
        self._giving_room = QTimer(self)
        self._giving_room.setSingleShot(True)
        self._giving_room.setInterval(2 * QApplication.doubleClickInterval())
        self._giving_room.timeout.connect(partial(self._keep_room, kept=False))

    @property
    def toasts(self) -> tuple[Toast, ...]:
        """What lies over the page: what offers something keeps its place before what tells."""
        return (self._offering, self._telling)

    @property
    def toast(self) -> Toast:
        """The message that came last over the page and is still there."""
        shown = [each for each in (self._latest, *self.toasts) if each.message is not None]
        return next(iter(shown), self._latest)

    @property
    def text(self) -> str:
        """The message on screen that stays, else the one that passes."""
        return super().text or self.toast.text

    @property
    def tone(self) -> Tone | None:
        """How serious that message is; None when there is none."""
        return super().tone or self.toast.tone

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
        message = Message(sentence, tone, offer, key)
        self._forget(
            lambda known: known.sentence == message.sentence or (bool(key) and known.key == key)
        )
        if tone.stays:
            self._messages.append(message)
            self._show_first()
        else:
            self._latest = self._telling if offer is None else self._offering
            self._latest.tell(message)
        self._announce(message.sentence, tone)

    def show_message(self, message: Message) -> None:
        """Show a message that was made elsewhere."""
        self.tell(message.sentence, message.tone, offer=message.offer, key=message.key)

    def take_over(self, former: Banner) -> None:
        """Show what another banner showed, which this one takes the place of."""
        self._messages = list(former._messages)
        self._show_first()
        for ours, theirs in zip(self.toasts, former.toasts, strict=True):
            if theirs.message is not None:
                ours.tell(theirs.message)

    def forget(self, key: str) -> None:
        """Take a message away whose reason is over."""
        self._forget(lambda known: known.key == key)

    def _forget(self, is_over: Callable[[Message], bool]) -> None:
        self._messages = [message for message in self._messages if not is_over(message)]
        self._show_first()
        for toast in self.toasts:
            if toast.message is not None and is_over(toast.message):
                toast.clear()

    def clear(self) -> None:
        """Take the message in sight away; the one behind it comes."""
        if self.message is None:
            self.toast.clear()
            return
        self._keep_room(kept=True)
        self._messages.remove(self.message)
        self._show_first()
        self._giving_room.start()

    def _keep_room(self, *, kept: bool) -> None:
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(kept)
        self.setSizePolicy(policy)

    def _show_first(self) -> None:
        """Show the newest of the most serious messages."""
        newest = reversed(self._messages)
        self._show(max(newest, key=lambda message: _RANKS[message.tone], default=None))

    def _announce(self, sentence: str, tone: Tone) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        event = QAccessibleAnnouncementEvent(self, sentence)
        if tone.stays:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)


class SavedLabel(Caption):
    """« Enregistré à 14:32 », or that something is being saved or waits for it."""

    def __init__(self, words: str) -> None:
        """Show these words until something is saved."""
        super().__init__(words)
        self._before = words, "muted"
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_LATE_MS)
        self._late.timeout.connect(self._tell_begun)

    def begin(self) -> None:
        """Tell after a moment that something is being saved: most gestures are over by then."""
        if not self._late.isActive():
            self._late.start()

    def end(self) -> None:
        """Tell no more that something is being saved, whether it was or was refused."""
        self._late.stop()
        if self.text() == _SAVING:
            self._show(*self._before)

    def _tell_begun(self) -> None:
        if self.text() != _SAVING:
            self._before = self.text(), self.property("look") or "muted"
        self._show(_SAVING, "muted")

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
        self._late.stop()
        self.setText(words)
        self.setProperty("look", look)
        self.style().unpolish(self)
        self.style().polish(self)
