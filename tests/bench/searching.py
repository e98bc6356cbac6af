"""What the search box asks at each key, through the unit of work and as a bare FTS5 query."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Goal
from tests.bench.processes import Side, measured

GOAL = Goal(ratio=1.5, seconds=0.016)
LIMIT = 50

PHRASES = (
    *("ludothèque", "Béthune", "accueil mercredi", "Nœux", "relais enfance", "bourse permis"),
    *("café des parents", "lot 4217", "scolarité Bruay", "jardin", "16 à 18 ans", "xylophone"),
    *("situation de handicap", "guide services Lillers", "M62119", "Inventée 7"),
)
"""What people look for: common words, rare ones, several, a reference, one that is nowhere."""


def typed() -> list[str]:
    """Return what the search box holds after each key: every beginning of every phrase."""
    return [
        phrase[:length]
        for phrase in PHRASES
        for length in range(1, len(phrase) + 1)
        if not phrase[:length].endswith(" ")
    ]


def compared(folder: Path, actions: int, rounds: int) -> list[Comparison]:
    """Type every phrase `rounds` times; none, one key, which tries the measure."""
    given = {"folder": folder}
    sides = {
        "ours": Side("tests.bench.searching:ours", given),
        "raw": Side("tests.bench.searching:raw", given),
    }
    figures = measured(sides, rounds * len(typed()) or 1)
    ours, raw = figures["ours"][""], figures["raw"][""]
    return [
        Comparison(
            f"Recherche, 95e centile, {number(actions)} actions",
            ours,
            "requête FTS5 brute avec titre et référence",
            raw,
            ratio=ours.p95 / raw.p95,
            speed=ours.p95,
            goal=GOAL,
            note=f"{len(typed())} textes tapés touche après touche, {LIMIT} réponses au plus.",
        )
    ]


@contextmanager
def ours(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Search as the search box does."""
    from tests.bench.making import opened

    with opened(folder) as uow:
        texts = cycle(typed())
        yield {"": lambda: uow.search(next(texts), limit=LIMIT)}


@contextmanager
def raw(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Ask the full-text index for the same words, with what a line of the answer shows."""
    from ctg_desktop.domain.folding import fold
    from tests.bench.raw_base import raw_reading

    question = (
        "SELECT a.reference, a.title FROM search"
        " JOIN action a ON a.search_number = search.rowid"
        f" WHERE search MATCH ? LIMIT {LIMIT}"
    )
    with raw_reading(folder) as base:
        words = cycle(" ".join(f'"{word}"*' for word in fold(text).split()) for text in typed())
        yield {"": lambda: base.execute(question, (next(words),)).fetchall()}
