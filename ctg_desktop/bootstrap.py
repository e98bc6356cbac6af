"""The composition root: builds what the program needs and hands it over.

The only module that knows the storage. Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ctg_desktop.paths import DataFolder, asked_folder

if TYPE_CHECKING:
    from ctg_desktop.errors import StorageError
    from ctg_desktop.ports import (
        BackupInfo,
        Clock,
        CopyContent,
        EarlyReader,
        Rebuilt,
        Storage,
        Tick,
        UnitOfWork,
        Verification,
        Warn,
    )
    from db.lifecycle.opening import OpenedFolder


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
        from db.lifecycle.creating import new_folder

        making = new_folder(folder, person=person, clock=clock, demonstration=demonstration)
        with making as opened, _in_use(opened, clock) as uow:
            yield uow

    def look_into_folder(self, folder: Path, *, clock: Clock) -> EarlyReader | None:
        """Hold a folder and read it; see `Storage.look_into_folder`."""
        from db.reading.window_reader import open_held

        return open_held(folder, clock)

    @contextmanager
    def open(
        self,
        folder: Path,
        *,
        clock: Clock,
        read_only: bool,
        warn: Warn,
        tick: Tick,
        early: EarlyReader | None = None,
    ) -> Iterator[UnitOfWork]:
        """Open a folder; `warn` is told what a person should know about the place.

        `tick` is told how far bringing it up to date is, when another version wrote it; `early`
        holds the folder already; it is let go, or stays as it is where the folder cannot be opened.

        Raises:
            StorageError: the folder cannot be opened as asked.
        """
        from ctg_desktop.folder.scratch import sweep_scratch
        from db.lifecycle.opening import open_folder

        sweep_scratch()
        entered = early.entered if early is not None else None
        opened = open_folder(folder, clock=clock, read_only=read_only, tick=tick, entered=entered)
        if early is not None:
            early.let_go()
        with _in_use(opened, clock) as uow:
            if opened.folder.is_shared and not read_only:
                warn(
                    "Ce dossier est sur un partage ou un disque synchronisé : n’y travaillez "
                    "pas à plusieurs à la fois, et gardez des copies de sécurité."
                )
            yield uow

    @contextmanager
    def glancing(
        self, folder: Path, *, clock: Clock, warn: Warn, tick: Tick
    ) -> Iterator[UnitOfWork]:
        """Open a folder to read little of it; see `Storage.glancing`."""
        from db.reading.early import UnheldFolder, open_unheld

        with ExitStack() as stack:

            def open_wholly() -> UnitOfWork:
                opening = self.open(folder, clock=clock, read_only=True, warn=warn, tick=tick)
                return stack.enter_context(opening)

            early = open_unheld(folder)
            if early is None:
                yield open_wholly()
            else:
                stack.callback(early.close)
                yield cast("UnitOfWork", UnheldFolder(early, open_wholly))

    def told(self, folder: Path, error: Exception) -> StorageError | None:
        """Return the French error for one that concerns the base; see `Storage.told`."""
        from db.error_map import told_of_base

        return told_of_base(error, folder)

    def is_shared(self, folder: Path) -> bool:
        """Whether a place is on a network share, or synchronised with other computers."""
        from db.folder.places import is_shared

        return is_shared(folder)

    def backups(self, folder: Path, place: Path | None = None) -> list[BackupInfo]:
        """Return the safety copies of a folder, newest first."""
        from db.folder.copies import backups, every_copy
        from db.folder.places import place_at

        data = place_at(folder)
        return every_copy(data) if place is None else backups(data, place)

    def backup_at(self, folder: Path, file: Path) -> BackupInfo:
        """Return what a safety copy of a folder is that stands anywhere."""
        from db.folder.copies import copy_at
        from db.folder.places import place_at

        return copy_at(place_at(folder), file)

    def check_backup(
        self, folder: Path, backup: BackupInfo, *, clock: Clock, tick: Tick
    ) -> Verification:
        """Check a safety copy fully; the result is noted beside it."""
        from db.folder.places import place_at
        from db.recovery.restoring import check

        return check(place_at(folder), backup, clock=clock, tick=tick)

    def look_into(
        self, folder: Path, backup: BackupInfo, *, clock: Clock, tick: Tick
    ) -> CopyContent:
        """Check a safety copy fully, and return what restoring it would change."""
        from db.folder.places import place_at
        from db.recovery.restoring import look_into

        return look_into(place_at(folder), backup, clock=clock, tick=tick)

    def restore(self, folder: Path, backup: BackupInfo, *, clock: Clock) -> Path:
        """Put a safety copy in the place of the base; return where the base was put aside.

        Raises:
            StorageError: nothing was changed.
        """
        from db.folder.places import place_at
        from db.recovery.restoring import restore

        return restore(place_at(folder), backup, clock=clock)

    def rebuild(self, folder: Path, *, clock: Clock, tick: Tick) -> Rebuilt:
        """Rebuild the base from the readable part of its log; the old one is put aside."""
        from db.folder.places import place_at
        from db.recovery.restoring import rebuild

        return rebuild(place_at(folder), clock=clock, tick=tick)

    def put_aside(self, folder: Path) -> list[Path]:
        """Return the bases of a folder that others replaced, the last one first."""
        from db.folder.places import place_at
        from db.recovery.restoring import put_aside

        return put_aside(place_at(folder))

    @contextmanager
    def former(self, folder: Path, base: Path, *, clock: Clock) -> Iterator[UnitOfWork]:
        """Read a base that was put aside, or a safety copy, as far as its log can be read."""
        from db.folder.places import place_at
        from db.recovery.restoring import former_base

        opening = former_base(place_at(folder), base, clock=clock)
        with opening as opened, _in_use(opened, clock) as uow:
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


EXCHANGE_SUFFIX = ".ctg"


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """The window was asked for.

    `donnees` is the folder given, if any; `exchange` the exchange file that was opened by a
    double click.
    """

    donnees: Path | None = None
    is_read_only: bool = False
    exchange: Path | None = None


def window_asked(words: Sequence[str]) -> WindowRequest | None:
    """Return how the window was asked for; None when the words are for the command line."""
    donnees: Path | None = None
    is_read_only = False
    exchange: Path | None = None
    rest = iter(words)
    for word in rest:
        name, _, value = word.partition("=")
        if word == "--lecture-seule":
            is_read_only = True
        elif name == "--donnees":
            value = value or next(rest, "")
            if not value or value.startswith("--"):
                return None
            donnees = Path(value)
        elif word.lower().endswith(EXCHANGE_SUFFIX) and not word.startswith("-"):
            exchange = Path(word)
        else:
            return None
    return WindowRequest(donnees, is_read_only, exchange)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return the exit code: 0 done, 1 a sentence was said, 2 wrong usage."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        if (asked := window_asked(given)) is not None:
            return _show_window(asked, os.environ)
        from ctg_desktop.cli.program import run
    except KeyboardInterrupt:  # before there is anything to say it with
        return 1

    if arguments is None:
        _collect_rarely()
    return run(given, SqliteStorage(), SystemClock(), os.environ, Trials())


def _collect_rarely() -> None:
    """Collect cycles as suits a process that runs one command.

    What is imported, some 50 000 objects, stays for good: going through it meanwhile, and once
    more to take all apart before the process ends, takes a fifth of a short command.
    """
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)


class Trials:
    """Tries for `--auto-test` what the command line does not know; imported when asked alone."""

    def migrate(self, folder: Path) -> None:
        """Run every step of the schema on an empty base."""
        from db.migrations.runner import try_all

        folder.mkdir()
        try_all(DataFolder(folder))

    def show(self, storage: Storage, clock: Clock, folder: Path) -> None:
        """Show the window on a folder, then close it."""
        from ui.self_check import show_window

        show_window(storage, clock, folder)

    def read(self, document: Path, words: str) -> None:
        """Find words in a printed document."""
        from ui.self_check import read_document

        read_document(document, words)

    def check_connections(self) -> None:
        """Look whether this process has a socket of the network."""
        from ui.self_check import check_connections

        check_connections()


def _show_window(asked: WindowRequest, environ: Mapping[str, str]) -> int:
    """Open the window and return when it is closed; where none can be, say so in a sentence."""
    from ui.display import obstacle

    gc.disable()  # what is imported stays for good; see `ui.garbage_collector` for what comes after

    found = obstacle(environ)
    if found is None:
        try:
            from ui.pyside_startup import spare_sources

            spare_sources()
            from ui.app import Start, run
        except ImportError as error:  # a library of the system that Qt itself needs
            if (error.name or "").startswith(("ui", "ctg_desktop")) or ".so" not in str(error):
                raise
            found = f"il manque {str(error).partition(':')[0]} à ce système"
        else:
            folder = asked_folder(asked.donnees, environ)
            start = Start(folder, asked.is_read_only, asked.exchange)
            return run(SqliteStorage(), SystemClock(), start)
    from ctg_desktop.cli.output import remark
    from ctg_desktop.cli.program import speak_utf8
    from ctg_desktop.paths import command_name

    speak_utf8()
    remark(
        f"La fenêtre ne peut pas s’ouvrir : {found} ; la ligne de commande, elle, n’en "
        f"a pas besoin : « {command_name()} --aide » la présente."
    )
    return 1
