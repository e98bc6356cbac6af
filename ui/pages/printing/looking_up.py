"""What the options of a document look up: places, actions, the words of a filter.

Each function runs on the storage's thread and returns plain values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.fields import EntityType
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.searching import Sought, spelt
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import Reader
from ctg_desktop.services.naming import Directory, search_words
from ctg_desktop.services.pointing import pointed
from ctg_desktop.services.queries import printed_filters
from ctg_desktop.services.row_sheets import row_name
from ctg_desktop.services.territoires import places
from ui.pages.printing.picker import Found

MOST = 40
"""Most rows that a list under a field shows."""

_SUMMED_UP = (TerritoireKind.COMMUNE, TerritoireKind.SIVOM)


def find_places(reader: Reader, typed: str) -> Sequence[Found]:
    """Return the communes and SIVOM that the words typed may mean."""
    sought = Sought.of(typed)
    rows = [
        row for row in places(reader) if row.kind in _SUMMED_UP and sought.is_in(search_words(row))
    ]
    rows.sort(key=lambda row: (row.kind is TerritoireKind.SIVOM, sort_key(row.name or "")))
    return [Found(row.id, row.cited or row.id) for row in rows]


def place_named(reader: Reader, row_id: str) -> Found | None:
    """Return a place by its identity; None when it has no synthèse of its own."""
    row = pointed(reader, Territoire, row_id)
    is_there = row is not None and row.kind in _SUMMED_UP
    return Found(row_id, row.cited or row_id) if row is not None and is_there else None


def find_actions(reader: Reader, typed: str, today: date) -> Sequence[Found]:
    """Return the first actions that hold every word that is typed, by reference."""
    lines = reader.actions(ActionQuery(text=typed, limit=MOST), today)
    return [Found(line.id, _action_label(line.reference, line.title)) for line in lines]


def action_named(reader: Reader, row_id: str) -> Found | None:
    """Return an action by its identity; None when it is gone."""
    row = reader.get(Action, row_id)
    if row is None or row.deleted is None:
        return None
    return Found(row_id, _action_label(row.reference or "", row.title or ""))


def find_rows(reader: Reader, kind: EntityType, typed: str) -> Sequence[Found]:
    """Return the living rows of an entity that the words typed may mean, by name."""
    directory, sought = Directory(reader), Sought.of(typed)
    found = []
    for row in reader.rows(kind.cls):
        name = row_name(directory, row) or kind.label
        is_there = not getattr(row, "erased", None)
        if is_there and sought.is_in(f"{spelt(name)} {search_words(row)}"):
            found.append(Found(row.id, name))
    return sorted(found, key=lambda each: sort_key(each.label))


def row_named(reader: Reader, kind: EntityType, row_id: str) -> Found | None:
    """Return a row of an entity by its identity; None when it never was."""
    row = pointed(reader, kind.cls, row_id)
    if row is None:
        return None
    return Found(row_id, row_name(Directory(reader), row) or kind.label)


def _action_label(reference: str, title: str) -> str:
    return " – ".join(part for part in (reference, " ".join(title.split())) if part)


@dataclass(frozen=True, slots=True)
class FilterWords:
    """A query as people read it: its phrases, and how many actions it finds."""

    phrases: tuple[str, ...]
    count: int


def filter_words(reader: Reader, query: ActionQuery, today: date) -> FilterWords:
    """Return the words of a query that documents print."""
    whole = replace(query, limit=None, offset=0)
    return FilterWords(printed_filters(reader, whole), reader.count_actions(whole, today))
