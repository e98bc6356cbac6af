"""The main window on a folder, in the process of a measure, drawn in memory.

Qt is imported by what uses it: this module is read by what starts the measures too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.main_window import MainWindow


@contextmanager
def shown_window(folder: Path | str) -> Iterator[MainWindow]:
    """Open a folder in a window, and close it at the end."""
    draw_in_memory()
    from ctg_desktop.bootstrap import SqliteStorage, SystemClock
    from tests.bench.bare_window import HEIGHT, WIDTH
    from ui.app import make_application
    from ui.desk import Desk
    from ui.main_window import MainWindow

    make_application()
    desk = Desk(SqliteStorage(), SystemClock(), Path(folder))
    window = MainWindow(desk)
    window.resize(WIDTH, HEIGHT)
    window.show()
    desk.open()
    until(lambda: window.page is not None and not desk.is_busy)
    try:
        yield window
    finally:
        until(lambda: not desk.is_busy)
        window.hide()
        desk.stop()


def draw_in_memory() -> None:
    """Have windows drawn in memory, unless a platform was chosen, and without its remarks."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")


def until(is_so: Callable[[], bool]) -> None:
    """Let the window work until something is so; it sleeps while nothing happens."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    waiting = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    while not is_so():
        QCoreApplication.processEvents(waiting)


def after(seconds: float) -> Callable[[], bool]:
    """Return what tells `until` that so much time has passed; something wakes it up then."""
    from PySide6.QtCore import QTimer

    is_over: list[bool] = []
    QTimer.singleShot(round(seconds * 1000), lambda: is_over.append(True))
    return lambda: bool(is_over)


def longest_block(work: Callable[[], object]) -> float:
    """Return the longest time between two beats that were asked for each millisecond."""
    from PySide6.QtCore import Qt, QTimer

    beats: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: beats.append(perf_counter()))
    timer.start(1)
    work()
    timer.stop()
    return max(later - before for before, later in pairwise(beats))
