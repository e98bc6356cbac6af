"""Lists in the order of a field of few values: these, put in order, in a temporary table.

`db.queries.repositories` says when and why.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.listing import ActionQuery

Ranks = Callable[[str, Collection[Any]], Mapping[Any, Any]]
"""Returns the rank of each known value of a field."""

_MAKE = "CREATE TEMP TABLE IF NOT EXISTS list_group (rank INTEGER PRIMARY KEY, value TEXT)"
_FILL = "INSERT INTO temp.list_group SELECT key, value FROM json_each(?)"


def put_in_order(driver: Any, query: ActionQuery, present: str) -> None:
    """Fill the temporary table with the values that the query's actions are grouped by.

    `present` is the statement that finds those that there are, for `:deleted`.
    """
    found = driver.execute(present, {"deleted": int(query.deleted)})
    ordered = in_order(query, {value for (value,) in found}, ranks_in(driver))
    driver.execute(_MAKE)
    driver.execute("DELETE FROM temp.list_group")
    driver.execute(_FILL, (json.dumps(ordered),))


def in_order(query: ActionQuery, values: Collection[Any], ranks_of: Ranks) -> list[Any]:
    """Put the values that the query's actions are sorted by in their order.

    Values without a known rank come after the others, and actions without a value last.
    """
    ranks, given = ranks_of(query.sort, values), set(values)
    known = sorted(given & ranks.keys(), key=ranks.__getitem__, reverse=query.descending)
    return [*known, *sorted(given - ranks.keys()), None]


def ranks_in(driver: Any) -> Ranks:
    """Return a function that gives the rank of each known value of a group in this base."""

    def ranks(sort: str, _values: Collection[Any]) -> Mapping[Any, Any]:
        match sort:
            case "status":
                return {status.value: rank for rank, status in enumerate(Status)}
            case "priority":
                return {priority.value: rank for rank, priority in enumerate(Priority)}
            case "structure":
                found = driver.execute("SELECT id, name FROM territoire WHERE name IS NOT NULL")
                return {row: sort_key(name) for row, name in found}
            case "pilote":
                found = driver.execute("SELECT id, family_name, given_name FROM contact")
                return {row: sort_key(f"{last or ''} {first or ''}") for row, last, first in found}
            case _:
                found = driver.execute('SELECT id, "order", number FROM ambition')
                return {
                    row: (order is None, order or 0, sort_key(number or ""))
                    for row, order, number in found
                }

    return ranks
