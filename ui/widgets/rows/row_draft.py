"""What was typed in a row and does not stand yet: it is kept until it does.

A draft goes on being saved when its form shows another row. What the storage cannot take, for
want of room or because the folder is gone, waits for it to come back.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from ctg_desktop.errors import CtgError, InputError
from ctg_desktop.folder.drafts import field_key
from ctg_desktop.services.entering import Destination, Entered, enter
from ui.desk import Desk
from ui.widgets.field_editors import Entry

RETRY_MS = 3000
"""How long after a failure of the storage what waits is tried again, in milliseconds."""


class State(Enum):
    """How far a field is from standing."""

    UNREAD = auto()
    """What was typed is no value of the field, or not yet."""
    READY = auto()
    SENT = auto()
    REFUSED = auto()
    """It is a value, but a rule forbids it: it waits for what settles it."""


@dataclass(slots=True)
class _Typed:
    raw: Hashable
    value: Any
    state: State
    error: InputError | None = None


class RowDraft(QObject):
    """The fields of one row that do not stand yet; lives on the interface thread."""

    saved = Signal(object, object)
    """Entered, and what was on screen (raw) of each field that was sent, by name."""
    refused = Signal(str)
    """The name of a field that a rule refused: see `error_of`."""
    changed = Signal()
    """Something was taken in, or nothing waits any more."""

    def __init__(self, desk: Desk, place: Destination, parent: QObject | None = None) -> None:
        """Begin with nothing typed."""
        super().__init__(parent)
        self._desk = desk
        self._place = place
        self.former_key = self.key
        """The key under which what is typed was kept last."""
        self._fields: dict[str, _Typed] = {}
        self._is_sending = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(RETRY_MS)
        self._again.timeout.connect(self._send)
        desk.recovered.connect(self._send)
        desk.crashed.connect(self._let_go)

    # --- what is kept ------------------------------------------------------------------

    @property
    def row_id(self) -> str | None:
        """The row that is written; None as long as it is not created."""
        return self._place.row_id

    def is_of(self, place: Destination) -> bool:
        """Whether what is typed at a place is this: of a new row, what waits for the person."""
        if place.row_id is not None:
            return self.row_id == place.row_id
        return self._place == place and not self.is_saving

    @property
    def key(self) -> str:
        """What the texts of the row are kept under; of one to be created, its owner's."""
        place = self._place
        owner = place.birth.get(place.kind.owner, "") if place.kind.owner else ""
        return field_key(place.kind.name, place.row_id, str(owner))

    @property
    def is_pending(self) -> bool:
        """Whether anything that was typed does not stand yet."""
        return bool(self._fields)

    @property
    def is_saving(self) -> bool:
        """Whether something will be saved without the person doing anything more."""
        return any(each.state in (State.READY, State.SENT) for each in self._fields.values())

    @property
    def raws(self) -> Mapping[str, Hashable]:
        """What is on screen of each field that does not stand yet."""
        return {name: each.raw for name, each in self._fields.items()}

    @property
    def errors(self) -> Mapping[str, InputError]:
        """Why fields do not stand, by name."""
        return {n: each.error for n, each in self._fields.items() if each.error is not None}

    def state_of(self, name: str) -> State | None:
        """Return how far a field is; None when nothing of it waits."""
        typed = self._fields.get(name)
        return None if typed is None else typed.state

    # --- taking in ---------------------------------------------------------------------

    def put(self, name: str, entry: Entry) -> None:
        """Save a field; the same entry twice is sent once."""
        typed = self._fields.get(name)
        is_same = typed is not None and (typed.raw, typed.value) == (entry.raw, entry.value)
        if typed is not None and is_same and typed.state is not State.UNREAD:
            self._send()  # what waits for the storage need not wait longer
            return
        self._fields.pop(name, None)  # the latest one comes last
        self._fields[name] = _Typed(entry.raw, entry.value, State.READY)
        self.changed.emit()
        self._send()

    def keep(self, name: str, raw: Hashable, error: InputError | None = None) -> None:
        """Keep what cannot be read, so that it is there again when the row is."""
        self._fields[name] = _Typed(raw, None, State.UNREAD, error)
        self.changed.emit()

    def drop(self, name: str) -> None:
        """Forget a field: the person went back to what stands."""
        typed = self._fields.get(name)
        if typed is not None and typed.state is not State.SENT:
            del self._fields[name]
            self.changed.emit()

    def try_refused(self) -> None:
        """Try again what a rule refused: something else changed."""
        if any(each.state is State.REFUSED for each in self._fields.values()):
            self._send(even_refused=True)

    # --- saving ------------------------------------------------------------------------

    def _send(self, *, even_refused: bool = False) -> None:
        if self._is_sending:
            return
        name = next((n for n, each in self._fields.items() if each.state is State.READY), None)
        waiting = {n: t.value for n, t in self._fields.items() if t.state is State.REFUSED}
        if name is None and not (even_refused and waiting):
            return
        fresh = {} if name is None else {name: self._fields[name].value}
        if name is not None:
            self._fields[name].state = State.SENT
        raws = {each: self._fields[each].raw for each in (*fresh, *waiting)}
        self._is_sending = True
        place, today = self._place, self._desk.today
        self._desk.write(
            lambda uow: enter(uow, place, fresh, waiting, today),
            partial(self._take, raws),
            owner=self,
            failed=partial(self._fail, name),
        )

    def _take(self, raws: Mapping[str, Hashable], entered: Entered) -> None:
        self._is_sending = False
        self._place = Destination(self._place.kind, entered.row.id)
        for name in entered.saved:
            typed = self._fields.get(name)
            if typed is not None and typed.raw == raws[name] and typed.state is not State.READY:
                del self._fields[name]
        for name, error in entered.refusals.items():
            if name in self._fields:
                self._fields[name].error = error
        self.saved.emit(entered, raws)
        self.changed.emit()
        self._send()

    def _fail(self, name: str | None, error: CtgError) -> None:
        self._is_sending = False
        typed = None if name is None else self._fields.get(name)
        is_ours = typed is not None and typed.state is State.SENT
        if not isinstance(error, InputError):
            if typed is not None and is_ours:
                typed.state = State.READY
            self._again.start()
            return
        if typed is not None and name is not None and is_ours:
            typed.state, typed.error = State.REFUSED, error
            self.refused.emit(name)
        self.changed.emit()
        self._send()

    def _let_go(self) -> None:
        """After a crash nobody answers: what was sent may be sent again with what comes next."""
        self._is_sending = False
        for typed in self._fields.values():
            if typed.state is State.SENT:
                typed.state = State.READY
