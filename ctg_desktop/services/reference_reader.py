"""Reading a référentiel that no folder holds: its rows, and no action.

The synthèse of a convention needs no data folder: it is printed straight from the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TypeVar

from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.conditions import FieldCondition, holds
from ctg_desktop.domain.convention_views import Progress
from ctg_desktop.domain.fields import Entity, Scalar
from ctg_desktop.domain.listing import ActionLine, ActionQuery
from ctg_desktop.domain.searching import Hit
from ctg_desktop.domain.views import Means

E = TypeVar("E", bound=Entity)


class ReferenceReader:
    """A `Reader` over rows at hand; searching and listing actions finds nothing."""

    def __init__(self, rows: Iterable[Entity]) -> None:
        """Read these rows, in their order."""
        self._rows: dict[type[Entity], dict[str, Entity]] = {}
        for row in rows:
            self._rows.setdefault(type(row), {})[row.id] = row

    def get(self, cls: type[E], row_id: str) -> E | None:
        """Return one row; None when it does not exist."""
        found = self._rows.get(cls, {}).get(row_id)
        return found if isinstance(found, cls) else None

    def rows(
        self,
        cls: type[E],
        *,
        ids: Collection[str] | None = None,
        where: Mapping[str, Scalar] | None = None,
        deleted: bool | None = False,
        conditions: Collection[FieldCondition] = (),
    ) -> list[E]:
        """Return the rows, in their `order` field, then as they were given."""
        found = [
            row
            for row in self._rows.get(cls, {}).values()
            if isinstance(row, cls)
            and (ids is None or row.id in ids)
            and (deleted is None or row.deleted is deleted)
            and all(
                row.TYPE.fields[name].encode(getattr(row, name)) == value
                for name, value in (where or {}).items()
            )
            and all(holds(condition, row) for condition in conditions)
        ]
        return sorted(found, key=_order)

    def actions(self, _query: ActionQuery, _today: date) -> list[ActionLine]:
        """Return no line."""
        return []

    def action_ids(self, _query: ActionQuery, _today: date) -> list[str]:
        """Return no identity."""
        return []

    def without(self, _action_ids: Collection[str], _today: date) -> Mapping[str, frozenset[str]]:
        """Return nothing."""
        return {}

    def count_actions(self, _query: ActionQuery, _today: date) -> int:
        """Return zero."""
        return 0

    def progress(self, _query: ActionQuery, _today: date) -> Mapping[str | None, Progress]:
        """Return no progress."""
        return {}

    def contributions(self, _query: ActionQuery, _today: date) -> Mapping[str, int]:
        """Return no contribution."""
        return {}

    def means(self, _query: ActionQuery, _today: date) -> Means:
        """Return no means."""
        return Means()

    def structure_counts(
        self, _query: ActionQuery
    ) -> Mapping[str | None, Mapping[Status | None, int]]:
        """Return no count."""
        return {}

    def references(self, _prefix: str) -> list[str]:
        """Return no reference."""
        return []

    def search(self, _text: str, *, limit: int = 50, entities: Collection[str] = ()) -> list[Hit]:
        """Return no hit."""
        del limit, entities
        return []


def _order(row: Entity) -> tuple[bool, int]:
    order = getattr(row, "order", None)
    return order is None, order or 0
