"""Lanes: jobs away from the interface thread, in turn, told back on it."""

import threading
import weakref
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject

from ctg_desktop.ports import CancelledError
from tests.support.window import delete_what_is_due, settled
from ui.tasks import Job, Lane


@pytest.fixture
def lane() -> Iterator[Lane]:
    made = Lane("essai")
    yield made
    settled(lambda: made.is_busy)
    made.stop()
    made.deleteLater()


def job(
    work: Callable[[], object],
    heard: list[object],
    owner: QObject,
    *,
    is_expected: bool = True,
) -> Job:
    def failed(error: Exception) -> bool:
        if is_expected:
            heard.append(type(error).__name__)
        return is_expected

    return Job(work, heard.append, failed, owner)


def test_jobs_when_submitted_then_they_run_elsewhere_in_turn_and_are_told_here(lane: Lane) -> None:
    heard: list[object] = []
    threads: set[int] = set()

    def number(value: int) -> Callable[[], int]:
        def work() -> int:
            threads.add(threading.get_ident())
            return value

        return work

    for value in range(20):
        lane.submit(job(number(value), heard, lane))
    assert heard == []
    settled(lambda: lane.is_busy)

    assert heard == list(range(20))
    assert len(threads) == 1
    assert threads != {threading.get_ident()}


def test_job_when_it_is_dropped_before_its_turn_then_it_never_runs(lane: Lane) -> None:
    gate = threading.Event()
    heard: list[object] = []
    lane.submit(job(gate.wait, [], lane))
    dropped = lane.submit(job(lambda: heard.append("ran"), heard, lane))

    dropped.drop()
    gate.set()
    settled(lambda: lane.is_busy)

    assert heard == []


def test_job_when_its_owner_is_gone_then_nothing_is_told(lane: Lane) -> None:
    owner = QObject()
    heard: list[object] = []
    gate = threading.Event()

    def work() -> str:
        gate.wait()
        return "done"

    lane.submit(job(work, heard, owner))
    owner.deleteLater()
    delete_what_is_due()
    gate.set()
    settled(lambda: lane.is_busy)

    assert heard == []


def test_owner_when_nobody_else_holds_it_then_it_never_dies_on_the_thread(lane: Lane) -> None:
    died_on: set[int] = set()

    class Dialog(QObject):
        def take(self, _result: object) -> None:
            return

    def note_thread() -> None:
        died_on.add(threading.get_ident())

    for _ in range(3_000):  # without the care of `Lane`, three in a hundred died there
        dialog = Dialog()
        weakref.finalize(dialog, note_thread)
        lane.submit(Job(object, dialog.take, lambda _error: True, dialog))
        del dialog
        settled(lambda: lane.is_busy)

    assert died_on == {threading.get_ident()}


def test_job_when_it_fails_then_whoever_asked_hears_it(lane: Lane) -> None:
    heard: list[object] = []

    def work() -> None:
        raise CancelledError

    lane.submit(job(work, heard, lane))
    settled(lambda: lane.is_busy)

    assert heard == ["CancelledError"]


def test_job_when_nobody_expects_its_failure_then_it_is_a_crash_and_the_lane_goes_on(
    lane: Lane,
) -> None:
    crashes: list[object] = []
    heard: list[object] = []
    lane.crashed.connect(crashes.append)

    lane.submit(job(lambda: 1 // 0, heard, lane, is_expected=False))
    lane.submit(job(lambda: "next", heard, lane))
    settled(lambda: lane.is_busy)

    assert [type(crash) for crash in crashes] == [ZeroDivisionError]
    assert heard == ["next"]


def test_lane_when_another_thread_asks_then_the_answer_or_the_error_is_given_there(
    lane: Lane,
) -> None:
    answers: list[object] = []

    def ask() -> None:
        answers.append(lane.ask(lambda: 42))
        try:
            lane.ask(lambda: 1 // 0)
        except ZeroDivisionError as error:
            answers.append(type(error))

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join()

    assert answers == [42, ZeroDivisionError]
