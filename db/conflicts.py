"""Telling a conflict: who wrote what, and from which common value."""

from __future__ import annotations

from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.fields import DELETED
from ctg_desktop.domain.merging import Conflict, ConflictSide, row_state, unseen_edits
from db.log import Log
from db.sealing import every_head


def conflict_at(log: Log, cell: Cell) -> Conflict:
    """Return the conflict of a cell: its sides, the value shown, the value they started from."""
    heads = log.heads(cell.row)
    state = row_state(every_head(heads))
    sides = [head for _, head in heads[cell.field, cell.member]]
    if cell.field == DELETED.name:
        # A deletion against edits: what was written without knowing of it is a side too.
        others = [head for head in every_head(heads) if head.field != DELETED.name]
        sides += unseen_edits(sides, others)
    logged = {each.change.key: each for each in log.history([cell.row])}
    told = []
    for head in sides:
        each = logged[head.key]
        told.append(
            ConflictSide(
                head.key,
                head.value if head.field == cell.field else 0,
                each.gesture.author,
                each.incarnation.structure,
                each.gesture.stamp,
                each.gesture.label,
            )
        )
    common = {each.change.previous for key, each in logged.items() if key in {s.key for s in told}}
    return Conflict(
        cell,
        state.values[cell.field, cell.member],
        common.pop() if len(common) == 1 else None,
        tuple(sorted(told, key=lambda side: (side.stamp, side.key))),
    )
