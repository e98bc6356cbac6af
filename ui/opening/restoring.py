"""Taking back the last safety copy from the opening screen: looked at, asked once, then done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ctg_desktop.errors import CtgError
from ctg_desktop.typography import long_date, number
from ui.desk import Desk
from ui.dialogs.question import Asked, ask

if TYPE_CHECKING:
    from ctg_desktop.ports import BackupInfo, Clock, Storage
    from ui.opening.screen import OpeningScreen


class Restoring(QObject):
    """Belongs to the screen; the folder opens when it is done."""

    def __init__(self, desk: Desk, storage: Storage, clock: Clock, screen: OpeningScreen) -> None:
        """Look at nothing yet."""
        super().__init__(screen)
        self._desk = desk
        self._storage = storage
        self._clock = clock
        self._screen = screen

    def begin(self) -> None:
        """Look for the newest copy that is sound, and ask about it."""
        folder = self._desk.folder
        self._desk.press(
            lambda: self._storage.newest_backup(folder, clock=self._clock),
            self._ask,
            owner=self,
            failed=self._fail,
        )

    def _ask(self, found: BackupInfo | None) -> None:
        if found is None:
            self._screen.tell(
                "Aucune copie de sécurité en bon état à côté de ces données. Si vous en avez une "
                "ailleurs, demandez de l’aide pour la remettre en place."
            )
            return
        made_at = found.made_at.astimezone()
        actions = f"{number(found.actions)} action{'s' if found.actions > 1 else ''}"
        ask(
            Asked(
                "Reprendre cette copie de sécurité\u202f?",
                f"La dernière copie en bon état date du {long_date(made_at.date())} à "
                f"{made_at.hour}\u00a0h\u00a0{made_at.minute:02d} et contient {actions}. Ce qui a "
                "été noté après n’y est pas. La base actuelle est mise de côté, pas effacée.",
                go_on="Reprendre cette copie",
                keep="Ne rien changer",
            ),
            self._screen,
            lambda: self._restore(found),
            lambda: None,
        )

    def _restore(self, backup: BackupInfo) -> None:
        folder = self._desk.folder

        def restored(_aside: Path) -> None:
            self._desk.open()

        self._desk.press(
            lambda: self._storage.restore(folder, backup, clock=self._clock),
            restored,
            owner=self,
            failed=self._fail,
        )

    def _fail(self, error: CtgError) -> None:
        self._screen.tell(error.sentence)
