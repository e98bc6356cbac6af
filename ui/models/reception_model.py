"""What a reception changes, as a tree: structures, their rows, and each field before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.fields import describe
from ctg_desktop.domain.text_diff import from_difference
from ctg_desktop.services.receptions import COUNTED, Fate, FieldChange, RowPreview
from ctg_desktop.typography import counted, labelled, spaced
from ui import theme
from ui.icons import icon

Index = QModelIndex | QPersistentModelIndex

EVERYBODYS = "Pour tous"
EMPTY = "(vide)"
_KEPT = "notre valeur est remise"
_HEADS = ("Fiche, puis champ", "Ici, avant", "Après")

LOOKS = {
    Fate.NEW: ("plus", "good"),
    Fate.CHANGED: ("edit", "accent"),
    Fate.REMOVED: ("trash", "warning"),
    Fate.IN_CONFLICT: ("arbitrate", "alert"),
}
"""The drawing of each fate and the token of its colour; its word always stands beside them."""

MOST_UNFOLDED = 500
"""How many rows are unfolded at once: a structure with more is shown in several parts."""

_ROWS = 1 << 20
"""From this identity on indexes are those of fields: below stand the structures' rows."""


class ReceptionModel(QAbstractItemModel):
    """The tree; a field of our own rows can be ticked to give it our value back.

    The identity of an index tells its parent: none for a structure, the structure for a row, the
    row for a field. Nothing is made for what nobody unfolds.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._groups: list[tuple[str, int, int]] = []
        self._rows: Sequence[RowPreview] = ()
        self._kept: dict[Cell, FieldChange] = {}
        self._can_keep = True

    def set_rows(self, rows: Sequence[RowPreview]) -> None:
        """Show rows, which stand in the order of their structures."""
        self.beginResetModel()
        self._rows, self._groups = rows, []
        first = 0
        for structure, found in groupby(rows, attrgetter("structure")):
            end = first + len([*found])
            for at in range(first, end, MOST_UNFOLDED):
                self._groups.append((structure, at, min(end - at, MOST_UNFOLDED)))
            first = end
        self.endResetModel()

    def freeze(self) -> None:
        """Take no more ticks: what was ticked is done."""
        self._can_keep = False
        self.layoutChanged.emit()

    @property
    def kept(self) -> list[FieldChange]:
        """The fields to which our value is to be given back."""
        return list(self._kept.values())

    def row_at(self, index: Index) -> RowPreview | None:
        """Return the row that an index is, or is a field of."""
        if not index.isValid() or not index.internalId():
            return None
        if index.internalId() >= _ROWS:
            return self._rows[index.internalId() - _ROWS]
        _, first, _ = self._groups[index.internalId() - 1]
        return self._rows[first + index.row()]

    def field_at(self, index: Index) -> FieldChange | None:
        """Return the field that an index is."""
        if not index.isValid() or index.internalId() < _ROWS:
            return None
        return self._rows[index.internalId() - _ROWS].fields[index.row()]

    def turn(self, index: Index) -> None:
        """Tick a field that can be ticked, or take the tick back."""
        field, row = self.field_at(index), self.row_at(index)
        if field is None or row is None or not row.is_ours or not self._can_keep:
            return
        if field.cell in self._kept:
            del self._kept[field.cell]
        else:
            self._kept[field.cell] = field
        here = index.row(), index.parent()
        self.dataChanged.emit(self.index(here[0], 0, here[1]), self.index(here[0], 2, here[1]))

    # --- Qt ---------------------------------------------------------------------------

    def columnCount(self, _parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return len(_HEADS)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many structures, rows or fields stand below an index."""
        if parent is None or not parent.isValid():
            return len(self._groups)
        if parent.column() > 0 or parent.internalId() >= _ROWS:
            return 0
        if not parent.internalId():
            return self._groups[parent.row()][2]
        row = self.row_at(parent)
        return len(row.fields) if row is not None else 0

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """Return the index of what stands below another one."""
        if not 0 <= row < self.rowCount(parent) or not 0 <= column < len(_HEADS):
            return QModelIndex()
        if parent is None or not parent.isValid():
            return self.createIndex(row, column, 0)
        if not parent.internalId():
            return self.createIndex(row, column, parent.row() + 1)
        _, first, _ = self._groups[parent.internalId() - 1]
        return self.createIndex(row, column, _ROWS + first + parent.row())

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override] # of an index, not of us
        """Return the row of a field, the structure of a row, nothing for a structure."""
        identity = index.internalId() if index.isValid() else 0
        if not identity:
            return QModelIndex()
        if identity < _ROWS:
            return self.createIndex(identity - 1, 0, 0)
        at = identity - _ROWS
        group = next(
            number for number, (_, first, count) in enumerate(self._groups) if at < first + count
        )
        return self.createIndex(at - self._groups[group][1], 0, group + 1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let a field of our own rows be ticked."""
        flags = super().flags(index)
        row = self.row_at(index)
        is_field = index.isValid() and index.internalId() >= _ROWS
        if is_field and index.column() == 0 and row is not None and row.is_ours and self._can_keep:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the words of a head."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return spaced(_HEADS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words, the drawing, the colour or the tick of a cell."""
        if not index.isValid():
            return None
        field, row = self.field_at(index), self.row_at(index)
        if field is not None and row is not None:
            return self._data_of_field(field, row, index.column(), role)
        if index.column() > 0:
            return None
        if row is not None:
            return _data_of_row(row, role)
        return self._data_of_group(index.row(), role)

    def setData(self, index: Index, _value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Turn a tick."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.turn(index)
        return True

    # --- within -----------------------------------------------------------------------

    def _data_of_group(self, number: int, role: int) -> Any:
        structure, first, count = self._groups[number]
        if role == Qt.ItemDataRole.FontRole:
            return theme.current().font(bold=True)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        fates = Counter(row.fate for row in self._rows[first : first + count])
        parts = [counted(fates[fate], *words) for fate, words in COUNTED.items() if fates[fate]]
        before = sum(each[0] == structure for each in self._groups[:number])
        name = (structure or EVERYBODYS) + (f" ({before + 1})" if before else "")
        return labelled(name, ", ".join(parts))

    def _data_of_field(self, field: FieldChange, row: RowPreview, column: int, role: int) -> Any:
        is_kept = field.cell in self._kept
        if role == Qt.ItemDataRole.CheckStateRole:
            if column or not row.is_ours or not (self._can_keep or is_kept):
                return None
            return Qt.CheckState.Checked if is_kept else Qt.CheckState.Unchecked
        told = (field.label, field.before or EMPTY, field.after or EMPTY)[column]
        if column and role == Qt.ItemDataRole.DisplayRole:
            told = from_difference(told, (field.after, field.before)[column - 1] or EMPTY)
        if column == 2 and field.is_in_conflict:
            told = f"≠ {told}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            line = " ".join(told.split())
            return spaced(f"↩ {_KEPT}") if column == 2 and is_kept else line
        if role == Qt.ItemDataRole.ForegroundRole and column == 2 and not is_kept:
            fate = Fate.CHANGED if row.fate is Fate.IN_CONFLICT else row.fate
            token = LOOKS[Fate.IN_CONFLICT if field.is_in_conflict else fate][1]
            return QColor(getattr(theme.current().colours, token))
        return None


def _data_of_row(row: RowPreview, role: int) -> Any:
    sign, token = LOOKS[row.fate]
    if role == Qt.ItemDataRole.DecorationRole:
        return icon(sign, getattr(theme.current().colours, token))
    if role == Qt.ItemDataRole.DisplayRole:
        word = row.word[:1].upper() + row.word[1:]
        return labelled(word, f"{describe(row.entity).label} – {' '.join(row.name.split())}")
    return None
