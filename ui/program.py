"""From start to end: which data folder is open, in which window, and what happens meanwhile.

One desk, one window and one hold at a time; going to another folder closes them all first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from ctg_desktop.errors import CtgError, FolderMissingError
from ctg_desktop.folder.policy import Policy
from ctg_desktop.paths import DataFolder, absolute, usual_folder
from ui import theme
from ui.backups import BackupKeeper
from ui.crash_watch import CrashWatch
from ui.desk import Desk
from ui.flow import answered
from ui.main_window import MainWindow
from ui.notify import Offer, Tone
from ui.preferences import PreferencesStore
from ui.relay_keeper import RelayKeeper
from ui.single_instance import SingleInstance

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from ctg_desktop.crash import CrashReport
    from ctg_desktop.exchange.invitations import Invitation
    from ctg_desktop.exchange.newcomers import Joined
    from ctg_desktop.folder.settings import Preferences
    from ctg_desktop.ports import BackupInfo, Clock, CopyContent, Storage
    from ui.crash_dialog import CrashDialog
    from ui.first_start.making import Answers
    from ui.first_start.screen import FirstStartScreen
    from ui.flow import Step, Steps
    from ui.opening.restoring import Replaced
    from ui.opening.updating import UpdatingScreen

_BACKUPS, _POLICY, _EXCHANGE, _RELAY = "sauvegardes", "politique", "échange", "relais"


@dataclass(frozen=True, slots=True)
class Shown:
    """A window that is shown empty, and the hold of the one window on its folder."""

    window: MainWindow
    instance: SingleInstance


class Program(QObject):
    """The run of the window; lives on the interface thread."""

    ended = Signal()
    """The window was closed, and no other one opens."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        preferences: PreferencesStore,
        policy: Policy | None = None,
    ) -> None:
        """Take the look that the person chose; nothing is opened yet.

        `policy` is what the administrator proposes.
        """
        super().__init__()
        self._policy = policy or Policy()
        self._storage = storage
        self._clock = clock
        self.preferences = preferences
        self.watch = CrashWatch(clock, self)
        self.watch.reported.connect(self._show_crash)
        self._crash: CrashDialog | None = None
        self.desk: Desk | None = None
        self.window: MainWindow | None = None
        self._instance: SingleInstance | None = None
        self._journal: logging.Handler | None = None
        self._home: Path | None = None
        """The folder that was asked for, or made: where one comes back to from the examples."""
        self._example_of: str | None = None
        """The structure that examples are invented for, a row of the référentiel."""
        self._next: tuple[Path, bool] | None = None
        self._copy: tuple[BackupInfo, CopyContent] | None = None
        """The safety copy that takes the place of the base before the folder is opened again."""
        self._files: list[Path] = []
        self._table: Path | None = None
        """A spreadsheet that was named at the first start, until the folder is there."""
        """Exchange files that wait for the folder to be open."""
        self._invitation: Invitation | None = None
        self._joined: Joined | None = None
        self._is_reading = False
        self._updating: UpdatingScreen | None = None
        self._screen: Callable[[], QWidget] | None = None
        """Makes the screen that stands in place of the pages, again in another look."""
        self._first_start: FirstStartScreen | None = None
        self._look = ("", 0)
        self._apply_look(preferences.value)
        preferences.changed.connect(self._apply_look)

    # --- beginning and ending -----------------------------------------------------------

    def begin(
        self,
        asked: Path | None,
        *,
        read_only: bool = False,
        exchange: Path | None = None,
        shown: Shown | None = None,
    ) -> bool:
        """Show the window on a folder; False when another window of it came forward instead.

        Without a folder it is the last one that was open, else the person's own place. `exchange`
        is an exchange file or an invitation, to be shown there; `shown` is filled, if it is there.
        """
        folder = asked or self._own_folder()
        self._files = [absolute(exchange)] if exchange is not None else []
        if shown is not None:
            self._keep(shown.instance)
        elif not self._hold(folder, next(iter(self._files), None)):
            return False
        self._open(folder, read_only=read_only, window=shown.window if shown else None)
        return True

    def _take_exchange(self, file: Path) -> None:
        """Show an exchange file in the window, now or once its folder is open."""
        self._files.append(file)
        if self.desk is not None and self.desk.is_open:
            self._show_files()
        elif self._first_start is not None:
            self._welcome()

    def _show_table(self) -> None:
        """Show what the spreadsheet of the first start would bring."""
        table, self._table = self._table, None
        if table is not None and self.window is not None:
            self.window.work.import_file(table)

    def _show_files(self) -> None:
        files, self._files = self._files, []
        if files and self.window is not None:
            self.window.work.receive(files)

    def end(self) -> None:
        """End the threads, and let the folder go."""
        if self.window is not None:
            self.window.hide()
            self.window.deleteLater()
        if self.desk is not None:
            self.desk.stop()
            self.desk.deleteLater()
        if self._instance is not None:
            self._instance.release()
            self._instance.deleteLater()
        self._close_journal()
        self.window = self.desk = self._instance = None
        self._screen = self._first_start = self._updating = None

    def _hold(self, folder: Path, exchange: Path | None = None) -> bool:
        """Become the one window of a folder, and let go of the one that was held."""
        instance = SingleInstance(folder, self)
        if not instance.hold(exchange):
            instance.deleteLater()
            return False
        if self._instance is not None:
            self._instance.release()
            self._instance.deleteLater()
        self._keep(instance)
        return True

    def _keep(self, instance: SingleInstance) -> None:
        instance.setParent(self)
        self._instance = instance
        instance.knocked.connect(self._come_forward)
        instance.handed.connect(self._take_exchange)

    def _own_folder(self) -> Path:
        """Return the person's own folder: never one of examples."""
        return self._home or self.preferences.value.data_folder or usual_folder()

    def _open(
        self, folder: Path, *, read_only: bool = False, window: MainWindow | None = None
    ) -> None:
        """Show the window, or fill the one that is shown, then open the folder on its thread."""
        self._is_reading = read_only
        if folder != demonstration_folder(self._own_folder()):
            self._home = folder
        desk = Desk(self._storage, self._clock, folder, self.preferences, self)
        self.desk = desk
        keeper = BackupKeeper(desk, desk)
        keeper.warned.connect(self._warn_of_backups)
        keeper.calmed.connect(self._calm_backups)
        courier = RelayKeeper(desk, desk, usual=self._policy.relay)
        courier.warned.connect(partial(self._tell_of_relay, Tone.WARNING))
        courier.informed.connect(partial(self._tell_of_relay, Tone.GOOD))
        courier.calmed.connect(self._calm_relay)
        desk.opened.connect(self._opened)
        desk.refused.connect(self._refused)
        desk.updating.connect(self._show_update)
        desk.closed.connect(self._closed)
        desk.crashed.connect(self.watch.take)
        desk.folder_asked.connect(self._go_to)
        desk.copy_asked.connect(self._take_back)
        self.window = window or MainWindow(desk)
        if window is not None:
            window.fill(desk)
        self.window.demonstration_asked.connect(self._try_out)
        self.window.stayed.connect(self._stay)
        self.window.show()
        # Where no window manager runs, as on a virtual display, nobody else gives the keyboard.
        self.window.activateWindow()
        if self._policy.problem:
            self.window.banner.tell(self._policy.problem, Tone.WARNING, key=_POLICY)
        # The window is painted before another thread competes for the interpreter.
        FirstPaint(self.window).painted.connect(lambda: self._enter(desk, read_only=read_only))

    def _enter(self, desk: Desk, *, read_only: bool) -> None:
        """Open the folder, once a safety copy stands in the place of its base if one should."""
        taken, self._copy = self._copy, None
        if taken is None:
            desk.open(read_only=read_only)
        else:
            desk.flow(self._put_back(desk, *taken), owner=desk)

    def _put_back(self, desk: Desk, copy: BackupInfo, content: CopyContent) -> Steps:
        from ui.opening.restoring import take_back

        try:
            self._tell_replaced((yield from take_back(desk, copy, content)))
        except CtgError as error:
            if self.window is not None:
                self.window.banner.tell(error.sentence, Tone.ERROR)
        desk.open()

    def _tell_replaced(self, found: Replaced) -> None:
        if self.window is None:
            return
        offer = None
        if found.has_more:
            work, source = self.window.work, found.source
            offer = Offer("Voir ce qui a été noté depuis…", lambda: work.bring_back(source))
        self.window.banner.tell(found.sentence, Tone.WARNING, offer=offer)

    def _come_forward(self) -> None:
        if self.window is None:
            return
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    # --- opened, refused, closed --------------------------------------------------------

    def _opened(self) -> None:
        assert self.desk is not None
        office = self.desk.office
        self._screen = self._first_start = self._updating = None
        if office.installation.demonstration:
            if self._home == office.folder:  # asked for by its own name
                self._home = None
        else:
            self.preferences.update(data_folder=office.folder)
        joined, self._joined, self._invitation = self._joined, None, None
        if joined is not None and self.window is not None:
            from ui.dialogs.exchange.messages import joined_message

            self.window.banner.show_message(
                joined_message("Vous avez rejoint vos collègues.", joined)
            )
        if self._files:  # once the first page is there
            QTimer.singleShot(0, self, self._show_files)
        if self._table is not None:
            QTimer.singleShot(0, self, self._show_table)
        if not office.is_read_only:
            self.watch.logs = DataFolder(office.folder).logs
            self.desk.idled.connect(self._open_journal)

    def _open_journal(self) -> None:
        """Begin the journal, once the first page is there."""
        if self.desk is None:
            return  # it ended meanwhile
        self.desk.idled.disconnect(self._open_journal)
        logs = self.watch.logs
        if logs is not None and self.desk.is_open:
            self.desk.press(lambda: _open_journal(logs), self._keep_journal, owner=self)

    def _keep_journal(self, journal: logging.Handler | None) -> None:
        from ctg_desktop.folder.logs import logger
        from ctg_desktop.version import version

        self._close_journal()
        self._journal = journal
        logger().info("%s fenêtre : ouverte", version())

    def _close_journal(self) -> None:
        if self._journal is not None:
            from ctg_desktop.folder.logs import close_journal, logger

            logger().info("fenêtre : fermée")
            close_journal(self._journal)
        self._journal = None

    def _refused(self, error: CtgError) -> None:
        desk = self._at_work
        self._updating = None
        if self._first_start is not None:
            self._first_start.tell_error(error)
        elif not isinstance(error, FolderMissingError):
            self._show(lambda: self._opening_screen(error))
        elif desk.folder == demonstration_folder(self._own_folder()):
            self._make_demonstration()
        elif desk.folder == self.preferences.value.data_folder or self._is_reading:
            # It was there, or nothing is to be made.
            self._show(lambda: self._opening_screen(error))
        else:
            self._welcome()

    def _closed(self) -> None:
        # The window's own last steps come first.
        QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        """Go to the folder that was asked for, or end."""
        following, self._next = self._next, None
        if following is None:
            self.ended.emit()
            return
        self.end()
        folder, read_only = following
        if not self.begin(folder, read_only=read_only):
            self.ended.emit()  # a window of that folder came forward

    def _stay(self) -> None:
        self._next = self._copy = None

    def _take_back(self, copy: BackupInfo, content: CopyContent) -> None:
        """Close the folder, put a safety copy in the place of its base, open it again."""
        self._copy = copy, content
        self._go_to(self._at_work.folder)

    @property
    def _at_work(self) -> Desk:
        assert self.desk is not None, "called by what belongs to a desk"
        return self.desk

    # --- going elsewhere ----------------------------------------------------------------

    def _go_to(self, folder: Path | None) -> None:
        """Close the folder as one closes the window, then open the other one."""
        assert self.window is not None
        self._next = (absolute(folder) if folder is not None else self._own_folder(), False)
        self.window.close()

    def _choose_folder(self) -> None:
        from ui.dialogs.file_choice import FileChoice, choose_folder

        assert self.window is not None
        choice = FileChoice("Ouvrir un dossier de données", "donnees")
        choose_folder(choice, self.window, self._at_work, self._go_to)

    # --- screens in place of the pages --------------------------------------------------

    def _show(self, make: Callable[[], QWidget]) -> None:
        assert self.window is not None
        self._screen = make
        self.window.show_screen(make())

    def _show_update(self, what: str, done: int, total: int) -> None:
        if self.window is None:
            return  # told before the program went elsewhere
        if self._updating is None:
            self._show(self._updating_screen)
        assert self._updating is not None
        self._updating.tell(what, done, total)

    def _updating_screen(self) -> QWidget:
        from ui.opening.updating import UpdatingScreen

        self._updating = UpdatingScreen()
        return self._updating

    def _opening_screen(self, error: CtgError) -> QWidget:
        from ui.opening.restoring import Restoring
        from ui.opening.screen import OpeningScreen

        assert self.window is not None
        desk = self._at_work
        screen = OpeningScreen(error, desk.folder)
        screen.tried_again.connect(desk.open)
        screen.reading_asked.connect(lambda: desk.open(read_only=True))
        restoring = Restoring(desk, screen)
        restoring.replaced.connect(self._tell_replaced)
        screen.restoring_asked.connect(restoring.begin)
        screen.rebuilding_asked.connect(restoring.rebuild)
        screen.backups_asked.connect(lambda: _show_folder(DataFolder(desk.folder).backups))
        screen.other_asked.connect(self._choose_folder)
        screen.anew_asked.connect(self._welcome_elsewhere)
        screen.joining_asked.connect(self._choose_invitation)
        screen.quit_asked.connect(self.window.close)
        return screen

    # --- first start --------------------------------------------------------------------

    def _welcome(self) -> None:
        """Ask the questions of the first start; those of an invitation that was opened."""
        files, self._files = self._files, []
        if files:
            self._at_work.flow(self._invited(files[0]), owner=self)
        else:
            self._show(self._first_start_screen)

    def _invited(self, file: Path) -> Steps:
        """Ask what joining takes; without an invitation say why, and ask the usual questions."""
        desk = self._at_work
        try:
            self._invitation = yield from self._read_invitation(file)
        except CtgError as error:
            if self.window is not None:
                self.window.banner.tell(error.sentence, Tone.WARNING, key=_EXCHANGE)
            if self._screen is not None:
                return
        else:
            if self._first_start is None and DataFolder(desk.folder).is_used:
                desk.folder = _free_place()  # somebody else works in that one
        self._show(self._first_start_screen)

    def _read_invitation(self, file: Path) -> Steps:
        """Read an invitation, asking for its passphrase as often as it takes."""
        from ctg_desktop.exchange.ctg_file import PassphraseNeededError
        from ctg_desktop.exchange.invitations import read_invitation
        from ui.dialogs.exchange.server import INVITATION_WORDS, SecretDialog

        assert self.window is not None
        words = ""
        while True:
            try:
                return (yield self._at_work.pressing(partial(read_invitation, file, words)))
            except PassphraseNeededError:
                dialog = SecretDialog(INVITATION_WORDS, self.window)
                if not (yield answered(dialog)):
                    raise
                words = dialog.secret

    def _choose_invitation(self) -> None:
        from ui.dialogs.file_choice import FileChoice, existing_file

        assert self.window is not None
        filters = ("Invitation (*.ctg)",)
        choice = FileChoice("Suivre une invitation", "echange", "Ouvrir", filters)
        step = existing_file(choice, self.window, self.preferences)
        self._at_work.flow(self._choosing_invitation(step), owner=self)

    def _choose_relay(self) -> None:
        from ui.dialogs.file_choice import FileChoice, existing_folder

        assert self.window is not None
        choice = FileChoice("Choisir le dossier commun", "relais")
        step = existing_folder(choice, self.window, self.preferences)
        self._at_work.flow(self._choosing_invitation(step), owner=self)

    def _choosing_invitation(self, asked: Step) -> Steps:
        chosen = yield asked
        if chosen is not None:
            yield from self._invited(chosen)

    def _go_alone(self) -> None:
        self._invitation = None
        self._show(self._first_start_screen)

    def _welcome_elsewhere(self) -> None:
        """Make a folder in the person's own place, and leave the one that was asked for alone."""
        self._at_work.folder = _free_place()
        self._welcome()

    def _first_start_screen(self) -> QWidget:
        from ui.first_start.screen import FirstStartScreen, Typed

        if self._first_start is not None:
            typed = self._first_start.typed
        else:
            second = self._policy.second_backups
            typed = Typed(structure=self._policy.structure or "", second=str(second or ""))
        is_shared, invitation = self._storage.is_shared, self._invitation
        screen = FirstStartScreen(self._at_work, is_shared, typed, invitation)
        screen.answered.connect(self._create)
        screen.demonstration_asked.connect(self._try_out)
        screen.existing_asked.connect(self._choose_folder)
        screen.invitation_asked.connect(self._choose_invitation)
        screen.relay_asked.connect(self._choose_relay)
        screen.alone_asked.connect(self._go_alone)
        if self.window is not None:
            screen.help_asked.connect(self.window.open_help)
        self._first_start = screen
        return screen

    def _create(self, answers: Answers) -> None:
        """Make the folder that the answers describe; `opened` or `refused` follows."""
        from ui.first_start.making import follow, settle

        desk = self._at_work
        if answers.folder != self._home and not self._hold(answers.folder):
            self.ended.emit()  # a window of that folder came forward
            return
        desk.folder = self._home = answers.folder
        self._table = answers.table
        if answers.invitation is None:
            desk.create(settle(answers, desk.today), person=answers.person)
            return
        is_demonstration = answers.invitation.is_demonstration
        job = follow(answers, desk.now, self._keep_joined, desk.passwords)
        desk.create(job, person=answers.person, demonstration=is_demonstration)

    def _keep_joined(self, joined: Joined) -> None:
        """Keep what came with joining, told from the storage's thread, until the folder is open."""
        self._joined = joined

    def _try_out(self) -> None:
        """Go to the folder of examples that stands beside the person's own."""
        desk = self._at_work
        structure = desk.office.structure if desk.is_open else None
        self._example_of = structure.id if structure is not None else None
        self._go_to(demonstration_folder(self._own_folder()))

    def _make_demonstration(self) -> None:
        from ctg_desktop.exchange.invented_sites import Making
        from ui.first_start.making import EXAMPLE_PERSON, invent

        assert self.window is not None
        self.window.banner.tell("Préparation des données d’exemple…")
        desk = self._at_work
        making = Making(self._storage, self._clock, desk.today)
        job = invent(self._example_of, desk.folder, making)
        desk.create(job, person=EXAMPLE_PERSON, demonstration=True)

    # --- messages -----------------------------------------------------------------------

    def _warn_of_backups(self, sentence: str) -> None:
        if self.window is not None:
            self.window.banner.tell(sentence, Tone.WARNING, key=_BACKUPS)

    def _calm_backups(self) -> None:
        if self.window is not None:
            self.window.banner.forget(_BACKUPS)

    def _tell_of_relay(self, tone: Tone, sentence: str) -> None:
        if self.window is None:
            return
        asks = self._at_work.exchange.asking is not None and tone is Tone.WARNING
        offer = Offer("Donner le mot de passe…", self._give_password) if asks else None
        self.window.banner.tell(sentence, tone, offer=offer, key=_RELAY)

    def _give_password(self) -> None:
        from ui.dialogs.exchange.server import giving_password

        if self.window is not None:
            self._at_work.flow(giving_password(self._at_work, self.window), owner=self)

    def _calm_relay(self) -> None:
        if self.window is not None:
            self.window.banner.forget(_RELAY)

    def _show_crash(self, report: CrashReport) -> None:
        from ui.crash_dialog import CrashDialog

        if self._crash is not None:
            self._crash.add(report)
            return
        self._crash = CrashDialog(report, self.window)
        self._crash.destroyed.connect(self._forget_crash)
        self._crash.open()

    def _forget_crash(self) -> None:
        self._crash = None

    def _apply_look(self, preferences: Preferences) -> None:
        look = (preferences.theme, preferences.text_percent)
        if look == self._look:
            return
        self._look = look
        if self._screen is None and self.window is not None:
            theme.current().change(*look)
            return
        theme.current().apply(*look)
        if self._screen is not None and self.window is not None:
            self.window.show_screen(self._screen())


class FirstPaint(QObject):
    """Tells once that a window was painted first, or would not be for a while."""

    painted = Signal()

    _PATIENCE_MS = 400

    def __init__(self, window: QWidget) -> None:
        """Watch a window that was just shown."""
        super().__init__(window)
        self._watched = window
        window.installEventFilter(self)
        self._pause = QTimer(window)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._tell)
        self._pause.start(self._PATIENCE_MS)

    def _tell(self) -> None:
        self._watched.removeEventFilter(self)
        self.painted.emit()
        self.deleteLater()

    # --- Qt ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on once the paint event that comes now is done."""
        if event.type() is QEvent.Type.Paint and self._pause.interval():
            self._pause.start(0)
        return super().eventFilter(watched, event)


def demonstration_folder(own: Path) -> Path:
    """Return where the examples go that stand beside a person's own folder."""
    return own.with_name(f"{own.name} (exemple)")


def _free_place() -> Path:
    """Return a folder in the person's own place where nothing is yet."""
    usual = usual_folder()
    numbered = (usual.with_name(f"{usual.name} {number}") for number in range(2, 1000))
    return next(path for path in (usual, *numbered) if not path.exists())


def _show_folder(folder: Path) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _open_journal(logs: Path) -> logging.Handler | None:
    from ctg_desktop.folder.logs import open_journal

    return open_journal(logs)
