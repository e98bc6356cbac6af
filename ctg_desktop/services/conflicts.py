"""Arbitrating: the values between which somebody has to choose, and the choice.

A choice is itself a change, whose parents are all the values it settles: it closes the
conflict on every site.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ctg_desktop.domain.changes import Changes, Draft, Edit
from ctg_desktop.domain.fields import DELETED, Entity, Scalar, describe, known
from ctg_desktop.domain.merging import Conflict
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.history import moment
from ctg_desktop.services.naming import Directory, shown
from ctg_desktop.services.ownership import check_owner
from ctg_desktop.services.wording import stored_words
from ctg_desktop.typography import labelled


@dataclass(frozen=True, slots=True)
class SideView:
    """One of the values to choose from, in words."""

    value: Scalar
    words: str
    author: str
    structure: str
    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A conflict as a person reads it: where, what is shown meanwhile, what to choose from."""

    conflict: Conflict
    entity: str
    row: str
    field: str
    key: str
    current: str
    common: str
    sides: tuple[SideView, ...]


def conflict_views(uow: UnitOfWork, row_id: str | None = None) -> list[ConflictView]:
    """Return the conflicts that wait, of one row or of all, in words."""
    directory = Directory(uow)
    return [_view(uow, directory, conflict) for conflict in uow.conflicts(row_id)]


def _view(uow: UnitOfWork, directory: Directory, conflict: Conflict) -> ConflictView:
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
                author=side.author,
                structure=directory.name("territoire", side.structure),
                at=moment(side.at_ms),
                label=side.label,
            )
            for side in conflict.sides
        ),
    )


def resolve(
    uow: UnitOfWork, conflict: Conflict, value: Scalar, *, reason: str | None = None
) -> Changes:
    """Close a conflict with a value, one of those in conflict or another.

    Raises:
        FieldError: the value breaks a rule of the field.
        RuleError: the row is somebody else's.
        NotFoundError: the row is of a newer version of the program.
    """
    cell = conflict.cell
    row = _row(uow, cell.entity, cell.row)
    check_owner(uow, row)
    spec = known(cell.entity, cell.field)
    if spec is not None and spec is not DELETED and not spec.is_multiple:
        spec.check(spec.decode(value))
    label = f"Conflit arbitré : {spec.label.lower() if spec else cell.field}"
    return uow.record(Draft(label, (Edit(cell, value),), reason))


def _row(uow: UnitOfWork, entity: str, row_id: str) -> Entity:
    try:
        row = uow.get(describe(entity).cls, row_id)
    except KeyError:
        row = None
    if row is None:
        raise NotFoundError("Cette fiche vient d’une version plus récente du programme.")
    return row
