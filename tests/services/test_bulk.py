"""The same thing done to many actions: one gesture, and refusals that stop nobody else."""

from datetime import date

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, bulk
from ctg_desktop.services.lookup import find_structure
from tests.support.app import BRUAY, ambition, new_action, plain
from tests.support.sites import exchanged


def statuses(uow: UnitOfWork, *ids: str) -> list[Status | None]:
    return [actions.existing(uow, row).status for row in ids]


def test_edit_when_several_differ_then_one_gesture_writes_and_takes_back_all(
    uow: UnitOfWork,
) -> None:
    ids = [new_action(uow, title).id for title in ("Un", "Deux", "Trois")]
    actions.edit(uow, ids[2], {"status": Status.EN_COURS})

    report, changes = bulk.edit(uow, Action.TYPE, ids, {"status": Status.EN_COURS})

    assert (set(report.touched), report.same, report.refused) == (set(ids[:2]), 1, ())
    assert changes.gesture is not None
    assert plain(changes.gesture.label) == "2 actions modifiées : statut"
    assert statuses(uow, *ids) == [Status.EN_COURS] * 3
    uow.undo()
    assert statuses(uow, *ids) == [Status.IDEE, Status.IDEE, Status.EN_COURS]


def test_edit_when_some_refuse_then_they_say_why_and_the_others_are_written(
    uow: UnitOfWork,
) -> None:
    fine = new_action(uow, "Qui commence tôt", starts_on=date(2026, 1, 1)).id
    late = new_action(uow, "Qui commence tard", starts_on=date(2027, 1, 1))
    gone = new_action(uow, "Jetée").id
    actions.delete(uow, gone)

    values = {"ends_on": date(2026, 6, 30)}
    foreseen = bulk.examine(uow, Action.TYPE, [fine, late.id, gone], values)
    report, _changes = bulk.edit(uow, Action.TYPE, [fine, late.id, gone], values)

    assert foreseen == report
    assert report.touched == (fine,)
    told = {refusal.id: plain(refusal.sentence) for refusal in report.refused}
    assert "avant le début" in told[late.id]
    assert "dans la corbeille" in told[gone]
    names = {refusal.id: refusal.name for refusal in report.refused}
    assert names[late.id] == f"{late.reference} – Qui commence tard"
    assert actions.existing(uow, late.id).ends_on is None


def test_edit_when_the_action_is_of_another_structure_then_it_refuses(
    agglomeration: UnitOfWork, uow: UnitOfWork
) -> None:
    bruay = find_structure(agglomeration, BRUAY).id
    foreign = new_action(agglomeration, structure=bruay)
    exchanged(agglomeration, uow)

    report, changes = bulk.edit(uow, Action.TYPE, [foreign.id], {"priority": Priority.HAUTE})

    assert not changes
    assert report.touched == ()
    assert "Bruay" in report.refused[0].sentence


def test_edit_when_a_value_is_taken_away_then_it_is(uow: UnitOfWork) -> None:
    row = new_action(uow, ends_on=date(2026, 5, 1)).id

    bulk.edit(uow, Action.TYPE, [row], {"ends_on": None, "main_ambition": ambition(uow, "2").id})

    after = actions.existing(uow, row)
    assert (after.ends_on, after.main_ambition) == (None, ambition(uow, "2").id)


def test_delete_and_restore_when_done_to_many_then_each_is_one_gesture(uow: UnitOfWork) -> None:
    ids = [new_action(uow, title).id for title in ("Un", "Deux")]

    report, thrown = bulk.delete(uow, Action.TYPE, [*ids, "inconnue"])
    assert (set(report.touched), uow.rows(Action)) == (set(ids), [])
    _report, back = bulk.restore(uow, Action.TYPE, ids)

    assert thrown.gesture is not None
    assert back.gesture is not None
    assert plain(thrown.gesture.label) == "2 actions mises à la corbeille"
    assert plain(back.gesture.label) == "2 actions restaurées"
    assert {row.id for row in uow.rows(Action)} == set(ids)
    assert bulk.restore(uow, Action.TYPE, ids)[0].same == 2


def test_edit_when_there_is_nothing_to_do_then_nothing_is_recorded(uow: UnitOfWork) -> None:
    row = new_action(uow, priority=Priority.BASSE).id
    gestures = len(uow.recent(100))

    report, changes = bulk.edit(uow, Action.TYPE, [row], {"priority": Priority.BASSE})

    assert (report.same, bool(changes), len(uow.recent(100))) == (1, False, gestures)
