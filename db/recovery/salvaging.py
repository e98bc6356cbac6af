"""Rebuilding a base from what can still be read of the log of a damaged one.

The log holds everything, and each of its changes proves itself by its hash: what is read row by
row around the damage is kept where it is genuine, and the tables follow from it as always.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DatabaseError

from ctg_desktop.errors import DamagedError
from ctg_desktop.folder.own_files import make_private_file
from ctg_desktop.ports import Tick
from ctg_desktop.typography import quoted
from db import tables as t
from db.driver import ERRORS
from db.engine import connected, creating_engine, driver_of, reading_engine
from db.folder.places import Place
from db.lifecycle import shape
from db.lifecycle.creating import create_schema
from db.log.log import Log
from db.log.projection import Projection
from db.queries.search import SearchIndex
from db.recovery.integrity import is_of_place, unproven, verification

_AT_ONCE = 500
"""How many rows are written at a time."""

_MOST_PROBED = 50_000
"""How many rows are looked for beyond the last one that can be read, where the end is damaged."""

_NUMBERED = (t.incarnation, t.gesture, t.change, t.installation)
_BESIDE = (t.change_parent, t.seal, t.paper, t.quarantine)

# What points to rows that could not be read tells nothing any more.
_WITHOUT_ORPHANS = (
    "DELETE FROM gesture WHERE incarnation NOT IN (SELECT id FROM incarnation)",
    'DELETE FROM "change" WHERE gesture NOT IN (SELECT id FROM gesture)'
    " OR incarnation NOT IN (SELECT id FROM incarnation)",
    'DELETE FROM change_parent WHERE "change" NOT IN (SELECT id FROM "change")'
    " OR incarnation NOT IN (SELECT id FROM incarnation)",
    "DELETE FROM seal WHERE incarnation NOT IN (SELECT id FROM incarnation)",
    "DELETE FROM quarantine WHERE incarnation NOT IN (SELECT id FROM incarnation)",
)
_WITHOUT_EMPTY_GESTURES = 'DELETE FROM gesture WHERE id NOT IN (SELECT gesture FROM "change")'
_WHO_WORKS = (
    "SELECT count(*) FROM installation JOIN incarnation"
    " ON incarnation.uuid = installation.incarnation"
)

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was read: how many gestures, and how many changes are known to be lacking."""

    gestures: int
    lost: int


def salvage(source: Place, target: Path, tick: Tick) -> Salvaged:
    """Fill a new file from the readable part of a base's log, and check it fully.

    The base is only read. What fails leaves the new file behind, for the caller to remove.

    Raises:
        DamagedError: too little of it can be read to tell what was noted and by whom.
    """
    make_private_file(target)
    with connected(creating_engine(source, target)) as made:
        made.exec_driver_sql("PRAGMA foreign_keys = OFF")
        made.exec_driver_sql("BEGIN IMMEDIATE")
        create_schema(made)
        for name in ("change_never_rewritten", "change_never_deleted", "gesture_never_deleted"):
            made.exec_driver_sql(f"DROP TRIGGER {name}")
        with _read(source) as damaged:
            length = _copied(damaged, made, tick)
        _keep_proven(made)
        for guard in t.LOG_GUARDS:
            made.exec_driver_sql(guard)
        if made.exec_driver_sql(_WHO_WORKS).scalar_one() != 1:
            raise _beyond(source)
        log = Log(made)
        shape.rebuilt(made, Projection(made, log), SearchIndex(made), tick)
        log.measure_gaps([each.id for each in log.incarnations()], {})
        kept = _count(made, t.change)
        salvaged = Salvaged(_count(made, t.gesture), max(0, length - kept))
        made.commit()
    with connected(reading_engine(source, target)) as made:
        problems = verification(made, tick).problems
    if problems:
        _logger.warning("what was salvaged is not sound")
        raise _beyond(source)
    return salvaged


@contextmanager
def _read(source: Place) -> Iterator[Connection]:
    """Give a connection to a damaged base; refuse one whose tables cannot even be listed."""
    with ExitStack() as closing:
        try:
            damaged = closing.enter_context(connected(reading_engine(source)))
            version = damaged.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        except (DatabaseError, UnicodeDecodeError) as error:
            if is_of_place(error):
                raise
            raise _beyond(source) from error
        if version != t.SCHEMA_VERSION:
            raise _beyond(source)
        yield damaged


def _copied(damaged: Connection, made: Connection, tick: Tick) -> int:
    """Copy every row that can be read; return how many changes the log had, as far as it tells."""
    reader, writer = driver_of(damaged), driver_of(made)
    length = 0
    for at, table in enumerate((*_NUMBERED, *_BESIDE)):
        tick("Lecture du journal", at, len(_NUMBERED) + len(_BESIDE))
        names = ", ".join(f'"{column.name}"' for column in table.c)
        reading = f'SELECT {names} FROM "{table.name}"'  # noqa: S608 - our own names
        marks = ", ".join("?" * len(table.c))
        writing = f'INSERT OR IGNORE INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - our own names
        is_numbered = table in _NUMBERED
        found = (
            _numbered(reader, f"{reading} NOT INDEXED")
            if is_numbered
            else _both_ways(reader, table, reading)
        )
        while rows := list(islice(found, _AT_ONCE)):
            writer.executemany(writing, rows)
            if table is t.change:
                length = max(length, *(row[0] for row in rows))
    return length


def _numbered(reader: Any, reading: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a numbered table: from both ends, then one by one what lies between."""
    first = last = 0
    try:
        for row in reader.execute(f"{reading} ORDER BY id"):
            first = row[0]
            yield row
    except ERRORS as error:
        _tell(error)
    else:
        return
    for row in _until_damage(reader, f"{reading} WHERE id > {first} ORDER BY id DESC"):
        last = row[0]
        yield row
    for number in range(first + 1, last or first + _MOST_PROBED):
        with suppress(*ERRORS):
            yield from reader.execute(f"{reading} WHERE id = ?", (number,)).fetchall()


def _both_ways(reader: Any, table: Table, reading: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table that is its own index, from both ends up to the damage."""
    for way in ("", " DESC"):
        order = ", ".join(f'"{column.name}"{way}' for column in table.primary_key)
        yield from _until_damage(reader, f"{reading} ORDER BY {order}")


def _until_damage(reader: Any, question: str) -> Iterator[tuple[Any, ...]]:
    try:
        yield from reader.execute(question)
    except ERRORS as error:
        _tell(error)


def _tell(error: Exception) -> None:
    _logger.warning("a table cannot be read further: %s", type(error).__name__)


def _keep_proven(made: Connection) -> None:
    """Remove what points nowhere, and what is no longer what its writer hashed."""
    for statement in _WITHOUT_ORPHANS:
        made.exec_driver_sql(statement)
    driver_of(made).executemany(
        'DELETE FROM "change" WHERE incarnation = (SELECT id FROM incarnation WHERE uuid = ?)'
        " AND sequence = ?",
        [(key.incarnation, key.sequence) for key in unproven(made)],
    )
    for statement in (*_WITHOUT_ORPHANS, _WITHOUT_EMPTY_GESTURES):
        made.exec_driver_sql(statement)


def _count(connection: Connection, table: Table) -> int:
    statement = f'SELECT count(*) FROM "{table.name}"'  # noqa: S608 - our own name
    return int(connection.exec_driver_sql(statement).scalar_one())


def _beyond(source: Place) -> DamagedError:
    return DamagedError(
        f"Le journal de la base {quoted(source.base.name)} ne se lit plus assez pour la "
        "reconstruire : elle a été laissée telle quelle. Reprenez une copie de sécurité.",
        "son journal ne se lit plus",
    )
