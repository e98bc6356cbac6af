"""The main window: navigation at the left, the page on screen, messages, menus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QMainWindow,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from ctg_desktop.errors import CtgError
from ui.actions import COMMANDS, MENUS
from ui.desk import Desk
from ui.icons import icon
from ui.notify import Banner, SavedLabel, Tone
from ui.pages import PAGES, PageSpec
from ui.pages.base import Page
from ui.targets import Target
from ui.widgets.layouts import column, px, row


class MainWindow(QMainWindow):
    """The window on one data folder, from before it is open until it is closed."""

    def __init__(self, desk: Desk) -> None:
        """Draw the frame at once; pages come when the folder is open."""
        super().__init__()
        self.setWindowTitle("CTG Desktop")
        self.desk = desk
        self._pages: dict[str, Page] = {}
        self._commands: dict[str, QAction] = {}
        self.banner = Banner()
        self._saved = SavedLabel()
        self._stack = QStackedWidget()
        self._navigation: dict[str, QToolButton] = {}
        self._build()
        self._make_menus()
        self._connect()
        self._is_closing = False

    # --- building ---------------------------------------------------------------------

    def _build(self) -> None:
        middle = QWidget()
        layout = row(middle, spacing=0)
        layout.addWidget(self._navigation_bar())
        right = column(spacing=0)
        right.addWidget(self.banner)
        right.addWidget(self._stack, 1)
        layout.addLayout(right, 1)
        self.setCentralWidget(middle)
        self.statusBar().addWidget(self._saved)

    def _navigation_bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("look", "navigation")
        bar.setAccessibleName("Pages")
        layout = column(bar, spacing=0.5, margins=1)
        for spec in PAGES:
            button = QToolButton()
            button.setProperty("look", "quiet")
            button.setCheckable(True)
            button.setText(spec.title)
            button.setIcon(icon(spec.icon))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setMinimumWidth(px(14))
            button.clicked.connect(self._going_to(spec.key))
            self._navigation[spec.key] = button
            layout.addWidget(button)
        layout.addStretch(1)
        return bar

    def _make_menus(self) -> None:
        menus = {key: self.menuBar().addMenu(title) for key, title in MENUS.items()}
        for spec in COMMANDS:
            action = QAction(spec.text, self)
            action.setObjectName(spec.id)
            if spec.icon:
                action.setIcon(icon(spec.icon))
            if spec.shortcut:
                action.setShortcut(QKeySequence(spec.shortcut))
            if spec.opens_group:
                menus[spec.menu].addSeparator()
            action.triggered.connect(self._doing(spec.id))
            menus[spec.menu].addAction(action)
            self._commands[spec.id] = action
        menus["go"].addSeparator()
        group = QActionGroup(self)
        for at, page in enumerate(PAGES, 1):
            action = QAction(page.title, group)
            action.setShortcut(QKeySequence(f"Ctrl+{at}"))
            action.triggered.connect(self._going_to(page.key))
            menus["go"].addAction(action)

    def _connect(self) -> None:
        self.desk.opened.connect(self._show_first_page)
        self.desk.saved.connect(self._saved.tell)
        self.desk.failed.connect(self.tell_error)

    # --- going somewhere --------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The page on screen."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def go(self, target: Target) -> None:
        """Show a page, made now if it never was, and what the target asks for there."""
        page = self._pages.get(target.page)
        if page is None:
            page = self._make_page(next(spec for spec in PAGES if spec.key == target.page))
        if self.page is not None:
            self.page.flush()
        self._stack.setCurrentWidget(page)
        for key, button in self._navigation.items():
            button.setChecked(key == target.page)
        page.show_target(target)
        self._update_commands()

    def _make_page(self, spec: PageSpec) -> Page:
        page = spec.load()(self.desk)
        page.went.connect(self.go)
        page.commands_changed.connect(self._update_commands)
        self._pages[spec.key] = page
        self._stack.addWidget(page)
        return page

    def _going_to(self, key: str) -> Callable[[], None]:
        return lambda: self.go(Target(key))

    def _show_first_page(self) -> None:
        QTimer.singleShot(0, self, lambda: self.go(Target(PAGES[0].key)))

    # --- commands ---------------------------------------------------------------------

    def _doing(self, command: str) -> Callable[[], None]:
        return lambda: self.do(command)

    def do(self, command: str) -> None:
        """Carry out a command: the page's way, else the window's."""
        offered = self.page.commands() if self.page else {}
        found = offered.get(command) or self._own_commands().get(command)
        if found is not None:
            found()

    def _own_commands(self) -> dict[str, Callable[[], None]]:
        return {
            "print": self._print,
            "undo": self.desk.undo,
            "redo": self.desk.redo,
            "refresh": self._refresh,
            "quit": lambda: (self.close(), None)[1],
        }

    def _update_commands(self) -> None:
        offered = {**self._own_commands(), **(self.page.commands() if self.page else {})}
        for name, action in self._commands.items():
            action.setEnabled(name in offered)

    def _print(self) -> None:
        request = self.page.printable() if self.page else None
        self.go(Target("printing", request=request))

    def _refresh(self) -> None:
        if self.page is not None:
            self.page.refresh_now()

    # --- messages ---------------------------------------------------------------------

    def tell_error(self, error: CtgError) -> None:
        """Show an error in the banner."""
        self.banner.tell(error.sentence, Tone.ERROR)

    # --- Qt ---------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is typed, close the folder, then go."""
        for page in self._pages.values():
            page.flush()
        self.desk.close()
        super().closeEvent(event)
