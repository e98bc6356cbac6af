"""The window tries itself, for `--auto-test`: it is shown, prints what can be read, stays local."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from ctg_desktop.errors import StorageError
from ui.app import make_application
from ui.desk import Desk
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from ctg_desktop.ports import Clock, Storage

_PATIENCE_S = 60
_FEWEST_COLOURS = 12
"""A page with text and icons has more; one that was not painted has one."""


def show_window(storage: Storage, clock: Clock, folder: Path) -> None:
    """Show the window on a folder until its first page is painted, then close it.

    Raises:
        StorageError: it does not open, or shows nothing.
    """
    app = _application()
    # A platform without a window manager says on the error output what it cannot do.
    former = qInstallMessageHandler(lambda *_told: None)
    desk = Desk(storage, clock, folder)
    window = MainWindow(desk)
    try:
        window.resize(1366, 768)
        window.show()
        desk.open(read_only=True)
        _wait(app, lambda: window.page is not None and not desk.is_busy)
        image = window.grab().toImage()
        step = max(1, image.width() // 400)
        colours = {
            image.pixel(x, y)
            for x in range(0, image.width(), step)
            for y in range(0, image.height(), step)
        }
        if len(colours) < _FEWEST_COLOURS:
            raise StorageError("la page reste vide")
    finally:
        window.hide()
        window.deleteLater()
        desk.stop()
        desk.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        qInstallMessageHandler(former)


def _application() -> QApplication:
    """Return the application, drawing into memory where there is no screen."""
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return make_application()


def _wait(app: QApplication, is_there: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + _PATIENCE_S
    while not is_there():
        if time.monotonic() > give_up_at:
            raise StorageError("la fenêtre ne s’ouvre pas")
        app.processEvents()
        time.sleep(0.005)
    app.processEvents()


def read_document(document: Path, words: str) -> None:
    """Find words in a printed document, as the preview reads it.

    Raises:
        StorageError: they are not there.
    """
    from PySide6.QtPdf import QPdfDocument

    _application()
    pdf = QPdfDocument()
    pdf.load(str(document))
    text = " ".join(pdf.getAllText(page).text() for page in range(pdf.pageCount()))
    pdf.close()
    if words not in " ".join(text.split()):
        raise StorageError("le document imprimé ne se lit pas")


def check_connections() -> None:
    """Look whether this process has a socket of the network.

    Raises:
        StorageError: it has one.
    """
    found = _connections_of_windows() if sys.platform == "win32" else _connections_of_linux()
    if found:
        raise StorageError(f"le programme a ouvert {found[0]}")


def _connections_of_linux() -> list[str]:
    """Return the network sockets among this process's open files; none where no list is kept."""
    mine = set()
    for descriptor in Path("/proc/self/fd").glob("*"):
        try:
            mine.add(str(descriptor.readlink()))
        except OSError:  # closed meanwhile, as that of this very listing
            continue
    found = []
    for name in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6"):
        table = Path("/proc/self/net") / name
        if not table.is_file():
            continue
        for line in table.read_text(encoding="ascii").splitlines()[1:]:
            if f"socket:[{line.split()[9]}]" in mine:
                found.append(f"une connexion {name}")
    return found


def _connections_of_windows() -> list[str]:
    told = subprocess.run(["netstat", "-ano"], capture_output=True, text=True, check=False).stdout
    lines = [line.split() for line in told.splitlines()]
    return [f"une connexion {line[0]}" for line in lines if line and line[-1] == str(os.getpid())]
