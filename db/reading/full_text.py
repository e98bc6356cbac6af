"""Words looked up in the full-text index."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from ctg_desktop.domain.fields import Kind
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.searching import SPELT, Hit, Sought
from ctg_desktop.typography import legible_signs
from db.reading.loading import STORED

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

NUMBERED: Mapping[str, str] = {"action": "reference"}
"""The fields whose order, then that of identities, the numbers of rows in the index follow.

Such an entity holds its numbers itself, and its lists have them in their indexes: a list is read in
its order, and each row known by its number to be among those found or not.
"""

NUMBER = "search_number"
"""The column of an entity with an order that holds the numbers: see `db.queries.numbering`."""

_RANGE = 1 << 40
"""How many numbers an entity has whose numbers follow an order; those before serve all others."""

MODELS = (
    "SELECT kept.id FROM action AS kept WHERE kept.model = 1 UNION ALL SELECT part.id FROM action"
    " AS part JOIN action AS kept ON part.parent = kept.id WHERE kept.model = 1"
)
"""The query of the actions kept for reuse, and of those that are their opérations.

They are few, and found once for a whole list: its index need not know of them.
"""

TITLE_MARK = "\u0294"
"""Begins the words of titles, which are indexed a second time under it.

A letter that no text uses here: a search in the titles then reads their words alone, whereas with a
second column it would also read every word of the long texts.
"""

HOLDS = " FROM search WHERE search MATCH :words AND rowid BETWEEN :first AND :last"
_NUMBERS = f"SELECT {NUMBER} FROM action WHERE id IN ({MODELS}) AND {NUMBER} IS NOT NULL"  # noqa: S608 - a fixed query
_LISTED = f"{HOLDS} AND rowid NOT IN ({_NUMBERS})"
"""Without fiches kept for reuse and their opérations, which their own list finds."""
_FIND = (
    "SELECT coalesce(s.entity, 'action'), coalesce(s.\"row\", r.id)"  # noqa: S608 - a fixed query
    f" FROM (SELECT rowid AS number{_LISTED}) LEFT JOIN search_row s ON s.id = number"
    f" LEFT JOIN action r ON r.{NUMBER} = number"
    " WHERE s.id IS NULL OR s.entity IN (SELECT value FROM json_each(:among)) LIMIT :limit"
)
"""Any rows, by one look into the index: all that begins as a word that was typed is gone through
before it gives the first."""
_ROWS = f"SELECT r.id FROM ({{}}) CROSS JOIN {{}} r ON r.{NUMBER} = number"  # noqa: S608 - fixed names
_COUNT = f"SELECT count(*){_LISTED}"
_PART = f"SELECT rowid AS number{_LISTED} ORDER BY rowid {{}} LIMIT :limit OFFSET :offset"
_ARE_FEW = f"SELECT count(*) < :few FROM (SELECT 1{HOLDS} LIMIT :few)"  # noqa: S608 - a fixed query

FEW = 2_000
"""Fewer rows that hold the words are looked up one by one; with more, a list is read in its order
until enough of its rows are among them."""


_NOTHING = '"\u0001"'
"""The query that finds nothing."""


_LOCKED = "confidential"
"""The field that marks a row as shown within the folder alone."""


@cache
def _captions(entity: str) -> str:
    """Return the statement that reads what names the rows whose identities are in a JSON list."""
    kind, locked = STORED[entity], "NULL"
    if _LOCKED in kind.fields:
        locked = f"coalesce(r.{_LOCKED}, 0)"
        if tie := kind.part_of:  # what covers it locks it too
            above = f'SELECT 1 FROM "{entity}" w WHERE w.id = r."{tie}" AND w.{_LOCKED} = 1'  # noqa: S608 - names of our own
            locked = f"{locked} OR EXISTS ({above})"
    told = ", ".join(f'r."{name}"' for name in kind.caption)
    among = "r.id IN (SELECT value FROM json_each(?))"
    return f'SELECT r.id, {locked}, {told} FROM "{entity}" r WHERE {among}'  # noqa: S608 - names of our own


@cache
def _with_digits(entity: str) -> str:
    """Return the statement that finds the living rows with a phone number of some digits."""
    held = " OR ".join(f"instr(replace(\"{name}\", ' ', ''), :digits)" for name in _PHONES[entity])
    return f'SELECT id FROM "{entity}" WHERE likely(deleted = 0) AND ({held})'  # noqa: S608 - names of our own


class FullText:
    """Finds rows in the index of one open base, which holds living rows alone."""

    def __init__(self, driver: Any) -> None:
        """Work on the driver's connection."""
        self._driver = driver

    def find(self, typed: str, *, limit: int, entities: Collection[str]) -> list[Hit]:
        """Return the rows whose words begin with each word typed, titles first."""
        words = fold(typed).split()
        if not words or limit <= 0:
            return []
        found = self._pairs(_query(words, TITLE_MARK), limit, entities)
        if len(found) < limit:
            # This includes the words of the titles.
            everywhere = self._pairs(_query(words), limit, entities)
            found = list(dict.fromkeys([*found, *everywhere]))[:limit]
        found += [each for each in self._with_phone(typed, entities) if each not in found]
        return self._hits(found[:limit])

    def _with_phone(self, typed: str, entities: Collection[str]) -> Iterator[tuple[str, str]]:
        """Return the living rows with a phone number, which is not indexed, of these digits."""
        digits = Sought.of(typed).digits
        for entity in _PHONES if digits else ():
            if entities and entity not in entities:
                continue
            for (row,) in self._driver.execute(_with_digits(entity), {"digits": digits}):
                yield entity, row

    def _pairs(self, query: str, limit: int, entities: Collection[str]) -> list[tuple[str, str]]:
        among = sorted(entities or SEARCHED)
        given = {"words": query, "among": json.dumps(among), "limit": limit, **_span(*among)}
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
        limit = -1 if query.limit is None else query.limit
        given = sought("action", query.text) | {"limit": limit, "offset": query.offset}
        page = _page("action", descending=query.descending)
        return [row for (row,) in self._driver.execute(page, given)]

    def are_few(self, typed: str) -> bool:
        """Whether few actions hold every word typed."""
        given = sought("action", typed) | {"few": FEW}
        return bool(self._driver.execute(_ARE_FEW, given).fetchone()[0])

    def count_actions(self, typed: str) -> int:
        """Return how many actions hold every word typed."""
        found: int = self._driver.execute(_COUNT, sought("action", typed)).fetchone()[0]
        return found


def span(entities: Collection[str]) -> tuple[int, int]:
    """Return the first and the last number that the rows of some entities may have."""
    each = [bounds(entity) for entity in entities]
    return min(first for first, _ in each), max(last for _, last in each)


def bounds(entity: str) -> tuple[int, int]:
    """Return the first and the last number that the rows of an entity may have."""
    place = [*NUMBERED].index(entity) + 1 if entity in NUMBERED else 0
    return place * _RANGE, (place + 1) * _RANGE - 1


def is_text_alone(query: ActionQuery) -> bool:
    """Whether the index finds a list by itself: all actions that hold words, by reference."""
    whole = ActionQuery(
        query.text, descending=query.descending, limit=query.limit, offset=query.offset
    )
    return query == whole and bool(query.text.strip())


def sought(entity: str, typed: str) -> dict[str, Any]:
    """Return what `HOLDS` is given for the rows of an entity that hold every word typed."""
    return {"words": _query(fold(typed).split()) or _NOTHING, **_span(entity)}


def _span(*entities: str) -> dict[str, int]:
    first, last = span(entities)
    return {"first": first, "last": last}


def _page(entity: str, *, descending: bool) -> str:
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
