"""The same thing done to many rows of an entity, as one gesture: one Ctrl+Z takes all of it back.

Each row is checked on its own. Those that refuse are told with their reason and left alone; the
others are changed all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ctg_desktop.domain.changes import Changes, Draft, Edit
from ctg_desktop.domain.fields import Entity, EntityType
from ctg_desktop.domain.grammar import agreed, done_to
from ctg_desktop.errors import InputError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.gestures import check_alive, deletion_edit, modified, restoration_edit
from ctg_desktop.services.naming import shown
from ctg_desktop.services.ownership import check_owner
from ctg_desktop.services.rows import change
from ctg_desktop.typography import counted, lowered

_AT_ONCE = 500
"""How many rows are in memory at once, of as many as a list has."""

EditsOf = Callable[[Entity], Collection[Edit]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that refuses: how it is called, and the French sentence why."""

    id: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class BulkReport:
    """What a gesture on many rows does: which it changes, how many need no change, which refuse."""

    touched: tuple[str, ...]
    same: int = 0
    refused: tuple[Refusal, ...] = ()


def examine(
    uow: UnitOfWork, kind: EntityType, ids: Collection[str], values: Mapping[str, Any]
) -> BulkReport:
    """Return what `edit` would do, without doing it."""
    return _drafted(uow, kind, ids, _editing(uow, values))[0]


def edit(
    uow: UnitOfWork, kind: EntityType, ids: Collection[str], values: Mapping[str, Any]
) -> tuple[BulkReport, Changes]:
    """Write the fields given into each row, where they differ."""
    report, edits = _drafted(uow, kind, ids, _editing(uow, values))
    names = ", ".join(lowered(kind.fields[name].label) for name in values)
    label = _label(kind, report, modified(kind, values), f"{several(kind, 'modifié')} : {names}")
    return report, _recorded(uow, label, edits)


def delete(uow: UnitOfWork, kind: EntityType, ids: Collection[str]) -> tuple[BulkReport, Changes]:
    """Move rows to the corbeille; what hangs on them stays."""

    def edits_of(row: Entity) -> list[Edit]:
        return [] if row.deleted else [deletion_edit(row)]

    return _done(uow, kind, ids, edits_of, kind.removed)


def restore(uow: UnitOfWork, kind: EntityType, ids: Collection[str]) -> tuple[BulkReport, Changes]:
    """Take rows out of the corbeille."""

    def edits_of(row: Entity) -> list[Edit]:
        return [restoration_edit(row)] if row.deleted else []

    return _done(uow, kind, ids, edits_of, "restauré")


def several(kind: EntityType, participle: str) -> str:
    """Make a participle agree with several rows: « mises à la corbeille », « restaurés »."""
    first, space, rest = agreed(kind, participle).partition(" ")
    plural = first if first.endswith("s") else f"{first}s"
    return f"{plural}{space}{rest}"


def _editing(uow: UnitOfWork, values: Mapping[str, Any]) -> EditsOf:
    def edits_of(row: Entity) -> Collection[Edit]:
        check_alive(row)
        return change(uow, row, values).edits

    return edits_of


def _done(
    uow: UnitOfWork, kind: EntityType, ids: Collection[str], edits_of: EditsOf, participle: str
) -> tuple[BulkReport, Changes]:
    report, edits = _drafted(uow, kind, ids, edits_of)
    label = _label(kind, report, done_to(kind, participle), several(kind, participle))
    return report, _recorded(uow, label, edits)


def _drafted(
    uow: UnitOfWork, kind: EntityType, ids: Collection[str], edits_of: EditsOf
) -> tuple[BulkReport, list[Edit]]:
    touched: list[str] = []
    refused: list[Refusal] = []
    edits: list[Edit] = []
    same = 0
    for row, refusal in _owned(uow, kind, ids):
        try:
            if refusal is not None:
                raise refusal
            found = edits_of(row)
        except InputError as error:
            refused.append(Refusal(row.id, shown(row), error.sentence))
            continue
        same += not found
        if found:
            touched.append(row.id)
            edits += found
    return BulkReport(tuple(touched), same, tuple(refused)), edits


def _owned(
    uow: UnitOfWork, kind: EntityType, ids: Collection[str]
) -> Iterator[tuple[Entity, InputError | None]]:
    """Yield the rows, each with what forbids this folder to touch it.

    Rows that belong to the same structure or hang on the same row are asked about once.
    """
    refusals: dict[tuple[Any, ...], InputError | None] = {}
    whose = [name for name in (kind.structure or kind.owner, "origin") if name in kind.fields]
    in_order = sorted(ids)  # as they lie in the base
    for at in range(0, len(in_order), _AT_ONCE):
        for row in uow.rows(kind.cls, ids=in_order[at : at + _AT_ONCE], deleted=None):
            key = tuple(getattr(row, name) for name in whose)
            if key not in refusals:
                refusals[key] = _refusal(uow, row)
            yield row, refusals[key]


def _refusal(uow: UnitOfWork, row: Entity) -> InputError | None:
    try:
        check_owner(uow, row)
    except InputError as error:
        return error
    return None


def _label(kind: EntityType, report: BulkReport, for_one: str, for_several: str) -> str:
    count = len(report.touched)
    several = f"{lowered(kind.plural)} {for_several}"
    return for_one if count == 1 else counted(count, for_one, several)


def _recorded(uow: UnitOfWork, label: str, edits: list[Edit]) -> Changes:
    return uow.record(Draft(label, tuple(edits))) if edits else Changes()
