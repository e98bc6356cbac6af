"""The program itself with probes on it: `python -m tests.bench.opened_window FOLDER`.

It is started as by a person who goes to the page Actions at once. It writes when its window was
painted first, and when the list was filled and painted; then it ends.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from time import perf_counter

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

from ui.main_window import MainWindow
from ui.targets import Target


class Probe(QObject):
    """Notes when things are painted, as seconds of the clock that all processes share."""

    def __init__(self) -> None:
        """Watch the main window that is going to be made."""
        super().__init__()
        self.moments: dict[str, float] = {}
        self._looking = QTimer(self)
        self._looking.timeout.connect(self._look)
        probe = self

        def paint(window: MainWindow, event: QPaintEvent) -> None:
            QMainWindow.paintEvent(window, event)
            if "painted" not in probe.moments:
                probe.moments["painted"] = 0.0
                QTimer.singleShot(0, lambda: probe.note_first_paint(window))

        MainWindow.paintEvent = paint  # type: ignore[method-assign] # costs less than a filter

    def note_first_paint(self, window: MainWindow) -> None:
        """Note the time, and go to the list as soon as there is a page."""
        self.moments["painted"] = perf_counter()
        self._window = window
        self._looking.start(1)

    def _look(self) -> None:
        page = self._window.page
        if page is None:
            return
        if page.key != "actions":
            self._window.go(Target("actions"))
        else:
            self._looking.stop()
            self._view = max(page.findChildren(QTableView), key=lambda view: view.width())
            self._view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See the list being painted with something in it."""
        if event.type() == QEvent.Type.Paint and self._view.model().rowCount() > 0:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._end)
        return False

    def _end(self) -> None:
        self.moments["filled"] = perf_counter()
        json.dump(self.moments, sys.stdout)
        sys.stdout.flush()
        QApplication.exit(0)


def main(arguments: Sequence[str], start: Callable[[Sequence[str]], int]) -> int:
    """Start the program on a folder; return the exit code."""
    probe = Probe()
    code = start(["--donnees", arguments[0]])
    return code if "filled" in probe.moments else 3


if __name__ == "__main__":
    from ctg_desktop.bootstrap import main as start

    raise SystemExit(main(sys.argv[1:], start))
