"""A folder with a key: whatever opens it, nothing of it can be read without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.errors import StorageError
from ctg_desktop.ports import untold
from db.engine import writing_engine
from db.folder.copies import backups
from db.folder.places import Place, place_at
from db.lifecycle.creating import new_folder
from db.lifecycle.opening import open_folder
from db.lifecycle.shape import mark
from db.reading.window_reader import open_held
from db.recovery.restoring import check, restore
from db.unit_of_work import SqliteUnitOfWork
from tests.support.data_folders import newest_sound
from tests.support.folders import connected
from tests.support.sites import TurnedClock

KEY = bytes(range(32))
SECRET = "Ludothèque des Marichelles"
CLOCK = TurnedClock()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A folder with a key, which holds one action."""
    made = place_at(tmp_path / "ctg", KEY)
    with (
        new_folder(made.path, person="Camille Essai", clock=CLOCK, key=KEY) as opened,
        SqliteUnitOfWork(opened, CLOCK) as uow,
    ):
        told = (("deleted", 0), ("title", SECRET))
        edits = tuple(Edit(Cell("action", "a", field), value) for field, value in told)
        uow.record(Draft("Action créée", edits))
    return made


@contextmanager
def opened(place: Place, *, read_only: bool = False) -> Iterator[SqliteUnitOfWork]:
    folder = open_folder(place.path, clock=CLOCK, key=place.key, read_only=read_only)
    with SqliteUnitOfWork(folder, CLOCK) as uow:
        yield uow


def titles(uow: SqliteUnitOfWork) -> list[str | None]:
    return [action.title for action in uow.rows(Action)]


def test_folder_when_it_has_a_key_then_all_that_one_does_works_and_no_file_tells_a_word(
    place: Place,
) -> None:
    with opened(place) as uow:
        copy = uow.back_up("essai")
        assert check(place, copy, clock=TurnedClock()).problems == ()
        assert uow.verify(untold).problems == ()
        assert [hit.id for hit in uow.search("ludotheque")] == ["a"]
        assert uow.is_backed_up()
    with opened(place, read_only=True) as uow:
        assert titles(uow) == [SECRET]

    files = [path for path in place.path.rglob("*") if path.is_file()]
    assert copy.path in files
    for path in files:
        assert b"SQLite format" not in path.read_bytes()
        assert b"Marichelles" not in path.read_bytes()


def test_folder_when_it_has_a_key_then_nothing_of_it_is_read_early(place: Place) -> None:
    """Who opens it says that it is not readable, or has the key."""
    assert open_held(place.path, CLOCK) is None
    assert not place.holder.exists()


def test_folder_when_another_version_wrote_it_then_it_is_updated_under_its_key(
    place: Place,
) -> None:
    with connected(writing_engine(place)) as connection:
        connection.exec_driver_sql("PRAGMA user_version = 1")

    with opened(place, read_only=True) as uow:
        assert titles(uow) == [SECRET]
    with opened(place) as uow:
        assert titles(uow) == [SECRET]
    with connected(writing_engine(place)) as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == mark()
    (copy,) = backups(place)
    assert copy.actions == 1


def test_copy_when_the_folder_has_a_key_then_it_is_put_back(place: Place) -> None:
    with opened(place) as uow:
        uow.back_up("essai")
        uow.record(Draft("x", (Edit(Cell("action", "a", "title"), "Autre"),)))
    copy = newest_sound(place, clock=CLOCK)
    assert copy is not None

    restore(place, copy, clock=CLOCK)

    with opened(place) as uow:
        assert titles(uow) == [SECRET]


@pytest.mark.parametrize("key", [None, bytes(32)], ids=["none", "wrong"])
def test_folder_when_the_key_is_not_its_own_then_it_does_not_open_and_stays_as_it_is(
    place: Place, key: bytes | None
) -> None:
    before = place.base.read_bytes()

    with pytest.raises(StorageError):
        open_folder(place.path, clock=CLOCK, key=key)

    assert place.base.read_bytes() == before
