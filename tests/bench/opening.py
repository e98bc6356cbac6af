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

PAINTED_GOAL = Goal(ratio=1.2)
FILLED_GOAL = Goal(ratio=3.5)
MEMORY_GOAL = Goal(ratio=1.55)
WRITTEN_GOAL = Goal(ratio=2.1)

_BARE = "fenêtre nue de PySide6"


def compared(folders: Sequence[tuple[int, Path]], rounds: int) -> list[Comparison]:
    """Start the program on folders, given with their number of actions, and a bare window.

    All take turns, each start in a process of its own; the memory is that with the first folder.
    """
    commands: dict[str, Sequence[str | Path]] = {
        "bare": [sys.executable, "-m", "tests.bench.bare_window"],
        "storage": [sys.executable, "-c", "import db.lifecycle.opening, db.unit_of_work"],
    }
    program = [sys.executable, "-m", "tests.bench.opened_window"]
    for actions, folder in folders:
        commands[f"list {actions}"] = [*program, folder, "list"]
        commands[f"home {actions}"] = [*program, folder, "home"]
    commands["write"] = [*program, folders[0][1], "write"]
    with newcomer():
        ran = finished_in_turn(commands, rounds)
    bare, usual = noted(ran["bare"], "painted"), folders[0][0]
    storage = Figures(tuple(each.seconds for each in ran["storage"]))
    share = f"{median_ratio(storage.seconds, bare.seconds):.1f}".replace(".", ",")
    found = [
        _compared(
            "Fenêtre, du démarrage au premier affichage",
            noted(ran[f"list {usual}"], "painted"),
            bare,
            PAINTED_GOAL,
            "sans attendre le dossier, qui s'ouvre pendant ce temps.",
        )
    ]
    for actions, _ in folders:
        for what, words in (("list", "liste"), ("home", "Accueil")):
            found.append(
                _compared(
                    f"Fenêtre, du démarrage à {words}, {number(actions)} actions",
                    noted(ran[f"{what} {actions}"], "filled"),
                    bare,
                    FILLED_GOAL,
                    f"charger le stockage (SQLAlchemy) coûte déjà {share} fois la fenêtre nue.",
                )
            )
    read, written = (noted(ran[name], "filled") for name in (f"list {usual}", "write"))
    return [
        *found,
        _memory("avec la liste", read, bare, MEMORY_GOAL),
        _memory("après une première modification", written, bare, WRITTEN_GOAL),
    ]


def _compared(
    name: str, ours: Figures, bare: Figures, goal: Goal, note: str, against: str = _BARE
) -> Comparison:
    ratio = median_ratio(ours.seconds, bare.seconds)
    return Comparison(name, ours, against, bare, ratio=ratio, goal=goal, note=note)


def _memory(when: str, ours: Figures, bare: Figures, goal: Goal) -> Comparison:
    """Compare the most memory that was occupied."""
    assert ours.peak_bytes is not None
    assert bare.peak_bytes is not None
    ratio = ours.peak_bytes / bare.peak_bytes
    note = "le rapport est celui de la plus grande mémoire occupée."
    return Comparison(
        f"Fenêtre, mémoire {when}", ours, _BARE, bare, ratio=ratio, goal=goal, note=note
    )


def noted(ran: Sequence[Finished], moment: str) -> Figures:
    """Return the durations from the start of each process to what it noted."""
    seconds = tuple(json.loads(each.output)[moment] - each.started_at for each in ran)
    return Figures(seconds, max(each.peak_bytes for each in ran))


@contextmanager
def newcomer() -> Iterator[None]:
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
