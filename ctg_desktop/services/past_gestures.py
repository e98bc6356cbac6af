"""What was done in a folder, as a person reads it: lately, in the Historique; taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from ctg_desktop.domain.changes import ARBITRATED, UNDONE, Cell, Changes, Gesture, moment
from ctg_desktop.domain.fields import DELETED, Entity, EntityType, describe
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.naming import shown

RECENT = 8
"""How many recent changes are told."""

_GESTURES_READ = 60
"""How far back they are looked for: several gestures on one row are told as one."""

_AT_ONCE = 2 * RECENT
"""Of how many gestures it is read at once what they are about."""

_CHANGES_READ = 400
"""How many changes of a gesture are looked at: an action typed in full, with all its rows."""

_FEW = 40
"""A gesture that wrote more rows is about many things: an import, a publication."""


@dataclass(frozen=True, slots=True)
class RecentChange:
    """What somebody did lately to one row, as one thing.

    `label` is the last gesture's; `earlier` how many others of the same person on the same row
    came just before; `entity` and `row` lead to what was touched, empty when it is many things.
    `name` is how that is called; `is_date_doubtful` tells that its two clocks disagree.
    """

    at: datetime
    author: str
    label: str
    entity: str = ""
    row: str = ""
    name: str = ""
    is_date_doubtful: bool = False
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class GestureLine:
    """A gesture in the Historique: what was done, on what, and whether it was taken back.

    `is_ours` tells that it was made in this folder, and so may be taken back in it.
    `entity` and `row` lead to the row that a person would name, empty when it is many things.
    """

    id: str
    at: datetime
    author: str
    label: str
    name: str
    entity: str = ""
    row: str = ""
    is_date_doubtful: bool = False
    is_undone: bool = False
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class UndoNames:
    """What undo and redo would act on, in words; empty for nothing.

    `undo_id` is the identity of the gesture; `has_older` tells that the folder holds gestures
    from before it was opened.
    """

    undo: str = ""
    redo: str = ""
    undo_id: str = ""
    has_older: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """What undo or redo just did: in words, on which row, and the first cell that it changed.

    `row` is empty where there is none any more, or where it is many things: `entity` then tells
    where those like it are seen. `note` says what was not brought back.
    """

    words: str
    entity: str = ""
    row: str = ""
    cell: Cell | None = None
    note: str = ""


def recent_changes(uow: UnitOfWork, limit: int = RECENT) -> tuple[RecentChange, ...]:
    """Return what was done lately, newest first; gestures in a row on one thing are one."""
    found: list[RecentChange] = []
    for gesture, subject in _with_subjects(uow, uow.recent(_GESTURES_READ)):
        told = _recent(gesture, subject)
        last = found[-1] if found else None
        if last is not None and last.row and _place(last) == _place(told):
            found[-1] = replace(last, earlier=last.earlier + 1)
        elif len(found) < limit:
            found.append(told)
        else:
            break
    return tuple(found)


def _with_subjects(
    uow: UnitOfWork, gestures: Sequence[Gesture]
) -> Iterator[tuple[Gesture, Entity | None]]:
    """Yield gestures with what they are about, read for some of them at a time."""
    for first in range(0, len(gestures), _AT_ONCE):
        some = gestures[first : first + _AT_ONCE]
        subjects = _Subjects(uow, [gesture.id for gesture in some])
        yield from ((gesture, subjects.of(gesture.id)) for gesture in some)


def _recent(gesture: Gesture, subject: Entity | None) -> RecentChange:
    change = RecentChange(
        moment(gesture.at_ms),
        gesture.author,
        gesture.label,
        is_date_doubtful=gesture.is_doubtful(gesture.at_ms),
    )
    if subject is None:
        return change
    change = replace(change, name=subject.brief if subject.TYPE.is_many else shown(subject))
    return change if subject.deleted is None else _leading(change, subject)


def _place(change: RecentChange) -> tuple[str, str, date]:
    return change.author, change.row, change.at.date()


def gesture_lines(uow: UnitOfWork, limit: int) -> list[GestureLine]:
    """Return the latest gestures, newest first; an undo shows in the line of what it undid."""
    gestures = uow.recent(limit)
    subjects = _Subjects(uow, [gesture.id for gesture in gestures])
    undone: set[str] = set()
    for gesture in gestures:  # the newest first: one that was undone itself undoes nothing
        if gesture.undoes is not None and gesture.id not in undone:
            undone.add(gesture.undoes)
    return [
        replace(
            _line(gesture, subjects.of(gesture.id)),
            is_undone=gesture.id in undone,
            is_ours=uow.is_ours(gesture),
        )
        for gesture in gestures
        if gesture.undoes is None
    ]


def _line(gesture: Gesture, subject: Entity | None) -> GestureLine:
    line = GestureLine(
        gesture.id,
        moment(gesture.at_ms),
        gesture.author,
        gesture.label,
        shown(subject),
        is_date_doubtful=gesture.is_doubtful(gesture.at_ms),
    )
    return line if subject is None or subject.deleted is None else _leading(line, subject)


L = TypeVar("L", RecentChange, GestureLine)


def _leading(line: L, subject: Entity) -> L:
    """Return a line that leads to the row it speaks of."""
    return replace(line, entity=subject.TYPE.name, row=subject.id)


# --- undo and redo -------------------------------------------------------------------------


def undo_names(uow: UnitOfWork) -> UndoNames:
    """Return what undo and redo of the window would act on."""
    state = uow.undo_state()
    known = [gesture for gesture in (state.undo, state.redo) if gesture is not None]
    if not known:
        return UndoNames("", "", has_older=state.has_older)
    subjects = _Subjects(uow, [gesture.id for gesture in known])
    words = {gesture.id: _words(gesture, subjects.of(gesture.id)) for gesture in known}
    return UndoNames(
        words[state.undo.id] if state.undo is not None else "",
        words[state.redo.id] if state.redo is not None else "",
        state.undo.id if state.undo is not None else "",
        state.has_older,
    )


def undo(uow: UnitOfWork, *, since_opening: bool = False) -> tuple[Undone, Changes]:
    """Undo the last gesture, and say what that was.

    Raises:
        RuleError: there is none, or what it had written was changed since.
    """
    state = uow.undo_state(since_opening=since_opening)
    # What it made is nowhere any more afterwards.
    subject = _subject(uow, state.undo.id) if state.undo is not None else None
    return _told(uow, uow.undo(since_opening=since_opening), subject)


def redo(uow: UnitOfWork, *, since_opening: bool = False) -> tuple[Undone, Changes]:
    """Redo what was undone last, and say what that was; else as `undo`."""
    changes = uow.redo(since_opening=since_opening)
    return _told(uow, changes, _subject(uow, changes.gesture.id) if changes.gesture else None)


def take_back(uow: UnitOfWork, gesture_id: str) -> tuple[Undone, Changes]:
    """Undo one gesture, whatever was done since, and say what that was; else as `undo`."""
    subject = _subject(uow, gesture_id)
    return _told(uow, uow.take_back(gesture_id), subject)


def _told(uow: UnitOfWork, changes: Changes, subject: Entity | None) -> tuple[Undone, Changes]:
    assert changes.gesture is not None, "undo writes or raises"
    cell = min(changes.cells, key=_in_order)
    gesture = changes.gesture
    is_arbitration = gesture.label.startswith(UNDONE) and gesture.bare_label.startswith(ARBITRATED)
    note = _STAYS_SETTLED if is_arbitration else ""
    told = Undone(_words(gesture, subject), cell.entity, cell=cell, note=note)
    if subject is None:
        return told, changes
    stands = uow.get(type(subject), subject.id)
    is_there = stands is not None and stands.deleted is False
    return replace(told, entity=subject.TYPE.name, row=subject.id if is_there else ""), changes


_STAYS_SETTLED = (
    "La valeur d’avant est remise ; le conflit reste clos, car d’autres ont pu recevoir ce choix. "
    "L’autre valeur est dans l’historique."
)


def _in_order(cell: Cell) -> tuple[bool, int, str, str]:
    """Put a row's fields first as they are described, and its life last."""
    try:
        names = list(describe(cell.entity).fields)
    except KeyError:  # of a newer version
        names = []
    at = names.index(cell.field) if cell.field in names else len(names)
    return cell.field == DELETED.name, at, cell.row, cell.member


def _subject(uow: UnitOfWork, gesture_id: str) -> Entity | None:
    return _Subjects(uow, [gesture_id]).of(gesture_id)


def _words(gesture: Gesture, subject: Entity | None) -> str:
    """Return a gesture and its row: « Action modifiée : statut – BET-2026-003 – Café »."""
    name = shown(subject)
    return f"{gesture.bare_label} – {name}" if name else gesture.bare_label


# --- which row is meant --------------------------------------------------------------------


class _Subjects:
    """What gestures are about: the row that a person would name, not each that was written."""

    def __init__(self, uow: UnitOfWork, gestures: Iterable[str]) -> None:
        """Read the rows of the gestures that touched few."""
        self._uow = uow
        self._written = uow.touched(gestures, _CHANGES_READ)
        self._rows: dict[str, Entity] = {}
        self._asked: set[str] = set()
        wanted: dict[str, set[str]] = {}
        for pairs in self._written.values():
            for entity, row in pairs if len(pairs) <= _FEW else ():
                wanted.setdefault(entity, set()).add(row)
        while wanted:
            for entity, ids in wanted.items():
                self._read(entity, ids)
            wanted = self._owners()

    def _read(self, entity: str, ids: set[str]) -> None:
        missing = ids - self._asked
        self._asked |= missing
        try:
            kind = describe(entity)
        except KeyError:  # of a newer version
            return
        if missing:
            found = {row.id: row for row in self._uow.rows(kind.cls, ids=missing, deleted=None)}
            unmade = {row: self._as_it_was(kind, row) for row in missing - found.keys()}
            self._rows |= found | unmade

    def _as_it_was(self, kind: EntityType, row: str) -> Entity:
        """Return a row whose making was undone, with what it held: else it would bear no name."""
        values = {}
        for logged in self._uow.history([row]):
            spec, value = kind.fields.get(logged.change.cell.field), logged.change.value
            if spec is not None and not spec.is_multiple and value is not None:
                values[spec.name] = spec.decode(value)
        return kind.cls(id=row, **{**values, DELETED.name: None})

    def _owners(self) -> dict[str, set[str]]:
        """Return the rows that were not asked for yet, and within which others are seen."""
        found: dict[str, set[str]] = {}
        for row in self._rows.values():
            kind, owner = _owner(row)
            if owner and owner not in self._asked:
                found.setdefault(kind, set()).add(owner)
        return found

    def of(self, gesture: str) -> Entity | None:
        """Return the row that is meant; None where it is many things."""
        written = self._written.get(gesture, ())
        if len(written) > _FEW:
            return None
        rows = [self._rows[row] for _, row in written if row in self._rows]
        everything = list({row.id: row for row in map(self._subject, rows)}.values())
        main = [row for row in everything if not row.TYPE.reference_data] or everything
        return main[0] if len(main) == 1 else None

    def _subject(self, row: Entity) -> Entity:
        """Return the row that is meant: an action for what hangs on it or is proposed for it."""
        gone_by: set[str] = set()  # what others send may speak of itself
        while (owner := self._rows.get(_owner(row)[1])) is not None and row.id not in gone_by:
            gone_by.add(row.id)
            row = owner
        return row


def _owner(row: Entity) -> tuple[str, str]:
    """Return the row within which a person sees this one, its entity first; empty for none."""
    kind = row.TYPE
    if kind.subject:
        return getattr(row, f"{kind.subject}_kind") or "", getattr(row, kind.subject) or ""
    if kind.owner_type is None or not kind.is_nested:
        return "", ""
    return kind.owner_type.name, str(getattr(row, kind.owner) or "")
