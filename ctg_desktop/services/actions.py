"""The use cases of an action: those of any row, by their own names, and making one from another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.action_reference import bare_reference
from ctg_desktop.domain.changes import Cell, Changes, Draft, Edit
from ctg_desktop.domain.fields import EntityType
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.gestures import check_alive, creation_edits
from ctg_desktop.services.ownership import check_owner
from ctg_desktop.services.suggesting import names_of
from ctg_desktop.services.typed import Newcomer


def existing(uow: UnitOfWork, action_id: str) -> Action:
    """Return an action, be it in the corbeille.

    Raises:
        NotFoundError: there is none of that identity.
    """
    return cast(Action, rows.existing(uow, Action.TYPE, action_id))


def create(
    uow: UnitOfWork, values: Mapping[str, Any], today: date, **more: Any
) -> tuple[Action, Changes]:
    """Record a new action; its structure is the folder's and its status Idée unless given.

    See `rows.add`.
    """
    row, changes = rows.add(uow, Action.TYPE, values, today, **more)
    return cast(Action, row), changes


def edit(
    uow: UnitOfWork, action_id: str, values: Mapping[str, Any], **more: Any
) -> tuple[Action, Changes]:
    """Write the fields that were given, and only those that differ; see `rows.edit`."""
    row, changes = rows.edit(uow, Action.TYPE, action_id, values, **more)
    return cast(Action, row), changes


def delete(uow: UnitOfWork, action_id: str) -> Changes:
    """Move an action to the corbeille; see `rows.remove`."""
    return rows.remove(uow, Action.TYPE, action_id)


def restore(uow: UnitOfWork, action_id: str) -> Changes:
    """Take an action out of the corbeille; see `rows.restore`."""
    return rows.restore(uow, Action.TYPE, action_id)


def renumber(uow: UnitOfWork, action_id: str, today: date) -> tuple[Action, Changes]:
    """Give an action the next free reference, where another one has the same.

    Raises:
        RuleError: no other one has it, or the action is somebody else's or in the corbeille.
    """
    row = existing(uow, action_id)
    check_alive(row)
    check_owner(uow, row)
    if row.reference is not None and bare_reference(row.reference) == row.reference:
        raise RuleError(
            f"{row.reference} est la référence de cette action seule : elle ne change pas."
        )
    reference = rows.reference_for(uow, row.structure, today)
    cell = Cell(Action.TYPE.name, row.id, "reference")
    changes = uow.record(Draft("Référence renouvelée", (Edit(cell, reference),)))
    return existing(uow, action_id), changes


def duplicate(
    uow: UnitOfWork,
    action_id: str,
    today: date,
    values: Mapping[str, Any] | None = None,
    newcomers: tuple[Newcomer, ...] = (),
) -> tuple[Action, Changes]:
    """Make a new action of the folder's structure from what another one promises.

    Status, dates of realisation, amounts spent, measures and notes start again. `values` take the
    place of what would be copied: « Modèle » among them keeps the copy for reuse. The title says
    that it is a copy, but where a model is what is copied or made.

    Raises:
        RuleError: the action is in the corbeille.
    """
    model, values = existing(uow, action_id), values or {}
    check_alive(model)
    promised = _promised(model.TYPE, model)
    if not (model.model or values.get("model")):
        promised["title"] = _copy_title(model.title or "")
    promised["structure"] = uow.installation.structure or model.structure
    if values.get("model"):
        promised["parent"] = None
    new_id = uow.new_id()
    children = _promised_children(uow, model, new_id)
    along = rows.Along(newcomers, tuple(children))
    return create(uow, {**promised, **values}, today, along=along, row_id=new_id)


@dataclass(frozen=True, slots=True)
class Model:
    """A fiche kept for reuse: its title, its main ambition and how that one is called."""

    id: str
    title: str
    ambition: str | None
    ambition_words: str


def models(reader: Reader) -> tuple[Model, ...]:
    """Return the fiches kept for reuse, by title; their opérations are not among them."""
    found = reader.rows(Action, where={"model": 1})
    names = names_of(reader, found)
    made = (
        Model(row.id, row.title or "", row.main_ambition, names.get(row.main_ambition or "", ""))
        for row in found
    )
    return tuple(sorted(made, key=lambda model: sort_key(model.title)))


def _promised(kind: EntityType, row: Any) -> dict[str, Any]:
    specs = kind.fields.values()
    return {spec.name: getattr(row, spec.name) for spec in specs if not spec.happened}


def _copy_title(title: str) -> str:
    suffix = " (copie)"
    limit = Action.TYPE.fields["title"].maximum or len(title) + len(suffix)
    return title[: limit - len(suffix)].rstrip() + suffix


def _promised_children(uow: UnitOfWork, model: Action, new_id: str) -> list[Edit]:
    edits: list[Edit] = []
    for kind in model.TYPE.nested:
        for child in uow.rows(kind.cls, where={kind.owner: model.id}) if not kind.happened else ():
            values = {**_promised(kind, child), kind.owner: new_id}
            edits += creation_edits(kind, uow.new_id(), values)
    return edits
