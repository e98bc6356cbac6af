"""Safety copies: verified before they bear their name, never made of a damaged base."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ctg_desktop.domain.entities import Action
from ctg_desktop.errors import DamagedError, DiskFullError
from ctg_desktop.ports import BackupInfo, CopyState
from ctg_desktop.typography import typeset
from db.engine import reading_engine, writing_engine
from db.folder.copies import backups
from db.folder.places import Place, place_at
from db.lifecycle import backup
from db.lifecycle.backup import back_up
from db.lifecycle.opening import opened_backup
from db.unit_of_work import SqliteUnitOfWork
from tests.support.folders import (
    ask_sql,
    connected,
    content,
    fill_disk,
    filled_folder,
    heard,
    other_process,
    run_sql,
    small_disk,
)
from tests.support.sites import Site, TurnedClock

NOW = datetime(2026, 2, 3, 9, 32, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Place:
    return filled_folder(tmp_path / "l'été #1" / "ctg")


def made(folder: Place, reason: str = "avant import", now: datetime = NOW) -> BackupInfo:
    with connected(writing_engine(folder)) as connection:
        return back_up(connection, folder, reason=reason, now=now)


def test_copy_when_made_then_it_says_what_it_is(folder: Place) -> None:
    copy = made(folder, "À la fermeture")

    (changes,) = ask_sql(folder, "SELECT count(*) FROM change")[0]
    assert copy == BackupInfo(
        folder.backups / "ctg_2026-02-03_093200Z_a-la-fermeture.sqlite",
        NOW,
        "a la fermeture",
        3,
        copy.path.stat().st_size,
        changes,
        is_of_this_life=True,
    )
    assert backups(folder) == [copy]
    assert [path.name for path in folder.backups.iterdir()] == [copy.path.name]


def test_copy_when_the_base_is_open_and_wal_is_full_then_it_holds_everything(
    tmp_path: Path,
) -> None:
    site = Site(tmp_path / "ctg", "Camille")
    folder = place_at(site.folder)
    site.create("Ludothèque")
    assert folder.base.with_name("ctg.sqlite-wal").stat().st_size > 0

    copy = made(folder)

    state = site.uow.state_hash()
    site.close()
    with connected(reading_engine(folder, copy.path)) as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        assert connection.exec_driver_sql("SELECT title FROM action").scalars().all() == [
            "Ludothèque"
        ]
    folder.base.unlink()
    copy.path.rename(folder.base)
    site.uow = site.opened()
    assert site.uow.state_hash() == state
    assert site.uow.search("ludo")
    assert site.problems() == ()
    site.close()


def test_copy_when_opened_then_it_can_be_read_and_checked_beside_the_base(
    folder: Place,
) -> None:
    copy = made(folder)
    before = content(folder)

    with opened_backup(copy.path, clock=TurnedClock()) as opened:
        uow = SqliteUnitOfWork(opened, TurnedClock())
        assert uow.is_read_only
        assert len(uow.rows(Action)) == 3
        assert uow.verify(lambda _label, _done, _total: None).problems == ()

    assert content(folder) == before


@pytest.mark.parametrize("harm", [b"", b"rien" * 2000], ids=["empty", "overwritten"])
def test_copy_when_damaged_then_it_is_said_and_left(folder: Place, harm: bytes) -> None:
    copy = made(folder)
    copy.path.write_bytes(harm)

    with (
        pytest.raises(DamagedError, match=copy.path.name) as caught,
        opened_backup(copy.path, clock=TurnedClock()),
    ):
        pass

    assert copy.path.read_bytes() == harm
    assert typeset(caught.value.sentence) == caught.value.sentence


def test_copy_when_several_are_made_in_a_second_then_each_has_its_name(folder: Place) -> None:
    names = {made(folder).path for _ in range(3)}

    assert len(names) == 3
    assert [copy.made_at for copy in backups(folder)] == [
        NOW + timedelta(seconds=seconds) for seconds in (2, 1, 0)
    ]


def test_copy_when_old_ones_are_superfluous_then_they_go(folder: Place) -> None:
    for hours in range(0, 24 * 8, 12):
        made(folder, now=NOW + timedelta(hours=hours))

    days = [copy.made_at.date() for copy in backups(folder)]
    assert len(days) == 4 + 6  # two days whole, then one of each day
    assert len(set(days)) == 8


def test_copy_when_the_base_is_damaged_then_none_is_made(folder: Place) -> None:
    run_sql(folder, "PRAGMA foreign_keys = OFF", "UPDATE action SET pilote = 'personne'")

    with pytest.raises(DamagedError):
        made(folder)

    assert backups(folder) == []


def test_copy_when_it_differs_from_the_base_then_it_is_not_kept(
    folder: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(path: Path) -> None:
        with connected(writing_engine(folder, path)) as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("DELETE FROM action")

    monkeypatch.setattr(backup, "flush_file", spoil)

    with pytest.raises(backup.StorageError, match="n’est pas fidèle"):
        made(folder)

    assert list(folder.backups.iterdir()) == []


def test_copies_when_one_is_damaged_or_foreign_then_it_is_listed_last_or_not_at_all(
    folder: Place,
) -> None:
    good = made(folder)
    bad = folder.backups / "ctg_2099-01-01_080000Z_fermeture.sqlite"
    bad.write_bytes(b"rien" * 2000)
    (folder.backups / "notes.txt").touch()

    assert [(copy.path, copy.state) for copy in backups(folder)] == [
        (good.path, CopyState.MADE),
        (bad, CopyState.DAMAGED),
    ]


def test_copies_when_listed_then_the_longest_log_is_first_whatever_the_dates(
    tmp_path: Path,
) -> None:
    clock = TurnedClock(NOW)
    site = Site(tmp_path / "d", "Camille Essai", clock)
    told = (NOW, NOW.replace(year=2076), NOW.replace(year=2016), NOW)
    for number, at in enumerate(told):
        clock.at = at
        site.create(f"Action {number}")
        site.uow.back_up("essai")

    found = site.uow.backups()

    assert [copy.actions for copy in found] == [4, 3, 2, 1]
    assert [copy.made_at.year for copy in found] == [2026, 2016, 2076, 2026]
    assert site.uow.is_backed_up()
    site.close()


def test_copies_when_names_told_the_local_time_then_they_are_still_read(
    folder: Place,
) -> None:
    copy = made(folder)
    local = NOW.astimezone()
    copy.path.rename(folder.backups / f"ctg_{local:%Y-%m-%d_%H%M%S}_fermeture.sqlite")

    assert [each.made_at for each in backups(folder)] == [NOW]


def test_copy_when_killed_on_the_way_then_no_half_file_bears_a_name(folder: Place) -> None:
    good = made(folder)
    code = """
from db.lifecycle import backup
def stop(path):
    tell("half")
    wait()
backup.flush_file = stop
opened = open_folder(folder, clock=TurnedClock())
backup.back_up(opened.engine.connect(), opened.folder, reason="x", now=TurnedClock().now())
"""
    with other_process(code, folder.path) as process:
        assert heard(process) == "half"
    assert len(list(folder.backups.iterdir())) == 2

    assert backups(folder) == [good]
    made(folder)

    assert len(list(folder.backups.iterdir())) == len(backups(folder)) == 2


def test_copy_when_the_disk_is_full_then_base_and_former_copies_stay(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disque", size="3m") as disk:
        folder = filled_folder(disk / "ctg")
        good = made(folder)
        ballast = fill_disk(disk, left=100_000)
        before = content(folder)

        with pytest.raises(DiskFullError) as caught:
            made(folder)

        assert {name: content(folder)[name] for name in before} == before
        assert backups(folder) == [good]
        assert typeset(caught.value.sentence) == caught.value.sentence
        ballast.unlink()
        made(folder)
        assert len(backups(folder)) == 2
        assert ask_sql(folder, "PRAGMA integrity_check") == [("ok",)]


def test_base_when_it_was_just_copied_then_it_is_backed_up(tmp_path: Path) -> None:
    site = Site(tmp_path / "d", "Camille Essai")
    assert not site.uow.is_backed_up()
    row = site.create("Un")
    site.uow.back_up("essai")
    assert site.uow.is_backed_up()

    site.write(row, "title", "Deux")
    assert not site.uow.is_backed_up()

    site.uow.back_up("essai")
    assert site.uow.is_backed_up()
    site.uow.name_person("Camille Nouvelle")
    assert not site.uow.is_backed_up()
    site.close()


def test_base_when_its_newest_copy_is_no_base_then_it_is_not_backed_up(tmp_path: Path) -> None:
    site = Site(tmp_path / "d", "Camille Essai")
    site.create("Un")
    copy = site.uow.back_up("essai")

    copy.path.write_bytes(b"abc")

    assert not site.uow.is_backed_up()
    site.close()
