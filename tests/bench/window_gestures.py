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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from statistics import median

from ctg_desktop.typography import NARROW, number
from tests.bench.figures import Comparison, Figures, Goal
from tests.bench.opening import newcomer
from tests.bench.processes import run

GOAL = Goal(seconds=0.05)


def compared(folder: Path, actions: int, rounds: int, calm_seconds: float) -> list[Comparison]:
    """Go through all gestures `rounds` times, each time in a new window on the same folder.

    What a gesture put off is waited for during `calm_seconds` after it.
    """
    command = [sys.executable, "-m", "tests.bench.window_gestures", folder, str(calm_seconds)]
    with _screen() as screen, newcomer():
        ran = [run(command) for _ in range(rounds)]
    told = [json.loads(each.output) for each in ran]
    peak = max(each.peak_bytes for each in ran)
    where = f"{number(actions)} actions, {screen}"
    return [_compared(name, [each[name] for each in told], peak, where) for name in told[0]]


def _compared(name: str, took: Sequence[Mapping[str, float]], peak: int, where: str) -> Comparison:
    """Hold the longest blocks of one gesture against the goal; see `watch.Took`."""
    ours = Figures(tuple(each["longest"] for each in took), peak)
    painted, busy = (
        f"{number(round(median(each[what] for each in took) * 1000))}{NARROW}ms"
        for what in ("painted", "busy")
    )
    return Comparison(
        f"Plus long blocage, {name}",
        ours,
        speed=ours.median,
        goal=GOAL,
        note=f"{where}{NARROW}; affiché en {painted}, au plus {busy} de calcul d'affilée.",
    )


@contextmanager
def _screen() -> Iterator[str]:
    """Give windows a screen in memory, where that can be had; tell how they are drawn."""
    if "QT_QPA_PLATFORM" in os.environ or shutil.which("Xvfb") is None:
        yield os.environ.get("QT_QPA_PLATFORM", "offscreen")
        return
    from tests.support.virtual_screen import virtual_screen  # with pytest, for this measure alone

    kept = dict(os.environ)
    with virtual_screen() as screen:
        os.environ.update(screen if _opens(screen) else {})
        try:
            yield os.environ.get("QT_QPA_PLATFORM", "offscreen")
        finally:
            os.environ.clear()
            os.environ.update(kept)


def _opens(screen: Mapping[str, str]) -> bool:
    """Whether Qt finds what a real window needs; it ends the process where it does not."""
    command = [sys.executable, "-m", "tests.bench.bare_window"]
    return (
        subprocess.run(command, check=False, env=screen, stdout=subprocess.DEVNULL).returncode == 0
    )


def main(folder: str, calm_seconds: str) -> None:
    """Go through all gestures in one window, and write what each took."""
    from tests.bench.gestures import Gestures
    from tests.bench.shown_window import shown_window
    from tests.bench.watch import Watch

    crashes: list[BaseException] = []
    with shown_window(folder) as window:
        window.desk.crashed.connect(crashes.append)
        window.desk.failed.connect(crashes.append)
        watch = Watch(window, float(calm_seconds))
        Gestures(window, watch).go_through()
    assert not crashes, crashes
    json.dump({name: asdict(took) for name, took in watch.took.items()}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
