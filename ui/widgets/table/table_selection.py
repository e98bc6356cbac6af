"""The rows of a table that are chosen: which they are, and how they outlive the rows themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange
from PySide6.QtWidgets import QTableView

from ui.widgets.table.table_model import TableModel

_MANY = 500
"""More rows than these were chosen as a whole, and are not looked for one by one."""


class TableSelection:
    """The chosen rows of one table, kept by identity while its rows are replaced."""

    def __init__(self, view: QTableView) -> None:
        """Work for one table, whose model is a `TableModel`."""
        self._view = view
        self._chosen: list[str] = []
        self._current = ""
        self._column = 0
        self._was_whole = False
        self._scrolled = 0

    @property
    def _model(self) -> TableModel[Any]:
        return cast("TableModel[Any]", self._view.model())

    # --- what is chosen ---------------------------------------------------------------

    @property
    def current_id(self) -> str:
        """The identity of the row that has the keyboard; empty when none has."""
        index = self._view.currentIndex()
        return self._model.id_at(index.row()) if index.isValid() else ""

    @property
    def rows(self) -> list[int]:
        """The rows that are chosen, from top to bottom."""
        parts = sorted((part.top(), part.bottom()) for part in self._parts())
        return [row for top, bottom in parts for row in range(top, bottom + 1)]

    @property
    def count(self) -> int:
        """How many rows are chosen."""
        return sum(part.height() for part in self._parts())

    def _parts(self) -> list[QItemSelectionRange]:
        """Return the ranges of the chosen rows, which never overlap."""
        parts = self._view.selectionModel().selection()
        return [parts.at(at) for at in range(parts.count())]

    @property
    def ids(self) -> list[str]:
        """The identities of the rows that are chosen, of those that are read."""
        ids = (self._model.id_at(row) for row in self.rows)
        return [row_id for row_id in ids if row_id]

    # --- choosing ---------------------------------------------------------------------

    def choose_ids(self, row_ids: Sequence[str], current: str = "") -> bool:
        """Choose rows, those of them that are here; return whether there is one.

        `current` gets the keyboard, chosen or not; else the first.
        """
        places = [row for row_id in row_ids if (row := self._model.row_of(row_id)) is not None]
        first = places[0] if places else None
        self._choose(places, self._model.row_of(current) if current else first)
        return bool(places)

    def _choose(self, rows: Sequence[int], current: int | None) -> None:
        """Choose rows by their places; `current` gets the keyboard."""
        model, chosen = self._model, QItemSelection()
        last = model.columnCount() - 1
        for row in rows:
            chosen.select(model.index(row, 0), model.index(row, last))
        selection = self._view.selectionModel()
        flag = QItemSelectionModel.SelectionFlag
        if current is not None:
            selection.setCurrentIndex(model.index(current, self._column), flag.NoUpdate)
        selection.select(chosen, flag.ClearAndSelect)

    # --- while the rows are replaced --------------------------------------------------

    def keep(self) -> None:
        """Remember what is chosen now."""
        count = self.count
        self._was_whole = _MANY < count == self._model.rowCount()
        self._chosen = self.ids if count <= _MANY else []
        self._current = self.current_id
        self._column = max(0, self._view.currentIndex().column())
        self._scrolled = self._view.verticalScrollBar().value()

    def restore(self) -> None:
        """Choose again what is still there, without scrolling."""
        model = self._model
        places = [row for row_id in self._chosen if (row := model.row_of(row_id)) is not None]
        self._choose(places, model.row_of(self._current) if self._current else None)
        if self._was_whole:
            self._view.selectAll()
        self._view.verticalScrollBar().setValue(self._scrolled)
