"""What every table of the window shows: rows of plain values under declared columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.widgets.table.columns import Column, Decoration

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex

_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TableModel(QAbstractTableModel, Generic[R]):
    """Rows under columns; a subclass says which rows there are.

    A row may be on its way (None): its cells are empty until it comes.
    """

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        """Declare the columns, which stay the same."""
        super().__init__(parent)
        self.columns = tuple(columns)

    # --- for the subclass -------------------------------------------------------------

    def value_at(self, row: int) -> R | None:
        """Return what stands in a row; None while it is being read."""
        raise NotImplementedError

    def id_at(self, row: int) -> str:
        """Return the identity of a row; empty while it is being read."""
        raise NotImplementedError

    def row_of(self, row_id: str) -> int | None:
        """Return where a row stands; None where that is not known."""
        raise NotImplementedError

    # --- cells ------------------------------------------------------------------------

    def text_at(self, row: int, column: int) -> str:
        """Return the words of a cell, on one line."""
        value = self.value_at(row)
        if value is None:
            return ""
        text = self.columns[column].text_of(value)
        return " ".join(text.splitlines()) if "\n" in text else text

    def decoration_at(self, row: int, column: int) -> Decoration | None:
        """Return what stands before the words of a cell."""
        decoration_of = self.columns[column].decoration_of
        value = self.value_at(row)
        return decoration_of(value) if decoration_of is not None and value is not None else None

    def copied(self, value: R, column: int) -> str:
        """Return what copying takes of a row under a column."""
        declared = self.columns[column]
        return (declared.copied_of or declared.text_of)(value)

    # --- Qt ---------------------------------------------------------------------------

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are, hidden ones included."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, and what a screen reader says of it."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text_at(index.row(), index.column())
        declared = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBER if declared.is_number else _TEXT
        if role == Qt.ItemDataRole.AccessibleTextRole and declared.spoken_of is not None:
            value = self.value_at(index.row())
            return declared.spoken_of(value) if value is not None else ""
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the title of a column, or the number of a row."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBER if self.columns[section].is_number else _TEXT
        return None
