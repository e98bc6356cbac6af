"""The notes de suivi of an action: what happened, dated, never rewritten."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.action import SuiviNote
from ctg_desktop.typography import long_date, short_date
from ui.desk import Desk
from ui.pages.actions.note_composer import NoteComposer
from ui.widgets.labels import Body, Hairline, Link, Note, Quotation
from ui.widgets.layout import layouts

_CORRECTING = "correcting"
"""The object name of the links that begin a correction."""


class FollowUp(QWidget):
    """The notes of one action at a time, the newest first, and a place to write one.

    A note is recorded by its button, for it is never rewritten. What is begun stays with its
    action until it is recorded, be the program closed meanwhile.
    """

    pending_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Make an empty list; see `show_notes`."""
        super().__init__(parent)
        self._composer = NoteComposer(desk, self)
        self._composer.pending_changed.connect(self.pending_changed)
        self._none = Note("Aucune note pour le moment.", self)
        self._shown: tuple[SuiviNote, ...] | None = None
        self._obstacle: str | None = None
        self._cards: list[QWidget] = []
        self._list = layouts.column(spacing=1)
        column = layouts.column(self, spacing=1.5)
        column.addWidget(self._composer)
        column.addWidget(self._none)
        column.addLayout(self._list)

    def show_notes(self, action_id: str, notes: Sequence[SuiviNote]) -> None:
        """Show the notes of an action, which come oldest first."""
        self._composer.show_action(action_id, {note.id: note for note in notes})
        if self._shown == tuple(notes):
            return
        self._shown = tuple(notes)
        for card in self._cards:
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        by_id = {note.id: note for note in notes}
        corrected = {note.corrects: note for note in notes if note.corrects}
        self._cards = [
            self._card(note, by_id.get(note.corrects or ""), corrected.get(note.id))
            for note in reversed(notes)
        ]
        before = self.last_stop
        for card in self._cards:
            self._list.addWidget(card)
            for link in card.findChildren(Link, _CORRECTING):
                QWidget.setTabOrder(before, link)
                before = link
        self._none.setVisible(not notes)

    def _card(
        self, note: SuiviNote, corrects: SuiviNote | None, corrected: SuiviNote | None
    ) -> QWidget:
        card = QWidget(self)
        day = long_date(note.noted_on) if note.noted_on else "Sans date"
        card.setAccessibleName(f"Note du {day}")
        about = " · ".join(part for part in (note.author, note.origin) if part)
        column = layouts.column(card, spacing=0.25)
        column.addWidget(Hairline(card))
        head = layouts.row(spacing=1)
        head.addWidget(Body(day, card, bold=True))
        link = Link("Corriger…", card)
        link.setAccessibleName(f"Corriger la note du {day}")
        link.followed.connect(lambda: self._composer.correct(note))
        link.setVisible(self._obstacle is None)
        link.setObjectName(_CORRECTING)
        head.addWidget(link)
        column.addLayout(head)
        if about:
            column.addWidget(Note(about, card))
        if corrects is not None and corrects.noted_on is not None:
            told = f"Corrige la note du {short_date(corrects.noted_on)}."
            column.addWidget(Note(told, card, look="accent"))
        column.addWidget(Quotation(note.text or "", card))
        if corrected is not None and corrected.noted_on is not None:
            told = f"Corrigée par la note du {short_date(corrected.noted_on)}."
            column.addWidget(Note(told, card, look="warning"))
        return card

    def set_obstacle(self, sentence: str | None) -> None:
        """Show the notes alone, or with None let one be added again."""
        self._obstacle = sentence
        self._composer.setVisible(sentence is None)
        for card in self._cards:
            for link in card.findChildren(Link, _CORRECTING):
                link.setVisible(sentence is None)

    @property
    def last_stop(self) -> QWidget:
        """What Tab reaches last where there is no note."""
        return self._composer.button

    @property
    def text(self) -> QWidget:
        """Where a note is written."""
        return self._composer.editors["text"]

    def flush(self) -> None:
        """Begin to keep the note that is begun."""
        self._composer.flush()

    def is_pending(self) -> bool:
        """Whether a note is begun and not kept yet."""
        return self._composer.is_pending()
