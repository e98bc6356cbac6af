"""Where a note de suivi is written: its text, its date, where it comes from."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ctg_desktop.domain.action import FACTUAL_NOTES, SuiviNote
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.parsing import parse
from ctg_desktop.errors import CtgError, FieldError, InputError, StorageError
from ctg_desktop.folder.drafts import TypedTexts
from ctg_desktop.services import rows
from ctg_desktop.typography import short_date
from ui import icons
from ui.desk import Desk
from ui.widgets.field_editors import FieldEditor, editor_for
from ui.widgets.labels import Link, Note
from ui.widgets.layout import layouts

BEGUN = "Note commencée, pas encore ajoutée : « Ajouter la note » l’enregistre."
_NAMES = ("text", "noted_on", "origin")
_CORRECTS = "corrects"
_SENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class NoteComposer(QWidget):
    """One note at a time, recorded by its button or Ctrl+Enter.

    What is begun is kept in a file beside the base while one types, and is there again with its
    action; a remark says that it is not added yet.
    """

    pending_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Make it empty, and read what was begun before."""
        super().__init__(parent)
        self._desk = desk
        self._action = ""
        self._notes: Mapping[str, SuiviNote] = {}
        self._corrected: SuiviNote | None = None
        self._sent: set[str] = set()
        self._wanted: set[str] = set()
        fields = SuiviNote.TYPE.fields
        self.editors: Mapping[str, FieldEditor] = {
            name: editor_for(fields[name], desk, self) for name in _NAMES
        }
        for editor in self.editors.values():
            editor.typed.connect(self._hear_typing)
        for widget in self.findChildren(QWidget):
            widget.installEventFilter(self)
        self._fill()
        desk.recovered.connect(self._send_again)
        desk.drafts.changed.connect(self._tell_begun)
        self._show_corrected()
        self._tell_begun()

    def _fill(self) -> None:
        self._about = Note("", self, look="accent")
        self._give_up = Link("Ne plus corriger", self)
        self._give_up.followed.connect(lambda: self.correct(None))
        self.button = QPushButton(icons.icon("note"), "Ajouter la note", self)
        self.button.setToolTip("Ctrl+Entrée")
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.add)
        self._begun = Note(BEGUN, self, look="warning")
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
        foot = layouts.row(spacing=1.5)
        foot.addWidget(self.button)
        foot.addWidget(self._begun, 1)
        column.addLayout(foot)
        column.addWidget(self._told)

    # --- which note ----------------------------------------------------------------------

    def show_action(self, action_id: str, notes: Mapping[str, SuiviNote]) -> None:
        """Take up the note that is begun for an action, if there is one."""
        self._notes = notes
        if action_id != self._action:
            self._action = action_id
            self._show_draft()
            self._tell_begun()

    def _show_draft(self) -> None:
        draft = self._desk.drafts.notes.get(self._action, {})
        for name, editor in self.editors.items():
            editor.reset(None, {})
            if name in draft:
                editor.restore(draft[name])
        if "noted_on" not in draft:
            self.editors["noted_on"].restore(short_date(self._desk.today))
        self._told.hide()
        self._corrected = self._notes.get(draft.get(_CORRECTS, ""))
        self._show_corrected()

    def correct(self, note: SuiviNote | None) -> None:
        """Make the note that is begun the correction of another, or of none."""
        self._corrected = note
        self._show_corrected()
        self._hear_typing()
        if note is not None:
            self.editors["text"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_corrected(self) -> None:
        note = self._corrected
        day = short_date(note.noted_on) if note is not None and note.noted_on else ""
        self._about.setText(f"Correction de la note du {day}" if note is not None else "")
        self._about.setVisible(note is not None)
        self._give_up.setVisible(note is not None)

    @property
    def is_begun(self) -> bool:
        """Whether a text is written for the action on screen."""
        return bool(str(self.editors["text"].raw()).strip())

    # --- keeping what is begun -----------------------------------------------------------

    def _hear_typing(self) -> None:
        for editor in self.editors.values():
            editor.unmark()
        draft = {name: str(editor.raw()) for name, editor in self.editors.items()}
        if self._corrected is not None:
            draft[_CORRECTS] = self._corrected.id
        self._desk.drafts.put(self._action, draft if self.is_begun else {})
        self.pending_changed.emit()

    def _tell_begun(self) -> None:
        """Say that the note on screen is begun and not added."""
        self._begun.setVisible(self._action in self._desk.drafts.notes)

    def flush(self) -> None:
        """Begin to keep what is begun."""
        self._desk.drafts.flush()

    def is_pending(self) -> bool:
        """Whether something is begun and not kept yet."""
        return self.is_begun and not self._desk.drafts.is_kept

    # --- recording -----------------------------------------------------------------------

    def add(self) -> None:
        """Record the note; what cannot be read says so, and nothing is lost."""
        draft = {name: str(editor.raw()) for name, editor in self.editors.items()}
        values: dict[str, object] = {}
        for name, editor in self.editors.items():
            editor.unmark()
            try:
                values[name] = self._read(name, draft[name])
            except InputError as error:
                editor.refuse(error)
        if len(values) == len(self.editors):
            values[_CORRECTS] = self._corrected.id if self._corrected else None
            self._record(self._action, values, draft)

    def _read(self, name: str, text: str) -> object:
        return parse(SuiviNote.TYPE.fields[name], text, self._desk.today)

    def _record(self, action: str, values: Mapping[str, object], draft: TypedTexts) -> None:
        if action in self._sent:
            return
        self._sent.add(action)
        self._wanted.discard(action)
        today, kind = self._desk.today, SuiviNote.TYPE
        whole = {**values, "action": action}

        def added(_row: Entity) -> None:
            self._sent.discard(action)
            left = self._desk.drafts.notes.get(action, draft)
            if all(left.get(name) == text for name, text in draft.items()):
                self._desk.drafts.put(action, {})
                if action == self._action:
                    self._show_draft()
            self._desk.drafts.flush()

        def failed(error: CtgError) -> None:
            self._sent.discard(action)
            if isinstance(error, StorageError):
                self._wanted.add(action)
            if action == self._action:
                self._show_failure(error)

        self._desk.write(
            lambda uow: rows.add(uow, kind, whole, today), added, owner=self, failed=failed
        )

    def _show_failure(self, error: CtgError) -> None:
        spec = SuiviNote.TYPE.by_key(error.field) if isinstance(error, FieldError) else None
        if spec is not None and spec.name in self.editors:
            self.editors[spec.name].refuse(error)
            return
        self._told.setText(error.sentence)
        self._told.show()

    def _send_again(self) -> None:
        """Record what the storage could not take, now that it can."""
        for action in tuple(self._wanted):
            draft = dict(self._desk.drafts.notes.get(action, {}))
            corrects = draft.pop(_CORRECTS, None)
            try:
                values = {name: self._read(name, text) for name, text in draft.items()}
            except InputError:
                continue  # it says so once the action is shown again
            if values:
                self._record(action, {**values, _CORRECTS: corrects}, draft)

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
