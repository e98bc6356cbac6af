"""Engines over sqlcipher3, the only SQLite library of the process.

Each engine keeps one connection, used from the thread that made it. The driver never opens a
transaction by itself (`isolation_level=None`): whoever writes says BEGIN IMMEDIATE. No event
hook runs per statement: everything is set once, when the connection is made.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Dialect, Engine, create_engine, make_url
from sqlalchemy.pool import Pool, StaticPool
from sqlalchemy.util import LRUCache
from sqlcipher3 import dbapi2

from db.places import Place

APPLICATION_ID = 0x43544744
"""The application id of our bases, in their header: « CTGD »."""

_BUSY_SECONDS = 5.0
"""How long a statement waits for another reader or writer of the base."""

_WAL_LIMIT_BYTES = 16 * 1024 * 1024

_STATEMENTS = 250
"""How many are kept compiled: each choice of filters makes one of 80 kB, and there is no end of
them in a day's work."""

_URL = make_url("sqlite://")

CACHE = "PRAGMA cache_size = -32000"

# `foreign_keys` and `synchronous` are those of the connection, never of the file.
_SAFE = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    CACHE,
    # What is replaced is overwritten in the pages that are written anyway.
    "PRAGMA secure_delete = FAST",
    "PRAGMA foreign_keys = ON",
)
_DURABLE = {False: "PRAGMA synchronous = FULL", True: "PRAGMA synchronous = EXTRA"}


def engine_name() -> str:
    """Return what stores the data, with its version."""
    return f"SQLite {dbapi2.sqlite_version}"


def writing_engine(place: Place, base: Path | None = None) -> Engine:
    """Return an engine that writes an existing base, durably.

    The journal mode is unchanged until `set_journal`. Here and below, `base` may be another file
    than the base of the place.
    """
    return _engine(place, base, "mode=rw", _DURABLE[place.is_shared])


def reading_engine(place: Place, base: Path | None = None) -> Engine:
    """Return an engine that reads a base while others may write it."""
    return _engine(place, base, "mode=ro")


def frozen_engine(place: Place, base: Path | None = None) -> Engine:
    """Return an engine that reads a base which nobody can write, without any lock or file.

    What a `-wal` beside the base holds is not seen: see `db.opening`.
    """
    return _engine(place, base, "mode=ro&immutable=1")


def migration_engine(place: Place) -> Engine:
    """Return an engine that changes the schema: foreign keys are off.

    With foreign keys on, a table that is made anew would take its children's rows along.
    """
    return _engine(place, None, "mode=rw", _DURABLE[place.is_shared], "PRAGMA foreign_keys = OFF")


def creating_engine(place: Place, base: Path | None = None) -> Engine:
    """Return an engine that fills a new file, which counts only once flushed and renamed.

    Hence no journal on the disk and no flush: a creation that fails leaves a file that nobody
    opens.
    """
    careless = ("PRAGMA journal_mode = MEMORY", "PRAGMA synchronous = OFF")
    return _engine(place, base, "mode=rwc", *careless)


def set_journal(connection: Connection, place: Place) -> str:
    """Give the base the journal that its place allows; return its name (`wal`, `delete`).

    On a shared place a base that comes from a local disk is still in WAL, whose shared memory
    does not work there: the exclusive mode does without, for the time of the change.
    """
    if not place.is_shared:
        mode = str(connection.exec_driver_sql("PRAGMA journal_mode = WAL").scalar_one())
        connection.exec_driver_sql(f"PRAGMA journal_size_limit = {_WAL_LIMIT_BYTES}")
        return mode
    connection.exec_driver_sql("PRAGMA locking_mode = EXCLUSIVE")
    mode = str(connection.exec_driver_sql("PRAGMA journal_mode = DELETE").scalar_one())
    connection.exec_driver_sql("PRAGMA locking_mode = NORMAL")
    connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema")
    return mode


def uri(path: Path, parameters: str) -> str:
    """Return SQLite's address of a file; `#`, `%`, `?`, accents and UNC paths are quoted."""
    named = quote(os.fsencode(path.absolute().as_posix()), safe="/:")
    return f"file://{'' if named.startswith('/') else '/'}{named}?{parameters}"


def _engine(place: Place, base: Path | None, parameters: str, *pragmas: str) -> Engine:
    address = uri(base or place.base, parameters)

    def connect() -> Any:
        connection = dbapi2.connect(
            address,
            uri=True,
            isolation_level=None,
            timeout=_BUSY_SECONDS,
            cached_statements=_STATEMENTS,
        )
        try:
            for pragma in (*_unlocked(place.key), *_SAFE, *pragmas):
                connection.execute(pragma)
        except dbapi2.Error:
            connection.close()
            raise
        return connection

    return _over(StaticPool(connect, dialect=_dialect()))


def _over(pool: Pool) -> Engine:
    """Return an engine over a pool, which has what the others have compiled."""
    engine = Engine(
        pool,
        _dialect(),
        _URL,
        hide_parameters=True,  # what people typed belongs in no error report
    )
    engine.update_execution_options(compiled_cache=_compiled())
    return engine


@cache
def _dialect() -> Dialect:
    """Return what all engines know of SQLite; what one of them compiles serves the others."""
    engine = create_engine(_URL, module=dbapi2)
    with connected(engine):
        return engine.dialect


@cache
def _compiled() -> LRUCache[Any, Any]:
    """Return the statements that were compiled: opening a folder takes three engines."""
    return LRUCache(_STATEMENTS)


def _unlocked(key: bytes | None) -> tuple[str, ...]:
    """Return what comes before anything else is read.

    Temporary tables are as large as the base; in a file they would not be encrypted.
    """
    if key is None:
        return ("PRAGMA temp_store = FILE",)
    return f"PRAGMA key = \"x'{key.hex()}'\"", "PRAGMA temp_store = MEMORY"


def driver_of(connection: Connection) -> Any:
    """Return the driver's connection under an open one.

    What runs at each key typed runs on it, with statements compiled once: SQLAlchemy would add
    to each of them more than the statement itself takes. Errors are then the driver's.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver


def another(engine: Engine) -> Engine:
    """Return a second engine, with a connection of its own, to what an engine is open on."""
    return _over(engine.pool.recreate())


@contextmanager
def connected(engine: Engine) -> Iterator[Connection]:
    """Give the connection of an engine that serves this block alone."""
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
