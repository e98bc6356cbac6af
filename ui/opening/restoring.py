"""What the opening screen offers to replace the base by: a safety copy, or its own log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ctg_desktop.ports import CopyState
from ctg_desktop.typography import counted, noun
from ui.desk import Desk, Work
from ui.dialogs.copy_choice import CopyChoiceDialog
from ui.dialogs.copy_columns import dated
from ui.flow import Steps, answered

if TYPE_CHECKING:
    from ctg_desktop.ports import BackupInfo, CopyContent
    from ui.opening.screen import OpeningScreen


@dataclass(frozen=True, slots=True)
class Replaced:
    """What became of a base: the sentence that says so, and where the rest may be found.

    `has_more` tells that something was noted that the new base lacks, in the base that was put
    aside or in the copy `source`.
    """

    sentence: str
    has_more: bool = False
    source: Path | None = None


def take_back(desk: Desk, copy: BackupInfo, content: CopyContent) -> Steps:
    """Put a copy in the place of the base of a folder that is not open; return a `Replaced`."""
    aside = yield desk.pressing(lambda: desk.storage.restore(desk.folder, copy, clock=desk.clock))
    again = ""
    if content.returning:
        people = ", ".join(content.returning)
        again = f" Les données de {people}, effacées depuis, y sont de nouveau : effacez-les."
    told = f"Copie du {dated(copy)} reprise. La base d’avant est dans « {aside} ».{again}"
    return Replaced(told, has_more=content.lacking != 0)


def rebuild(desk: Desk, screen: OpeningScreen) -> Steps:
    """Rebuild the base of a folder that is not open from its log; return a `Replaced`."""
    storage, folder, clock = desk.storage, desk.folder, desk.clock

    def follow(work: Work) -> None:
        work.progressed.connect(screen.tell_progress)

    found = yield desk.working(
        lambda tick: storage.rebuild(folder, clock=clock, tick=tick),
        "La reconstruction de la base",
        follow,
    )
    told = (
        f"Base reconstruite d’après son journal : {counted(found.gestures, 'geste')}. La base "
        f"d’avant est dans « {found.aside} »."
    )
    if not found.lost:
        return Replaced(told)
    copies = yield desk.pressing(lambda: storage.backups(folder))
    sound = [copy for copy in copies if copy.state is not CopyState.DAMAGED]
    lost = counted(found.lost, "modification")
    verb = noun(found.lost, "n’a pas pu être lue", "n’ont pas pu être lues")
    source = sound[0].path if sound else None
    return Replaced(f"{told} {lost} {verb}.", has_more=source is not None, source=source)


class Restoring(QObject):
    """Belongs to the screen; the folder opens when it is done."""

    replaced = Signal(object)
    """Replaced: what stands now in the place of the base."""

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
            self.replaced.emit((yield from take_back(self._desk, copy, content)))
            self._desk.open()

    def rebuild(self) -> None:
        """Rebuild the base from its log, and open the folder."""
        self._desk.flow(
            self._rebuild(), owner=self, failed=lambda error: self._screen.tell(error.sentence)
        )

    def _rebuild(self) -> Steps:
        self.replaced.emit((yield from rebuild(self._desk, self._screen)))
        self._desk.open()
