"""The application: Qt itself, its French, the theme, and the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from ui.desk import Desk
from ui.main_window import MainWindow
from ui.theme import Theme

if TYPE_CHECKING:
    from ctg_desktop.ports import Clock, Storage


def make_application() -> QApplication:
    """Return the application, in French, with its theme."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["ctg-desktop"])
    app.setApplicationName("ctg-desktop")
    app.setApplicationDisplayName("CTG Desktop")
    QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
    translator = QTranslator(app)
    translations = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_fr", translations):
        app.installTranslator(translator)
    Theme(app).apply("systeme", 100)
    return app


def run(storage: Storage, clock: Clock, folder: Path) -> int:
    """Show the window on a data folder; return the exit code when it is closed."""
    app = make_application()
    desk = Desk(storage, clock, folder)
    window = MainWindow(desk)
    window.show()
    desk.open()
    code = app.exec()
    desk.stop()
    return code
