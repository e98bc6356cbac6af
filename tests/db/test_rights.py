"""Folders that the system keeps somebody out of, tried as an ordinary user even by root."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctg_desktop.paths import DataFolder
from tests.support.folders import filled_folder, heard, other_process

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the rights of POSIX")

NOBODY = 65534

TRY = f"""
import os
from ctg_desktop.domain.action import Action
from ctg_desktop.errors import StorageError
from db.unit_of_work import SqliteUnitOfWork
from tests.support.folders import reopened

def attempt(read_only):
    try:
        site = reopened(folder, read_only=read_only)
    except StorageError as error:
        return f"{{type(error).__name__}}: {{error.sentence}}"
    count = len(site.uow.rows(Action))
    site.close()
    return str(count)

# What is imported on the way is read while everything may be read.
reopened(folder.with_name("essai")).close()
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid({NOBODY})
    os.setuid({NOBODY})
for read_only in (False, True):
    tell(attempt(read_only))
"""


@pytest.fixture
def folder() -> Iterator[DataFolder]:
    """A data folder of somebody ordinary, where they can reach it."""
    place = Path(tempfile.mkdtemp(prefix="ctg-droits-"))
    place.chmod(0o755)
    made = filled_folder(place / "ctg")
    filled_folder(place / "essai")
    yield made
    for path in (made.path, made.base):
        path.chmod(0o700)
    shutil.rmtree(place)


def owned(folder: DataFolder) -> None:
    """Hand a folder over to whom the other process becomes."""
    if os.geteuid() == 0:
        for path in (folder.path, *folder.path.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


def attempts(folder: DataFolder) -> list[str]:
    """Return what opening for writing, then for reading, comes to for an ordinary user."""
    with other_process(TRY, folder.path) as process:
        return [heard(process), heard(process)]


def test_open_when_it_is_ones_own_then_it_opens(folder: DataFolder) -> None:
    owned(folder)

    assert attempts(folder) == ["3", "3"]


def test_open_when_rights_forbid_writing_then_reading_works(folder: DataFolder) -> None:
    owned(folder)
    folder.path.chmod(0o555)

    writing, reading = attempts(folder)

    assert writing.startswith("ReadOnlyError")
    assert reading == "3"


@pytest.mark.parametrize("closed", ["folder", "base"])
def test_open_when_rights_forbid_reading_then_it_is_said(folder: DataFolder, closed: str) -> None:
    owned(folder)
    (folder.path if closed == "folder" else folder.base).chmod(0)

    for told in attempts(folder):
        assert "ne vous est pas ouvert" in told or "en lecture seule" in told


@pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="needs another user")
def test_open_when_it_is_of_somebody_else_then_they_alone_read_it(folder: DataFolder) -> None:
    for told in attempts(folder):
        assert "ne vous est pas ouvert" in told or "en lecture seule" in told
