"""Connections of sqlcipher3, the only SQLite library of the process, as every base is opened.

The driver never opens a transaction by itself (`isolation_level=None`): whoever writes says BEGIN
IMMEDIATE. No event hook runs per statement: everything is set once, when the connection is made.
Nothing here needs SQLAlchemy, which takes as long to import as a window takes to open.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlcipher3 import dbapi2

from db.folder.places import Place

APPLICATION_ID = 0x43544744
"""The application id of our bases, in their header: « CTGD »."""

STATEMENTS = 250
"""How many are kept compiled: each choice of filters makes one of 80 kB, and there is no end of
them in a day's work."""

CACHE = "PRAGMA cache_size = -32000"

SMALL_CACHE = "PRAGMA cache_size = -2000"
"""For what only reads: the system keeps the pages as well, so it is as fast, in less memory."""

READING = "mode=ro"
"""Asks for a connection that reads a base while others may write it."""

FROZEN = "mode=ro&immutable=1"
"""Asks for a connection that reads a base which nobody can write, without any lock or file."""

ERRORS = (dbapi2.Error, UnicodeDecodeError)
"""What reading a damaged base raises: the library's own message may quote what cannot be read."""

_BUSY_SECONDS = 5.0
"""How long a statement waits for another reader or writer of the base."""

# `foreign_keys` and `synchronous` are those of the connection, never of the file.
_SAFE = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    CACHE,
    # What is replaced is overwritten in the pages that are written anyway.
    "PRAGMA secure_delete = FAST",
    "PRAGMA foreign_keys = ON",
)


# Otherwise the driver looks in each NULL that it is given for a way to store it, finds none, and
# goes on by an exception that nobody sees: most of the time of a row. This gives None back.
dbapi2.register_adapter(type(None), {}.get)


def engine_name() -> str:
    """Return what stores the data, with its version."""
    return f"SQLite {dbapi2.sqlite_version}"


def uri(path: Path, parameters: str) -> str:
    """Return SQLite's address of a file; `#`, `%`, `?`, accents and UNC paths are quoted."""
    named = quote(os.fsencode(path.absolute().as_posix()), safe="/:")
    return f"file://{'' if named.startswith('/') else '/'}{named}?{parameters}"


def connect(place: Place, base: Path, parameters: str, *pragmas: str) -> Any:
    """Return a connection to a base, which the caller closes.

    Raises:
        sqlcipher3.dbapi2.Error: it cannot be opened so.
    """
    connection = dbapi2.connect(
        uri(base, parameters),
        uri=True,
        isolation_level=None,
        timeout=_BUSY_SECONDS,
        cached_statements=STATEMENTS,
    )
    try:
        for pragma in (*_unlocked(place.key), *_SAFE, *pragmas):
            connection.execute(pragma)
    except ERRORS:
        connection.close()
        raise
    return connection


def _unlocked(key: bytes | None) -> tuple[str, ...]:
    """Return what comes before anything else is read.

    Temporary tables are as large as the base; in a file they would not be encrypted.
    """
    if key is None:
        return ("PRAGMA temp_store = FILE",)
    return f"PRAGMA key = \"x'{key.hex()}'\"", "PRAGMA temp_store = MEMORY"
