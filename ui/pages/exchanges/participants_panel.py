"""The participants: whose computers write, for whom, and whether it counts."""

from __future__ import annotations

from typing import ClassVar

from ctg_desktop.exchange.participants import Participant, participants
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.naming import structure_name
from ui.desk import Desk
from ui.pages.sections import Section
from ui.widgets.labels import Body
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.line_breaks import breakable


class ParticipantsSection(Section):
    """Everybody whose writing is known here."""

    key: ClassVar[str] = "participants"

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Participants")
        self._list = FlowGrid(1, most=1)
        self.column.addWidget(self._list)

    def refresh(self) -> None:
        """Read who takes part."""

        def read(uow: UnitOfWork) -> list[tuple[Participant, str]]:
            return [(each, structure_name(uow, each.structure) or "") for each in participants(uow)]

        self.desk.read(read, self._show, owner=self, key="participants")

    def _show(self, found: list[tuple[Participant, str]]) -> None:
        self._list.set_parts([Body(breakable(_words(*each))) for each in found])


def _words(who: Participant, structure: str) -> str:
    return ", ".join(filter(None, (who.person, structure, who.state.value)))
