"""Any damage of a base is seen at its opening or by the full check, and never written over."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from ctg_desktop.errors import StorageError
from db.folder.places import Place, place_at
from db.lifecycle.opening import open_folder
from db.recovery.restoring import restore
from db.unit_of_work import SqliteUnitOfWork
from tests.support.data_folders import newest_sound
from tests.support.folders import filled_folder, reopened
from tests.support.sites import TurnedClock

ROUNDS = 500 if os.environ.get("CTG_STRESS") == "1" else 30


@pytest.fixture
def folder(tmp_path: Path) -> Place:
    place = place_at(filled_folder(tmp_path / "ctg").path)
    site = reopened(place.path)
    site.uow.back_up("essai")
    site.close()
    return place


def spoilt(whole: bytes, chance: random.Random) -> bytes:
    """Turn one bit, or cut the end off."""
    if chance.random() < 0.2:
        return whole[: chance.randrange(len(whole))]
    altered = bytearray(whole)
    altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
    return bytes(altered)


def problems(folder: Place) -> tuple[str, ...] | None:
    """Return what the full check finds; None when the folder does not even open."""
    try:
        opened = open_folder(folder.path, clock=TurnedClock(), read_only=True)
        with opened, SqliteUnitOfWork(opened, TurnedClock()) as uow:
            return uow.verify(lambda _what, _done, _total: None).problems
    except StorageError:
        return None


def test_base_when_damaged_anywhere_then_it_is_seen_or_says_the_same_and_a_copy_mends_it(
    folder: Place,
) -> None:
    whole = folder.base.read_bytes()
    site = reopened(folder.path)
    state = site.uow.state_hash()
    site.close()
    chance = random.Random(62)
    seen = 0
    for _ in range(ROUNDS):
        damaged = spoilt(whole, chance)
        folder.base.write_bytes(damaged)
        for left in folder.path.glob("ctg.sqlite-*"):
            left.unlink()

        found = problems(folder)

        assert folder.base.read_bytes() == damaged
        if found == ():  # a bit that stands for nothing: of a free page, say
            opened = open_folder(folder.path, clock=TurnedClock(), read_only=True)
            with opened, SqliteUnitOfWork(opened, TurnedClock()) as uow:
                assert uow.state_hash() == state
        else:
            seen += 1
    assert seen

    copy = newest_sound(folder, clock=TurnedClock())
    assert copy is not None
    restore(folder, copy, clock=TurnedClock())
    site = reopened(folder.path)
    assert site.uow.state_hash() == state
    assert site.problems() == ()
    site.close()
