"""The check of a base that is being read: on any thread, with a connection of its own.

It tells only whether the base is sound; opening a damaged one fully (`db.lifecycle.opening`) says
what is wrong with it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import closing, suppress
from typing import Any

from ctg_desktop.ports import CancelledError
from db.driver import ERRORS, READING, SMALL_CACHE, connect
from db.folder.places import Place
from db.reading import compiled

COLUMNS = (
    "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c"
    " WHERE t.type = 'table' AND t.sql NOT LIKE 'CREATE VIRTUAL%'"
)
"""The statement that finds each column of each table, less those of the search index."""

_PATIENCE_SECONDS = 0.02
"""How long an interrupted check may take to notice, before it is interrupted again."""


class Examination:
    """What opening a folder checks, and tidies where it is held; it is carried out once."""

    def __init__(self, folder: Place, *, is_held: bool) -> None:
        """Do nothing yet."""
        self._folder = folder
        self._is_held = is_held
        self._turn = threading.Lock()
        self._driver: Any = None
        self._is_stopped = False
        self.found: bool | None = None
        """Whether the base is sound; None as long as nobody knows."""

    def carry_out(self) -> bool:
        """Return whether the base is sound; concurrent callers wait for the first one's result.

        Raises:
            CancelledError: it was stopped.
        """
        with self._turn:
            if self.found is None:
                self.found = self._carried_out()
                if self._is_held:
                    self._tidy()
            return self.found

    def stop(self) -> None:
        """End what is under way, and wait for its end."""
        self._is_stopped = True
        while not self._turn.acquire(timeout=_PATIENCE_SECONDS):
            driver = self._driver
            if driver is not None:
                with suppress(*ERRORS):  # it may be closed by now
                    driver.interrupt()
        self._turn.release()

    def _tidy(self) -> None:
        from ctg_desktop.folder.scratch import sweep_scratch  # which the first list needs not
        from db.folder.tidying import tidy

        sweep_scratch()
        with suppress(OSError):  # opening the folder fully tells what refuses
            tidy(self._folder)

    def _carried_out(self) -> bool:
        if self._is_stopped:
            raise CancelledError
        try:
            reading = connect(self._folder, self._folder.base, READING, SMALL_CACHE)
            with closing(reading) as self._driver:
                return is_sound(self._driver, compiled.TABLES)
        except ERRORS:
            if self._is_stopped:
                raise CancelledError from None
            return False
        finally:
            self._driver = None


def is_sound(driver: Any, columns: Mapping[str, str]) -> bool:
    """Whether each table is there, can be read whole, and each row that another names as well.

    `columns` are those of each table, separated by spaces; there may be more of both.
    """
    expected = {(table, name) for table, names in columns.items() for name in names.split()}
    if not expected <= set(driver.execute(COLUMNS)):
        return False
    for statement, sound in (("quick_check(1)", ("ok",)), ("foreign_key_check", None)):
        if driver.execute(f"PRAGMA {statement}").fetchone() != sound:
            return False
    return True
