"""What another structure writes into our rows by other means: told, kept or put back."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ctg_desktop.domain.action import Action, Etape
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.trust import Role
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.dashboard import FOREIGN, to_do
from ctg_desktop.services.foreign_changes import foreign_edits, keep, put_back
from ctg_desktop.services.gestures import creation_edits
from tests.support.app import TODAY, Office, new_action
from tests.support.sites import sent, trust

Folders = tuple[UnitOfWork, UnitOfWork, str]


@pytest.fixture
def folders(bethune: Path, bruay: Path, tmp_path: Path) -> Iterator[Folders]:
    """Béthune, whose action it is, and Bruay, both certified; the action is known to both."""
    here, there = Office.copied(bethune, tmp_path / "b"), Office.copied(bruay, tmp_path / "r")
    with here.open() as ours, there.open() as theirs:
        for uow in (ours, theirs):
            trust(uow, Role.PARTICIPANT)
        action = new_action(ours, status=Status.EN_COURS).id
        theirs.union(sent(ours))
        ours.union(sent(theirs))
        yield ours, theirs, action


def writes(uow: UnitOfWork, *edits: Edit) -> None:
    """Let a folder write what the window would refuse it."""
    uow.record(Draft("Écrit par un autre moyen", edits))


def step(uow: UnitOfWork, action: str) -> Sequence[Edit]:
    return creation_edits(Etape.TYPE, uow.new_id(), {"action": action, "title": "De Bruay"})


def test_edit_when_another_structure_makes_it_then_it_counts_is_told_and_reverts_at_once(
    folders: Folders,
) -> None:
    ours, theirs, action = folders
    cell = Cell("action", action, "status")
    writes(theirs, Edit(cell, "abandonnee"), *step(theirs, action))
    ours.union(sent(theirs))
    assert actions.existing(ours, action).status is Status.ABANDONNEE

    [found] = foreign_edits(ours)
    assert (found.row, found.structure) == (action, "Bruay-la-Buissière")
    told = {each.label: (each.before, each.after) for each in found.fields}
    assert told["Statut"] == ("En cours", "Abandonnée")
    assert told["Étape De Bruay"] == ("", "en place")
    counts = {each.key: each.count for each in to_do(ours, ActionQuery(), TODAY)}
    assert counts[FOREIGN] == 1

    put_back(ours, found)
    theirs.union(sent(ours))
    for uow in (ours, theirs):
        assert actions.existing(uow, action).status is Status.EN_COURS
        assert uow.rows(Etape) == []
    assert foreign_edits(ours) == []

    ours.undo()
    assert len(foreign_edits(ours)) == 1


def test_edit_when_kept_then_it_is_ours_and_told_no_more(folders: Folders) -> None:
    ours, theirs, action = folders
    writes(theirs, Edit(Cell("action", action, "title"), "De Bruay"), *step(theirs, action))
    ours.union(sent(theirs))

    keep(ours, foreign_edits(ours)[0])

    assert foreign_edits(ours) == []
    assert actions.existing(ours, action).title == "De Bruay"
    assert [row.title for row in ours.rows(Etape)] == ["De Bruay"]


def test_edit_when_its_author_takes_it_back_or_the_agglomeration_makes_it_then_nothing_is_told(
    folders: Folders,
) -> None:
    ours, theirs, action = folders
    writes(theirs, Edit(Cell("action", action, "title"), "De Bruay"))
    theirs.undo()
    ours.union(sent(theirs))
    assert foreign_edits(ours) == []

    rows.edit(ours, Action.TYPE, action, {"title": "À nous"})
    theirs.union(sent(ours))
    trust(theirs)  # a coordinator's certificate
    writes(theirs, Edit(Cell("action", action, "title"), "Relu à l’agglomération"))
    ours.union(sent(theirs))
    assert actions.existing(ours, action).title == "Relu à l’agglomération"
    assert foreign_edits(ours) == []


def test_edit_when_it_is_of_their_own_action_then_nothing_is_told(folders: Folders) -> None:
    ours, theirs, _ = folders
    made = new_action(theirs, "À Bruay").id
    rows.edit(theirs, Action.TYPE, made, {"title": "À Bruay encore"})

    ours.union(sent(theirs))

    assert foreign_edits(ours) == []
