"""Writing gestures: one transaction that records changes in the log and updates the tables."""

from __future__ import annotations

import logging
import secrets
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import compress

from sqlalchemy import Connection, select, update

from ctg_desktop.domain.changes import (
    FUTURE_TOLERANCE_MS,
    Cell,
    ChainEnd,
    Change,
    ChangeKey,
    Changes,
    Draft,
    Edit,
    Gesture,
    Stamp,
    new_salt,
)
from ctg_desktop.domain.fields import DELETED, Scalar
from ctg_desktop.domain.holding import can_hold
from ctg_desktop.domain.merging import RowState
from ctg_desktop.domain.scrubbing import read as read_scrub
from ctg_desktop.domain.trust import Role, may_erase
from ctg_desktop.errors import ReadOnlyError, RuleError
from ctg_desktop.garbage_collector import collector_held
from ctg_desktop.ports import Clock, Installation
from db import tables as t
from db.engine import driver_of
from db.error_map import french_errors
from db.folder.identity import Beginning, read_identity, renew
from db.lifecycle.opening import OpenedFolder
from db.log.births import Registrar
from db.log.judging import Judge
from db.log.log import Heads, Log
from db.log.projection import Projection, cell_changed
from db.log.publishing import rows_of, vouch
from db.log.sealing import TOMB, heads_after, is_plain, seal
from db.many_rows import Written, slices
from db.queries.search import SearchIndex, is_indexed
from db.reading.loading import STORED
from db.writing.erasing import scrub
from db.writing.moving import move_beyond

_logger = logging.getLogger(__name__)

SCRUBBED = "scrubbed"
"""The field that lists the former texts that are erased with a person."""

ERASED = "erased"
"""The field that says of a person that their data was erased."""


class Recording:
    """What a writer needs of an open base: its log, its tables, its clock, its chain."""

    def __init__(self, opened: OpenedFolder, connection: Connection, clock: Clock) -> None:
        """Write through an open connection, which the caller closes."""
        self.connection = connection
        self.clock = clock
        self.is_read_only = opened.is_read_only
        self.log = Log(connection)
        self.projection = Projection(connection, self.log)
        self.index = SearchIndex(connection)
        self.judge = Judge(connection)
        self._opened = opened
        self._registrar = Registrar(connection, opened.keys)
        self._driver = driver_of(connection)
        self._last_id = 0
        self._is_renewed = False
        self._reload()

    def _reload(self) -> None:
        """Read again what is kept in memory."""
        self.log.forget()
        self.judge.forget()
        row = self.connection.execute(select(t.installation)).one()
        self.installation = Installation(
            row.incarnation, row.person, row.structure, demonstration=bool(row.demonstration)
        )
        self._is_born = self._registrar.is_born()
        self._end = ChainEnd(*self.log.last(row.incarnation))
        self._stamp = self.log.stamp(row.incarnation, self.now_ms() + FUTURE_TOLERANCE_MS)
        self._is_stale = False

    def now_ms(self) -> int:
        """Return what the wall clock tells, in milliseconds since 1970."""
        return int(self.clock.now().timestamp() * 1000)

    def new_id(self) -> str:
        """Return a fresh row identity (UUIDv7), after those that were given before."""
        self._last_id = max(_uuid7(self.now_ms()), self._last_id + 1)
        return str(uuid.UUID(int=self._last_id))

    def settle(self, structure: str) -> None:
        """Say which structure, a row of `territoire`, works in this folder."""
        with self.transaction():
            self.connection.execute(update(t.installation).values(structure=structure))
            if self._is_born and structure != self.installation.structure:
                self._begin_anew()
            self.connection.execute(
                update(t.incarnation)
                .where(t.incarnation.c.uuid == self.installation.incarnation)
                .values(structure=structure)
            )
            self.judge.forget()
        self.installation = replace(self.installation, structure=structure)

    def name_person(self, person: str) -> None:
        """Say who works in this folder from now on; what was written keeps its author."""
        with self.transaction():
            self.connection.execute(update(t.installation).values(person=person))
        self.installation = replace(self.installation, person=person)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write everything or nothing; what was read into memory follows.

        Raises:
            ReadOnlyError: the folder is open for reading alone.
            DisplacedError: the base is no more where the next opening looks for it.
            StorageError: the place failed; nothing was written.
        """
        self.refuse_reading()
        with french_errors(self._opened.folder.path):
            if self._is_stale:
                self._reload()
            try:
                self._opened.check_place()
                self._driver.execute("BEGIN IMMEDIATE")
                yield
                self._driver.commit()
                self._opened.check_place()
                if self._is_renewed:
                    self._opened.remember(is_open=True)
                    self._is_renewed = False
            except BaseException:
                # Read again before the next write, not now: the place may still fail.
                self._is_stale = True
                self._driver.rollback()
                raise

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Write for the time of a block: afterwards all is as it was before.

        Raises:
            ReadOnlyError: the folder is open for reading alone.
        """
        self.refuse_reading()
        with french_errors(self._opened.folder.path):
            if self._is_stale:
                self._reload()
            self._opened.check_place()
            self._driver.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                self._is_renewed = False
                self._is_stale = True
                self._driver.rollback()

    def refuse_reading(self) -> None:
        """Raise `ReadOnlyError` where the folder is open for reading alone."""
        if self.is_read_only:
            raise ReadOnlyError(
                "Le dossier est ouvert en lecture seule : rien n’a été changé. "
                "Ouvrez-le depuis un emplacement où vous pouvez écrire."
            )

    def vouch(self) -> list[tuple[str, str]]:
        """Sign what was taken in here from files, where this installation may issue it.

        Return the rows that it speaks of: what is sealed has another rank.
        """
        key = self._registrar.key()
        certificate = self.judge.trust().certificates().get(key)
        if certificate is None or certificate.role is Role.PARTICIPANT:
            return []
        try:
            signed = vouch(self.connection, self._opened.keys, key)
        except OSError as error:
            _logger.warning("no publication was signed: %s", type(error).__name__)
            return []
        self.judge.forget()
        return rows_of(self.connection, signed)

    def seeing(self, stamp: Stamp) -> None:
        """Move our clock forward to that of somebody else's gesture."""
        self._stamp = self._stamp.seeing(stamp, self.now_ms())

    @collector_held()
    def write(self, draft: Draft, *, undoes: str | None = None) -> Changes:
        """Write a gesture within the transaction of the caller; see `UnitOfWork.record`.

        Its rows are taken some at a time: what is in memory grows little with them.
        """
        by_row: dict[str, dict[Cell, Edit]] = defaultdict(dict)
        for edit in draft.edits:
            by_row[edit.cell.row][edit.cell] = edit
        self._follow_the_wall_clock()
        writing = _Writing(self._gesture(draft, undoes))
        with self.projection.writing(_extent(by_row)):
            for rows in slices([*by_row]):
                self._write_rows(writing, [each for row in rows for each in by_row[row].values()])
        if not writing.cells:
            return Changes()
        self.follow(writing.following)
        return Changes(writing.gesture, frozenset(writing.cells))

    def _write_rows(self, writing: _Writing, edits: Sequence[Edit]) -> None:
        """Write the edits of some rows: their changes, and what these make of the tables."""
        gesture = writing.gesture
        heads = self._heads_of(edit.cell for edit in edits)
        changes, superseded = seal(gesture, edits, heads, self._end)
        if not changes:
            return
        if writing.number is None:
            if not self._is_born:
                self._registrar.bear_present(self.log.vector())
                self.judge.forget()
                self._is_born = True
            self._refuse_gone(changes[-1].key)
            writing.number = self.log.add_gesture(gesture)
            self._stamp = gesture.stamp
        verdicts = self.judge.verdicts(gesture.incarnation, changes)
        self.log.add_changes(writing.number, changes, verdicts)
        self.log.supersede(superseded)
        self._end = ChainEnd(changes[-1].key.sequence, changes[-1].hash)
        self._project(changes, heads, frozenset(superseded))
        writing.note(change.cell for change in changes)

    def _refuse_gone(self, key: ChangeKey) -> None:
        """Refuse to write what a revocation lets count nowhere, not even here."""
        is_within = key.sequence <= self.judge.standing(key.incarnation).last
        if is_within or self._registrar.key() not in self.judge.trust().limits():
            return
        raise RuleError(
            "L’agglomération a retiré cet ordinateur de la convention : ce qui s’y écrirait ne "
            "compterait nulle part. Rien n’a été enregistré. Pour participer de nouveau, demandez-"
            "lui une invitation et ouvrez-la dans un nouveau dossier."
        )

    def _gesture(self, draft: Draft, undoes: str | None) -> Gesture:
        now_ms = self.now_ms()
        return Gesture(
            self.new_id(),
            self.installation.incarnation,
            draft.label,
            self.installation.person,
            self._stamp.next(now_ms),
            draft.reason,
            undoes,
            now_ms,
            author_salt=new_salt(),
            reason_salt="" if draft.reason is None else new_salt(),
        )

    def _follow_the_wall_clock(self) -> None:
        """Begin a new incarnation where ours is ahead of the wall clock by more than a day.

        A gesture under a false clock moves the clock that puts gestures in order, which never
        goes back: those that come after must not follow it for years.
        """
        if self._stamp.is_future(self.now_ms()):
            self._begin_anew()

    def _begin_anew(self, last: int | None = None) -> None:
        """Let a new incarnation follow the present one, or what it wrote up to `last`."""
        known = read_identity(self.connection)
        if known is None:
            return
        beginning = Beginning(known.place, self.clock.now(), self._opened.keys)
        renewed = renew(
            self.connection,
            replace(known, sequence=known.sequence if last is None else last),
            beginning,
        )
        if last is not None:
            self.log.forget()
            key = ChangeKey(known.incarnation, last)
            move_beyond(self.connection, self.log, key, renewed.incarnation)
        self._reload()
        if last is not None and self._end.sequence:
            self._registrar.bear_present(self.log.vector())
            self._reload()
        self._is_renewed = True

    def give_way(self, incarnation: str, last: int) -> bool:
        """Start a new incarnation where others know other changes of the present one after `last`.

        What was written here since moves along. Return whether it is the present one.
        """
        if incarnation != self.installation.incarnation:
            return False
        self._begin_anew(last)
        return True

    def begin_anew_where_overtaken(self) -> None:
        """Start a new incarnation where others know later changes of the present one."""
        if self.log.last(self.installation.incarnation)[0] > self._end.sequence:
            self._begin_anew()

    def _heads_of(self, cells: Iterable[Cell]) -> dict[str, Heads]:
        """Return what the log holds of the rows that are about to be written.

        One cell of a living row is all that most gestures write: then the rest is not read.
        """
        by_row: dict[str, list[Cell]] = defaultdict(list)
        for cell in cells:
            by_row[cell.row].append(cell)
        found = {}
        for row, written in by_row.items():
            alone = written[0] if len(written) == 1 and written[0].field != DELETED.name else None
            heads = self.log.heads(row, alone)
            if alone is not None and any(head.value != 0 for _, head in heads[TOMB]):
                heads = self.log.heads(row)
            found[row] = heads
        return found

    def _project(
        self, changes: Sequence[Change], heads: dict[str, Heads], superseded: Collection[int]
    ) -> None:
        """Update the tables from new changes of some rows, and the heads read before them.

        Those are let go of row by row: freed all at once, they would keep the other threads from
        Python for a moment.
        """
        by_row: dict[tuple[str, str], list[Change]] = defaultdict(list)
        held: dict[str, list[tuple[tuple[str, str], Scalar]]] = defaultdict(list)
        for change in changes:
            cell = change.cell
            by_row[cell.entity, cell.row].append(change)
            if can_hold(cell, change.value):
                held[cell.entity].append(((cell.field, cell.member), change.value))
        for entity, values in held.items():
            self.projection.ensure_targets(entity, values)
        cells: list[tuple[Cell, Scalar]] = []
        states: dict[str, dict[str, RowState]] = defaultdict(dict)
        for (entity, row), written in by_row.items():
            before = heads.pop(row)
            if is_plain(written, before):
                cells += [(change.cell, change.value) for change in written]
                continue
            if len(written) == 1 and written[0].cell.field != DELETED.name:
                states[entity][row] = self.log.heads(row).state  # not all were read before
                continue
            verdicts = self.judge.verdicts(self.installation.incarnation, written)
            counting = list(compress(written, verdicts))
            after = heads_after(before, counting, superseded, self._stamp).state
            where = cell_changed(before.state, after)
            if where is None:
                states[entity][row] = after
            else:
                cells.append((Cell(entity, row, *where), after.values.get(where)))
        self.projection.project_cells(cells)
        for entity, of_rows in states.items():
            self.projection.project_rows(entity, of_rows)

    def follow(self, following: Following) -> None:
        """Bring what depends on rows up to date: an erased person's log, the search index."""
        for entity, rows in following.to_scrub.items():
            personal = [spec.name for spec in STORED[entity].fields.values() if spec.personal]
            for row in rows:
                self._scrub(entity, row, personal)
        for entity, rows in following.to_index.items():
            self.index.put(entity, [*rows])

    def _scrub(self, entity: str, row: str, personal: Sequence[str]) -> None:
        """Remove for ever what the base still holds of an erased person.

        An erasure blanks what those of its own structure wrote, one of a coordinator what anybody
        did. It stays in effect even if it was undone since: some sites have nothing left, and all
        must end alike.
        """
        erasers = [self.judge.standing(each) for each in self.log.who_said(row, ERASED, 1)]
        if not erasers:
            return

        def is_erased(writer: str) -> bool:
            standing = self.judge.standing(writer)
            return any(may_erase(eraser, standing) for eraser in erasers)

        self.connection.exec_driver_sql("PRAGMA secure_delete = ON")
        for told in self.log.every_value(row, SCRUBBED):
            scrub(self.connection, read_scrub(told), is_erased)
        if self.log.scrub(row, personal, is_erased):
            self.projection.project_row(entity, row)
            self.index.put(entity, [row])
            self.index.forget_former_words()

    def scrub_again(self) -> None:
        """Remove what came in and was to be erased with a person: an erasure may come first."""
        for kind in STORED.values():
            if SCRUBBED in kind.fields:
                personal = [spec.name for spec in kind.fields.values() if spec.personal]
                for row in self.log.rows_that_hold(kind.name, SCRUBBED):
                    self._scrub(kind.name, row, personal)


@dataclass(slots=True)
class Following:
    """The rows that were written, by entity, where anything but their table depends on them."""

    to_scrub: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    to_index: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def note(self, entity: str, row: str, names: Collection[str]) -> None:
        """Note a row, and the fields of it that may have changed."""
        if entity in STORED and ERASED in STORED[entity].fields:
            self.to_scrub[entity][row] = None
        if is_indexed(entity, names):
            self.to_index[entity][row] = None


@dataclass(slots=True)
class _Writing:
    """A gesture that is being written: its number once it has one, and what it touched."""

    gesture: Gesture
    number: int | None = None
    cells: list[Cell] = field(default_factory=list)
    following: Following = field(default_factory=Following)

    def note(self, cells: Iterable[Cell]) -> None:
        """Note cells that were written."""
        for cell in cells:
            self.cells.append(cell)
            self.following.note(cell.entity, cell.row, (cell.field,))


def _extent(by_row: Mapping[str, Collection[Cell]]) -> dict[str, Written]:
    """Return how much of each entity the edits of a gesture write."""
    found: dict[str, Written] = defaultdict(Written)
    for cells in by_row.values():
        for cell in cells:
            found[cell.entity].fields.add(cell.field)
        found[cell.entity].rows += 1  # a row is of one entity
    return found


def _uuid7(ms: int) -> int:
    """Return a UUIDv7 of an instant, in milliseconds since 1970 (RFC 9562, section 5.7)."""
    number = (ms & (2**48 - 1)) << 80 | 7 << 76 | secrets.randbits(12) << 64
    return number | 2 << 62 | secrets.randbits(62)
