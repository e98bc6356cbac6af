"""The list scrolled far down at once, until the rows there are painted, beside the raw query."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Goal, median_ratio
from tests.bench.processes import Side, measured

GOAL = Goal(seconds=0.1)
_PIECE = 100
"""As many rows as the window asks for at once."""


def compared(folder: Path, row: int, rounds: int) -> list[Comparison]:
    """Scroll to about a row, which no reading before has brought."""
    given = {"folder": folder, "row": row}
    sides = {name: Side(f"tests.bench.window_scroll:{name}", given) for name in ("window", "raw")}
    ours, raw = (parts[""] for parts in measured(sides, rounds).values())
    return [
        Comparison(
            f"Fenêtre, défilement jusqu'à la {number(row)}e ligne",
            ours,
            "requête brute d'autant de lignes, au même endroit",
            raw,
            ratio=median_ratio(ours.seconds, raw.seconds),
            speed=ours.p95,
            goal=GOAL,
            note="95e centile, du geste à la ligne affichée.",
        )
    ]


def _rows(row: int) -> Iterator[int]:
    """Yield places around a row, each far enough from the others to be read anew."""
    return cycle([max(0, row - 15 * _PIECE * step) for step in range(20)])


@contextmanager
def window(folder: str, row: int) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Move the scroll bar of the page Actions."""
    from tests.bench.shown_window import shown_window, until
    from ui.pages.actions.page import ActionsPage
    from ui.targets import Target

    with shown_window(folder) as shown:
        shown.go(Target("actions"))
        until(lambda: not shown.desk.is_busy)
        page = shown.page
        assert isinstance(page, ActionsPage)
        counted: list[int] = []
        page.panel.reader.counted.connect(lambda total, _everything: counted.append(total))
        page.panel.renew()
        until(lambda: bool(counted) and not shown.desk.is_busy)
        table = page.panel.table
        assert table.rows.rowCount() == counted[-1] > row
        rows = _rows(row)

        def step() -> None:
            wanted = next(rows)
            table.scrollTo(table.rows.index(wanted, 0), table.ScrollHint.PositionAtTop)
            until(lambda: table.rows.value_at(wanted) is not None)
            table.viewport().repaint()

        yield {"": step}


@contextmanager
def raw(folder: str, row: int) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Read as many rows there by their order alone."""
    from tests.bench.raw_base import raw_reading

    question = (
        "SELECT reference, title, status, starts_on, ends_on FROM action WHERE deleted = 0"
        f" ORDER BY reference LIMIT {_PIECE} OFFSET ?"
    )
    with raw_reading(folder) as base:
        rows = _rows(row)
        yield {"": lambda: base.execute(question, (next(rows),)).fetchall()}
