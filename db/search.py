"""Full-text search: words folded on both sides, so that accents, case and œ never matter."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    column,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
)

from ctg_desktop.domain.fields import DELETED, Kind
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.searching import SPELT, Sought
from ctg_desktop.domain.views import Hit
from ctg_desktop.typography import legible_signs
from db import tables as t
from db.engine import driver_of
from db.loading import STORED
from db.mapping import fixed_sql, listed, living, models, sql, table_of
from db.numbering import ADD, Numbering, in_order, series, span

SEARCHED: Mapping[str, tuple[str, ...]] = {
    name: tuple(spec.name for spec in kind.fields.values() if spec.searchable)
    for name, kind in STORED.items()
    if any(spec.searchable for spec in kind.fields.values())
}
"""The entities that the search box looks into, with the fields it reads."""

_PHONES: Mapping[str, tuple[str, ...]] = {
    name: columns
    for name, kind in STORED.items()
    if (columns := tuple(s.name for s in kind.fields.values() if s.kind is Kind.PHONE))
}
"""The entities that have phone numbers, with the fields that hold them."""

_TITLE_MARK = "\u0294"
"""Begins the words of titles, which are indexed a second time under it.

A letter that no text uses here: a search in the titles then reads their words alone, whereas with a
second column it would also read every word of the long texts.
"""

_INSERT = "INSERT INTO search(rowid, words) VALUES (?, ?)"
_DELETE = "DELETE FROM search WHERE rowid = ?"
_MODELS = fixed_sql(models())
_HOLDS = " FROM search WHERE search MATCH :words AND rowid BETWEEN :first AND :last"
_NUMBERS = f'SELECT id FROM search_row WHERE "row" IN ({_MODELS})'  # noqa: S608 - a fixed query
_LISTED = f"{_HOLDS} AND rowid NOT IN ({_NUMBERS})"
"""Without fiches kept for reuse and their opérations, which their own list finds."""
_ROWS = "SELECT {} FROM ({}) CROSS JOIN search_row s ON s.id = number"
_FOUND = _ROWS.format('s.entity, s."row"', f"SELECT rowid AS number{_LISTED}")
_AMONG = "s.entity IN (SELECT value FROM json_each(:among))"
_FIND = f"{_FOUND} WHERE {_AMONG} LIMIT :limit"
_COUNT = f"SELECT count(*){_LISTED}"
_PART = f"SELECT rowid AS number{_LISTED} ORDER BY rowid {{}} LIMIT :limit OFFSET :offset"
_PAGE = _ROWS.format('s."row"', _PART)
_FIRST = _ROWS.format('s."row"', f"SELECT rowid AS number{_HOLDS} LIMIT :limit")

FEW = 2000
"""Fewer rows that hold the words are looked up one by one; with more, a list is read in its order
until enough of its rows are among them."""


_NOTHING = '"\u0001"'
"""The query that finds nothing."""


def _living(entity: str) -> Select[Any]:
    """Return the query of the living rows: identity, words of the title, the rest."""
    table, caption = table_of(entity), STORED[entity].caption
    names = (*caption, *(name for name in SEARCHED[entity] if name not in caption))
    columns = [table.c[name] for name in names]
    return select(table.c.id, *columns).where(living(table))


@cache
def _living_rows(entity: str) -> str:
    return sql(_living(entity).where(table_of(entity).c.id.in_(listed())))


_LOCKED = "confidential"
"""The field that marks a row as shown within the folder alone."""


@cache
def _captions(entity: str) -> str:
    """Return the statement that reads what names the rows whose identities are in a JSON list."""
    table = table_of(entity)
    marked: ColumnElement[Any] = literal_column("NULL")
    if _LOCKED in table.c:
        marked = func.coalesce(table.c[_LOCKED], literal_column("0"))
        if tie := STORED[entity].part_of:  # what covers it locks it too
            whole = table.alias("whole")
            above = (whole.c.id == table.c[tie], whole.c[_LOCKED] == literal_column("1"))
            marked = or_(marked, exists().where(*above))
    columns = [marked, *(table.c[name] for name in STORED[entity].caption)]
    return sql(select(table.c.id, *columns).where(table.c.id.in_(listed())))


def is_indexed(entity: str, fields: Collection[str]) -> bool:
    """Whether the index holds something of one of these fields of an entity's rows."""
    if entity not in SEARCHED:
        return False
    ordered = t.NUMBERED.get(entity, "")
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


class SearchIndex:
    """The index of one open base; it holds living rows alone."""

    def __init__(self, connection: Connection) -> None:
        """Work on an open connection, within its transaction."""
        self._connection = connection
        self._driver = driver_of(connection)
        self._numbering = Numbering(self._driver)

    def put(self, entity: str, rows: Collection[str]) -> None:
        """Index rows as they now stand in their table; one that is not alive leaves the index."""
        if not rows or entity not in SEARCHED:
            return
        words = self._words_of(entity, rows)
        freed, given = self._numbering.settle(entity, rows, words.keys())
        if moved := given.keys() - words.keys():
            words |= self._words_of(entity, moved)
        self._driver.executemany(_DELETE, [(number,) for number in freed])
        self._driver.executemany(_INSERT, [(number, words[row]) for row, number in given.items()])

    def _words_of(self, entity: str, rows: Collection[str]) -> dict[str, str]:
        """Return what is to be indexed of those rows that are alive."""
        living = self._driver.execute(_living_rows(entity), (json.dumps([*rows]),))
        return {row: _words(entity, values) for row, *values in living}

    def forget_former_words(self) -> None:
        """Rebuild the index without what was removed, which otherwise stays in its pages."""
        self._driver.execute("INSERT INTO search(search) VALUES('optimize')")

    def rebuild(self, tick: Callable[[int], None]) -> None:
        """Index every living row anew; `tick` is told how many are done."""
        self._connection.exec_driver_sql("INSERT INTO search(search) VALUES('delete-all')")
        self._connection.execute(delete(t.search_row))
        done = 0
        others = series("")
        for entity in SEARCHED:
            rows = self._driver.execute(sql(_living(entity).order_by(*in_order(entity))))
            numbers = series(entity) if entity in t.NUMBERED else others
            while part := rows.fetchmany(2000):
                numbered = list(zip(numbers, part, strict=False))
                self._driver.executemany(ADD, [(n, entity, row[0]) for n, row in numbered])
                self._driver.executemany(
                    _INSERT, [(n, _words(entity, row[1:])) for n, row in numbered]
                )
                done += len(part)
                tick(done)

    def is_complete(self) -> bool:
        """Whether the index holds each living row, once and in its place, and nothing else."""
        for entity in SEARCHED:
            table = table_of(entity)
            alive = select(table.c.id).where(living(table))
            indexed = (
                select(t.search_row.c.row)
                .join(text("search"), text("search.rowid = search_row.id"))
                .where(t.search_row.c.entity == entity)
            )
            if self._connection.execute(alive.except_(indexed)).first() is not None:
                return False
            if self._connection.execute(indexed.except_(alive)).first() is not None:
                return False
        return self._numbering.is_in_order()

    def find(self, typed: str, *, limit: int, entities: Collection[str]) -> list[Hit]:
        """Return the rows whose words begin with each word typed, titles first."""
        words = fold(typed).split()
        if not words or limit <= 0:
            return []
        found = self._pairs(_query(words, _TITLE_MARK), limit, entities)
        if len(found) < limit:
            # This includes the words of the titles.
            everywhere = self._pairs(_query(words), limit, entities)
            found = list(dict.fromkeys([*found, *everywhere]))[:limit]
        found += [each for each in self._with_phone(typed, entities) if each not in found]
        return self._hits(found[:limit])

    def _with_phone(self, typed: str, entities: Collection[str]) -> Iterator[tuple[str, str]]:
        """Return the living rows with a phone number, which is not indexed, of these digits."""
        digits = Sought.of(typed).digits
        for entity, columns in _PHONES.items() if digits else ():
            if entities and entity not in entities:
                continue
            table = table_of(entity)
            held = [func.instr(func.replace(table.c[name], " ", ""), digits) for name in columns]
            found = select(table.c.id).where(living(table), or_(*held))
            for row in self._connection.scalars(found):
                yield entity, row

    def _pairs(self, query: str, limit: int, entities: Collection[str]) -> list[tuple[str, str]]:
        among = json.dumps(sorted(entities or SEARCHED))
        first, last = span(entities or SEARCHED)
        given = {"words": query, "first": first, "last": last, "among": among, "limit": limit}
        return list(self._driver.execute(_FIND, given))

    def _hits(self, pairs: Sequence[tuple[str, str]]) -> list[Hit]:
        by_entity: dict[str, list[str]] = defaultdict(list)
        for entity, row in pairs:
            by_entity[entity].append(row)
        hits: dict[str, Hit] = {}
        for entity, rows in by_entity.items():
            for row, locked, *parts in self._driver.execute(_captions(entity), (json.dumps(rows),)):
                title = legible_signs(" ".join(str(part) for part in parts if part))
                hits[row] = Hit(entity, row, title, is_confidential=bool(locked))
        return [hits.get(row) or Hit(entity, row, "") for entity, row in pairs]

    def actions(self, query: ActionQuery) -> list[str]:
        """Return the actions that hold every word of a query, by reference, cut as it asks.

        Fiches kept for reuse are left out, as in the count of these actions.
        """
        order = "DESC" if query.descending else "ASC"
        limit = -1 if query.limit is None else query.limit
        given = _sought("action", query.text) | {"limit": limit, "offset": query.offset}
        return [row for (row,) in self._driver.execute(_PAGE.format(order), given)]

    def few_actions(self, typed: str) -> list[str] | None:
        """Return the actions that hold every word typed, in any order; None where many do."""
        found = self._driver.execute(_FIRST, _sought("action", typed) | {"limit": FEW}).fetchall()
        return [row for (row,) in found] if len(found) < FEW else None

    def count_actions(self, typed: str) -> int:
        """Return how many actions hold every word typed."""
        found: int = self._driver.execute(_COUNT, _sought("action", typed)).fetchone()[0]
        return found

    def holding(self, typed: str) -> ColumnElement[bool]:
        """Return the condition on living actions that they hold every word typed.

        Of each it finds the number, and looks for it among those found: for many of them, of a
        list that is read in its order.
        """
        found = text(f"SELECT rowid{_HOLDS}").bindparams(**_sought("action", typed))
        number = select(t.search_row.c.id).where(t.search_row.c.row == table_of("action").c.id)
        return number.scalar_subquery().in_(found.columns(column("rowid")))

    def count(self) -> int:
        """Return how many rows are indexed."""
        return int(self._connection.scalar(select(func.count()).select_from(t.search_row)) or 0)


def _sought(entity: str, typed: str) -> dict[str, Any]:
    """Return what `_HOLDS` is given for the rows of an entity that hold every word typed."""
    first, last = span([entity])
    return {"words": _query(fold(typed).split()) or _NOTHING, "first": first, "last": last}


def _query(words: Iterable[str], mark: str = "") -> str:
    """Return the query for rows that hold a word beginning with each of these.

    Each word is asked once: a whole pasted text would otherwise take minutes.
    """
    return " AND ".join(_in_any_way(word, mark) for word in dict.fromkeys(words))


def _in_any_way(word: str, mark: str) -> str:
    """Return the query for one word, as it is or written out: `st`, `saint`."""
    begun = f'"{mark}{word}"*'
    if word in SPELT:
        return f'({begun} OR "{mark}{SPELT[word]}"*)'
    short = [f' OR "{mark}{each}"' for each, whole in SPELT.items() if whole == word]
    return f"({begun}{''.join(short)})" if short else begun


def _words(entity: str, values: Sequence[Any]) -> str:
    """Return what is indexed of a row, from what `_living` reads after its identity."""
    in_title = len(STORED[entity].caption)
    title, rest = _folded(values[:in_title]), _folded(values[in_title:])
    marked = (f"{_TITLE_MARK}{word}" for word in title.split())
    return " ".join((*marked, title, rest))


def _folded(values: Iterable[Any]) -> str:
    return fold(" ".join(str(value) for value in values if value))
