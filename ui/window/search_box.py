"""The one search box: finds actions, contacts, communes and ambitions as one types."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.command_list import french_shortcut
from ui.desk import Desk
from ui.icons import icon
from ui.widgets.layout.layouts import px

if TYPE_CHECKING:
    from ctg_desktop.services.finding import Findings
    from ui.dialogs.results_sheet import ResultsSheet
    from ui.models.results import Result

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
        desk.opened.connect(self._describe)
        desk.opened.connect(self._search_what_waits)
        if desk.is_open:
            self._describe()
        sign = self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText("Rechercher")
        self.setClearButtonEnabled(True)
        self._sheet: ResultsSheet | None = None
        self.textEdited.connect(self._search)
        self.textChanged.connect(self._hide_if_empty)

    @property
    def results(self) -> tuple[Result, ...]:
        """The lines under the field; none while it is closed."""
        return self._sheet.list.results if self._sheet is not None and self.is_open else ()

    @property
    def is_open(self) -> bool:
        """Whether the results are on screen."""
        return self._sheet is not None and self._sheet.isVisible()

    def _describe(self) -> None:
        from ctg_desktop.domain.levels import worded

        told = "Actions, contacts, communes, ambitions. Les flèches choisissent, Entrée ouvre."
        self.setAccessibleDescription(worded(told))

    def _search_what_waits(self) -> None:
        """Find what was typed before the folder was open."""
        if self.hasFocus():
            self._search(self.text())

    def _search(self, typed: str) -> None:
        if not typed.strip() or not self._desk.is_open:
            self._close()
            return
        from ctg_desktop.services.finding import find_records  # not before the first paint

        self._desk.read(partial(find_records, typed=typed), self._show, owner=self, key="search")

    def _show(self, findings: Findings) -> None:
        from ui.dialogs.found import found_results

        if self.hasFocus() and self.text().strip():
            if self._sheet is None:
                from ui.dialogs.results_sheet import ResultsSheet

                self._sheet = ResultsSheet(self)
                self._sheet.list.chosen.connect(self._open)
            self._sheet.show_under(found_results(findings))

    def _open(self, result: Result) -> None:
        self._close()
        self.clear()
        self.went.emit(result.value)

    def _close(self) -> None:
        if self._sheet is not None:
            self._sheet.hide()

    def _hide_if_empty(self, text: str) -> None:
        if not text.strip():
            self._close()

    # --- Qt ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the results by Escape, then empty the field, then leave it."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.is_open:
            self._close()
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
            self._close()
