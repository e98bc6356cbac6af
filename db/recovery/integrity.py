"""Checking a base against its own log, and reading it as it once was.

Both are one thing: the projection of a log into temporary tables of the same names. In
SQLite a temporary table hides the one of the base, so that what reads tables reads these.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, select, text
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlcipher3 import dbapi2

from ctg_desktop.domain.changes import (
    ChangeKey,
    Gesture,
    canonical,
    is_sealed,
    is_sound_change,
    is_sound_gesture,
)
from ctg_desktop.domain.fields import known
from ctg_desktop.ports import Tick, Verification, untold
from ctg_desktop.typography import counted, spaced
from db import tables as t
from db.engine import driver_of
from db.lifecycle.shape import fill, projected_tables
from db.log.judging import Judge
from db.log.log import Log
from db.log.projection import ALL_TIME_MS, Projection
from db.mapping import fixed_sql, members_of, table_of
from db.queries.repositories import Repository
from db.queries.search import SearchIndex, holds_the_words_of_another
from db.reading.full_text import NUMBER
from db.reading.loading import STORED, multiple_fields, single_fields

UNKNOWN = "modifications gardées pour une version plus récente"
"""What the count of the changes is called that this version cannot show."""

_OF_PLACE = frozenset(
    (dbapi2.SQLITE_FULL, dbapi2.SQLITE_IOERR, dbapi2.SQLITE_CANTOPEN, dbapi2.SQLITE_NOMEM)
)

_logger = logging.getLogger(__name__)


@contextmanager
def _one_state(connection: Connection) -> Iterator[None]:
    """Read one state of the base, whatever another process writes meanwhile."""
    connection.exec_driver_sql("SAVEPOINT one_state")
    try:
        yield
    finally:
        # Some errors end the transaction by themselves.
        with suppress(DatabaseError):
            connection.exec_driver_sql("RELEASE one_state")


def past(connection: Connection, until_ms: int, now_ms: int) -> Repository:
    """Return a reader of the base as it stood at an instant (milliseconds since 1970).

    `now_ms` tells which dates of the log cannot be right, being still to come.

    The connection serves this alone from now on: its tables are hidden by temporary ones.
    """
    _allow_temporary(connection)
    with _one_state(connection):
        _project_aside(connection, until_ms, now_ms)
    return Repository(connection)


def _allow_temporary(connection: Connection) -> None:
    """Let a connection that may only read make temporary tables, whose links are not checked."""
    for pragma in ("query_only = OFF", "foreign_keys = OFF"):
        connection.exec_driver_sql(f"PRAGMA {pragma}")


def _project_aside(
    connection: Connection,
    until_ms: int = ALL_TIME_MS,
    now_ms: int = ALL_TIME_MS,
    tick: Tick = untold,
) -> None:
    """Fill temporary tables that hide those of the base with what the log said at an instant."""
    _shadow(connection, [*projected_tables(), t.search_row])
    projection = Projection(connection, Log(connection), "temp")
    projection.fill_latest(until_ms, now_ms)
    fill(projection, SearchIndex(connection), tick)


def _shadow(connection: Connection, tables: Iterable[Table]) -> None:
    """Hide tables and the index by empty temporary ones, with the same columns and indexes."""
    driver = driver_of(connection)
    made = driver.execute(
        "SELECT sql FROM main.sqlite_schema WHERE sql IS NOT NULL"
        " AND tbl_name IN (SELECT value FROM json_each(?)) ORDER BY type DESC",
        (json.dumps([table.name for table in tables]),),
    )
    for (statement,) in made.fetchall():
        hidden = statement.replace("CREATE TABLE ", "CREATE TEMP TABLE ", 1)
        driver.execute(hidden.replace("CREATE INDEX ", "CREATE INDEX temp.", 1))
    driver.execute(t.SEARCH_DDL.replace(" search ", " temp.search ", 1))


def state_hash(connection: Connection) -> str:
    """Return the SHA-256 of the content (hexadecimal).

    Every row that exists counts, corbeille included, with the fields that hold something: so a
    field that a later version adds changes nothing as long as nobody fills it. What is derived,
    the log itself and who works here do not count.
    """
    digest = hashlib.sha256()
    with _one_state(connection):
        for name in sorted(STORED):
            for row in _content(connection, name):
                digest.update(canonical(row))
                digest.update(b"\n")
    return digest.hexdigest()


def _content(connection: Connection, name: str) -> Iterator[list[Any]]:
    driver = driver_of(connection)
    members: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for spec in multiple_fields(name):
        for row, member in driver.execute(_all_members(name, spec.name)):
            members[row].append((spec.name, member))
    names = [spec.name for spec in single_fields(name)]
    for line in driver.execute(_all_rows(name)):
        filled = [[n, value] for n, value in zip(names, line[1:], strict=True) if value is not None]
        yield [name, line[0], filled, sorted(members.get(line[0], ()))]


@cache
def _all_members(name: str, field: str) -> str:
    table = members_of(name, field)
    return fixed_sql(select(table).order_by(table.c.row, table.c.member))


@cache
def _all_rows(name: str) -> str:
    table = table_of(name)
    columns = [table.c[spec.name] for spec in single_fields(name)]
    existing = table.c.deleted.is_not(None)
    return fixed_sql(select(table.c.id, *columns).where(existing).order_by(table.c.id))


def verification(connection: Connection, tick: Tick) -> Verification:
    """Check everything that can be checked; the connection serves this alone from now on.

    What is found damaged is not read further: a rebuild from a broken log would prove nothing.
    """
    _allow_temporary(connection)
    with _one_state(connection):
        return _verified(connection, tick)


def _verified(connection: Connection, tick: Tick) -> Verification:
    problems: list[str] = []
    try:
        tick("Contrôle du fichier", 0, 4)
        problems += _file_problems(connection)
        if problems:
            return Verification(tuple(problems), {}, "")
        tick("Contrôle du journal", 1, 4)
        problems += _log_problems(connection)
        tick("Contrôle de la recherche", 2, 4)
        is_indexed = SearchIndex(connection).is_complete()
        counts, shown = _counts(connection), state_hash(connection)
        tick("Reconstruction depuis le journal", 3, 4)
        _project_aside(connection, tick=tick)
        problems += _table_problems(connection)
        if not (is_indexed and holds_the_words_of_another(connection, "main", "temp")):
            problems.append("L’index de recherche ne correspond pas aux fiches.")
    except (DatabaseError, dbapi2.Error, LookupError, TypeError, ValueError) as error:
        if is_of_place(error):
            raise
        # Damage that SQLite's own check misses, or that makes the check fail.
        _logger.warning("full check stopped: %s", type(error).__name__)
        problems.append("Des valeurs de la base ne se lisent plus.")
        return Verification(tuple(problems), {}, "")
    tick("Contrôle terminé", 4, 4)
    return Verification(tuple(problems), counts, shown)


def is_of_place(error: Exception) -> bool:
    """Whether an error comes from the disk or the network rather than from the base."""
    raised = error.orig if isinstance(error, DBAPIError) else error
    return getattr(raised, "sqlite_errorcode", 0) & 0xFF in _OF_PLACE


def _counts(connection: Connection) -> dict[str, int]:
    counted = {"gestes": t.gesture, "modifications": t.change, "conflits": t.conflict}
    counts = {name: _count(connection, table) for name, table in counted.items()}
    action = table_of("action")
    counts["actions"] = _count(connection, action, action.c.deleted == 0)
    counts["corbeille"] = _count(connection, action, action.c.deleted == 1)
    if unknown := _unknown(connection):
        counts[UNKNOWN] = unknown
    return counts


def _unknown(connection: Connection) -> int:
    """Count the changes of entities and fields that this version does not know yet."""
    c = t.change.c
    query = select(c.entity, c.field, func.count()).group_by(c.entity, c.field)
    found = connection.execute(query)
    return sum(count for entity, field, count in found if known(entity, field) is None)


def _count(connection: Connection, table: Table, *conditions: Any) -> int:
    query = select(func.count()).select_from(table).where(*conditions)
    return int(connection.scalar(query) or 0)


def _file_problems(connection: Connection) -> list[str]:
    told = list(connection.exec_driver_sql("PRAGMA integrity_check").scalars())
    problems = [] if told == ["ok"] else ["Le fichier de la base est endommagé."]
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        problems.append("Des liens entre fiches ne mènent nulle part.")
    if _strangers(connection):
        problems.append("Un autre programme a ajouté des tables ou des déclencheurs à la base.")
    if _lacking_guards(connection):
        problems.append("Un autre programme a ôté ce qui protège le journal.")
    return problems


def _strangers(connection: Connection) -> list[tuple[str, str]]:
    """Return the kind and name of objects in the base that this program did not make."""
    ours = [*t.kept.tables, *t.derived.tables]
    found = connection.exec_driver_sql(
        "SELECT type, name FROM sqlite_schema WHERE type = 'view'"
        " OR (type = 'trigger' AND sql NOT IN (SELECT value FROM json_each(?)))"
        " OR (type = 'table' AND name NOT IN (SELECT value FROM json_each(?))"
        " AND name != 'search' AND name NOT LIKE 'search!_%' ESCAPE '!'"
        " AND name NOT LIKE 'sqlite!_%' ESCAPE '!') ORDER BY type DESC",
        (json.dumps(t.LOG_GUARDS), json.dumps(ours)),
    )
    return [(kind, name) for kind, name in found]


def _lacking_guards(connection: Connection) -> set[str]:
    """Return the triggers that keep the log append-only and are missing."""
    triggers = connection.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE type = 'trigger'")
    return set(t.LOG_GUARDS).difference(triggers.scalars())


def expel_strangers(connection: Connection) -> None:
    """Remove from the base what another program put there, and restore the guards of the log."""
    quoted = connection.dialect.identifier_preparer.quote
    for kind, name in _strangers(connection):
        connection.exec_driver_sql(f"DROP {kind} IF EXISTS {quoted(name)}")
    for guard in _lacking_guards(connection):
        connection.exec_driver_sql(guard)


def unproven(connection: Connection) -> Iterator[ChangeKey]:
    """Yield the changes that are not what their writer hashed, or do not follow the one before."""
    hashes: dict[str, tuple[int, str]] = {}
    gesture: Gesture | None = None
    is_sound = False
    for logged in Log(connection).every():
        change, writer = logged.change, logged.incarnation
        if logged.gesture is not gesture:  # once for all its changes
            gesture, is_sound = logged.gesture, is_sound_gesture(logged.gesture)
        incarnation, sequence = change.key.incarnation, change.key.sequence
        last_sequence, last_hash = hashes.get(incarnation, (0, ""))
        follows = sequence != last_sequence + 1 or change.previous_hash == last_hash
        is_of_format = not writer.person or gesture.format == writer.format
        is_genuine = is_sound and is_sound_change(gesture, change) and is_sealed(gesture, change)
        if follows and is_of_format and is_genuine:
            hashes[incarnation] = (sequence, change.hash)
        else:
            yield change.key


def _log_problems(connection: Connection) -> list[str]:
    """Check the log of each incarnation: every hash matches and follows the one before."""
    broken = sum(1 for _ in unproven(connection))
    if not broken:
        return []
    told = counted(broken, "modification n’est pas", "modifications ne sont pas")
    return [spaced(f"Le journal a été altéré : {told} d’origine.")]


def _table_problems(connection: Connection) -> list[str]:
    """Compare the tables of the base with those that the log filled aside."""
    problems = [
        f"La table « {table.name} » ne dit pas ce que dit le journal."
        for table in projected_tables()
        if _differs(connection, table)
    ]
    marks = connection.exec_driver_sql(
        'SELECT 1 FROM "change" WHERE (latest = 1) != (id IN (SELECT id FROM now_latest)) LIMIT 1'
    )
    if marks.first() is not None or not Judge(connection).is_in_order():
        problems.append("Le journal ne sait plus quelles modifications sont les dernières.")
    return problems


def _differs(connection: Connection, table: Table) -> bool:
    driver = driver_of(connection)
    return any(driver.execute(query).fetchone() for query in _differences(table.name))


@cache
def _differences(name: str) -> tuple[str, str]:
    """Return the queries that find rows of the base that the log does not give, or the reverse."""
    table = t.derived.tables[name]
    stored = table.to_metadata(MetaData(), schema="main")
    # A row that the log only points to, or without a change that counts, is empty.
    said = select(t.change.c.row).where(t.change.c.counts == text("1"), t.change.c.entity == name)
    sides = []
    for side in (stored, table):
        query = select(*(item for item in side.c if item.name != NUMBER))
        sides.append(query.where(side.c.id.in_(said)) if "id" in side.c else query)
    missing, extra = sides[0].except_(sides[1]), sides[1].except_(sides[0])
    return fixed_sql(missing.limit(1)), fixed_sql(extra.limit(1))
