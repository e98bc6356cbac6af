"""Safety copies without being asked: at start, every half-hour of activity, and at close.

Only what changed since the last copy makes a new one. Each finished copy goes to the second
place too, where one was chosen; that it could not is a warning, not an error.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ctg_desktop.errors import CtgError, OutputError
from ui.desk import Desk

if TYPE_CHECKING:
    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.ports import BackupInfo, UnitOfWork

AFTER_OPENING_MS = 5_000
"""How long the first pages have the storage to themselves."""
EVERY_MS = 30 * 60 * 1000


class BackupKeeper(QObject):
    """Makes the copies of one desk; lives on the interface thread."""

    warned = Signal(str)
    """A sentence: a copy is missing, and what to do."""
    calmed = Signal()
    """What was warned of is over."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        """Wait for the folder to be open."""
        super().__init__(parent)
        self._desk = desk
        self._beginning = self._timer(AFTER_OPENING_MS, "à l’ouverture")
        self._pause = self._timer(EVERY_MS, "automatique")
        desk.opened.connect(self._begin)
        desk.changed.connect(self._note)
        desk.backed_up.connect(self._bring_over)
        desk.closing.connect(self._end)

    def _timer(self, interval_ms: int, reason: str) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(lambda: self.back_up(reason))
        return timer

    @property
    def is_kept(self) -> bool:
        """Whether this folder is copied by itself: not what can only be read, nor examples."""
        if not self._desk.is_open:
            return False
        office = self._desk.office
        return not office.is_read_only and not office.installation.demonstration

    def back_up(self, reason: str) -> None:
        """Make a copy if anything changed, and see that the newest is in the second place."""

        def copy(uow: UnitOfWork) -> BackupInfo | None:
            if not uow.is_backed_up():
                return uow.back_up(reason)
            return next(iter(uow.backups()), None)

        def copied(newest: BackupInfo | None) -> None:
            if newest is not None:
                self._desk.backed_up.emit(newest)

        if self.is_kept:
            self._desk.read(copy, copied, owner=self, failed=self._warn)

    # --- when -------------------------------------------------------------------------

    def _begin(self) -> None:
        if self.is_kept:
            self._beginning.start()

    def _note(self, _changes: Changes) -> None:
        if self.is_kept and not self._pause.isActive():
            self._pause.start()

    def _end(self) -> None:
        """Copy within the job that precedes the closing: nobody is there for its result."""
        self._beginning.stop()
        self._pause.stop()
        if not self.is_kept:
            return
        bring_over = self._bringing_over()

        def copy(uow: UnitOfWork) -> None:
            try:
                if not uow.is_backed_up():
                    bring_over(uow.back_up("à la fermeture"))
            except CtgError as error:  # the next start tells it
                from ctg_desktop.folder.logs import logger

                logger().warning("sauvegarde à la fermeture : %s", type(error).__name__)

        self._desk.read(copy, lambda _none: None, owner=self)

    # --- the second place ---------------------------------------------------------------

    def _bring_over(self, backup: BackupInfo) -> None:
        if not self._desk.is_open:
            return
        bring_over = self._bringing_over()
        self._desk.press(
            lambda: bring_over(backup),
            lambda _none: self.calmed.emit(),
            owner=self,
            failed=self._warn,
        )

    def _bringing_over(self) -> Callable[[BackupInfo], None]:
        """Return what copies a safety copy into the second place, where one was chosen."""
        office, storage = self._desk.office, self._desk.storage
        folder = office.folder
        structure = office.structure.name if office.structure is not None else None

        def bring_over(backup: BackupInfo) -> None:
            from ctg_desktop.folder.second_place import copy_over, place_of
            from ctg_desktop.folder.settings import load

            second = load(folder).second_backups
            if second is not None:
                place = place_of(second, folder, structure or "")
                copy_over(backup, place, lambda place: storage.backups(folder, place))

        return bring_over

    def _warn(self, error: CtgError) -> None:
        from ctg_desktop.folder.logs import logger

        logger().warning("copie de sécurité : %s", type(error).__name__)
        is_second = isinstance(error, OutputError)
        before = "" if is_second else "La copie de sécurité n’a pas pu être faite. "
        self.warned.emit(f"{before}{error.sentence}")
