"""Safety copies that a test run makes: each is taken back elsewhere and checked fully."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import db.lifecycle.opening
import db.unit_of_work
from ctg_desktop.ports import BackupInfo, untold
from db.folder.places import Place
from db.lifecycle.backup import back_up
from db.lifecycle.opening import open_folder
from db.recovery.restoring import restore
from db.unit_of_work import SqliteUnitOfWork
from tests.support.sites import TurnedClock


def prove_every_copy(patch: pytest.MonkeyPatch) -> None:
    """Have each copy proven as soon as it is made, by whatever test makes it."""
    proving = _proving(back_up)
    patch.setattr(db.lifecycle.opening, "back_up", proving)
    patch.setattr(db.unit_of_work, "back_up", proving)


def _proving(make: Callable[..., BackupInfo]) -> Callable[..., BackupInfo]:
    @wraps(make)
    def made(connection: object, folder: Place, **how: object) -> BackupInfo:
        copy = make(connection, folder, **how)
        prove(copy, folder)
        return copy

    return made


def prove(copy: BackupInfo, folder: Place) -> None:
    """Take a copy back in a folder of its own; fail where the full check finds anything."""
    clock = TurnedClock()
    with TemporaryDirectory(prefix="ctg-reprise-") as made:
        place = folder.copied_to(Path(made) / "d")
        place.backups.mkdir(parents=True)
        again = Path(shutil.copyfile(copy.path, place.backups / copy.path.name))
        restore(place, BackupInfo(again, copy.made_at, copy.reason, 0, copy.size), clock=clock)
        opened = open_folder(place.path, clock=clock, read_only=True, key=folder.key)
        with SqliteUnitOfWork(opened, clock) as uow:
            found = uow.verify(untold)
    assert found.problems == (), (copy.path.name, found.problems)
    assert found.counts["actions"] == copy.actions
