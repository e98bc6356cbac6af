"""The numbers of rows in the full-text index: where a list has an order, they follow it.

The index gives what it finds by rising or falling number. So the first screen of what a word finds
is read by itself, and does not wait until everything that holds the word was found and sorted.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    func,
    insert,
    select,
    tuple_,
)

from db import tables as t
from db.mapping import listed, living, sql, table_of

GAP = 1 << 16
"""How far apart numbers are given: a row that comes between two others moves none of them."""

STEP = 1 << 8
"""How far after a row the next one is put that comes between: those to follow find room as well."""

_LEAST_MOVED = 16
"""How many rows are moved at least where there is no room left between two."""

_RANGE = 1 << 40
"""How many numbers an entity has whose numbers follow an order; those before serve all others."""

_OF_ROWS = 'SELECT "row", id FROM search_row WHERE "row" IN (SELECT value FROM json_each(?))'
_FORGET = 'DELETE FROM search_row WHERE "row" IN (SELECT value FROM json_each(?))'
_FOLLOWING = 'SELECT "row", id FROM search_row WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?'
_LAST = "SELECT coalesce(max(id), 0) FROM search_row WHERE id <= ?"
_ONE = " LIMIT 1"
ADD = sql(insert(t.search_row))
"""The statement that gives an entity's row its number."""


def span(entities: Collection[str]) -> tuple[int, int]:
    """Return the first and the last number that the rows of some entities may have."""
    bounds = [_bounds(entity) for entity in entities]
    return min(first for first, _ in bounds), max(last for _, last in bounds)


def _bounds(entity: str) -> tuple[int, int]:
    place = [*t.NUMBERED].index(entity) + 1 if entity in t.NUMBERED else 0
    return place * _RANGE, (place + 1) * _RANGE - 1


def series(entity: str) -> Iterator[int]:
    """Return numbers for all rows of an entity in turn; for none, for those without an order."""
    first, _ = _bounds(entity)
    gap = GAP if entity in t.NUMBERED else 1
    return count(first + gap, gap)


def in_order(entity: str) -> tuple[ColumnElement[Any], ...]:
    """Return the columns that the numbers of an entity follow; none where they follow nothing."""
    c = table_of(entity).c
    return (c[t.NUMBERED[entity]], c.id) if entity in t.NUMBERED else ()


@cache
def _sorted(entity: str) -> str:
    """Return the statement that puts rows, whose identities are a JSON list, in their order."""
    c, (by, _) = table_of(entity).c, in_order(entity)
    return sql(select(c.id, by).where(c.id.in_(listed())).order_by(by, c.id))


def _numbered(entity: str) -> Select[Any]:
    rows, number = table_of(entity), t.search_row
    joined = rows.join(number, number.c.row == rows.c.id)
    return select(number.c.id).select_from(joined).where(living(rows))


@cache
def _before(entity: str) -> str:
    """Return the statement that finds the number of the nearest row before a place."""
    by, row = in_order(entity)
    place = tuple_(bindparam("by"), bindparam("row_id"))
    query = _numbered(entity).where(tuple_(by, row) < place)
    return sql(query.order_by(by.desc(), row.desc())) + _ONE


@cache
def _before_without(entity: str) -> str:
    """Return the same among the rows without the value, which come first."""
    by, row = in_order(entity)
    query = _numbered(entity).where(by.is_(None), row < bindparam("row_id"))
    return sql(query.order_by(row.desc())) + _ONE


@cache
def _out_of_order(entity: str) -> str:
    """Return the statement that finds a number which does not follow that of the row before."""
    number = t.search_row.c.id
    before = func.lag(number).over(order_by=in_order(entity)).label("before")
    told = _numbered(entity).add_columns(before).subquery()
    return sql(select(told.c.id).where(told.c.id <= told.c.before)) + _ONE


class Numbering:
    """Gives the rows of one open base their numbers, within its transaction."""

    def __init__(self, driver: Any) -> None:
        """Work on the driver's connection."""
        self._driver = driver

    def settle(
        self, entity: str, rows: Collection[str], living: Collection[str]
    ) -> tuple[set[int], Mapping[str, int]]:
        """Give those of some rows that live their numbers, and take away those of the others.

        Return the numbers that the rows had, and the number of each row that lives. Both tell as
        well of rows that had to make room.
        """
        former = dict(self._driver.execute(_OF_ROWS, (json.dumps([*rows]),)))
        if entity not in t.NUMBERED:
            self._forget(former.keys() - living)
            given = {row: former.get(row) or self._append(entity, row) for row in living}
            return set(former.values()), given
        ordered = self._driver.execute(_sorted(entity), (json.dumps([*living]),)).fetchall()
        if len(rows) == len(former) == len(ordered) == 1:
            ((row, by),) = ordered
            if former[row] == self._after(entity, self._before(entity, by, row)):
                return set(former.values()), former  # it is where it should be
        self._forget(former)
        freed, given = set(former.values()), {}
        for row, by in ordered:
            before = self._before(entity, by, row)
            after = self._after(entity, before)
            if after - before < 2:
                moved = self._make_room(entity, before)
                freed |= {number for number, _ in moved.values()}
                given |= {each: number for each, (_, number) in moved.items()}
                after = self._after(entity, before)
            number = former.get(row, before)
            if not before < number < after:
                number = before + min(STEP, (after - before) // 2)
            self._driver.execute(ADD, (number, entity, row))
            given[row] = number
        return freed, given

    def is_in_order(self) -> bool:
        """Whether the numbers follow the order that they are to follow."""
        return not any(self._driver.execute(_out_of_order(each)).fetchone() for each in t.NUMBERED)

    def _forget(self, rows: Collection[str]) -> None:
        if rows:
            self._driver.execute(_FORGET, (json.dumps([*rows]),))

    def _append(self, entity: str, row: str) -> int:
        number: int = self._driver.execute(_LAST, (_bounds(entity)[1],)).fetchone()[0] + 1
        self._driver.execute(ADD, (number, entity, row))
        return number

    def _before(self, entity: str, by: Any, row: str) -> int:
        """Return the number of the nearest row before a place in the order."""
        found = None
        if by is not None:
            found = self._driver.execute(_before(entity), (by, row)).fetchone()
        if found is None:
            limit = "\U0010ffff" if by is not None else row
            found = self._driver.execute(_before_without(entity), (limit,)).fetchone()
        return int(found[0]) if found else _bounds(entity)[0]

    def _after(self, entity: str, number: int) -> int:
        """Return the number of the next row; after the last one, that of a row far away."""
        following = self._following(entity, number, 1)
        return following[0][1] if following else number + 2 * GAP

    def _following(self, entity: str, number: int, limit: int) -> list[tuple[str, int]]:
        last = _bounds(entity)[1]
        found: list[tuple[str, int]] = self._driver.execute(
            _FOLLOWING, (number + 1, last, limit)
        ).fetchall()
        return found

    def _make_room(self, entity: str, before: int) -> dict[str, tuple[int, int]]:
        """Move as many rows after a number as it takes to have room; return both their numbers."""
        width = _LEAST_MOVED
        while True:
            found = self._following(entity, before, width + 1)
            end = found.pop()[1] if len(found) > width else before + (len(found) + 1) * GAP
            room = (end - before) // (len(found) + 2)
            if room >= STEP:
                break
            width *= 2
        moved = {row: (number, before + (at + 2) * room) for at, (row, number) in enumerate(found)}
        self._forget(moved)
        self._driver.executemany(ADD, [(number, entity, row) for row, (_, number) in moved.items()])
        return moved
