"""The tables written anew from the log, beside a bare insert of as many rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Figures, Goal, median_ratio
from tests.bench.processes import Side, measured

GOAL = Goal(ratio=5)
LINEAR = Goal(ratio=1.5)
"""How much more each change may cost in the longest log than in the shortest one.

Rows are sorted into tables and indexes: with sixteen times as many, a logarithm asks for 1.3.
"""


def compared(folders: Sequence[tuple[int, Path]], rounds: int) -> list[Comparison]:
    """Rebuild folders given with their number of changes, shortest log first."""
    sides = {}
    for changes, folder in folders:
        sides[f"ours {changes}"] = Side("tests.bench.rebuilding:ours", {"folder": folder})
        sides[f"raw {changes}"] = Side("tests.bench.rebuilding:raw", {"folder": folder})
    figures = {name: parts[""] for name, parts in measured(sides, rounds).items()}
    found = []
    for changes, _ in folders:
        ours, raw = figures[f"ours {changes}"], figures[f"raw {changes}"]
        found.append(
            Comparison(
                f"Reconstruction de {number(changes)} modifications",
                ours,
                "insertion brute d'autant de lignes",
                raw,
                ratio=median_ratio(ours.seconds, raw.seconds),
                goal=GOAL,
            )
        )
    sizes = [changes for changes, _ in folders]
    costs = [_per(figures[f"ours {changes}"], changes) for changes in sizes]
    return [*found, _growth(costs, sizes)]


def _growth(costs: Sequence[Figures], sizes: Sequence[int]) -> Comparison:
    """Compare what one change costs in the longest log and in the shortest one."""
    each = " → ".join(f"{cost.median * 1e6:.1f}".replace(".", ",") for cost in costs)
    return Comparison(
        "Reconstruction linéaire (par modification)",
        costs[-1],
        f"journal de {number(sizes[0])}",
        costs[0],
        ratio=median_ratio(costs[-1].seconds, costs[0].seconds),
        goal=LINEAR,
        note=f"{', '.join(map(number, sizes))} modifications\u00a0: {each} µs chacune.",
    )


def _per(figures: Figures, changes: int) -> Figures:
    return Figures(tuple(s / changes for s in figures.seconds), figures.peak_bytes)


@contextmanager
def ours(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Rebuild the tables and the search index in one transaction."""
    from tests.bench.making import opened

    with opened(folder) as uow:
        yield {"": lambda: uow.rebuild(lambda _label, _done, _total: None)}


@contextmanager
def raw(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Insert the rows of the log into a bare table, in one transaction."""
    from tests.bench.raw_base import bare_driver, raw_copy

    with raw_copy(folder, change="INTEGER") as base:
        rows = base.execute('SELECT * FROM "change"').fetchall()
        columns = [row[1] for row in base.execute('PRAGMA table_info("change")')]
        described = ", ".join(f'"{name}"' for name in columns if name != "id")
        marks = ", ".join("?" * len(columns))
        numbers = count()

        @bare_driver()
        def insert() -> None:
            table = f"copy{next(numbers)}"
            base.execute("BEGIN IMMEDIATE")
            base.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, {described})")
            base.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            base.execute("COMMIT")

        yield {"": insert}
