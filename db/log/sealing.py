"""From edits to changes: what a writer saw, what each change descends from, the hash chain."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence

from ctg_desktop.domain.changes import (
    Cell,
    ChainEnd,
    Change,
    ChangeKey,
    Edit,
    Gesture,
    Seen,
    Stamp,
    is_sound,
    is_storable,
    sealed,
)
from ctg_desktop.domain.fields import DELETED, Scalar
from ctg_desktop.domain.holding import can_hold
from ctg_desktop.domain.merging import Head, is_conflict, provisional
from db.log.log import Heads, every_head

TOMB = (DELETED.name, "")
"""The cell of a row that says whether it lives."""

_FEW_CELLS = 2
"""Up to this many cells of a row are written one by one; beyond, the row as a whole."""


def seal(
    gesture: Gesture, edits: Iterable[Edit], heads: Mapping[str, Heads], end: ChainEnd
) -> tuple[list[Change], list[int]]:
    """Return the changes that the edits make, and those that they supersede.

    `heads` holds those of each row; an edit that says what stands already gives no change,
    unless it settles a conflict, or undoes a change that did.

    Raises:
        ValueError: an edit that the log could not give back, which is a bug.
    """
    changes: list[Change] = []
    superseded: list[int] = []
    buried: dict[str, tuple[ChangeKey, ...]] = {}
    tombs = {row: _tombs(found) for row, found in heads.items()}
    # Tombstones first: other edits of the same gesture on that row know of the deletion.
    for edit in sorted(edits, key=lambda each: each.cell.field != DELETED.name):
        if not is_storable(edit.value):
            kind = type(edit.value).__name__
            raise ValueError(f"no change of the log: a {kind} in {edit.cell.field}")
        row = heads[edit.cell.row]
        seen, is_settled = _seen(edit.cell, row)
        if edit.restates:
            if not is_settled:
                continue
            edit = Edit(edit.cell, seen, restates=True)  # noqa: PLW2901 - what is written now
        elif gesture.undoes is None and is_settled and _is_same(edit, seen):
            continue
        key = ChangeKey(gesture.incarnation, end.sequence + 1)
        known = tombs[edit.cell.row]
        parents = {*_parents(edit, row, known), *buried.get(edit.cell.row, ())}
        change = sealed(
            gesture,
            key,
            edit,
            Seen(seen, tuple(sorted(parents))),
            salt=secrets.token_hex(8),
            previous_hash=end.hash,
        )
        if not is_sound(gesture, change):
            raise ValueError(f"no change of the log: {edit.cell.entity}.{edit.cell.field}")
        end = ChainEnd(key.sequence, change.hash)
        changes.append(change)
        if can_hold(edit.cell, edit.value):
            superseded += [number for number, _ in row[edit.cell.field, edit.cell.member]]
        if edit.cell.field == DELETED.name and edit.value != 0:
            buried[edit.cell.row] = (key,)
    return changes, superseded


def _seen(cell: Cell, row: Heads) -> tuple[Scalar, bool]:
    """Return the value that a cell shows, and whether it has no conflict."""
    cell_heads = [head for _, head in row[cell.field, cell.member]]
    if cell.field == DELETED.name:
        return row.state.values.get(TOMB), TOMB not in row.state.conflicts
    if not cell_heads:
        return None, True
    return provisional(cell_heads), not is_conflict(cell_heads)


def _is_same(edit: Edit, seen: Scalar) -> bool:
    """Whether an edit changes nothing; a member that never existed is absent."""
    return seen == edit.value or bool(edit.cell.member and not seen and not edit.value)


def _tombs(row: Heads) -> list[ChangeKey]:
    """Return the changes that put a row in the corbeille; none when it lives."""
    if row.state.values.get(TOMB, 0) != 0:
        return [head.key for _, head in row[TOMB]]
    return []


def _parents(edit: Edit, row: Heads, tombs: Sequence[ChangeKey]) -> list[ChangeKey]:
    """Return the changes that an edit descends from.

    A deletion descends from all that the row was; an edit of a row in the corbeille descends
    from the deletion too, since its writer knew of it.
    """
    own = [head.key for _, head in row[edit.cell.field, edit.cell.member]]
    if edit.cell.field != DELETED.name:
        return [*own, *tombs]
    return own if edit.value == 0 else [head.key for head in every_head(row)]


def heads_after(
    heads: Heads, changes: Iterable[Change], superseded: Collection[int], stamp: Stamp
) -> Heads:
    """Return the heads of a row once changes that count are written, of a gesture at this stamp."""
    after = Heads()
    for cell, found in heads.items():
        after[cell] = [(number, head) for number, head in found if number not in superseded]
    for change in changes:
        field, member = change.cell.field, change.cell.member
        head = Head(change.key, field, member, change.value, stamp, None, frozenset(change.parents))
        after[field, member].append((0, head))  # its number is asked for no more
    return after


def is_plain(written: Sequence[Change], heads: Heads) -> bool:
    """Whether changes of a row can be written cell by cell: few, on a living, settled row."""
    tombs = heads[TOMB]
    return (
        len(written) <= _FEW_CELLS
        and len(tombs) == 1
        and tombs[0][1].value == 0
        and all(
            change.cell.field != DELETED.name
            and can_hold(change.cell, change.value)
            and len(heads[change.cell.field, change.cell.member]) <= 1
            for change in written
        )
    )
