"""What others wrote into a structure's rows: those that say so, and what hangs on them."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from typing import Any

from ctg_desktop.domain.fields import EntityType
from db.reading.loading import STORED

_WRITERS = """
SELECT id FROM incarnation i WHERE uuid IN (SELECT value FROM json_each(?))
AND EXISTS (SELECT 1 FROM "change" c WHERE c.incarnation = i.id)
"""

_STANDING = """
SELECT c.id FROM json_each(?) r CROSS JOIN "change" c ON c."row" = r.value
WHERE c.latest = 1 AND c.incarnation IN (SELECT value FROM json_each(?))
AND NOT EXISTS (SELECT 1 FROM conflict k
    WHERE k."row" = c."row" AND k.field = c.field AND k.member = c.member)
ORDER BY c.id DESC LIMIT 5000
"""
"""The limit is one of SQLite's own: the others are told when these are settled."""


def standing_in(driver: Any, structure: str, writers: Collection[str]) -> list[int]:
    """Return the numbers of the latest changes by some incarnations of a structure's rows.

    Those that came last, without cells in conflict. Rows are not read where nobody else wrote.
    """
    numbers = [number for (number,) in driver.execute(_WRITERS, (json.dumps([*writers]),))]
    if not numbers:
        return []
    wanted = (json.dumps(_own_rows(driver, structure)), json.dumps(numbers))
    return [number for (number,) in driver.execute(_STANDING, wanted)]


def _own_rows(driver: Any, structure: str) -> list[str]:
    """Return the identities of a structure's rows, deleted ones included."""
    return [row for told in _statements() for (row,) in driver.execute(told, (structure,))]


@cache
def _statements() -> tuple[str, ...]:
    """Return the statements that read them, one for each entity; they are made once."""
    return tuple(told for told in map(_own, STORED.values()) if told)


def _own(kind: EntityType) -> str:
    if kind.structure:
        return f'SELECT id FROM "{kind.name}" WHERE "{kind.structure}" = ?'  # noqa: S608 - our own names
    owner = kind.owner_type
    above = "" if owner is None else _own(owner)
    return above and f'SELECT id FROM "{kind.name}" WHERE "{kind.owner}" IN ({above})'  # noqa: S608 - our own names
