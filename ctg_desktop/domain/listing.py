"""What lists are asked for, and the lines of that of actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ctg_desktop.domain.choices import Priority, Status
    from ctg_desktop.domain.conditions import FieldCondition


@dataclass(frozen=True, slots=True)
class ActionQuery:
    """Which actions to list, in which order, from where.

    Identities are those of rows; an empty set asks nothing. `without` names what must be
    missing: `pilote`, `echeance`, `indicateur`, `budget`, `note`, `mesure` (an indicator has
    none for the year of the day); `fields` are conditions on any other field. `confidential`
    None means both, and so does `disputed`: actions with a value to arbitrate, their own or that
    of a row that hangs on them; `models` asks for the fiches kept for reuse, which no other query
    finds but that of the corbeille; `hidden` are identities that are left out all the same.
    `sort` is a field (`title`, `reference`, `status`, `starts_on`, `ends_on`, `priority`,
    `ambition` for the main one, `structure`, `pilote`, or any other of one value); `offset` and
    `limit` cut the list.
    """

    text: str = ""
    statuses: frozenset[Status] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    enjeux: frozenset[str] = frozenset()
    ambitions: frozenset[str] = frozenset()
    structures: frozenset[str] = frozenset()
    territoires: frozenset[str] = frozenset()
    thematiques: frozenset[str] = frozenset()
    publics: frozenset[str] = frozenset()
    pilotes: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    fields: tuple[FieldCondition, ...] = ()
    late: bool | None = None
    blocked: bool | None = None
    confidential: bool | None = None
    disputed: bool | None = None
    models: bool = False
    hidden: frozenset[str] = frozenset()
    year: int | None = None
    deleted: bool = False
    sort: str = "reference"
    descending: bool = False
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Which rows of an entity to list: those that hold the words and fulfil the conditions.

    `sort` is the name of a field, empty for the order of the entity; `limit` cuts the list.
    """

    text: str = ""
    fields: tuple[FieldCondition, ...] = ()
    deleted: bool = False
    sort: str = ""
    descending: bool = False
    limit: int | None = None


PRINTABLE = ActionQuery(confidential=False)
"""What documents show unless told otherwise: confidential actions stay out of them."""


LISTED = (
    *("reference", "title", "status", "priority", "blocked", "confidential"),
    *("starts_on", "ends_on", "completed_on", "main_ambition", "structure"),
)
"""The fields of an action that its line in a list holds: another one costs its name here.

It is then read with the line, and stands in the table of the window, in JSON and in CSV.
"""


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action as one line of a list; `late` is computed for the day of the list.

    `more` holds the fields of `LISTED` that have no attribute of their own.
    """

    id: str
    reference: str
    title: str
    status: Status | None
    priority: Priority | None
    blocked: bool
    late: bool
    confidential: bool
    starts_on: date | None
    ends_on: date | None
    completed_on: date | None
    main_ambition: str | None
    structure: str | None
    structure_name: str
    pilote_name: str
    more: Mapping[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """Return what the line holds under a name of `LISTED`, or of its own attributes."""
        return self.more[name] if name in self.more else getattr(self, name)
