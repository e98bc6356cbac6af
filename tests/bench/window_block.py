"""How long the window does not answer while documents are made, and shown."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from tests.bench.figures import Comparison, Figures, Goal
from tests.bench.processes import finished_in_turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.pages.printing.page import PrintingPage

GOAL = Goal(seconds=0.05)
_IDLE_SECONDS = 2.0


def compared(folder: Path, rounds: int) -> list[Comparison]:
    """Print the fiche of each action from the window, and leave the same window alone."""
    told, ours, idle = _measured(folder, rounds, "print")
    return [
        Comparison(
            "Fenêtre, plus long blocage pendant une impression en lot",
            ours,
            "la même fenêtre au repos",
            idle,
            speed=max(ours.seconds),
            goal=GOAL,
            note=f"{told['documents']} PDF en {told['seconds']:.1f} s, un battement demandé "
            "chaque milliseconde.".replace(".", ",", 1),
        )
    ]


def preview_compared(folder: Path, rounds: int) -> list[Comparison]:
    """Show the plan of a folder as it will be printed, turn its pages and make them larger."""
    told, ours, idle = _measured(folder, rounds, "preview")
    first, whole, seconds = (
        f"{told[name]:.1f}".replace(".", ",") for name in ("first", "whole", "seconds")
    )
    return [
        Comparison(
            f"Fenêtre, plus long blocage pendant l'aperçu de {told['documents']} pages",
            ours,
            "la même fenêtre au repos",
            idle,
            speed=max(ours.seconds),
            goal=GOAL,
            note=f"premières pages en {first} s, toutes en {whole} s, "
            f"tournées et agrandies en {seconds} s.",
        )
    ]


def _measured(folder: Path, rounds: int, what: str) -> tuple[dict[str, float], Figures, Figures]:
    """Return what the first process told, and the longest blocks beside those at rest."""
    module = [sys.executable, "-m", "tests.bench.window_block", folder]
    ran = finished_in_turn({"ours": [*module, what], "idle": [*module, "idle"]}, rounds)
    told = {name: [json.loads(each.output) for each in made] for name, made in ran.items()}
    ours, idle = (
        Figures(tuple(each["longest"] for each in told[name]), max(one.peak_bytes for one in made))
        for name, made in ran.items()
    )
    return told["ours"][0], ours, idle


def main(folder: str, what: str) -> None:
    """Measure once, and write what was found."""
    from tests.bench.shown_window import after, longest_block, shown_window, until
    from ui.pages.printing.page import PrintingPage
    from ui.targets import Target

    with shown_window(folder) as window, tempfile.TemporaryDirectory() as place:
        window.go(Target("printing"))
        until(lambda: not window.desk.is_busy)
        page = window.page
        assert isinstance(page, PrintingPage)
        started = perf_counter()
        documents = 0
        reached: dict[str, float] = {}

        def work() -> None:
            nonlocal documents
            if what == "print":
                _print_all(page, Path(place))
                documents = len(list(Path(place).glob("*.pdf")))
            elif what == "preview":
                documents = _look_at_plan(
                    page, lambda name: reached.update({name: perf_counter() - started})
                )
            else:
                until(after(_IDLE_SECONDS))

        longest = longest_block(work)
        seconds = perf_counter() - started
        told = {"longest": longest, "documents": documents, "seconds": seconds, **reached}
        json.dump(told, sys.stdout)


def _print_all(page: PrintingPage, place: Path) -> None:
    from ctg_desktop.documents.batches import SheetsBatch
    from tests.bench.shown_window import until

    page.delivery.batch_into(SheetsBatch(), place)
    until(lambda: not page.desk.is_busy)


def _look_at_plan(page: PrintingPage, reach: Callable[[str], None]) -> int:
    """Have the plan shown, go through its pages as a person does; return how many there are.

    `reach` is told when the first pages are on screen, and when the whole is.
    """
    from ctg_desktop.documents import PlanRequest
    from tests.bench.shown_window import after, until
    from ui.targets import Target

    page.show_target(Target("printing", request=PlanRequest()))
    preview, pages = page.preview, page.preview.pages
    until(lambda: isinstance(preview.request, PlanRequest))
    reach("first")
    until(lambda: preview.sheets is not None and isinstance(preview.sheets.request, PlanRequest))
    reach("whole")
    for turn in (
        *(lambda share=share: pages.go_to(round(pages.page_count * share)) for share in _LOOKED_AT),
        pages.zoom_in,
        pages.fit_page,
    ):
        turn()
        until(after(_LOOK_SECONDS))
    return pages.page_count


_LOOKED_AT = (0.5, 1.0, 0.1, 0.11)
"""Where in a long document one looks, as shares of its pages."""

_LOOK_SECONDS = 0.4


if __name__ == "__main__":
    main(*sys.argv[1:])
