"""The conflicts that are for this folder to settle, each leading to its arbitration."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from ctg_desktop.domain.changes import Cell
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.conflicts import ConflictView, conflicts_to_settle
from ctg_desktop.typography import counted
from ui.desk import Desk
from ui.dialogs.arbitration import ArbitrationDialog, source_words
from ui.pages.sections import Section
from ui.widgets.labels import Body, Note
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.focus import focus_kept
from ui.widgets.line_button import LineButton

_SHOWN = 30
"""How many are listed; the arbitration goes through all of them."""


class ConflictsSection(Section):
    """« Conflits à arbitrer »."""

    key: ClassVar[str] = "conflicts"

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Conflits à arbitrer")
        self._list = FlowGrid(1, most=1, spacing=(0, 0.25))
        self._more = Note("")
        self.column.addWidget(self._list)
        self.column.addWidget(self._more)
        self._more.hide()

    def refresh(self) -> None:
        """Read which conflicts wait."""
        today = self.desk.today

        def read(uow: UnitOfWork) -> list[ConflictView]:
            return conflicts_to_settle(uow, today)

        self.desk.read(read, self._show, owner=self, key="conflicts")

    def _show(self, found: list[ConflictView]) -> None:
        with focus_kept(self):
            parts = [self._line(each) for each in found[:_SHOWN]]
            self._list.set_parts(parts or [Body("Aucun conflit n’attend.")])
            self.refilled.emit()
        left = len(found) - _SHOWN
        self._more.setVisible(left > 0)
        self._more.setText(f"Et {counted(left, 'autre conflit', 'autres conflits')}.")

    def _line(self, found: ConflictView) -> LineButton:
        cell = found.conflict.cell
        latest = found.sides[-1]
        note = f"{counted(len(found.sides), 'valeur')} ; {source_words(latest, self.desk.now)}"
        words = f"{found.row} – {found.field}"
        line = LineButton(words, icon="arbitrate", tone="warning", note=note)
        name = f"conflit_{cell.row}_{cell.field}_{cell.member}"
        line.leads_to(partial(self._arbitrate, cell), name)
        return line

    def _arbitrate(self, cell: Cell) -> None:
        ArbitrationDialog(self.desk, self, cell=cell).open()
