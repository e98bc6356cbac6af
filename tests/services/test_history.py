"""« Revenir à cette valeur »: what the history offers to put back."""

from datetime import date

import pytest

from ctg_desktop.domain.action import Action, Etape, SuiviNote
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention import Public
from ctg_desktop.domain.views import HistoryLine
from ctg_desktop.errors import FieldError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.history import history, revert
from tests.support.app import NOON, TODAY, new_action, set_members


def lines(uow: UnitOfWork, row: str, field: str) -> list[HistoryLine]:
    return [line for line in history(uow, row, NOON) if line.field == field]


def put_back(uow: UnitOfWork, line: HistoryLine) -> None:
    assert line.past is not None
    revert(uow, line.past, held_on=date(2026, 3, 12))


def test_value_when_put_back_then_it_is_a_gesture_with_its_reason(uow: UnitOfWork) -> None:
    action = new_action(uow, "Café des parents")
    actions.edit(uow, action.id, {"title": "Café"})
    actions.edit(uow, action.id, {"title": "Café des familles"})
    birth, first, second = lines(uow, action.id, "Intitulé")
    assert birth.past is None

    put_back(uow, first)

    after = uow.get(Action, action.id)
    assert after is not None
    assert after.title == "Café des parents"
    last = lines(uow, action.id, "Intitulé")[-1]
    assert (last.after, last.reason) == ("Café des parents", "Retour à la valeur du 12/03/2026")
    assert lines(uow, action.id, "Intitulé")[1].past is None, "it is in place"
    assert second.past is not None


def test_value_when_it_contradicts_the_present_then_it_is_refused(uow: UnitOfWork) -> None:
    action = new_action(uow, status=Status.REALISEE, completed_on=TODAY)
    actions.edit(uow, action.id, {"status": Status.EN_COURS, "completed_on": None})

    with pytest.raises(FieldError):
        put_back(uow, lines(uow, action.id, "Statut")[-1])


def test_member_when_it_was_taken_out_then_it_comes_back(uow: UnitOfWork) -> None:
    first, second = (row.id for row in uow.rows(Public)[:2])
    action = new_action(uow, publics=(first, second))
    set_members(uow, action.id, "publics", remove=[first])

    put_back(uow, lines(uow, action.id, "Publics")[-1])

    after = uow.get(Action, action.id)
    assert after is not None
    assert set(after.publics) == {first, second}


def test_etape_when_it_was_removed_then_it_comes_back(uow: UnitOfWork) -> None:
    action = new_action(uow)
    etape, _ = rows.add(uow, Etape.TYPE, {"action": action.id, "title": "Ouvrir"}, TODAY)
    rows.remove(uow, Etape.TYPE, etape.id)

    put_back(uow, lines(uow, action.id, "Étape «\u00a0Ouvrir\u00a0»")[-1])

    assert uow.rows(Etape) == [etape]
    assert history(uow, action.id, NOON)[-1].label == "Étape restaurée"


def test_action_when_it_is_in_the_corbeille_then_its_removal_can_be_put_back(
    uow: UnitOfWork,
) -> None:
    action = new_action(uow)
    actions.delete(uow, action.id)

    put_back(uow, lines(uow, action.id, "Fiche")[-1])

    assert uow.get(Action, action.id) == action


def test_note_when_it_is_in_the_history_then_nothing_is_offered(uow: UnitOfWork) -> None:
    action = new_action(uow)
    rows.add(uow, SuiviNote.TYPE, {"action": action.id, "text": "Réunion"}, TODAY)

    assert all(line.past is None for line in history(uow, action.id, NOON))


def test_value_when_the_action_is_another_structures_then_it_is_refused(
    agglomeration: UnitOfWork,
) -> None:
    action = new_action(agglomeration, "Café")
    actions.edit(agglomeration, action.id, {"title": "Autre"})
    line = lines(agglomeration, action.id, "Intitulé")[-1]
    actions.delete(agglomeration, action.id)

    with pytest.raises(RuleError, match="corbeille"):
        put_back(agglomeration, line)
