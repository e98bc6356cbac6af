"""Installations that write, err about the time, and exchange what they wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ctg_desktop.domain.changes import Cell, Changes, Draft, Edit, UnionReport
from ctg_desktop.domain.fields import Scalar
from db.creating import create_folder
from db.opening import open_folder
from db.unit_of_work import SqliteUnitOfWork

START = datetime(2026, 2, 3, 8, 0, tzinfo=UTC)


class TurnedClock:
    """A clock that a test sets; it advances by a second each time it is read."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class Site:
    """One installation in its own folder, with short verbs for what a person does there."""

    def __init__(self, folder: Path, person: str, clock: TurnedClock | None = None) -> None:
        self.folder = folder
        self.clock = clock or TurnedClock()
        create_folder(folder, person=person, clock=self.clock)
        self.uow = self.opened()

    def opened(self) -> SqliteUnitOfWork:
        return SqliteUnitOfWork(open_folder(self.folder, clock=self.clock), self.clock)

    def close(self) -> None:
        self.uow.close()

    def create(self, title: str, entity: str = "action", **values: Scalar) -> str:
        row = self.uow.new_id()
        edits = [Edit(Cell(entity, row, "deleted"), 0), Edit(Cell(entity, row, "title"), title)]
        edits += [Edit(Cell(entity, row, field), value) for field, value in values.items()]
        self.uow.record(Draft("Action créée", tuple(edits)))
        return row

    def write(self, row: str, field: str, value: Scalar, *, member: str = "") -> Changes:
        edit = Edit(Cell("action", row, field, member), value)
        return self.uow.record(Draft(f"Champ modifié : {field}", (edit,)))

    def delete(self, row: str) -> Changes:
        return self.write(row, "deleted", 1)

    def restore(self, row: str) -> Changes:
        return self.write(row, "deleted", 0)

    def receive(self, other: Site) -> UnionReport:
        return self.uow.union(*other.uow.records(self.uow.known()))

    def history(self) -> set[tuple[str, int]]:
        _, records = self.uow.records()
        return {
            (change.key.incarnation, change.key.sequence)
            for record in records
            for change in record.changes
        }

    def problems(self) -> tuple[str, ...]:
        return self.uow.verify(lambda _label, _done, _total: None).problems


def unite(sites: Sequence[Site]) -> None:
    """Let every site know all that the others know."""
    for receiver in sites:
        for sender in sites:
            if sender is not receiver:
                receiver.receive(sender)


def hashes(sites: Iterable[Site]) -> set[str]:
    return {site.uow.state_hash() for site in sites}
