"""What several histories say together: heads, provisional values, conflicts, tombstones.

Everything here is a function of the *set* of changes, never of their order of arrival: that is
what makes the union of histories idempotent and independent of order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ctg_desktop.domain.changes import Cell, ChangeKey, PublicationRank, Stamp
from ctg_desktop.domain.fields import DELETED, Scalar


@dataclass(frozen=True, slots=True)
class Head:
    """A latest change of a cell: no other change of that cell descends from it.

    A bare head has no value (it came without it, or it was erased): it shows nothing and conflicts
    with nothing.
    """

    key: ChangeKey
    field: str
    member: str
    value: Scalar
    stamp: Stamp
    publication: PublicationRank | None
    parents: frozenset[ChangeKey]
    is_bare: bool = False

    @property
    def rank(self) -> tuple[Stamp, ChangeKey]:
        """What sorts heads: by clock, then by writer, so that every site picks the same."""
        return self.stamp, self.key


def latest(changes: Iterable[Head]) -> list[Head]:
    """Keep, of all changes of one cell, those that no other one descends from.

    A change descends from its parents. A publication of the référentiel descends from every
    older publication of it, since its issuer wrote them all.
    """
    present = list(changes)
    superseded = {parent for change in present for parent in change.parents}
    newest = max((c.publication for c in present if c.publication is not None), default=None)
    return [
        change
        for change in present
        if change.key not in superseded
        and (change.publication is None or change.publication == newest)
    ]


def provisional(heads: Sequence[Head]) -> Scalar:
    """Return the value shown: that of the latest clock; for a tombstone, alive wins.

    `heads` are the heads of one cell, one at least.
    """
    if heads[0].field == DELETED.name:
        values = {head.value for head in heads if not head.is_bare}
        return 0 if 0 in values else 1 if 1 in values else None
    if len(heads) == 1:  # as nearly all cells have it
        return heads[0].value
    told = [head for head in heads if not head.is_bare] or heads
    return max(told, key=lambda head: head.rank).value


def is_conflict(heads: Sequence[Head]) -> bool:
    """Whether the heads of one cell differ."""
    return len(heads) > 1 and len({head.value for head in heads if not head.is_bare}) > 1


def unseen_edits(tombstones: Sequence[Head], others: Iterable[Head]) -> list[Head]:
    """Return the heads of a row's other cells that its deletion did not know of.

    A head is known to a deletion that has it among its parents, and to one that it descends
    from itself (an edit made knowingly on a deleted row).
    """
    covered = {parent for tombstone in tombstones for parent in tombstone.parents}
    keys = {tombstone.key for tombstone in tombstones}
    return [
        head
        for head in others
        if head.key not in covered and not keys & head.parents and head.publication is None
    ]


@dataclass(frozen=True, slots=True)
class RowState:
    """What the heads of a row say: its values, whether it lives, its conflicts.

    `values` maps (field, member) to the provisional value; `conflicts` the cells to arbitrate.
    """

    values: Mapping[tuple[str, str], Scalar]
    conflicts: frozenset[tuple[str, str]]


def row_state(heads: Iterable[Head]) -> RowState:
    """Fold the heads of one row into its state.

    A deletion (`deleted` true, or undone creation) beside an edit that it did not know of is a
    conflict, and the row stays alive until somebody decides.
    """
    cells: dict[tuple[str, str], list[Head]] = {}
    for head in heads:
        cells.setdefault((head.field, head.member), []).append(head)
    values = {cell: provisional(found) for cell, found in cells.items()}
    conflicts = {cell for cell, found in cells.items() if is_conflict(found)}
    tomb = (DELETED.name, "")
    if any(not head.is_bare for head in cells.get(tomb, ())) and values[tomb] != 0:
        others = [head for cell, found in cells.items() if cell != tomb for head in found]
        if unseen_edits(cells[tomb], others):
            values[tomb] = 0
            conflicts.add(tomb)
    return RowState(values, frozenset(conflicts))


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """One of the values between which somebody has to choose.

    `label` is what its author did; `at_ms` when, by that computer's wall clock (milliseconds
    since 1970), and `stamp` its place in the order of gestures.
    """

    key: ChangeKey
    value: Scalar
    author: str
    structure: str | None
    stamp: Stamp
    at_ms: int
    label: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell whose latest values do not descend from one another and differ.

    `current` is the value shown meanwhile; `common` the value from which all sides started,
    when the log tells it. For a deletion against an edit the cell is the row's tombstone.
    `since_ms` is when this folder knew of all sides, in milliseconds since 1970.
    """

    cell: Cell
    current: Scalar
    common: Scalar
    sides: tuple[ConflictSide, ...]
    since_ms: int = 0
