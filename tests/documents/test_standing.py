"""What belongs to a status shows with it alone, wherever an action is told of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ctg_desktop.cli.sheet import sheet_lines
from ctg_desktop.documents import PlaceRequest, PlanRequest, SheetRequest
from ctg_desktop.domain.action import Action, Etape
from ctg_desktop.domain.choices import CLOSED, Status
from ctg_desktop.domain.entities import ENTITIES
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.dashboard import dashboard
from ctg_desktop.services.exports import lines_csv, rows_csv
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.records import action_record
from ctg_desktop.services.sheets import action_view
from tests.support.app import TODAY, new_action, plain
from tests.support.printed import words_of

DAY = date(2025, 3, 4)
YESTERDAY = TODAY - timedelta(days=1)
BOUND = [
    (cls.TYPE.name, spec.name)
    for cls in ENTITIES
    for spec in cls.TYPE.fields.values()
    if spec.goes_with is not None
]


def everywhere(uow: UnitOfWork, action: Action) -> dict[str, str]:
    """Return all that is said of an action, by where it is said."""
    lines = uow.actions(ActionQuery(), TODAY)
    told = {
        "fiche": words_of(uow, SheetRequest(action.id)),
        "plan": words_of(uow, PlanRequest()),
        "commune": words_of(uow, PlaceRequest(action.structure or "")),
        "montrer": "\n".join(sheet_lines(Directory(uow), action_view(uow, action, TODAY))),
        "csv": rows_csv(uow, Action.TYPE, [action]),
        "list": lines_csv(uow, lines),
        "json": str(action_record(uow, action, TODAY)),
    }
    return {where: plain(words) for where, words in told.items()}


def test_bound_fields_when_described_then_they_are_those_of_the_action() -> None:
    assert sorted(BOUND) == [
        ("action", "blocked"),
        ("action", "blocked_reason"),
        ("action", "completed_on"),
        ("action", "status_reason"),
    ]


@pytest.mark.parametrize("status", [Status.EN_COURS, Status.EN_PAUSE])
def test_action_when_done_then_reopened_then_nothing_says_when_it_was_done(
    uow: UnitOfWork, status: Status
) -> None:
    action = new_action(uow, status=Status.REALISEE, completed_on=DAY)
    actions.edit(uow, action.id, {"status": Status.EN_COURS})
    action, _ = actions.edit(uow, action.id, {"status": status})

    for where, words in everywhere(uow, action).items():
        for day in ("04/03/2025", "2025-03-04", "datetime.date(2025", "4 mars 2025"):
            assert day not in words, where

    again, _ = actions.edit(uow, action.id, {"status": Status.EN_COURS})
    again, _ = actions.edit(uow, action.id, {"status": Status.REALISEE})
    assert again.completed_on == DAY
    assert "Réalisée le 04/03/2025" in everywhere(uow, again)["fiche"]


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ABANDONNEE}))
def test_action_when_dropped_then_taken_up_then_nothing_says_why_it_was(
    uow: UnitOfWork, status: Status
) -> None:
    reason = "Faute de financement"
    action = new_action(uow, status=Status.ABANDONNEE, status_reason=reason)
    values: dict[str, Any] = {"status": status}
    if status is Status.REALISEE:
        values["completed_on"] = DAY
    action, _ = actions.edit(uow, action.id, values)

    for where, words in everywhere(uow, action).items():
        assert reason not in words, where


@pytest.mark.parametrize("status", sorted(CLOSED))
def test_action_when_over_then_it_is_blocked_nowhere(uow: UnitOfWork, status: Status) -> None:
    action = new_action(uow, status=Status.EN_COURS, blocked=True, blocked_reason="Local fermé")
    assert uow.count_actions(ActionQuery(blocked=True), TODAY) == 1
    assert "Local fermé" in everywhere(uow, action)["fiche"]
    closing = {"completed_on": DAY, "status_reason": "Sans suite"}
    action, _ = actions.edit(uow, action.id, {"status": status, **closing})

    assert uow.count_actions(ActionQuery(blocked=True), TODAY) == 0
    assert uow.count_actions(ActionQuery(blocked=False), TODAY) == 1
    board = dashboard(uow, TODAY)
    assert board.progress.blocked_count == 0
    assert "bloquee" not in [matter.key for matter in board.to_do]
    said = everywhere(uow, action)
    for where, words in said.items():
        assert "Local fermé" not in words, where
    assert "'bloquee': False" in said["json"]
    for where in ("fiche", "plan"):
        assert "Bloquée" not in said[where], where
    assert "0 bloquée" in said["commune"]


def test_action_when_unblocked_then_its_reason_shows_no_more(uow: UnitOfWork) -> None:
    action = new_action(uow, blocked=True, blocked_reason="Local fermé")
    action, _ = actions.edit(uow, action.id, {"blocked": False})

    for where, words in everywhere(uow, action).items():
        assert "Local fermé" not in words, where


def test_idea_when_its_end_is_past_then_it_is_late_nowhere(uow: UnitOfWork) -> None:
    idea = new_action(uow, ends_on=YESTERDAY)
    rows.add(uow, Etape.TYPE, {"action": idea.id, "title": "Voir", "due_on": YESTERDAY}, TODAY)
    assert idea.status is Status.IDEE

    assert uow.count_actions(ActionQuery(late=True), TODAY) == 0
    assert uow.count_actions(ActionQuery(late=False), TODAY) == 1
    assert dashboard(uow, TODAY).progress.late_count == 0
    said = everywhere(uow, idea)
    for where in ("fiche", "plan", "montrer"):
        assert "en retard" not in said[where].lower(), where
    assert "0 en retard" in said["commune"]
    assert "'en_retard': False" in said["json"]
