"""The notes de suivi of an action: what happened, dated, never rewritten."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ctg_desktop.domain.action import FACTUAL_NOTES, SuiviNote
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.parsing import parse
from ctg_desktop.errors import CtgError, FieldError, InputError, StorageError
from ctg_desktop.services import rows
from ctg_desktop.typography import long_date, short_date
from ui import icons
from ui.desk import Desk
from ui.widgets import layouts
from ui.widgets.field_editors import FieldEditor, editor_for
from ui.widgets.labels import Body, Hairline, Link, Note

_NAMES = ("text", "noted_on", "origin")
_SENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


Raws = Mapping[str, Hashable]
"""What is on screen, by field name."""


class FollowUp(QWidget):
    """The notes of one action at a time, the newest first, and a place to write one.

    A note is recorded by its button, for it is never rewritten. What is begun stays with its
    action as long as the window is open, and is recorded when it closes.
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
        self._composer.show_action(action_id)
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
        column.addWidget(Body(note.text or "", card))
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
        """Record the note that is begun, if it is one."""
        self._composer.flush()

    def is_pending(self) -> bool:
        """Whether a note is begun."""
        return self._composer.is_pending()


_CORRECTING = "correcting"


class NoteComposer(QWidget):
    """Where a note is written: its text, its date, where it comes from."""

    pending_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Make it empty."""
        super().__init__(parent)
        self._desk = desk
        self._action = ""
        self._corrected: SuiviNote | None = None
        self._begun: dict[str, tuple[Raws, SuiviNote | None]] = {}
        self._sent: set[str] = set()
        self._unsaved: set[str] = set()
        kind = SuiviNote.TYPE
        self.editors: Mapping[str, FieldEditor] = {
            name: editor_for(kind.fields[name], desk, self) for name in _NAMES
        }
        for editor in self.editors.values():
            editor.typed.connect(self._hear_typing)
        for widget in self.findChildren(QWidget):
            widget.installEventFilter(self)
        self._about = Note("", self, look="accent")
        self._give_up = Link("Ne plus corriger", self)
        self._give_up.followed.connect(lambda: self.correct(None))
        self.button = QPushButton(icons.icon("note"), "Ajouter la note", self)
        self.button.setToolTip("Ctrl+Entrée")
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.add)
        self._told = Note("", self, look="alert")
        self._told.hide()
        head = layouts.row()
        head.addWidget(self._about, 1)
        head.addWidget(self._give_up)
        line = layouts.row(spacing=2)
        line.addWidget(self.editors["noted_on"], 1)
        line.addWidget(self.editors["origin"], 2)
        column = layouts.column(self, spacing=0.75)
        column.addLayout(head)
        column.addWidget(self.editors["text"])
        column.addWidget(Note(FACTUAL_NOTES, self))
        column.addLayout(line)
        column.addWidget(self.button)
        column.addWidget(self._told)
        desk.recovered.connect(self._send_again)
        self.correct(None)

    def show_action(self, action_id: str) -> None:
        """Take up the note that is begun for an action, if there is one."""
        if action_id == self._action:
            return
        if self.is_begun:
            self._begun[self._action] = (self._raws(), self._corrected)
        self._action = action_id
        raws, corrected = self._begun.pop(action_id, ({}, None))
        self._empty()
        for name, raw in raws.items():
            self.editors[name].restore(raw)
        self.correct(corrected)

    def correct(self, note: SuiviNote | None) -> None:
        """Make the note that is begun the correction of another, or of none."""
        self._corrected = note
        day = short_date(note.noted_on) if note is not None and note.noted_on else ""
        self._about.setText(f"Correction de la note du {day}" if note is not None else "")
        self._about.setVisible(note is not None)
        self._give_up.setVisible(note is not None)
        if note is not None:
            self.focus_text()

    def focus_text(self) -> None:
        """Put the keyboard into the text."""
        self.editors["text"].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_begun(self) -> bool:
        """Whether a text is written for the action on screen."""
        return bool(str(self.editors["text"].raw()).strip())

    def is_pending(self) -> bool:
        """Whether a note is begun, for this action or another."""
        return self.is_begun or bool(self._begun)

    def flush(self) -> None:
        """Record what is begun, for this action and for others."""
        if self.is_begun:
            self.add()
        for action, (raws, corrected) in tuple(self._begun.items()):
            try:
                values = self._values(raws, action, corrected)
            except InputError:
                continue  # it says so once the action is shown again
            self._record(action, values, raws)

    def add(self) -> None:
        """Record the note; what cannot be read says so, and nothing is lost."""
        raws = self._raws()
        for name, editor in self.editors.items():
            editor.unmark()
            try:
                self._read(name, raws[name])
            except InputError as error:
                editor.mark(error.sentence)
        if not any(editor.remark for editor in self.editors.values()):
            values = self._values(raws, self._action, self._corrected)
            self._record(self._action, values, raws)

    def _raws(self) -> Raws:
        return {name: editor.raw() for name, editor in self.editors.items()}

    def _read(self, name: str, raw: Hashable) -> object:
        return parse(SuiviNote.TYPE.fields[name], str(raw), self._desk.today)

    def _values(self, raws: Raws, action: str, corrected: SuiviNote | None) -> dict[str, object]:
        read = {name: self._read(name, raw) for name, raw in raws.items()}
        return {**read, "action": action, "corrects": corrected.id if corrected else None}

    def _record(self, action: str, values: dict[str, object], raws: Raws) -> None:
        if action in self._sent:
            return
        self._sent.add(action)
        self._unsaved.discard(action)
        today, kind = self._desk.today, SuiviNote.TYPE

        def added(_row: Entity) -> None:
            self._sent.discard(action)
            self._begun.pop(action, None)
            if action == self._action and self._raws() == raws:
                self._empty()
                self.correct(None)
            self.pending_changed.emit()

        def failed(error: CtgError) -> None:
            self._sent.discard(action)
            if isinstance(error, StorageError):
                self._unsaved.add(action)
            if action == self._action:
                self._show_failure(error)

        self._desk.write(
            lambda uow: rows.add(uow, kind, values, today), added, owner=self, failed=failed
        )

    def _show_failure(self, error: CtgError) -> None:
        spec = SuiviNote.TYPE.by_key(error.field) if isinstance(error, FieldError) else None
        if spec is not None and spec.name in self.editors:
            self.editors[spec.name].mark(error.sentence)
            return
        self._told.setText(error.sentence)
        self._told.show()

    def _send_again(self) -> None:
        """Record what the storage could not take, now that it can."""
        if self._action in self._unsaved:
            self.add()
        if self._unsaved - {self._action}:
            self.flush()

    def _empty(self) -> None:
        for editor in self.editors.values():
            editor.reset(None, {})
        self.editors["noted_on"].restore(short_date(self._desk.today))
        self._told.hide()

    def _hear_typing(self) -> None:
        for editor in self.editors.values():
            editor.unmark()
        self.pending_changed.emit()

    # --- overrides of Qt's methods

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Record the note by Ctrl+Enter."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in _SENDS
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.add()
            return True
        return super().eventFilter(watched, event)
