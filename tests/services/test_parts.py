"""Opérations: what may be a part of what, and what goes with the whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ctg_desktop.documents import BookletRequest, SheetRequest
from ctg_desktop.domain.action import Action, BudgetLine, SuiviNote
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.errors import FieldError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.lookup import find_structure
from ctg_desktop.services.outgoing import outgoing
from ctg_desktop.services.sheets import action_view
from tests.support.app import BRUAY, TODAY, ambition, new_action
from tests.support.printed import words_of

Add = Callable[..., Action]


@pytest.fixture
def add(uow: UnitOfWork) -> Add:
    return lambda title, **values: new_action(uow, title, **values)


def test_operation_when_made_then_ambition_and_structure_are_those_of_the_action(
    uow: UnitOfWork, add: Add
) -> None:
    whole = add("Petite enfance")

    made, _ = actions.create(uow, {"title": "Crèche", "parent": whole.id}, TODAY)

    assert (made.main_ambition, made.structure) == (whole.main_ambition, whole.structure)


def test_operation_when_it_cannot_be_one_then_it_is_refused(uow: UnitOfWork, add: Add) -> None:
    whole, other = add("Petite enfance"), add("Jeunesse")
    part = add("Crèche", parent=whole.id)

    for row, parent, told in (
        (other, part, "est déjà une opération"),
        (whole, other, "a elle-même une opération"),
        (other, other, "sa propre opération"),
    ):
        with pytest.raises(FieldError, match=told) as refused:
            actions.edit(uow, row.id, {"parent": parent.id})
        assert refused.value.field == "operation_de"


def test_operation_when_of_another_structure_then_neither_side_can_be_given_away(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    whole, bruay = new_action(uow, "Petite enfance"), find_structure(uow, BRUAY).id
    part = new_action(uow, "Crèche", parent=whole.id)

    with pytest.raises(FieldError, match="d’une autre structure"):
        new_action(uow, "Ailleurs", structure=bruay, parent=whole.id)
    for row in (part, whole):
        with pytest.raises(FieldError, match="structure"):
            actions.edit(uow, row.id, {"structure": bruay})


def test_view_when_an_action_has_operations_then_it_tells_how_they_stand_and_their_money_once(
    uow: UnitOfWork, add: Add
) -> None:
    whole = add("Petite enfance")
    done = {"status": Status.REALISEE, "completed_on": date(2026, 9, 1)}
    for title, values in (("A", done), ("B", done), ("C", {}), ("D", _DROPPED)):
        part = add(title, parent=whole.id, **values)
        line = {"action": part.id, "planned": Decimal(100)}
        rows.add(uow, BudgetLine.TYPE, line, TODAY)
    rows.add(uow, BudgetLine.TYPE, {"action": whole.id, "planned": Decimal(7)}, TODAY)

    view = action_view(uow, whole, TODAY)

    assert view.progress.told.replace("\u00a0", " ") == "2 réalisées sur 3, 1 abandonnée"
    assert view.together.planned == Decimal(407)
    assert uow.means(ActionQuery(), TODAY).planned == Decimal(407)
    assert uow.count_actions(ActionQuery(), TODAY) == 5


_DROPPED = {"status": Status.ABANDONNEE, "status_reason": "Sans porteur."}


def test_operation_when_its_action_is_confidential_then_it_is_kept_back_with_it(
    uow: UnitOfWork, add: Add
) -> None:
    whole = add("Petite enfance", confidential=True)
    part = add("Crèche", parent=whole.id)
    add("Ludothèque")

    assert [each.title for each in outgoing(uow).actions(ActionQuery(), TODAY)] == ["Ludothèque"]
    listed = uow.actions(ActionQuery(confidential=True), TODAY)
    assert [each.id for each in listed] == [whole.id, part.id]
    assert all(each.confidential for each in listed)
    assert [hit.is_confidential for hit in uow.search("crèche")] == [True]
    assert action_view(uow, part, TODAY).is_confidential
    assert uow.count_actions(replace(ActionQuery(), confidential=False), TODAY) == 1


def test_completeness_when_organisations_pilot_then_no_pilote_is_missing(
    uow: UnitOfWork, add: Add
) -> None:
    caf = uow.search("CAF", entities=("institution",))[0].id
    action = add("Petite enfance", structures_pilotes=(caf,))

    assert "le pilote" not in action_view(uow, action, TODAY).completeness.missing
    assert uow.count_actions(ActionQuery(without=frozenset({"pilote"})), TODAY) == 0


def test_recueil_when_an_action_has_operations_then_each_is_printed_once_and_none_is_lost(
    uow: UnitOfWork, add: Add
) -> None:
    whole = add("Petite enfance")
    part = add("Crèche à Béthune", parent=whole.id, description="Douze berceaux.")

    told = words_of(uow, BookletRequest())
    assert told.count("Douze berceaux.") == 1

    # Two gestures met: each is said to be an opération of the other.
    uow.record(Draft("Essai", (Edit(Cell("action", whole.id, "parent"), part.id),)))
    assert "Douze berceaux." in words_of(uow, BookletRequest())


def test_sheet_when_an_operation_serves_other_aims_then_its_action_tells_them(
    uow: UnitOfWork, add: Add
) -> None:
    whole = add("Petite enfance")
    other = ambition(uow, "2").id
    part = add("Crèche", parent=whole.id, main_ambition=other, priority=Priority.HAUTE)
    rows.add(uow, SuiviNote.TYPE, {"action": part.id, "text": "Local trouvé."}, TODAY)

    told = words_of(uow, SheetRequest(whole.id, with_notes=True))
    for words in ("Contribue à Ambition 2", "Priorité Haute", "Local trouvé."):
        assert words in told
    assert "Local trouvé." not in words_of(uow, SheetRequest(whole.id))
