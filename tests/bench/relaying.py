"""A round with a common folder where nothing is new, beside a bare listing of that folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ctg_desktop.typography import counted
from tests.bench.figures import Comparison, Goal, median_ratio
from tests.bench.processes import Side, measured

if TYPE_CHECKING:
    from ctg_desktop.ports import UnitOfWork

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)

GOAL = Goal(seconds=0.05)

_LENGTHS = (256, 16, 1)
"""Sixteen files of one of these lengths, in changes, become one of the next."""


def compared(place: Path, people: int, each: int, rounds: int) -> list[Comparison]:
    """Let many people write for years into a relay of `place`, then do rounds with nothing new."""
    given = {"place": place, "people": people, "each": each}
    sides = {
        "ours": Side("tests.bench.relaying:ours", given),
        "raw": Side("tests.bench.relaying:raw", given),
    }
    figures = {name: parts[""] for name, parts in measured(sides, rounds).items()}
    ours, raw = figures["ours"], figures["raw"]
    files = len(list((place / "relais").iterdir()))
    return [
        Comparison(
            f"Tour à vide d'un relais de {counted(people, 'personne')}",
            ours,
            "liste brute du dossier",
            raw,
            ratio=median_ratio(ours.seconds, raw.seconds),
            speed=ours.median,
            goal=GOAL,
            note=f"{counted(files, 'fichier')} dans le relais.",
        )
    ]


@contextmanager
def ours(place: str, people: int, each: int) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Exchange with a relay where all is known."""
    from ctg_desktop.exchange.relays import share_of, synchronise
    from tests.bench.making import opened

    folder = _made(Path(place), people, each)
    with opened(folder) as uow:
        share = share_of(uow, NOW)

        def step() -> None:
            done = synchronise(uow, folder, share)
            assert (done.new, done.sent) == (0, 0)

        step()  # what was laid there last is read back once
        yield {"": step}


@contextmanager
def raw(place: str, people: int, each: int) -> Iterator[Mapping[str, Callable[[], object]]]:
    """List the relay, with what the system tells of each file."""
    _made(Path(place), people, each)

    def step() -> None:
        with os.scandir(Path(place) / "relais") as entries:
            assert all(entry.stat().st_size for entry in entries)

    yield {"": step}


def _made(place: Path, people: int, each: int) -> Path:
    """Return the folder of somebody who has received all that `people` laid into a relay.

    Fifteen files of each length are as many as one person leaves there, in however many years.
    """
    from ctg_desktop.exchange.relays import choose, prepare, share_of, synchronise
    from tests.bench.making import make, opened

    relay, folder = place / "relais", place / "lecture"
    if folder.exists():
        return folder
    relay.mkdir(parents=True)
    for number in range(people):
        _write_for_years(place / f"personne-{number}", relay, each)
    make(folder, "empty", 0)
    with opened(folder) as uow:
        share = share_of(uow, NOW)
        prepare(uow, relay, share)
        choose(uow, folder, relay)
        synchronise(uow, folder, share)
    return folder


def _write_for_years(folder: Path, relay: Path, each: int) -> None:
    """Make a folder that lays its gestures into a relay of its own, then carry them over."""
    from ctg_desktop.exchange.folder_relay import FolderRelay
    from ctg_desktop.exchange.relays import share_of
    from ctg_desktop.exchange.rounds import exchange
    from ctg_desktop.folder.relay_memory import Memory
    from tests.bench.making import make, opened

    own = folder.with_name(f"{folder.name}-relais")
    own.mkdir()
    make(folder, "empty", 0)
    with opened(folder) as uow:
        memory, carrier, share = Memory(), FolderRelay(own), share_of(uow, NOW)
        for changes in _LENGTHS:
            for _ in range(each):
                _record(uow, changes)
                memory = exchange(uow, carrier, memory, share).memory
    for path in own.iterdir():
        path.rename(relay / path.name)


def _record(uow: UnitOfWork, changes: int) -> None:
    """Record one gesture of so many changes."""
    from ctg_desktop.domain.changes import Cell, Draft, Edit

    edits = (Edit(Cell("action", uow.new_id(), "deleted"), 0) for _ in range(changes))
    uow.record(Draft("Actions de mesure créées", tuple(edits)))
