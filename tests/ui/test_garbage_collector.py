"""The collector of cycles stays on the interface thread while others run Python."""

import gc
import importlib
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest

from tests.support.window import settled
from ui.desk import Desk
from ui.garbage_collector import Collector
from ui.tasks import Job, Lane


class Cycle:
    """A cycle that tells on which thread it was freed."""

    def __init__(self, freed_on: list[str]) -> None:
        self.itself = self
        self.freed_on = freed_on

    def __del__(self) -> None:
        self.freed_on.append(threading.current_thread().name)


def test_cycle_when_a_job_makes_many_objects_then_it_is_freed_on_the_interface_thread(
    qapp: QObject,
) -> None:
    lane = Lane("essai")
    freed_on: list[str] = []

    kept: list[list[list[int]]] = []

    def work() -> list[list[int]]:
        Cycle(freed_on)
        return [[number] for number in range(50_000)]

    lane.submit(Job(work, kept.append, lambda _error: False, lane))
    settled(lambda: not freed_on)
    lane.stop()
    lane.deleteLater()

    assert set(freed_on) == {threading.main_thread().name}


def test_cycle_when_a_job_holds_the_collector_then_it_is_freed_once_let_go(
    qapp: QObject,
) -> None:
    lane = Lane("essai")
    freed_on: list[str] = []
    held, go_on = threading.Event(), threading.Event()

    def work() -> None:
        with Collector.of_application().held():
            Cycle(freed_on)
            many = [[number] for number in range(50_000)]
            held.set()
            go_on.wait(20)
            del many

    lane.submit(Job(work, lambda _nothing: None, lambda _error: False, lane))
    settled(lambda: not held.is_set())
    QTest.qWait(250)  # several times as long as the collector usually waits
    assert freed_on == []

    go_on.set()
    Cycle(freed_on)
    more = [[number] for number in range(5_000)]
    settled(lambda: not freed_on)
    lane.stop()
    lane.deleteLater()

    assert len(more) == 5_000
    assert set(freed_on) == {threading.main_thread().name}


def test_cycle_when_a_job_is_still_making_objects_then_the_window_does_not_look_for_it(
    qapp: QObject,
) -> None:
    lane, other = Lane("essai", makes_many=True), Lane("autre")
    freed_on: list[str] = []
    made, go_on = threading.Event(), threading.Event()

    def work() -> None:
        Cycle(freed_on)
        many = [[number] for number in range(50_000)]
        made.set()
        go_on.wait(20)
        del many

    def job(lane: Lane) -> Job:
        return Job(work, lambda _nothing: None, lambda _error: False, lane)

    lane.submit(job(lane))
    settled(lambda: not made.is_set())
    QTest.qWait(250)  # several times as long as the collector usually waits
    assert freed_on == []

    go_on.set()
    settled(lambda: lane.is_busy)
    go_on.clear()
    made.clear()
    other.submit(job(other))
    settled(lambda: len(freed_on) < 2)
    go_on.set()
    for each in (lane, other):
        each.stop()
        each.deleteLater()


def test_cycle_when_a_job_left_alone_imports_modules_then_it_is_freed_as_they_come(
    qapp: QObject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = Lane("essai", makes_many=True)
    name = "module_made_for_a_test"
    (tmp_path / f"{name}.py").write_text("MANY = [[each] for each in range(50_000)]")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, name)
    freed_on: list[str] = []
    go_on = threading.Event()

    def work() -> None:
        Cycle(freed_on)
        importlib.import_module(name)
        assert go_on.wait(20)

    lane.submit(Job(work, lambda _nothing: None, lambda _error: False, lane))
    settled(lambda: not freed_on)
    go_on.set()
    lane.stop()
    lane.deleteLater()

    assert set(freed_on) == {threading.main_thread().name}


def test_collector_when_the_last_lane_stopped_then_it_runs_by_itself_again(
    qapp: QObject,
) -> None:
    lanes = [Lane("un"), Lane("deux")]
    states = [gc.isenabled()]

    for lane in lanes:
        lane.stop()
        lane.deleteLater()
        states.append(gc.isenabled())

    assert states == [False, False, True]


def test_collector_when_a_folder_is_open_then_it_waits_for_the_timer(desk: Desk) -> None:
    assert desk.is_open
    assert not gc.isenabled()
