"""Engines over the driver's connections (`db.driver`).

Each engine keeps one connection, used from the thread that made it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, create_engine, make_url
from sqlalchemy.pool import Pool, StaticPool
from sqlalchemy.util import LRUCache
from sqlcipher3 import dbapi2

from db.driver import FROZEN, READING, STATEMENTS, connect
from db.folder.places import Place

_WAL_LIMIT_BYTES = 16 * 1024 * 1024

_URL = make_url("sqlite://")

_DURABLE = {False: "PRAGMA synchronous = FULL", True: "PRAGMA synchronous = EXTRA"}


def writing_engine(place: Place, base: Path | None = None) -> Engine:
    """Return an engine that writes an existing base, durably.

    The journal mode is unchanged until `set_journal`. Here and below, `base` may be another file
    than the base of the place.
    """
    return _engine(place, base, "mode=rw", _DURABLE[place.is_shared])


def reading_engine(place: Place, base: Path | None = None) -> Engine:
    """Return an engine that reads a base while others may write it."""
    return _engine(place, base, READING)


def frozen_engine(place: Place, base: Path | None = None) -> Engine:
    """Return an engine that reads a base which nobody can write, without any lock or file.

    What a `-wal` beside the base holds is not seen: see `db.lifecycle.opening`.
    """
    return _engine(place, base, FROZEN)


def migration_engine(place: Place) -> Engine:
    """Return an engine that changes the schema: foreign keys are off.

    With foreign keys on, a rebuilt table would take its children's rows along.
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


def _engine(place: Place, base: Path | None, parameters: str, *pragmas: str) -> Engine:
    made = partial(connect, place, base or place.base, parameters, *pragmas)
    return _over(StaticPool(made, dialect=_dialect()))


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
    return LRUCache(STATEMENTS)


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
