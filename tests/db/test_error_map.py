"""What the storage library and the system say, told in French; the disk that is full."""

import errno
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2

from ctg_desktop.domain.entities import Action
from ctg_desktop.errors import (
    CtgError,
    DamagedError,
    DiskFullError,
    FolderHeldError,
    FolderMissingError,
    ReadOnlyError,
    StorageError,
)
from ctg_desktop.typography import typeset
from db.engine import writing_engine
from db.error_map import french_errors
from db.folder.places import place_at
from db.lifecycle.opening import open_folder
from tests.support.data_folders import create_folder
from tests.support.folders import connected, fill_disk, filled_folder, small_disk
from tests.support.sites import Site, TurnedClock


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EDQUOT, DiskFullError),
        (errno.EROFS, ReadOnlyError),
        (errno.EACCES, ReadOnlyError),
        (errno.ENOENT, FolderMissingError),
        (errno.EIO, StorageError),
        (errno.ESTALE, StorageError),
        (errno.ENAMETOOLONG, StorageError),
    ],
)
def test_system_error_when_met_then_the_sentence_is_french(
    tmp_path: Path, code: int, kind: type[CtgError]
) -> None:
    with pytest.raises(CtgError) as caught, french_errors(tmp_path):
        raise OSError(code, "in English")

    assert type(caught.value) is kind
    assert typeset(caught.value.sentence) == caught.value.sentence
    assert "English" not in caught.value.sentence


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (dbapi2.SQLITE_FULL, DiskFullError),
        (dbapi2.SQLITE_READONLY | 4 << 8, ReadOnlyError),
        (dbapi2.SQLITE_CORRUPT, DamagedError),
        (dbapi2.SQLITE_NOTADB, DamagedError),
        (dbapi2.SQLITE_BUSY, FolderHeldError),
        (dbapi2.SQLITE_IOERR | 3 << 8, StorageError),
    ],
)
def test_library_error_when_met_then_the_sentence_is_french(
    tmp_path: Path, code: int, kind: type[CtgError]
) -> None:
    folder = filled_folder(tmp_path / "ctg", actions=0)
    error = dbapi2.OperationalError("in English")
    error.sqlite_errorcode = code

    with pytest.raises(CtgError) as caught, french_errors(folder.path):
        raise error

    assert type(caught.value) is kind
    assert typeset(caught.value.sentence) == caught.value.sentence


def test_bug_when_met_then_it_stays_one(tmp_path: Path) -> None:
    folder = filled_folder(tmp_path / "ctg", actions=0)

    with (
        pytest.raises(IntegrityError),
        french_errors(folder.path),
        connected(writing_engine(folder)) as connection,
    ):
        connection.exec_driver_sql("INSERT INTO installation (id) VALUES (1)")
    with pytest.raises(ZeroDivisionError), french_errors(folder.path):
        raise ZeroDivisionError


def test_entry_when_the_disk_fills_then_what_was_saved_stays_and_the_rest_can_follow(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "disque", size="4m") as disk:
        site = Site(disk / "ctg", "Camille Essai")
        row = site.create("Ludothèque")
        ballast = fill_disk(disk, left=300_000)
        saved: list[str] = []

        def type_on() -> None:
            while True:
                text = f"{len(saved)} " + "é" * 20_000
                site.write(row, "description", text)
                saved.append(text)

        with pytest.raises(DiskFullError) as caught:
            type_on()

        assert typeset(caught.value.sentence) == caught.value.sentence
        shown = site.uow.get(Action, row)
        assert shown is not None
        assert saved
        assert shown.description == saved[-1]
        ballast.unlink()
        site.write(row, "description", "La suite")
        assert site.problems() == ()
        site.close()
        site.uow = site.opened()
        assert len(site.uow.history([row])) == 2 + len(saved) + 1
        site.close()


def test_creation_when_the_disk_is_full_then_no_base_is_left(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disque", size="1m") as disk:
        ballast = fill_disk(disk, left=60_000)
        path = disk / "ctg"

        with pytest.raises(DiskFullError):
            create_folder(path, person="Camille", clock=TurnedClock())

        assert not place_at(path).base.exists()
        assert not place_at(path).new_base.exists()
        ballast.unlink()
        create_folder(path, person="Camille", clock=TurnedClock())
        open_folder(path, clock=TurnedClock()).close()


def test_opening_when_the_disk_is_full_then_reading_at_least_works(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disque", size="2m") as disk:
        folder = filled_folder(disk / "ctg")
        ballast = fill_disk(disk)

        with pytest.raises(DiskFullError):
            open_folder(folder.path, clock=TurnedClock()).close()
        with open_folder(folder.path, clock=TurnedClock(), read_only=True) as opened:
            assert opened.is_read_only
        ballast.unlink()
        open_folder(folder.path, clock=TurnedClock()).close()
