"""How long the window does not answer while a batch of documents is printed."""

from __future__ import annotations

import json
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from tests.bench.figures import Comparison, Figures, Goal
from tests.bench.processes import finished_in_turn

GOAL = Goal(seconds=0.05)
_IDLE_SECONDS = 2.0


def compared(folder: Path, rounds: int) -> list[Comparison]:
    """Print the fiche of each action from the window, and leave the same window alone."""
    module = [sys.executable, "-m", "tests.bench.window_block", folder]
    ran = finished_in_turn({"ours": [*module, "print"], "idle": [*module, "idle"]}, rounds)
    blocks = {name: [json.loads(each.output) for each in made] for name, made in ran.items()}
    figures = {
        name: Figures(
            tuple(each["longest"] for each in blocks[name]), max(one.peak_bytes for one in made)
        )
        for name, made in ran.items()
    }
    first = blocks["ours"][0]
    return [
        Comparison(
            "Fenêtre, plus long blocage pendant une impression en lot",
            figures["ours"],
            "la même fenêtre au repos",
            figures["idle"],
            speed=max(figures["ours"].seconds),
            goal=GOAL,
            note=f"{first['documents']} PDF en {first['seconds']:.1f} s, un battement demandé "
            "chaque milliseconde.".replace(".", ",", 1),
        )
    ]


def main(folder: str, what: str) -> None:
    """Measure once, and write what was found."""
    from PySide6.QtCore import Qt, QTimer

    from ctg_desktop.documents.batches import SheetsBatch
    from tests.bench.shown_window import shown_window, until
    from ui.pages.printing.page import PrintingPage
    from ui.targets import Target

    with shown_window(folder) as window, tempfile.TemporaryDirectory() as place:
        window.go(Target("printing"))
        until(lambda: not window.desk.is_busy)
        page = window.page
        assert isinstance(page, PrintingPage)
        beats: list[float] = []
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: beats.append(perf_counter()))
        timer.start(1)
        started = perf_counter()
        if what == "print":
            page.delivery.batch_into(SheetsBatch(), Path(place))
            until(lambda: not window.desk.is_busy)
        else:
            until(lambda: perf_counter() - started > _IDLE_SECONDS)
        timer.stop()
        gaps = [after - before for before, after in pairwise(beats)]
        found = {
            "longest": max(gaps),
            "documents": len(list(Path(place).glob("*.pdf"))),
            "seconds": perf_counter() - started,
        }
        json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
