"""The composition root: builds what the program needs and hands it over.

The only module that knows the storage. Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ctg_desktop.errors import DiskFullError
from ctg_desktop.paths import DataFolder

if TYPE_CHECKING:
    from ctg_desktop.ports import Clock, UnitOfWork, Warn
    from db.opening import OpenedFolder


class SystemClock:
    """The clock of the computer."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC)


class SqliteStorage:
    """Makes and opens data folders."""

    @contextmanager
    def create(
        self, folder: Path, *, person: str, clock: Clock, demonstration: bool = False
    ) -> Iterator[UnitOfWork]:
        """Make a folder and open it; when the block fails, nothing of it is left.

        Raises:
            StorageError: the folder cannot be made.
        """
        from db.opening import create_folder, open_folder

        was_there = folder.exists()
        try:
            create_folder(folder, person=person, clock=clock, demonstration=demonstration)
        except DiskFullError:  # held and reserved, but without room for a base
            _discard(DataFolder(folder), with_folder=not was_there)
            raise
        try:
            with _in_use(open_folder(folder, clock=clock), clock) as uow:
                yield uow
        except BaseException:
            _discard(DataFolder(folder), with_folder=not was_there)
            raise

    @contextmanager
    def open(
        self, folder: Path, *, clock: Clock, read_only: bool, warn: Warn
    ) -> Iterator[UnitOfWork]:
        """Open a folder; `warn` is told what a person should know about the place.

        Raises:
            StorageError: the folder cannot be opened as asked.
        """
        from db.opening import open_folder

        opened = open_folder(folder, clock=clock, read_only=read_only)
        with _in_use(opened, clock) as uow:
            if opened.is_shared and not read_only:
                warn(
                    "Ce dossier est sur un partage ou un disque synchronisé\u00a0: n’y travaillez "
                    "pas à plusieurs à la fois, et gardez des copies de sécurité."
                )
            yield uow


@contextmanager
def _in_use(opened: OpenedFolder, clock: Clock) -> Iterator[UnitOfWork]:
    """Work in an open folder, then close it; damage that only reading finds is told in French.

    What the system says of other files (a printed sheet, a logo) is none of the base's errors.
    """
    from db.error_map import french_errors
    from db.unit_of_work import SqliteUnitOfWork

    elsewhere: OSError | None = None
    with french_errors(opened.folder.path), opened, SqliteUnitOfWork(opened, clock) as uow:
        try:
            yield uow
        except OSError as error:
            elsewhere = error
    if elsewhere is not None:
        raise elsewhere


def _discard(folder: DataFolder, *, with_folder: bool) -> None:
    """Take away what `create` made, so that one may try again."""
    made = [folder.base, folder.memory, folder.lock, folder.holder]
    made += [folder.base.with_name(folder.base.name + suffix) for suffix in ("-wal", "-shm")]
    for path in made:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    if with_folder:
        with suppress(OSError):
            folder.path.rmdir()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return the exit code: 0 done, 1 a sentence was said, 2 wrong usage."""
    try:
        from ctg_desktop.cli.program import run
    except KeyboardInterrupt:  # before there is anything to say it with
        return 1

    given = sys.argv[1:] if arguments is None else arguments
    return run(given, SqliteStorage(), SystemClock(), os.environ)
