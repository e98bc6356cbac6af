"""What the search box and the palette list: records and commands under the heads of their kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Result:
    """One line: a head above others, or something to open.

    `detail` stands beside the title in grey, `aside` at the right (a shortcut, or why not).
    `value` is what is handed back when the line is chosen; a head has none.
    """

    title: str
    detail: str = ""
    aside: str = ""
    icon: str = ""
    value: Any = None
    is_head: bool = False
    is_enabled: bool = True

    @property
    def can_be_chosen(self) -> bool:
        """Whether Enter opens it."""
        return not self.is_head and self.is_enabled

    @property
    def spoken(self) -> str:
        """What a screen reader says of the line."""
        return ", ".join(part for part in (self.title, self.detail, self.aside) if part)


class ResultsModel(QAbstractListModel):
    """A list of results; each line gives itself under `Qt.UserRole`."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._results: tuple[Result, ...] = ()

    @property
    def results(self) -> tuple[Result, ...]:
        """All lines, heads included."""
        return self._results

    def show(self, results: Sequence[Result]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._results = tuple(results)
        self.endResetModel()

    # --- Qt ---------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._results)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a view shows or says of a line."""
        if not index.isValid():
            return None
        result = self._results[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return result.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return result.spoken
        return result if role == Qt.ItemDataRole.UserRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Tell which lines can be chosen."""
        if not index.isValid() or not self._results[index.row()].can_be_chosen:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
