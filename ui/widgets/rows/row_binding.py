"""The tie between editors and a row: what is typed is saved, what is written is shown.

A field is saved when it is left, and within two seconds of the last key. Only what changed is
written, one gesture for each field.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.fields import Entity, EntityType, Kind
from ctg_desktop.errors import FieldError, InputError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.entering import Destination, Entered
from ctg_desktop.services.suggesting import names_of
from ctg_desktop.services.typed import Newcomer
from ctg_desktop.typography import quoted
from ui.desk import Desk
from ui.widgets.field_editors import FieldEditor, Remark
from ui.widgets.field_editors.base import OPENS, Names
from ui.widgets.rows.row_draft import RowDraft

_TAKEN_UP = "Retrouvé : tapé avant la dernière fermeture, pas encore enregistré."

PAUSE_MS = 1200
"""After this pause in typing a field is saved, in milliseconds: well within two seconds."""


class RowBinding(QObject):
    """Editors of the fields of one row at a time; lives on the interface thread."""

    row_saved = Signal(object)
    """The row as it stands after a field was saved."""
    row_read = Signal(object, object)
    """The row as it stands after somebody else changed it, and the names it points to."""
    pending_changed = Signal()

    def __init__(
        self, desk: Desk, kind: EntityType, editors: Mapping[str, FieldEditor], parent: QObject
    ) -> None:
        """Tie editors by the name of their field; no row is shown yet."""
        super().__init__(parent)
        self._desk = desk
        self._kind = kind
        self._editors = editors
        self.follows = True
        """Whether the row is read again after a gesture; a page that does so itself says no."""
        self._row: Entity | None = None
        self._drafts: list[RowDraft] = []
        self._draft: RowDraft | None = None
        self._told: dict[str, str] = {}
        self._made: dict[str, Newcomer] = {}
        """What was recorded with a field that named it first."""
        self._pauses: dict[str, QTimer] = {}
        for name, editor in editors.items():
            pause = QTimer(self)
            pause.setSingleShot(True)
            pause.setInterval(PAUSE_MS)
            pause.timeout.connect(partial(self._commit, name, is_left=False))
            self._pauses[name] = pause
            editor.typed.connect(partial(self._hear_typing, name))
            editor.chosen.connect(partial(self._commit, name, is_left=True))
            editor.left.connect(partial(self._leave, name))
            editor.readdressed.connect(partial(self._readdress, name))
            editor.opening_asked.connect(partial(self._open_made, name))
        desk.changed.connect(self._follow)

    # --- rows --------------------------------------------------------------------------

    @property
    def row(self) -> Entity | None:
        """The row that stands; None for one to be created."""
        return self._row

    @property
    def row_id(self) -> str | None:
        """The identity of the row, as soon as it is created."""
        return self._draft.row_id if self._draft is not None else None

    def show_row(self, row: Entity | None, names: Names) -> None:
        """Show a row; of the one that is shown already, what the person typed stays."""
        if row is not None and self._draft is not None and self._draft.row_id == row.id:
            self._refresh(row, names)
            return
        self._open(Destination(self._kind, None if row is None else row.id))
        self._row = row
        for name, editor in self._editors.items():
            editor.reset(None if row is None else getattr(row, name), names)
        self._restore()

    def show_new(
        self, place: Destination, row: Entity, names: Names = MappingProxyType({})
    ) -> None:
        """Show a row to be created at its first valid value; `row` holds what it begins with."""
        self._open(place)
        self._row = None
        for name, editor in self._editors.items():
            editor.reset(getattr(row, name), names)
        self._restore()

    def _open(self, place: Destination) -> None:
        """Take up the draft of the row, as it was left; that of the former row goes on."""
        self.commit()
        former = self._draft
        self._told, self._made = {}, {}
        self._draft = next((each for each in self._drafts if each.is_of(place)), None)
        if self._draft is None:
            self._draft = RowDraft(self._desk, place, self)
            self._draft.saved.connect(partial(self._take, self._draft))
            self._draft.refused.connect(self._mark)
            self._draft.changed.connect(partial(self._hear_draft, self._draft))
            self._drafts.append(self._draft)
        if former is not None and former is not self._draft:
            self._hear_draft(former)

    # --- what outlives a crash ---------------------------------------------------------

    def _keep_typed(self, draft: RowDraft) -> None:
        """Have what does not stand yet kept in the file of what is typed."""
        texts = dict(draft.raws)
        if draft is self._draft:
            texts |= {n: each.raw() for n, each in self._editors.items() if each.is_touched}
        why = {name: error.sentence for name, error in draft.errors.items()}
        typed = {name: text for name, text in texts.items() if isinstance(text, str)}
        if draft.key != draft.former_key:  # the row was created meanwhile
            self._desk.drafts.put(draft.former_key, {})
            draft.former_key = draft.key
        self._desk.drafts.put(draft.key, typed, why)

    def _take_up(self) -> None:
        """Show again what was typed before the program ended without saving it."""
        assert self._draft is not None
        for name, text in self._desk.drafts.take(self._draft.key).items():
            editor = self._editors.get(name)
            if editor is not None and isinstance(editor.raw(), str) and editor.raw() != text:
                editor.restore(text)
                self._told[name] = _TAKEN_UP

    def _hear_draft(self, draft: RowDraft) -> None:
        self._keep_typed(draft)
        if draft is not self._draft and not draft.is_pending and draft in self._drafts:
            self._drafts.remove(draft)
            draft.deleteLater()
        self.pending_changed.emit()

    def _restore(self) -> None:
        assert self._draft is not None
        for name, raw in self._draft.raws.items():
            self._editors[name].restore(raw)
        self._take_up()
        self._mark()

    def _refresh(self, row: Entity, names: Names) -> None:
        self._row = row
        for name, editor in self._editors.items():
            editor.show_value(getattr(row, name), names)
        if self._draft is not None:
            self._draft.try_refused()
        self._mark()

    # --- saving ------------------------------------------------------------------------

    def commit(self) -> None:
        """Save what is on screen, as if every field were left."""
        for name, editor in self._editors.items():
            self._pauses[name].stop()
            if editor.is_touched:
                self._commit(name, is_left=True)

    @property
    def is_pending(self) -> bool:
        """Whether something that was typed does not stand yet, in this row or one before."""
        return any(editor.is_touched for editor in self._editors.values()) or any(
            draft.is_pending for draft in self._drafts
        )

    @property
    def is_saving(self) -> bool:
        """Whether something will be saved without the person doing anything more."""
        return any(pause.isActive() for pause in self._pauses.values()) or any(
            draft.is_saving for draft in self._drafts
        )

    def _hear_typing(self, name: str) -> None:
        self._told.pop(name, None)
        self._made.pop(name, None)
        editor = self._editors[name]
        if editor.tone is Remark.TOLD:
            editor.unmark()
        self._pauses[name].start()
        if self._draft is not None:
            self._keep_typed(self._draft)
        self.pending_changed.emit()

    def _leave(self, name: str) -> None:
        self._commit(name, is_left=True)
        self._editors[name].tidy()

    def _commit(self, name: str, *, is_left: bool) -> None:
        self._pauses[name].stop()
        editor, draft = self._editors[name], self._draft
        if draft is None or editor.is_read_only:
            return
        if not editor.is_touched:
            draft.drop(name)
            self._mark()
            return
        try:
            entry = editor.entry()
        except InputError as error:
            draft.keep(name, editor.raw(), error if is_left else None)
        else:
            if is_left or editor.is_settled:
                draft.put(name, entry)
            else:
                draft.keep(name, entry.raw)
        self._mark()

    def _take(self, draft: RowDraft, entered: Entered, raws: Mapping[str, object]) -> None:
        if draft is not self._draft:
            return  # another row is shown by now
        self._row = entered.row
        for name, editor in self._editors.items():
            value = getattr(entered.row, name)
            if name in entered.saved and name in raws:
                editor.adopt(raws[name], value, entered.names)
            else:
                editor.show_value(value, entered.names)
            if editor.is_touched and draft.state_of(name) is None:
                self._pauses[name].start()  # typed back while the first was being saved
        for made in entered.newcomers:
            for name in entered.saved:
                value = getattr(entered.row, name, None)
                if made.id == value or (isinstance(value, tuple) and made.id in value):
                    self._tell_made(name, made)
        self._mark()
        self._keep_typed(draft)
        self.row_saved.emit(entered.row)
        self.pending_changed.emit()

    def _tell_made(self, name: str, made: Newcomer) -> None:
        """Say under a field what was recorded with it, and offer to open it."""
        self._told[name] = made.sentence
        self._made[name] = made

    def _open_made(self, name: str) -> None:
        """Save what is on screen, and go where the row that was made is shown."""
        made = self._made.get(name)
        if made is not None:
            self.commit()
            self._desk.row_asked.emit(made.kind.name, made.id)

    # --- what others write -------------------------------------------------------------

    def _follow(self, changes: Changes) -> None:
        row_id = self.row_id
        if not self.follows or row_id is None or (self._kind.name, row_id) not in changes.rows:
            return
        cls = self._kind.cls

        def read(uow: UnitOfWork) -> tuple[Entity | None, Names]:
            row = uow.get(cls, row_id)
            return row, names_of(uow, [row] if row is not None else [])

        self._desk.read(read, self._show_read, owner=self, key="row")

    def _show_read(self, found: tuple[Entity | None, Names]) -> None:
        row, names = found
        if row is not None and row.id == self.row_id and row.deleted is False:
            self._refresh(row, names)
            self.row_read.emit(row, names)

    # --- remarks -----------------------------------------------------------------------

    def _mark(self) -> None:
        """Say under each field what is to be mended, waited for, or known."""
        remarks: dict[str, tuple[str, Remark, tuple[str, ...]]] = {
            name: (sentence, Remark.TOLD, (OPENS,) if name in self._made else ())
            for name, sentence in self._told.items()
        }
        errors = self._draft.errors if self._draft is not None else {}
        for name, error in errors.items():
            asked = self._asked(name, error)
            if asked is None:
                readings = error.readings or self._offered(name, error)
                remarks[name] = (error.sentence, Remark.WRONG, readings)
                continue
            remarks[asked] = (error.sentence, Remark.WRONG, ())
            label = quoted(self._kind.fields[asked].label)
            remarks.setdefault(name, (f"Sera enregistré avec {label}.", Remark.WAITING, ()))
        for name, editor in self._editors.items():
            remark = remarks.get(name)
            if remark is None:
                editor.unmark()
            elif (editor.remark, editor.tone, editor.readings) != remark:
                editor.mark(*remark)

    def _place(self, name: str, error: InputError | None) -> FieldEditor | None:
        """Return the other field here in which what was typed can stand."""
        spec = self._kind.fields[name]
        told = error.elsewhere if isinstance(error, FieldError) else ""
        is_words = spec.kind is Kind.DATE and error is not None and not error.readings
        return self._editors.get(told or (spec.elsewhere if is_words else ""))

    def _offered(self, name: str, error: InputError) -> tuple[str, ...]:
        place = self._place(name, error)
        if place is None:
            return ()
        return (self._editors[name].offer_elsewhere(place.spec.label),)

    def _readdress(self, name: str) -> None:
        """Put what was typed in a field that refuses it into the one in which it can stand."""
        editor = self._editors[name]
        error = self._draft.errors.get(name) if self._draft is not None else None
        place = self._place(name, error)
        if place is None:
            return
        words = editor.typed_words
        editor.revert()
        self._commit(name, is_left=True)
        place.setFocus(Qt.FocusReason.OtherFocusReason)
        place.show_typed(words)
        place.typed.emit()
        place.chosen.emit()

    def _asked(self, name: str, error: InputError) -> str | None:
        """Return the other field that a refusal asks for, if it is here."""
        if not isinstance(error, FieldError) or self._draft is None:
            return None
        spec = self._kind.by_key(error.field)
        is_other = spec is not None and spec.name != name and spec.name in self._editors
        return spec.name if spec is not None and is_other else None
