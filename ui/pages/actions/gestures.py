"""What is done with the chosen actions: changing them together, the corbeille and back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ctg_desktop.domain.action import Action
from ctg_desktop.services import bulk
from ctg_desktop.services.bulk import BulkReport
from ctg_desktop.typography import counted
from ui.notify import Tone
from ui.pages.actions.refusals import refusals

if TYPE_CHECKING:
    from ui.pages.actions.list_panel import ListPanel
    from ui.pages.base import Page


class BulkGestures(QObject):
    """Acts on the chosen rows of a page, and tells what became of it."""

    deleted = Signal(object)
    """The identities of the actions that went into the corbeille."""

    def __init__(self, page: Page, panel: ListPanel) -> None:
        """Work for one page and its list."""
        super().__init__(page)
        self._page = page
        self._panel = panel

    def edit(self) -> None:
        """Open the dialog that changes several actions."""
        self._panel.with_chosen(self._edit)

    def _edit(self, row_ids: list[str]) -> None:
        from ui.pages.actions.bulk_dialog import BulkDialog

        if not row_ids:
            return
        dialog = BulkDialog(self._page.desk, row_ids, self._page)
        dialog.edited.connect(partial(self._tell, one="modifiée", several="modifiées"))
        dialog.open()

    def delete(self) -> None:
        """Put the chosen actions into the corbeille, without a question: it can be undone."""
        self._panel.with_chosen(self._delete)

    def _delete(self, row_ids: list[str]) -> None:
        page = self._page

        def deleted(report: BulkReport) -> None:
            self.deleted.emit(report.touched)
            self._panel.choose_near()
            self._tell(report, "mise à la corbeille", "mises à la corbeille")

        if row_ids:
            page.flush()
            page.desk.write(lambda uow: bulk.delete(uow, Action.TYPE, row_ids), deleted, owner=page)

    def restore(self) -> None:
        """Take the chosen actions out of the corbeille."""
        self._panel.with_chosen(self._restore)

    def _restore(self, row_ids: list[str]) -> None:
        if row_ids:
            self._page.desk.write(
                lambda uow: bulk.restore(uow, Action.TYPE, row_ids),
                partial(self._tell, one="restaurée", several="restaurées"),
                owner=self._page,
            )

    def _tell(self, report: BulkReport, one: str, several: str) -> None:
        done = len(report.touched)
        if done:
            self._page.desk.tell_done(f"{counted(done, f'action {one}', f'actions {several}')}.")
        if report.refused:
            self._page.told.emit(refusals(report), Tone.WARNING)
