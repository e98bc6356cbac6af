"""The delivered program beside the same from its sources, as whole processes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Comparison, Figures, Goal, median_ratio
from tests.bench.processes import ROOT, Finished, finished_in_turn
from tests.bench.shown_window import draw_in_memory

PROGRAM = ROOT / "dist" / "ctg-desktop" / "ctg-desktop"
"""What `make build` makes; without it there is nothing to measure."""

NOT_SLOWER = Goal(ratio=1)


def compared(rounds: int) -> list[Comparison]:
    """Start both in turn; what is timed is a trial that makes a folder, prints, shows the window.

    Nothing is measured where the program was not built.
    """
    if not PROGRAM.is_file():
        print("Programme livré absent (« make build »)\u00a0: passé.", file=sys.stderr)
        return []
    draw_in_memory()
    return [
        _compared(
            "Programme livré, du démarrage à l'essai complet, fenêtre comprise",
            ["--auto-test"],
            rounds,
            NOT_SLOWER,
        ),
        _compared(
            "Programme livré, démarrage sans fenêtre",
            ["--version"],
            rounds,
            Goal(),
            note="le lanceur de PyInstaller prépare Qt même quand rien ne le demande.",
        ),
    ]


def _compared(
    name: str, arguments: Sequence[str], rounds: int, goal: Goal, *, note: str = ""
) -> Comparison:
    commands: dict[str, Sequence[str | Path]] = {
        "delivered": [PROGRAM, *arguments],
        "sources": [sys.executable, ROOT / "main.py", *arguments],
    }
    ran = finished_in_turn(commands, rounds)
    ours, theirs = _figures(ran["delivered"]), _figures(ran["sources"])
    ratio = median_ratio(ours.seconds, theirs.seconds)
    return Comparison(name, ours, "depuis les sources", theirs, ratio=ratio, goal=goal, note=note)


def _figures(ran: Sequence[Finished]) -> Figures:
    return Figures(tuple(each.seconds for each in ran), max(each.peak_bytes for each in ran))
