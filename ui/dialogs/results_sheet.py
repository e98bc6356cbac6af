"""What floats under the search box: the results, over the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QFrame, QLineEdit

from ui.dialogs.results_list import ResultsList
from ui.models.results import Result
from ui.widgets.labels import Note
from ui.widgets.layout.layouts import column, px


class ResultsSheet(QFrame):
    """Results under a field, which keeps the cursor; the window of the field owns it."""

    def __init__(self, field: QLineEdit) -> None:
        """Make it hidden."""
        super().__init__(field.window())
        self.setProperty("look", "floating")
        self.list = ResultsList(field, self)
        self._nothing = Note("Rien ne correspond. Essayez moins de mots, ou le début d’un mot.")
        self._field = field
        layout = column(self, spacing=0, margins=0.5)
        layout.addWidget(self.list)
        layout.addWidget(self._nothing)
        field.destroyed.connect(self.deleteLater)
        field.window().installEventFilter(self)
        self.hide()

    def show_under(self, results: Sequence[Result]) -> None:
        """Show results, as wide as the field and as tall as they are, within the window."""
        field, window = self._field, self._field.window()
        self.list.show_results(results)
        self.list.setVisible(bool(results))
        self._nothing.setVisible(not results)
        below = field.mapTo(window, QPoint(0, field.height() + px(0.3)))
        width = min(max(field.width(), px(48)), window.width() - px(2))
        left = min(below.x() + field.width() - width, below.x())
        wanted = self.list.full_height() + px(1) + 2 if results else px(5)
        height = min(wanted, window.height() - below.y() - px(2))
        self.setGeometry(max(px(1), left), below.y(), width, height)
        self.show()
        self.raise_()

    # --- Qt ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Close when the window changes its size under it."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.hide()
        return super().eventFilter(watched, event)
