"""Taking back a safety copy from the opening screen: chosen among all, then put in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.desk import Desk
from ui.dialogs.copy_choice import CopyChoiceDialog
from ui.dialogs.copy_columns import dated
from ui.flow import Steps, answered

if TYPE_CHECKING:
    from ctg_desktop.ports import BackupInfo, CopyContent
    from ui.opening.screen import OpeningScreen


def take_back(desk: Desk, copy: BackupInfo, content: CopyContent) -> Steps:
    """Put a copy in the place of the base of a folder that is not open.

    What the steps return is the sentence that says so.
    """
    aside = yield desk.pressing(lambda: desk.storage.restore(desk.folder, copy, clock=desk.clock))
    again = ""
    if content.returning:
        people = ", ".join(content.returning)
        again = f" Les données de {people}, effacées depuis, y sont de nouveau : effacez-les."
    return f"Copie du {dated(copy)} reprise. La base d’avant est dans « {aside} ».{again}"


class Restoring(QObject):
    """Belongs to the screen; the folder opens when it is done."""

    restored = Signal(str)
    """The sentence that says which copy was taken back."""

    def __init__(self, desk: Desk, screen: OpeningScreen) -> None:
        """Look at nothing yet."""
        super().__init__(screen)
        self._desk = desk
        self._screen = screen

    def begin(self) -> None:
        """Let the person choose a copy, put it in place, and open the folder."""
        self._desk.flow(
            self._steps(), owner=self, failed=lambda error: self._screen.tell(error.sentence)
        )

    def _steps(self) -> Steps:
        dialog = CopyChoiceDialog(self._desk, self._screen)
        is_agreed = yield answered(dialog)
        copy, content = dialog.chosen, dialog.content
        if is_agreed and copy is not None and content is not None:
            self.restored.emit((yield from take_back(self._desk, copy, content)))
            self._desk.open()
