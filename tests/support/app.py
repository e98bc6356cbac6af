"""The program as a person has it: a folder with the delivered convention, and the commands."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.cli.program import run
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.fields import Entity
from ctg_desktop.ports import UnitOfWork, untold
from ctg_desktop.referentiel import settling
from ctg_desktop.referentiel.content import Referentiel
from ctg_desktop.referentiel.shipped import shipped_referentiel
from ctg_desktop.services import actions
from ctg_desktop.services.lookup import find_among
from ctg_desktop.services.ownership import lineage
from tests.support.sites import TurnedClock

BETHUNE = "62119"
BRUAY = "62178"
AGGLOMERATION = "200072460"
PERSON = "Camille Essai"
NOON = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)
TODAY = date(2026, 9, 15)


class Office:
    """A data folder of one structure, on a day that the test chooses."""

    def __init__(
        self,
        folder: Path,
        structure: str = BETHUNE,
        *,
        demonstration: bool = False,
        referentiel: Referentiel | None = None,
    ) -> None:
        self.folder = folder
        self.clock = TurnedClock(NOON)
        referentiel = referentiel or shipped_referentiel()
        making = SqliteStorage().create(
            folder, person=PERSON, clock=self.clock, demonstration=demonstration
        )
        with making as uow:
            row = settling.structure_in(referentiel, structure)
            settling.initialise(uow, referentiel, row, TODAY)

    @classmethod
    def copied(cls, made: Path, folder: Path) -> Office:
        """Copy a folder that was made before, which is quicker than to make one."""
        office = cls.__new__(cls)
        office.folder = Path(shutil.copytree(made, folder))
        office.clock = TurnedClock(NOON)
        return office

    @contextmanager
    def open(self, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        warnings: list[str] = []
        opening = SqliteStorage().open(
            self.folder, clock=self.clock, read_only=read_only, warn=warnings.append, tick=untold
        )
        with opening as uow:
            yield uow


def new_action(uow: UnitOfWork, title: str = "Café des parents", **values: Any) -> Action:
    """Record an action of the folder's structure under the first ambition."""
    given = {"title": title, "main_ambition": ambition(uow, "1").id, **values}
    return actions.create(uow, given, TODAY)[0]


def set_members(
    uow: UnitOfWork,
    action_id: str,
    name: str,
    *,
    add: Collection[str] = (),
    remove: Collection[str] = (),
) -> tuple[Action, Changes]:
    """Add members to a multi-valued field of an action and take others out."""
    before: tuple[str, ...] = getattr(actions.existing(uow, action_id), name)
    kept = [member for member in dict.fromkeys([*before, *add]) if member not in remove]
    return actions.edit(uow, action_id, {name: tuple(kept)})


def path_to(uow: UnitOfWork, row: Entity) -> list[str]:
    """Return the words by which a command of its entity is led to a row, from the outermost."""
    return [each.id for each in reversed(lineage(uow, row))]


def ambition(uow: UnitOfWork, number: str) -> Ambition:
    return find_among(uow.rows(Ambition), Ambition.TYPE, number)


class Terminal:
    """Runs commands in this process, and keeps what each printed."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.clock = TurnedClock(NOON)
        self.out = ""
        self.err = ""
        self._capsys = capsys

    def run(self, *words: str) -> int:
        """Run a command on the folder; return its exit code."""
        return self.run_alone("--donnees", str(self.folder), *words)

    def run_alone(self, *words: str, **environ: str) -> int:
        """Run a command as it is."""
        self._capsys.readouterr()
        code = run(words, SqliteStorage(), self.clock, environ)
        self.out, self.err = self._capsys.readouterr()
        return code

    def done(self, *words: str) -> str:
        """Run a command that must succeed; return what it printed."""
        code = self.run(*words)
        assert (code, self.err) == (0, ""), (words, code, self.out, self.err)
        return self.out

    def json(self, *words: str) -> Any:
        """Run a command that must print one JSON document; return it."""
        return json.loads(self.done(*words, "--format", "json"))

    def refused(self, *words: str) -> str:
        """Run a command that must say a sentence; return it, without its no-break spaces."""
        code = self.run(*words)
        assert code == 1, (words, code, self.out, self.err)
        assert self.out == ""
        return plain(self.err)


def carried_out(folder: Path, *commands: Sequence[str], clock: TurnedClock | None = None) -> Path:
    """Run commands on a folder that several tests will copy; return the folder.

    Each is run at noon, unless there is a clock that goes on.
    """
    for words in commands:
        with redirect_stdout(io.StringIO()):
            at = clock or TurnedClock(NOON)
            code = run(["--donnees", str(folder), *words], SqliteStorage(), at, environ={})
        assert code == 0, words
    return folder


def plain(text: str) -> str:
    """Return a text with ordinary spaces, to compare it with what a test types."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")
