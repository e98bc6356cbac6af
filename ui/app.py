"""The application: Qt itself, its French, the theme; and the run from start to end."""

from __future__ import annotations

import gc
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from ctg_desktop.folder.policy import present_policy
from ctg_desktop.folder.settings import preferences_file
from ctg_desktop.paths import absolute, usual_folder
from ui.main_window import MainWindow
from ui.memory import give_back_large_blocks
from ui.preferences import PreferencesStore
from ui.single_instance import SingleInstance

if TYPE_CHECKING:
    from ctg_desktop.ports import Clock, Storage


_TURN_SECONDS = 0.001
"""How long a thread at work keeps Python before the interface gets its turn: it asks for it
several times in one repainting, and Python's own five milliseconds would add up."""


@dataclass(frozen=True, slots=True)
class Start:
    """How the window was asked for.

    `folder` is None for the last one that was open; `exchange` is a file to be received.
    """

    folder: Path | None = None
    is_read_only: bool = False
    exchange: Path | None = None


def make_application() -> QApplication:
    """Return the application, in French, with its theme."""
    app = _bare_application()
    _dress(app)
    return app


def _bare_application() -> QApplication:
    """Return the application as it is before anything is drawn."""
    sys.setswitchinterval(_TURN_SECONDS)
    give_back_large_blocks()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        # Asked for here: `setStyle` returns a style, whose wrapping takes a tenth of the start.
        app = QApplication(["ctg-desktop", "-style", "Fusion"])
    app.setApplicationName("ctg-desktop")
    app.setApplicationDisplayName("CTG Desktop")
    app.setDesktopFileName("ctg-desktop")
    return app


def _dress(app: QApplication) -> None:
    """Give the application its French, its font and its colours."""
    from ui.theme import Theme
    from ui.window.enter_key import EnterKey

    QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
    translator = QTranslator(app)
    translations = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_fr", translations):
        app.installTranslator(translator)
    Theme(app).apply("systeme", 100)
    EnterKey(app)


def run(storage: Storage, clock: Clock, start: Start) -> int:
    """Show the window until it is closed; return the exit code."""
    app = _bare_application()
    app.setQuitOnLastWindowClosed(False)  # one window may close for another to open
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Qt's loop would keep Ctrl+C waiting
    policy = present_policy()
    preferences = PreferencesStore(preferences_file(), usual_theme=policy.theme)
    folder = start.folder or preferences.value.data_folder or usual_folder()
    instance = SingleInstance(folder)
    if not instance.hold(absolute(start.exchange) if start.exchange is not None else None):
        return 0
    window = MainWindow()
    window.show_ground(preferences.value)
    if not window.isVisible():
        return 0  # closed before anything was in it
    _dress(app)
    from ui.program import Program, Shown

    program = Program(storage, clock, preferences, policy)
    program.ended.connect(app.quit)
    program.watch.install()
    try:
        shown = Shown(window, instance)
        program.begin(folder, read_only=start.is_read_only, exchange=start.exchange, shown=shown)
        gc.freeze()  # what there is by now stays: a first pass would keep the first page waiting
        return app.exec()
    except Exception as error:  # noqa: BLE001 - the border: what Qt did not swallow is a crash too
        from ctg_desktop.crash import report_crash

        told = report_crash(error, clock.now(), None).sentence
        print(told, file=sys.stderr)  # noqa: T201 - there is no window to tell it in
        return 1
    finally:
        program.end()
        program.watch.remove()
        preferences.flush()
