"""Work away from the interface thread: a lane is one thread that takes jobs in turn.

A job gets and returns plain values and never touches a widget; what it returned comes back on
the interface thread. Two lanes exist: the storage's, which owns the connection, and the press,
where documents and files are made.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from ctg_desktop.errors import CtgError
from ctg_desktop.ports import CancelledError
from ui.collecting import Collecting

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

    def drop(self) -> None:
        """Forget the job: when it has not begun it never will, and nothing is delivered."""
        self.is_dropped.set()


class Lane(QObject):
    """One thread and its queue; lives on the interface thread."""

    crashed = Signal(object)
    """An exception that nobody expected (BaseException)."""
    idled = Signal()
    """The last job that was under way was delivered."""

    _returned = Signal(object, object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        """Start the thread, named for who reads a list of threads."""
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._under_way = 0
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._collecting = Collecting.of_application()
        self._collecting.begin()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether a job waits, runs, or has not been delivered."""
        return self._under_way > 0

    def submit(self, job: Job) -> Job:
        """Put a job at the end of the queue; its result comes back on the interface thread."""
        self._under_way += 1
        self._jobs.put(lambda: self._carry_out(job))
        return job

    def ask(self, work: Callable[[], T]) -> T:
        """Have something done by this lane and wait for it: for the thread of another lane.

        Whatever the work raises is raised here.
        """
        from concurrent.futures import Future  # with logging, 10 ms that no start needs

        answer: Future[T] = Future()

        def carry_out() -> None:
            try:
                answer.set_result(work())
            except BaseException as error:  # noqa: BLE001 - raised again where it was asked
                answer.set_exception(error)

        self._jobs.put(carry_out)
        return answer.result()

    def stop(self) -> None:
        """End the thread once the queue is empty, and wait for it; nothing more is delivered."""
        self._jobs.put(None)
        self._thread.join()
        self._collecting.end()

    def _run(self) -> None:
        while (carry_out := self._jobs.get()) is not None:
            carry_out()
            del carry_out  # or the thread keeps the last job until the next one

    def _carry_out(self, job: Job) -> None:
        result: Any = None
        error: BaseException | None = None
        if not job.is_dropped.is_set():
            try:
                result = job.work()
            except BaseException as raised:  # noqa: BLE001 - told on the interface thread
                error = raised
        self._returned.emit(job, result, error)

    def _deliver(self, job: Job, result: Any, error: BaseException | None) -> None:
        self._under_way -= 1
        try:
            if job.is_dropped.is_set() or not isValid(job.owner):
                if error is not None and not isinstance(error, (CancelledError, CtgError)):
                    self.crashed.emit(error)
            elif error is None:
                job.then(result)
            elif not isinstance(error, Exception) or not job.failed(error):
                self.crashed.emit(error)
        finally:
            if self._under_way == 0:
                self.idled.emit()
