"""What a command works with: the data folder, the clock, and how to speak of progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ctg_desktop.errors import CtgError, ReadOnlyError
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import untold
from ctg_desktop.version import version

if TYPE_CHECKING:
    from ctg_desktop.ports import Clock, Storage, Tick, UnitOfWork


class Trials(Protocol):
    """How `--auto-test` tries the window and the storage, which this package may not import."""

    def migrate(self, folder: Path) -> None:
        """Run every step of the schema on an empty base, in a folder that is not there yet.

        Raises:
            StorageError: a step fails, or is not there.
        """

    def show(self, storage: Storage, clock: Clock, folder: Path) -> None:
        """Show the window on a folder, then close it.

        Raises:
            StorageError: it does not open, or shows nothing.
        """

    def read(self, document: Path, words: str) -> None:
        """Find words in a printed document.

        Raises:
            StorageError: they are not there.
        """

    def check_connections(self) -> None:
        """Look whether this process has a socket of the network.

        Raises:
            StorageError: it has one.
        """


@dataclass(slots=True)
class Session:
    """One run of the command line.

    `command` is its word, for the journal; `is_chosen` tells that the person named the data
    folder, `shows_progress` that long work says how far it is on the error output,
    `trials` are how the window and the storage are tried by `--auto-test`,
    `is_writing` that the command has begun to write.
    """

    storage: Storage
    clock: Clock
    folder: Path
    command: str = ""
    is_chosen: bool = False
    is_read_only: bool = False
    shows_progress: bool = False
    trials: Trials | None = None
    is_writing: bool = field(default=False, init=False)
    _last_shown: float = field(default=0.0, init=False)

    @property
    def now(self) -> datetime:
        """The present instant, aware."""
        return self.clock.now()

    @property
    def today(self) -> date:
        """The present day where the person is."""
        return self.now.astimezone().date()

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """Open the folder for reading alone, be it open elsewhere."""
        with self._opened(read_only=True) as uow:
            yield uow

    @contextmanager
    def glancing(self) -> Iterator[UnitOfWork]:
        """Open the folder for reading little; see `Storage.glancing`."""
        opening = self.storage.glancing(
            self.folder, clock=self.clock, warn=warn_on_error_output, tick=self.tick
        )
        with opening as uow, self._journal():
            _speak(uow)
            yield uow

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """Open the folder for writing.

        Raises:
            ReadOnlyError: `--lecture-seule` was asked.
        """
        self.begin_to_write()
        with self._opened(read_only=False) as uow:
            yield uow

    @contextmanager
    def creating(self, *, person: str, demonstration: bool = False) -> Iterator[UnitOfWork]:
        """Make the folder, for `person`.

        Raises:
            ReadOnlyError: `--lecture-seule` was asked.
        """
        self.begin_to_write()
        with self.storage.create(
            self.folder, person=person, clock=self.clock, demonstration=demonstration
        ) as uow:
            yield uow

    def learn_words(self) -> None:
        """Say the levels as the folder does, if one is there and can be read."""
        if not self.has_folder:
            return
        with (
            suppress(CtgError),
            self.storage.glancing(
                self.folder,
                clock=self.clock,
                warn=lambda _sentence: None,
                tick=untold,
            ) as uow,
        ):
            _speak(uow)

    def begin_to_write(self) -> None:
        """Note that something is going to be written.

        Raises:
            ReadOnlyError: `--lecture-seule` was asked.
        """
        self.is_writing = True
        if self.is_read_only:
            raise ReadOnlyError(
                "Avec --lecture-seule on consulte sans rien changer : rien n’a été modifié. "
                "Recommencez sans cette option."
            )

    @contextmanager
    def _opened(self, *, read_only: bool) -> Iterator[UnitOfWork]:
        opening = self.storage.open(
            self.folder,
            clock=self.clock,
            read_only=read_only,
            warn=warn_on_error_output,
            tick=self.tick,
        )
        with opening as uow, self._journal():
            _speak(uow)
            yield uow

    @contextmanager
    def _journal(self) -> Iterator[None]:
        """Note in the folder's journal what runs, how long, and what kind of error ends it."""
        from ctg_desktop.folder.logs import close_journal, logger, open_journal

        logs = DataFolder(self.folder).logs
        handler = None if self.is_read_only else open_journal(logs)
        begun = time.monotonic()
        outcome = "terminé"
        try:
            yield
        except BaseException as error:
            outcome = type(error).__name__
            raise
        finally:
            duration_ms = round((time.monotonic() - begun) * 1000)
            logger().info("%s %s : %s, %d ms", version(), self.command, outcome, duration_ms)
            close_journal(handler)

    @property
    def has_folder(self) -> bool:
        """Whether there are data in the folder, or once were."""
        return DataFolder(self.folder).is_used

    @property
    def tick(self) -> Tick:
        """What long work calls to say how far it is."""
        return self._show if self.shows_progress else untold

    def _show(self, what: str, done: int, total: int) -> None:
        is_over = done >= total
        if not is_over and time.monotonic() - self._last_shown < 0.1:
            return
        self._last_shown = time.monotonic()
        is_terminal = sys.stderr.isatty()
        line = f"{what} : {done} sur {total}"
        end = "\n" if is_over or not is_terminal else ""
        with suppress(OSError):  # nobody to tell
            print(f"\r\x1b[K{line}" if is_terminal else line, end=end, file=sys.stderr, flush=True)


def _speak(uow: UnitOfWork) -> None:
    """Say the levels of the strategy as the folder's convention does."""
    from ctg_desktop.domain.convention import Convention
    from ctg_desktop.domain.levels import speak

    speak(next(iter(uow.rows(Convention)), None))


def warn_on_error_output(sentence: str) -> None:
    """Tell something that does not stop the work."""
    print(sentence, file=sys.stderr)
