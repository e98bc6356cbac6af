"""Versions of the program, each in a process of its own, which describe more and more.

Version 0 is the program as it is. Each following one has more fields in some entities, and more
entities, which a number draws: they are declared as the program's own are, by a line or a class
beside them, before anything else of the program is imported.
"""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ctg_desktop.domain.envelopes import Parcel
    from tests.support.sites import Site

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = 4
_MORE_EACH = 4
_TEXTS = ("text", "long_text", "email", "phone")
_KINDS = (*_TEXTS, "integer", "decimal", "day", "flag", "reference", "references")
_GROWING = ("action", "contact", "etape", "thematique")

CHOSEN = "chosen"
"""A field of actions that each version from 1 on may give one more value: its number."""

State = dict[str, dict[str, dict[str, Any]]]
"""What stands in a folder: the stored value of each field of each row of each entity."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A field that no version before `since` has; of `kind` "entity", the entity and its owner."""

    since: int
    entity: str
    name: str
    kind: str
    target: str = ""


def additions(seed: int) -> list[Addition]:
    """Draw what each version after 0 adds: an entity of actions, a text of actions, and more."""
    chance = random.Random(seed)
    found: list[Addition] = []
    entities = list(_GROWING)
    for since in range(1, VERSIONS):
        made = f"invention_{since}"
        entities.append(made)
        found.append(Addition(since, made, "action", "entity", "action"))
        found.append(Addition(since, made, "title", "text"))
        found.append(Addition(since, "action", f"text_{since}", "text"))
        found.append(Addition(since, "action", CHOSEN, "choice"))
        for number in range(_MORE_EACH):
            kind = chance.choice(_KINDS)
            target = chance.choice(entities) if kind.startswith("reference") else ""
            name = f"v{since}_{number}"
            found.append(Addition(since, chance.choice(entities), name, kind, target))
    return found


# -------------------------------------------------------------------- the test's side


class Program:
    """A version of the program that runs; `folders` below are paths, sites are opened by it."""

    def __init__(self, seed: int, version: int) -> None:
        """Start it."""
        self.version = version
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.versions", str(seed), str(version)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def ask(self, task: str, *given: Any) -> Any:
        """Have it do a task; what it raises is raised here."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pickle.dump((task, given), self._process.stdin)
        self._process.stdin.flush()
        answer, error = pickle.load(self._process.stdout)
        if error is not None:
            raise error
        return answer

    def end(self) -> None:
        """Stop it; what it has open is let go."""
        self._process.kill()
        self._process.communicate()


class Programs:
    """The versions that one seed draws, each started when it is first asked for."""

    def __init__(self, seed: int) -> None:
        """Start none."""
        self.additions = additions(seed)
        self._seed = seed
        self._started: dict[int, Program] = {}

    def __getitem__(self, version: int) -> Program:
        """Return a version."""
        if version not in self._started:
            self._started[version] = Program(self._seed, version)
        return self._started[version]

    def end(self) -> None:
        """Stop all."""
        for program in self._started.values():
            program.end()


@contextmanager
def running(seed: int) -> Iterator[Programs]:
    """Give the versions of a seed, and stop them at the end."""
    programs = Programs(seed)
    try:
        yield programs
    finally:
        programs.end()


# ----------------------------------------------------------------- the program's side


def declare(more: list[Addition]) -> None:
    """Add to the descriptions, as a line in a class and a class in the list would."""
    from ctg_desktop.domain import fields

    usual = fields.entity

    def entity(name: str, *given: Any, **facts: Any) -> Callable[[type], type]:
        def made(cls: type) -> type:
            _add_fields(cls, [each for each in more if each.entity == name])
            return usual(name, *given, **facts)(cls)

        return made

    fields.entity = entity  # type: ignore[assignment] - the decorator, with a step before it
    import_module("ctg_desktop.domain.entities")
    for each in more:
        if each.kind == "entity":
            cls = type("Invention", (fields.Entity,), {"__doc__": "An entity of a later version."})
            entity(each.entity, each.entity, "Invention", owner=each.name, caption=("title",))(cls)


def _add_fields(cls: type, more: list[Addition]) -> None:
    from ctg_desktop.domain import fields

    chosen = {f"FROM_{each.since}": (str(each.since), "x") for each in more if each.name == CHOSEN}
    for each in more:
        kind = "reference" if each.kind == "entity" else each.kind
        target = (each.target,) if each.target else ()
        facts: dict[str, Any] = {"searchable": True} if kind in _TEXTS else {}
        if kind == "day":
            facts["tense"] = fields.Tense.NEAR
        if kind == "choice":
            facts["choices"] = fields.Choice("Chosen", chosen)
        spec = getattr(fields, kind)(each.name, each.name, *target, **facts)
        setattr(cls, each.name, spec)
        cls.__annotations__[each.name] = "object"


class Serving:
    """What a version does when it is asked; sites are named by their folders."""

    def __init__(self) -> None:
        """Hold nothing open."""
        self.sites: dict[Path, Site] = {}

    def mark(self) -> int:
        """Return the shape of this version's tables."""
        from db.lifecycle import shape

        return shape.mark()

    def create(self, folder: Path, person: str) -> None:
        """Make a folder, and keep it open."""
        from tests.support.sites import Site

        self.sites[folder] = Site(folder, person)

    def open(self, folder: Path, read_only: bool = False) -> None:
        """Open a folder, and keep it open."""
        from tests.support.folders import reopened

        self.sites[folder] = reopened(folder, read_only=read_only)

    def close(self, folder: Path) -> None:
        """Close a folder."""
        self.sites.pop(folder).close()

    def write(self, folder: Path, *edits: tuple[str, str, str, str, Any]) -> None:
        """Record a gesture of edits: entity, row, field, member, stored value."""
        from ctg_desktop.domain.changes import Cell, Draft, Edit

        made = tuple(Edit(Cell(*where), value) for *where, value in edits)
        self.sites[folder].uow.record(Draft("Un geste", made))

    def known(self, folder: Path) -> Mapping[str, int]:
        """Return how far a folder knows each writer."""
        return self.sites[folder].uow.known()

    def told(self, folder: Path, beyond: Mapping[str, int]) -> Parcel:
        """Return what somebody lacks who knows so much."""
        from tests.support.sites import sent

        return sent(self.sites[folder].uow, beyond)

    def take_in(self, folder: Path, told: Parcel) -> None:
        """Take in what another folder told."""
        self.sites[folder].uow.union(told)

    def state(self, folder: Path) -> State:
        """Return every row that exists, as this version sees it."""
        from ctg_desktop.domain.entities import entity_types

        return {
            kind.name: {
                row.id: {"deleted": row.deleted, **_stored(row)}
                for row in self.sites[folder].uow.rows(kind.cls, deleted=None)
            }
            for kind in entity_types()
        }

    def conflicts(self, folder: Path) -> set[tuple[str, str, str, str]]:
        """Return the cells that wait for an arbitration."""
        found = (each.cell for each in self.sites[folder].uow.conflicts())
        return {(cell.entity, cell.row, cell.field, cell.member) for cell in found}

    def search(self, folder: Path, text: str) -> list[str]:
        """Return the rows that hold the words."""
        return [hit.id for hit in self.sites[folder].uow.search(text)]

    def check_backups(self, folder: Path) -> list[tuple[str, ...]]:
        """Return what a full check of each safety copy finds."""
        from db.folder.places import place_at
        from db.recovery.restoring import check

        site = self.sites[folder]
        return [
            check(place_at(folder), copy, clock=site.clock).problems for copy in site.uow.backups()
        ]

    def problems(self, folder: Path) -> tuple[str, ...]:
        """Return what a full check finds."""
        return self.sites[folder].problems()

    def counts(self, folder: Path) -> dict[str, int]:
        """Return what a full check counts."""
        return dict(self.sites[folder].uow.verify(lambda *_: None).counts)

    def state_hash(self, folder: Path) -> str:
        """Return the hash of the content."""
        return self.sites[folder].uow.state_hash()


def _stored(row: Any) -> dict[str, Any]:
    return {
        spec.name: getattr(row, spec.name)
        if spec.is_multiple
        else spec.encode(getattr(row, spec.name))
        for spec in row.TYPE.fields.values()
    }


def main(seed: int, version: int) -> None:
    """Serve one task after another until nobody asks any more."""
    declare([each for each in additions(seed) if each.since <= version])
    serving = Serving()
    while True:
        try:
            task, given = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = getattr(serving, task)(*given), None
        except Exception as error:  # noqa: BLE001 - raised again where it was asked
            answer = None, error
        pickle.dump(answer, sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
