"""A bare base beside ours: the same library, settings and disk, and nothing of our code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA cache_size = -32000",
)
"""What `db.engine` says to a base that is written."""


@contextmanager
def raw_copy(folder: Path | str, **tables: str) -> Iterator[Any]:
    """Give a connection to a new base that holds the rows of tables of ours, without any index.

    Each table is given with the type of its key, `id`; the base stands on the same disk.
    """
    base = Path(folder) / "ctg.sqlite"
    path = base.with_name("brute.sqlite")
    _remove(path)
    connection = dbapi2.connect(str(path), isolation_level=None)
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.execute("ATTACH ? AS ours", (str(base),))
        for table, key in tables.items():
            found = connection.execute(f'PRAGMA ours.table_info("{table}")').fetchall()
            others = ", ".join(f'"{row[1]}"' for row in found if row[1] != "id")
            connection.execute(f'CREATE TABLE "{table}" (id {key} PRIMARY KEY, {others})')
            connection.execute(f'INSERT INTO "{table}" SELECT id, {others} FROM ours."{table}"')
        connection.execute("DETACH ours")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        yield connection
    finally:
        connection.close()
        _remove(path)


@contextmanager
def bare_driver() -> Iterator[None]:
    """Take away for a block what `db.driver` taught the driver, which is for the whole process."""
    taught = dict(dbapi2.adapters)
    dbapi2.adapters.clear()
    try:
        yield
    finally:
        dbapi2.adapters.update(taught)


@contextmanager
def raw_reading(folder: Path | str) -> Iterator[Any]:
    """Give a connection that reads our base and nothing else."""
    connection = dbapi2.connect(f"file:{Path(folder) / 'ctg.sqlite'}?mode=ro", uri=True)
    try:
        connection.execute("PRAGMA cache_size = -32000")
        yield connection
    finally:
        connection.close()


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
