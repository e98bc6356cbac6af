"""The incarnations of a folder: who wrote there, one after the other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

_LINEAGE = """
WITH RECURSIVE line(uuid, last) AS (
    SELECT ?, NULL
    UNION
    SELECT i.continues, i.continues_last FROM incarnation i JOIN line ON i.uuid = line.uuid
    WHERE i.continues IS NOT NULL
)
SELECT uuid, max(last) FROM line GROUP BY uuid
"""

_DONE = """
SELECT 1 FROM gesture WHERE undoes IS NULL AND id <= ? AND incarnation IN (
    SELECT id FROM incarnation WHERE uuid IN (SELECT value FROM json_each(?)))
LIMIT 1
"""


def lineage_of(driver: Any, incarnation: str) -> dict[str, int | None]:
    """Return an incarnation and those that it continues, with where each was left.

    It is a sequence number: later ones were written by somebody else.
    """
    return dict(driver.execute(_LINEAGE, (incarnation,)))


def last_number(driver: Any, table: str) -> int:
    """Return the number of the row that was added last to `change` or `gesture`; 0 for none."""
    query = f'SELECT coalesce(max(id), 0) FROM "{table}"'  # noqa: S608 - one of two names
    found: int = driver.execute(query).fetchone()[0]
    return found


def has_gesture(driver: Any, incarnations: Iterable[str], until: int) -> bool:
    """Whether these incarnations made a gesture that is not an undo, up to a number."""
    return driver.execute(_DONE, (until, json.dumps([*incarnations]))).fetchone() is not None
