"""Full-text search: words folded on both sides, so that accents, case and œ never matter."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    column,
    delete,
    func,
    literal_column,
    select,
    table,
    text,
)

from ctg_desktop.domain.fields import DELETED
from ctg_desktop.domain.folding import fold
from db import tables as t
from db.engine import driver_of
from db.many_rows import slices
from db.mapping import listed, living, sql, table_of
from db.queries.numbering import Numbering, number_of
from db.reading.full_text import HOLDS, NUMBER, NUMBERED, SEARCHED, TITLE_MARK, FullText, sought
from db.reading.loading import STORED

_INSERT = "INSERT INTO search(rowid, words) VALUES (?, ?)"
_DELETE = "DELETE FROM search WHERE rowid = ?"
_index = table("search", column("rowid"))


def _living(entity: str) -> Select[Any]:
    """Return the query of the living rows: identity, words of the title, the rest."""
    table, caption = table_of(entity), STORED[entity].caption
    names = (*caption, *(name for name in SEARCHED[entity] if name not in caption))
    columns = [table.c[name] for name in names]
    return select(table.c.id, *columns).where(living(table))


@cache
def _living_rows(entity: str) -> str:
    return sql(_living(entity).where(table_of(entity).c.id.in_(listed())))


@cache
def _numbered(entity: str) -> str:
    """Return the query of all living rows: the number before what `_living` returns."""
    held, row, number = number_of(entity)
    query, rows = _living(entity), table_of(entity)
    query = query.with_only_columns(number, *query.selected_columns)
    if held is not rows:
        query = query.join_from(rows, held, row == rows.c.id)
    return sql(query.order_by(number))


@cache
def _count_of(entity: str) -> str:
    table = table_of(entity)
    return sql(select(func.count()).select_from(table).where(living(table)))


def is_indexed(entity: str, fields: Collection[str]) -> bool:
    """Whether the index holds something of one of these fields of an entity's rows."""
    if entity not in SEARCHED:
        return False
    ordered = NUMBERED.get(entity, "")
    read = (DELETED.name, *SEARCHED[entity], *STORED[entity].caption, ordered)
    return any(field in fields for field in read)


def holds_the_words_of_another(connection: Connection, one: str, other: str) -> bool:
    """Whether the indexes of two schemas of a connection (`main`, `temp`) hold the same words.

    SQLite's own check of an index without content looks at its pages alone.
    """
    for schema in (one, other):
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE temp.words_of_{schema} USING fts5vocab({schema}, search, row)"
        )
    return not any(
        connection.exec_driver_sql(
            f"SELECT * FROM words_of_{left} EXCEPT SELECT * FROM words_of_{right} LIMIT 1"  # noqa: S608 - two fixed names
        ).first()
        for left, right in ((one, other), (other, one))
    )


class SearchIndex(FullText):
    """The index of one open base; it holds living rows alone."""

    def __init__(self, connection: Connection) -> None:
        """Work on an open connection, within its transaction."""
        super().__init__(driver_of(connection))
        self._connection = connection
        self._numbering = Numbering(self._driver)

    def put(self, entity: str, rows: Sequence[str]) -> None:
        """Index rows as they now stand in their table; one that is not alive leaves the index.

        All rows whose words or place changed are given at once: the numbers of others are right.
        """
        if entity not in SEARCHED:
            return
        if self._numbering.is_unused(entity):
            self._numbering.settle_all(entity)
            for part in self._parts(entity):
                self._add(entity, part)
            return
        for some in slices(self._numbering.in_order(entity, rows)):
            self._put(entity, some)

    def _put(self, entity: str, rows: Collection[str]) -> None:
        words = self._words_of(entity, rows)
        freed, given = self._numbering.settle(entity, rows, words.keys())
        if moved := given.keys() - words.keys():
            words |= self._words_of(entity, moved)
        self._driver.executemany(_DELETE, [(number,) for number in freed])
        # By rising number: the index writes to the disk whenever one does not follow the last.
        lines = sorted((number, words[row]) for row, number in given.items() if row in words)
        self._driver.executemany(_INSERT, lines)

    def _words_of(self, entity: str, rows: Collection[str]) -> dict[str, str]:
        """Return what is to be indexed of those rows that are alive."""
        living = self._driver.execute(_living_rows(entity), (json.dumps([*rows]),))
        return {row: _words(entity, values) for row, *values in living}

    def forget_former_words(self) -> None:
        """Rebuild the index without what was removed, which otherwise stays in its pages."""
        self._driver.execute("INSERT INTO search(search) VALUES('optimize')")

    def empty(self) -> None:
        """Take everything out of the index, and number all living rows."""
        self._connection.exec_driver_sql("INSERT INTO search(search) VALUES('delete-all')")
        self._connection.execute(delete(t.search_row))
        for entity in SEARCHED:
            self._numbering.settle_all(entity)

    def fill(self, tick: Callable[[int, int], None]) -> None:
        """Index every living row; `tick` gets how many of how many are done."""
        total = sum(self._driver.execute(_count_of(entity)).fetchone()[0] for entity in SEARCHED)
        done = 0
        for entity in SEARCHED:
            for part in self._parts(entity):
                tick(done, total)
                self._add(entity, part)
                done += len(part)

    def _parts(self, entity: str) -> Iterator[list[Sequence[Any]]]:
        """Yield all living rows of an entity, some at a time, as `_numbered` reads them."""
        rows = self._driver.execute(_numbered(entity))
        while part := rows.fetchmany(2000):
            yield part

    def _add(self, entity: str, rows: Iterable[Sequence[Any]]) -> None:
        """Index rows that are not, as `_numbered` reads them."""
        lines = [(number, _words(entity, values)) for number, _, *values in rows]
        self._driver.executemany(_INSERT, lines)

    def is_complete(self) -> bool:
        """Whether the index holds each living row, once and in its place, and nothing else."""
        for entity in SEARCHED:
            table, (held, row, number) = table_of(entity), number_of(entity)
            alive = select(table.c.id).where(living(table))
            indexed = select(row).join_from(held, _index, _index.c.rowid == number)
            if self._connection.execute(alive.except_(indexed)).first() is not None:
                return False
            if self._connection.execute(indexed.except_(alive)).first() is not None:
                return False
        return self._numbering.is_in_order()

    def holding(self, typed: str, *, few: bool) -> ColumnElement[bool]:
        """Return the condition on living actions that they hold every word typed.

        Unless they are few, the list is read in its order: its index has the number of each, which
        is looked for among those found.
        """
        found = text(f"SELECT rowid{HOLDS}").bindparams(**sought("action", typed))
        # A number that is computed is not looked up by its own index.
        told = literal_column(f"{'' if few else '+'}action.{NUMBER}", Integer)
        return told.in_(found.columns(column("rowid")))

    def count(self) -> int:
        """Return how many rows are indexed."""
        return int(self._connection.scalar(select(func.count()).select_from(_index)) or 0)


def _words(entity: str, values: Sequence[Any]) -> str:
    """Return what is indexed of a row, from what `_living` reads after its identity."""
    in_title = len(STORED[entity].caption)
    title, rest = _folded(values[:in_title]), _folded(values[in_title:])
    marked = (f"{TITLE_MARK}{word}" for word in title.split())
    return " ".join((*marked, title, rest))


def _folded(values: Iterable[Any]) -> str:
    return fold(" ".join(str(value) for value in values if value))
