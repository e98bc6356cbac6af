"""The one door for writes: every write is a gesture, recorded and projected in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Self

from sqlalchemy import Connection, select

from ctg_desktop.domain.arrivals import Arrival, Source
from ctg_desktop.domain.births import Birth
from ctg_desktop.domain.changes import (
    Cell,
    ChainEnd,
    ChangeKey,
    Changes,
    Draft,
    Gesture,
)
from ctg_desktop.domain.envelopes import Parcel, UnionReport
from ctg_desktop.domain.merging import Conflict
from ctg_desktop.domain.publishing import HeldPublication, Publication
from ctg_desktop.domain.trust import Candidate, Paper, Standing
from ctg_desktop.ports import (
    BackupInfo,
    Clock,
    Installation,
    LoggedChange,
    LoggedText,
    Reader,
    Tick,
    UndoState,
    Verification,
)
from db import tables as t
from db.driver import engine_name
from db.engine import another, driver_of
from db.error_map import french_errors
from db.exchange.certifying import Certifying
from db.exchange.sending import Sending
from db.exchange.taking_in import TakingIn
from db.folder.copies import backups, is_backed_up
from db.lifecycle.backup import back_up
from db.lifecycle.checks import places_problems
from db.lifecycle.opening import OpenedFolder
from db.lifecycle.shape import rebuilt
from db.log.publishing import held_publications
from db.log.texts import logged_texts
from db.many_rows import slices
from db.queries.conflicts import conflicts_at, incomplete_rows
from db.queries.repositories import Repository
from db.reading import rights
from db.recovery.integrity import expel_strangers, past, state_hash, verification
from db.writing.recording import Recording
from db.writing.undoing import Undoing


class SqliteUnitOfWork(Repository):
    """An open data folder. It belongs to one thread, that which opened it."""

    def __init__(self, opened: OpenedFolder, clock: Clock) -> None:
        """Work on an open folder; `close` closes it."""
        connection = opened.engine.connect()
        super().__init__(connection)
        self._opened = opened
        self._folder = opened.folder
        self._clock = clock
        self._recording = Recording(opened, connection, clock)
        self._undoing = Undoing(self._recording, self)
        self._taking_in = TakingIn(self._recording)
        self._certifying = Certifying(self._recording, self._taking_in, opened.keys)
        self._log = self._recording.log

    def close(self) -> None:
        """Close the base and release the folder."""
        self._connection.close()
        self._opened.close()

    def __enter__(self) -> Self:
        """Return the unit of work itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close, whatever happened."""
        self.close()

    @contextmanager
    def _beside(self) -> Iterator[Connection]:
        """Open a second connection to the same base."""
        engine = another(self._opened.engine)
        try:
            with french_errors(self._folder.path), engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    @property
    def installation(self) -> Installation:
        """Who works here."""
        return self._recording.installation

    @property
    def is_read_only(self) -> bool:
        """Whether `record` and the other writes refuse."""
        return self._recording.is_read_only

    @property
    def engine(self) -> str:
        """What stores the data, with its version, as « À propos » tells it."""
        return engine_name()

    def new_id(self) -> str:
        """Return a fresh row identity (UUIDv7), after those that were given before."""
        return self._recording.new_id()

    def settle(self, structure: str) -> None:
        """Say which structure, a row of `territoire`, works in this folder."""
        self._recording.settle(structure)

    def name_person(self, person: str) -> None:
        """Say who works in this folder from now on; what was written keeps its author."""
        self._recording.name_person(person)

    def has_own_gestures(self) -> bool:
        """Whether anything was written here beside publications of the référentiel."""
        ours = (
            select(t.change.c.id).join(t.incarnation).where(t.incarnation.c.publication.is_(None))
        )
        return self._connection.execute(ours.limit(1)).one_or_none() is not None

    # ---------------------------------------------------------------------- recording

    def record(self, draft: Draft) -> Changes:
        """Write a gesture; see `UnitOfWork.record`."""
        with self._recording.transaction():
            return self._recording.write(draft)

    # -------------------------------------------------------------------- undo, redo

    def undo_state(self, *, since_opening: bool = True) -> UndoState:
        """Return what undo and redo would act on."""
        return self._undoing.state(since_opening=since_opening)

    def is_ours(self, gesture: Gesture) -> bool:
        """Whether a gesture was made here; see `UnitOfWork.is_ours`."""
        return self._undoing.is_ours(gesture)

    def undo(self, *, since_opening: bool = False) -> Changes:
        """Undo the last gesture; see `UnitOfWork.undo`."""
        return self._undoing.undo(since_opening=since_opening)

    def redo(self, *, since_opening: bool = False) -> Changes:
        """Redo the last undone gesture; see `UnitOfWork.redo`."""
        return self._undoing.redo(since_opening=since_opening)

    def take_back(self, gesture_id: str) -> Changes:
        """Undo one gesture, whatever was done since; see `UnitOfWork.take_back`."""
        return self._undoing.take_back(gesture_id)

    # ------------------------------------------------------- référentiel, other sites

    def publish(self, made: Publication) -> Changes:
        """Take in a publication of the référentiel; see `UnitOfWork.publish`."""
        return self._taking_in.publish(made)

    def publications(self) -> list[HeldPublication]:
        """Return the publications that are here, in the order in which they came."""
        return held_publications(self._connection, self._log, self._opened.keys)

    def union(self, parcel: Parcel, source: Source | None = None) -> UnionReport:
        """Take in what other installations sent; see `UnitOfWork.union`."""
        return self._taking_in.union(parcel, source)

    def union_in_slices(
        self, parcel: Parcel, source: Source, seconds: float
    ) -> Iterator[UnionReport]:
        """Take in bit by bit what other installations sent; see `UnitOfWork.union_in_slices`."""
        return self._taking_in.union_in_slices(parcel, source, seconds)

    @contextmanager
    def trying(self, parcel: Parcel) -> Iterator[UnionReport]:
        """Take in a parcel for the time of a block; see `UnitOfWork.trying`."""
        with self._taking_in.trying(parcel) as report:
            yield report

    def arrivals(self, at: Collection[int] | None = None) -> list[Arrival]:
        """Return what was received; see `UnitOfWork.arrivals`."""
        return rights.arrivals(driver_of(self._connection), at)

    def written_by(self, writers: Collection[str], structure: str) -> list[LoggedChange]:
        """Return what others wrote into a structure's rows; see `UnitOfWork.written_by`."""
        return self._log.standing_in(structure, writers)

    # -------------------------------------------------------------------- who counts

    @property
    def key(self) -> str:
        """The public key of this installation; empty where none can be kept."""
        return rights.own_key(driver_of(self._connection))

    @property
    def authority(self) -> str:
        """The convention key that this folder follows; empty as long as it stands alone."""
        return rights.authority(driver_of(self._connection))

    @property
    def convention(self) -> str:
        """The row of the convention that this folder follows."""
        return rights.convention(driver_of(self._connection))

    @property
    def may_certify(self) -> bool:
        """Whether the convention key is held here."""
        return self._opened.keys.holds(self.authority)

    def papers(self) -> list[Paper]:
        """Return every certificate and revocation that is known."""
        return rights.papers(driver_of(self._connection))

    def standings(self) -> Mapping[str, Standing]:
        """Return what each incarnation may do, as far as it is known here."""
        return self._recording.judge.standings

    def found_authority(self) -> str:
        """Make a convention key; see `UnitOfWork.found_authority`."""
        return self._certifying.found()

    def follow_authority(self, authority: str) -> Changes:
        """Follow a convention key; see `UnitOfWork.follow_authority`."""
        return self._certifying.follow(authority)

    def reveal_authority(self) -> bytes:
        """Return the convention key itself; see `UnitOfWork.reveal_authority`."""
        return self._certifying.reveal()

    def take_in_authority(self, seed: bytes) -> Changes:
        """Hold the convention key here; see `UnitOfWork.take_in_authority`."""
        return self._certifying.take_in(seed)

    def certify(self, candidate: Candidate) -> Changes:
        """Sign a certificate; see `UnitOfWork.certify`."""
        return self._certifying.certify(candidate)

    def ask_to_take_part(self) -> Changes:
        """Say who works here; see `UnitOfWork.ask_to_take_part`."""
        return self._certifying.ask()

    def revoke(self, key: str) -> Changes:
        """Sign a revocation; see `UnitOfWork.revoke`."""
        return self._certifying.revoke(key)

    def births(self) -> list[Birth]:
        """Return the births that are known, in the order in which they came."""
        return rights.births(driver_of(self._connection))

    @property
    def last_change(self) -> int:
        """The number of the change that was added last, ours or not; 0 before the first."""
        return self._log.last_change

    def fields_written(self, *, after: int) -> frozenset[tuple[str, str]]:
        """Return the entities and fields of the changes that were added after another."""
        return self._log.fields_written(after)

    def known(self) -> Mapping[str, int]:
        """Return the version vector."""
        return self._log.vector()

    def ends(self) -> Mapping[str, ChainEnd]:
        """Return how far each incarnation is known, and by which hash."""
        return {uuid: self._log.end(uuid, last) for uuid, last in self._log.vector().items()}

    def own_incarnations(self) -> frozenset[str]:
        """Return the incarnations that wrote here; see `UnitOfWork.own_incarnations`."""
        lineage, key = self._log.lineage(self.installation.incarnation), self.key
        return frozenset(
            birth.id for birth in self.births() if birth.id in lineage or birth.key == key
        )

    def bare_spans(self) -> Mapping[str, tuple[int, int]]:
        """Return where changes came without values; see `UnitOfWork.bare_spans`."""
        return self._log.bare_spans()

    def hash_of(self, key: ChangeKey) -> str:
        """Return the hash of a change; empty for one that is not known."""
        return self._log.end(key.incarnation, key.sequence).hash

    def parcel(
        self,
        beyond: Mapping[str, int] | None = None,
        *,
        until: int | None = None,
        of: Collection[str] | None = None,
    ) -> Parcel:
        """Return what comes after the version vector `beyond`; see `UnitOfWork.parcel`."""
        sending = Sending(
            self._connection, self._log, self._opened.keys, keeps_seals=not self.is_read_only
        )
        return Parcel(sending.envelopes(beyond or {}, until, of), tuple(self.papers()))

    def conflicts(self, *rows: str) -> list[Conflict]:
        """Return the conflicts that wait for an arbitration; see `UnitOfWork.conflicts`."""
        query = select(t.conflict).order_by(t.conflict.c.row, t.conflict.c.field)
        asked = [query.where(t.conflict.c.row.in_(part)) for part in slices(rows)]
        waiting = incomplete_rows(self._connection, self._recording.now_ms())
        cells = [
            Cell(row.entity, row.row, row.field, row.member)
            for each in asked or [query]
            for row in self._connection.execute(each)
            if row.row not in waiting
        ]
        return list(conflicts_at(self._log, cells))

    # --------------------------------------------------------------- history, checks

    def history(self, row_ids: Sequence[str]) -> list[LoggedChange]:
        """Return the changes of these rows, oldest first."""
        return self._log.history(row_ids)

    def logged_texts(self) -> Iterator[LoggedText]:
        """Yield every text that the log holds; see `UnitOfWork.logged_texts`."""
        return logged_texts(self._connection)

    def compact(self) -> None:
        """Rewrite the file; see `UnitOfWork.compact`."""
        with french_errors(self._folder.path):
            driver = driver_of(self._connection)
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def recent(self, limit: int) -> list[Gesture]:
        """Return the latest gestures, newest first."""
        return self._log.recent(limit, self._recording.now_ms())

    def touched(
        self, gestures: Iterable[str], most: int
    ) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Return the (entity, row) pairs of the first changes of gestures, `most` of each."""
        return self._log.touched(gestures, most)

    @contextmanager
    def as_of(self, instant: datetime) -> Iterator[Reader]:
        """Read the base as it stood at an instant, by the writers' wall clocks."""
        with self._beside() as connection:
            yield past(connection, int(instant.timestamp() * 1000), self._recording.now_ms())

    def state_hash(self) -> str:
        """Return the hash of the content: equal on two folders with equal content."""
        return state_hash(self._connection)

    def verify(self, tick: Tick) -> Verification:
        """Check the file, the hash chain, and the tables against a rebuild from the log."""
        with self._beside() as connection:
            found = verification(connection, tick)
        return replace(found, problems=(*places_problems(self._folder), *found.problems))

    def rebuild(self, tick: Tick) -> None:
        """Rebuild the tables from the log."""
        with self._recording.transaction():
            expel_strangers(self._connection)
            rebuilt(self._connection, self._recording.projection, self._recording.index, tick)

    def back_up(self, reason: str) -> BackupInfo:
        """Make a safety copy, and see that it is what the base is."""
        self._recording.refuse_reading()
        made = back_up(self._connection, self._folder, reason=reason, now=self._clock.now())
        # From now on, an older copy put in place of the base is recognised.
        self._opened.remember(is_open=True)
        return made

    def is_backed_up(self) -> bool:
        """Whether a safety copy holds all that was written."""
        return is_backed_up(driver_of(self._connection), self._folder)

    def backups(self) -> list[BackupInfo]:
        """Return the safety copies, newest first, damaged ones at the end."""
        return backups(self._folder)
