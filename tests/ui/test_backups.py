"""Safety copies without being asked: only of what changed, and in the second place too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from ctg_desktop.domain.changes import Changes
from ctg_desktop.folder.settings import load, save
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import CopyState, UnitOfWork
from ctg_desktop.services import actions
from tests.support.app import TODAY, Office, ambition, plain
from tests.support.folders import fill_disk, run_sql, small_disk
from tests.ui.conftest import Settle
from ui import backups
from ui.backups import BackupKeeper
from ui.desk import Desk


@pytest.fixture
def keeper(desk: Desk) -> Iterator[BackupKeeper]:
    made = BackupKeeper(desk)
    yield made
    made.deleteLater()


def copies(folder: Path) -> list[str]:
    """Return why each copy was made, oldest first."""
    found = sorted(DataFolder(folder).backups.glob("ctg_*.sqlite"))
    return [path.stem.split("_")[-1] for path in found]


def noted(desk: Desk) -> None:
    def note(uow: UnitOfWork) -> tuple[None, Changes]:
        values = {"title": "Café", "main_ambition": ambition(uow, "1").id}
        return None, actions.create(uow, values, TODAY)[1]

    desk.write(note, owner=desk)


def waiting(keeper: BackupKeeper) -> list[int]:
    """Return how long each timer under way waits, in milliseconds."""
    return [timer.interval() for timer in keeper.findChildren(QTimer) if timer.isActive()]


def test_copy_when_nothing_changed_since_the_last_then_none_is_made(
    keeper: BackupKeeper, desk: Desk, settle: Settle
) -> None:
    keeper.back_up("un")
    settle()
    keeper.back_up("deux")
    settle()
    assert copies(desk.folder) == ["un"]

    noted(desk)
    keeper.back_up("trois")
    settle()
    assert copies(desk.folder) == ["un", "trois"]


def test_copy_when_something_is_noted_then_one_is_due_within_half_an_hour(
    keeper: BackupKeeper, desk: Desk, settle: Settle, qtbot: QtBot
) -> None:
    assert waiting(keeper) == []
    noted(desk)
    settle()
    noted(desk)
    settle()

    assert waiting(keeper) == [backups.EVERY_MS]
    (timer,) = [each for each in keeper.findChildren(QTimer) if each.isActive()]
    with qtbot.waitSignal(desk.backed_up):
        timer.setInterval(0)  # the half-hour is over
    assert copies(desk.folder) == ["automatique"]


def test_copy_when_the_folder_opens_then_the_first_pages_come_before_it(
    keeper: BackupKeeper, desk: Desk, settle: Settle
) -> None:
    desk.close()
    settle()
    desk.open()
    settle()

    assert waiting(keeper) == [backups.AFTER_OPENING_MS]


def test_copy_when_the_folder_closes_then_what_changed_is_copied_first(
    keeper: BackupKeeper, desk: Desk, settle: Settle, tmp_path: Path
) -> None:
    second = with_second_place(desk, tmp_path / "clé")
    noted(desk)
    desk.close()
    settle()

    assert copies(desk.folder) == ["a-la-fermeture"]
    assert len(list(second.glob("Béthune */*.sqlite"))) == 1


def noted_states(desk: Desk) -> list[CopyState]:
    return [copy.state for copy in desk.storage.backups(desk.folder)]


def test_copy_when_nothing_is_written_for_a_while_then_it_is_checked_wholly(
    keeper: BackupKeeper, desk: Desk, settle: Settle, qtbot: QtBot
) -> None:
    noted(desk)
    keeper.back_up("un")
    settle()
    assert noted_states(desk) == [CopyState.MADE]
    (quiet,) = [
        timer
        for timer in keeper.findChildren(QTimer)
        if timer.isActive() and timer.interval() == backups.QUIET_MS
    ]

    with qtbot.waitSignal(desk.copies_checked):
        quiet.setInterval(0)  # the quiet minutes are over

    assert noted_states(desk) == [CopyState.VERIFIED]


def test_check_when_something_is_written_then_it_stops_and_comes_again_later(
    keeper: BackupKeeper, desk: Desk, settle: Settle
) -> None:
    noted(desk)
    keeper.back_up("un")
    settle()
    quiet = keeper.findChildren(QTimer)[-1]
    quiet.stop()

    keeper.check_next()
    desk.changed.emit(Changes())
    settle()

    if noted_states(desk) == [CopyState.MADE]:  # stopped before its end
        assert quiet.isActive()
        keeper.check_next()
        settle()
    assert noted_states(desk) == [CopyState.VERIFIED]


def test_check_when_a_value_of_the_base_was_altered_then_a_warning_names_the_copy_and_the_way_out(
    keeper: BackupKeeper, desk: Desk, settle: Settle, qtbot: QtBot
) -> None:
    noted(desk)
    keeper.back_up("bonne")
    settle()
    keeper.check_next()
    settle()
    desk.close()
    settle()
    run_sql(DataFolder(desk.folder), "UPDATE action SET title = 'Cafe'")
    desk.open()
    settle()
    desk.read(lambda uow: uow.back_up("mauvaise"), lambda _copy: None, owner=desk)
    settle()

    with qtbot.waitSignal(keeper.warned) as warned:
        keeper.check_next()

    assert "mauvaise.sqlite » est défectueuse" in plain(warned.args[0])
    assert "Vérifier le dossier" in warned.args[0]
    assert noted_states(desk) == [CopyState.VERIFIED, CopyState.DAMAGED]
    assert desk.storage.backups(desk.folder)[0].reason == "bonne"
    settle()


def with_second_place(desk: Desk, place: Path) -> Path:
    place.mkdir()
    save(desk.folder, replace(load(desk.folder), second_backups=place))
    return place


def test_second_place_when_it_is_pulled_out_then_a_warning_says_so_until_it_is_back(
    keeper: BackupKeeper, desk: Desk, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    second = with_second_place(desk, tmp_path / "clé")
    second.rename(tmp_path / "débranchée")

    with qtbot.waitSignal(keeper.warned) as warned:
        keeper.back_up("essai")
    assert "n’est pas là" in warned.args[0]
    assert copies(desk.folder) == ["essai"]

    (tmp_path / "débranchée").rename(second)
    with qtbot.waitSignal(keeper.calmed):
        keeper.back_up("essai")  # nothing changed: what was missing is brought over
    assert len(list(second.glob("Béthune */*.sqlite"))) == 1
    settle()


def test_copy_when_the_disk_is_full_then_a_warning_says_so_and_the_folder_stays_open(
    bethune: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    from ctg_desktop.bootstrap import SqliteStorage

    with small_disk(tmp_path / "disque", size="8m") as disk:
        office = Office.copied(bethune, disk / "d")
        desk = Desk(SqliteStorage(), office.clock, office.folder)
        keeper = BackupKeeper(desk, desk)
        with qtbot.waitSignal(desk.undo_changed):  # it is checked, and open fully
            desk.open()
        ballast = fill_disk(disk)

        with qtbot.waitSignal(keeper.warned) as warned:
            keeper.back_up("essai")

        assert warned.args[0].startswith("La copie de sécurité n’a pas pu être faite.")
        assert "plein" in warned.args[0]
        assert copies(desk.folder) == []
        ballast.unlink()
        with qtbot.waitSignal(desk.backed_up):
            keeper.back_up("essai")
        desk.stop()
        desk.deleteLater()


@pytest.mark.parametrize("folder", ["typical"], indirect=True)
def test_copy_when_the_data_are_examples_then_none_is_made(
    keeper: BackupKeeper, desk: Desk, settle: Settle
) -> None:
    keeper.back_up("essai")
    desk.close()
    settle()

    assert copies(desk.folder) == []


def test_copy_when_the_folder_is_read_only_then_none_is_made(
    keeper: BackupKeeper, desk: Desk, settle: Settle
) -> None:
    desk.close()
    settle()
    before = copies(desk.folder)
    desk.open(read_only=True)
    settle()
    keeper.back_up("essai")
    desk.close()
    settle()

    assert copies(desk.folder) == before
