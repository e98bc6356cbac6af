"""The page « Accueil »."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.caching import Kept
from ctg_desktop.services.dashboard import Dashboard, dashboard
from ui.desk import Desk
from ui.pages.base import Command, Page
from ui.pages.home.parts import (
    RecentPart,
    agenda_part,
    beginning_part,
    figures_part,
    progress_part,
    to_do_part,
)
from ui.targets import Target
from ui.widgets.labels import Hairline, Note
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.focus import focus_kept
from ui.widgets.layout.layouts import column
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.line_breaks import breakable

if TYPE_CHECKING:
    from ctg_desktop.documents import DocumentRequest
    from ctg_desktop.domain.changes import Changes

_MINUTE_MS = 60_000


class HomePage(Page):
    """What asks for attention, where the plan stands, what changed: each line leads there."""

    key = "home"
    title = "Accueil"
    help_topic = "accueil"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the page, empty until it was read."""
        super().__init__(desk, parent)
        self._found: Dashboard | None = None
        self._notes: frozenset[str] = frozenset()
        self._kept = desk.counted_ahead or Kept()  # of the storage's thread
        desk.counted_ahead = None
        self._recent: RecentPart | None = None
        self._scope = Note("")
        self._figures = FlowGrid(1, most=1)
        self._line = Hairline()
        self._columns = FlowGrid(44, most=2, spacing=(5, 3))
        self._scroll = PaperScroll(spacing=2, parent=self)
        self._build()
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE_MS)
        self._clock.timeout.connect(self.tell_time)
        self._clock.start()
        desk.drafts.changed.connect(self._hear_notes)

    def _build(self) -> None:
        filled = self._scroll.column
        filled.addWidget(self._scope)
        filled.addWidget(self._figures)
        filled.addWidget(self._line)
        filled.addWidget(self._columns)
        filled.addStretch(1)
        column(self).addWidget(self._scroll)
        self._columns.rearranged.connect(self._arrange)

    def _arrange(self) -> None:
        """Show what asks for attention first where there is but one column."""
        filled = self._scroll.column
        filled.removeWidget(self._columns)
        filled.insertWidget(3 if self._columns.columns > 1 else 1, self._columns)
        self._line.setVisible(self._columns.columns > 1)

    # --- reading and showing ----------------------------------------------------------

    def refresh(self) -> None:
        """Read again what the page shows."""
        today = self.desk.today
        notes = self._notes = frozenset(self.desk.drafts.notes)
        kept = self._kept

        def read(uow: UnitOfWork) -> Dashboard:
            kept.follow(uow)
            return dashboard(uow, today, notes, kept)

        self.desk.read(read, self._show, owner=self, key="dashboard")

    def forget(self) -> None:
        """Forget what was computed; a reading under way still uses it."""
        self._kept = Kept()

    def _hear(self, changes: Changes) -> None:
        """Compute everything again where it was no gesture of ours: older changes may count now."""
        if changes.gesture is None:
            self.forget()
        super()._hear(changes)

    def _hear_notes(self) -> None:
        """Tell of a note that was begun or added meanwhile."""
        if self.isVisible() and frozenset(self.desk.drafts.notes) != self._notes:
            self.refresh()

    def _show(self, found: Dashboard) -> None:
        if found == self._found:
            return
        self._found = found
        with focus_kept(self):
            self._scope.setText(breakable(_scope_words(found)))
            self._figures.set_parts([figures_part(found)])
            self._columns.set_parts([self._left(found), progress_part(found, self.went.emit)])

    def _left(self, found: Dashboard) -> QWidget:
        part = QWidget()
        layout = column(part, spacing=3)
        if not found.progress.total:
            layout.addWidget(beginning_part(self.went.emit))
        if found.to_do or found.progress.total:
            is_local = found.structure is not None
            layout.addWidget(
                to_do_part(found.to_do, self.went.emit, self._settle, is_local=is_local)
            )
        if found.agenda.lines:
            layout.addWidget(agenda_part(found.agenda, self.went.emit))
        self._recent = RecentPart(found.recent, self.desk.now, self.went.emit)
        layout.addWidget(self._recent)
        return part

    def tell_time(self) -> None:
        """Update how long ago the changes were."""
        if self._recent is not None:
            self._recent.tell_time(self.desk.now)

    def _settle(self) -> None:
        """Open the conflicts that wait."""
        from ui.dialogs.arbitration import ArbitrationDialog

        ArbitrationDialog(self.desk, self).open()

    # --- for the window ---------------------------------------------------------------

    def commands(self) -> Mapping[str, Command]:
        """Offer to make a new action from here."""
        if self.desk.office.is_read_only:
            return {}
        return {"new": lambda: self.went.emit(Target("actions", section="new"))}

    def printable(self) -> DocumentRequest:
        """Return the synthèse, with how its actions stand."""
        from ctg_desktop.documents import SummaryRequest

        return SummaryRequest(with_progress=True)

    # --- Qt ---------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Tell of the notes that were begun elsewhere."""
        super().showEvent(event)
        self._hear_notes()


def _scope_words(found: Dashboard) -> str:
    """Return whose actions are counted, and under which convention."""
    whose = (
        f"Actions de {found.structure.name}"
        if found.structure is not None
        else "Actions de toutes les structures"
    )
    return f"{whose} – {found.convention.title}" if found.convention.title else whose
