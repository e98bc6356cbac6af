"""Adding up what actions cost and receive.

Not by SQLite, for which amounts, stored as exact text, would become binary fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from ctg_desktop.domain.action import BudgetLine
from ctg_desktop.domain.choices import BudgetUnit
from ctg_desktop.domain.views import Means
from db.mapping import living, table_of

_NOTHING = Decimal(0)

Sums = dict[tuple[Any, ...], tuple[Decimal, ...]]
"""Sums of some amounts, by the values of some columns."""


def means_of(connection: Connection, condition: ColumnElement[bool]) -> Means:
    """Return the means of the actions that fulfil a condition."""
    budget = _sums(connection, condition, "budget_line", ("unit", "year"), ("planned", "actual"))
    funding = _sums(connection, condition, "financement", (), ("requested", "granted", "paid"))
    euros = [sums for (unit, _), sums in budget.items() if unit != BudgetUnit.ETP]
    posts = {year: fte for (unit, year), (fte, _) in budget.items() if unit == BudgetUnit.ETP}
    requested, granted, paid = funding.get((), (_NOTHING,) * 3)
    return Means(
        planned=sum((planned for planned, _ in euros), _NOTHING),
        actual=sum((actual for _, actual in euros), _NOTHING),
        requested=requested,
        granted=granted,
        paid=paid,
        fte={year: fte for year, fte in posts.items() if fte},
    )


def _sums(
    connection: Connection,
    condition: ColumnElement[bool],
    child: str,
    keys: Sequence[str],
    amounts: Sequence[str],
) -> Sums:
    """Add up amounts of the children of actions, for each value of the keys."""
    rows, action = table_of(child), table_of("action")
    part = rows.c
    statement = (
        select(*(part[name] for name in (*keys, *amounts)))
        .join(action, action.c.id == part.action)
        .where(living(rows), condition)
    )
    found: Sums = {}
    for row in connection.execute(statement):
        key, read = tuple(row[: len(keys)]), [_amount(text) for text in row[len(keys) :]]
        sums = found.get(key, (_NOTHING,) * len(amounts))
        found[key] = tuple(one + more for one, more in zip(sums, read, strict=True))
    return found


def _amount(stored: str | None) -> Decimal:
    """Return an amount; a text that is not a number, from another version, counts nothing."""
    return BudgetLine.TYPE.fields["planned"].decode(stored) or _NOTHING
