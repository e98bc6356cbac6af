"""Long work in the status line: what is being done, how far it is, and a button that stops it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QToolButton, QWidget

from ui.desk import Work
from ui.icons import icon
from ui.widgets.labels import Note
from ui.widgets.layout.layouts import px, row


class WorkBar(QWidget):
    """Follows one piece of work at a time, until it is over; hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it hidden."""
        super().__init__(parent)
        self._work: Work | None = None
        self._what = Note("", self, wraps=False)
        self._what.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(px(14))
        self._bar.setMaximumHeight(px(0.8))
        self._bar.setAccessibleName("Avancement")
        self._stop = QToolButton(self)
        self._stop.setIcon(icon("close"))
        self._stop.setProperty("look", "inner")
        self._stop.setFixedSize(px(3), px(3))
        self._stop.setAccessibleName("Arrêter")
        self._stop.setToolTip("Arrêter")
        self._stop.clicked.connect(self._cancel)
        layout = row(self, spacing=0.8, margins=(0, 0))
        layout.addWidget(self._what)
        layout.addWidget(self._bar)
        layout.addWidget(self._stop)
        self.hide()

    def follow(self, work: Work, words: str) -> None:
        """Show a piece of work until it is over, in the place of any other."""
        self._let_go()
        self._work = work
        self._what.setText(words)
        self._bar.setRange(0, 0)
        work.progressed.connect(self._show_progress)
        work.ended.connect(self._end)
        self.show()

    def _end(self) -> None:
        self._let_go()
        self.hide()

    def _let_go(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.progressed.disconnect(self._show_progress)
            work.ended.disconnect(self._end)

    def _show_progress(self, what: str, done: int, total: int) -> None:
        self._what.setText(what)
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._what.setText("Arrêt…")
