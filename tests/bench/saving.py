"""One field saved, through the one door for writes and as two bare statements."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.bench.figures import Comparison, Goal, median_ratio
from tests.bench.processes import Side, measured

GOAL = Goal(ratio=3)

FIELDS = {
    "status": "Un champ enregistré (statut)",
    "title": "Un champ cherché enregistré (intitulé)",
}
"""A field that only its column shows, and one that sorts lists and is searched."""


def compared(folder: Path, rounds: int) -> list[Comparison]:
    """Measure each field on the folder, which is written."""
    found = []
    for field, name in FIELDS.items():
        given = {"folder": folder, "field": field}
        sides = {
            "ours": Side("tests.bench.saving:ours", given),
            "raw": Side("tests.bench.saving:raw", given),
        }
        figures = measured(sides, rounds)
        ours, raw = figures["ours"][field], figures["raw"][field]
        found.append(
            Comparison(
                name,
                ours,
                "transaction brute de deux instructions",
                raw,
                ratio=median_ratio(ours.seconds, raw.seconds),
                goal=GOAL,
            )
        )
    return found


STATUSES = ("idee", "a_venir", "en_cours", "en_pause", "realisee", "abandonnee")


def _other(field: str, value: str) -> str:
    """Return what a person could write instead of a value."""
    if field == "title":
        return f"Ouvrir une ludothèque à Béthune, version {random.randrange(10**9)}"
    return random.choice([status for status in STATUSES if status != value])


@contextmanager
def ours(folder: str, field: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Record an edit of one field of an action, as a form does when the field is left."""
    from ctg_desktop.domain.changes import Cell, Draft, Edit
    from ctg_desktop.domain.listing import ActionQuery
    from tests.bench.making import TODAY, opened

    with opened(folder) as uow:
        held = {line.id: str(getattr(line, field)) for line in uow.actions(ActionQuery(), TODAY)}
        rows = list(held)

        def save() -> None:
            row = random.choice(rows)
            held[row] = _other(field, held[row])
            edit = Edit(Cell("action", row, field), held[row])
            assert uow.record(Draft("Action modifiée", (edit,)))

        yield {field: save}


@contextmanager
def raw(folder: str, field: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Add a row to a bare log and change a row of a bare table, in one transaction."""
    from tests.bench.raw_base import raw_copy

    with raw_copy(folder, change="INTEGER", action="TEXT") as base:
        rows = [row for (row,) in base.execute("SELECT id FROM action")]
        last = base.execute('SELECT * FROM "change" ORDER BY id DESC LIMIT 1').fetchone()
        add = f'INSERT INTO "change" VALUES ({", ".join("?" * len(last))})'
        change = f"UPDATE action SET {field} = ? WHERE id = ?"
        numbers = count(last[0] + 1)

        def save() -> None:
            base.execute("BEGIN IMMEDIATE")
            base.execute(add, (next(numbers), *last[1:]))
            base.execute(change, (_other(field, ""), random.choice(rows)))
            base.execute("COMMIT")

        yield {field: save}
