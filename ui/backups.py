"""Safety copies without being asked: at start, every half-hour of activity, and at close.

Only what changed since the last copy makes a new one. Each finished copy goes to the second
place too, where one was chosen; that it could not is a warning, not an error. When nothing was
written for a while, the copies that nobody has checked fully yet are, the newest first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ctg_desktop.errors import CtgError, OutputError, StorageError
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import CopyState
from ui.desk import Desk, Follow, Work
from ui.flow import Steps

if TYPE_CHECKING:
    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.ports import BackupInfo, Tick, UnitOfWork

AFTER_OPENING_MS = 5_000
"""How long the first pages have the storage to themselves."""
EVERY_MS = 30 * 60 * 1000
QUIET_MS = 3 * 60 * 1000
"""How long nothing is written before a copy is checked, which takes the computer's attention."""

_CHECKS = 5
"""How many copies are checked by themselves while a folder is open."""


def damaged_copy(copy: BackupInfo, problems: Sequence[str]) -> str:
    """Return what to say of a copy in which the full check found something."""
    return (
        f"La copie de sécurité « {copy.path.name} » est défectueuse et ne servira pas : "
        f"{problems[0]} Les copies plus anciennes sont toujours là. Contrôlez le dossier "
        "lui-même par Fichier, puis Vérifier le dossier."
    )


def back_up_now(desk: Desk, follow: Follow | None = None) -> Steps:
    """Make a safety copy and check it fully; the steps return it. `follow` shows their progress.

    Raises:
        StorageError: it could not be made, or the check found something.
    """
    storage, folder, clock = desk.storage, desk.folder, desk.clock
    copy = yield desk.working_on_storage(
        lambda uow, _tick: uow.back_up("à la demande"), "La copie de sécurité", follow
    )
    desk.backed_up.emit(copy)
    found = yield desk.working(
        lambda tick: storage.check_backup(folder, copy, clock=clock, tick=tick),
        "Le contrôle de la copie de sécurité",
        follow,
    )
    desk.copies_checked.emit()
    if found.problems:
        raise StorageError(damaged_copy(copy, found.problems))
    return copy


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
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self.check_next)
        self._checking: Work | None = None
        self._checks_left = _CHECKS
        desk.opened.connect(self._begin)
        desk.changed.connect(self._note)
        desk.backed_up.connect(self._bring_over)
        desk.backed_up.connect(self._await_quiet)
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
        if self._checking is not None:
            self._checking.cancel()
        if self._quiet.isActive():
            self._quiet.start()

    def _end(self) -> None:
        """Copy within the job that precedes the closing: nobody is there for its result."""
        self._beginning.stop()
        self._pause.stop()
        self._quiet.stop()
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

    # --- the full check ---------------------------------------------------------------

    def _await_quiet(self) -> None:
        if self.is_kept and self._checks_left:
            self._quiet.start()

    def check_next(self) -> None:
        """Check the newest copy that nobody has checked fully; what is typed stops it."""
        if not self.is_kept or self._checking is not None:
            return
        storage, folder, clock = self._desk.storage, self._desk.folder, self._desk.clock

        def check(tick: Tick) -> tuple[BackupInfo, tuple[str, ...]] | None:
            copies = storage.backups(folder, DataFolder(folder).backups)
            copy = next((each for each in copies if each.state is CopyState.MADE), None)
            if copy is None:
                return None
            return copy, storage.check_backup(folder, copy, clock=clock, tick=tick).problems

        self._checking = self._desk.work(
            check,
            self._tell_checked,
            owner=self,
            label="",  # nobody is asked about it at closing
            failed=self._give_up,
            stopped=self._stop_check,
        )

    def _tell_checked(self, found: tuple[BackupInfo, tuple[str, ...]] | None) -> None:
        self._checking = None
        if found is None:
            return
        copy, problems = found
        self._checks_left -= 1
        self._desk.copies_checked.emit()
        if problems:
            self.warned.emit(damaged_copy(copy, problems))
        self._await_quiet()

    def _stop_check(self) -> None:
        self._checking = None
        self._await_quiet()

    def _give_up(self, error: CtgError) -> None:
        from ctg_desktop.folder.logs import logger

        self._checking = None
        logger().warning("contrôle d’une copie de sécurité : %s", type(error).__name__)

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
