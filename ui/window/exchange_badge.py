"""The number beside « Échanges » in the navigation: what waits there for an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ctg_desktop.typography import counted
from ui.desk import Desk
from ui.window.navigation import Navigation

if TYPE_CHECKING:
    from ctg_desktop.ports import UnitOfWork

_PAGE = "exchanges"


class ExchangeBadge(QObject):
    """Counts again after each change, once nobody else asks the storage for anything."""

    def __init__(self, desk: Desk, navigation: Callable[[], Navigation], parent: QObject) -> None:
        """Show nothing yet; the navigation is asked for again, since a new look makes another."""
        super().__init__(parent)
        self._desk = desk
        self._navigation = navigation
        self._is_due = False
        self.count = 0
        desk.opened.connect(self._note)
        desk.changed.connect(self._note)
        desk.exchange_changed.connect(self._note)
        desk.idled.connect(self._count)

    def show(self) -> None:
        """Show the number that is known."""
        words = f"{counted(self.count, 'point')} à traiter" if self.count else ""
        self._navigation().mark(_PAGE, self.count, words)

    def _note(self) -> None:
        self._is_due = True
        if not self._desk.is_busy:
            self._count()

    def _count(self) -> None:
        if not self._is_due or not self._desk.is_open:
            return
        self._is_due = False

        today = self._desk.today

        def count(uow: UnitOfWork) -> int:
            from ctg_desktop.services.dashboard import exchange_to_do

            return sum(each.count for each in exchange_to_do(uow, today))

        def counted_up(found: int) -> None:
            self.count = found
            self.show()

        self._desk.read(count, counted_up, owner=self, key="badge")
