"""The shape of the derived tables, and rebuilding them where a base has another one.

No value is moved from old tables to new ones: the log holds everything, what a newer version
sent before this one knew it included.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cache

from sqlalchemy import Connection, Table, select, text, update

from ctg_desktop.domain.folding import fold, sort_key
from ctg_desktop.ports import Tick
from db import tables as t
from db.engine import driver_of
from db.log.judging import Judge
from db.log.log import Log
from db.log.projection import Projection
from db.queries.search import SearchIndex
from db.reading.full_text import NUMBERED, SEARCHED
from db.reading.loading import STORED

UNCOUNTED = 0
"""How many changes of the shape the count of its parts does not tell.

A part was taken away, made otherwise, or is filled by another rule. A test compares with the
shapes that were released.
"""

_SAMPLE = "L’Œuvre d’été à Nœux-les-Mines : straße, ﬁn, n° 12 (Ça va ?) – 06 42 21 52 47"
"""A text that tells two ways of folding apart."""

_BITS_OF_CONTENT = 16


def parts() -> Iterator[str]:
    """Yield a line for each thing that the content of the derived tables depends on."""
    for table in t.derived.tables.values():
        yield f"table {table.name} {table.dialect_options['sqlite']['with_rowid']}"
        for column in table.c:
            target = "".join(key.target_fullname for key in column.foreign_keys)
            rules = f"{column.primary_key} {column.nullable} {bool(column.unique)}"
            rules = f"{type(column.type).__name__} {rules}"
            yield f"column {table.name}.{column.name} {target} {rules}"
        for index in table.indexes:
            yield f"index {index.name}"
    yield t.SEARCH_DDL
    yield f"folded {fold(_SAMPLE)}"
    yield f"sorted {sort_key(_SAMPLE)}"
    yield from (f"numbered {entity}.{name}" for entity, name in NUMBERED.items())
    for entity, kind in STORED.items():
        for spec in kind.fields.values():
            # What a field can hold decides which changes count: see `domain.holding`.
            yield f"field {entity}.{spec.name} {spec.kind.value}"
            yield from (f"choice {entity}.{spec.name} {one.value}" for one in spec.choices or ())
    for entity, fields in SEARCHED.items():
        yield from (f"searched {entity}.{name}" for name in fields)
        yield from (f"title {entity}.{name}" for name in STORED[entity].caption)


@cache
def mark() -> int:
    """Return the shape that the descriptions ask for, as `user_version` holds it.

    Its number in the high bits, by which a newer shape is known; below, a sum of its content.
    """
    lines = sorted(parts())
    content = zlib.crc32("\n".join(lines).encode()) & (1 << _BITS_OF_CONTENT) - 1
    return UNCOUNTED + len(lines) << _BITS_OF_CONTENT | content


def mark_of(connection: Connection) -> int:
    """Return the shape that a base has; 0 for one from before shapes were marked."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def number(of_mark: int) -> int:
    """Return the number of a shape: a greater one is newer."""
    return of_mark >> _BITS_OF_CONTENT


# ------------------------------------------------------------------------------- making


def create(connection: Connection) -> None:
    """Make the derived tables, empty, where there are none."""
    driver = driver_of(connection)
    for statement in (*t.ddl(t.derived), t.SEARCH_DDL, f"PRAGMA user_version = {mark()}"):
        driver.execute(statement)


def bring_into_shape(connection: Connection, tick: Tick) -> None:
    """Rebuild the derived tables where their shape is not that of the descriptions.

    In the caller's transaction, on a connection whose foreign keys are off.
    """
    if mark_of(connection) == mark():
        return
    _drop(connection)
    create(connection)
    _fill(connection, Projection(connection, Log(connection)), SearchIndex(connection), tick)


def rebuilt(connection: Connection, projection: Projection, index: SearchIndex, tick: Tick) -> None:
    """Rebuild the tables and the index from the log; the caller holds the transaction."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in projected_tables():
        connection.execute(table.delete())
    _fill(connection, projection, index, tick)


def projected_tables() -> list[Table]:
    """Return the tables that the log fills: entities, members, conflicts."""
    return [table for table in t.derived.tables.values() if table is not t.search_row]


def _drop(connection: Connection) -> None:
    """Drop every table but those that are kept; the index takes its own along."""
    found = connection.exec_driver_sql(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type DESC"
    )
    quoted = connection.dialect.identifier_preparer.quote
    for name in found.scalars().all():
        if name not in t.kept.tables:
            connection.exec_driver_sql(f"DROP TABLE {quoted(name)}")


def _fill(connection: Connection, projection: Projection, index: SearchIndex, tick: Tick) -> None:
    tick("Relecture du journal", 0, 1)
    Judge(connection).judge_everything()
    projection.fill_latest()
    latest = select(text("id")).select_from(text("now_latest"))
    is_latest = t.change.c.id.in_(latest)
    connection.execute(
        update(t.change).where(is_latest != (t.change.c.latest == 1)).values(latest=is_latest)
    )
    fill(projection, index, tick)
    tick("Reconstruction terminée", 1, 1)


def fill(projection: Projection, index: SearchIndex, tick: Tick) -> None:
    """Fill the tables and the index, which must be empty, from the changes in `now_latest`."""
    with projection.writing(projection.extent()):
        projection.project_all(lambda done: tick("Reconstruction des tables", done, len(STORED)))
        index.empty()
    index.fill(lambda done, total: tick("Reconstruction de la recherche", done, total))
