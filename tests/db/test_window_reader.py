"""What the Accueil shows of a folder that is looked into: the same as of the open one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.attention import ATTENTION
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.trust import Role
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import UnitOfWork, UnreadYetError
from ctg_desktop.services.caching import Kept
from ctg_desktop.services.dashboard import FOREIGN, PARTICIPANTS, dashboard, scope
from ctg_desktop.services.participants import participants
from db.reading.window_reader import WindowReader, open_held
from tests.bench.making import opened
from tests.support.app import AGGLOMERATION, BRUAY, TODAY, Office, new_action
from tests.support.folders import run_sql
from tests.support.sites import TurnedClock, authority, sent, trust
from tests.support.window_folders import hostile_folder, typical_folder


def empty(path: Path) -> Path:
    return Office(path).folder


def of_all(path: Path) -> Path:
    return typical_folder(path, actions=40, structure=AGGLOMERATION)


def kept_back(path: Path) -> Path:
    """Make a folder with confidential actions, models with their opérations, and some gone."""
    office = Office(path)
    with office.open() as uow:
        made = [new_action(uow, f"Action {number}") for number in range(2 * len(Status))]
    ids = [f"'{action.id}'" for action in made]
    run_sql(
        DataFolder(path),
        *(
            f"UPDATE action SET status = '{status}' WHERE id = {row}"
            for row, status in zip(ids, [*Status, *Status], strict=True)
        ),
        f"UPDATE action SET confidential = 1, status = 'en_cours' WHERE id IN ({ids[0]}, {ids[1]})",
        f"UPDATE action SET parent = {ids[0]} WHERE id IN ({ids[2]}, {ids[3]})",
        f"UPDATE action SET model = 1 WHERE id = {ids[4]}",
        f"UPDATE action SET parent = {ids[4]}, shared = '2' WHERE id = {ids[5]}",
        f"UPDATE action SET deleted = 1 WHERE id = {ids[6]}",
        f"UPDATE action SET status = 'plus tard', ends_on = '2020-01-01' WHERE id = {ids[7]}",
        f"UPDATE action SET blocked = 1, shared = '2', structure = NULL WHERE id = {ids[8]}",
    )
    return path


def founded(path: Path) -> Path:
    office = Office(path)
    with office.open() as uow:
        uow.follow_authority(uow.found_authority())
        new_action(uow)
    return path


def joined(path: Path) -> Path:
    """Make a folder that follows a key held elsewhere, and is not accepted yet."""
    with Office(path).open() as uow:
        uow.follow_authority("ab" * 32)
        new_action(uow)
    return path


def exchanging(path: Path) -> Path:
    """Make a folder that knows what a colleague wrote in rows of their own."""
    here, there = Office(path), Office(path.with_name("voisin"), BRUAY)
    with here.open() as ours, there.open() as theirs:
        for uow in (ours, theirs):
            trust(uow, Role.PARTICIPANT)
            new_action(uow)
        theirs.union(sent(ours))
        ours.union(sent(theirs))
    return path


def awaited(path: Path) -> Path:
    """Make a folder that received what somebody wrote who is not accepted yet."""
    here, there = Office(path), Office(path.with_name("attend"), BRUAY)
    with here.open() as ours, there.open() as unknown:
        trust(ours, Role.COORDINATOR)
        unknown.follow_authority(authority())
        new_action(unknown)
        ours.union(sent(unknown))
    return path


def written_into(path: Path) -> Path:
    """Make a folder into whose own action a colleague wrote."""
    here, there = Office(path), Office(path.with_name("voisin"), BRUAY)
    with here.open() as ours, there.open() as theirs:
        for uow in (ours, theirs):
            trust(uow, Role.PARTICIPANT)
        action = new_action(ours)
        theirs.union(sent(ours))
        edit = Edit(Cell("action", action.id, "title"), "Un autre titre")
        theirs.record(Draft("Écrit par un autre moyen", (edit,)))
        ours.union(sent(theirs))
    return path


EXCHANGING = [founded, joined, exchanging]


def looked_into(folder: Path) -> WindowReader:
    found = open_held(folder, TurnedClock())
    assert found is not None
    return found


@pytest.mark.parametrize(
    "make", [empty, typical_folder, of_all, hostile_folder, kept_back, *EXCHANGING]
)
def test_accueil_when_read_early_then_it_is_that_of_the_open_folder(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    folder = make(tmp_path / "dossier")
    early, kept = looked_into(folder), Kept()
    reader = cast("UnitOfWork", early)  # as the desk does
    kept.follow(reader)
    told = dashboard(reader, TODAY, kept=kept)
    counts = {
        key: early.count_actions(replace(asked, structures=scope(reader).structures), TODAY)
        for key, asked in ATTENTION.items()
        if asked.without
    }
    early.close()

    with opened(folder) as uow:
        whole = scope(uow)
        assert told == dashboard(uow, TODAY)
        assert counts == {
            key: len(uow.action_ids(replace(ATTENTION[key], structures=whole.structures), TODAY))
            for key in counts
        }
        kept.follow(uow)
        assert dashboard(uow, TODAY, kept=kept) == told


HARM = {
    "conflict": "INSERT INTO conflict VALUES ('r', 'title', '', 'action')",
    "proposal": "INSERT INTO proposal (id, deleted) VALUES ('p', 0)",
    "place that is gone": "UPDATE territoire SET deleted = 1 WHERE insee = '62178'",
    "unreadable title": "UPDATE convention SET title = CAST(x'FF' AS TEXT)",
}


@pytest.mark.parametrize("harm", HARM)
def test_accueil_when_there_is_more_to_tell_then_the_open_folder_is_asked(
    tmp_path: Path, harm: str
) -> None:
    """Rather than a count that would be another one a moment later."""
    folder = empty(tmp_path / "dossier")
    run_sql(DataFolder(folder), HARM[harm])
    early = looked_into(folder)

    with pytest.raises(UnreadYetError):
        dashboard(cast("UnitOfWork", early), TODAY)
    early.close()


@pytest.mark.parametrize(("make", "key"), [(written_into, FOREIGN), (awaited, PARTICIPANTS)])
def test_accueil_when_only_the_log_tells_it_then_the_open_folder_is_asked(
    tmp_path: Path, make: Callable[[Path], Path], key: str
) -> None:
    """What another wrote into our rows, and what somebody wrote that has no effect yet."""
    folder = make(tmp_path / "dossier")
    early = looked_into(folder)

    with pytest.raises(UnreadYetError):
        dashboard(cast("UnitOfWork", early), TODAY)
    early.close()
    with opened(folder) as uow:
        assert key in {each.key for each in dashboard(uow, TODAY).to_do}


@pytest.mark.parametrize("make", [*EXCHANGING, written_into, awaited])
def test_who_counts_when_read_early_then_it_is_what_the_open_folder_says(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    folder = make(tmp_path / "dossier")
    early = looked_into(folder)
    told = participants(cast("UnitOfWork", early))
    standings = early.standings()
    early.close()

    with opened(folder) as uow:
        assert told == participants(uow)
        assert standings == uow.standings()


LEFT = (
    "deleted = NULL",  # only the target of a reference as yet
    "deleted = 1",
    "erased = 1",
    "active = 0",
)


def test_pilote_when_they_cannot_be_reached_then_their_actions_lack_one(tmp_path: Path) -> None:
    office = Office(tmp_path / "dossier")
    with office.open() as uow:
        people = [row.id for row in uow.rows(Contact)[: len(LEFT) + 1]]
        for person in people:
            new_action(uow, "Café", pilote=person, status=Status.EN_COURS)
        bodies = (uow.rows(Institution)[0].id,)
        new_action(uow, "À eux seuls", structures_pilotes=bodies, status=Status.EN_COURS)
        new_action(uow, "Sans personne", status=Status.A_VENIR)
    harm = zip(people, LEFT, strict=False)
    run_sql(
        DataFolder(office.folder),
        *(f"UPDATE contact SET {left} WHERE id = '{person}'" for person, left in harm),
    )
    early = looked_into(office.folder)
    asked = replace(ATTENTION["sans_pilote"], structures=frozenset({structure_of(early)}))

    assert early.count_actions(asked, TODAY) == len(LEFT) + 1
    early.close()
    with opened(office.folder) as uow:
        actions = uow.rows(Action, ids=uow.action_ids(asked, TODAY))
        reached = {row.id for row in uow.rows(Contact, deleted=None) if row.is_at_work}
    assert len(actions) == len(LEFT) + 1
    assert {action.pilote for action in actions} == {*people[:-1], None}
    assert reached.isdisjoint(people[:-1])


def structure_of(folder: WindowReader) -> str:
    assert folder.installation.structure is not None
    return folder.installation.structure
