"""One change for several places, by the dialog that changes several rows of any list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import commune_changes
from ctg_desktop.services.bulk import BulkReport
from ui.desk import Desk
from ui.pages.bulk_gestures import BulkGestures

if TYPE_CHECKING:
    from ui.dialogs.bulk import BulkChange, BulkDialog


class PlacesTogether(BulkGestures):
    """Changes what hangs on the chosen places: engagement, who follows them, their SIVOM."""

    def _dialog(self, row_ids: list[str]) -> BulkDialog:
        from ui.dialogs.bulk import BulkDialog

        desk = self._page.desk
        return BulkDialog(desk, Territoire.TYPE, row_ids, self._page, change_of_places(desk))


def change_of_places(desk: Desk) -> BulkChange:
    """Return what may be changed of several places, and the verbs that do."""
    from ui.dialogs.bulk import BulkChange

    today = desk.today

    def examine(uow: UnitOfWork, ids: Collection[str], values: Mapping[str, Any]) -> BulkReport:
        return commune_changes.examine(uow, ids, values, today)

    def edit(
        uow: UnitOfWork, ids: Collection[str], values: Mapping[str, Any]
    ) -> tuple[BulkReport, Changes]:
        return commune_changes.edit(uow, ids, values, today)

    return BulkChange(commune_changes.TOGETHER, examine, edit)
