"""What was done to a row, by whom and when: the log as a person reads it, and going back to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from ctg_desktop.domain.changes import ERASED, Cell, Change, Changes, moment
from ctg_desktop.domain.fields import (
    DELETED,
    Edge,
    Entity,
    FieldSpec,
    Kind,
    Scalar,
    Tense,
    describe,
    known,
)
from ctg_desktop.domain.parsing import parse_day
from ctg_desktop.domain.views import HistoryLine, PastValue
from ctg_desktop.errors import FieldError, NotFoundError, RuleError
from ctg_desktop.ports import LoggedChange, UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.naming import Directory, shown
from ctg_desktop.services.wording import stored_words
from ctg_desktop.services.writers import Arrivals, Writers
from ctg_desktop.typography import lowered, quoted, short_date


def history(uow: UnitOfWork, row_id: str, now: datetime) -> list[HistoryLine]:
    """Return every change of a row and of those that belong to it, oldest first.

    `now` is aware; it tells which dates cannot be right.
    """
    everything = uow.history([row_id, *uow.children(row_id)])
    latest = {logged.change.cell: logged.change.value for logged in everything if logged.counts}
    names = _Names(uow, row_id, everything)
    return [
        replace(names.line(logged, now), past=_past(logged.change, latest))
        for logged in everything
        if _is_told(logged)
    ]


def _past(change: Change, latest: Mapping[Cell, Scalar]) -> PastValue | None:
    """Return the value before a change, unless it cannot be put back or is in place already.

    In a set, only a member that was removed can be put back; of a row's life, only its removal.
    """
    cell, before = change.cell, change.previous
    spec = known(cell.entity, cell.field)
    if (
        spec is None
        or before in (None, ERASED, latest.get(cell))
        or describe(cell.entity).append_only
    ):
        return None
    if spec is DELETED:
        comes_back = before == 0
    else:
        comes_back = spec.typed and (before == 1 or not spec.is_multiple)
    return PastValue(cell, before) if comes_back else None


def _is_told(logged: LoggedChange) -> bool:
    """Whether a change says something by itself: a child's link to its owner does not."""
    cell = logged.change.cell
    spec = known(cell.entity, cell.field)
    is_birth = cell.field == DELETED.name and logged.change.previous is None
    owner = "" if spec is None else describe(cell.entity).owner
    return not (owner and (cell.field == owner or (is_birth and logged.change.value == 0)))


class _Names:
    """What the lines of one history call things."""

    def __init__(self, uow: UnitOfWork, subject: str, everything: Iterable[LoggedChange]) -> None:
        self._uow = uow
        self._subject = subject
        self._directory = Directory(uow)
        self._writers = Writers(uow, self._directory)
        self._arrivals = Arrivals(uow, everything)
        self._owners: dict[str, str] = {}

    def line(self, logged: LoggedChange, now: datetime) -> HistoryLine:
        change, gesture = logged.change, logged.gesture
        before, after = self._values(change.cell, change.previous, change.value)
        return HistoryLine(
            at=moment(gesture.at_ms),
            author=self._writers.person(gesture.incarnation, gesture.author),
            structure=self._writers.structure(gesture.incarnation, logged.incarnation.structure),
            label=gesture.label if logged.counts else f"{gesture.label} (sans effet)",
            field=self._field(change.cell),
            before=before,
            after=after,
            reason=gesture.reason or "",
            is_date_doubtful=gesture.is_doubtful(milliseconds(now), logged.incarnation.follows_ms),
            received_at=None if logged.received_ms is None else moment(logged.received_ms),
            received_by=self._arrivals.carrier(logged),
        )

    def _field(self, cell: Cell) -> str:
        spec = known(cell.entity, cell.field)
        label = spec.label if spec is not None else cell.field
        if cell.row == self._subject:
            return "Fiche" if spec is DELETED else label
        owner = self._owner(cell)
        return owner if spec is DELETED else f"{owner}, {lowered(label)}"

    def _owner(self, cell: Cell) -> str:
        if cell.row not in self._owners:
            try:
                kind = describe(cell.entity)
            except KeyError:  # of a newer version
                self._owners[cell.row] = cell.entity
            else:
                name = shown(self._uow.get(kind.cls, cell.row))
                self._owners[cell.row] = f"{kind.label} {quoted(name)}" if name else kind.label
        return self._owners[cell.row]

    def _values(self, cell: Cell, before: Scalar, after: Scalar) -> tuple[str, str]:
        spec = known(cell.entity, cell.field)
        if spec is DELETED:
            return _life(before, after)
        if spec is not None and spec.kind is Kind.REFERENCES:
            name = self._directory.name(spec.target, cell.member)
            return ("", f"{name} ajouté") if after == 1 else (name, f"{name} retiré")
        row = None
        if spec is not None and spec.unit_from:
            row = self._uow.get(describe(cell.entity).cls, cell.row)
        words = (stored_words(self._directory, spec, value, row) for value in (before, after))
        return next(words), next(words)


def _life(before: Scalar, after: Scalar) -> tuple[str, str]:
    """Return the words of a tombstone: created, in the corbeille, restored, creation undone."""
    if after == 0:
        return ("dans la corbeille", "restaurée") if before == 1 else ("", "créée")
    return ("en place", "mise à la corbeille" if after == 1 else "création annulée")


def milliseconds(instant: datetime) -> int:
    """Return an aware instant in milliseconds since 1970."""
    return round(instant.timestamp() * 1000)


def end_of_day(day: date) -> datetime:
    """Return the last instant of a local day, aware: what « l'état au … » reads."""
    midnight = datetime.combine(day, time()) + timedelta(days=1)
    return midnight.astimezone() - timedelta(milliseconds=1)


PAST_DAY = FieldSpec("", "au", "Au", Kind.DATE, tense=Tense.PAST, edge=Edge.LAST)


def past_day(typed: str, today: date) -> date:
    """Return the day that was typed.

    Raises:
        FieldError: the text is no date, or the day is still to come.
    """
    day = parse_day(typed, today, PAST_DAY)
    if day > today:
        raise FieldError("au", f"Le {short_date(day)} est à venir : donnez un jour passé.")
    return day


# --- « Revenir à cette valeur » ---------------------------------------------------------------


def revert(uow: UnitOfWork, past: PastValue, *, held_on: date) -> Changes:
    """Put back a value that stood until `held_on`; the rules are those of any edit.

    Raises:
        FieldError: the value contradicts what the row says now.
        RuleError: the row is somebody else's or in the corbeille, or the value was erased.
        NotFoundError: the row or the field is of a newer version of the program.
    """
    cell = past.cell
    spec = known(cell.entity, cell.field)
    row = None if spec is None else uow.get(describe(cell.entity).cls, cell.row)
    if spec is None or row is None:
        raise NotFoundError("Cette valeur vient d’une version plus récente du programme.")
    if past.stored == ERASED:
        raise RuleError("Cette valeur a été effacée à la demande de la personne.")
    reason = f"Retour à la valeur du {short_date(held_on)}"
    if spec is DELETED:
        return rows.restore(uow, row.TYPE, row.id, reason=reason)
    values = {spec.name: _value(row, spec, past)}
    return rows.edit(uow, row.TYPE, row.id, values, reason=reason)[1]


def _value(row: Entity, spec: FieldSpec, past: PastValue) -> Any:
    if not spec.is_multiple:
        return spec.decode(past.stored)
    members: tuple[str, ...] = getattr(row, spec.name)
    return _with(members, past.cell) if past.stored else _without(members, past.cell)


def _with(members: tuple[str, ...], cell: Cell) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*members, cell.member]))


def _without(members: tuple[str, ...], cell: Cell) -> tuple[str, ...]:
    return tuple(member for member in members if member != cell.member)
