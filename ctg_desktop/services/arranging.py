"""The lists of the référentiel in the order that people give them, and what holds a row there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ctg_desktop.domain.changes import Cell, Changes, Draft, Edit
from ctg_desktop.domain.convention import Ambition, Convention
from ctg_desktop.domain.fields import Entity, EntityType
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.conventions import convention_of
from ctg_desktop.services.gestures import check_alive
from ctg_desktop.services.ownership import check_owner
from ctg_desktop.typography import counted, noun

_ORDER = "order"


def move(uow: UnitOfWork, kind: EntityType, row_id: str, steps: int) -> Changes:
    """Move a row among its kind, up by negative steps and down by positive ones.

    Rows whose place changes get a new order, in one gesture; past an end nothing changes.

    Raises:
        NotFoundError: the row was removed.
        RuleError: the référentiel is not this folder's to change.
    """
    row = rows.existing(uow, kind, row_id)
    check_alive(row)
    check_owner(uow, row)
    listed = uow.rows(kind.cls)
    before = [each.id for each in listed]
    at = before.index(row_id)
    to = min(max(at + steps, 0), len(before) - 1)
    if to == at:
        return Changes()
    after = [*before[:at], *before[at + 1 :]]
    after.insert(to, row_id)
    by_id = {each.id: each for each in listed}
    edits = [
        Edit(Cell(kind.name, each, _ORDER), place)
        for place, each in enumerate(after, start=1)
        if getattr(by_id[each], _ORDER) != place
    ]
    return uow.record(Draft(f"Ordre modifié : {kind.label.lower()}", tuple(edits)))


def held_back(reader: Reader, kind: EntityType, row_id: str) -> str | None:
    """Return why a row does not go before what hangs on it is moved; None where it may."""
    if kind is not Ambition.TYPE:
        return None
    served = ActionQuery(ambitions=frozenset({row_id}))
    actions = reader.count_actions(served, date.min)
    models = reader.count_actions(replace(served, models=True), date.min)
    told = [counted(actions, "action")] if actions else []
    told += [counted(models, "modèle")] if models else []
    if not told:
        return None
    verb = noun(actions + models, "en relève", "en relèvent")
    return f"{' et '.join(told)} {verb} : rattachez-les d’abord ailleurs, puis retirez."


def birth(reader: Reader, kind: EntityType) -> dict[str, Any]:
    """Return what a new row of the référentiel begins with: its place, and its number."""
    listed = reader.rows(kind.cls)
    values: dict[str, Any] = {_ORDER: max((_place(row) for row in listed), default=0) + 1}
    if "number" in kind.fields:
        values["number"] = _next_number(listed)
    for name, spec in kind.fields.items():
        if spec.target == Convention.TYPE.name:
            values[name] = convention_of(reader).id
    return values


def _place(row: Entity) -> int:
    return int(getattr(row, _ORDER) or 0)


def _next_number(listed: list[Any]) -> str:
    """Return the number after the last one: « 9 » after « 8 », « 5.5 » after « 5.4 »."""
    numbers = sorted((row.number for row in listed if row.number), key=sort_key)
    if not numbers:
        return "1"
    head, dot, last = numbers[-1].rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdigit() else f"{numbers[-1]} bis"
