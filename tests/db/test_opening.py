"""Creating and opening a data folder: its errors, read-only places, every sort of damage."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ctg_desktop.domain.entities import Action
from ctg_desktop.errors import (
    CtgError,
    DamagedError,
    FolderExistsError,
    FolderMissingError,
    ForeignFileError,
    ReadOnlyError,
    StorageError,
    TooNewError,
    TooOldError,
)
from ctg_desktop.paths import DataFolder
from ctg_desktop.typography import typeset
from db.engine import connected, reading_engine
from db.folder.places import place_at
from db.lifecycle.opening import OpenedFolder, open_folder
from db.tables import SCHEMA_VERSION
from db.unit_of_work import SqliteUnitOfWork
from tests.support.data_folders import create_folder
from tests.support.folders import (
    content,
    filled_folder,
    heard,
    make_read_only,
    other_process,
    reopened,
    run_sql,
    small_disk,
)
from tests.support.sites import TurnedClock


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return filled_folder(tmp_path / "ctg")


def opened(folder: DataFolder, *, read_only: bool = False) -> OpenedFolder:
    return open_folder(folder.path, clock=TurnedClock(), read_only=read_only)


def titles(folder: DataFolder, *, read_only: bool = False) -> set[str | None]:
    with SqliteUnitOfWork(opened(folder, read_only=read_only), TurnedClock()) as uow:
        return {action.title for action in uow.rows(Action)}


THREE = {"Action 0", "Action 1", "Action 2"}


# ------------------------------------------------------------------- creating and opening


def test_create_when_the_place_is_free_then_the_folder_holds_what_it_should(
    tmp_path: Path,
) -> None:
    path = tmp_path / "à côté" / "ctg"

    create_folder(path, person="Camille Essai", clock=TurnedClock(), demonstration=True)

    assert {file.name for file in path.iterdir()} == {"ctg.sqlite", "dossier.json", "verrou"}
    with SqliteUnitOfWork(opened(DataFolder(path)), TurnedClock()) as uow:
        assert uow.installation.person == "Camille Essai"
        assert uow.installation.demonstration


def test_create_when_data_stand_there_then_nothing_changes(folder: DataFolder) -> None:
    before = content(folder)

    with pytest.raises(FolderExistsError):
        create_folder(folder.path, person="Autre", clock=TurnedClock())

    assert content(folder) == before


def test_create_when_a_base_existed_then_none_is_made_over_it(folder: DataFolder) -> None:
    folder.base.unlink()

    with pytest.raises(FolderExistsError):
        create_folder(folder.path, person="Autre", clock=TurnedClock())

    assert not folder.base.exists()


def test_create_when_a_file_bears_the_name_then_it_stays(tmp_path: Path) -> None:
    file = tmp_path / "ctg"
    file.write_text("notes")

    with pytest.raises(StorageError, match="un fichier porte"):
        create_folder(file, person="Camille", clock=TurnedClock())

    assert file.read_text() == "notes"


@pytest.mark.parametrize("step", ["create_schema", "flush_file", "Path.rename"])
def test_create_when_killed_on_the_way_then_it_can_begin_again(tmp_path: Path, step: str) -> None:
    path = tmp_path / "ctg"
    code = f"""
import db.lifecycle.creating
def stop(*_):
    tell("there")
    wait()
db.lifecycle.creating.{step} = stop
create_folder(folder, person="Camille", clock=TurnedClock())
"""
    with other_process(code, path) as process:
        assert heard(process) == "there"
    with pytest.raises(FolderMissingError):
        open_folder(path, clock=TurnedClock())

    create_folder(path, person="Camille", clock=TurnedClock())

    assert titles(DataFolder(path)) == set()
    assert not DataFolder(path).new_base.exists()


def test_open_when_the_folder_is_absent_then_nothing_is_created(tmp_path: Path) -> None:
    with pytest.raises(FolderMissingError) as caught:
        open_folder(tmp_path / "absent", clock=TurnedClock())

    assert list(tmp_path.iterdir()) == []
    assert "initialiser" in caught.value.sentence


def test_open_when_the_folder_holds_something_else_then_nothing_is_put_there(
    tmp_path: Path,
) -> None:
    (tmp_path / "notes.txt").touch()

    with pytest.raises(FolderMissingError):
        open_folder(tmp_path, clock=TurnedClock())

    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("version", [f"{int(SCHEMA_VERSION) + 1:04d}", "0417"])
def test_open_when_a_newer_version_wrote_it_then_nothing_changes(
    folder: DataFolder, version: str, read_only: bool
) -> None:
    run_sql(folder, f"UPDATE alembic_version SET version_num = '{version}'")
    before = folder.base.read_bytes()

    with pytest.raises(TooNewError, match=version):
        opened(folder, read_only=read_only)

    assert folder.base.read_bytes() == before


def test_open_when_too_old_a_version_wrote_it_then_nothing_changes(folder: DataFolder) -> None:
    run_sql(folder, "UPDATE alembic_version SET version_num = '0000'")
    before = folder.base.read_bytes()

    with pytest.raises(TooOldError):
        opened(folder)

    assert folder.base.read_bytes() == before


@pytest.mark.parametrize(
    "stranger",
    [
        b"Ceci est un texte.\n" * 500,
        b"SQLite",
        b"PK\x03\x04" + b"\0" * 8000,
    ],
    ids=["text", "few-bytes", "zip"],
)
@pytest.mark.parametrize("read_only", [False, True])
def test_open_when_the_file_is_no_base_then_it_is_not_ours(
    tmp_path: Path, stranger: bytes, read_only: bool
) -> None:
    folder = DataFolder(tmp_path)
    folder.base.write_bytes(stranger)

    with pytest.raises(ForeignFileError):
        opened(folder, read_only=read_only)

    assert folder.base.read_bytes() == stranger


def test_open_when_the_base_is_of_another_program_then_it_is_not_ours(
    folder: DataFolder,
) -> None:
    run_sql(folder, "PRAGMA application_id = 12")
    folder.memory.unlink()

    with pytest.raises(ForeignFileError):
        opened(folder)


# ------------------------------------------------------------------------------- damage


def empty(folder: DataFolder) -> None:
    folder.base.write_bytes(b"")


def gone(folder: DataFolder) -> None:
    folder.base.unlink()


def half(folder: DataFolder) -> None:
    os.truncate(folder.base, folder.base.stat().st_size // 2)


def odd_end(folder: DataFolder) -> None:
    os.truncate(folder.base, folder.base.stat().st_size - 100)


def overwritten_start(folder: DataFolder) -> None:
    folder.base.write_bytes(b"\0" * 512 + folder.base.read_bytes()[512:])


def other_mark(folder: DataFolder) -> None:
    run_sql(folder, "PRAGMA application_id = 12")


def no_version(folder: DataFolder) -> None:
    run_sql(folder, "DROP TABLE alembic_version")


def no_table(folder: DataFolder) -> None:
    run_sql(folder, "PRAGMA foreign_keys = OFF", "DROP TABLE suivi_note")


def broken_link(folder: DataFolder) -> None:
    run_sql(folder, "PRAGMA foreign_keys = OFF", "UPDATE action SET pilote = 'personne'")


def nobody(folder: DataFolder) -> None:
    run_sql(folder, "DELETE FROM installation")


def broken_index(folder: DataFolder) -> None:
    run_sql(folder, "UPDATE search_config SET v = 0 WHERE k = 'version'")


def nothing_where_something_must_be(folder: DataFolder) -> None:
    told, untold = "label TEXT NOT NULL", "label TEXT         "
    change = "UPDATE sqlite_schema SET sql = replace(sql, '{}', '{}') WHERE name = 'gesture'"
    run_sql(folder, "PRAGMA writable_schema = ON", change.format(told, untold))
    run_sql(folder, "UPDATE gesture SET label = NULL WHERE id = 1")
    run_sql(folder, "PRAGMA writable_schema = ON", change.format(untold, told))


def words_overwritten(folder: DataFolder) -> None:
    """SQLite quotes in its message what it cannot read: the message is no text either."""
    whole = folder.base.read_bytes()
    assert b"TABLE installation" in whole
    folder.base.write_bytes(whole.replace(b"TABLE installation", b"TABL\x90 installation"))


DAMAGE = [
    empty,
    gone,
    half,
    odd_end,
    overwritten_start,
    other_mark,
    no_version,
    no_table,
    broken_link,
    nobody,
    broken_index,
    nothing_where_something_must_be,
    words_overwritten,
]


@pytest.mark.parametrize("harm", DAMAGE)
def test_open_when_the_base_is_damaged_then_it_is_said_and_left(
    folder: DataFolder, harm: Callable[[DataFolder], None]
) -> None:
    harm(folder)
    before = content(folder)

    with pytest.raises(DamagedError) as caught:
        opened(folder)

    after = content(folder)
    after.pop("ctg.sqlite-shm", None)  # what readers share; it holds nothing
    assert {name: held for name, held in after.items() if held} == {
        name: held for name, held in before.items() if held
    }
    assert "ni modifiée ni effacée" in caught.value.sentence
    assert "sauvegardes" in caught.value.sentence
    assert typeset(caught.value.sentence) == caught.value.sentence


def test_tables_when_checked_then_none_asks_for_what_a_check_that_only_reads_passes_over(
    folder: DataFolder,
) -> None:
    """On a connection that cannot write, SQLite's check looks at no CHECK of a table."""
    with connected(reading_engine(place_at(folder.path))) as connection:
        schema = connection.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE sql NOT NULL")
        assert not [told for told in schema.scalars() if "CHECK" in told.upper()]


def test_open_when_what_a_killed_process_left_was_not_copied_then_the_loss_is_seen(
    tmp_path: Path,
) -> None:
    # A base copied without the `-wal` beside it: older than what the folder remembers.
    code = """
site = Site(folder, "Camille")
site.create("Première")
site.uow._opened.remember(is_open=True)
tell("written")
wait()
"""
    with other_process(code, tmp_path / "ctg") as process:
        assert heard(process) == "written"
    shutil.copytree(tmp_path / "ctg", tmp_path / "copie", ignore=shutil.ignore_patterns("*-wal"))

    with opened(DataFolder(tmp_path / "copie")) as copy:
        assert copy.renewal is not None


def test_open_when_a_killed_process_left_a_wal_then_nothing_is_lost(tmp_path: Path) -> None:
    code = 'site = Site(folder, "Camille"); site.create("Première"); tell("written"); wait()'
    folder = DataFolder(tmp_path / "ctg")
    with other_process(code, folder.path) as process:
        assert heard(process) == "written"
    assert folder.base.with_name("ctg.sqlite-wal").stat().st_size > 0

    assert titles(folder, read_only=True) == {"Première"}
    assert titles(folder) == {"Première"}


@pytest.mark.parametrize("pages", [1, 2, 5])
def test_open_when_a_process_was_killed_as_it_emptied_its_wal_then_nothing_is_lost(
    tmp_path: Path, pages: int
) -> None:
    code = """
site = Site(folder, "Camille")
site.uow._connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
for number in range(40):
    site.create(f"Action {number}", constat="Un constat. " * 50)
tell("written")
wait()
"""
    folder = DataFolder(tmp_path / "ctg")
    with other_process(code, folder.path) as process:
        assert heard(process) == "written"
    empty_wal_in_part(folder, pages)

    expected = {f"Action {number}" for number in range(40)}
    assert titles(folder, read_only=True) == expected
    assert titles(folder) == expected
    assert told_by(folder)[1] == ()


def empty_wal_in_part(folder: DataFolder, pages: int) -> None:
    """Write the first pages of the `-wal` into the base, as a checkpoint begins by doing."""
    wal = folder.base.with_name("ctg.sqlite-wal").read_bytes()
    size = int.from_bytes(wal[8:12], "big")
    latest = {
        int.from_bytes(wal[at : at + 4], "big"): wal[at + 24 : at + 24 + size]
        for at in range(32, len(wal), 24 + size)
    }
    with folder.base.open("r+b") as base:
        for page in sorted(latest)[:pages]:
            base.seek((page - 1) * size)
            base.write(latest[page])


def told_by(folder: DataFolder) -> tuple[str, tuple[str, ...]]:
    """Open a folder and check it fully: return its state hash and the problems."""
    with SqliteUnitOfWork(opened(folder), TurnedClock()) as uow:
        found = uow.verify(lambda _label, _done, _total: None)
        return found.state_hash, found.problems


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    return filled_folder(tmp_path_factory.mktemp("riche") / "ctg", actions=12)


@pytest.fixture(scope="module")
def sound_hash(rich: DataFolder) -> str:
    return told_by(rich)[0]


@pytest.mark.parametrize("seed", range(25))
def test_open_when_one_bit_is_flipped_then_it_is_seen_or_harmless(
    rich: DataFolder, sound_hash: str, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    folder = DataFolder(tmp_path / "ctg")
    shutil.copytree(rich.path, folder.path)
    damaged = bytearray(folder.base.read_bytes())
    damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    folder.base.write_bytes(damaged)

    try:
        state, problems = told_by(folder)
    except CtgError:
        return
    assert problems or state == sound_hash


@pytest.mark.parametrize("seed", range(15))
def test_open_when_the_end_is_cut_off_then_it_is_damaged(
    rich: DataFolder, tmp_path: Path, seed: int
) -> None:
    folder = DataFolder(tmp_path / "ctg")
    shutil.copytree(rich.path, folder.path)
    os.truncate(folder.base, random.Random(seed).randrange(folder.base.stat().st_size))
    before = folder.base.read_bytes()

    with pytest.raises(DamagedError):
        opened(folder)

    assert folder.base.read_bytes() == before


# ---------------------------------------------------------------------- read-only places


def test_open_when_the_disk_is_read_only_then_reading_works_and_writing_is_refused(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "disque", size="4m") as disk:
        folder = filled_folder(disk / "ctg")
        make_read_only(disk)

        with pytest.raises(ReadOnlyError) as caught:
            opened(folder)
        assert titles(folder, read_only=True) == THREE
        with SqliteUnitOfWork(opened(folder, read_only=True), TurnedClock()) as uow:
            assert not uow.verify(lambda _label, _done, _total: None).problems

    assert "--lecture-seule" in caught.value.sentence
    assert typeset(caught.value.sentence) == caught.value.sentence


def test_open_when_a_read_only_disk_holds_a_wal_then_what_it_says_is_read(tmp_path: Path) -> None:
    code = 'site = Site(folder, "Camille"); site.create("Première"); tell("written"); wait()'
    with small_disk(tmp_path / "disque", size="4m") as disk:
        with other_process(code, disk / "ctg") as process:
            assert heard(process) == "written"
        make_read_only(disk)

        with opened(DataFolder(disk / "ctg"), read_only=True) as copy:
            private = copy.private
            assert private is not None
            assert private.is_dir()
            with SqliteUnitOfWork(copy, TurnedClock()) as uow:
                assert [action.title for action in uow.rows(Action)] == ["Première"]

    assert not private.exists()


def test_record_when_the_folder_is_open_for_reading_then_it_is_refused(folder: DataFolder) -> None:
    site = reopened(folder.path, read_only=True)

    with pytest.raises(ReadOnlyError):
        site.create("Refusée")

    site.close()
    assert titles(folder) == THREE


# ------------------------------------------------------------------------- shared places


def test_open_when_the_folder_is_synchronised_then_no_wal_is_used(tmp_path: Path) -> None:
    folder = filled_folder(tmp_path / "OneDrive - Ville" / "ctg")

    with opened(folder) as synchronised, synchronised.engine.connect() as connection:
        assert synchronised.folder.is_shared
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "delete"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 3
    assert titles(folder) == THREE


def test_open_when_a_local_folder_moves_to_a_share_then_it_leaves_wal(
    folder: DataFolder, tmp_path: Path
) -> None:
    shared = DataFolder(tmp_path / "Nextcloud" / "ctg")
    shutil.copytree(folder.path, shared.path)

    with opened(shared) as synchronised, synchronised.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "delete"
    assert titles(shared) == THREE


HALF_WRITTEN = """
opened = open_folder(folder, clock=TurnedClock())
connection = opened.engine.connect()
connection.exec_driver_sql("PRAGMA cache_size = 1")
connection.exec_driver_sql("BEGIN IMMEDIATE")
connection.exec_driver_sql("UPDATE action SET title = 'à moitié', constat = hex(zeroblob(50000))")
tell("half")
wait()
"""


def test_open_when_a_process_was_killed_on_a_share_then_its_half_write_is_undone(
    tmp_path: Path,
) -> None:
    folder = filled_folder(tmp_path / "Nextcloud" / "ctg")
    with other_process(HALF_WRITTEN, folder.path) as process:
        assert heard(process) == "half"
    assert folder.base.with_name("ctg.sqlite-journal").stat().st_size > 0

    assert titles(folder, read_only=True) == THREE
    assert titles(folder) == THREE


def test_open_when_a_process_was_killed_as_it_committed_on_a_share_then_it_is_undone(
    tmp_path: Path,
) -> None:
    folder = filled_folder(tmp_path / "Nextcloud" / "ctg")
    with other_process(HALF_WRITTEN, folder.path) as process:
        assert heard(process) == "half"
    # The first page comes first: it counts pages that are not there yet.
    with folder.base.open("r+b") as file:
        file.seek(28)
        file.write((10_000).to_bytes(4, "big"))

    assert titles(folder, read_only=True) == THREE
    assert titles(folder) == THREE
