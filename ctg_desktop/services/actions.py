"""The use cases of an action: create, edit, delete, restore, duplicate."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ctg_desktop.domain.action import Action, BudgetLine, Etape, Financement, Indicateur
from ctg_desktop.domain.action_reference import next_reference, reference_prefix
from ctg_desktop.domain.changes import Changes, Draft, Edit
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.rules import check_action, check_status_step
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import FieldError, NotFoundError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.gestures import (
    check_alive,
    cleaned,
    creation_edits,
    deletion_edit,
    differing,
    field_edits,
    modified,
    restoration_edit,
)
from ctg_desktop.services.ownership import check_owner, is_agglomeration
from ctg_desktop.services.typed import Newcomer

_PROMISED: Mapping[type[Entity], tuple[str, ...]] = {
    Etape: ("title", "due_on", "responsible", "order"),
    BudgetLine: ("label", "year", "kind", "unit", "planned"),
    Financement: ("year", "funder", "funder_text", "scheme", "requested"),
    Indicateur: (
        *("label", "definition", "nature", "family", "unit", "direction", "origin_value"),
        *("origin_year", "target_value", "target_year", "source", "frequency", "order"),
    ),
}
"""What a duplicate takes over of the children: what was promised, not what happened."""

_HAPPENED = frozenset(
    {"reference", "status", "status_reason", "completed_on", "blocked", "blocked_reason"}
)
"""What a duplicate does not take over of the action."""


def existing(uow: UnitOfWork, action_id: str) -> Action:
    """Return an action, be it in the corbeille.

    Raises:
        NotFoundError: there is none of that identity.
    """
    action = uow.get(Action, action_id)
    if action is None or action.deleted is None:
        raise NotFoundError("Cette action est inconnue dans ce dossier.")
    return action


def create(
    uow: UnitOfWork,
    values: Mapping[str, Any],
    today: date,
    *,
    newcomers: Sequence[Newcomer] = (),
    children: Sequence[Edit] = (),
    action_id: str | None = None,
) -> tuple[Action, Changes]:
    """Record a new action; its structure is the folder's and its status Idée unless given.

    `children` are edits of rows that hang on the action, which then has to be given its
    identity.

    Raises:
        FieldError: a field refuses its value, or a needed one is missing.
        RuleError: the action would be another structure's.
    """
    action = _drafted(uow, cleaned(Action.TYPE, values), today, action_id or uow.new_id())
    check_owner(uow, action)
    check_action(action)
    given = {name: getattr(action, name) for name in Action.TYPE.fields}
    edits = [
        *_newcomer_edits(uow, newcomers, action),
        *creation_edits(Action.TYPE, action.id, given),
        *children,
    ]
    changes = uow.record(Draft("Action créée", tuple(edits)))
    return existing(uow, action.id), changes


def _drafted(uow: UnitOfWork, values: dict[str, Any], today: date, action_id: str) -> Action:
    values["structure"] = values.get("structure") or uow.installation.structure
    values["status"] = values.get("status") or Status.IDEE
    if values["structure"] is None:
        raise FieldError("structure", "«\u00a0Structure porteuse\u00a0» est à remplir.")
    values["reference"] = reference_for(uow, values["structure"], today)
    return replace(Action(id=action_id), **values)


def reference_for(uow: UnitOfWork, structure: str, today: date) -> str:
    """Return the next free reference of a structure for the year of `today`."""
    row = uow.get(Territoire, structure)
    code = (row and (row.code or row.insee or row.siren)) or "CTG"
    prefix = reference_prefix(code, today.year)
    return next_reference(prefix, uow.references(prefix))


def _newcomer_edits(uow: UnitOfWork, newcomers: Sequence[Newcomer], action: Action) -> list[Edit]:
    source = f"saisi avec l’action {action.reference or action.title}"
    ours = uow.installation.structure
    return [edit for person in newcomers for edit in person.edits(ours, source)]


def edit(
    uow: UnitOfWork,
    action_id: str,
    values: Mapping[str, Any],
    *,
    newcomers: Sequence[Newcomer] = (),
    children: Sequence[Edit] = (),
    reason: str | None = None,
) -> tuple[Action, Changes]:
    """Write the fields that were given, and only those that differ.

    Raises:
        FieldError: a field refuses its value, or contradicts another.
        RuleError: the action is another structure's or in the corbeille, or the step of status
            means nothing.
    """
    before, touched = modification(uow, action_id, values)
    if not touched and not children:
        return before, Changes()
    edits = [
        *_newcomer_edits(uow, newcomers, before),
        *field_edits(before, touched),
        *children,
    ]
    label = modified(Action.TYPE, touched) if touched else "Action complétée"
    changes = uow.record(Draft(label, tuple(edits), reason))
    return existing(uow, action_id), changes


def modification(
    uow: UnitOfWork, action_id: str, values: Mapping[str, Any]
) -> tuple[Action, dict[str, Any]]:
    """Return an action and, of the values given, those that would change it.

    Raises:
        FieldError: a field refuses its value, or contradicts another.
        RuleError: the action is another structure's or in the corbeille, or the step of status
            means nothing.
    """
    before = existing(uow, action_id)
    check_alive(before, f"L’action {before.reference}")
    check_owner(uow, before)
    return before, touched_fields(uow, before, values)


def touched_fields(uow: UnitOfWork, before: Action, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return, of the values given, those that would change an action that may be edited.

    Raises:
        FieldError: a field refuses its value, or contradicts another.
        RuleError: the step of status means nothing.
    """
    # What is given back as it was shown is no change, be another value stored for later.
    touched = differing(before.as_shown(), cleaned(Action.TYPE, values))
    after = replace(before, **touched)
    if touched:
        _check_handing_over(uow, before, after)
        check_status_step(before.status, after.status)
        _check_coherence(before, after)
    return touched


def _check_coherence(before: Action, after: Action) -> None:
    """Refuse the contradictions that an edit makes; one that came by a merge blocks nothing."""
    try:
        check_action(after)
    except FieldError as error:
        if error.sentence != _contradiction(before):
            raise


def _contradiction(action: Action) -> str | None:
    try:
        check_action(action)
    except FieldError as error:
        return error.sentence
    return None


def _check_handing_over(uow: UnitOfWork, before: Action, after: Action) -> None:
    if after.structure != before.structure and not is_agglomeration(uow):
        raise RuleError("Une action change de structure porteuse à l’agglomération seulement.")


def set_members(
    uow: UnitOfWork,
    action_id: str,
    field_name: str,
    *,
    add: Collection[str] = (),
    remove: Collection[str] = (),
) -> tuple[Action, Changes]:
    """Add members to a multi-valued field and take others out, leaving the rest alone.

    Raises:
        RuleError: the action is another structure's or in the corbeille.
    """
    before: tuple[str, ...] = getattr(existing(uow, action_id), field_name)
    kept = [member for member in dict.fromkeys([*before, *add]) if member not in remove]
    return edit(uow, action_id, {field_name: tuple(kept)})


def delete(uow: UnitOfWork, action_id: str, *, reason: str | None = None) -> Changes:
    """Move an action to the corbeille; what hangs on it stays.

    Raises:
        RuleError: the action is another structure's, or there already.
    """
    action = existing(uow, action_id)
    check_owner(uow, action)
    if action.deleted:
        raise RuleError(f"L’action {action.reference} est déjà dans la corbeille.")
    return uow.record(Draft("Action mise à la corbeille", (deletion_edit(action),), reason))


def restore(uow: UnitOfWork, action_id: str) -> Changes:
    """Take an action out of the corbeille.

    Raises:
        RuleError: the action is another structure's, or not in the corbeille.
    """
    action = existing(uow, action_id)
    check_owner(uow, action)
    if not action.deleted:
        raise RuleError(f"L’action {action.reference} n’est pas dans la corbeille.")
    return uow.record(Draft("Action restaurée", (restoration_edit(action),)))


def duplicate(uow: UnitOfWork, action_id: str, today: date) -> tuple[Action, Changes]:
    """Make a new action of the folder's structure from what another one promises.

    Status, dates of realisation, amounts spent, measures and notes start anew.

    Raises:
        RuleError: the action is in the corbeille.
    """
    model = existing(uow, action_id)
    check_alive(model, f"L’action {model.reference}")
    values = {name: getattr(model, name) for name in Action.TYPE.fields if name not in _HAPPENED}
    values["title"] = _copy_title(model.title or "")
    values["structure"] = uow.installation.structure or model.structure
    new_id = uow.new_id()
    return create(
        uow, values, today, children=_promised_children(uow, model, new_id), action_id=new_id
    )


def _copy_title(title: str) -> str:
    suffix = " (copie)"
    limit = Action.TYPE.fields["title"].maximum or len(title) + len(suffix)
    return title[: limit - len(suffix)].rstrip() + suffix


def _promised_children(uow: UnitOfWork, model: Action, new_id: str) -> list[Edit]:
    edits: list[Edit] = []
    for cls, names in _PROMISED.items():
        for child in uow.rows(cls, where={"action": model.id}):
            values = {name: getattr(child, name) for name in names}
            edits += creation_edits(cls.TYPE, uow.new_id(), {**values, "action": new_id})
    return edits
