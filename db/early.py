"""Reading the first list of a folder before it is open wholly, and before SQLAlchemy is imported.

A folder is looked into when there is nothing to mend, to bring up to date or to copy: on a disk
of this computer, of this very version, held by us from then on. Whatever else it is, opening it
in its usual order (`db.opening`) says so. What is read is what the open folder would say: the
same statements, compiled ahead (`make sql`), and nobody writes meanwhile.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from sqlcipher3 import dbapi2

from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.domain.views import ActionLine, ActionQuery
from ctg_desktop.errors import StorageError
from ctg_desktop.ports import Clock, Installation, UnreadYetError
from db import identity, loading
from db.compiled import MARK, SCHEMA, STATEMENTS
from db.driver import APPLICATION_ID, FROZEN, READING, connect
from db.hold import Hold, hold
from db.places import Place, place_at

E = TypeVar("E", bound=Entity)

READ: tuple[type[Entity], ...] = (Convention, Territoire)
"""The entities that say who works in a folder, and in which words."""


def lines_key(*, descending: bool) -> str:
    """Return the name of the statement that lists all living actions by reference."""
    return "lines descending" if descending else "lines"


def rows_key(entity: str, *, by_id: bool) -> str:
    """Return the name of the statement that reads rows by identity, or all living ones."""
    return f"{entity} by id" if by_id else entity


def members_key(entity: str, field: str) -> str:
    """Return the name of the statement that reads the members of some rows."""
    return f"{entity}.{field}"


class EarlyFolder:
    """A folder that is held and looked into; it belongs to one thread until `close`."""

    is_read_only = False

    def __init__(self, driver: Any, held: Hold, installation: Installation) -> None:
        """Read through an open connection, whose folder is held."""
        self._driver = driver
        self._hold: Hold | None = held
        self.installation = installation

    def let_go(self) -> Hold | None:
        """Close the connection and hand over the hold; None when somebody has it already."""
        self._driver.close()
        held, self._hold = self._hold, None
        return held

    def close(self) -> None:
        """Let the folder go, unless it was handed over; closing twice does no harm."""
        if (held := self.let_go()) is not None:
            held.release()

    # --- reading ----------------------------------------------------------------------

    def get(self, cls: type[E], row_id: str) -> E | None:
        """Return one row, deleted or not; None when it does not exist."""
        found = self.rows(cls, ids=[row_id], deleted=None)
        return found[0] if found else None

    def rows(
        self,
        cls: type[E],
        *,
        ids: Collection[str] | None = None,
        deleted: bool | None = False,
        **more: object,
    ) -> list[E]:
        """Return some rows whatever their state, or all that live; see `Reader.rows`."""
        if any(more.values()) or deleted is not (False if ids is None else None):
            raise UnreadYetError
        given = () if ids is None else (json.dumps([*ids]),)
        rows = self._read(rows_key(cls.TYPE.name, by_id=ids is not None), given)
        return loading.load(self._driver, cls, rows, _members_sql)

    def actions(self, query: ActionQuery, today: date) -> list[ActionLine]:
        """Return the first lines of the list of all, by reference; see `Reader.actions`."""
        asked = ActionQuery(limit=query.limit, descending=query.descending)
        if query != asked or query.limit is None:
            raise UnreadYetError
        found = self._read(lines_key(descending=query.descending), (query.limit,))
        return [loading.line(SimpleNamespace(**row), today) for row in found]

    def _read(self, statement: str, given: tuple[Any, ...]) -> list[dict[str, Any]]:
        found = self._driver.execute(_statement(statement), given)
        columns = [column for column, *_ in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found]

    def __getattr__(self, name: str) -> Any:
        """Leave all else to the folder that is open wholly."""
        raise UnreadYetError(name)


def look_into(path: Path, clock: Clock) -> EarlyFolder | None:
    """Hold a folder and look into it; None where opening it has more to do than to check it."""
    with suppress(OSError, StorageError, dbapi2.Error):
        folder = place_at(path)
        if not _is_plain(folder):
            return None
        memory = identity.remembered(folder)
        held = hold(folder, person=memory.person if memory else "", now=clock.now())
        found = None
        try:
            found = _early(folder, held)
        finally:
            if found is None:
                held.release()
        return found
    return None


def _is_plain(folder: Place) -> bool:
    if folder.is_shared or not folder.base.is_file() or not os.access(folder.base, os.W_OK):
        return False
    journal = folder.base.with_name(f"{folder.base.name}-journal")
    return not journal.exists() and folder.base.stat().st_size > 0


def _early(folder: Place, held: Hold) -> EarlyFolder | None:
    if not _is_ours(folder):
        return None
    driver = connect(folder, folder.base, READING)
    installation = None
    try:
        installation = _installation(driver)
    finally:
        if installation is None:
            driver.close()
    return EarlyFolder(driver, held, installation) if installation is not None else None


def _is_ours(folder: Place) -> bool:
    """Whether the header is ours, read without opening the files beside the base."""
    with closing(connect(folder, folder.base, FROZEN)) as driver:
        return bool(driver.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,))


def _installation(driver: Any) -> Installation | None:
    """Return who works in a base of ours and of this version; None for any other one."""
    if driver.execute("PRAGMA user_version").fetchone() != (MARK,):
        return None
    versions = driver.execute("SELECT version_num FROM alembic_version").fetchall()
    found = driver.execute(
        "SELECT incarnation, person, structure, demonstration FROM installation"
    ).fetchall()
    if versions != [(SCHEMA,)] or len(found) != 1:
        return None
    incarnation, person, structure, demonstration = found[0]
    return Installation(incarnation, person, structure, demonstration=bool(demonstration))


def _statement(name: str) -> str:
    if name not in STATEMENTS:
        raise UnreadYetError(name)
    return STATEMENTS[name]


def _members_sql(entity: str, field: str) -> str:
    return _statement(members_key(entity, field))
