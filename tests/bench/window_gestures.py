"""Every gesture of the window on a long list: until it is painted, and the longest block meanwhile.

On a screen in memory where Xvfb is installed, else drawn in memory. A gesture is timed once in a
process, as a person meets it first: what it imports and builds is in it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time
from typing import TYPE_CHECKING

from ctg_desktop.typography import NARROW, number
from tests.bench.figures import Comparison, Figures, Goal
from tests.bench.opening import newcomer
from tests.bench.processes import run

if TYPE_CHECKING:
    from ui.main_window import MainWindow

GOAL = Goal(seconds=0.05)

_SIZE = "1600x1000x24"


@dataclass(frozen=True, slots=True)
class Took:
    """What one gesture took, in seconds.

    `painted` until all that it asked for is on screen; `longest` the longest time in which the
    window heard nothing, `busy` the most computing of its thread in such a time.
    """

    painted: float
    longest: float
    busy: float


def compared(folder: Path, actions: int, rounds: int, calm_seconds: float) -> list[Comparison]:
    """Go through all gestures `rounds` times, each time in a new window on the same folder.

    What a gesture put off is waited for during `calm_seconds` after it.
    """
    command = [sys.executable, "-m", "tests.bench.window_gestures", folder, str(calm_seconds)]
    with _screen() as screen, newcomer():
        ran = [run(command) for _ in range(rounds)]
    told = [json.loads(each.output) for each in ran]
    peak = max(each.peak_bytes for each in ran)
    return [
        _compared(name, [Took(*each[name]) for each in told], peak, f"{number(actions)}, {screen}")
        for name in told[0]
    ]


def _compared(name: str, took: Sequence[Took], peak: int, where: str) -> Comparison:
    ours = Figures(tuple(each.longest for each in took), peak)
    painted = _ms([each.painted for each in took])
    busy = _ms([each.busy for each in took])
    return Comparison(
        f"Plus long blocage, {name}",
        ours,
        speed=ours.median,
        goal=GOAL,
        note=f"{where}{NARROW}; affiché en {painted}, au plus {busy} de calcul d'affilée.",
    )


def _ms(seconds: Sequence[float]) -> str:
    return f"{number(round(median(seconds) * 1000))}{NARROW}ms"


@contextmanager
def _screen() -> Iterator[str]:
    """Give windows a screen in memory, where that can be had; tell how they are drawn."""
    server = shutil.which("Xvfb")
    if server is None or "QT_QPA_PLATFORM" in os.environ:
        yield os.environ.get("QT_QPA_PLATFORM", "offscreen")
        return
    reading, writing = os.pipe()
    command = [server, "-displayfd", str(writing), "-screen", "0", _SIZE]
    command += ["-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as process:
        os.close(writing)
        kept = dict(os.environ)
        try:
            with os.fdopen(reading, encoding="ascii") as told:
                os.environ["DISPLAY"] = f":{told.readline().strip()}"
            os.environ["QT_QPA_PLATFORM"] = "xcb"
            if not _opens():
                os.environ["QT_QPA_PLATFORM"] = "offscreen"
            yield os.environ["QT_QPA_PLATFORM"]
        finally:
            os.environ.clear()
            os.environ.update(kept)
            process.terminate()


def _opens() -> bool:
    """Whether Qt finds what a real window needs; it ends the process where it does not."""
    try:
        run([sys.executable, "-m", "tests.bench.bare_window"])
    except subprocess.CalledProcessError:
        return False
    return True


class Watch:
    """Times gestures in a window."""

    def __init__(self, window: MainWindow, calm_seconds: float) -> None:
        """Watch one window, each time until that long after a gesture."""
        from PySide6.QtCore import Qt, QTimer

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
        from tests.bench.shown_window import after, until

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
        from tests.bench.shown_window import after, until

        for _ in range(2):
            until(after(0))

    def settle(self) -> None:
        """Wait until nothing is under way any more."""
        from tests.bench.shown_window import until

        self.paint()
        until(lambda: not self._window.desk.is_busy)
        self.paint()


def main(folder: str, calm_seconds: str) -> Mapping[str, Took]:
    """Go through all gestures in one window."""
    from tests.bench.shown_window import shown_window

    crashes: list[BaseException] = []
    with shown_window(folder) as window:
        window.desk.crashed.connect(crashes.append)
        window.desk.failed.connect(crashes.append)
        watch = Watch(window, float(calm_seconds))
        watch.settle()
        from tests.bench.gestures import Gestures  # what it imports is timed as the window is

        Gestures(window, watch).go_through()
        assert not crashes, crashes
        return watch.took


if __name__ == "__main__":
    told = main(*sys.argv[1:])
    json.dump({k: (v.painted, v.longest, v.busy) for k, v in told.items()}, sys.stdout)
