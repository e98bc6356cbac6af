"""The one door for writes: every write is a gesture, recorded and projected in one transaction."""

from __future__ import annotations

import secrets
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Self

from sqlalchemy import Connection, bindparam, select, update

from ctg_desktop.domain.changes import (
    FUTURE_TOLERANCE_MS,
    Cell,
    Change,
    Changes,
    Draft,
    Edit,
    Gesture,
    GestureRecord,
    Incarnation,
    UnionReport,
    is_sound_incarnation,
)
from ctg_desktop.domain.fields import DELETED, Scalar
from ctg_desktop.domain.merging import Conflict, Head, row_state
from ctg_desktop.errors import ReadOnlyError, RuleError
from ctg_desktop.ports import (
    BackupInfo,
    Clock,
    Installation,
    LoggedChange,
    Reader,
    Tick,
    UndoState,
    Verification,
)
from db import tables as t
from db.backup import back_up, backups, is_backed_up
from db.conflicts import conflict_at
from db.engine import another, driver_of, engine_name
from db.error_map import french_errors
from db.integrity import past, rebuilt, state_hash, verification
from db.log import Heads, Log
from db.mapping import STORED, sql
from db.opening import OpenedFolder, opened_backup
from db.projection import Projection
from db.repositories import Repository
from db.sealing import TOMB, ChainEnd, every_head, is_plain, seal
from db.search import SearchIndex, is_indexed
from db.union import published, sorted_out

UNDO_DEPTH = 50
"""How many gestures can be undone."""

_STACKED_GESTURES = 20 * UNDO_DEPTH
"""How far back undos and redos are traced to know what is undone."""

_ERASED = "erased"


@cache
def _owned(entity: str, owner: str) -> str:
    table = t.metadata.tables[entity]
    query = select(table.c.id).where(table.c[owner] == bindparam("row_id"))
    return sql(query.order_by(table.c.id))


class SqliteUnitOfWork(Repository):
    """An open data folder. It belongs to one thread, that which opened it."""

    def __init__(self, opened: OpenedFolder, clock: Clock) -> None:
        """Work on an open folder; `close` closes it."""
        connection = opened.engine.connect()
        super().__init__(connection)
        self._opened = opened
        self._folder = opened.folder
        self._clock = clock
        self._is_read_only = opened.is_read_only
        self._log = Log(connection)
        self._projection = Projection(connection, self._log)
        self._index = SearchIndex(connection)
        self._last_id = 0
        self._reload()

    def _reload(self) -> None:
        """Read anew what is kept in memory."""
        self._log.forget()
        row = self._connection.execute(select(t.installation)).one()
        self._installation = Installation(
            row.incarnation, row.person, row.structure, demonstration=bool(row.demonstration)
        )
        self._end = ChainEnd(*self._log.last(row.incarnation))
        self._stamp = self._log.stamp(row.incarnation, self._now_ms() + FUTURE_TOLERANCE_MS)
        self._is_stale = False

    def close(self) -> None:
        """Close the base and let the folder go."""
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

    def _now_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    @property
    def installation(self) -> Installation:
        """Who works here."""
        return self._installation

    @property
    def is_read_only(self) -> bool:
        """Whether `record` and its kin refuse."""
        return self._is_read_only

    @property
    def engine(self) -> str:
        """What stores the data, with its version, as « À propos » tells it."""
        return engine_name()

    def new_id(self) -> str:
        """Return a fresh row identity (UUIDv7), after those that were given before."""
        self._last_id = max(_uuid7(self._now_ms()), self._last_id + 1)
        return str(uuid.UUID(int=self._last_id))

    def settle(self, structure: str) -> None:
        """Say which structure, a row of `territoire`, works in this folder."""
        with self._transaction():
            self._connection.execute(update(t.installation).values(structure=structure))
            self._connection.execute(
                update(t.incarnation)
                .where(t.incarnation.c.uuid == self._installation.incarnation)
                .values(structure=structure)
            )
        self._installation = replace(self._installation, structure=structure)

    def name_person(self, person: str) -> None:
        """Say who works in this folder from now on; what was written keeps its author."""
        with self._transaction():
            self._connection.execute(update(t.installation).values(person=person))
        self._installation = replace(self._installation, person=person)

    def has_own_gestures(self) -> bool:
        """Whether anything was written here beside publications of the référentiel."""
        ours = (
            select(t.change.c.id).join(t.incarnation).where(t.incarnation.c.publication.is_(None))
        )
        return self._connection.execute(ours.limit(1)).one_or_none() is not None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Write everything or nothing; what was read into memory follows.

        Raises:
            ReadOnlyError: the folder is open for reading alone.
            StorageError: the place failed; nothing was written.
        """
        self._refuse_reading()
        with french_errors(self._folder.path):
            if self._is_stale:
                self._reload()
            try:
                self._driver.execute("BEGIN IMMEDIATE")
                yield
                self._driver.commit()
            except BaseException:
                # Read anew before the next write, not now: the place may still fail.
                self._is_stale = True
                self._driver.rollback()
                raise

    def _refuse_reading(self) -> None:
        if self._is_read_only:
            raise ReadOnlyError(
                "Le dossier est ouvert en lecture seule\u00a0: rien n’a été changé. "
                "Ouvrez-le depuis un emplacement où vous pouvez écrire."
            )

    # ---------------------------------------------------------------------- recording

    def record(self, draft: Draft) -> Changes:
        """Write a gesture; see `UnitOfWork.record`."""
        with self._transaction():
            return self._write(draft)

    def _write(self, draft: Draft, *, undoes: str | None = None) -> Changes:
        edits = {edit.cell: edit for edit in draft.edits}
        heads = self._heads_of(edits)
        gesture = Gesture(
            self.new_id(),
            self._installation.incarnation,
            draft.label,
            self._installation.person,
            self._stamp.next(self._now_ms()),
            draft.reason,
            undoes,
        )
        changes, superseded = seal(gesture, edits.values(), heads, self._end)
        if not changes:
            return Changes()
        number = self._log.add_gesture(gesture)
        self._log.add_changes(number, changes)
        self._log.supersede(superseded)
        self._stamp = gesture.stamp
        self._end = ChainEnd(changes[-1].key.sequence, changes[-1].hash)
        self._project(changes, heads)
        return Changes(gesture, frozenset(change.cell for change in changes))

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
            heads = self._log.heads(row, alone)
            if alone is not None and any(head.value != 0 for _, head in heads[TOMB]):
                heads = self._log.heads(row)
            found[row] = heads
        return found

    def _project(self, changes: Sequence[Change], heads: Mapping[str, Heads]) -> None:
        """Bring the tables and the index to what the new changes say."""
        by_row: dict[tuple[str, str], list[Change]] = defaultdict(list)
        for change in changes:
            cell = change.cell
            self._projection.ensure_target(cell.entity, cell.field, cell.member, change.value)
            by_row[cell.entity, cell.row].append(change)
        for (entity, row), written in by_row.items():
            if is_plain(written, heads[row]):
                for change in written:
                    cell = change.cell
                    self._projection.project_cell(
                        entity, row, cell.field, cell.member, change.value
                    )
            else:
                self._projection.project_row(entity, row)
            self._follow(entity, row, {change.cell.field for change in written})

    def _follow(self, entity: str, row: str, fields: Collection[str]) -> None:
        """Bring what depends on a row up to date: an erased person's log, the search index."""
        kind = STORED.get(entity)
        if kind is not None and _ERASED in kind.fields:
            self._scrub(entity, row, [spec.name for spec in kind.fields.values() if spec.personal])
        if is_indexed(entity, fields):
            self._index.put(entity, row)

    def _scrub(self, entity: str, row: str, personal: Sequence[str]) -> None:
        """Remove what the base still holds of a person who was erased, once and for ever.

        Whether somebody took the erasure back since does not count: some sites have nothing
        left by then, and all must end alike.
        """
        if not self._log.ever_said(row, _ERASED, 1):
            return
        self._connection.exec_driver_sql("PRAGMA secure_delete = ON")
        if self._log.scrub(row, personal):
            self._projection.project_row(entity, row)
            self._index.put(entity, row)
            self._index.forget_former_words()

    # -------------------------------------------------------------------- undo, redo

    def undo_state(self) -> UndoState:
        """Return what undo and redo would act on."""
        done, undone = self._stacks()
        return UndoState(done[-1] if done else None, undone[-1] if undone else None)

    def _stacks(self) -> tuple[list[Gesture], list[Gesture]]:
        """Return the gestures that can be undone and those that can be redone, last one last."""
        done: list[Gesture] = []
        undone: list[Gesture] = []
        ours = self._log.gestures(
            incarnation=self._installation.incarnation, limit=_STACKED_GESTURES
        )
        for gesture in reversed(ours):
            if gesture.undoes is None:
                done.append(gesture)
                undone.clear()
            elif done and done[-1].id == gesture.undoes:
                done.pop()
                undone.append(gesture)
            elif undone and undone[-1].id == gesture.undoes:
                undone.pop()
                done.append(gesture)
        return done[-UNDO_DEPTH:], undone

    def undo(self) -> Changes:
        """Undo the last gesture; see `UnitOfWork.undo`."""
        done, _ = self._stacks()
        if not done:
            raise RuleError("Il n'y a rien à annuler.")
        return self._revert(done[-1], f"Annulation\u00a0: {_bare(done[-1].label)}")

    def redo(self) -> Changes:
        """Redo the last undone gesture; see `UnitOfWork.redo`."""
        _, undone = self._stacks()
        if not undone:
            raise RuleError("Il n'y a rien à rétablir.")
        return self._revert(undone[-1], f"Rétablissement\u00a0: {_bare(undone[-1].label)}")

    def _revert(self, gesture: Gesture, label: str) -> Changes:
        changes = self._log.changes_of(gesture.id)
        if any((each.cell.field, each.value) == (_ERASED, 1) for each in changes):
            raise RuleError(
                f"« {gesture.label} » ne peut pas être annulé\u00a0: "
                "les données effacées ne sont plus nulle part. Rien n'a été modifié."
            )
        shared = self._shared_rows(changes)
        edits = [
            Edit(change.cell, change.previous)
            for change in changes
            if change.cell.row not in shared and change.salt and self._stands(change)
        ]
        if not edits:
            raise RuleError(
                f"« {gesture.label} » ne peut plus être annulé\u00a0: "
                "ce que ce geste avait écrit a été changé depuis. Rien n'a été modifié."
            )
        with self._transaction():
            return self._write(Draft(label, tuple(edits)), undoes=gesture.id)

    def _stands(self, change: Change) -> bool:
        """Whether a cell shows what a gesture of ours wrote, or what an undo put back."""
        heads = self._log.heads(change.cell.row, change.cell)
        found = heads[change.cell.field, change.cell.member]
        return len(found) == 1 and found[0][1].value == change.value and self._is_ours(found)

    def _shared_rows(self, changes: Iterable[Change]) -> set[str]:
        """Return the rows that these changes made and in which somebody else has written since.

        To undo the making of a row takes it out of sight, with all that was written there.
        """
        made = [
            each.cell.row
            for each in changes
            if (each.cell.field, each.value, each.previous) == (DELETED.name, 0, None)
        ]
        return {
            row
            for row in made
            for part in (row, *self.children(row))
            if not all(self._is_ours(found) for found in self._log.heads(part).values())
        }

    def _is_ours(self, heads: Iterable[tuple[int, Head]]) -> bool:
        ours = self._installation.incarnation
        return all(head.key.incarnation == ours for _, head in heads)

    # ------------------------------------------------------- référentiel, other sites

    def publish(self, publication: Incarnation, draft: Draft, issued_ms: int) -> Changes:
        """Take in a publication of the référentiel; see `UnitOfWork.publish`."""
        if self._log.last(publication.id)[0] >= len(draft.edits):
            return Changes()
        record = published(publication, draft, issued_ms)
        with self._transaction():
            report = self._take_in([publication], [record])
            adopted = self._adoption(draft)
            if adopted:
                self._write(Draft(draft.label, adopted, draft.reason))
        cells = report.changes.cells | {edit.cell for edit in adopted}
        return Changes(record.gesture, cells)

    def _adoption(self, draft: Draft) -> tuple[Edit, ...]:
        """Return the edits that settle, in favour of a publication, what it conflicts with."""
        cells = {
            (row.entity, row.row, row.field, row.member)
            for row in self._connection.execute(select(t.conflict))
        }
        return tuple(
            edit
            for edit in draft.edits
            if (edit.cell.entity, edit.cell.row, edit.cell.field, edit.cell.member) in cells
        )

    def union(
        self, incarnations: Iterable[Incarnation], records: Iterable[GestureRecord]
    ) -> UnionReport:
        """Take in the gestures of other installations; see `UnitOfWork.union`."""
        told, sent = list(incarnations), list(records)
        with self._transaction():
            return self._take_in(told, sent)

    def _take_in(
        self, incarnations: Sequence[Incarnation], records: Sequence[GestureRecord]
    ) -> UnionReport:
        fresh, refused = sorted_out(records, self._log, self._installation.incarnation)
        sound = [each for each in incarnations if is_sound_incarnation(each)]
        touched_rows = {(c.cell.entity, c.cell.row) for record in fresh for c in record.changes}
        rows = sorted(touched_rows | self._log.rows_of_unnamed(sound))
        before = {row: row_state(every_head(self._log.heads(row))).values for _, row in rows}
        for incarnation in sound:
            self._log.add_incarnation(incarnation)
        for record in fresh:
            known_gesture = self._log.gesture(record.gesture.id)
            number = known_gesture[0] if known_gesture else self._log.add_gesture(record.gesture)
            self._log.add_changes(number, record.changes)
            for change in record.changes:
                cell = change.cell
                self._projection.ensure_target(cell.entity, cell.field, cell.member, change.value)
            self._stamp = self._stamp.seeing(record.gesture.stamp, self._now_ms())
        self._projection.supersede_in(row for _, row in rows)
        touched, conflicts = self._project_taken(rows, before)
        now_ms = self._now_ms()
        new = sum(len(record.changes) for record in fresh)
        return UnionReport(
            Changes(None, frozenset(touched)),
            new=new,
            known=sum(len(record.changes) for record in records) - new - len(refused),
            refused=tuple(refused),
            conflicts=tuple(sorted(conflicts, key=lambda c: (c.row, c.field, c.member))),
            gaps=self._log.gaps(),
            future=tuple(
                sorted({r.gesture.incarnation for r in fresh if r.gesture.stamp.is_future(now_ms)})
            ),
        )

    def _project_taken(
        self,
        rows: Sequence[tuple[str, str]],
        before: Mapping[str, Mapping[tuple[str, str], Scalar]],
    ) -> tuple[set[Cell], set[Cell]]:
        """Project the rows that were taken in; return the cells that differ, and the conflicts."""
        touched, conflicts = set(), set()
        for entity, row in rows:
            state = self._projection.project_row(entity, row)
            changed = {
                cell
                for cell in {*state.values, *before[row]}
                if state.values.get(cell) != before[row].get(cell)
            }
            touched |= {Cell(entity, row, field, member) for field, member in changed}
            conflicts |= {Cell(entity, row, field, member) for field, member in state.conflicts}
            self._follow(entity, row, {field for field, _ in state.values})
        return touched, conflicts

    def known(self) -> Mapping[str, int]:
        """Return the version vector."""
        return self._log.vector()

    def records(
        self, beyond: Mapping[str, int] | None = None
    ) -> tuple[list[Incarnation], list[GestureRecord]]:
        """Return what somebody who knows `beyond` lacks; everything by default."""
        return self._log.incarnations(), self._log.records(beyond or {})

    def conflicts(self, row_id: str | None = None) -> list[Conflict]:
        """Return the conflicts that wait for an arbitration, of one row or of all."""
        query = select(t.conflict).order_by(t.conflict.c.row, t.conflict.c.field)
        if row_id is not None:
            query = query.where(t.conflict.c.row == row_id)
        return [
            conflict_at(self._log, Cell(row.entity, row.row, row.field, row.member))
            for row in self._connection.execute(query)
        ]

    # --------------------------------------------------------------- history, checks

    def history(self, row_ids: Sequence[str]) -> list[LoggedChange]:
        """Return the changes of these rows, oldest first."""
        return self._log.history(row_ids)

    def recent(self, limit: int) -> list[Gesture]:
        """Return the latest gestures, newest first."""
        return self._log.gestures(limit=limit)

    def touched(
        self, gestures: Iterable[str], most: int
    ) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Return the (entity, row) pairs of the first changes of gestures, `most` of each."""
        return self._log.touched(gestures, most)

    def children(self, row_id: str) -> list[str]:
        """Return the identities of the rows that belong to this one, whatever their state."""
        found = {row_id: None}
        waiting = [row_id]
        while waiting:
            children = self._owned_by(waiting.pop())
            # Another site may have made a ring of them.
            waiting += [child for child in children if child not in found]
            found.update(dict.fromkeys(children))
        return [child for child in found if child != row_id]

    def _owned_by(self, row_id: str) -> list[str]:
        driver = driver_of(self._connection)
        return [
            child
            for kind in STORED.values()
            if kind.owner
            for (child,) in driver.execute(_owned(kind.name, kind.owner), (row_id,))
        ]

    @contextmanager
    def as_of(self, instant: datetime) -> Iterator[Reader]:
        """Read the base as it stood at an instant, by the writers' clocks."""
        with self._beside() as connection:
            yield past(connection, int(instant.timestamp() * 1000))

    def state_hash(self) -> str:
        """Return the hash of the content: equal on two folders with equal content."""
        return state_hash(self._connection)

    def verify(self, tick: Tick) -> Verification:
        """Check the file, the hash chain, and the tables against a rebuild from the log."""
        with self._beside() as connection:
            return verification(connection, tick)

    def rebuild(self, tick: Tick) -> None:
        """Write the tables anew from the log."""
        with self._transaction():
            rebuilt(self._connection, self._projection, self._index, tick)

    def back_up(self, reason: str) -> BackupInfo:
        """Make a verified safety copy."""
        self._refuse_reading()
        made = back_up(self._connection, self._folder, reason=reason, now=self._clock.now())
        # From now on an older copy put in the place of the base would be recognised as one.
        self._opened.remember(is_open=True)
        return made

    def is_backed_up(self) -> bool:
        """Whether the newest safety copy holds all that was written."""
        return is_backed_up(self._connection, self._folder)

    def backups(self) -> list[BackupInfo]:
        """Return the safety copies, newest first."""
        return backups(self._folder)

    def check_backup(self, backup: BackupInfo) -> Verification:
        """Check a safety copy wholly, without touching it."""
        with (
            french_errors(self._folder.backups),
            opened_backup(backup.path, clock=self._clock) as opened,
            opened.engine.connect() as connection,
        ):
            return verification(connection, lambda _label, _done, _total: None)


def _bare(label: str) -> str:
    """Return a gesture's name without what earlier undos put before it."""
    return label.rpartition("\u00a0: ")[2] if label.startswith(("Annul", "Rétabl")) else label


def _uuid7(ms: int) -> int:
    """Return a UUIDv7 of an instant, in milliseconds since 1970 (RFC 9562, section 5.7)."""
    number = (ms & (2**48 - 1)) << 80 | 7 << 76 | secrets.randbits(12) << 64
    return number | 2 << 62 | secrets.randbits(62)
