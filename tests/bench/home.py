"""What the Accueil shows, gathered in folders of several sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Goal, median_ratio
from tests.bench.processes import Side, measured

GOAL = Goal(seconds=0.2)


def compared(folders: Sequence[tuple[int, Path]], rounds: int) -> list[Comparison]:
    """Gather the Accueil of the largest folder, beside that of the smallest one."""
    (few, _), (many, _) = folders[0], folders[-1]
    sides = {
        str(actions): Side("tests.bench.home:home", {"folder": folder})
        for actions, folder in (folders[0], folders[-1])
    }
    figures = measured(sides, rounds)
    ours, reference = figures[str(many)][""], figures[str(few)][""]
    return [
        Comparison(
            f"Accueil de {number(many)} actions",
            ours,
            f"{number(few)} actions",
            reference,
            ratio=median_ratio(ours.seconds, reference.seconds),
            speed=ours.median,
            goal=GOAL,
        )
    ]


@contextmanager
def home(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Gather what the page shows, as it does when it is opened."""
    from ctg_desktop.services.dashboard import dashboard
    from tests.bench.making import TODAY, opened

    with opened(folder) as uow:
        yield {"": lambda: dashboard(uow, TODAY)}
