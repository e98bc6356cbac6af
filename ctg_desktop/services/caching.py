"""Keeping what was computed until something that it was computed from is written."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from ctg_desktop.ports import UnitOfWork

T = TypeVar("T")


class Kept:
    """Values with what they read: entities by name (`contact`) or fields (`action.status`).

    It serves one thread, and one open folder.
    """

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._values: dict[Hashable, tuple[object, frozenset[str]]] = {}
        self._until = 0

    def of(self, key: Hashable, make: Callable[[], T], *reads: str) -> T:
        """Return a value that is kept, or make it; `reads` is all that it is made from."""
        if key not in self._values:
            self._values[key] = make(), frozenset(reads)
        return cast("T", self._values[key][0])

    def follow(self, uow: UnitOfWork) -> None:
        """Forget what is made from something that was written since the last time."""
        last = uow.last_change
        if self._values and last != self._until:
            fields = uow.fields_written(after=self._until)
            written = {name for entity, field in fields for name in (entity, f"{entity}.{field}")}
            self._values = {
                key: kept for key, kept in self._values.items() if not kept[1] & written
            }
        self._until = last
