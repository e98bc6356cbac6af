"""Installations that write, err about the time, and exchange what they wrote."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ctg_desktop.domain.births import Birth, seal_terms
from ctg_desktop.domain.changes import Cell, Changes, Draft, Edit, GestureRecord
from ctg_desktop.domain.envelopes import Envelope, Parcel, UnionReport
from ctg_desktop.domain.fields import Scalar
from ctg_desktop.domain.publishing import Content, Provenance, publication, terms
from ctg_desktop.domain.trust import Candidate, Role
from ctg_desktop.folder.keys import usual_keys
from ctg_desktop.ports import UnitOfWork
from db.lifecycle.opening import open_folder
from db.unit_of_work import SqliteUnitOfWork
from tests.support.data_folders import create_folder

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
        trust(self.uow)

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
        return self.uow.union(other.uow.parcel(self.uow.known()))

    def history(self) -> set[tuple[str, int]]:
        return {
            (change.key.incarnation, change.key.sequence)
            for envelope in self.uow.parcel().envelopes
            for change in envelope.changes()
        }

    def problems(self) -> tuple[str, ...]:
        return self.uow.verify(lambda _label, _done, _total: None).problems


def authority() -> str:
    """Return the convention key that all sites of the tests follow; it is made once."""
    keys = usual_keys(os.environ)
    told = keys.folder / "convention.txt"
    if not told.exists():
        told.parent.mkdir(exist_ok=True)
        told.write_text(keys.make(), encoding="ascii")
    return told.read_text(encoding="ascii")


def trust(uow: UnitOfWork, role: Role = Role.COORDINATOR) -> None:
    """Let a folder follow the convention key of the tests, and be certified by it."""
    uow.follow_authority(authority())
    at = uow.installation
    uow.certify(Candidate(uow.key, at.person, at.structure, role))
    uow.certify(Candidate(authority(), "Agglomération", None, Role.COORDINATOR))


def sent(uow: UnitOfWork, beyond: Mapping[str, int] | None = None) -> Parcel:
    """Return what a folder hands over, to be read after it is closed, or several times."""
    parcel = uow.parcel(beyond)
    return Parcel(tuple(parcel.envelopes), parcel.papers)


def sealed_apart(birth: Birth, *records: GestureRecord) -> Envelope:
    """Return an envelope of some gestures, under the key of its writer, which the tests hold."""
    last = records[-1].changes[-1]
    terms = seal_terms(birth.convention, last.key, last.hash)
    return Envelope(birth, records, usual_keys(os.environ).sign(birth.key, terms))


def by_gesture(parcel: Parcel) -> list[Parcel]:
    """Split a parcel into one for each gesture."""
    return [
        Parcel((sealed_apart(envelope.birth, record),), parcel.papers)
        for envelope in parcel.envelopes
        for record in envelope.records
    ]


def exchanged(first: UnitOfWork, second: UnitOfWork) -> None:
    """Let two folders that trust one another take in what the other knows."""
    for uow in (first, second):
        trust(uow)
    first.union(sent(second))
    second.union(sent(first))


def unite(sites: Sequence[Site]) -> None:
    """Let every site know all that the others know."""
    for receiver in sites:
        for sender in sites:
            if sender is not receiver:
                receiver.receive(sender)


def hashes(sites: Iterable[Site]) -> set[str]:
    return {site.uow.state_hash() for site in sites}


def published(uow: UnitOfWork, draft: Draft, number: int, issuer: str = "Agglomération") -> Changes:
    """Take in a publication that its issuer sealed: the same on every site that takes it in."""
    keys = usual_keys(os.environ)
    content = Content("", number, issuer, number * 1000, draft)
    made = publication(content, Provenance(authority(), "5eed" * 8))
    signatures = [keys.sign(authority(), told) for told in terms(made)]
    return uow.publish(publication(content, Provenance(authority(), "5eed" * 8, *signatures)))
