"""The line in which a cell is typed: what it proposes, and the keys by which it is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QCompleter,
    QLineEdit,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from ui.widgets.table.cell_delegate import CellDelegate
from ui.widgets.table.typing_model import TypingModel
from ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex

_LONGEST_PASTE = 1_000_000
"""Qt would cut what is pasted at 32 767 signs without a word: a refusal says so instead."""

_PROPOSES = "proposes"
"""The property of a line that completes what is typed."""

_STEPS = {
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TypingDelegate(CellDelegate):
    """Draws the cells of a `TypingModel`, and makes the line in which one of them is typed."""

    typing = Signal(str)
    """What stands in the line while one types."""
    typed = Signal(str)
    """The text that the person left in the line, where it is another than the cell's."""
    stepped = Signal(int, int)
    """The person goes on from the line: by how many rows and columns."""
    filled = Signal(str)
    """The text is to stand in every chosen cell of the column."""
    pasted = Signal()
    """Several cells are pasted into the line."""
    given_up = Signal()
    """The line is closed, and what was typed in it dropped."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Propose nothing yet."""
        super().__init__(parent)
        self.line: QLineEdit | None = None
        self._before = ""
        self._proposals: Mapping[str, Sequence[str]] = {}
        self.is_block: Callable[[], bool] = lambda: False
        """Whether the clipboard holds several cells."""

    def propose(self, proposals: Mapping[str, Sequence[str]]) -> None:
        """Complete what is typed by these texts, by the keys of columns."""
        self._proposals = proposals

    # --- the line ------------------------------------------------------------------------

    def close_line(self, *, keeps: bool) -> None:
        """Close the line that is open; unless it `keeps`, what was typed in it goes."""
        line = self.line
        if line is None:
            return
        self.line = None
        text, is_other = line.text(), line.text().strip() != self._before.strip()
        self.closeEditor.emit(line, QAbstractItemDelegate.EndEditHint.NoHint)
        if keeps and is_other:
            self.typed.emit(text)
        else:
            self.given_up.emit()

    def _complete(self, line: QLineEdit, texts: Sequence[str]) -> None:
        completer = QCompleter(list(texts), line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        completer.setMaxVisibleItems(12)
        line.setCompleter(completer)
        line.setProperty(_PROPOSES, True)  # noqa: FBT003 - Qt's own

    def open_list(self) -> None:
        """Show all that the line proposes."""
        if self.line is None or not self.line.property(_PROPOSES):
            return
        completer = self.line.completer()
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        popup = completer.popup()
        assert popup is not None  # as the mode asks for one
        popup.setAccessibleName(self.line.accessibleName())
        popup.setMinimumWidth(popup.sizeHintForColumn(0))
        completer.complete()

    def _is_choosing(self) -> bool:
        """Whether the list of what the line proposes is open."""
        if self.line is None or not self.line.property(_PROPOSES):
            return False
        popup = self.line.completer().popup()  # none is made before it is asked for
        return popup is not None and popup.isVisible()

    # --- Qt ---------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the line, named by its row and column."""
        model = index.model()
        assert isinstance(model, TypingModel)
        row, column = index.row(), index.column()
        self._before = model.text_at(row, column)
        line = QLineEdit(parent)
        line.setMaxLength(_LONGEST_PASTE)
        line.setAccessibleName(model.title_at(row, column))
        line.setAccessibleDescription(model.remark_at(row, column))
        line.setText(self._before)
        if proposals := self._proposals.get(model.columns[column].key):
            self._complete(line, proposals)
        line.textEdited.connect(self.typing)
        line.destroyed.connect(partial(self._forget, line))
        self.line = line
        return line

    def _forget(self, line: QLineEdit, _gone: object = None) -> None:
        if self.line is line:
            self.line = None

    def setEditorData(self, _editor: QWidget, _index: Index) -> None:
        """Leave what is typed as it is, whatever the row says meanwhile."""

    def setModelData(self, _editor: QWidget, _model: object, _index: Index) -> None:
        """Write nothing into the model: see `typed`."""

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        """Lay the line over its cell."""
        editor.setGeometry(option.rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the line by the keys of a sheet."""
        if watched is not self.line:
            return super().eventFilter(watched, event)
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._takes_key(event) or QObject.eventFilter(self, watched, event)
        if event.type() is QEvent.Type.FocusOut:
            if not self._is_choosing():
                self.close_line(keeps=True)
            return False
        return super().eventFilter(watched, event)

    def _takes_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_alt = modifiers == Qt.KeyboardModifier.AltModifier
        if key == Qt.Key.Key_F4 or (is_alt and key == Qt.Key.Key_Down):
            self.open_list()
        elif key == Qt.Key.Key_Escape:
            self.close_line(keeps=False)
        elif event.matches(QKeySequence.StandardKey.Paste) and self.is_block():
            self.close_line(keeps=False)
            self.pasted.emit()
        elif key in _ENTER and modifiers == Qt.KeyboardModifier.ControlModifier:
            text = self.line.text() if self.line is not None else ""
            self.close_line(keeps=False)
            self.filled.emit(text)
        elif key in _STEPS and not modifiers & ~Qt.KeyboardModifier.ShiftModifier:
            rows, columns = _STEPS[key]
            is_back = key in _ENTER and bool(modifiers)
            self.close_line(keeps=True)
            self.stepped.emit(-rows if is_back else rows, columns)
        else:
            return False
        return True

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Show what is to be mended in a cell, else its whole text where it is cut."""
        model = index.model()
        remark = (
            model.remark_at(index.row(), index.column())
            if index.isValid() and isinstance(model, TypingModel)
            else ""
        )
        if remark:
            QToolTip.showText(event.globalPos(), plain_tip(remark), view)
            return True
        return super().helpEvent(event, view, option, index)
