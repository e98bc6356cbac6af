"""What a form hands over: fields one by one, and those that wait for one another."""

from datetime import date
from decimal import Decimal

import pytest

from ctg_desktop.domain.action import Action, BudgetLine, Etape, Indicateur, Mesure
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention import Public
from ctg_desktop.domain.people import Contact
from ctg_desktop.errors import FieldError, InputError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.entering import (
    Destination,
    Entered,
    Given,
    Members,
    TypedName,
    enter,
    obstacle,
)
from tests.support.app import TODAY, new_action, set_members


def entered(uow: UnitOfWork, row: str, fresh: Given, waiting: Given | None = None) -> Entered:
    return enter(uow, Destination(Action.TYPE, row), fresh, waiting or {}, TODAY)[0]


def test_field_when_it_stands_alone_then_it_is_one_gesture(uow: UnitOfWork) -> None:
    action = new_action(uow)

    found, changes = enter(
        uow, Destination(Action.TYPE, action.id), {"description": "Un lieu."}, {}, TODAY
    )

    assert changes.cells == {Cell("action", action.id, "description")}
    assert found.saved == {"description"}
    assert isinstance(found.row, Action)
    assert found.row.description == "Un lieu."


def test_status_when_its_date_is_missing_then_the_date_is_asked_for(uow: UnitOfWork) -> None:
    action = new_action(uow)

    with pytest.raises(FieldError) as refused:
        entered(uow, action.id, {"status": Status.REALISEE})

    assert refused.value.field == "realisee_le"
    assert uow.get(Action, action.id) == action


def test_status_when_its_date_arrives_then_both_are_one_gesture(uow: UnitOfWork) -> None:
    action = new_action(uow)
    waiting = {"status": Status.REALISEE}

    found, changes = enter(
        uow, Destination(Action.TYPE, action.id), {"completed_on": TODAY}, waiting, TODAY
    )

    assert found.saved == {"status", "completed_on"}
    assert {cell.field for cell in changes.cells} == {"status", "completed_on"}
    assert len({change.gesture.id for change in uow.history([action.id])}) == 2


def test_field_when_others_wait_then_it_is_saved_without_them(uow: UnitOfWork) -> None:
    action = new_action(uow)
    waiting = {"status": Status.REALISEE, "blocked": True}

    found = entered(uow, action.id, {"description": "Un lieu."}, waiting)

    assert found.saved == {"description"}
    assert {name: str(error) for name, error in found.refusals.items()}.keys() == waiting.keys()
    after = uow.get(Action, action.id)
    assert after is not None
    assert after.status is Status.IDEE


def test_fields_when_one_pair_can_stand_then_only_the_other_goes_on_waiting(
    uow: UnitOfWork,
) -> None:
    action = new_action(uow, starts_on=date(2026, 5, 1))
    waiting = {"status": Status.REALISEE, "ends_on": date(2026, 1, 1)}

    found = entered(uow, action.id, {"completed_on": TODAY}, waiting)

    assert found.saved == {"status", "completed_on"}
    assert found.refusals.keys() == {"ends_on"}


def test_waiting_when_tried_again_with_nothing_fresh_then_it_is_saved_if_it_can(
    uow: UnitOfWork,
) -> None:
    action = new_action(uow)
    waiting = {"status": Status.REALISEE}
    with pytest.raises(InputError):
        entered(uow, action.id, {}, waiting)
    actions.edit(uow, action.id, {"completed_on": TODAY})

    assert entered(uow, action.id, {}, waiting).saved == {"status"}


def test_set_when_somebody_else_added_a_member_then_theirs_stays(uow: UnitOfWork) -> None:
    first, second, third = (row.id for row in uow.rows(Public)[:3])
    action = new_action(uow, publics=(first, second))
    set_members(uow, action.id, "publics", add=[third])

    row = entered(uow, action.id, {"publics": Members(removed=(first,))}).row

    assert isinstance(row, Action)
    assert set(row.publics) == {second, third}


def test_set_when_a_member_is_named_then_it_is_found(uow: UnitOfWork) -> None:
    action = new_action(uow)

    found = entered(uow, action.id, {"publics": Members(added=(TypedName("SENIORS"),))})

    assert isinstance(found.row, Action)
    assert [found.names[each] for each in found.row.publics] == ["Seniors"]


def test_pilote_when_nobody_bears_the_name_then_a_local_contact_is_made(uow: UnitOfWork) -> None:
    action = new_action(uow)

    found, changes = enter(
        uow, Destination(Action.TYPE, action.id), {"pilote": TypedName("Zoé Nouvelle")}, {}, TODAY
    )

    assert [person.name for person in found.newcomers] == ["Zoé NOUVELLE"]
    assert isinstance(found.row, Action)
    contact = uow.get(Contact, found.row.pilote or "")
    assert contact is not None
    assert contact.source == f"saisi avec l’action {action.reference}"
    assert {cell.entity for cell in changes.cells} == {"action", "contact"}
    assert found.names[contact.id] == "Zoé NOUVELLE"


def test_reference_when_the_name_is_unknown_then_the_nearest_is_told(uow: UnitOfWork) -> None:
    action = new_action(uow)

    with pytest.raises(FieldError, match="Ambition inconnue"):
        entered(uow, action.id, {"main_ambition": TypedName("quatre-vingts")})


def test_row_when_its_first_field_cannot_stand_alone_then_it_waits_for_the_other(
    uow: UnitOfWork,
) -> None:
    action = new_action(uow)
    place = Destination(Etape.TYPE, None, {"action": action.id})
    with pytest.raises(FieldError) as refused:
        enter(uow, place, {"due_on": TODAY}, {}, TODAY)
    assert refused.value.field == "intitule"

    found, changes = enter(uow, place, {"title": "Ouvrir"}, {"due_on": TODAY}, TODAY)

    assert isinstance(found.row, Etape)
    assert (found.row.title, found.row.due_on, found.row.order) == ("Ouvrir", TODAY, 1)
    assert changes.gesture is not None
    assert changes.gesture.label == "Étape ajoutée"


def test_row_when_it_needs_nothing_then_the_first_field_makes_it(uow: UnitOfWork) -> None:
    action = new_action(uow)

    found, _ = enter(
        uow,
        Destination(BudgetLine.TYPE, None, {"action": action.id}),
        {"planned": Decimal(1200)},
        {},
        TODAY,
    )

    assert uow.rows(BudgetLine) == [found.row]


def test_mesure_when_the_year_has_one_already_then_it_is_not_written_over(
    uow: UnitOfWork,
) -> None:
    action = new_action(uow)
    values = {"action": action.id, "label": "Familles"}
    indicateur, _ = rows.add(uow, Indicateur.TYPE, values, TODAY)
    place = Destination(Mesure.TYPE, None, {"indicateur": indicateur.id, "year": 2026})
    first, changes = enter(uow, place, {"value": Decimal(3)}, {}, TODAY)
    assert changes.gesture is not None
    assert changes.gesture.label == "Mesure ajoutée"

    with pytest.raises(FieldError, match="existe déjà"):
        enter(uow, place, {"value": Decimal(4)}, {}, TODAY)
    again, _ = enter(uow, place, {"year": 2027}, {"value": Decimal(4)}, TODAY)

    assert sorted(uow.rows(Mesure), key=lambda each: each.year or 0) == [first.row, again.row]


def test_action_when_a_merge_made_it_contradict_itself_then_other_fields_are_saved(
    uow: UnitOfWork,
) -> None:
    action = new_action(uow)
    cell = Cell("action", action.id, "status")
    uow.record(Draft("Reçu d’un autre site", (Edit(cell, Status.REALISEE.value),)))

    assert entered(uow, action.id, {"description": "Un lieu."}).saved == {"description"}
    assert entered(uow, action.id, {"starts_on": date(2026, 5, 1)}).saved == {"starts_on"}
    with pytest.raises(FieldError, match="avant le début"):
        entered(uow, action.id, {"ends_on": date(2026, 1, 1)})


def test_obstacle_when_the_row_is_ours_removed_or_of_the_referentiel_then_it_says_so(
    uow: UnitOfWork,
) -> None:
    action = new_action(uow)
    assert obstacle(uow, action) is None
    actions.delete(uow, action.id)
    removed = uow.get(Action, action.id)
    assert removed is not None
    assert "corbeille" in (obstacle(uow, removed) or "")
    assert "référentiel" in (obstacle(uow, uow.rows(Public)[0]) or "")


def test_order_when_a_row_moves_then_one_gesture_writes_what_moved(uow: UnitOfWork) -> None:
    action = new_action(uow)
    first, second, third = (
        rows.add(uow, Etape.TYPE, {"action": action.id, "title": title}, TODAY)[0].id
        for title in ("A", "B", "C")
    )

    changes = rows.reorder(uow, Etape.TYPE, (second, first, third))

    assert [row.title for row in uow.rows(Etape)] == ["B", "A", "C"]
    assert {cell.row for cell in changes.cells} == {first, second}
    assert not rows.reorder(uow, Etape.TYPE, (second, first, third))
