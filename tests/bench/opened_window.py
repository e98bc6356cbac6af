"""The program itself with probes on it: `python -m tests.bench.opened_window FOLDER WHAT`.

It is started as by a person who goes to the page Actions at once (`list`), who then changes an
action as well (`write`), or who stays on the Accueil (`home`). It writes when its window was
painted first, and when the list or the Accueil was filled and painted; then it ends.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

# isort: off
import ui  # noqa: F401 - before Qt, as the program does

# isort: on
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from ui.main_window import MainWindow
from ui.targets import Target

if TYPE_CHECKING:
    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.ports import UnitOfWork


class Probe(QObject):
    """Notes when things are painted, as seconds of the clock that all processes share."""

    def __init__(self, what: str) -> None:
        """Watch the main window that is going to be made."""
        super().__init__()
        self._what = what
        self.moments: dict[str, float] = {}
        self._has_asked = False
        self._looking = QTimer(self)
        self._looking.timeout.connect(self._look)
        self._ending = QTimer(self)
        self._ending.timeout.connect(self._end_when_quiet)
        probe, own_paint = self, MainWindow.paintEvent

        def paint(window: MainWindow, event: QPaintEvent) -> None:
            own_paint(window, event)
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
            is_filled = self._window.centralWidget() is not None
            if is_filled and self._what != "home" and not self._has_asked:
                self._has_asked = True
                self._window.go(Target("actions"))  # shown as soon as the folder is open
            return
        if self._what == "home":
            if page.key == "home" and self._is_home_filled(page):
                self._looking.stop()
                page.repaint()
                QTimer.singleShot(0, self._end)
        elif page.key != "actions":
            self._window.go(Target("actions"))
        else:
            self._looking.stop()
            self._view = max(page.findChildren(QTableView), key=lambda view: view.width())
            self._view.viewport().installEventFilter(self)
            self._view.viewport().update()  # it may be painted already

    @staticmethod
    def _is_home_filled(page: QWidget) -> bool:
        from ui.pages.home.parts import RecentPart  # which the page has imported

        return page.findChild(RecentPart) is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See the list being painted with something in it."""
        if event.type() == QEvent.Type.Paint and self._view.model().rowCount() > 0:
            watched.removeEventFilter(self)
            self.moments["filled"] = perf_counter()
            QTimer.singleShot(0, self._change if self._what == "write" else self._end)
        return False

    def _change(self) -> None:
        """Change an action, and end once every page has heard of it."""
        from ctg_desktop.domain.changes import Cell, Draft, Edit
        from ctg_desktop.domain.listing import ActionQuery

        desk = self._window.desk

        def change(uow: UnitOfWork) -> tuple[None, Changes]:
            action = uow.actions(ActionQuery(limit=1), desk.today)[0]
            edit = Edit(Cell("action", action.id, "title"), f"{action.title}, suite")
            return None, uow.record(Draft("Action modifiée", (edit,)))

        desk.write(change, lambda _none: self._ending.start(1), owner=self)

    def _end_when_quiet(self) -> None:
        if not self._window.desk.is_busy:
            self._ending.stop()
            self._end()

    def _end(self) -> None:
        self.moments.setdefault("filled", perf_counter())
        json.dump(self.moments, sys.stdout)
        sys.stdout.flush()
        QApplication.exit(0)


def main(arguments: Sequence[str], start: Callable[[Sequence[str]], int]) -> int:
    """Start the program on a folder; return the exit code."""
    probe = Probe(arguments[1])
    code = start(["--donnees", arguments[0]])
    return code if "filled" in probe.moments else 3


if __name__ == "__main__":
    from ctg_desktop.bootstrap import main as start

    raise SystemExit(main(sys.argv[1:], start))
