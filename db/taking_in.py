"""Taking in what others wrote: publications of the référentiel, the gestures of other sites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from ctg_desktop.domain.changes import (
    DELIVERED,
    Cell,
    Changes,
    Draft,
    Edit,
    GestureRecord,
    Incarnation,
    UnionReport,
    is_sound_incarnation,
)
from ctg_desktop.domain.fields import Scalar
from ctg_desktop.domain.merging import provisional, row_state
from db import tables as t
from db.recording import Recording
from db.sealing import every_head
from db.union import published, sorted_out


class TakingIn:
    """Takes into an open base what was not written there."""

    def __init__(self, recording: Recording) -> None:
        """Write through `recording`."""
        self._recording = recording
        self._log = recording.log
        self._projection = recording.projection
        self._connection = recording.connection

    def publish(self, publication: Incarnation, draft: Draft, issued_ms: int) -> Changes:
        """Take in a publication of the référentiel; see `UnitOfWork.publish`."""
        if self._log.last(publication.id)[0] >= len(draft.edits):
            return Changes()
        record = published(publication, draft, issued_ms)
        with self._recording.transaction():
            report = self._take_in([publication], [record])
            adopted = self._adoption(publication, draft)
            if adopted:
                self._recording.write(Draft(draft.label, adopted, draft.reason))
        cells = report.changes.cells | {edit.cell for edit in adopted}
        return Changes(record.gesture, cells)

    def _adoption(self, publication: Incarnation, draft: Draft) -> tuple[Edit, ...]:
        """Return the edits that settle what a publication conflicts with.

        What somebody issued wins over what was written here; what is delivered with the program
        gives way to what people completed.
        """
        conflicts = {
            (row.entity, row.row, row.field, row.member)
            for row in self._connection.execute(select(t.conflict))
        }
        edits = [
            edit
            for edit in draft.edits
            if (edit.cell.entity, edit.cell.row, edit.cell.field, edit.cell.member) in conflicts
        ]
        if publication.person != DELIVERED:
            return tuple(edits)
        return tuple(self._kept(edit.cell) for edit in edits)

    def _kept(self, cell: Cell) -> Edit:
        """Return the edit that keeps what people wrote in a cell, beside what publications say."""
        heads = [head for _, head in self._log.heads(cell.row, cell)[cell.field, cell.member]]
        written = [head for head in heads if head.publication is None]
        return Edit(cell, provisional(written or heads))

    def union(
        self, incarnations: Iterable[Incarnation], records: Iterable[GestureRecord]
    ) -> UnionReport:
        """Take in the gestures of other installations; see `UnitOfWork.union`."""
        told, sent = list(incarnations), list(records)
        with self._recording.transaction():
            return self._take_in(told, sent)

    def _take_in(
        self, incarnations: Sequence[Incarnation], records: Sequence[GestureRecord]
    ) -> UnionReport:
        fresh, refused = sorted_out(records, self._log, self._recording.installation.incarnation)
        sound = [each for each in incarnations if is_sound_incarnation(each)]
        touched_rows = {(c.cell.entity, c.cell.row) for record in fresh for c in record.changes}
        rows = sorted(touched_rows | self._log.rows_of_unnamed(sound))
        before = {row: row_state(every_head(self._log.heads(row))).values for _, row in rows}
        now_ms = self._recording.now_ms()
        for incarnation in sound:
            self._log.add_incarnation(incarnation)
        for record in fresh:
            known_gesture = self._log.gesture(record.gesture.id)
            number = (
                known_gesture[0]
                if known_gesture
                else self._log.add_gesture(record.gesture, received_ms=now_ms)
            )
            self._log.add_changes(number, record.changes)
            for change in record.changes:
                cell = change.cell
                self._projection.ensure_target(cell.entity, cell.field, cell.member, change.value)
            self._recording.seeing(record.gesture.stamp)
        self._projection.supersede_in(row for _, row in rows)
        touched, conflicts = self._project_taken(rows, before)
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
            self._recording.follow(entity, row, {field for field, _ in state.values})
        return touched, conflicts
