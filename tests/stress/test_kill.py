"""A process that is killed at any moment loses nothing that it had acknowledged.

SIGKILL is what a power switch is to a program, and what `kill -9`, a crash or the end of a
session does: no line of ours runs after it.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.paths import DataFolder
from db.engine import writing_engine
from db.folder.places import place_at
from db.lifecycle.shape import mark
from db.many_rows import FEW
from db.recovery.restoring import check
from tests.stress.killer import Doomed, doomed_by
from tests.support.data_folders import newest_sound
from tests.support.folders import connected, reopened, run_sql
from tests.support.sites import START, Site, TurnedClock
from tests.support.stored_bases import stored_bases

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks")

IS_STRESS = os.environ.get("CTG_STRESS") == "1"
ROUNDS = 20 if IS_STRESS else 6
"""Kills in one folder; more of them and the checks would take longer than the kills."""
FOLDERS = range(50) if IS_STRESS else (0, 4)
OTHER_ROUNDS = 300 if IS_STRESS else 4
"""Kills of each kind of long work; more where the work was never, or always, ended before."""
POINTS = 50 if IS_STRESS else 2
"""Kills on the way of one update, at equal distances."""


@pytest.fixture(scope="module")
def doomed() -> Iterator[Doomed]:
    with doomed_by("tests.stress.doomed", dict(os.environ)) as made:
        yield made


def recorded(site: Site) -> dict[str, int]:
    """Return the gestures that a folder holds, each with its number of changes."""
    records = [record for each in site.uow.parcel().envelopes for record in each.records]
    for record in records:
        assert record.gesture.label == f"{len(record.changes)} champs", "a torn gesture"
    return {record.gesture.id: len(record.changes) for record in records}


@pytest.mark.parametrize("number", FOLDERS)
def test_recording_when_killed_then_nothing_acknowledged_is_lost(
    tmp_path: Path, doomed: Doomed, number: int
) -> None:
    chance = random.Random(number)
    # A synchronised folder has the rollback journal instead of WAL.
    folder = tmp_path / ("Nextcloud" if number % 5 == 4 else "local") / "ctg"
    Site(folder, "Camille Essai").close()
    acknowledged: set[str] = set()
    before: dict[str, int] = {}
    longest = 0.06
    for round_number in range(ROUNDS):
        # From time to time during the opening itself, which repairs what the last kill left.
        since = "child" if chance.random() < 0.2 else "open"
        told = doomed.run(
            chance.uniform(0, longest), since, "record", folder, number + round_number
        )
        done = {line["gesture"] for line in told if "gesture" in line}
        acknowledged |= done
        if not done and since == "open":  # a busy machine: let the next one live longer
            longest *= 1.5

        site = reopened(folder)
        now = recorded(site)
        assert acknowledged <= now.keys()
        assert len(now.keys() - acknowledged) <= round_number + 1
        assert before.items() <= now.items()
        assert site.problems() == ()
        site.close()
        before = now
    assert acknowledged


@pytest.fixture
def two_folders(tmp_path: Path) -> tuple[Path, Path]:
    """Make two folders that know something of each other, and went on apart."""
    ours, theirs = Site(tmp_path / "notre", "Camille"), Site(tmp_path / "leur", "Dominique")
    rows = [ours.create(f"Action {number}", status="idee") for number in range(30)]
    theirs.receive(ours)
    for number, row in enumerate(rows):
        theirs.write(row, "status", "en_cours")
        theirs.create(f"Une autre {number}", description="Un texte. " * 20)
        if number % 3 == 0:
            ours.write(row, "status", "abandonnee")
        if number % 5 == 0:
            theirs.delete(row)
    ours.close()
    theirs.close()
    return tmp_path / "notre", tmp_path / "leur"


def kills(is_enough: Callable[[], bool] = lambda: True) -> Iterator[int]:
    """Yield the numbers of the kills: as many as usual, and then until there is enough."""
    yield from range(OTHER_ROUNDS)
    yield from takewhile(lambda _number: not is_enough(), range(OTHER_ROUNDS, 10 * OTHER_ROUNDS))


def duration(told: list[dict[str, Any]], started: float) -> float:
    """Return how long a task took that was let end."""
    assert told[-1] == {"done": True}
    return time.monotonic() - started


def test_import_when_killed_then_all_of_it_is_there_or_nothing(
    tmp_path: Path, doomed: Doomed, two_folders: tuple[Path, Path]
) -> None:
    ours, theirs = two_folders
    whole = tmp_path / "entier"
    shutil.copytree(ours, whole)
    started = time.monotonic()
    longest = duration(doomed.run(60, "open", "take_in", whole, theirs), started)
    site, untouched = reopened(whole), reopened(ours)
    after, before = site.uow.state_hash(), untouched.uow.state_hash()
    assert site.uow.conflicts()
    site.close()
    untouched.close()
    chance = random.Random(62)
    outcomes = []
    for number in kills(lambda: len(set(outcomes)) > 1):
        folder = tmp_path / str(number)
        shutil.copytree(ours, folder)
        moment = chance.uniform(0, longest)
        told = doomed.run(moment, "open", "take_in", folder, theirs)
        site, sender = reopened(folder), reopened(theirs)
        found = site.uow.state_hash()
        assert found == after or (found == before and "done" not in told[-1])
        assert site.problems() == ()
        site.receive(sender)
        assert site.uow.state_hash() == after
        assert site.problems() == ()
        site.close()
        sender.close()
        outcomes.append(found == after)
        if found == after:  # the first one may have been slow: come nearer to the commit
            longest = (longest + moment) / 2
        shutil.rmtree(folder)
    assert set(outcomes) == {True, False}


def test_rebuild_when_killed_then_the_tables_are_what_they_were(
    doomed: Doomed, two_folders: tuple[Path, Path]
) -> None:
    folder, _ = two_folders
    site = reopened(folder)
    before = site.uow.state_hash()
    site.close()
    started = time.monotonic()
    longest = duration(doomed.run(60, "open", "rebuild", folder), started)
    chance = random.Random(62)
    for _ in kills():
        doomed.run(chance.uniform(0, longest), "open", "rebuild", folder)
        site = reopened(folder)
        assert site.uow.state_hash() == before
        assert site.problems() == ()
        assert site.uow.search("action 7")
        site.close()


def test_gesture_on_a_whole_list_when_killed_then_all_of_it_is_there_or_nothing(
    tmp_path: Path, doomed: Doomed
) -> None:
    """Its indexes are away for a while: none may lack afterwards."""
    site = Site(tmp_path / "pleine", "Camille Essai")
    rows = [site.uow.new_id() for _ in range(FEW + 50)]
    born = [Edit(Cell("action", row, "deleted"), 0) for row in rows]
    site.uow.record(Draft("Un lot", tuple(born)))
    site.close()
    whole = tmp_path / "entier"
    shutil.copytree(site.folder, whole)
    started = time.monotonic()
    longest = duration(doomed.run(60, "open", "bury", whole), started)
    tables = standing(DataFolder(whole))
    chance = random.Random(62)
    outcomes = []
    for number in kills(lambda: len(set(outcomes)) > 1):
        folder = tmp_path / str(number)
        shutil.copytree(site.folder, folder)
        moment = chance.uniform(0, longest)
        told = doomed.run(moment, "open", "bury", folder)
        assert standing(DataFolder(folder)) == tables
        found = reopened(folder)
        alive = found.uow.count_actions(ActionQuery(), START.date())
        assert alive == 0 or (alive == len(rows) and "done" not in told[-1])
        found.close()
        outcomes.append(alive == 0)
        if not alive:  # the first one may have been slow: come nearer to the commit
            longest = (longest + moment) / 2
        shutil.rmtree(folder)
    assert set(outcomes) == {True, False}


def test_safety_copy_when_killed_then_the_copies_that_bear_a_name_are_whole(
    doomed: Doomed, two_folders: tuple[Path, Path]
) -> None:
    folder, _ = two_folders
    site = reopened(folder)
    before = site.uow.state_hash()
    good = site.uow.back_up("bonne")
    site.close()
    started = time.monotonic()
    longest = duration(doomed.run(60, "open", "back_up", folder), started)
    chance = random.Random(62)
    for _ in kills():
        doomed.run(chance.uniform(0, longest), "open", "back_up", folder)
        site = reopened(folder)
        assert site.uow.state_hash() == before
        assert site.problems() == ()
        copies = site.uow.backups()
        assert good.path in {copy.path for copy in copies}
        named = DataFolder(folder).backups.glob("ctg_*")
        assert {copy.path for copy in copies} == set(named)
        for copy in copies:
            found = check(place_at(folder), copy, clock=site.clock)
            assert (found.problems, found.state_hash) == ((), before)
            if copy.path != good.path:
                copy.path.unlink()
        site.close()


LONG = "longue"
PLACES = [
    (name, place)
    for name in (*(stored.name for stored in stored_bases()), LONG)
    for place in ("local", "Nextcloud")
]
"""What was left by a version of before, under each kind of journal."""


def old_folder(path: Path, name: str) -> DataFolder:
    """Make a folder of before: a stored one, or a long one whose tables had a column less."""
    folder = DataFolder(path)
    for stored in stored_bases():
        if stored.name == name:
            stored.put_into(folder)
            return folder
    site = Site(path, "Camille Essai")
    for _ in range(20 if IS_STRESS else 3):
        rows = [site.uow.new_id() for _ in range(200)]
        told = [("deleted", 0), ("title", "Ludothèque"), ("participation", "Des habitants. " * 9)]
        edits = [Edit(Cell("action", row, field), value) for row in rows for field, value in told]
        site.uow.record(Draft("Un lot", tuple(edits)))
    site.close()
    run_sql(folder, "ALTER TABLE action DROP COLUMN participation", "PRAGMA user_version = 1")
    return folder


def standing(folder: DataFolder) -> tuple[int, tuple[str, ...]]:
    """Return the shape that a base says it has, and the tables that it has."""
    with connected(writing_engine(place_at(folder.path))) as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        tables = connection.exec_driver_sql("SELECT sql FROM sqlite_schema ORDER BY name")
        said = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        return said, tuple(str(sql) for sql in tables.scalars())


@pytest.mark.parametrize(("name", "place"), PLACES if IS_STRESS else [PLACES[1], PLACES[-2]])
def test_update_when_killed_then_the_base_is_the_old_one_or_the_new_one(
    tmp_path: Path, doomed: Doomed, name: str, place: str
) -> None:
    (tmp_path / place).mkdir()
    old = old_folder(tmp_path / place / "ancien", name)
    whole = DataFolder(old.path.with_name("entier"))
    shutil.copytree(old.path, whole.path)
    started = time.monotonic()
    longest = duration(doomed.run(60, "child", "bring_up_to_date", whole.path), started)
    site = reopened(whole.path)
    expected = site.uow.state_hash()
    site.close()
    states = {before := standing(old), after := standing(whole)}
    for point in range(POINTS):
        folder = DataFolder(old.path.with_name(str(point)))
        shutil.copytree(old.path, folder.path)
        doomed.run(longest * point / POINTS, "child", "bring_up_to_date", folder.path)
        assert standing(folder) in states
        site = reopened(folder.path)
        assert site.uow.state_hash() == expected
        assert site.problems() == ()
        site.close()
        shutil.rmtree(folder.path)
    assert before[0] != after[0] == mark()


def test_restoring_when_killed_then_one_of_the_two_opens_and_nothing_half_is_left(
    tmp_path: Path, doomed: Doomed, two_folders: tuple[Path, Path]
) -> None:
    folder, _ = two_folders
    site = reopened(folder)
    site.uow.back_up("bonne")
    copied = site.uow.state_hash()
    site.create("Après la copie")
    present = site.uow.state_hash()
    site.close()
    longest = 0.0
    chance = random.Random(62)
    outcomes = []
    for number in kills(lambda: {"before", "after"} <= set(outcomes)):
        place = tmp_path / str(number)
        shutil.copytree(folder, place)
        started = time.monotonic()
        told = doomed.run(chance.uniform(0, longest) if longest else 60, "open", "restore", place)
        longest = longest or time.monotonic() - started
        data = place_at(place)
        if not data.base.exists():  # killed between the two names
            assert next(place.glob("mise_de_cote_*/ctg.sqlite")).is_file()
            assert newest_sound(data, clock=TurnedClock()) is not None
            outcomes.append("between")
        else:
            site = reopened(place)
            found = site.uow.state_hash()
            assert found in {copied, present}
            assert found == copied or "done" not in told[-1]
            assert site.problems() == ()
            site.close()
            assert not data.new_base.exists()
            outcomes.append("after" if found == copied else "before")
        assert (copy := newest_sound(data, clock=TurnedClock())) is not None
        assert copy.reason == "bonne"
        shutil.rmtree(place)
    assert {"before", "after"} <= set(outcomes)


@pytest.mark.parametrize(
    "words",
    [
        ("initialiser", "--structure", "62119", "--personne", "Camille Essai"),
        ("demonstration", "--actions", "20"),
    ],
    ids=["initialiser", "demonstration"],
)
def test_making_when_killed_then_the_folder_is_whole_or_not_there(
    tmp_path: Path, doomed: Doomed, words: tuple[str, ...]
) -> None:
    chance = random.Random(62)
    longest = 0.0
    whole = ""
    outcomes = []
    for number in kills(lambda: len(set(outcomes)) > 1):
        folder = tmp_path / str(number)
        started = time.monotonic()
        moment = chance.uniform(0, longest) if longest else 60.0
        told = doomed.run(moment, "open", "command", folder, *words)
        longest = longest or time.monotonic() - started
        is_there = DataFolder(folder).base.exists()
        assert is_there or "done" not in told[-1]
        if not is_there:
            assert not DataFolder(folder).is_used
            assert doomed.run(60, "open", "command", folder, *words)[-1] == {"done": True}
        site = reopened(folder)
        whole = whole or site.uow.state_hash()
        assert words[0] != "initialiser" or site.uow.state_hash() == whole
        assert site.uow.count_actions(ActionQuery(), START.date()) == 20 * (len(words) == 3)
        assert site.problems() == ()
        site.close()
        assert not list(folder.glob("ctg.sqlite.nouveau*"))
        outcomes.append(is_there)
        shutil.rmtree(folder)
    assert set(outcomes) == {True, False}
