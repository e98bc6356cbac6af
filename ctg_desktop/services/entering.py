"""What a form hands over: fields typed one after the other, of an existing or a new row.

A field is written as soon as it can stand. Where it contradicts another (a réalisée action
without its date), it waits on the screen, and is written in one gesture with what settles it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec
from ctg_desktop.domain.grammar import it, one
from ctg_desktop.errors import FieldError, InputError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.ownership import check_owner
from ctg_desktop.services.suggesting import names_of
from ctg_desktop.services.typed import Newcomer, Reading, read
from ctg_desktop.typography import capitalised, quoted

_MOST_TRIED = 6
"""Past this many fields that wait together, the oldest are tried only with all the others."""


@dataclass(frozen=True, slots=True)
class TypedName:
    """A row that a field points to, by the name that was typed rather than picked.

    `is_new` tells that an institution of that name is to be recorded.
    """

    text: str
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Members:
    """What was added to a set, by identity or name, and what was taken out of it."""

    added: tuple[str | TypedName, ...] = ()
    removed: tuple[str, ...] = ()


Given = Mapping[str, Any]
"""Values by field name; `TypedName` for a reference typed by its name, `Members` for a set."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a form writes: a row, or with `row_id` None one to be created with `birth`."""

    kind: EntityType
    row_id: str | None
    birth: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a form's fields.

    `names` says how everything is called that the row points to; `saved` are the names of the
    fields that stand now; `refusals` say why the others still wait, by field name.
    """

    row: Entity
    names: Mapping[str, str]
    saved: frozenset[str]
    refusals: Mapping[str, InputError] = field(default_factory=dict)
    newcomers: tuple[Newcomer, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    value: Any
    newcomers: tuple[Newcomer, ...] = ()


_Readings = Mapping[str, _Reading]


def enter(
    uow: UnitOfWork, place: Destination, fresh: Given, waiting: Given, today: date
) -> tuple[Entered, Changes]:
    """Write the fresh fields, with as many as possible of those that wait, in one gesture.

    With nothing fresh, those that wait are tried again.

    Raises:
        InputError: the fresh fields cannot stand, even with those that wait.
    """
    readings = {name: _read(uow, place, name, value, today) for name, value in fresh.items()}
    held = _readable(uow, place, waiting, today)
    picked, made = _largest(uow, place, readings, held, today)
    newcomers = {each.id: each for reading in picked.values() for each in reading.newcomers}
    row, changes = rows.record(uow, made, newcomers.values())
    here = Destination(place.kind, row.id)
    told: dict[str, InputError] = {}
    for name in (name for name in held if name not in picked):
        try:
            _prepared(uow, here, {name: held[name]}, today)
        except InputError as error:
            told[name] = error
    names = names_of(uow, [row])
    return Entered(row, names, frozenset(picked), told, tuple(newcomers.values())), changes


def obstacle(uow: UnitOfWork, row: Entity) -> str | None:
    """Return the sentence that says why this person cannot modify the row, or None."""
    if uow.is_read_only:
        return "Ce dossier est ouvert en lecture seule."
    if row.deleted:
        return "Cette fiche est dans la corbeille : restaurez-la pour la modifier."
    try:
        check_owner(uow, row)
    except InputError as error:
        return error.sentence
    return None


# --- reading -------------------------------------------------------------------------------


def read_value(
    uow: UnitOfWork, row: Entity, spec: FieldSpec, value: Any, today: date
) -> tuple[Any, tuple[Newcomer, ...]]:
    """Return the value that an editor means for a field of a row, and whom it names first.

    Raises:
        InputError: it names what nothing bears.
    """
    reading = _read(uow, Destination(row.TYPE, row.id), spec.name, value, today)
    return reading.value, reading.newcomers


def _readable(
    uow: UnitOfWork, place: Destination, given: Given, today: date
) -> dict[str, _Reading]:
    """Read the fields that wait; one that names a row which is gone goes on waiting."""
    found = {}
    for name, value in given.items():
        try:
            found[name] = _read(uow, place, name, value, today)
        except InputError:
            continue
    return found


def _read(uow: UnitOfWork, place: Destination, name: str, value: Any, today: date) -> _Reading:
    spec = place.kind.fields[name]
    if isinstance(value, TypedName):
        reading = read_named(uow, place.kind, spec, value, today)
        return _Reading(reading.values[name], reading.newcomers)
    if isinstance(value, Members):
        return _set(uow, place, spec, value, today)
    return _Reading(value)


def read_named(
    uow: UnitOfWork, kind: EntityType, spec: FieldSpec, name: TypedName, today: date
) -> Reading:
    """Read a name that was typed for a field that points to rows; see `typed.read`."""
    return read(uow, kind, {spec.key: name.text}, today, makes_institution=name.is_new)


def _set(
    uow: UnitOfWork, place: Destination, spec: FieldSpec, change: Members, today: date
) -> _Reading:
    """Return the members that result from a change to those in place."""
    row = uow.get(place.kind.cls, place.row_id) if place.row_id else None
    members: list[str] = list(getattr(row, spec.name)) if row is not None else []
    newcomers: list[Newcomer] = []
    for each in change.added:
        if isinstance(each, TypedName):
            reading = read_named(uow, place.kind, spec, each, today)
            members += reading.values[spec.name]
            newcomers += reading.newcomers
        else:
            members.append(each)
    kept = tuple(each for each in dict.fromkeys(members) if each not in change.removed)
    return _Reading(kept, tuple(newcomers))


# --- what can stand ------------------------------------------------------------------------


def _largest(
    uow: UnitOfWork, place: Destination, fresh: _Readings, held: _Readings, today: date
) -> tuple[_Readings, rows.Prepared]:
    """Return the fresh fields with as many held ones as can stand together, ready to be written.

    Raises:
        InputError: the fresh ones cannot stand at all.
    """
    refusal: InputError = RuleError("Rien n’a été saisi.")
    for chosen in _choices(tuple(held)):
        picked = {**{name: held[name] for name in chosen}, **fresh}
        if picked:
            try:
                return picked, _prepared(uow, place, picked, today)
            except InputError as error:
                refusal = error
    raise refusal


def _choices(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Return the sets of names, the largest first; of many names all, then the latest ones."""
    if len(names) > _MOST_TRIED:
        yield names
    latest = names[-_MOST_TRIED:]
    for size in range(len(latest), -1, -1):
        yield from combinations(latest, size)


def _prepared(
    uow: UnitOfWork, place: Destination, readings: _Readings, today: date
) -> rows.Prepared:
    values = {name: reading.value for name, reading in readings.items()}
    if place.row_id is not None:
        return rows.modification(uow, place.kind, place.row_id, values)
    made = rows.addition(uow, place.kind, {**place.birth, **values}, today)
    check_new(uow, made.row)
    return made


def check_new(uow: UnitOfWork, row: Entity) -> None:
    """Refuse to write over a row in place by adding one that has its identity.

    Raises:
        FieldError: there is one.
    """
    kind = row.TYPE
    former = uow.get(kind.cls, row.id) if kind.identity else None
    if former is not None and former.deleted is False:
        name = next(name for name in reversed(kind.identified_by) if getattr(row, name))
        spec = kind.fields[name]
        raise FieldError(
            spec.key,
            f"{capitalised(one(kind))} existe déjà avec ces valeurs : modifiez-{it(kind)}, "
            f"ou changez {quoted(spec.label)}.",
        )
