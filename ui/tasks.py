"""Work away from the interface thread: a lane is one thread that takes jobs in turn.

A job gets and returns plain values and never touches a widget; what it returned comes back on
the interface thread. Three lanes exist: the storage's, which owns the connection, the press, where
documents and files are made, and the courier's, which goes to the relay and may be kept waiting
there.
"""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from ctg_desktop.errors import CtgError
from ctg_desktop.ports import CancelledError
from ui.garbage_collector import Collector

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Job:
    """One piece of work on its way through a lane.

    `then` and `failed` are called on the interface thread, unless the owner is gone or the job
    was dropped; `failed` gets every exception but a bug of ours goes to `Lane.crashed` when it
    returns False.
    """

    work: Callable[[], Any]
    then: Callable[[Any], None]
    failed: Callable[[Exception], bool]
    owner: QObject
    is_dropped: threading.Event = field(default_factory=threading.Event)
    _result: Any = None
    _error: BaseException | None = None

    def carry_out(self) -> None:
        """Do the work, unless it was dropped, and keep what came of it."""
        if self.is_dropped.is_set():
            return
        try:
            self._result = self.work()
        except BaseException as raised:  # noqa: BLE001 - told on the interface thread
            self._error = raised

    def take_outcome(self) -> tuple[Any, BaseException | None]:
        """Return what the work returned and what it raised; the job keeps neither."""
        outcome = self._result, self._error
        self._result = self._error = None
        return outcome

    def drop(self) -> None:
        """Forget the job: when it has not begun it never will, and nothing is delivered."""
        self.is_dropped.set()


class Lane(QObject):
    """One thread and its queue; lives on the interface thread.

    Who submitted a job may forget its owner, a widget, at any time: the thread lets go of a job
    before it says that it is done, so that the last to hold a widget is never the thread.
    """

    crashed = Signal(object)
    """An exception that nobody expected (BaseException)."""
    idled = Signal()
    """The last job that was under way was delivered."""

    _returned = Signal(int)

    def __init__(
        self, name: str, parent: QObject | None = None, *, makes_many: bool = False
    ) -> None:
        """Start the thread, named for who reads a list of threads.

        Where jobs make a great many objects and drop most of them, nothing is gone through twice
        while one is under way (see `Collector`): a change of thousands of rows makes half a
        million, and going through all of those would stop the window. Not where jobs wait for
        others.
        """
        super().__init__(parent)
        self._makes_many = makes_many
        self._turns: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._numbers = itertools.count()
        self._under_way: dict[int, Job] = {}
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._is_over = False
        self._collecting = Collector.of_application()
        self._collecting.begin()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether a job waits, runs, or has not been delivered."""
        return bool(self._under_way)

    def submit(self, job: Job) -> Job:
        """Put a job at the end of the queue; its result comes back on the interface thread."""
        number = next(self._numbers)
        self._under_way[number] = job
        self._turns.put(lambda: self._carry_out(number))
        return job

    def ask(self, work: Callable[[], T]) -> T:
        """Have something done by this lane and wait for it: for the thread of another lane.

        Whatever the work raises is raised here.

        Raises:
            CancelledError: the lane has come to its end.
        """
        from concurrent.futures import Future  # with logging, 10 ms that no start needs

        answer: Future[T] = Future()

        def carry_out() -> None:
            try:
                answer.set_result(work())
            except BaseException as error:  # noqa: BLE001 - raised again where it was asked
                answer.set_exception(error)

        if self._is_over:
            raise CancelledError
        self._turns.put(carry_out)
        return answer.result()

    def stop(self, patience: float | None = None) -> None:
        """End the thread once the queue is empty, and wait for it; nothing more is delivered.

        After `patience` seconds it is left to itself: a share that is gone may hold it for long.
        """
        self._is_over = True
        self._turns.put(None)
        self._thread.join(patience)
        if not self._thread.is_alive():  # else Python's collector stays off
            self._collecting.end()

    def _run(self) -> None:
        while (carry_out := self._turns.get()) is not None:
            carry_out()
            del carry_out  # or the thread keeps the last job until the next one

    def _carry_out(self, number: int) -> None:
        with self._collecting.left_alone() if self._makes_many else nullcontext():
            self._under_way[number].carry_out()
        with suppress(RuntimeError):  # left to itself, and nobody waits any more
            self._returned.emit(number)

    def _deliver(self, number: int) -> None:
        job = self._under_way.pop(number)
        result, error = job.take_outcome()
        try:
            if job.is_dropped.is_set() or not isValid(job.owner):
                if error is not None and not isinstance(error, (CancelledError, CtgError)):
                    self.crashed.emit(error)
            elif error is None:
                job.then(result)
            elif not isinstance(error, Exception) or not job.failed(error):
                self.crashed.emit(error)
        finally:
            if not self._under_way:
                self.idled.emit()
