"""What came from others: by which carrier, from whom, and what it brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from ctg_desktop.domain.changes import Cell, new_tuple
from ctg_desktop.domain.fields import Scalar


class Carrier(Enum):
    """How changes travel."""

    FILE = "fichier"
    RELAY = "relais"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a parcel comes from: carrier, name of the file or of the relay, who sent it."""

    carrier: Carrier
    name: str
    person: str = ""
    structure: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A parcel that was taken in.

    `at_ms` is in milliseconds since 1970 (UTC). `spans` give, per incarnation, the first and the
    last change that were new; `refused` is how many envelopes were left out.
    """

    at_ms: int
    source: Source
    new: int
    known: int
    refused: int
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)


class Difference(NamedTuple):
    """A cell that shows something else once a parcel is taken in."""

    cell: Cell
    before: Scalar
    after: Scalar


_Values = Mapping[tuple[str, str], Scalar]
"""What a row shows, by field and member."""


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that shows something else: what stood in its cells that differ, and what stands there.

    Of a row that is new, `before` is empty and `after` all that it shows. A parcel brings tens of
    thousands of cells: they are told one by one once somebody asks.
    """

    entity: str
    row: str
    before: _Values
    after: _Values

    @classmethod
    def between(cls, entity: str, row: str, was: _Values, now: _Values) -> RowDifference | None:
        """Return what a row shows otherwise than it did; None for nothing."""
        if not was:
            is_empty = all(value is None for value in now.values())
            return None if is_empty else cls(entity, row, {}, now)
        differing = [where for where in {**was, **now} if was.get(where) != now.get(where)]
        if not differing:
            return None
        before, after = ({where: of.get(where) for where in differing} for of in (was, now))
        return cls(entity, row, before, after)

    def differences(self) -> list[Difference]:
        """Return its cells that differ."""
        entity, row, before = self.entity, self.row, self.before
        return [
            new_tuple(
                Difference, (new_tuple(Cell, (entity, row, *where)), before.get(where), value)
            )
            for where, value in self.after.items()
            if value != before.get(where)
        ]
