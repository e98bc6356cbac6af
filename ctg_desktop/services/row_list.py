"""The list of the rows of any entity: its columns, its order, what is found in it.

The command line prints it, the window shows it, and it leaves as CSV: all from the description.
Actions have a list of their own beside, which is read piece by piece (`listing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ctg_desktop.domain.conditions import RANGED
from ctg_desktop.domain.fields import ORDER, Choice, Entity, EntityType, FieldSpec, Kind, Scalar
from ctg_desktop.domain.folding import fold, sort_key
from ctg_desktop.domain.listing import RowQuery
from ctg_desktop.ports import Reader
from ctg_desktop.services.naming import Directory, in_order
from ctg_desktop.services.wording import row_words


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row with its words by field, long texts included."""

    row: Entity
    words: Mapping[str, str]

    @property
    def id(self) -> str:
        """The identity of the row."""
        return self.row.id


def list_fields(kind: EntityType) -> tuple[FieldSpec, ...]:
    """Return the fields that a list may show, in their order: all that fit on a line."""
    return tuple(
        spec
        for spec in kind.fields.values()
        if spec.kind is not Kind.LONG_TEXT and spec.name != ORDER and (spec.typed or spec.filled)
    )


def list_rows(
    reader: Reader,
    kind: EntityType,
    query: RowQuery,
    *,
    where: Mapping[str, Scalar] | None = None,
) -> list[ListedRow]:
    """Return the rows that a query finds, in its order; `where` limits them as `Reader.rows`."""
    rows = reader.rows(kind.cls, where=where, deleted=query.deleted, conditions=query.fields)
    directory = Directory(reader)
    found = [
        listed
        for row in in_order(kind, rows)
        if not getattr(row, "erased", None)
        if _has(listed := listed_row(directory, row), query.text)
    ]
    return _sorted(found, query)[: query.limit]


def listed_row(directory: Directory, row: Entity) -> ListedRow:
    """Return a row with its words."""
    shown = row.as_shown()
    specs = row.TYPE.fields.values()
    return ListedRow(row, {spec.name: row_words(directory, spec, shown) for spec in specs})


def _has(listed: ListedRow, text: str) -> bool:
    """Whether each word of a text begins one of the row's."""
    wanted = fold(text).split()
    words = f" {fold(' '.join(listed.words.values()))}" if wanted else ""
    return all(f" {word}" in words for word in wanted)


def _sorted(found: list[ListedRow], query: RowQuery) -> list[ListedRow]:
    """Sort by the query's field; rows that say nothing there come last either way."""
    if not query.sort:
        return found[::-1] if query.descending else found
    ranks: dict[str, Any] = {listed.id: sort_value(listed, query.sort) for listed in found}
    known = [listed for listed in found if ranks[listed.id] is not None]
    known.sort(key=lambda listed: ranks[listed.id], reverse=query.descending)
    return [*known, *(listed for listed in found if ranks[listed.id] is None)]


def sort_value(listed: ListedRow, name: str) -> Any:
    """Return what sorts a row by a field: its value where it has an order, else its words."""
    spec, value = listed.row.TYPE.fields[name], getattr(listed.row, name)
    if isinstance(value, Choice):
        return list(type(value)).index(value)
    if spec.kind in RANGED or spec.kind is Kind.BOOLEAN:
        return value
    return sort_key(listed.words[name]) if listed.words[name] else None


def filled_fields(found: Sequence[ListedRow], specs: Sequence[FieldSpec]) -> list[FieldSpec]:
    """Return the fields that at least one of the rows fills in."""
    return [spec for spec in specs if any(listed.words[spec.name] for listed in found)]
