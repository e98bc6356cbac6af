"""The numbers of rows in the full-text index: where a list has an order, they follow it.

The index gives what it finds by rising or falling number. So the first screen of what a word finds
is read by itself, and does not wait until everything that holds the word was found and sorted.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    bindparam,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    tuple_,
    update,
)

from db import tables as t
from db.many_rows import AT_ONCE
from db.mapping import fixed_sql, listed, living, sql, table_of
from db.reading.full_text import NUMBER, NUMBERED, bounds

GAP = 1 << 16
"""How far apart numbers are given: a row that comes between two others moves none of them."""

STEP = 1 << 8
"""How far after a row the next one is put that comes between: those to follow find room as well."""

_LEAST_MOVED = 16
"""How many rows are moved at least where there is no room left between two."""

_FORGET = 'DELETE FROM search_row WHERE "row" IN (SELECT value FROM json_each(?))'
_LAST = "SELECT coalesce(max(id), 0) FROM search_row WHERE id <= ?"
_ONE = " LIMIT 1"


def in_order(entity: str) -> tuple[ColumnElement[Any], ...]:
    """Return the columns that the numbers of an entity follow; none where they follow nothing."""
    c = table_of(entity).c
    return (c[NUMBERED[entity]], c.id) if entity in NUMBERED else ()


@cache
def _sorted(entity: str) -> str:
    """Return the statement that puts rows, whose identities are a JSON list, in their order."""
    c, (by, _) = table_of(entity).c, in_order(entity)
    return sql(select(c.id, by).where(c.id.in_(listed())).order_by(by, c.id))


def number_of(entity: str) -> tuple[FromClause, ColumnElement[Any], ColumnElement[Any]]:
    """Return where the numbers of an entity's rows are: the table, the rows, their numbers.

    The table may hold rows that have none, and numbers of rows that are not alive.
    """
    if entity in NUMBERED:
        table = table_of(entity)
        return table, table.c.id, table.c[NUMBER]
    is_of_entity = t.search_row.c.entity == literal_column(f"'{entity}'")
    of_entity = select(t.search_row).where(is_of_entity).subquery()
    return of_entity, of_entity.c.row, of_entity.c.id


@cache
def give(entity: str) -> str:
    """Return the statement that gives a row, its second parameter, the number that is the first."""
    if entity not in NUMBERED:
        return f"INSERT INTO search_row (id, entity, \"row\") VALUES (?, '{entity}', ?)"  # noqa: S608 - a fixed name
    table = table_of(entity)
    number: dict[str, Any] = {NUMBER: bindparam("number")}
    return sql(update(table).where(table.c.id == bindparam("row_id")).values(number))


@cache
def _held(entity: str) -> str:
    """Return the statement that reads the numbers of rows whose identities are a JSON list."""
    _, row, number = number_of(entity)
    return sql(select(row, number).where(row.in_(listed()), number.is_not(None)))


def _living(entity: str) -> Select[Any]:
    """Return the query of the numbers of living rows."""
    table = table_of(entity)
    return select(table.c[NUMBER]).where(living(table), table.c[NUMBER].is_not(None))


@cache
def _nearest(entity: str, *, after: bool) -> str:
    """Return the statement that finds the number of the nearest living row on one side of a place.

    The place is a value of what the rows are ordered by, and an identity.
    """
    by, row = in_order(entity)
    place: Any = tuple_(bindparam("by"), bindparam("row_id"))
    here = tuple_(by, row)
    query = _living(entity).where(here > place if after else here < place)
    ordered = (by, row) if after else (by.desc(), row.desc())
    return sql(query.order_by(*ordered)) + _ONE


@cache
def _nearest_without(entity: str, *, after: bool) -> str:
    """Return the same among the rows without the value, which come first."""
    by, row = in_order(entity)
    place: ColumnElement[Any] = bindparam("row_id")
    query = _living(entity).where(by.is_(None), row > place if after else row < place)
    return sql(query.order_by(row if after else row.desc())) + _ONE


@cache
def _following(entity: str) -> str:
    """Return the statement that reads so many rows after a number, with theirs."""
    _, row, number = number_of(entity)
    query = select(row, number).where(number > bindparam("number")).order_by(number)
    return sql(query) + " LIMIT ?"


@cache
def _first(entity: str) -> str:
    """Return the statement that finds a row that has a number."""
    number = table_of(entity).c[NUMBER]
    return sql(select(number).where(number.is_not(None))) + _ONE


@cache
def _out_of_order(entity: str) -> str:
    """Return the statement that finds a number which does not follow that of the row before."""
    number = table_of(entity).c[NUMBER]
    before = func.lag(number).over(order_by=in_order(entity)).label("before")
    told = _living(entity).add_columns(before).subquery()
    return sql(select(told.c[NUMBER]).where(told.c[NUMBER] <= told.c.before)) + _ONE


@cache
def _number_all(entity: str) -> tuple[str, str]:
    """Return the statements that take the numbers of an entity's rows away, and give new ones."""
    rows = table_of(entity)
    place = func.row_number().over(order_by=in_order(entity) or rows.c.id)
    if entity not in NUMBERED:
        c = t.search_row.c
        last = func.coalesce(select(func.max(c.id)).scalar_subquery(), 0)
        told = select(last + place, literal(entity), rows.c.id).where(living(rows))
        added = insert(t.search_row).from_select(["id", "entity", "row"], told)
        return fixed_sql(delete(t.search_row).where(c.entity == entity)), fixed_sql(added)
    number = literal(bounds(entity)[0]) + place * literal(GAP)
    numbered = select(rows.c.id, number.label("number")).where(living(rows)).cte("numbered")
    taken = update(rows).where(rows.c[NUMBER].is_not(None)).values({NUMBER: None})
    given = update(rows).where(rows.c.id == numbered.c.id).values({NUMBER: numbered.c.number})
    return fixed_sql(taken), fixed_sql(given)


class Numbering:
    """Gives the rows of one open base their numbers, within its transaction."""

    def __init__(self, driver: Any) -> None:
        """Work on the driver's connection."""
        self._driver = driver

    def in_order(self, entity: str, rows: Sequence[str]) -> Sequence[str]:
        """Return rows in the order in which they may be settled some at a time.

        Each is put after those before it, whose numbers are to be right by then.
        """
        if entity not in NUMBERED or len(rows) <= AT_ONCE:
            return rows
        return [row for row, _ in self._driver.execute(_sorted(entity), (json.dumps([*rows]),))]

    def settle(
        self, entity: str, rows: Collection[str], living: Collection[str]
    ) -> tuple[set[int], Mapping[str, int]]:
        """Give those of some rows that live their numbers.

        Return the numbers that the rows had, and the number of each row that lives. Both tell as
        well of rows that had to make room, alive or not.
        """
        former = dict(self._driver.execute(_held(entity), (json.dumps([*rows]),)))
        freed = set(former.values())
        if entity not in NUMBERED:
            self._driver.execute(_FORGET, (json.dumps([*former.keys() - living]),))
            kept = {row: number for row, number in former.items() if row in living}
            new = [row for row in living if row not in former]
            return freed, kept | self._append(entity, new)
        ordered = self._driver.execute(_sorted(entity), (json.dumps([*living]),)).fetchall()
        if len(former) == len(ordered) == len(rows) == 1 and self._is_in_place(
            entity, *ordered[0], *former.values()
        ):
            return freed, former
        given: dict[str, int] = {}
        for row, by in ordered:
            if row not in former:
                continue
            before = self._before(entity, by, row)
            after = self._after(entity, before)
            if after == former[row]:  # no other, of these rows or not alive, stands between
                given[row] = after
                continue
            self._place(entity, before, [row], freed, given)
            former |= given
        new_ones = ((row, by) for row, by in ordered if row not in former)
        runs = groupby(new_ones, lambda place: self._before(entity, place[1], place[0]))
        # The last first: room is made by moving what follows.
        for before, run in reversed([(before, [row for row, _ in run]) for before, run in runs]):
            self._place(entity, before, run, freed, given)
        return freed, given

    def _place(
        self, entity: str, before: int, run: Sequence[str], freed: set[int], given: dict[str, int]
    ) -> None:
        """Give numbers to rows that come one after the other between two that have theirs.

        They are spread evenly. Rows that had to make room are told in `freed` and `given` as well.
        """
        after = self._after(entity, before, len(run))
        if after - before <= len(run):
            for row, (former, number) in self._make_room(entity, before, len(run)).items():
                if row not in given:  # else it is indexed under none of its new ones yet
                    freed.add(former)
                given[row] = number
            after = self._after(entity, before)
        step = min(GAP if len(run) > 1 else STEP, (after - before) // (len(run) + 1))
        placed = {row: before + at * step for at, row in enumerate(run, 1)}
        self._driver.executemany(give(entity), [(number, row) for row, number in placed.items()])
        given |= placed

    def is_unused(self, entity: str) -> bool:
        """Whether no row has a number yet, of an entity whose numbers follow an order."""
        return entity in NUMBERED and self._driver.execute(_first(entity)).fetchone() is None

    def settle_all(self, entity: str) -> None:
        """Renumber all living rows of an entity."""
        for statement in _number_all(entity):
            self._driver.execute(statement)

    def is_in_order(self) -> bool:
        """Whether the numbers follow the order that they are to follow."""
        return not any(self._driver.execute(_out_of_order(each)).fetchone() for each in NUMBERED)

    def _append(self, entity: str, rows: Sequence[str]) -> dict[str, int]:
        (last,) = self._driver.execute(_LAST, (bounds(entity)[1],)).fetchone()
        given = {row: last + at for at, row in enumerate(rows, 1)}
        self._driver.executemany(give(entity), [(number, row) for row, number in given.items()])
        return given

    def _is_in_place(self, entity: str, row: str, by: Any, number: int) -> bool:
        """Whether a number stands between those of the living rows before a place and after it."""
        if number <= self._before(entity, by, row):
            return False
        found = None
        if by is None:
            by_row = _nearest_without(entity, after=True)
            found = self._driver.execute(by_row, (row,)).fetchone()
        if found is None:
            place = (by, row) if by is not None else ("", "")
            found = self._driver.execute(_nearest(entity, after=True), place).fetchone()
        return found is None or number < found[0]

    def _before(self, entity: str, by: Any, row: str) -> int:
        """Return the number of the nearest living row before a place in the order."""
        found = None
        if by is not None:
            found = self._driver.execute(_nearest(entity, after=False), (by, row)).fetchone()
        if found is None:
            limit = "\U0010ffff" if by is not None else row
            by_row = _nearest_without(entity, after=False)
            found = self._driver.execute(by_row, (limit,)).fetchone()
        return int(found[0]) if found else bounds(entity)[0]

    def _after(self, entity: str, number: int, coming: int = 1) -> int:
        """Return the number of the next row; after the last one, one with room for `coming`."""
        following = self._following(entity, number, 1)
        return following[0][1] if following else number + (coming + 1) * GAP

    def _following(self, entity: str, number: int, limit: int) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = self._driver.execute(
            _following(entity), (number, limit)
        ).fetchall()
        return found

    def _make_room(self, entity: str, before: int, coming: int) -> dict[str, tuple[int, int]]:
        """Move rows after a number, as many as it takes; return the numbers each had and has."""
        width = _LEAST_MOVED
        while True:
            found = self._following(entity, before, width + 1)
            end = found.pop()[1] if len(found) > width else before + (len(found) + coming) * GAP
            room = (end - before) // (len(found) + coming + 1)
            if room >= STEP:
                break
            width *= 2
        moved = {
            row: (number, before + (at + coming + 1) * room)
            for at, (row, number) in enumerate(found)
        }
        # No two may have the same for a moment.
        self._driver.executemany(give(entity), [(None, row) for row in moved])
        self._driver.executemany(give(entity), [(new, row) for row, (_, new) in moved.items()])
        return moved
