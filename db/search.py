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
    Integer,
    Select,
    column,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
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
from db.numbering import Numbering, number_of, span

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
_NUMBERS = f"SELECT {t.NUMBER} FROM action WHERE id IN ({_MODELS}) AND {t.NUMBER} IS NOT NULL"  # noqa: S608 - a fixed query
_LISTED = f"{_HOLDS} AND rowid NOT IN ({_NUMBERS})"
"""Without fiches kept for reuse and their opérations, which their own list finds."""
_FIND = (
    f'SELECT s.entity, s."row" FROM (SELECT rowid AS number{_HOLDS})'  # noqa: S608 - a fixed query
    " CROSS JOIN search_row s ON s.id = number"
    " WHERE s.entity IN (SELECT value FROM json_each(:among)) LIMIT :limit"
)
_ROWS = f"SELECT r.id FROM ({{}}) CROSS JOIN {{}} r ON r.{t.NUMBER} = number"  # noqa: S608 - fixed names
_COUNT = f"SELECT count(*){_LISTED}"
_PART = f"SELECT rowid AS number{_LISTED} ORDER BY rowid {{}} LIMIT :limit OFFSET :offset"
_ARE_FEW = f"SELECT count(*) < :few FROM (SELECT 1{_HOLDS} LIMIT :few)"  # noqa: S608 - a fixed query

FEW = 2_000
"""Fewer rows that hold the words are looked up one by one; with more, a list is read in its order
until enough of its rows are among them."""


_index = table("search", column("rowid"))

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


@cache
def _numbered(entity: str) -> str:
    """Return the query of all living rows: the number before what `_living` returns."""
    held, row, number = number_of(entity)
    query, rows = _living(entity), table_of(entity)
    query = query.with_only_columns(number, *query.selected_columns)
    if held is not rows:
        query = query.join_from(rows, held, row == rows.c.id)
    return sql(query.order_by(number))


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

    def rebuild(self, tick: Callable[[int], None]) -> None:
        """Index every living row anew; `tick` is told how many are done."""
        self._connection.exec_driver_sql("INSERT INTO search(search) VALUES('delete-all')")
        self._connection.execute(delete(t.search_row))
        done = 0
        for entity in SEARCHED:
            self._numbering.settle_all(entity)
            rows = self._driver.execute(_numbered(entity))
            while part := rows.fetchmany(2000):
                self._driver.executemany(
                    _INSERT, [(number, _words(entity, values)) for number, _, *values in part]
                )
                done += len(part)
                tick(done)

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
        among = set(entities or SEARCHED)
        others = among - t.NUMBERED.keys()
        asked = {"words": query, "limit": limit, "offset": 0}
        found: list[tuple[str, str]] = []
        if others:
            given = {**asked, **_span(*others), "among": json.dumps(sorted(others))}
            found += self._driver.execute(_FIND, given)
        for entity in t.NUMBERED.keys() & among:
            given = {**asked, **_span(entity)}
            found += ((entity, row) for (row,) in self._driver.execute(_page(entity), given))
        return found[:limit]

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
        limit = -1 if query.limit is None else query.limit
        given = _sought("action", query.text) | {"limit": limit, "offset": query.offset}
        page = _page("action", descending=query.descending)
        return [row for (row,) in self._driver.execute(page, given)]

    def are_few(self, typed: str) -> bool:
        """Whether few actions hold every word typed."""
        given = _sought("action", typed) | {"few": FEW}
        return bool(self._driver.execute(_ARE_FEW, given).fetchone()[0])

    def count_actions(self, typed: str) -> int:
        """Return how many actions hold every word typed."""
        found: int = self._driver.execute(_COUNT, _sought("action", typed)).fetchone()[0]
        return found

    def holding(self, typed: str, *, few: bool) -> ColumnElement[bool]:
        """Return the condition on living actions that they hold every word typed.

        Unless they are few, the list is read in its order: its index has the number of each, which
        is looked for among those found.
        """
        found = text(f"SELECT rowid{_HOLDS}").bindparams(**_sought("action", typed))
        # A number that is computed is not looked up by its own index.
        told = literal_column(f"{'' if few else '+'}action.{t.NUMBER}", Integer)
        return told.in_(found.columns(column("rowid")))

    def count(self) -> int:
        """Return how many rows are indexed."""
        return int(self._connection.scalar(select(func.count()).select_from(_index)) or 0)


def _sought(entity: str, typed: str) -> dict[str, Any]:
    """Return what `_HOLDS` is given for the rows of an entity that hold every word typed."""
    return {"words": _query(fold(typed).split()) or _NOTHING, **_span(entity)}


def _span(*entities: str) -> dict[str, int]:
    first, last = span(entities)
    return {"first": first, "last": last}


def _page(entity: str, *, descending: bool = False) -> str:
    """Return the statement that finds the rows of an entity with an order, in that order."""
    return _ROWS.format(_PART.format("DESC" if descending else "ASC"), entity)


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
