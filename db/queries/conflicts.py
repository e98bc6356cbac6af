"""Describing a conflict: who wrote what, and from which common value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy import Connection, Select, column, select, text, union_all

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import DAY_MS, Cell, ChangeKey
from ctg_desktop.domain.fields import DELETED, EntityType, Scalar
from ctg_desktop.domain.merging import Conflict, ConflictSide, unseen_edits
from ctg_desktop.ports import LoggedChange
from db import tables as t
from db.log.log import Heads, Log, every_head
from db.many_rows import slices
from db.mapping import table_of

PATIENCE_MS = 7 * DAY_MS
"""How long a conflict waits for what one of its sides descends from."""

_INCOMPLETE = text(
    """
SELECT DISTINCT c."row" FROM "change" c JOIN change_parent p ON p."change" = c.id
JOIN gesture g ON g.id = c.gesture
LEFT JOIN "change" k ON k.incarnation = p.incarnation AND k.sequence = p.sequence
WHERE c.latest = 1 AND k.id IS NULL AND g.received_ms > :since
AND c."row" IN (SELECT "row" FROM conflict)
"""
).columns(column("row"))


def incomplete_rows(connection: Connection, now_ms: int) -> set[str]:
    """Return the rows whose conflicts may go by themselves: a side descends from what lacks.

    They are neither counted nor offered before it comes, or before somebody waited long enough.
    """
    return set(connection.scalars(_INCOMPLETE.bindparams(since=now_ms - PATIENCE_MS)))


def disputed_actions(today: date) -> Select[tuple[str]]:
    """Return the query of the actions with a conflict, of their own or of what hangs on them.

    Those that may go by themselves are left out, as they stood when the day began.
    """
    day_ms = int(datetime.combine(today, time()).timestamp() * 1000)
    waiting = _INCOMPLETE.bindparams(since=day_ms - PATIENCE_MS).subquery()
    told = select(t.conflict.c.row).where(t.conflict.c.row.not_in(select(waiting.c.row)))
    return select(union_all(*_hanging(Action.TYPE, told)).subquery().c.id)


def _hanging(kind: EntityType, told: Select[tuple[str]]) -> Iterator[Select[tuple[str]]]:
    """Yield the queries of the rows of an entity that are told, or that what is told hangs on."""
    table = table_of(kind.name)
    yield select(table.c.id).where(table.c.id.in_(told))
    for child in kind.nested:
        below = table_of(child.name)
        for found in _hanging(child, told):
            yield select(below.c[child.owner].label("id")).where(below.c.id.in_(found))


def conflicts_at(log: Log, cells: Sequence[Cell]) -> Iterator[Conflict]:
    """Yield the conflicts of cells, those of a row side by side.

    Each tells its sides, the value shown, and the value they started from.
    """
    by_row: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_row[cell.row].append(cell)
    for rows in slices([*by_row]):
        told: dict[str, dict[ChangeKey, LoggedChange]] = {row: {} for row in rows}
        for each in log.history(rows):
            told[each.change.cell.row][each.change.key] = each
        for row in rows:
            heads = log.heads(row)
            yield from (_conflict_at(cell, heads, told[row]) for cell in by_row[row])


def _conflict_at(cell: Cell, heads: Heads, logged: Mapping[ChangeKey, LoggedChange]) -> Conflict:
    state = heads.state
    sides = [head for _, head in heads[cell.field, cell.member]]
    if cell.field == DELETED.name:
        # A deletion against edits: what was written without knowing of it is a side too.
        others = [head for head in every_head(heads) if head.field != DELETED.name]
        sides += unseen_edits(sides, others)
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
                each.gesture.at_ms,
                each.gesture.label,
            )
        )
    return Conflict(
        cell,
        state.values[cell.field, cell.member],
        _common(cell, [side.key for side in sides if side.field == cell.field], logged),
        tuple(sorted(told, key=lambda side: (side.stamp, side.key))),
        max(_known_ms(logged[head.key]) for head in sides),
    )


def _known_ms(each: LoggedChange) -> int:
    return each.gesture.at_ms if each.received_ms is None else each.received_ms


def _common(
    cell: Cell, sides: Sequence[ChangeKey], logged: Mapping[ChangeKey, LoggedChange]
) -> Scalar:
    """Return the last value of the cell that all sides descend from, or None."""
    histories = [_ancestors(cell, side, logged) for side in sides]
    if len(histories) == 1:  # a deletion, which edits of other cells stand against
        return logged[sides[0]].change.previous
    shared = set.intersection(*histories)
    last = max(shared, key=lambda key: (logged[key].gesture.stamp, key), default=None)
    return None if last is None else logged[last].change.value


def _ancestors(
    cell: Cell, side: ChangeKey, logged: Mapping[ChangeKey, LoggedChange]
) -> set[ChangeKey]:
    found: set[ChangeKey] = set()
    waiting = [side]
    while waiting:
        for parent in logged[waiting.pop()].change.parents:
            is_of_cell = parent in logged and logged[parent].change.cell == cell
            if is_of_cell and parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found
