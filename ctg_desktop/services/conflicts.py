"""Arbitrating: the values between which somebody has to choose, and the choice.

A choice is itself a change, whose parents are all the values it settles: it closes the
conflict on every site.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ctg_desktop.domain.changes import ARBITRATED, Cell, Changes, Draft, Edit, moment
from ctg_desktop.domain.fields import DELETED, Entity, FieldSpec, Kind, Scalar, describe, known
from ctg_desktop.domain.merging import Conflict
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.entering import TypedName, read_named
from ctg_desktop.services.gestures import cleaned
from ctg_desktop.services.naming import Directory, shown
from ctg_desktop.services.ownership import check_owner, is_agglomeration, is_keeper
from ctg_desktop.services.wording import stored_words
from ctg_desktop.services.writers import Writers
from ctg_desktop.typography import labelled


@dataclass(frozen=True, slots=True)
class SideView:
    """One of the values to choose from, in words; `is_here` tells that this computer wrote it."""

    value: Scalar
    words: str
    author: str
    structure: str
    at: datetime
    label: str
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A conflict as a person reads it: where, what is shown meanwhile, what to choose from.

    `names` is how what the values point to is called, by identity.
    """

    conflict: Conflict
    entity: str
    row: str
    field: str
    key: str
    current: str
    common: str
    sides: tuple[SideView, ...]
    names: Mapping[str, str]

    @property
    def actual(self) -> SideView:
        """The side whose value is shown meanwhile."""
        shown_now = [side for side in self.sides if side.value == self.conflict.current]
        return (shown_now or list(self.sides))[-1]

    @property
    def received(self) -> tuple[SideView, ...]:
        """The other values, one side of each, the latest first."""
        others = {side.value: side for side in self.sides if side.value != self.actual.value}
        return tuple(reversed(others.values()))


PATIENCE = timedelta(days=30)
"""How long a conflict is left to those whose row it is; then the agglomeration is asked."""


def conflict_views(uow: UnitOfWork, row_id: str | None = None) -> list[ConflictView]:
    """Return the conflicts that wait, of one row with what hangs on it or of all, in words."""
    rows = () if row_id is None else (row_id, *uow.children(row_id))
    return _views(uow, uow.conflicts(*rows))


def conflicts_to_settle(uow: UnitOfWork, today: date) -> list[ConflictView]:
    """Return the conflicts that are for this folder to settle.

    Those on its own rows; at the agglomeration also those that were left for 30 days.
    """
    return _views(uow, for_us(uow, uow.conflicts(), today))


def for_us(uow: UnitOfWork, found: Iterable[Conflict], today: date) -> list[Conflict]:
    """Return those conflicts that are for this folder to settle."""
    return [each for each in found if _is_for_us(uow, each, today)]


def _is_for_us(uow: UnitOfWork, conflict: Conflict, today: date) -> bool:
    row = _row_of(uow, conflict.cell)
    if row is None:
        return False
    try:
        if is_keeper(uow, row):
            return True
    except NotFoundError:
        return False
    since = moment(conflict.since_ms).astimezone().date()
    return today - since >= PATIENCE and is_agglomeration(uow)


def _row_of(uow: UnitOfWork, cell: Cell) -> Entity | None:
    try:
        return uow.get(describe(cell.entity).cls, cell.row)
    except KeyError:  # of a newer version
        return None


def _views(uow: UnitOfWork, found: Iterable[Conflict]) -> list[ConflictView]:
    directory = Directory(uow)
    writers = Writers(uow, directory)
    own = frozenset(birth.id for birth in uow.births() if birth.key == uow.key)
    return [_view(uow, directory, writers, own, conflict) for conflict in found]


def _view(
    uow: UnitOfWork,
    directory: Directory,
    writers: Writers,
    own: Collection[str],
    conflict: Conflict,
) -> ConflictView:
    cell = conflict.cell
    spec = known(cell.entity, cell.field)
    kind = describe(cell.entity)
    row = uow.get(kind.cls, cell.row)

    def word(value: Scalar) -> str:
        if cell.field == DELETED.name:
            return "à garder" if value == 0 else "à la corbeille"
        if cell.member:
            name = directory.name(spec.target if spec else "", cell.member)
            return labelled(name, "oui" if value == 1 else "non")
        return stored_words(directory, spec, value, row) or "(vide)"

    return ConflictView(
        conflict=conflict,
        entity=kind.label,
        row=shown(row) or cell.row,
        field=spec.label if spec else cell.field,
        key=spec.key if spec else cell.field,
        current=word(conflict.current),
        common=word(conflict.common),
        sides=tuple(
            SideView(
                value=side.value,
                words=word(side.value),
                author=writers.person(side.key.incarnation, side.author),
                structure=writers.structure(side.key.incarnation, side.structure),
                at=moment(side.at_ms),
                label=side.label,
                is_here=side.key.incarnation in own,
            )
            for side in conflict.sides
        ),
        names=_names(directory, spec, conflict),
    )


def _names(directory: Directory, spec: FieldSpec | None, conflict: Conflict) -> dict[str, str]:
    if spec is None or spec.kind is not Kind.REFERENCE:
        return {}
    values = {conflict.current, *(side.value for side in conflict.sides)}
    return {row: directory.name(spec.target, row) for row in values if isinstance(row, str)}


def resolve(
    uow: UnitOfWork, conflict: Conflict, value: Scalar, *, reason: str | None = None
) -> Changes:
    """Close a conflict with a value, one of those in conflict or another.

    Raises:
        FieldError: the value breaks a rule of the field.
        RuleError: the row is somebody else's.
        NotFoundError: the row is of a newer version of the program.
    """
    return _settled(uow, conflict, (Edit(conflict.cell, value),), reason)


def resolve_otherwise(
    uow: UnitOfWork, conflict: Conflict, value: Any, today: date, *, reason: str | None = None
) -> Changes:
    """Close a conflict with another value, as a field editor gives it; see `resolve`."""
    cell = conflict.cell
    kind = describe(cell.entity)
    spec = kind.fields[cell.field]
    edits: list[Edit] = []
    if isinstance(value, TypedName):
        reading = read_named(uow, kind, spec, value, today)
        value = reading.values[spec.name]
        for person in reading.newcomers:
            edits += person.edits(uow.installation.structure, "saisi avec un arbitrage")
    else:
        value = cleaned(kind, {spec.name: value})[spec.name]
    return _settled(uow, conflict, (*edits, Edit(cell, spec.encode(value))), reason)


def _settled(
    uow: UnitOfWork, conflict: Conflict, edits: tuple[Edit, ...], reason: str | None
) -> Changes:
    cell, value = conflict.cell, edits[-1].value
    row = _row(uow, cell.entity, cell.row)
    check_owner(uow, row)
    spec = known(cell.entity, cell.field)
    if spec is not None and spec is not DELETED and not spec.is_multiple:
        spec.check(spec.decode(value))
    label = f"{ARBITRATED}{spec.label.lower() if spec else cell.field}"
    return uow.record(Draft(label, edits, clean_text(reason or "", lines=False)))


def _row(uow: UnitOfWork, entity: str, row_id: str) -> Entity:
    try:
        row = uow.get(describe(entity).cls, row_id)
    except KeyError:
        row = None
    if row is None:
        raise NotFoundError("Cette fiche vient d’une version plus récente du programme.")
    return row
