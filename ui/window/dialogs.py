"""The dialogs that the window opens by itself: the palette, the help, « À propos »."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from ui.desk import Desk
from ui.window.commands import Offered

if TYPE_CHECKING:
    from ui.dialogs.help import HelpWindow

FIRST_TOPIC = "premiers_pas"


class WindowDialogs(QObject):
    """Makes each dialog when it is asked for; their modules are imported then."""

    called = Signal(str)
    """The id of a command that was chosen in the palette."""
    went = Signal(object)
    """Target: a record that was chosen in one of them."""

    def __init__(self, window: QMainWindow, desk: Desk) -> None:
        """Open them over the window."""
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._help: HelpWindow | None = None

    def open_palette(self, offered: Callable[[], list[Offered]]) -> None:
        """Open the palette of commands and records."""
        from ui.dialogs.command_palette import CommandPalette

        palette = CommandPalette(self._desk, offered(), self._window)
        palette.called.connect(self.called)
        palette.went.connect(self.went)
        palette.open()

    def open_help(self, topic: str) -> None:
        """Show a page of the help, in the one window that it has."""
        from ui.dialogs.help import HelpWindow

        if self._help is None:
            self._help = HelpWindow(self._window)
        self._help.show_topic(topic or FIRST_TOPIC)

    def open_gestures(self) -> None:
        """Open « Historique », where older gestures are taken back."""
        from ui.dialogs.gestures import GesturesDialog

        dialog = GesturesDialog(self._desk, self._window)
        dialog.went.connect(self.went)
        dialog.show()

    def open_about(self) -> None:
        """Open « À propos »."""
        from ui.dialogs.about import AboutDialog

        AboutDialog(self._desk, self._window).open()

    def close_help(self) -> None:
        """Take the help away: it would keep the lengths and colours of another theme."""
        if self._help is not None:
            self._help.close()
            self._help.deleteLater()
            self._help = None
