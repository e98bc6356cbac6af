"""What a table keeps while its rows are replaced: what was chosen, and how far it was scrolled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel

if TYPE_CHECKING:
    from ui.widgets.table.table_view import TableView

_MANY = 500
"""More rows than these were chosen as a whole, and are not looked for one by one."""


class TableMemory:
    """Keeps by identity the rows that were chosen, and gives them back where they now stand."""

    def __init__(self, view: TableView) -> None:
        """Work for one table."""
        self._view = view
        self._chosen: list[str] = []
        self._current = ""
        self._column = 0
        self._was_whole = False
        self._scrolled = 0

    def keep(self) -> None:
        """Remember what is chosen now."""
        view = self._view
        count = view.chosen_count
        self._was_whole = _MANY < count == view.rows.rowCount()
        self._chosen = view.chosen_ids if count <= _MANY else []
        self._current = view.current_id
        self._column = max(0, view.currentIndex().column())
        self._scrolled = view.verticalScrollBar().value()

    def restore(self) -> None:
        """Choose again what is still there, without scrolling."""
        model = self._view.rows
        places = [row for row_id in self._chosen if (row := model.row_of(row_id)) is not None]
        self.choose(places, model.row_of(self._current) if self._current else None)
        if self._was_whole:
            self._view.selectAll()
        self._view.verticalScrollBar().setValue(self._scrolled)

    def choose(self, rows: Sequence[int], current: int | None) -> None:
        """Choose rows by their places; `current` gets the keyboard."""
        model, chosen = self._view.model(), QItemSelection()
        last = model.columnCount() - 1
        for row in rows:
            chosen.select(model.index(row, 0), model.index(row, last))
        selection = self._view.selectionModel()
        flag = QItemSelectionModel.SelectionFlag
        if current is not None:
            selection.setCurrentIndex(model.index(current, self._column), flag.NoUpdate)
        selection.select(chosen, flag.ClearAndSelect)
