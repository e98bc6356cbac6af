"""Taking back the last safety copy from the opening screen: looked at, asked once, then done."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ctg_desktop.errors import CtgError
from ctg_desktop.ports import untold
from ctg_desktop.typography import counted, long_date
from ui.desk import Desk
from ui.dialogs.question import Asked, QuestionDialog
from ui.flow import Steps, answered

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
        """Look for the newest copy that is sound, ask about it, and put it in place."""
        self._desk.flow(
            self._steps(), owner=self, failed=lambda error: self._screen.tell(error.sentence)
        )

    def _steps(self) -> Steps:
        desk, storage, clock = self._desk, self._storage, self._clock
        folder = desk.folder
        found = yield desk.pressing(lambda: _newest_sound(storage, folder, clock))
        if found is None:
            self._screen.tell(_NONE_IS_SOUND)
        elif (yield answered(QuestionDialog(_question(found), self._screen))):
            yield desk.pressing(lambda: storage.restore(folder, found, clock=clock))
            desk.open()


_NONE_IS_SOUND = (
    "Aucune copie de sécurité en bon état à côté de ces données. Si vous en avez une ailleurs, "
    "demandez de l’aide pour la remettre en place."
)


def _question(found: BackupInfo) -> Asked:
    made_at = found.made_at.astimezone()
    return Asked(
        "Reprendre cette copie de sécurité ?",
        f"La dernière copie en bon état date du {long_date(made_at.date())} à "
        f"{made_at.hour} h {made_at.minute:02d} et contient "
        f"{counted(found.actions, 'action')}. Ce qui a été noté après n’y est pas. La base "
        "actuelle est mise de côté, pas effacée.",
        go_on="Reprendre cette copie",
        keep="Ne rien changer",
    )


def _newest_sound(storage: Storage, folder: Path, clock: Clock) -> BackupInfo | None:
    for copy in storage.backups(folder):
        with suppress(CtgError):
            if not storage.check_backup(folder, copy, clock=clock, tick=untold).problems:
                return copy
    return None
