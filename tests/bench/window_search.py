"""A key in the search box of the list, until what it finds is painted, beside the raw query."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Figures, Goal, Took
from tests.bench.processes import Side, measured
from tests.bench.searching import typed

if TYPE_CHECKING:
    from ui.main_window import MainWindow

GOAL = Goal(seconds=0.012)
PACED = Goal(seconds=0.020)
_PACE_SECONDS = 0.15


def compared(folder: Path, actions: int, rounds: int) -> list[Comparison]:
    """Type every phrase `rounds` times into the window, each key beside the bare query.

    Once more at a person's pace; with no rounds one key, which tries the measure.
    """
    given = {"folder": folder}
    sides = {
        "ours": Side("tests.bench.window_search:window", given),
        "raw": Side("tests.bench.searching:raw", given),
    }
    figures = measured(sides, rounds * len(typed()) or 1)
    sides["ours"] = Side("tests.bench.window_search:paced", given)
    at_pace = measured(sides, len(typed()) if rounds else 1)
    ours, raw = figures["ours"][""], figures["raw"][""]
    beyond = Figures(tuple(a - b for a, b in zip(ours.seconds, raw.seconds, strict=True)))
    median = f"{ours.median * 1000:.1f}".replace(".", ",")
    name = "Fenêtre, d'une touche à la liste affichée"
    against = "requête FTS5 brute"
    return [
        Comparison(
            f"{name}, {number(actions)} actions",
            replace(ours, seconds=beyond.seconds),
            against,
            raw,
            speed=beyond.p95,
            goal=GOAL,
            note=f"95e centile de ce qui s'ajoute à la requête brute{chr(0x202F)}; en tout, "
            f"{median} ms de médiane.",
        ),
        Comparison(
            f"{name}, une touche toutes les {_PACE_SECONDS * 1000:.0f} ms",
            at_pace["ours"][""],
            against,
            at_pace["raw"][""],
            speed=at_pace["ours"][""].p95,
            goal=PACED,
            note="95e centile de toute l'attente, au rythme d'une personne.",
        ),
    ]


@contextmanager
def paced(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Press a key some time after the one before, when all that it asked for is over."""
    from tests.bench.shown_window import after, shown_window, until

    with shown_window(folder) as shown:
        press = presser(shown)

        def step() -> Took:
            until(after(_PACE_SECONDS))
            began = perf_counter()
            press()
            return Took(perf_counter() - began)

        yield {"": step}


@contextmanager
def window(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Press a key in the search box of the page Actions."""
    from tests.bench.shown_window import shown_window

    with shown_window(folder) as shown:
        yield {"": presser(shown)}


def presser(shown: MainWindow) -> Callable[[], None]:
    """Return what presses the next key in the search box of the page Actions."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
    from PySide6.QtGui import QKeyEvent

    from tests.bench.shown_window import until
    from ui.pages.actions.page import ActionsPage
    from ui.targets import Target

    class Painted(QObject):
        """Sees the list being painted once other rows are in it."""

        def __init__(self) -> None:
            super().__init__()
            self.is_read = self.is_painted = False

        def hear(self) -> None:
            self.is_read = True

        def note(self) -> None:
            self.is_painted = True

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's
            if event.type() == QEvent.Type.Paint and self.is_read:
                self.is_read = False
                QTimer.singleShot(0, self.note)
            return False

    shown.go(Target("actions"))
    until(lambda: not shown.desk.is_busy)
    page = shown.page
    assert isinstance(page, ActionsPage)
    panel = page.panel
    probe = Painted()
    panel.reader.read_first.connect(probe.hear)
    panel.table.viewport().installEventFilter(probe)
    box = panel.bar.search
    texts = cycle(typed())

    def press() -> None:
        """Type the next key; a space alone finds what was found before."""
        text = next(texts)
        if len(text) == 1:
            box.selectAll()  # the key takes the place of the phrase before
        probe.is_painted = False
        for sign in text[len(box.text()) :] if len(text) > 1 else text:
            key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
            QCoreApplication.sendEvent(box, key)
        until(lambda: probe.is_painted)

    return press
