"""The main window as the system sees it: painted empty at once, filled when the rest is imported.

Little is imported here, and nothing of a folder: see `tests/architecture/test_start_up.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QEventLoop, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFontMetrics,
    QGuiApplication,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow

from ui.tokens import BASE_POINTS, DARK, LIGHT, THEMES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ctg_desktop.errors import CtgError
    from ctg_desktop.folder.settings import Preferences
    from ui.desk import Desk
    from ui.notify import Banner
    from ui.pages.base import Page
    from ui.targets import Target
    from ui.window.commands import CommandSet
    from ui.window.contents import Contents
    from ui.window.folder_work import FolderWork
    from ui.window.header import Header
    from ui.window.navigation import Navigation

_USUAL_SIZE = (120, 78)
"""Width and height of the window when nothing was kept, in half-lines."""

_PATIENCE_MS = 400
"""How long the empty window may take to be painted: where it is hidden it never is."""


class MainWindow(QMainWindow):
    """The window on one data folder, from before it is open until it is closed."""

    demonstration_asked = Signal()
    """The person wants to try with invented data."""
    stayed = Signal()
    """The person was asked at closing, and chose to stay."""
    painted = Signal()

    def __init__(self, desk: Desk | None = None) -> None:
        """Make it with what stands in it, or empty without a desk: `fill` follows."""
        super().__init__()
        self._contents: Contents | None = None
        self.setWindowTitle("CTG Desktop")
        if desk is not None:
            self.fill(desk)
            self.take_place(desk.preferences.value)

    # --- empty ------------------------------------------------------------------------

    def take_place(self, preferences: Preferences) -> None:
        """Take the place and the size that were kept, else the usual size."""
        screen = QGuiApplication.primaryScreen().availableSize()
        font = QApplication.font()
        font.setPointSizeF(BASE_POINTS * preferences.text_percent / 100)
        half_line = max(4, round(QFontMetrics(font).lineSpacing() / 2))
        wanted = QSize(*(lines * half_line for lines in _USUAL_SIZE))
        self.resize(wanted.boundedTo(screen * 0.94))
        if preferences.window:
            self.restoreGeometry(QByteArray.fromBase64(preferences.window.encode()))

    def show_ground(self, preferences: Preferences) -> None:
        """Show the window in the colour of its ground, and wait until it is painted."""
        is_dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        colours = THEMES.get(preferences.theme) or (DARK if is_dark else LIGHT)
        self.setPalette(QPalette(QColor(colours.ground)))
        self.take_place(preferences)
        waiting = QEventLoop()
        self.painted.connect(waiting.quit)
        QTimer.singleShot(_PATIENCE_MS, waiting, waiting.quit)
        self.show()
        # Where no window manager runs, as on a virtual display, nobody else gives the keyboard.
        self.activateWindow()
        waiting.exec()
        self.setPalette(QPalette())

    def fill(self, desk: Desk) -> None:
        """Make what stands in the window, in the theme in force."""
        from ui.window.contents import Contents

        contents = self._contents = Contents(self, desk)
        contents.stayed.connect(self.stayed)
        contents.demonstration_asked.connect(self.demonstration_asked)
        contents.fit(self.width())

    @property
    def contents(self) -> Contents:
        """What stands in the window."""
        assert self._contents is not None, "an empty window"
        return self._contents

    # --- what stands in it ------------------------------------------------------------

    @property
    def desk(self) -> Desk:
        """The folder that the window is on."""
        return self.contents.desk

    @property
    def commands(self) -> CommandSet:
        """The commands of the menus."""
        return self.contents.commands

    @property
    def navigation(self) -> Navigation:
        """The pages that one goes to, at the left."""
        return self.contents.navigation

    @property
    def header(self) -> Header:
        """What stands above the page."""
        return self.contents.header

    @property
    def banner(self) -> Banner:
        """What says messages."""
        return self.contents.banner

    @property
    def page(self) -> Page | None:
        """The page on screen; none in an empty window."""
        return self._contents.page if self._contents is not None else None

    @property
    def work(self) -> FolderWork:
        """What is done with the whole folder."""
        return self.contents.work

    def go(self, target: Target) -> None:
        """Show a page, and what the target asks for there."""
        self.contents.go(target)

    def do(self, command: str) -> None:
        """Carry out a command."""
        self.contents.do(command)

    def show_screen(self, screen: QWidget | None) -> None:
        """Show a screen in place of the pages; see `Contents.show_screen`."""
        self.contents.show_screen(screen)

    def open_help(self, topic: str = "") -> None:
        """Open a page of the help, that of the page on screen unless told."""
        self.contents.open_help(topic)

    def tell_error(self, error: CtgError) -> None:
        """Show an error in the banner."""
        self.contents.tell_error(error)

    # --- Qt ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell that the window is painted, as long as it is empty."""
        super().paintEvent(event)
        if self._contents is None:
            QTimer.singleShot(0, self, self.painted.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what can be received."""
        if self._contents is not None:
            self._contents.take_dragged(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Show what the files would change."""
        if self._contents is not None:
            self._contents.take_dropped(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is typed, close the folder, then go; an empty window goes at once."""
        if self._contents is None or self._contents.may_close():
            super().closeEvent(event)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Take the keyboard back from a dialog, where no window manager does it."""
        if event.type() == QEvent.Type.WindowUnblocked and self._contents is not None:
            QTimer.singleShot(0, self._contents, self._contents.go_on_unblocked)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the navigation where the window is narrow."""
        super().resizeEvent(event)
        if self._contents is not None:
            self._contents.fit(self.width())
