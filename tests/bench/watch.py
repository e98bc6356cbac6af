"""What a gesture takes: until it is painted, and the longest time in which the window is deaf."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter, thread_time

from PySide6.QtCore import Qt, QTimer

from tests.bench.shown_window import after, until
from ui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Took:
    """What one gesture took, in seconds.

    `painted` until all that it asked for is on screen; `longest` the longest time in which the
    window heard nothing, `busy` the most computing of its thread in such a time.
    """

    painted: float
    longest: float
    busy: float


class Watch:
    """Times gestures in a window."""

    def __init__(self, window: MainWindow, calm_seconds: float) -> None:
        """Watch one window, each time until that long after a gesture."""
        self._window = window
        self._calm_seconds = calm_seconds
        self.took: dict[str, Took] = {}
        self._beats: list[tuple[float, float]] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def time(self, name: str, *steps: Callable[[], object]) -> None:
        """Time steps, each once all that the one before asked for is there; the worst is kept."""
        took = [self._timed(step) for step in steps]
        self.took[name] = Took(
            *(max(getattr(each, what) for each in took) for what in ("painted", "longest", "busy"))
        )

    def _timed(self, step: Callable[[], object]) -> Took:
        self.settle()
        self._timer.start(1)
        until(lambda: bool(self._beats))
        self._beats.clear()
        self._beat()
        began = perf_counter()
        step()
        self.paint()
        until(lambda: not self._window.desk.is_busy)
        self.paint()
        painted = perf_counter() - began
        until(after(self._calm_seconds))
        self.settle()
        self._timer.stop()
        self._beat()
        gaps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(self._beats)]
        self._beats.clear()
        return Took(painted, max(gap[0] for gap in gaps), max(gap[1] for gap in gaps))

    def _beat(self) -> None:
        self._beats.append((perf_counter(), thread_time()))

    def paint(self) -> None:
        """Let the window do all that is due, painting last."""
        for _ in range(2):
            until(after(0))

    def settle(self) -> None:
        """Wait until nothing is under way any more."""
        self.paint()
        until(lambda: not self._window.desk.is_busy)
        self.paint()
