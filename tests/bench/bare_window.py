"""The reference of the window: `python -m tests.bench.bare_window`.

The smallest window that PySide6 makes, of the same size as ours; PyQt6, where another Python that
has it runs this file. It writes when it was painted first, as `tests.bench.opened_window` does,
and ends.
"""

from __future__ import annotations

import json
import sys
from time import perf_counter

try:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
except ImportError:
    from PyQt6.QtCore import QTimer
    from PyQt6.QtGui import QPaintEvent
    from PyQt6.QtWidgets import (
        QApplication,
        QLabel,
        QMainWindow,
    )

WIDTH, HEIGHT = 1366, 768


class BareWindow(QMainWindow):
    """One sentence in an empty window."""

    def __init__(self) -> None:
        """Make it."""
        super().__init__()
        self.setCentralWidget(QLabel("Une fenêtre nue"))
        self.resize(WIDTH, HEIGHT)
        self._is_told = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Note the time once the whole of it is painted."""
        super().paintEvent(event)
        if not self._is_told:
            self._is_told = True
            QTimer.singleShot(0, self._tell)

    def _tell(self) -> None:
        json.dump({"painted": perf_counter()}, sys.stdout)
        self.close()


def main() -> int:
    """Show the window; return the exit code."""
    app = QApplication(sys.argv[:1])
    window = BareWindow()
    window.show()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main())
