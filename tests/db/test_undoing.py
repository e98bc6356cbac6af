"""How far undo goes, and taking back a gesture of long ago."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Gesture
from ctg_desktop.errors import RuleError
from tests.support.sites import Site

MakeSite = Callable[..., Site]


def status_of(site: Site, row: str) -> str | None:
    action = site.uow.get(Action, row)
    assert action is not None
    return action.status.value if action.status is not None else None


def reopen(site: Site) -> None:
    site.close()
    site.uow = site.opened()


def last_gesture(site: Site) -> Gesture:
    return site.uow.recent(1)[0]


def test_undo_when_it_reaches_the_opening_of_the_folder_then_it_stops(make_site: MakeSite) -> None:
    site = make_site()
    row = site.create("Une action", status="idee")
    reopen(site)
    site.write(row, "status", "a_venir")

    site.uow.undo(since_opening=True)
    with pytest.raises(RuleError, match="rien à annuler"):
        site.uow.undo(since_opening=True)

    assert status_of(site, row) == "idee"
    state = site.uow.undo_state()
    assert (state.undo, state.has_older) == (None, True)
    site.uow.redo(since_opening=True)
    assert status_of(site, row) == "a_venir"


def test_redo_when_it_was_undone_before_the_opening_then_it_is_no_more_offered(
    make_site: MakeSite,
) -> None:
    site = make_site()
    row = site.create("Une action", status="idee")
    site.write(row, "status", "a_venir")
    site.uow.undo()
    reopen(site)

    with pytest.raises(RuleError, match="rien à rétablir"):
        site.uow.redo(since_opening=True)
    site.uow.redo()  # the command line's, a deliberate act

    assert status_of(site, row) == "a_venir"


def test_undo_when_pressed_again_and_again_then_fifty_gestures_are_taken_back(
    make_site: MakeSite,
) -> None:
    site = make_site()
    row = site.create("Une action")
    for number in range(55):
        site.write(row, "title", f"Intitulé {number}")

    undone = 0
    while site.uow.undo_state().undo is not None:
        site.uow.undo(since_opening=True)
        undone += 1

    action = site.uow.get(Action, row)
    assert action is not None
    assert (undone, action.title) == (50, "Intitulé 4")
    site.uow.undo()  # the command line goes on
    action = site.uow.get(Action, row)
    assert action is not None
    assert action.title == "Intitulé 3"


def test_gesture_when_taken_back_out_of_turn_then_it_alone_goes_and_redo_brings_it_again(
    make_site: MakeSite,
) -> None:
    site = make_site()
    row = site.create("Une action")
    site.write(row, "status", "en_cours")
    older = last_gesture(site)
    reopen(site)
    site.write(row, "title", "Un autre intitulé")

    changes = site.uow.take_back(older.id)

    assert changes.gesture is not None
    assert changes.gesture.label == "Annulation\u00a0: Champ modifié\u00a0: status"
    assert status_of(site, row) is None
    action = site.uow.get(Action, row)
    assert action is not None
    assert action.title == "Un autre intitulé"
    site.uow.redo(since_opening=True)
    assert status_of(site, row) == "en_cours"
    state = site.uow.undo_state()
    assert state.redo is None


def test_gesture_when_it_was_done_elsewhere_then_it_is_not_taken_back_here(
    make_site: MakeSite,
) -> None:
    ours, theirs = make_site(), make_site("Dominique")
    row = theirs.create("Une action", status="idee")
    ours.receive(theirs)

    with pytest.raises(RuleError, match="seul son auteur"):
        ours.uow.take_back(last_gesture(theirs).id)

    assert status_of(ours, row) == "idee"


def test_gesture_when_taken_back_twice_then_a_sentence_tells(make_site: MakeSite) -> None:
    site = make_site()
    row = site.create("Une action")
    site.write(row, "status", "en_cours")
    gesture = last_gesture(site)
    site.uow.take_back(gesture.id)

    with pytest.raises(RuleError, match="a été changé depuis"):
        site.uow.take_back(gesture.id)


def test_undo_when_the_clock_was_set_right_meanwhile_then_what_was_done_before_is_undone_too(
    make_site: MakeSite,
) -> None:
    site = make_site()
    row = site.create("Une action")
    site.clock.at += timedelta(days=400)
    site.write(row, "status", "en_cours")
    site.clock.at -= timedelta(days=400)
    site.write(row, "title", "Sous une horloge juste")

    site.uow.undo(since_opening=True)
    site.uow.undo(since_opening=True)

    assert status_of(site, row) is None
