"""The relay: the folder that colleagues share, and how the exchange with it stands."""

from __future__ import annotations

from typing import ClassVar

from ctg_desktop.folder.relay_memory import Memory, load
from ui.desk import Desk
from ui.pages.sections import Section
from ui.widgets.labels import Body


class RelaySection(Section):
    """Which relay this folder exchanges through."""

    key: ClassVar[str] = "relay"

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Relais")
        self._place = Body("", self)
        self.column.addWidget(self._place)

    def refresh(self) -> None:
        """Read which relay was chosen."""
        folder = self.desk.office.folder
        self.desk.press(lambda: load(folder), self._show, owner=self)

    def _show(self, memory: Memory) -> None:
        self._place.setText(
            memory.address
            or "Aucun relais n’est choisi : ce qui est noté ici reste sur cet ordinateur."
        )
