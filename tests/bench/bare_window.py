"""The reference of the window: `python -m tests.bench.bare_window`.

The smallest window that PySide6 makes, of the same size as ours; PyQt6, where another Python that
has it runs this file. It writes when it was painted first, as `tests.bench.opened_window` does,
and ends.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter

_BINDING = "PySide6" if find_spec("PySide6") else "PyQt6"

QtCore, QtGui, QtWidgets = (
    import_module(f"{_BINDING}.{name}") for name in ("QtCore", "QtGui", "QtWidgets")
)

WIDTH, HEIGHT = 1366, 768


class BareWindow(QtWidgets.QMainWindow):
    """One sentence in an empty window."""

    def __init__(self) -> None:
        """Make it."""
        super().__init__()
        self.setCentralWidget(QtWidgets.QLabel("Une fenêtre nue"))
        self.resize(WIDTH, HEIGHT)
        self._is_told = False

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Note the time once the whole of it is painted."""
        super().paintEvent(event)
        if not self._is_told:
            self._is_told = True
            QtCore.QTimer.singleShot(0, self._tell)

    def _tell(self) -> None:
        json.dump({"painted": perf_counter()}, sys.stdout)
        self.close()


def main() -> int:
    """Show the window; return the exit code."""
    app = QtWidgets.QApplication(sys.argv[:1])
    window = BareWindow()
    window.show()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main())
