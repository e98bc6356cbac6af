"""Many rows in one transaction: some at a time, and the indexes of their table away meanwhile.

The lines of an index lie in an order of its own: a gesture on a whole list of 100 000 would read
and write a page of each index for each row, over and over, since all of them together are longer
than the cache. Making an index sorts its lines once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from db.mapping import table_of
from db.reading.loading import STORED

_T = TypeVar("_T")

AT_ONCE = 500
"""How many rows are read and written together: what is in memory at once stays small."""

FEW = 1_000
"""Fewer rows than this are written into the indexes, which then stay in the cache.

Of receptions in an empty folder, one of 400 actions takes as long either way, one of 800 a little
less where the indexes are made anew, one of 1 700 a twentieth less in all.
"""

_DEARER = 8
"""How many times as much a line costs that is put into an index by itself, as one of an index that
is made (measured on 100 000 actions: 5 000, 20 000 and all of them put into the corbeille)."""

_FOUND = (
    "SELECT name, sql FROM {}.sqlite_schema WHERE type = 'index' AND tbl_name = ?"
    " AND sql IS NOT NULL ORDER BY rowid"
)


def slices(rows: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Yield rows some at a time."""
    for at in range(0, len(rows), AT_ONCE):
        yield rows[at : at + AT_ONCE]


@dataclass(slots=True)
class Written:
    """How much of an entity is written: so many rows, of which these fields at most."""

    rows: int = 0
    fields: set[str] = field(default_factory=set)


@contextmanager
def set_aside(driver: Any, schema: str, written: Mapping[str, Written]) -> Iterator[None]:
    """Take the indexes of entities away for a block that writes so much, where that is less work.

    Their tables are those of a schema of the connection (`main`, `temp`).

    Within the caller's transaction, which is rolled back if the block fails. Rows are found by
    their identity alone meanwhile. All indexes of a table go, since SQLite prefers one to another
    by the order in which they were made.
    """
    made = [
        statement.replace("INDEX ", f"INDEX {schema}.", 1)
        for entity in written
        for statement in _away(driver, schema, entity, written[entity])
    ]
    yield
    for statement in made:
        driver.execute(statement)


def _away(driver: Any, schema: str, entity: str, written: Written) -> Collection[str]:
    """Take the indexes of an entity away, if it is worth it; return what makes them again."""
    if written.rows < FEW or entity not in STORED:
        return ()
    indexes = table_of(entity).indexes
    hit = sum(not written.fields.isdisjoint(each.columns.keys()) for each in indexes)
    (rows,) = driver.execute(f'SELECT count(*) FROM {schema}."{entity}"').fetchone()  # noqa: S608 - a name of our own
    if written.rows * hit * _DEARER <= max(rows, written.rows) * len(indexes):
        return ()
    found = driver.execute(_FOUND.format(schema), (entity,)).fetchall()
    for name, _ in found:
        driver.execute(f'DROP INDEX {schema}."{name}"')
    return [statement for _, statement in found]
