"""Reading a folder without SQLAlchemy: its rows and lists, or what one document says.

A folder is read so when there is nothing to mend, to bring up to date or to copy: on a disk
of this computer, of this very version. Whatever else it is, opening it in its usual order
(`db.lifecycle.opening`) says so. What is read is what the open folder would say: the same
statements, compiled ahead (`make sql`). The window holds the folder from then on, so that nobody
writes meanwhile; a command that only reads holds nothing, as one that opens it fully.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar

from ctg_desktop.domain.conditions import FieldCondition, Operator, meant_by_none
from ctg_desktop.domain.fields import Entity, Scalar
from ctg_desktop.domain.listing import ActionLine, ActionQuery
from ctg_desktop.errors import StorageError
from ctg_desktop.ports import Clock, Installation, UndoState, UnitOfWork, UnreadYetError
from db.driver import APPLICATION_ID, ERRORS, FROZEN, READING, SMALL_CACHE, connect
from db.folder.hold import Entered, Hold, hold
from db.folder.places import FileAtPath, Place, has_stable_inodes, place_at
from db.reading import loading
from db.reading.compiled import MARK, SCHEMA
from db.reading.examination import Examination
from db.reading.full_text import FullText, is_text_alone
from db.reading.group_order import put_in_order
from db.reading.lineage import has_gesture, last_number, lineage_of
from db.reading.loading import Asked, rows_sql
from db.reading.statements import (
    GROUPS,
    IDS,
    LINES,
    LINES_AMONG,
    listing_key,
    narrowed,
    statement,
    values_key,
)

if TYPE_CHECKING:
    from ctg_desktop.folder.keys import KeyRing
    from db.folder.identity import Memory

E = TypeVar("E", bound=Entity)
F = TypeVar("F", bound="EarlyFolder")


class EarlyFolder:
    """A folder that is read so; it belongs to one thread, but for `examine`."""

    is_read_only = False

    def __init__(
        self, folder: Place, driver: Any, held: Hold | None, installation: Installation
    ) -> None:
        """Read through an open connection, whose folder is held or not."""
        self._folder = folder
        self._driver = driver
        self._hold = held
        self.installation = installation
        self._examination = Examination(folder, is_held=held is not None)
        # Those of who looks: what is open fully later is open with them.
        self._keys = _usual_keys() if held is not None else None
        is_numbered = has_stable_inodes(folder.base.parent)
        self._base = FileAtPath(folder.base, is_numbered=is_numbered)

    @property
    def entered(self) -> Entered | None:
        """What opening the folder fully starts from; None where it is not held."""
        if self._hold is None or self._keys is None:
            return None
        is_sound = bool(self._examination.found)
        return Entered(self._hold, self._base, self._keys, is_sound=is_sound)

    def let_go(self) -> None:
        """Stop reading, and keep the hold for whoever opened the folder fully."""
        self._examination.stop()
        self._driver.close()
        self._hold = None

    def close(self) -> None:
        """Release the folder, unless it was handed over; closing twice does no harm."""
        held = self._hold
        self.let_go()
        if held is not None:
            held.release()

    def examine(self) -> bool:
        """Check the content, once, from any thread; see `EarlyReader.examine`."""
        return self._examination.carry_out()

    def is_settled(self, folder: Place, memory: Memory | None) -> bool:
        """Whether opening has nothing to write: no new life to begin, no birth to sign."""
        from db.folder import identity

        assert self._keys is not None  # it is held
        return identity.is_settled(self._driver, folder, memory, self._keys)

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
        where: Mapping[str, Scalar] | None = None,
        deleted: bool | None = False,
        conditions: Collection[FieldCondition] = (),
    ) -> list[E]:
        """Return rows; see `Reader.rows`."""
        filled = tuple(each.field for each in conditions if _is_filled(cls, each))
        if len(filled) < len(conditions):
            raise UnreadYetError
        asked = Asked(cls.TYPE.name, deleted, tuple(where or ()), ids is not None, filled)
        listed = () if ids is None else (json.dumps([*ids]),)
        with left_if_unreadable():
            found = self._driver.execute(rows_sql(asked), (*listed, *(where or {}).values()))
            return loading.load(self._driver, cls, found)

    def actions(self, query: ActionQuery, today: date) -> list[ActionLine]:
        """Return the lines that the query asks for, in its order; see `Reader.actions`."""
        is_whole = query.limit is None and not query.offset
        asked = replace(query, hidden=frozenset()) if is_whole else query
        with left_if_unreadable():
            if (
                asked.offset or asked.text.strip()
            ):  # what is skipped need not be joined to its names
                ids = self.action_ids(asked, today)
                return self.lines([row for row in ids if row not in query.hidden], today)
            listed = self._lines(*self._listing(LINES, asked, today), today)
            return [line for line in listed if line.id not in query.hidden]

    def lines(self, action_ids: Sequence[str], today: date) -> list[ActionLine]:
        """Return the lines of some actions; see `UnitOfWork.lines`."""
        with left_if_unreadable():
            among = {"ids": json.dumps(list(action_ids))}
            lines = {line.id: line for line in self._lines(statement(LINES_AMONG), among, today)}
            return [lines[row] for row in action_ids if row in lines]

    def action_ids(self, query: ActionQuery, today: date) -> list[str]:
        """Return the identities of the query's actions, in its order."""
        with left_if_unreadable():
            if is_text_alone(query):
                return FullText(self._driver).actions(query)
            return [row for (row,) in self._driver.execute(*self._listing(IDS, query, today))]

    def _listing(
        self, what: str, query: ActionQuery, today: date
    ) -> tuple[str, Mapping[str, Scalar]]:
        if query.sort in GROUPS:
            put_in_order(self._driver, query, statement(values_key(query.sort)))
        listing = listing_key(what, query)
        told, given = narrowed(listing, query, today, few=self._are_few(query))
        limit = -1 if query.limit is None else query.limit
        return told, {**given, "limit": limit, "offset": query.offset}

    def _lines(self, told: str, given: Mapping[str, Scalar], today: date) -> Iterator[ActionLine]:
        found = self._driver.execute(told, given)
        columns = [column for column, *_ in found.description]
        for row in found:
            named = SimpleNamespace(**dict(zip(columns, row, strict=True)))
            yield loading.line(named, today)

    def _are_few(self, query: ActionQuery) -> bool:
        """Whether few living actions hold the words of a query."""
        return bool(query.text.strip()) and FullText(self._driver).are_few(query.text)

    def undo_state(self) -> UndoState:
        """Return what undo would act on: nothing yet; see `UnitOfWork.undo_state`."""
        with left_if_unreadable():
            lineage = lineage_of(self._driver, self.installation.incarnation)
            last = last_number(self._driver, "gesture")
            return UndoState(None, None, has_older=has_gesture(self._driver, lineage, last))

    @property
    def last_change(self) -> int:
        """The number of the change that was added last, ours or not; 0 before the first."""
        with left_if_unreadable():
            return last_number(self._driver, "change")

    def __getattr__(self, name: str) -> Any:
        """Refuse anything else: only a folder that is open fully has it."""
        raise UnreadYetError(name)


def _usual_keys() -> KeyRing:
    from ctg_desktop.folder.keys import usual_keys

    return usual_keys(os.environ)


class UnheldFolder:
    """A folder read for one document: what `EarlyFolder` cannot read opens it fully, read-only."""

    is_read_only = True

    def __init__(self, early: EarlyFolder, open_wholly: Callable[[], UnitOfWork]) -> None:
        """Read through `early` first; the caller closes both."""
        self._early = early
        self._open_wholly = open_wholly
        self._whole: UnitOfWork | None = None

    @property
    def installation(self) -> Installation:
        """Who works here."""
        return self._early.installation

    def get(self, cls: type[E], row_id: str) -> E | None:
        """Return one row, deleted or not; None when it does not exist."""
        found = self.rows(cls, ids=[row_id], deleted=None)
        return found[0] if found else None

    def rows(self, cls: type[E], **asked: Any) -> list[E]:
        """Return rows; see `Reader.rows`."""
        if self._whole is None:
            with suppress(UnreadYetError):
                return self._early.rows(cls, **asked)
        return self._wholly().rows(cls, **asked)

    def actions(self, query: ActionQuery, today: date) -> list[ActionLine]:
        """Return lines; see `Reader.actions`."""
        if self._whole is None:
            with suppress(UnreadYetError):
                return self._early.actions(query, today)
        return self._wholly().actions(query, today)

    def __getattr__(self, name: str) -> Any:
        """Forward anything else to the folder that is open fully."""
        return getattr(self._wholly(), name)

    def _wholly(self) -> UnitOfWork:
        if self._whole is None:
            self._whole = self._open_wholly()
        return self._whole


def _is_filled(cls: type[Entity], condition: FieldCondition) -> bool:
    """Whether a condition is that a field holds anything, which its column tells by itself."""
    spec = cls.TYPE.fields[condition.field]
    is_plain = not spec.is_multiple and spec.choices is None and spec.goes_with is None
    return condition.operator is Operator.HAS and is_plain and meant_by_none(spec) is None


@contextmanager
def left_if_unreadable() -> Iterator[None]:
    """Turn driver errors into `UnreadYetError`: opening the folder fully says what is wrong."""
    try:
        yield
    except ERRORS as error:
        raise UnreadYetError from error


Make = Callable[[Place, Any, Hold | None, Installation], F]
"""Makes what reads a folder by a connection, be it held or not."""


def open_held(path: Path, clock: Clock, make: Make[F]) -> F | None:
    """Hold a folder and read it; None where opening it has more to do than check it."""
    from db.folder import identity  # and the log, which a command that only reads does without

    with suppress(OSError, StorageError, *ERRORS):
        folder = place_at(path)
        if not _is_plain(folder):
            return None
        memory = identity.remembered(folder)
        held = hold(folder, person=memory.person if memory else "", now=clock.now())
        found, is_settled = None, False
        try:
            found = _early(folder, held, make)
            is_settled = found is not None and found.is_settled(folder, memory)
        finally:
            if found is None:
                held.release()
            elif not is_settled:
                found.close()
        return found if is_settled else None
    return None


def open_unheld(path: Path) -> EarlyFolder | None:
    """Read a folder without holding it; None where opening it fully has more to do.

    It was checked as `db.lifecycle.checks` does it at each opening.
    """
    with suppress(OSError, StorageError, *ERRORS):
        folder = place_at(path)
        if _is_plain(folder) and os.access(folder.path, os.W_OK):
            found = _early(folder, None, EarlyFolder)
            is_sound = False
            try:
                is_sound = found is not None and found.examine()
            finally:
                if found is not None and not is_sound:
                    found.close()
            return found if is_sound else None
    return None


def _is_plain(folder: Place) -> bool:
    if folder.is_shared or not folder.base.is_file() or not os.access(folder.base, os.W_OK):
        return False
    journal = folder.base.with_name(f"{folder.base.name}-journal")
    return not journal.exists() and folder.base.stat().st_size > 0


def _early(folder: Place, held: Hold | None, make: Make[F]) -> F | None:
    if not _is_ours(folder):
        return None
    driver = connect(folder, folder.base, READING, SMALL_CACHE)
    installation = None
    try:
        installation = _installation(driver)
    finally:
        if installation is None:
            driver.close()
    if installation is None:
        return None
    return make(folder, driver, held, installation)


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
