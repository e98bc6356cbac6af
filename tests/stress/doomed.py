"""Processes that work in a data folder until they are killed.

`python -m tests.stress.doomed` has everything imported and holds nothing open. For each task
that it reads it forks a child, which tells what it does, one JSON line after another; a line
is told only once what it says is done. When the child has ended, the line `{"ended": …}` comes.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.cli.program import run
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.listing import ActionQuery
from db.folder.places import place_at
from db.recovery.restoring import restore as put_back
from tests.support.data_folders import newest_sound
from tests.support.folders import reopened
from tests.support.sites import Site, TurnedClock, sent

import_module("nacl.signing")  # what the first gesture signs with, imported before any fork

FIELDS = ("title", "description", "constat", "status", "ends_on", "structure", "main_ambition")


def tell(**told: Any) -> None:
    """Write one line, whole: shorter than what a pipe takes at once."""
    os.write(1, json.dumps(told).encode() + b"\n")


@contextmanager
def working_in(folder: str) -> Iterator[Site]:
    """Open a folder, say so, and leave it open: the child never gets to close it in peace."""
    site = reopened(Path(folder))
    tell(open=True)
    yield site
    tell(done=True)
    sys.stdin.readline()


def record(folder: str, seed: int) -> None:
    """Record gestures without end, and acknowledge each once `record` has returned."""
    chance = random.Random(seed)
    with working_in(folder) as site:
        rows: list[str] = []
        while True:
            edits = _gesture(site, rows, chance)
            draft = Draft(f"{len(edits)} champs", tuple(edits))
            recorded = site.uow.record(draft).gesture
            assert recorded is not None
            tell(gesture=recorded.id)


def _gesture(site: Site, rows: list[str], chance: random.Random) -> list[Edit]:
    """Return the edits of a gesture; each one says something new."""
    if not rows or chance.random() < 0.3:
        rows.append(site.uow.new_id())
        born = [Edit(Cell("action", rows[-1], "deleted"), 0)]
        return [*born, *_fields(rows[-1], chance, len(FIELDS))]
    return [
        edit
        for row in chance.sample(rows, min(len(rows), chance.choice((1, 1, 1, 3))))
        for edit in _fields(row, chance, chance.choice((1, 1, 2, 4)))
    ]


def _fields(row: str, chance: random.Random, count: int) -> list[Edit]:
    told = [
        Edit(Cell("action", row, field), f"{field} {chance.getrandbits(64):x} d’été")
        for field in chance.sample(FIELDS, count)
    ]
    return [*told, Edit(Cell("action", row, "publics", f"{chance.getrandbits(64):x}"), 1)]


def take_in(folder: str, sender: str) -> None:
    """Take in all that another folder knows."""
    other = reopened(Path(sender), read_only=True)
    known = sent(other.uow)
    other.close()
    with working_in(folder) as site:
        site.uow.union(known)


def bury(folder: str) -> None:
    """Put every action into the corbeille, as one gesture."""
    with working_in(folder) as site:
        rows = site.uow.action_ids(ActionQuery(), site.clock.at.date())
        edits = [Edit(Cell("action", row, "deleted"), 1) for row in rows]
        site.uow.record(Draft("Tout", tuple(edits)))


def rebuild(folder: str) -> None:
    """Write the tables again."""
    with working_in(folder) as site:
        site.uow.rebuild(lambda _label, _done, _total: None)


def back_up(folder: str) -> None:
    """Make a safety copy."""
    with working_in(folder) as site:
        site.uow.back_up("essai")


def bring_up_to_date(folder: str) -> None:
    """Open a folder that another version wrote."""
    with working_in(folder):
        pass


def restore(folder: str) -> None:
    """Put the newest safety copy in the place of the base."""
    data, clock = place_at(Path(folder)), TurnedClock()
    tell(open=True)
    copy = newest_sound(data, clock=clock)
    assert copy is not None
    put_back(data, copy, clock=clock)
    tell(done=True)
    sys.stdin.readline()


def command(folder: str, *words: str) -> None:
    """Run a command on a folder."""
    tell(open=True)
    with Path(os.devnull).open("w") as nobody, redirect_stdout(nobody):
        assert run(["--donnees", folder, *words], SqliteStorage(), TurnedClock(), {}) == 0
    tell(done=True)
    sys.stdin.readline()


TASKS: dict[str, Callable[..., None]] = {
    task.__name__: task
    for task in (record, take_in, bury, rebuild, back_up, bring_up_to_date, restore, command)
}


def serve(tasks: Mapping[str, Callable[..., None]]) -> None:
    """Carry out one task after another, each in a child, until nobody asks any more."""
    for line in sys.stdin:
        name, *given = json.loads(line)
        child = os.fork()
        if child == 0:
            tell(child=os.getpid())
            tasks[name](*given)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        tell(ended=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    serve(TASKS)
