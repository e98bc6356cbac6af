"""Opening the window, beside a bare one of PySide6: first paint, filled list, memory."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Figures, Goal, median_ratio
from tests.bench.processes import Finished, finished_in_turn
from tests.bench.shown_window import draw_in_memory

PAINTED_GOAL = Goal(ratio=1.5)
FILLED_GOAL = Goal(ratio=3)
MEMORY_GOAL = Goal(ratio=1.5)

_BARE = "fenêtre nue de PySide6"


def compared(folder: Path, actions: int, rounds: int) -> list[Comparison]:
    """Start the program and a bare window in turn, each in a process of its own."""
    commands: dict[str, Sequence[str | Path]] = {
        "ours": [sys.executable, "-m", "tests.bench.opened_window", folder],
        "bare": [sys.executable, "-m", "tests.bench.bare_window"],
        "storage": [sys.executable, "-c", "import db.opening, db.unit_of_work"],
    }
    with _newcomer():
        ran = finished_in_turn(commands, rounds)
    bare = _figures(ran["bare"], "painted")
    painted, filled = _figures(ran["ours"], "painted"), _figures(ran["ours"], "filled")
    assert bare.peak_bytes is not None
    assert filled.peak_bytes is not None
    storage = Figures(
        tuple(each.seconds for each in ran["storage"]),
        max(each.peak_bytes for each in ran["storage"]),
    )
    assert storage.peak_bytes is not None
    share = f"{median_ratio(storage.seconds, bare.seconds):.1f}".replace(".", ",")
    size = round(storage.peak_bytes / 2**20)
    listed = f"liste de {number(actions)} actions"
    return [
        Comparison(
            "Fenêtre, du démarrage au premier affichage",
            painted,
            _BARE,
            bare,
            ratio=median_ratio(painted.seconds, bare.seconds),
            goal=PAINTED_GOAL,
            note="sans attendre le dossier, qui s'ouvre pendant ce temps.",
        ),
        Comparison(
            f"Fenêtre, du démarrage à la {listed}",
            filled,
            _BARE,
            bare,
            ratio=median_ratio(filled.seconds, bare.seconds),
            goal=FILLED_GOAL,
            note="dossier ouvert, Accueil passé aussitôt pour la liste\u202f; charger le "
            f"stockage (SQLAlchemy) coûte déjà {share} fois la fenêtre nue.",
        ),
        Comparison(
            f"Fenêtre, mémoire avec la {listed}",
            filled,
            _BARE,
            bare,
            ratio=filled.peak_bytes / bare.peak_bytes,
            goal=MEMORY_GOAL,
            note="le rapport est celui de la plus grande mémoire occupée\u202f; un processus "
            f"qui ne charge que le stockage en occupe déjà {size} Mo.",
        ),
    ]


def _figures(ran: Sequence[Finished], moment: str) -> Figures:
    """Return the durations from the start of each process to what it noted."""
    seconds = tuple(json.loads(each.output)[moment] - each.started_at for each in ran)
    return Figures(seconds, max(each.peak_bytes for each in ran))


@contextmanager
def _newcomer() -> Iterator[None]:
    """Start the programs for somebody without preferences, in windows drawn in memory."""
    kept = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="ctg-bench-") as place:
        kinds = ("CONFIG", "DATA", "STATE", "CACHE")
        os.environ.update({f"XDG_{kind}_HOME": place for kind in kinds})
        draw_in_memory()
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(kept)
