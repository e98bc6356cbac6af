"""The use cases of every row but the action: add, edit, remove.

Étapes, budget, financements, indicateurs, mesures and notes hang on an action; contacts,
engagements, posts and the rest of the référentiel stand alone. One set of verbs serves all;
what is peculiar to one entity is told by the functions named after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ctg_desktop.domain.action import Action, Indicateur, Mesure, SuiviNote, mesure_id
from ctg_desktop.domain.changes import Changes, Draft, Edit
from ctg_desktop.domain.choices import Origin
from ctg_desktop.domain.fields import DELETED, Entity, EntityType
from ctg_desktop.domain.grammar import done_to
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.rules import MAX_INDICATORS
from ctg_desktop.errors import FieldError, NotFoundError, RuleError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services.gestures import (
    check_alive,
    check_values,
    cleaned,
    creation_edits,
    deletion_edit,
    differing,
    field_edits,
    modified,
)
from ctg_desktop.services.ownership import check_owner, is_agglomeration

_ORDER = "order"
"""The field that sorts the rows of one owner."""

_PERIOD = frozenset({"indicateur", "structure", "year", "measured_on"})


def add(
    uow: UnitOfWork, kind: EntityType, values: Mapping[str, Any], today: date
) -> tuple[Entity, Changes]:
    """Record a new row; a measure of a period that has one already corrects it.

    Raises:
        FieldError: a field refuses its value, or a needed one is missing.
        RuleError: the row would belong to somebody else, or to an action of the corbeille.
    """
    row_id, edits = addition(uow, kind, values, today)
    is_new = any(edit.cell.field == DELETED.name for edit in edits)
    label = done_to(kind, "ajouté" if is_new else "corrigé")
    changes = uow.record(Draft(label, tuple(edits)))
    return existing(uow, kind, row_id), changes


def addition(
    uow: UnitOfWork,
    kind: EntityType,
    values: Mapping[str, Any],
    today: date,
    *,
    with_owner: bool = True,
) -> tuple[str, list[Edit]]:
    """Return the identity and the edits of a new row, for a gesture that holds more.

    Without `with_owner` the row hangs on one that the same gesture writes, and who may write
    that is checked there.

    Raises:
        FieldError: a field refuses its value, or a needed one is missing.
        RuleError: the row would belong to somebody else, or to an action of the corbeille.
    """
    completed = _completed(uow, kind, cleaned(kind, values), today)
    row_id = mesure_id(completed) if kind is Mesure.TYPE else uow.new_id()
    row = replace(kind.cls(id=row_id), **completed)
    check_row(row)
    if with_owner:
        _check_owner_alive(uow, row)
        check_owner(uow, row)
    former = uow.get(kind.cls, row_id) if kind is Mesure.TYPE else None
    if former is not None and former.deleted is False:
        return row_id, field_edits(former, completed)
    if former is not None:  # out of the corbeille, without what it held
        completed = {name: getattr(row, name) for name in kind.fields}
    edits = creation_edits(kind, row_id, {})
    return row_id, [*edits, *field_edits(former or kind.cls(id=row_id), completed)]


def check_row(row: Entity) -> None:
    """Refuse a row whose fields break their rules.

    Raises:
        FieldError: naming the field to mend.
    """
    check_values(row.TYPE, {name: getattr(row, name) for name in row.TYPE.fields})
    begins, ends = (getattr(row, name) for name in row.TYPE.span or ("id", "id"))
    if begins and ends and ends < begins:
        key = row.TYPE.fields[row.TYPE.span[1]].key
        raise FieldError(key, "La fin est avant le début\u00a0: corrigez l’une des deux dates.")
    for check in row.TYPE.checks:
        check(row)


def _completed(
    uow: UnitOfWork, kind: EntityType, values: dict[str, Any], today: date
) -> dict[str, Any]:
    """Fill in what the program knows by itself."""
    ours = uow.installation.structure
    if kind is SuiviNote.TYPE:
        values["author"] = uow.installation.person
        values["noted_on"] = values.get("noted_on") or today
    elif kind is Mesure.TYPE:
        values["structure"] = values.get("structure") or _measuring_structure(uow, values)
    elif kind in (Contact.TYPE, Institution.TYPE):
        local = not is_agglomeration(uow)
        values["origin"] = Origin.LOCAL if local else Origin.REFERENTIEL
        if kind is Contact.TYPE:
            values["structure"] = ours if local else None
            values["active"] = values.get("active", True)
            values["source"] = values.get("source") or f"saisi par {uow.installation.person}"
    if _ORDER in kind.fields and values.get(_ORDER) is None and kind.owner:
        values[_ORDER] = _next_order(uow, kind, values)
    return values


def _measuring_structure(uow: UnitOfWork, values: Mapping[str, Any]) -> str | None:
    """Return the structure that carries the action measured, else this folder's."""
    indicateur = uow.get(Indicateur, values.get("indicateur") or "")
    action = uow.get(Action, indicateur.action) if indicateur and indicateur.action else None
    return action.structure if action else uow.installation.structure


def _next_order(uow: UnitOfWork, kind: EntityType, values: Mapping[str, Any]) -> int | None:
    owner = values.get(kind.owner)
    if owner is None:
        return None
    siblings = uow.rows(kind.cls, where={kind.owner: owner})
    return max((getattr(row, _ORDER) or 0 for row in siblings), default=0) + 1


def _check_owner_alive(uow: UnitOfWork, row: Entity) -> None:
    owner_spec = row.TYPE.fields.get(row.TYPE.owner)
    if owner_spec is not None and owner_spec.target == Action.TYPE.name:
        action = uow.get(Action, getattr(row, owner_spec.name) or "")
        if action is not None:
            check_alive(action, f"L’action {action.reference}")


def existing(uow: UnitOfWork, kind: EntityType, row_id: str) -> Entity:
    """Return a living row.

    Raises:
        NotFoundError: there is none of that identity, or it was removed.
    """
    row = uow.get(kind.cls, row_id)
    if row is None or row.deleted is not False:
        raise NotFoundError(f"«\u00a0{kind.label}\u00a0»\u00a0: cette fiche n’existe plus.")
    return row


def edit(
    uow: UnitOfWork,
    kind: EntityType,
    row_id: str,
    values: Mapping[str, Any],
    *,
    reason: str | None = None,
) -> tuple[Entity, Changes]:
    """Write the fields that were given, and only those that differ.

    Raises:
        FieldError: a field refuses its value.
        RuleError: the row is somebody else's, or a note whose text would be rewritten.
    """
    edits, touched = modification(uow, kind, row_id, values)
    if not edits:
        return existing(uow, kind, row_id), Changes()
    changes = uow.record(Draft(modified(kind, touched), tuple(edits), reason))
    return existing(uow, kind, row_id), changes


def modification(
    uow: UnitOfWork, kind: EntityType, row_id: str, values: Mapping[str, Any]
) -> tuple[list[Edit], tuple[str, ...]]:
    """Return the edits of a modification and the fields that it touches.

    Raises:
        FieldError: a field refuses its value.
        RuleError: the row is somebody else's, or a note whose text would be rewritten.
    """
    before = existing(uow, kind, row_id)
    touched = differing(before, cleaned(kind, values))
    if not touched:
        return [], ()
    _check_owner_alive(uow, before)
    check_owner(uow, before)
    if kind is SuiviNote.TYPE:
        raise RuleError(
            "Une note de suivi ne se récrit pas\u00a0: ajoutez une note qui corrige celle-ci."
        )
    if kind is Mesure.TYPE and _PERIOD & touched.keys():
        raise RuleError(
            "Une mesure garde son indicateur et sa période\u00a0: "
            "retirez-la et saisissez-en une autre."
        )
    after = replace(before, **touched)
    check_row(after)
    check_owner(uow, after)
    return field_edits(before, touched), tuple(touched)


def remove(uow: UnitOfWork, kind: EntityType, row_id: str) -> Changes:
    """Take a row away; « Annuler » brings it back.

    Raises:
        RuleError: the row is somebody else's, or a note.
    """
    row = existing(uow, kind, row_id)
    _check_owner_alive(uow, row)
    check_owner(uow, row)
    if kind is SuiviNote.TYPE:
        raise RuleError(
            "Une note de suivi ne se retire pas\u00a0: ajoutez une note qui corrige celle-ci."
        )
    return uow.record(Draft(done_to(kind, "retiré"), (deletion_edit(row),)))


def reorder(uow: UnitOfWork, kind: EntityType, row_ids: Sequence[str]) -> Changes:
    """Number the rows of one owner in the order given; only those that move are written.

    Raises:
        NotFoundError: one of them was removed.
        RuleError: the rows are somebody else's.
    """
    edits: list[Edit] = []
    for number, row_id in enumerate(row_ids, 1):
        row = existing(uow, kind, row_id)
        _check_owner_alive(uow, row)
        check_owner(uow, row)
        edits += field_edits(row, {_ORDER: number})
    return uow.record(Draft(done_to(kind, "déplacé"), tuple(edits))) if edits else Changes()


def indicator_warning(reader: Reader, action_id: str) -> str | None:
    """Return the sentence that warns of too many indicators on one action, or None."""
    count = len(reader.rows(Indicateur, where={"action": action_id}))
    if count <= MAX_INDICATORS:
        return None
    return (
        f"Cette action compte {count} indicateurs\u00a0: {MAX_INDICATORS} au plus se suivent bien."
    )
