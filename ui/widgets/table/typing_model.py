"""A table whose cells are typed in: what each says, and what is to be mended in it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from PySide6.QtCore import Qt

from ctg_desktop.typography import spaced
from ui.widgets.table.table_model import Index, TableModel

R = TypeVar("R")


class TypingModel(TableModel[R]):
    """Rows some of whose cells a person may type in; the model itself changes nothing.

    A subclass says which rows there are, then calls `let_type`. A screen reader hears the row, the
    column and the remark of each cell.
    """

    def let_type(self, keys: Collection[str], remark_of: Callable[[R, str], str]) -> None:
        """Let the columns of these keys be typed in; the one that stretches names the rows.

        `remark_of` says what is to be mended in a cell, empty for nothing.
        """
        self._typed_keys = frozenset(keys)
        self._remark_of = remark_of
        self._named_by = next(at for at, column in enumerate(self.columns) if column.stretches)

    def is_typed(self, column: int) -> bool:
        """Whether a person may type in a column."""
        return self.columns[column].key in self._typed_keys

    def remark_at(self, row: int, column: int) -> str:
        """Return what is to be mended in a cell; empty for nothing."""
        value = self.value_at(row)
        return self._remark_of(value, self.columns[column].key) if value is not None else ""

    def title_at(self, row: int, column: int) -> str:
        """Return the row and the column of a cell: « Béthune, Statut »."""
        if column == self._named_by:
            return self.text_at(row, column)
        return f"{self.text_at(row, self._named_by)}, {self.columns[column].title}"

    # --- Qt ---------------------------------------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the cells of some columns be typed in."""
        found = super().flags(index)
        is_typed = index.isValid() and self.is_typed(index.column())
        return found | Qt.ItemFlag.ItemIsEditable if is_typed else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, and what a screen reader says beside them."""
        if index.isValid() and role == Qt.ItemDataRole.EditRole:
            return self.text_at(index.row(), index.column())
        if index.isValid() and role == Qt.ItemDataRole.AccessibleDescriptionRole:
            title = self.title_at(index.row(), index.column())
            return spaced(f"{title}. {self.remark_at(index.row(), index.column())}".strip())
        return super().data(index, role)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Head each row by its name."""
        if orientation == Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole:
            return self.text_at(section, self._named_by)
        return super().headerData(section, orientation, role)
