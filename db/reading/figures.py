"""What is counted of actions: how a figure is asked for, and what is made of its rows.

`db.queries.repositories` makes the statements. Those about all actions are compiled ahead, and
narrowed to those of a query by `db.reading.statements`.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from ctg_desktop.domain.action import BudgetLine, Etape
from ctg_desktop.domain.choices import CLOSED, BudgetUnit, Status
from ctg_desktop.domain.convention_views import Progress
from ctg_desktop.domain.fields import Entity, Scalar
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.rules import NEVER_LATE
from ctg_desktop.domain.views import Means
from db.reading.full_text import FullText, is_text_alone
from db.reading.statements import narrowed

E = TypeVar("E", bound=Entity)

COUNT, PROGRESS, CONTRIBUTIONS = "count", "progress", "contributions"
BUDGET, FINANCEMENTS = "budget", "financements"
DUE, DUE_COUNT = "étapes due", "étapes due, count"
STRUCTURES = "structures"
"""The figures: each a statement about the actions of a query."""

SPAN = ("first", "last", "most")
"""The parameters of `DUE`: two days, and how many étapes at most."""

BUDGET_COLUMNS = ("unit", "year", "planned", "actual")
FINANCEMENT_COLUMNS = ("requested", "granted", "paid")

_NOTHING = Decimal(0)


FIGURES = (COUNT, PROGRESS, CONTRIBUTIONS, BUDGET, FINANCEMENTS, DUE, DUE_COUNT, STRUCTURES)


def begins_elsewhere(what: str, query: ActionQuery) -> bool:
    """Whether a figure reads other rows first, or another index, than that of living actions."""
    is_of_others = what in (CONTRIBUTIONS, BUDGET, FINANCEMENTS)
    return (is_of_others and not query.structures) or "numero" in query.without


def narrowed_figure(
    what: str, query: ActionQuery, today: date, *, few: bool = False
) -> tuple[str, dict[str, Scalar]]:
    """Return the statement of a figure about a query's actions, compiled ahead; see `narrowed`."""
    return narrowed(what, query, today, few=few, by_index=not begins_elsewhere(what, query))


class Figures(ABC):
    """The figures about actions; a subclass reads the rows of each."""

    _driver: Any

    @abstractmethod
    def _figure(
        self, what: str, query: ActionQuery, today: date, **given: Scalar
    ) -> Sequence[Sequence[Any]]:
        """Return the rows of a figure; `given` are the parameters of its own."""

    @abstractmethod
    def rows(self, cls: type[E], *, ids: Collection[str] | None = None) -> list[E]:
        """Return rows; see `Reader.rows`."""

    def count_actions(self, query: ActionQuery, today: date) -> int:
        """Return how many actions the query finds, without its limit."""
        if is_text_alone(dataclasses.replace(query, sort="reference")):
            return FullText(self._driver).count_actions(query.text)
        return int(self._figure(COUNT, query, today)[0][0])

    def progress(self, query: ActionQuery, today: date) -> Mapping[str | None, Progress]:
        """Return the progress of the query's actions by main ambition."""
        return _progress_of(self._figure(PROGRESS, query, today))

    def contributions(self, query: ActionQuery, today: date) -> Mapping[str, int]:
        """Return how many of the query's actions serve each ambition beside their main one."""
        return {row[0]: row[1] for row in self._figure(CONTRIBUTIONS, query, today)}

    def structure_counts(
        self, query: ActionQuery
    ) -> Mapping[str | None, Mapping[Status | None, int]]:
        """Return the number of the query's actions by structure and status."""
        found: dict[str | None, Counter[Status | None]] = defaultdict(Counter)
        for structure, status, count in self._figure(STRUCTURES, query, date.max):
            found[structure][Status.known(status)] += count
        return dict(found)

    def means(self, query: ActionQuery, today: date) -> Means:
        """Return what the query's actions cost and receive."""
        return _means_of(
            self._figure(BUDGET, query, today), self._figure(FINANCEMENTS, query, today)
        )

    def etapes_due(
        self, query: ActionQuery, today: date, first: date, last: date, limit: int
    ) -> tuple[list[Etape], int]:
        """Return the étapes of the query's actions that are due from a day to another, not done.

        The first ones by their day, `limit` at most, and how many there are.
        """
        span: dict[str, Scalar] = dict(
            zip(SPAN, (first.isoformat(), last.isoformat(), limit), strict=True)
        )
        ids = [row for (row,) in self._figure(DUE, query, today, **span)]
        ((count,),) = self._figure(DUE_COUNT, query, today, **span)
        found = self.rows(Etape, ids=ids)
        return sorted(found, key=lambda row: (row.due_on or last, row.id)), count


# ------------------------------------------------------------------------- made of rows


def _progress_of(rows: Iterable[Sequence[Any]]) -> Mapping[str | None, Progress]:
    """Return the progress by main ambition, of rows by ambition and status."""
    found: dict[str | None, Progress] = defaultdict(Progress)
    for ambition, stored, count, past_end, blocked in rows:
        status = Status.known(stored)
        found[ambition] += Progress(
            {status: count},
            0 if status in NEVER_LATE else past_end,
            0 if status in CLOSED else blocked,
        )
    return dict(found)


Sums = dict[tuple[Any, ...], tuple[Decimal, ...]]
"""Sums of some amounts, by the values of some columns."""


def _means_of(budget: Iterable[Sequence[Any]], financements: Iterable[Sequence[Any]]) -> Means:
    """Add up what actions cost and receive, of rows of both columns.

    Not by SQLite, for which amounts, stored as exact text, would become binary fractions.
    """
    lines = _sums(budget, 2, BUDGET_COLUMNS)
    euros = [sums for (unit, _), sums in lines.items() if unit != BudgetUnit.ETP]
    posts = {year: fte for (unit, year), (fte, _) in lines.items() if unit == BudgetUnit.ETP}
    funding = _sums(financements, 0, FINANCEMENT_COLUMNS)
    requested, granted, paid = funding.get((), (_NOTHING,) * 3)
    return Means(
        planned=sum((planned for planned, _ in euros), _NOTHING),
        actual=sum((actual for _, actual in euros), _NOTHING),
        requested=requested,
        granted=granted,
        paid=paid,
        fte={year: fte for year, fte in posts.items() if fte},
    )


def _sums(rows: Iterable[Sequence[Any]], keys: int, columns: Collection[str]) -> Sums:
    """Add up the amounts of rows, for each value of the first columns."""
    found: Sums = {}
    for row in rows:
        key, read = tuple(row[:keys]), [_amount(text) for text in row[keys:]]
        sums = found.get(key, (_NOTHING,) * (len(columns) - keys))
        found[key] = tuple(one + more for one, more in zip(sums, read, strict=True))
    return found


def _amount(stored: str | None) -> Decimal:
    """Return an amount; a text that is not a number, from another version, counts nothing."""
    return BudgetLine.TYPE.fields["planned"].decode(stored) or _NOTHING
