"""The collector of cycles stays on the interface thread while others run Python."""

import gc
import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest

from tests.support.window import settled
from ui import garbage_collector
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


def test_cycle_when_a_job_is_still_making_objects_then_it_is_freed_unless_it_is_old(
    qapp: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage_collector, "_ALL_EVERY", 2)
    lane = Lane("essai", makes_many=True)
    old_freed_on: list[str] = []
    freed_on: list[str] = []
    go_on = threading.Event()

    def work() -> None:
        kept: list[list[int]] = []
        while not go_on.wait(0.001):
            Cycle(freed_on)
            kept += ([number] for number in range(500))

    lane.submit(Job(work, lambda _nothing: None, lambda _error: False, lane))
    settled(lambda: not freed_on)  # what was imported by now is left for good
    old = Cycle(old_freed_on)
    gc.collect()
    del old
    for _ in range(4):
        known = len(freed_on)
        while len(freed_on) == known:
            QTest.qWait(10)
    assert old_freed_on == []

    go_on.set()
    settled(lambda: lane.is_busy)
    more: list[list[int]] = []
    while not old_freed_on:
        more += ([number] for number in range(5_000))
        QTest.qWait(10)
    lane.stop()
    lane.deleteLater()

    assert {*freed_on, *old_freed_on} == {threading.main_thread().name}


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
