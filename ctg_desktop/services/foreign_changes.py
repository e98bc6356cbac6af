"""What others wrote into our own rows: it counts, is shown, and can be reverted.

Between colleagues whom the agglomeration certified, nothing proves ownership: a change that
another structure made of one of our rows stands like any other until we say otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ctg_desktop.domain.changes import Cell, Changes, Draft, Edit, moment
from ctg_desktop.domain.fields import DELETED, Entity, Scalar, describe, known
from ctg_desktop.domain.trust import Role
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import LoggedChange, UnitOfWork
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.ownership import lineage
from ctg_desktop.services.wording import stored_words
from ctg_desktop.services.writers import Writers
from ctg_desktop.typography import lowered


@dataclass(frozen=True, slots=True)
class ForeignField:
    """A cell that somebody else changed: its label, our value and theirs in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ForeignEdit:
    """What one gesture of another structure changed in one of our rows, and what hangs on it.

    `entity` and `row` name the row that a person would; `former` are the edits that put our values
    back, `present` those that make theirs ours.
    """

    gesture: str
    entity: str
    row: str
    name: str
    author: str
    structure: str
    at: datetime
    label: str
    fields: tuple[ForeignField, ...]
    former: tuple[Edit, ...]
    present: tuple[Edit, ...]


def foreign_edits(uow: UnitOfWork, row_id: str | None = None) -> list[ForeignEdit]:
    """Return what others changed in our rows, the latest first; of one row, or of all."""
    ours = uow.installation.structure
    if ours is None:
        return []
    others = {
        incarnation
        for incarnation, standing in uow.standings().items()
        if standing.role is Role.PARTICIPANT and standing.structure != ours
    }
    written = uow.written_by(others, ours) if others else []
    return _Reading(uow, written, others).edits(row_id) if written else []


def put_back(uow: UnitOfWork, found: ForeignEdit) -> Changes:
    """Write our values again, in one gesture."""
    return uow.record(Draft(f"Nos valeurs rétablies : {_listed(found)}", found.former))


def keep(uow: UnitOfWork, found: ForeignEdit) -> Changes:
    """Confirm what others wrote, in one gesture: it is no longer shown."""
    return uow.record(Draft(f"Modification gardée : {_listed(found)}", found.present))


def _listed(found: ForeignEdit) -> str:
    return ", ".join(dict.fromkeys(lowered(each.label) for each in found.fields))


class _Reading:
    """Groups what others wrote, with what stood before."""

    def __init__(self, uow: UnitOfWork, written: Sequence[LoggedChange], others: set[str]) -> None:
        self._uow = uow
        self._written = written
        self._directory = Directory(uow)
        self._writers = Writers(uow, self._directory)
        rows = sorted({each.change.cell.row for each in written})
        self._former = _own_values(uow.history(rows), others)
        self._rows: dict[str, Entity | None] = {}

    def edits(self, row_id: str | None) -> list[ForeignEdit]:
        groups: dict[tuple[str, str], list[LoggedChange]] = defaultdict(list)
        tops: dict[str, Entity] = {}
        for each in self._written:
            cell = each.change.cell
            row = self._row(cell)
            top = None if row is None else self._top(row)
            if row is None or top is None or not self._is_told(each, row):
                continue
            tops[top.id] = top
            groups[each.gesture.id, top.id].append(each)
        found = [
            self._edit(tops[top], group)
            for (_, top), group in groups.items()
            if row_id in (None, top)
        ]
        return sorted(found, key=lambda each: each.at, reverse=True)

    def _row(self, cell: Cell) -> Entity | None:
        if cell.row not in self._rows:
            try:
                self._rows[cell.row] = self._uow.get(describe(cell.entity).cls, cell.row)
            except KeyError:  # of a newer version
                self._rows[cell.row] = None
        return self._rows[cell.row]

    def _top(self, row: Entity) -> Entity | None:
        try:
            return lineage(self._uow, row)[-1]
        except NotFoundError:
            return None

    def _is_told(self, each: LoggedChange, row: Entity) -> bool:
        """Whether it still differs from what we had, in a row that is not gone."""
        cell, value = each.change.cell, each.change.value
        spec = known(cell.entity, cell.field)
        if spec is None or row.TYPE.append_only or cell.field == row.TYPE.owner:
            return False
        if row.deleted is not False and spec is not DELETED:
            return False
        former = self._former.get(cell)
        return former != value and not (cell.member and not former and not value)

    def _edit(self, top: Entity, group: Sequence[LoggedChange]) -> ForeignEdit:
        first = group[0]
        made = {each.change.cell.row for each in group if self._is_birth(each.change.cell, each)}
        # A row that they made goes as a whole.
        cells = [
            each.change
            for each in group
            if each.change.cell.row not in made or each.change.cell.field == DELETED.name
        ]
        gesture = first.gesture
        return ForeignEdit(
            gesture=gesture.id,
            entity=top.TYPE.name,
            row=top.id,
            name=top.called,
            author=self._writers.person(gesture.incarnation, gesture.author),
            structure=self._writers.structure(gesture.incarnation, first.incarnation.structure),
            at=moment(gesture.at_ms),
            label=gesture.label,
            fields=tuple(self._field(each.cell, each.value, top) for each in cells),
            former=tuple(Edit(each.cell, self._before(each.cell)) for each in cells),
            present=tuple(
                Edit(each.change.cell, each.change.value, restates=True) for each in group
            ),
        )

    def _is_birth(self, cell: Cell, each: LoggedChange) -> bool:
        is_life = cell.field == DELETED.name and each.change.value == 0
        return is_life and self._former.get(cell) is None

    def _before(self, cell: Cell) -> Scalar:
        """Return our value of a cell; a row that they made was not there: to the corbeille."""
        former = self._former.get(cell)
        if cell.field == DELETED.name and former is None:
            return 1
        return 0 if cell.member and former is None else former

    def _field(self, cell: Cell, value: Scalar, top: Entity) -> ForeignField:
        spec, row = known(cell.entity, cell.field), self._row(cell)
        assert spec is not None, "told ones are known"
        within = "" if row is None or row.id == top.id else f"{row.TYPE.label} {row.called}".strip()
        if spec is DELETED:
            label = within or top.TYPE.label
            before, after = (_life(each) for each in (self._former.get(cell), value))
            return ForeignField(label, before, after)
        label = f"{within}, {lowered(spec.label)}" if within else spec.label
        if cell.member:
            name = self._directory.name(spec.target, cell.member)
            return ForeignField(label, *(("", name) if value == 1 else (name, "")))
        words = [
            stored_words(self._directory, spec, each, row)
            for each in (self._former.get(cell), value)
        ]
        return ForeignField(label, *words)


def _own_values(history: Iterable[LoggedChange], others: set[str]) -> dict[Cell, Scalar]:
    """Return the last value of each cell that was not written by others."""
    return {
        each.change.cell: each.change.value
        for each in history
        if each.counts and each.incarnation.id not in others
    }


def _life(value: Scalar) -> str:
    return "" if value is None else "en place" if value == 0 else "à la corbeille"
