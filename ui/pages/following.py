"""Opening the fiche of a row beside its list: by a click, and by going through the list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from ui.pages.rows_panel import RowsPanel
from ui.widgets.layout.side_by_side import SideBySide

_FOLLOWED_AFTER_MS = 120
"""Who goes through the list with the arrows does not have every fiche read."""


class Following(QObject):
    """Opens the one chosen row, where list and fiche have room side by side."""

    def __init__(self, panel: RowsPanel, sides: SideBySide, show: Callable[[str], None]) -> None:
        """Follow a list; `show` opens the fiche of a row."""
        super().__init__(panel)
        self._panel = panel
        self._sides = sides
        self._show = show
        self._following = self._timer(_FOLLOWED_AFTER_MS, self._follow)
        # The second click of a double one must not fall upon the fiche that the first opened.
        self._opening = self._timer(QApplication.doubleClickInterval(), self._open_current)
        panel.current_changed.connect(lambda _row: self._following.start())
        panel.table.clicked.connect(self._open_clicked)

    def _timer(self, after_ms: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(act)
        return timer

    def stop(self) -> None:
        """Open nothing more by a click: a fiche is opened otherwise."""
        self._opening.stop()

    def _open_clicked(self) -> None:
        if QApplication.keyboardModifiers() or not self._sides.is_wide:
            return
        if self._sides.is_open:
            self._open_current()
        else:
            self._opening.start()

    def _open_current(self) -> None:
        current = self._panel.table.current_id
        if current and self._panel.table.chosen_count == 1:
            self._show(current)

    def _follow(self) -> None:
        if self._sides.is_open and self._sides.is_wide:
            self._open_current()
