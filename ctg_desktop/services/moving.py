"""What hangs on a row, and moving all of it to another one: before the row goes, or after.

What is moved points to the other row instead: the actions of a place, the people who follow it,
the actions that somebody leads. A structure moves what is its own, the agglomeration everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ctg_desktop.domain.changes import Changes, Draft, Edit
from ctg_desktop.domain.choices import STRUCTURES
from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec
from ctg_desktop.domain.grammar import agreed, done_to, one
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.gestures import creation_edits, deletion_edit, field_edits
from ctg_desktop.services.ownership import check_owner, is_agglomeration
from ctg_desktop.services.pointing import pointing_rows
from ctg_desktop.typography import counted, labelled, lowered


@dataclass(frozen=True, slots=True)
class Tie:
    """The living rows of one entity that point to a row by one field."""

    kind: EntityType
    spec: FieldSpec
    rows: tuple[Entity, ...]

    @property
    def words(self) -> str:
        """How many there are, and by which field: « 3 actions (structure porteuse) »."""
        nouns = lowered(self.kind.label), lowered(self.kind.plural)
        return f"{counted(len(self.rows), *nouns)} ({lowered(self.spec.label)})"


@dataclass(frozen=True, slots=True)
class Attached:
    """A row with what hangs on it, for who asks what to do: its name, and lines in words."""

    kind: EntityType
    row_id: str
    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows a move wrote, and how many it left: another structure's, or there twice."""

    moved: int
    left: int


def ties(uow: UnitOfWork, row: Entity, *, but: Collection[str] = ()) -> tuple[Tie, ...]:
    """Return what points to a row, beside the rows of these identities and its own parts."""
    found: dict[tuple[str, str], list[Entity]] = {}
    fields: dict[tuple[str, str], FieldSpec] = {}
    for spec, each in _pointing(uow, row):
        if each.deleted is False and each.id not in but:
            place = each.TYPE.name, spec.name
            fields[place] = spec
            found.setdefault(place, []).append(each)
    return tuple(
        Tie(several[0].TYPE, fields[place], tuple(several)) for place, several in found.items()
    )


def attached(uow: UnitOfWork, kind: EntityType, row_id: str) -> Attached:
    """Return a row with what hangs on it, each with the first names.

    Raises:
        NotFoundError: there is no such row.
    """
    row = rows.existing(uow, kind, row_id)
    return Attached(kind, row_id, row.cited, tuple(map(_line, ties(uow, row))))


_NAMED = 4
"""How many of the rows that hang on one are named; the others are counted."""


def _line(tie: Tie) -> str:
    names = [row.called for row in tie.rows[:_NAMED] if row.called]
    more = ["…"] if len(tie.rows) > _NAMED else []
    told = " ; ".join([*names, *more])
    return labelled(tie.words, told) if names else tie.words


def unsettled_places(uow: UnitOfWork) -> tuple[Territoire, ...]:
    """Return the places that are gone and that this folder has something to do about.

    Something hangs on them that it may move, or it works for one of them.
    """
    is_keeper = is_agglomeration(uow)
    return tuple(
        place
        for place in uow.rows(Territoire, deleted=True)
        if place.id == uow.installation.structure
        or any(
            each.deleted is False and (is_keeper or _is_ours(uow, each, spec, place))
            for spec, each in _pointing(uow, place)
        )
    )


def listed(found: Iterable[Tie]) -> str:
    """Return what hangs on a row in words: « 3 actions (pilote) et 1 poste (contact) »."""
    *several, last = [each.words for each in found] or [""]
    return f"{', '.join(several)} et {last}" if several else last


def _pointing(uow: UnitOfWork, row: Entity) -> Iterator[tuple[FieldSpec, Entity]]:
    """Yield what points to a row, in the corbeille or not; not what is a part of it."""
    for spec, each in pointing_rows(uow, row.TYPE, row.id):
        is_part = each.TYPE.is_nested and each.TYPE.owner == spec.name
        if not is_part and not each.TYPE.append_only:
            yield spec, each


def move(uow: UnitOfWork, row: Entity, to: Entity) -> tuple[Moved, Changes]:
    """Let all that points to a row point to another one, in one gesture.

    The structure that works in this folder follows its own place.

    Raises:
        RuleError: the other row cannot take its place.
    """
    _check_successor(row, to)
    edits, moved = _moves(uow, row, to)
    label = f"Rattachement à {agreed(row.TYPE, 'un')} autre {lowered(row.TYPE.label)}"
    changes = uow.record(Draft(label, tuple(edits))) if edits else Changes()
    if isinstance(row, Territoire) and row.id == uow.installation.structure:
        uow.settle(to.id)
    return moved, changes


def remove(uow: UnitOfWork, row: Entity, to: Entity | None = None) -> Changes:
    """Take a row away, and in the same gesture let what points to it point to another one.

    Raises:
        RuleError: the row is somebody else's, or the other one cannot take its place.
    """
    if to is None:
        return rows.remove(uow, row.TYPE, row.id)
    _check_successor(row, to)
    rows.check_removable(uow, row)
    edits, _ = _moves(uow, row, to)
    label = done_to(row.TYPE, row.TYPE.removed)
    return uow.record(Draft(label, (*edits, deletion_edit(row))))


def _check_successor(row: Entity, to: Entity) -> None:
    if to.TYPE is not row.TYPE or to.id == row.id or to.deleted is not False:
        raise RuleError(f"Choisissez {one(row.TYPE)} qui reste, autre que {row.called}.")
    if (
        isinstance(row, Territoire)
        and isinstance(to, Territoire)
        and (row.kind in STRUCTURES and to.kind not in STRUCTURES)
    ):
        raise RuleError(f"{to.called} ne peut pas porter d’actions : choisissez une structure.")


def _moves(uow: UnitOfWork, row: Entity, to: Entity) -> tuple[list[Edit], Moved]:
    is_keeper = is_agglomeration(uow)
    edits: list[Edit] = []
    moved: set[str] = set()
    left: set[str] = set()
    for spec, each in _pointing(uow, row):
        may_move = is_keeper or _is_ours(uow, each, spec, row)
        made = _move(uow, each, spec, row, to) if may_move else []
        edits += made
        if each.deleted is False:
            (moved if made else left).add(each.id)
    return edits, Moved(len(moved), len(left - moved))


def _is_ours(uow: UnitOfWork, each: Entity, spec: FieldSpec, row: Entity) -> bool:
    """Whether this structure may move a row; it gives none of its own away to another one."""
    if each.TYPE.structure == spec.name and not row.deleted:
        return False
    try:
        check_owner(uow, each)
    except RuleError:
        return False
    return True


def _move(
    uow: UnitOfWork, each: Entity, spec: FieldSpec, row: Entity, to: Entity
) -> Sequence[Edit]:
    """Return the edits that make one row point elsewhere; none where it would stand twice."""
    value: Any = to.id
    if spec.is_multiple:
        members = getattr(each, spec.name)
        value = tuple(dict.fromkeys(to.id if member == row.id else member for member in members))
    after = replace(each, **{spec.name: value})
    kind = each.TYPE
    if spec.name not in kind.identified_by:
        return field_edits(each, {spec.name: value})
    if kind.identity is None:
        return [] if _is_there(uow, after) else field_edits(each, {spec.name: value})
    values = {name: getattr(after, name) for name in kind.fields}
    new_id = kind.identity(values)
    former = uow.get(kind.cls, new_id)
    if former is not None and former.deleted is False:
        return []
    written = field_edits(former or kind.cls(id=new_id), values)
    return [*creation_edits(kind, new_id, {}), *written, deletion_edit(each)]


def _is_there(uow: UnitOfWork, after: Entity) -> bool:
    """Whether another row already says what this one would say."""
    kind = after.TYPE
    return any(
        other.id != after.id
        and all(getattr(other, name) == getattr(after, name) for name in kind.identified_by)
        for other in uow.rows(kind.cls)
    )
