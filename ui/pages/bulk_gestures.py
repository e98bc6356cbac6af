"""What is done with the chosen rows of a list: changing them together, the corbeille and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from ctg_desktop.domain.fields import EntityType
from ctg_desktop.domain.grammar import agreed
from ctg_desktop.services import bulk
from ctg_desktop.services.bulk import BulkReport
from ctg_desktop.typography import counted, lowered
from ui.dialogs.refusals import refusals
from ui.notify import Tone

if TYPE_CHECKING:
    from ui.dialogs.bulk import BulkDialog
    from ui.pages.base import Page


class Chosen(Protocol):
    """The list, as it is asked for what is chosen in it."""

    def with_chosen(self, then: Callable[[list[str]], None], /) -> None:
        """Hand over the identities of the chosen rows."""

    def choose_near(self) -> None:
        """Choose the row that takes the place of the chosen ones, once they are gone."""


class BulkGestures(QObject):
    """Acts on the chosen rows of a page, and tells what became of it."""

    deleted = Signal(object)
    """The identities of the rows that went into the corbeille."""

    def __init__(self, page: Page, panel: Chosen, kind: EntityType) -> None:
        """Work for one page and its list of rows of an entity."""
        super().__init__(page)
        self._page = page
        self._panel = panel
        self._kind = kind

    def edit(self) -> None:
        """Open the dialog that changes several rows."""
        self._panel.with_chosen(self._edit)

    def _edit(self, row_ids: list[str]) -> None:
        if not row_ids:
            return
        dialog = self._dialog(row_ids)
        dialog.edited.connect(partial(self._tell, participle="modifié"))
        dialog.open()

    def _dialog(self, row_ids: list[str]) -> BulkDialog:
        from ui.dialogs.bulk import BulkDialog

        return BulkDialog(self._page.desk, self._kind, row_ids, self._page)

    def delete(self) -> None:
        """Put the chosen rows into the corbeille; « Annuler » brings them back."""
        self._panel.with_chosen(self._delete)

    def _delete(self, row_ids: list[str]) -> None:
        page, kind = self._page, self._kind
        if row_ids:
            page.flush()
            page.desk.write(lambda uow: bulk.delete(uow, kind, row_ids), self._gone, owner=page)

    def _gone(self, report: BulkReport) -> None:
        self.deleted.emit(report.touched)
        self._panel.choose_near()
        self._tell(report, self._kind.removed)

    def restore(self) -> None:
        """Take the chosen rows out of the corbeille."""
        self._panel.with_chosen(self._restore)

    def _restore(self, row_ids: list[str]) -> None:
        kind = self._kind
        if row_ids:
            self._page.desk.write(
                lambda uow: bulk.restore(uow, kind, row_ids),
                partial(self._tell, participle="restauré"),
                owner=self._page,
            )

    def _tell(self, report: BulkReport, participle: str) -> None:
        kind, done = self._kind, len(report.touched)
        if done:
            one = f"{lowered(kind.label)} {agreed(kind, participle)}"
            many = f"{lowered(kind.plural)} {bulk.several(kind, participle)}"
            self._page.desk.tell_done(f"{counted(done, one, many)}.")
        if report.refused:
            self._page.told.emit(refusals(kind, report), Tone.WARNING)
