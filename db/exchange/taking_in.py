"""Taking in what others wrote: publications of the référentiel, the envelopes of other sites."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from time import perf_counter

from sqlalchemy import insert, select, update

from ctg_desktop.domain.arrivals import RowDifference, Source
from ctg_desktop.domain.births import Birth
from ctg_desktop.domain.changes import (
    DELIVERED,
    Cell,
    Changes,
    Draft,
    Edit,
    GestureRecord,
)
from ctg_desktop.domain.envelope_format import envelope_bytes
from ctg_desktop.domain.envelopes import (
    Envelope,
    Fault,
    Parcel,
    Refused,
    UnionReport,
    refused,
)
from ctg_desktop.domain.fields import DELETED
from ctg_desktop.domain.merging import RowState, provisional
from ctg_desktop.domain.publishing import Publication
from ctg_desktop.domain.trust import Paper, Standing, is_request
from db import tables as t
from db.exchange.arrivals import add_arrival
from db.exchange.examining import Examined, Examiner
from db.exchange.touched_rows import Row, TouchedRows
from db.log.births import values_of
from db.log.judging import add_papers
from db.log.publishing import add_publication
from db.many_rows import Written, slices
from db.writing.recording import Following, Recording

_MOST_TOLD = 75_000
"""How many differences a report tells: nobody reads more, and they are all in memory."""

_MOST_NAMED = 10_000
"""How many rows it names beside those; a page that shows others is told of their entity."""


class TakingIn:
    """Takes into an open base what was not written there."""

    def __init__(self, recording: Recording) -> None:
        """Write through `recording`."""
        self._recording = recording
        self._connection = recording.connection

    def publish(self, made: Publication) -> Changes:
        """Take in a publication of the référentiel; see `UnitOfWork.publish`."""
        record = made.record
        if self._recording.log.last(made.birth.id)[0] >= len(record.changes):
            return Changes()
        with self._recording.transaction():
            reception = self.reception()
            add_publication(self._connection, self._recording.log, made)
            self._recording.judge.forget()
            reception.add(record)
            report = reception.finish()
            adopted = self._adoption(made)
            if adopted:
                gesture = record.gesture
                self._recording.write(Draft(gesture.label, adopted, gesture.reason))
        cells = report.changes.cells | {edit.cell for edit in adopted}
        return Changes(record.gesture, cells)

    def _adoption(self, made: Publication) -> tuple[Edit, ...]:
        """Return the edits that settle what a publication conflicts with.

        What somebody issued wins over what was written here; what is delivered with the program
        gives way to what people completed.
        """
        conflicts = {
            Cell(row.entity, row.row, row.field, row.member)
            for row in self._connection.execute(select(t.conflict))
        }
        edits = [
            Edit(change.cell, change.value)
            for change in made.record.changes
            if change.cell in conflicts
        ]
        if made.birth.incarnation.person != DELIVERED:
            return tuple(edits)
        return tuple(self._kept(edit.cell) for edit in edits)

    def _kept(self, cell: Cell) -> Edit:
        """Return the edit that keeps what people wrote in a cell, beside what publications say."""
        found = self._recording.log.heads(cell.row, cell)
        heads = [head for _, head in found[cell.field, cell.member]]
        written = [head for head in heads if head.publication is None]
        return Edit(cell, provisional(written or heads))

    def union(self, parcel: Parcel, source: Source | None) -> UnionReport:
        """Take in a parcel; see `UnitOfWork.union`."""
        with self._recording.transaction():
            at_ms, report = self._taken(parcel)
            if source is not None:
                add_arrival(self._connection, at_ms, source, report)
            return report

    def union_in_slices(
        self, parcel: Parcel, source: Source, seconds: float
    ) -> Iterator[UnionReport]:
        """Take in a parcel bit by bit; see `UnitOfWork.union_in_slices`.

        The journal and the gestures of all slices tell one instant, as in `_taken`.
        """
        at_ms = self._recording.now_ms()
        envelopes = map(_Opened, parcel.envelopes)
        opened, papers, arrival = next(envelopes, None), parcel.papers, None
        room = _FIRST_SLICE
        while opened is not None or papers:
            began = perf_counter()
            with self._recording.transaction():
                # Nobody asks what differs.
                reception = Reception(self._recording, most_told=0, at_ms=at_ms)
                reception.add_papers(papers)
                papers = ()
                left = room
                while opened is not None and left > 0:
                    left -= reception.take_some(opened, left)
                    if opened.is_over:
                        opened = next(envelopes, None)
                report = reception.finish()
                arrival = add_arrival(self._connection, at_ms, source, report, extends=arrival)
            yield report
            taken = max(perf_counter() - began, seconds / 4)
            room = max(_FIRST_SLICE // 4, round(room * min(2.0, seconds / taken)))

    @contextmanager
    def trying(self, parcel: Parcel) -> Iterator[UnionReport]:
        """Take in a parcel for a time; see `UnitOfWork.trying`."""
        with self._recording.trial():
            yield self._taken(parcel)[1]

    def _taken(self, parcel: Parcel) -> tuple[int, UnionReport]:
        """Take in a parcel; return when, as its gestures are noted to have come, and what it did.

        The journal and the gestures must tell one instant: the history finds one by the other.
        """
        reception = self.reception()
        reception.add_papers(parcel.papers)
        for envelope in parcel.envelopes:
            reception.take(envelope)
        return reception.at_ms, reception.finish()

    def reception(self) -> Reception:
        """Begin to take in something, in the transaction of the caller."""
        return Reception(self._recording)


@dataclass(slots=True)
class _Tally:
    """What was counted on the way."""

    new: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)
    writers: dict[str, str] = field(default_factory=dict)
    future: set[str] = field(default_factory=set)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Opened:
    """An envelope that is taken in bit by bit: what was found of it, how many gestures are in."""

    envelope: Envelope
    found: Examined | None = None
    taken: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is left."""
        return self.taken == len(self.envelope.records)

    def next_records(self, room: int | None) -> tuple[GestureRecord, ...]:
        """Return the gestures that come now: at least one, then as many as there is room for."""
        begin, size = self.taken, 0
        for record in self.envelope.records[begin:]:
            if room is not None and size >= room:
                break
            size += len(record.changes)
            self.taken += 1
        return self.envelope.records[begin : self.taken]


class Reception:
    """One transaction that takes in what others wrote, then judges and projects it."""

    def __init__(
        self, recording: Recording, most_told: int = _MOST_TOLD, at_ms: int | None = None
    ) -> None:
        """Begin with what counts before, now unless told; tell about `most_told` differences."""
        self._recording = recording
        self._most_told = most_told
        self._connection = recording.connection
        self._log = recording.log
        self._judge = recording.judge
        self._projection = recording.projection
        self._examiner = Examiner(self._connection, self._log)
        self.at_ms = recording.now_ms() if at_ms is None else at_ms
        """When it began, in milliseconds since 1970."""
        self._judged = dict(self._judge.standings)
        self._touched = TouchedRows()
        self._held: dict[str, RowState] = {}
        self._known_until = self._log.last_change
        self._tally = _Tally()
        self._papers: list[Paper] = []
        self._last_gesture = self._log.last_gesture
        self._whole = dict(self._log.vector())

    def add_papers(self, sent: Iterable[Paper]) -> None:
        """Keep the certificates and revocations that were unknown."""
        self._papers += add_papers(self._connection, sent)
        self._judge.forget()

    # -------------------------------------------------------------------- one envelope

    def take(self, envelope: Envelope) -> None:
        """Take in an envelope whole, or note why not."""
        self.take_some(_Opened(envelope), None)

    def take_some(self, opened: _Opened, room: int | None) -> int:
        """Take in whole gestures of an envelope, up to about `room` changes; return how many.

        The envelope was examined whole before the first of them. Without `room`, and where it is
        of this folder's own life, all are taken.
        """
        envelope = opened.envelope
        if opened.found is None:
            opened.found = self._found(envelope)
            if opened.found is None:
                opened.taken = len(envelope.records)
                return 1
            if envelope.birth.id == self._recording.installation.incarnation:
                room = None
            self._complete(envelope, opened.found)
        records = opened.next_records(room)
        self._add(envelope, records, self._known(envelope, records, opened.found))
        if opened.is_over:
            self._log.add_seal(envelope.last.key, envelope.seal)
        return sum(len(record.changes) for record in records)

    def _found(self, envelope: Envelope) -> Examined | None:
        """Return what is to be done with an envelope; None, noted, where nothing is."""
        found = self._examiner.examine(envelope)
        if found.fault is not None:
            self._tally.refused.append(refused(envelope, found.fault))
            return None
        if found.is_birth_new:
            self._add_birth(envelope.birth)
        if found.forks_at is not None and self._recording.give_way(
            envelope.birth.id, found.forks_at - 1
        ):
            self._whole.pop(envelope.birth.id, None)  # a part of it has moved
            found = self._examiner.examine(envelope)
        if found.forks_at is not None:
            self._set_aside(envelope, found.forks_at)
            return None
        return found

    def _known(
        self, envelope: Envelope, records: Sequence[GestureRecord], found: Examined
    ) -> frozenset[int]:
        """Return the changes that are known: some may have come since the envelope was seen."""
        if len(records) == len(envelope.records):
            return found.known
        first = records[0].changes[0].key.sequence
        last = records[-1].changes[-1].key.sequence
        return found.known | self._log.links(envelope.birth.id, first, last).keys()

    def _add_birth(self, birth: Birth) -> None:
        number = self._log.number(birth.id)
        self._connection.execute(
            update(t.incarnation).where(t.incarnation.c.id == number).values(values_of(birth))
        )
        self._judge.forget()
        self._judged.setdefault(birth.id, self._judge.standing(birth.id))

    def _set_aside(self, envelope: Envelope, forks_at: int) -> None:
        """Keep, unread, an envelope that continues its incarnation differently from the log."""
        self._tally.refused.append(refused(envelope, Fault.FORKED))
        self._connection.execute(
            insert(t.quarantine)
            .prefix_with("OR IGNORE")
            .values(
                incarnation=self._log.number(envelope.birth.id),
                sequence=forks_at,
                hash=envelope.last.hash,
                envelope=envelope_bytes(envelope).decode(),
            )
        )
        self._judge.forget()

    def _complete(self, envelope: Envelope, found: Examined) -> None:
        """Give the changes that are known without their values what came of these."""
        if found.whole:
            for record in envelope.records:
                self._log.complete_gesture(record.gesture)
        for change in found.whole:
            self._touched.touch([(change.cell.entity, change.cell.row)])
            self._hold(change.cell.row)
            self._log.complete(change)

    def _add(
        self, envelope: Envelope, records: Sequence[GestureRecord], known: frozenset[int]
    ) -> None:
        for record in records:
            fresh = record.changes
            if known:
                fresh = tuple([each for each in fresh if each.key.sequence not in known])
            self._tally.known += len(record.changes) - len(fresh)
            if fresh:
                self.add(GestureRecord(record.gesture, fresh))
        self._tally.writers[envelope.birth.id] = envelope.birth.incarnation.person
        first, last = records[0].changes[0].key.sequence, records[-1].changes[-1].key.sequence
        if first - 1 <= (whole := self._whole.get(envelope.birth.id, 0)):  # it follows on
            self._whole[envelope.birth.id] = max(whole, last)

    def add(self, record: GestureRecord) -> None:
        """Add changes that are unknown and proven to the log."""
        gesture, changes = record.gesture, record.changes
        known = self._log.gesture(gesture.id, gesture.incarnation)
        number = known[0] if known else self._log.add_gesture(gesture, received_ms=self.at_ms)
        verdicts = self._judge.verdicts(gesture.incarnation, changes)
        self._log.add_changes(number, changes, verdicts)
        self._touched.add(changes, verdicts)
        self._tally.new += len(changes)
        first, last = changes[0].key.sequence, changes[-1].key.sequence
        begin, end = self._tally.spans.get(gesture.incarnation, (first, last))
        self._tally.spans[gesture.incarnation] = min(begin, first), max(end, last)
        if self._judge.standing(gesture.incarnation).last:
            self._recording.seeing(gesture.stamp)
        if gesture.stamp.is_future(self.at_ms):
            self._tally.future.add(gesture.incarnation)

    def _hold(self, row: str) -> None:
        """Read at once what a row held before, where what is known of it is about to be altered."""
        if row not in self._held:
            self._held[row] = self._log.states_of([row], self._known_until)[row]

    # ----------------------------------------------------------------------- all of it

    def finish(self) -> UnionReport:
        """Judge which changes count now, update the tables, and report what was done."""
        self._judge_again()
        self._settle_kinds()
        tally = self._tally
        self._recording.begin_anew_where_overtaken()
        self._log.measure_gaps(tally.writers, self._whole)
        found = _Found(self._most_told)
        rows, following = sorted(self._touched.rows), Following()
        extent = {
            entity: Written(count, {DELETED.name})
            for entity, count in Counter(entity for entity, _ in rows).items()
        }
        with self._projection.writing(extent):
            for part in slices(rows):
                self._project(part, found, following)
        self._recording.follow(following)
        self._recording.scrub_again()
        return UnionReport(
            Changes(None, frozenset(found.named)),
            new=tally.new,
            known=tally.known,
            refused=tuple(tally.refused),
            conflicts=tuple(sorted(found.conflicts, key=lambda c: (c.row, c.field, c.member))),
            gaps=self._log.gaps(),
            future=tuple(sorted(tally.future)),
            waiting=self._waiting(),
            papers=len(self._papers),
            without_effect=self._log.without_effect(self._last_gesture),
            differences=tuple(found.differences),
            untold=found.untold,
            spans=tally.spans,
        )

    def _judge_again(self) -> None:
        """Judge again what counts otherwise than it did when it came, or before."""
        self._judge.forget()
        self._touched.touch(self._recording.vouch())
        now = self._judge.standings
        altered = [each for each in now if self._judged.get(each, Standing()) != now[each]]
        self._touched.touch(self._judge.judge(altered))
        self._touched.touch(self._log.erasures(altered))

    def _settle_kinds(self) -> None:
        """Leave to the log the rows that were known, and decide the entity of those with two."""
        for part in slices([row for _, row in self._touched.rows]):
            self._touched.forget(self._log.known_rows(part, self._known_until))
        for part in slices(self._touched.unsettled()):
            for row in self._log.rows_of_two_kinds(part):
                self._settle_kind(row)

    def _waiting(self) -> tuple[str, ...]:
        """Return who wrote, or asked to take part, and waits for an agreement."""
        writers = {
            person
            for uuid, person in self._tally.writers.items()
            if self._judge.standing(uuid).role is None
        }
        certified = self._judge.trust().certificates().keys() if self._papers else ()
        asking = {
            each.person for each in self._papers if is_request(each) and each.key not in certified
        }
        return tuple(sorted(writers | asking))

    def _settle_kind(self, row: str) -> None:
        """Decide the entity of a row that changes name differently; empty the other rows."""
        kind = self._judge.kind_of(row)
        for name in self._log.kinds(row):
            if name == kind:
                self._touched.touch([(name, row)])
            else:
                self._touched.rows.pop((name, row), None)
                self._projection.empty_row(name, row)
                self._recording.index.put(name, [row])
        self._recording.index.put(kind, [row])

    def _project(self, rows: Sequence[Row], found: _Found, following: Following) -> None:
        """Project some of the rows that were taken in; note what differs, and the conflicts."""
        ids = {row for _, row in rows}
        read = self._touched.settled(ids)
        merged = ids - read.keys()
        before = dict.fromkeys(read, _NOTHING)
        before |= self._log.states_of(merged, self._known_until)
        before |= {row: self._held[row] for row in merged & self._held.keys()}
        self._projection.mark_latest(merged)
        read |= self._log.states_of(merged)
        states: dict[str, dict[str, RowState]] = defaultdict(dict)
        for entity, row in rows:
            states[entity][row] = read[row]
        for entity, of_rows in states.items():
            values = chain.from_iterable(state.values.items() for state in of_rows.values())
            self._projection.ensure_targets(entity, values)
            self._projection.project_rows(entity, of_rows)
            for row, state in of_rows.items():
                following.note(entity, row, found.note((entity, row), before[row], state))


@dataclass(slots=True)
class _Found:
    """What was found on the way of what the rows show: a bounded number of differences.

    Of rows that are new, as when one joins, about `most` differences are `told`; of those that
    were here, as many again. The other rows are counted.

    `named` are the cells that differ, but for a row that is new or not told its `deleted` alone;
    past some that are not told, their entity.
    """

    most: int
    differences: list[RowDifference] = field(default_factory=list)
    told: int = 0
    conflicts: set[Cell] = field(default_factory=set)
    untold: int = 0
    named: set[Cell] = field(default_factory=set)

    def note(self, row: Row, before: RowState, state: RowState) -> set[str]:
        """Note what a row shows otherwise than before; return its fields."""
        found = RowDifference.between(*row, before.values, state.values)
        whole_row = Cell(*row, DELETED.name)
        if found is not None and self.told >= self.most * (2 if found.before else 1):
            self.untold += 1
            is_named = self.untold <= _MOST_NAMED
            self.named.add(whole_row if is_named else whole_row._replace(row=""))
        elif found is not None:
            self.told += len(found.after)
            self.differences.append(found)
            self.named |= {Cell(*row, *where) for where in found.before} or {whole_row}
        # That a conflict came or was settled shows, though its cell may look the same.
        self.named |= {Cell(*row, *where) for where in before.conflicts ^ state.conflicts}
        self.conflicts |= {Cell(*row, *where) for where in state.conflicts}
        return {name for name, _ in (*before.values, *state.values)}


_NOTHING = RowState({}, frozenset())
"""What was known of a row that is new."""

_FIRST_SLICE = 200
"""How many changes the first slice takes in; the following ones are as long as time allows."""
