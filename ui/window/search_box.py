"""The one search box: finds actions, contacts, communes and ambitions as one types."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from ui.actions import french_shortcut
from ui.desk import Desk
from ui.dialogs.results_list import ResultsList
from ui.icons import icon
from ui.models.results import Result
from ui.widgets.labels import Note
from ui.widgets.layouts import column, px

_WORDS = (
    f"Rechercher partout ({french_shortcut('Ctrl+Shift+F')})",
    "Rechercher partout",
    "Chercher",
)
"""What the empty field says, the longest that it has room for."""


class SearchBox(QLineEdit):
    """A field whose results open under it, over the page, without taking the cursor away."""

    went = Signal(object)
    """Target: the record that was chosen."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Search in the folder of `desk`; the results float over the window of `parent`."""
        super().__init__(parent)
        self._desk = desk
        self.setAccessibleName("Rechercher partout")
        self.setAccessibleDescription(
            "Actions, contacts, communes, ambitions. Les flèches choisissent, Entrée ouvre."
        )
        sign = self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText("Rechercher")
        self.setClearButtonEnabled(True)
        self._sheet = _Sheet(self)
        self._sheet.list.chosen.connect(self._open)
        self.textEdited.connect(self._search)
        self.textChanged.connect(self._hide_if_empty)

    @property
    def results(self) -> tuple[Result, ...]:
        """The lines under the field; none while it is closed."""
        return self._sheet.list.results if self._sheet.isVisible() else ()

    @property
    def is_open(self) -> bool:
        """Whether the results are on screen."""
        return self._sheet.isVisible()

    def _search(self, typed: str) -> None:
        if not typed.strip() or not self._desk.is_open:
            self._sheet.hide()
            return
        from ui.dialogs.finding import find_records  # not before the first paint

        self._desk.read(partial(find_records, typed=typed), self._show, owner=self, key="search")

    def _show(self, results: Sequence[Result]) -> None:
        if self.hasFocus() and self.text().strip():
            self._sheet.show_under(self, results)

    def _open(self, result: Result) -> None:
        self._sheet.hide()
        self.clear()
        self.went.emit(result.value)

    def _hide_if_empty(self, text: str) -> None:
        if not text.strip():
            self._sheet.hide()

    # --- Qt ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the results by Escape, then empty the field, then leave it."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._sheet.isVisible():
            self._sheet.hide()
        elif self.text():
            self.clear()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say what there is room for."""
        super().resizeEvent(event)
        room = self.width() - px(6)
        metrics = self.fontMetrics()
        fitting = (words for words in _WORDS if metrics.horizontalAdvance(words) <= room)
        self.setPlaceholderText(next(fitting, ""))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show again what the words find."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._search(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the results when the cursor goes elsewhere."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._sheet.hide()


class _Sheet(QFrame):
    """What floats under the field."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field.window())
        self.setProperty("look", "floating")
        self.list = ResultsList(field, self)
        self._nothing = Note("Rien ne correspond. Essayez moins de mots, ou le début d’un mot.")
        self._field = field
        layout = column(self, spacing=0, margins=(0.5, 0.2))
        layout.addWidget(self.list)
        layout.addWidget(self._nothing)
        self.hide()

    def show_under(self, field: QLineEdit, results: Sequence[Result]) -> None:
        """Show results, as wide as the field and as tall as they are, within the window."""
        window = field.window()
        if self.parent() is not window:
            self.setParent(window)
        self.list.show_results(results)
        self.list.setVisible(bool(results))
        self._nothing.setVisible(not results)
        below = field.mapTo(window, QPoint(0, field.height() + px(0.3)))
        width = min(max(field.width(), px(48)), window.width() - 2 * px(1))
        left = min(below.x() + field.width() - width, below.x())
        wanted = self.list.full_height() + 2 * px(0.5) + 2 if results else px(5)
        height = min(wanted, window.height() - below.y() - px(2))
        self.setGeometry(max(px(1), left), below.y(), width, height)
        self.show()
        self.raise_()
        window.installEventFilter(self)

    # --- Qt ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Close when the window changes its size under it."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.hide()
        return super().eventFilter(watched, event)
