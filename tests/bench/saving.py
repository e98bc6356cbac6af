"""One field saved, beside two bare statements; a large deletion undone."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import process_time

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Goal, Took, median_ratio
from tests.bench.processes import Side, measured

GOAL = Goal(ratio=3)

UNDO_GOAL = Goal(seconds=0.0005)

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


def undo_compared(folder: Path, actions: int, rounds: int) -> list[Comparison]:
    """Undo the deletion of all actions of the folder, which is written."""
    sides = {"": Side("tests.bench.saving:undo", {"folder": folder})}
    ours = measured(sides, rounds)[""][""]
    return [
        Comparison(
            f"Suppression de {number(actions)} actions annulée, par action",
            ours,
            speed=ours.median,
            goal=UNDO_GOAL,
            note="temps de processeur\u00a0; rien d'autre n'annule autant en un geste.",
        )
    ]


@contextmanager
def undo(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Delete all actions, and tell what undoing it takes of the processor for each."""
    from ctg_desktop.domain.action import Action
    from ctg_desktop.domain.listing import ActionQuery
    from ctg_desktop.services import bulk
    from tests.bench.making import TODAY, opened

    with opened(folder) as uow:
        ids = uow.action_ids(ActionQuery(), TODAY)

        def undone() -> Took:
            bulk.delete(uow, Action.TYPE, ids)
            began = process_time()
            uow.undo()
            return Took((process_time() - began) / len(ids))

        yield {"": undone}


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
    from tests.bench.raw_base import bare_driver, raw_copy

    with raw_copy(folder, change="INTEGER", action="TEXT") as base:
        rows = [row for (row,) in base.execute("SELECT id FROM action")]
        last = base.execute('SELECT * FROM "change" ORDER BY id DESC LIMIT 1').fetchone()
        add = f'INSERT INTO "change" VALUES ({", ".join("?" * len(last))})'
        change = f"UPDATE action SET {field} = ? WHERE id = ?"
        numbers = count(last[0] + 1)

        @bare_driver()
        def save() -> None:
            base.execute("BEGIN IMMEDIATE")
            base.execute(add, (next(numbers), *last[1:]))
            base.execute(change, (_other(field, ""), random.choice(rows)))
            base.execute("COMMIT")

        yield {field: save}
