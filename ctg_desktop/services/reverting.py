"""« Revenir à cette valeur »: putting back what a cell held, as a gesture like any other."""

from __future__ import annotations

from datetime import date
from typing import Any

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import ERASED, Cell, Changes, Draft
from ctg_desktop.domain.fields import DELETED, Entity, FieldSpec, describe, known
from ctg_desktop.domain.views import PastValue
from ctg_desktop.errors import NotFoundError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.gestures import agreed, restoration_edit
from ctg_desktop.services.ownership import check_owner
from ctg_desktop.typography import short_date


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
        return _brought_back(uow, row, reason)
    values = {spec.name: _value(row, spec, past)}
    if isinstance(row, Action):
        return actions.edit(uow, row.id, values, reason=reason)[1]
    return rows.edit(uow, row.TYPE, row.id, values, reason=reason)[1]


def _brought_back(uow: UnitOfWork, row: Entity, reason: str) -> Changes:
    if isinstance(row, Action):
        return actions.restore(uow, row.id)
    check_owner(uow, row)
    label = f"{row.TYPE.label} {agreed(row.TYPE, 'remis')} en place"
    return uow.record(Draft(label, (restoration_edit(row),), reason))


def _value(row: Entity, spec: FieldSpec, past: PastValue) -> Any:
    if not spec.is_multiple:
        return spec.decode(past.stored)
    members: tuple[str, ...] = getattr(row, spec.name)
    return _with(members, past.cell) if past.stored else _without(members, past.cell)


def _with(members: tuple[str, ...], cell: Cell) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*members, cell.member]))


def _without(members: tuple[str, ...], cell: Cell) -> tuple[str, ...]:
    return tuple(member for member in members if member != cell.member)
