"""What came from others: by which carrier, from whom, and what it brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from ctg_desktop.domain.changes import Cell
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
