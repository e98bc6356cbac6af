"""Work in steps: what a generator gets back, and what ends it, on the threads of a real desk."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog
from shiboken6 import delete

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.errors import CtgError, DiskFullError, FieldError, RuleError
from ctg_desktop.ports import CancelledError, Tick, UnitOfWork
from ctg_desktop.services import actions
from tests.support.app import TODAY, Office, ambition
from tests.support.folders import fill_disk, small_disk
from tests.support.window import settled
from tests.ui.conftest import Settle
from ui.desk import Desk, Work
from ui.flow import Steps, Turn, answered, let_answer


def record(uow: UnitOfWork, title: str = "Café des parents") -> tuple[str, Changes]:
    values = {"title": title, "main_ambition": ambition(uow, "1").id}
    action, changes = actions.create(uow, values, TODAY)
    return action.id, changes


def refuse(_uow: UnitOfWork) -> None:
    raise RuleError("Cela ne se fait pas.")


def test_steps_when_they_let_the_window_answer_then_what_was_due_comes_between(
    desk: Desk, settle: Settle
) -> None:
    told: list[str] = []

    def steps() -> Steps:
        for name in ("first", "second"):
            QTimer.singleShot(0, desk, lambda: told.append("answered"))
            told.append(name)
            yield let_answer
        told.append("end")

    desk.flow(steps(), owner=desk)
    told.append("begun")
    settle()

    assert told == ["first", "begun", "answered", "second", "answered", "end"]


def test_steps_when_each_succeeds_then_the_generator_goes_on_with_what_it_gave(
    desk: Desk, settle: Settle
) -> None:
    told: list[object] = []
    heard: list[Changes] = []
    desk.changed.connect(heard.append)
    places: list[str] = []

    def steps() -> Steps:
        row_id = yield desk.writing(record)
        count = yield desk.reading(lambda uow: uow.count_actions(ActionQuery(), TODAY))
        name = yield desk.pressing(lambda: threading.current_thread().name)
        label = yield desk.working(lambda _tick: "document", "L’impression")
        left = yield from inner()
        places.append(threading.current_thread().name)
        told.extend([bool(row_id), count, name, label, left])

    def inner() -> Steps:
        return (
            yield desk.working_on_storage(
                lambda uow, _tick: uow.count_actions(ActionQuery(deleted=True), TODAY), "Le compte"
            )
        )

    desk.flow(steps(), owner=desk)
    settle()

    assert told == [True, 1, "presse", "document", 0]
    assert places == [threading.main_thread().name]
    assert len(heard) == 1


@pytest.mark.parametrize(("agrees", "count"), [(True, 1), (False, 0)])
def test_dialog_when_it_is_answered_then_the_steps_know_what(
    desk: Desk, settle: Settle, agrees: bool, count: int
) -> None:
    dialog = QDialog()
    found: list[int] = []

    def steps() -> Steps:
        if (yield answered(dialog)):
            yield desk.writing(record)
        found.append((yield desk.reading(lambda uow: uow.count_actions(ActionQuery(), TODAY))))

    desk.flow(steps(), owner=desk)
    assert dialog.isVisible()
    assert found == []
    dialog.done(QDialog.DialogCode.Accepted if agrees else QDialog.DialogCode.Rejected)
    settle()

    assert found == [count]
    delete(dialog)


def test_error_when_the_steps_catch_it_then_they_go_on(desk: Desk, settle: Settle) -> None:
    told: list[str] = []
    banner: list[CtgError] = []
    desk.failed.connect(banner.append)

    def steps() -> Steps:
        try:
            yield desk.reading(refuse)
        except RuleError as error:
            told.append(error.sentence)
        told.append((yield desk.pressing(lambda: "suite")))

    desk.flow(steps(), owner=desk)
    settle()

    assert told == ["Cela ne se fait pas.", "suite"]
    assert banner == []


@pytest.mark.parametrize("has_own", [True, False])
def test_error_when_the_steps_do_not_catch_it_then_they_end_and_it_is_told_once(
    desk: Desk, settle: Settle, has_own: bool
) -> None:
    own: list[CtgError] = []
    banner: list[CtgError] = []
    went_on: list[bool] = []
    desk.failed.connect(banner.append)

    def steps() -> Steps:
        yield desk.writing(lambda uow: actions.edit(uow, "personne", {"title": "Rien"}))
        went_on.append(True)

    desk.flow(steps(), owner=desk, failed=own.append if has_own else None)
    settle()

    assert went_on == []
    assert (len(own), len(banner)) == ((1, 0) if has_own else (0, 1))


def test_error_when_the_steps_raise_it_themselves_then_it_is_told_as_any(
    desk: Desk, settle: Settle
) -> None:
    banner: list[CtgError] = []
    desk.failed.connect(banner.append)

    def steps() -> Steps:
        yield desk.pressing(lambda: None)
        raise FieldError("nom", "« Nom » attend une valeur.")

    desk.flow(steps(), owner=desk)
    settle()

    assert [type(error) for error in banner] == [FieldError]


def test_write_when_the_disk_is_full_then_the_banner_tells_it_once(
    qapp: QObject, bethune: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disque", size="6m") as disk:
        office = Office.copied(bethune, disk / "dossier")
        desk = Desk(SqliteStorage(), office.clock, office.folder)
        banner: list[CtgError] = []
        desk.failed.connect(banner.append)
        desk.open()
        settled(lambda: desk.is_busy)
        fill_disk(disk)

        def long(uow: UnitOfWork) -> tuple[str, Changes]:
            values = {
                "title": "Longue",
                "main_ambition": ambition(uow, "1").id,
                "description": "Un texte assez long pour ne pas tenir. " * 1000,
            }
            action, changes = actions.create(uow, values, TODAY)
            return action.id, changes

        def steps() -> Steps:
            yield desk.writing(long)

        desk.flow(steps(), owner=desk)
        settled(lambda: desk.is_busy)
        desk.stop()

    assert [type(error) for error in banner] == [DiskFullError]


@pytest.mark.parametrize("is_caught", [True, False])
def test_long_work_when_the_person_stops_it_then_nothing_is_told_unless_the_steps_do(
    desk: Desk, settle: Settle, is_caught: bool
) -> None:
    begun = threading.Event()
    told: list[str] = []
    works: list[Work] = []
    desk.failed.connect(lambda error: told.append(str(error)))

    def job(tick: Tick) -> None:
        begun.set()
        while True:
            tick("Impression", 0, 1)

    def steps() -> Steps:
        try:
            yield desk.working(job, "L’impression", works.append)
        except CancelledError:
            if not is_caught:
                raise
            told.append("arrêté")
        else:
            told.append("fini")

    desk.flow(steps(), owner=desk)
    begun.wait()
    works[0].cancel()
    settle()

    assert told == (["arrêté"] if is_caught else [])
    assert desk.works == ()


def test_owner_when_it_is_gone_then_its_steps_are_not_gone_on_with(
    desk: Desk, settle: Settle
) -> None:
    went_on: list[bool] = []
    owner = QObject()
    release = threading.Event()

    def steps() -> Steps:
        yield desk.pressing(lambda: release.wait() and None)
        went_on.append(True)

    desk.flow(steps(), owner=owner)
    delete(owner)
    release.set()
    settle()

    assert went_on == []


def test_bug_when_a_job_has_one_then_it_is_told_as_a_crash_and_the_steps_end(
    desk: Desk, settle: Settle, crashes: list[BaseException]
) -> None:
    went_on: list[bool] = []

    def steps() -> Steps:
        yield desk.reading(lambda _uow: 1 // 0)
        went_on.append(True)

    desk.flow(steps(), owner=desk)
    settle()

    assert [type(crash) for crash in crashes] == [ZeroDivisionError]
    assert went_on == []
    crashes.clear()


def test_closing_when_steps_wait_for_work_then_they_end_without_a_word(
    desk: Desk, settle: Settle
) -> None:
    told: list[str] = []
    desk.failed.connect(lambda error: told.append(str(error)))

    def job(_uow: UnitOfWork, tick: Tick) -> None:
        while True:
            tick("Vérification", 0, 1)

    def steps() -> Steps:
        yield desk.working_on_storage(job, "La vérification")
        told.append("fini")

    desk.flow(steps(), owner=desk)
    desk.close()
    settle()

    assert told == []
    assert not desk.is_open


def test_step_when_it_comes_out_twice_then_only_the_first_time_counts(
    desk: Desk, settle: Settle
) -> None:
    turns: list[Turn] = []
    found: list[object] = []

    def steps() -> Steps:
        found.append((yield turns.append))
        found.append((yield turns.append))

    desk.flow(steps(), owner=desk)
    turns[0].go_on("un")
    turns[0].go_on("encore un")
    turns[0].throw(RuleError("Trop tard."))
    assert found == ["un"]
    turns[1].go_on("deux")

    assert found == ["un", "deux"]
