"""Rows found through what points to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from ctg_desktop.domain.conditions import FieldCondition, Operator
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec
from ctg_desktop.ports import Reader

E = TypeVar("E", bound=Entity)


def by_id(rows: Iterable[E]) -> dict[str, E]:
    """Return rows under their identities."""
    return {row.id: row for row in rows}


def picked(rows: Mapping[str, E], ids: Iterable[str]) -> tuple[E, ...]:
    """Return the rows that bear these identities, in the order of `rows`."""
    wanted = set(ids)
    return tuple(row for row_id, row in rows.items() if row_id in wanted)


def pointed(reader: Reader, cls: type[E], row_id: str | None) -> E | None:
    """Return the row that a field points to; None when it points nowhere or it has not arrived."""
    row = reader.get(cls, row_id) if row_id else None
    return row if row is not None and row.deleted is not None else None


def is_pointed_to(kind: EntityType) -> bool:
    """Whether rows of an entity may be pointed to by others than their own parts."""
    return any(
        spec.target == kind.name and not (each.is_nested and each.owner == spec.name)
        for each in entity_types()
        for spec in each.fields.values()
    )


def pointing_rows(
    reader: Reader, kind: EntityType, row_id: str
) -> Iterator[tuple[FieldSpec, Entity]]:
    """Yield the rows, gone ones too, that point to one, each with the field that does."""
    for each in entity_types():
        for spec in each.fields.values():
            if spec.target == kind.name:
                only = FieldCondition(spec.name, Operator.IS, frozenset({row_id}))
                for row in reader.rows(each.cls, deleted=None, conditions=(only,)):
                    yield spec, row


def several(reader: Reader, cls: type[E], ids: Sequence[str]) -> tuple[E, ...]:
    """Return the rows that a field of several points to, in their own order; gone ones too."""
    return tuple(reader.rows(cls, ids=ids, deleted=None)) if ids else ()


def known_rows(reader: Reader, cls: type[E]) -> dict[str, E]:
    """Return every row that a field may point to, gone ones too, under their identities."""
    return by_id(reader.rows(cls, deleted=None))


def living_or(reader: Reader, cls: type[E], is_used: Callable[[E], bool]) -> list[E]:
    """Return the living rows, then those of the gone ones that are used still."""
    return [*reader.rows(cls), *filter(is_used, reader.rows(cls, deleted=True))]
