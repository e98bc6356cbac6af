"""The program from start to end, with its real windows, in this process."""

from __future__ import annotations

from pathlib import Path

from shiboken6 import isValid

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.folder.policy import Policy
from ctg_desktop.folder.settings import preferences_file
from ctg_desktop.ports import Clock, Storage
from tests.support.app import NOON
from tests.support.sites import TurnedClock
from tests.support.window import settled
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.preferences import PreferencesStore
from ui.program import Program


class Run:
    """One start of the program; `close` as a person closes the window, then `end`."""

    def __init__(
        self,
        clock: Clock | None = None,
        policy: Policy | None = None,
        storage: Storage | None = None,
    ) -> None:
        preferences = PreferencesStore(preferences_file())
        self.program = Program(
            storage or SqliteStorage(), clock or TurnedClock(NOON), preferences, policy
        )
        self.endings = 0
        self.program.ended.connect(self._count)

    def _count(self) -> None:
        self.endings += 1

    def begin(
        self, folder: Path | None, *, read_only: bool = False, exchange: Path | None = None
    ) -> Run:
        """Start on a folder, and wait until nothing is under way."""
        assert self.program.begin(folder, read_only=read_only, exchange=exchange)
        self.settle()
        return self

    def settle(self) -> None:
        """Let the window work until no job is under way."""
        settled(lambda: self.program.desk is not None and self.program.desk.is_busy)

    @property
    def window(self) -> MainWindow:
        """The window on screen."""
        assert self.program.window is not None
        return self.program.window

    @property
    def desk(self) -> Desk:
        """The desk behind the window."""
        assert self.program.desk is not None
        return self.program.desk

    def close(self) -> None:
        """Close the window as a person does, and wait until all is over."""
        self.window.close()
        self.settle()

    def end(self) -> None:
        """End the program, whatever its state; ending twice does no harm."""
        if not isValid(self.program):
            return
        self.program.end()
        self.program.preferences.flush()
        self.program.deleteLater()
