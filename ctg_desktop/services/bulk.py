"""The same thing done to many actions, as one gesture: one Ctrl+Z takes all of it back.

Each action is checked on its own. Those that refuse are told with their reason and left alone;
they keep nothing from being done to the others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes, Draft, Edit
from ctg_desktop.errors import InputError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.actions import touched_fields
from ctg_desktop.services.gestures import (
    check_alive,
    deletion_edit,
    field_edits,
    modified,
    restoration_edit,
)
from ctg_desktop.services.naming import shown
from ctg_desktop.services.ownership import check_owner

EditsOf = Callable[[Action], list[Edit]]

EDITABLE = (
    *("status", "completed_on", "status_reason", "priority"),
    *("starts_on", "ends_on", "pilote", "main_ambition"),
)
"""The fields that make sense for many actions at once."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An action that refuses: how it is called, and the French sentence why."""

    id: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class BulkReport:
    """What a gesture on many actions does: to which, how many are so already, which refuse."""

    touched: tuple[str, ...]
    same: int = 0
    refused: tuple[Refusal, ...] = ()


def examine(uow: UnitOfWork, ids: Collection[str], values: Mapping[str, Any]) -> BulkReport:
    """Return what `edit` would do, without doing it."""
    return _drafted(uow, ids, _editing(uow, values))[0]


def edit(
    uow: UnitOfWork, ids: Collection[str], values: Mapping[str, Any]
) -> tuple[BulkReport, Changes]:
    """Write the fields given into each action, where they differ."""
    report, edits = _drafted(uow, ids, _editing(uow, values))
    names = ", ".join(Action.TYPE.fields[name].label.lower() for name in values)
    label = _label(report, modified(Action.TYPE, values), f"modifiées\u00a0: {names}")
    return report, _recorded(uow, label, edits)


def delete(uow: UnitOfWork, ids: Collection[str]) -> tuple[BulkReport, Changes]:
    """Move actions to the corbeille; what hangs on them stays."""

    def edits_of(action: Action) -> list[Edit]:
        return [] if action.deleted else [deletion_edit(action)]

    report, edits = _drafted(uow, ids, edits_of)
    label = _label(report, "Action mise à la corbeille", "mises à la corbeille")
    return report, _recorded(uow, label, edits)


def restore(uow: UnitOfWork, ids: Collection[str]) -> tuple[BulkReport, Changes]:
    """Take actions out of the corbeille."""

    def edits_of(action: Action) -> list[Edit]:
        return [restoration_edit(action)] if action.deleted else []

    report, edits = _drafted(uow, ids, edits_of)
    return report, _recorded(uow, _label(report, "Action restaurée", "restaurées"), edits)


def _editing(uow: UnitOfWork, values: Mapping[str, Any]) -> EditsOf:
    def edits_of(action: Action) -> list[Edit]:
        check_alive(action, f"L’action {action.reference}")
        return field_edits(action, touched_fields(uow, action, values))

    return edits_of


def _drafted(
    uow: UnitOfWork, ids: Collection[str], edits_of: EditsOf
) -> tuple[BulkReport, list[Edit]]:
    touched: list[str] = []
    refused: list[Refusal] = []
    edits: list[Edit] = []
    same = 0
    for action, refusal in _owned(uow, ids):
        try:
            if refusal is not None:
                raise refusal
            found = edits_of(action)
        except InputError as error:
            refused.append(Refusal(action.id, shown(action), error.sentence))
            continue
        same += not found
        if found:
            touched.append(action.id)
            edits += found
    return BulkReport(tuple(touched), same, tuple(refused)), edits


def _owned(uow: UnitOfWork, ids: Collection[str]) -> Iterator[tuple[Action, RuleError | None]]:
    """Yield the actions, each with what forbids this folder to touch it."""
    refusals: dict[str | None, RuleError | None] = {}
    for action in uow.rows(Action, ids=list(ids), deleted=None):
        if action.structure not in refusals:
            refusals[action.structure] = _refusal(uow, action)
        yield action, refusals[action.structure]


def _refusal(uow: UnitOfWork, action: Action) -> RuleError | None:
    try:
        check_owner(uow, action)
    except RuleError as error:
        return error
    return None


def _label(report: BulkReport, one: str, several: str) -> str:
    count = len(report.touched)
    return one if count == 1 else f"{count} actions {several}"


def _recorded(uow: UnitOfWork, label: str, edits: list[Edit]) -> Changes:
    return uow.record(Draft(label, tuple(edits))) if edits else Changes()
