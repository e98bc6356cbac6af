"""What was done, as a person reads it: the Historique, what undo acts on and did."""

from ctg_desktop.domain.action import SuiviNote
from ctg_desktop.domain.people import Contact
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, bulk, past_gestures, rows
from tests.support.app import TODAY, new_action, plain


def test_undo_when_it_is_to_take_a_note_back_then_gesture_and_action_are_named(
    uow: UnitOfWork,
) -> None:
    action = new_action(uow, "Café des parents")
    note = {"action": action.id, "text": "Réunion de lancement", "noted_on": TODAY}
    made = rows.add(uow, SuiviNote.TYPE, note, TODAY)[0]

    names = past_gestures.undo_names(uow)
    undone, _changes = past_gestures.undo(uow, since_opening=True)

    assert plain(names.undo) == "Note de suivi ajoutée – BET-2026-001 – Café des parents"
    assert plain(undone.words) == plain(names.undo)
    assert (undone.entity, undone.row) == ("action", action.id)
    assert undone.cell is not None
    assert (undone.cell.entity, undone.cell.row) == ("suivi_note", made.id)
    assert past_gestures.undo_names(uow).redo == names.undo


def test_undo_when_a_field_was_changed_then_that_field_is_told(uow: UnitOfWork) -> None:
    action = new_action(uow)
    actions.edit(uow, action.id, {"description": "Un café"})

    undone, _changes = past_gestures.undo(uow, since_opening=True)

    assert undone.cell is not None
    assert (undone.cell.row, undone.cell.field) == (action.id, "description")


def test_undo_when_many_rows_were_changed_then_no_single_one_is_named(uow: UnitOfWork) -> None:
    made = [new_action(uow, f"Action {number}").id for number in range(3)]
    bulk.delete(uow, type(new_action(uow)).TYPE, made)

    undone, _changes = past_gestures.undo(uow, since_opening=True)

    assert plain(undone.words) == "3 actions mises à la corbeille"
    assert (undone.entity, undone.row) == ("action", "")


def test_historique_when_read_then_what_was_undone_is_told_and_publications_are_not_ours(
    uow: UnitOfWork,
) -> None:
    action = new_action(uow, "Café des parents")
    actions.edit(uow, action.id, {"description": "Un café"})
    actions.edit(uow, action.id, {"description": "Deux cafés"})
    uow.undo()
    uow.undo()
    uow.redo()

    lines = past_gestures.gesture_lines(uow, 50)

    told = [(plain(each.label), each.is_undone, each.is_ours) for each in lines]
    assert told[:3] == [
        ("Action modifiée : description", True, True),
        ("Action modifiée : description", False, True),
        ("Action créée", False, True),
    ]
    assert {(each.entity, each.row) for each in lines[:3]} == {("action", action.id)}
    assert [each.is_ours for each in lines[3:]] == [False] * len(lines[3:])


def test_historique_when_a_person_was_added_then_it_bears_the_name(uow: UnitOfWork) -> None:
    local = {"given_name": "Lou", "family_name": "Exemple", "source": "Mairie"}
    rows.add(uow, Contact.TYPE, local, TODAY)

    assert "Lou" in past_gestures.gesture_lines(uow, 1)[0].name


def test_gesture_when_taken_back_then_it_is_told_and_stands_as_undone(uow: UnitOfWork) -> None:
    action = new_action(uow)
    actions.edit(uow, action.id, {"description": "Un café"})
    gesture = past_gestures.gesture_lines(uow, 1)[0].id
    actions.edit(uow, action.id, {"constat": "Peu de lieux"})

    undone, _changes = past_gestures.take_back(uow, gesture)

    assert plain(undone.words).startswith("Action modifiée : description – BET-2026-001")
    assert [each.is_undone for each in past_gestures.gesture_lines(uow, 9)[:2]] == [False, True]
