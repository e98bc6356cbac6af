"""The desk: what pages read and write, and what every page hears of it."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.errors import CtgError, DiskFullError, FieldError, FolderMissingError
from ctg_desktop.ports import Tick, UnitOfWork
from ctg_desktop.services import actions
from ctg_desktop.services.past_gestures import UndoNames
from tests.support.app import TODAY, Office, plain
from tests.support.folders import fill_disk, small_disk
from tests.support.window import settled
from tests.ui.conftest import Settle
from ui.desk import Desk


def created(desk: Desk, settle: Settle, title: str = "Café des parents") -> Action:
    """Record an action through the desk."""
    found: list[Action] = []

    def record(uow: UnitOfWork) -> tuple[Action, Changes]:
        ambition = new_values(uow)
        return actions.create(uow, {"title": title, "main_ambition": ambition}, TODAY)

    desk.write(record, found.append, owner=desk)
    settle()
    return found[0]


def new_values(uow: UnitOfWork) -> str:
    from tests.support.app import ambition

    return ambition(uow, "1").id


def count(desk: Desk, settle: Settle) -> int:
    found: list[int] = []
    desk.read(lambda uow: uow.count_actions(ActionQuery(), TODAY), found.append, owner=desk)
    settle()
    return found[0]


def test_folder_when_it_is_opened_then_the_desk_knows_who_works_there(desk: Desk) -> None:
    office = desk.office

    assert office.structure is not None
    assert (office.structure.name, office.installation.person) == ("Béthune", "Camille Essai")
    assert not office.is_agglomeration
    assert not office.is_read_only


def test_folder_when_it_is_not_there_then_opening_is_refused_in_french(
    qapp: QObject, office: Office, tmp_path: Path
) -> None:
    desk = Desk(SqliteStorage(), office.clock, tmp_path / "ailleurs")
    refusals: list[CtgError] = []
    desk.refused.connect(refusals.append)

    desk.open()
    settled(lambda: desk.is_busy)
    desk.stop()

    assert [type(error) for error in refusals] == [FolderMissingError]
    assert not desk.is_open


def test_gesture_when_it_is_recorded_then_every_page_hears_what_changed(
    desk: Desk, settle: Settle
) -> None:
    changes: list[Changes] = []
    states: list[UndoNames] = []
    saved: list[object] = []
    desk.changed.connect(changes.append)
    desk.undo_changed.connect(states.append)
    desk.saved.connect(saved.append)

    action = created(desk, settle)

    assert [("action", action.id) in each.rows for each in changes] == [True]
    assert [plain(state.undo) for state in states] == [
        "Action créée – BET-2026-001 – Café des parents"
    ]
    assert len(saved) == 1


def test_gesture_when_it_is_undone_and_redone_then_the_base_follows(
    desk: Desk, settle: Settle
) -> None:
    created(desk, settle)

    desk.undo()
    assert count(desk, settle) == 0
    desk.redo()
    assert count(desk, settle) == 1


def test_gesture_when_the_input_is_wrong_then_whoever_asked_hears_it_and_the_banner_does_not(
    desk: Desk, settle: Settle
) -> None:
    action = created(desk, settle)
    own: list[CtgError] = []
    banner: list[CtgError] = []
    desk.failed.connect(banner.append)

    desk.write(
        lambda uow: actions.edit(uow, action.id, {"title": "x" * 301}),
        owner=desk,
        failed=own.append,
    )
    desk.write(lambda uow: actions.edit(uow, action.id, {"title": None}), owner=desk)
    settle()

    assert [type(error) for error in own] == [FieldError]
    assert [type(error) for error in banner] == [FieldError]


def test_gesture_when_the_disk_is_full_then_the_banner_tells_and_later_ones_recover(
    qapp: QObject, bethune: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disque", size="6m") as disk:
        office = Office.copied(bethune, disk / "dossier")
        desk = Desk(SqliteStorage(), office.clock, office.folder)
        failures: list[CtgError] = []
        recoveries: list[bool] = []
        desk.failed.connect(failures.append)
        desk.recovered.connect(lambda: recoveries.append(True))
        desk.open()
        settled(lambda: desk.is_busy)
        ballast = fill_disk(disk)

        def settle() -> None:
            settled(lambda: desk.is_busy)

        long = "Un texte assez long pour ne pas tenir. " * 1000
        desk.write(
            lambda uow: (None, new_long(uow, long)),
            owner=desk,
        )
        settle()
        ballast.unlink()
        desk.write(lambda uow: (None, new_long(uow, long)), owner=desk)
        settle()
        total = count(desk, settle)
        desk.stop()

    assert [type(error) for error in failures] == [DiskFullError]
    assert recoveries == [True]
    assert total == 1


def new_long(uow: UnitOfWork, text: str) -> Changes:
    values = {"title": "Longue", "main_ambition": new_values(uow), "description": text}
    return actions.create(uow, values, TODAY)[1]


def test_reads_when_they_have_one_key_then_only_the_newest_is_shown(
    desk: Desk, settle: Settle
) -> None:
    shown: list[str] = []

    for text in ("c", "ca", "caf"):
        desk.read(lambda _uow, text=text: text, shown.append, owner=desk, key="search")
    settle()

    assert shown == ["caf"]


def test_work_when_it_is_stopped_then_it_says_so_and_is_no_longer_listed(
    desk: Desk, settle: Settle
) -> None:
    begun = threading.Event()
    done: list[object] = []
    stopped: list[bool] = []

    def job(tick: Tick) -> str:
        begun.set()
        for at in range(10_000_000):
            tick("Impression", at, 10_000_000)
        return "finished"

    work = desk.work(
        job, done.append, owner=desk, label="L’impression", stopped=lambda: stopped.append(True)
    )
    assert [each.label for each in desk.works] == ["L’impression"]
    begun.wait()
    work.cancel()
    settle()

    assert (done, stopped, desk.works) == ([], [True], ())


def test_work_when_an_incident_ends_it_then_nobody_waits_for_it_any_more(
    desk: Desk, crashes: list[BaseException]
) -> None:
    """Or the relay would count as being exchanged with until the program is started again."""
    stopped: list[str] = []

    def job(*_given: object) -> None:
        raise ZeroDivisionError

    desk.work(job, stopped.append, owner=desk, label="", stopped=lambda: stopped.append("press"))
    desk.send_courier(job, stopped.append, owner=desk, stopped=lambda: stopped.append("relay"))
    settled(lambda: len(crashes) < 2)  # nothing else waits for the relay

    assert sorted(stopped) == ["press", "relay"]
    assert [type(each) for each in crashes] == [ZeroDivisionError] * 2
    crashes.clear()


def test_work_when_it_does_not_know_how_much_there_is_then_it_tells_no_oftener(
    desk: Desk, settle: Settle
) -> None:
    """Or the window would be busy with nothing but what it is told."""
    is_followed = threading.Event()
    told: list[tuple[str, int, int]] = []

    def job(tick: Tick) -> None:
        is_followed.wait()
        tick("Lecture", 0, 0)
        for at in range(1, 10_001):
            tick("Mise en page", at, 0)

    work = desk.work(job, lambda _done: None, owner=desk, label="")
    work.progressed.connect(lambda *each: told.append(each))
    is_followed.set()
    settle()

    assert told[0] == ("Lecture", 0, 0)
    assert len(told) < 1_000


def test_work_when_it_needs_the_base_then_it_asks_for_it_without_stopping_the_window(
    desk: Desk, settle: Settle
) -> None:
    created(desk, settle)
    found: list[int] = []

    desk.work(
        lambda _tick: desk.fetch(lambda uow: uow.count_actions(ActionQuery(), TODAY)),
        found.append,
        owner=desk,
        label="Le compte",
    )
    settle()

    assert found == [1]


def test_folder_when_it_is_closed_then_nothing_that_was_asked_before_is_lost(
    desk: Desk, settle: Settle, office: Office
) -> None:
    closed: list[bool] = []
    desk.closed.connect(lambda: closed.append(True))

    desk.write(lambda uow: (None, new_long(uow, "Court")), owner=desk)
    desk.close()
    settle()

    assert closed == [True]
    with office.open() as uow:
        assert [line.title for line in uow.actions(ActionQuery(), TODAY)] == ["Longue"]


def test_job_when_it_has_a_bug_then_it_is_told_as_a_crash(
    desk: Desk, settle: Settle, crashes: list[BaseException]
) -> None:
    desk.read(lambda _uow: 1 // 0, lambda _result: None, owner=desk)
    settle()

    assert [type(crash) for crash in crashes] == [ZeroDivisionError]
    crashes.clear()


@pytest.mark.parametrize("folder", ["consolidator"], indirect=True)
def test_folder_when_it_is_the_agglomerations_then_the_desk_says_so(desk: Desk) -> None:
    assert desk.office.is_agglomeration
    assert desk.office.structure is not None
    assert plain(desk.office.structure.name or "").startswith("Communauté d'agglomération")
