"""A table that is typed in like a sheet: cell by cell, or a block of them pasted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from ctg_desktop.typography import counted, quoted
from ui.widgets.table.columns import Column
from ui.widgets.table.table_model import Index
from ui.widgets.table.table_view import TableView
from ui.widgets.table.typing_delegate import TypingDelegate
from ui.widgets.table.typing_model import TypingModel

if TYPE_CHECKING:
    from ui.preferences import PreferencesStore

_STANDARD = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Paste)
_ERASING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OWN = (*_ERASING, Qt.Key.Key_F2)
"""Keys that menus have too, and that mean a cell here."""

CellTexts = Mapping[str, Mapping[str, str]]
"""Texts by the identity of the row and the key of the column."""


@dataclass(frozen=True, slots=True)
class Block:
    """What a person put into cells at once.

    `is_block` tells that it was more than what is typed into one cell; `left` says in a sentence
    what of it has no cell, empty for nothing.
    """

    texts: CellTexts
    is_block: bool = False
    left: str = ""


class TypingTable(TableView):
    """Cells in which one types at once, as in a spreadsheet; a `TypingModel` tells which.

    Enter goes down and comes back to the column where Tab began; Ctrl+Enter fills the chosen
    cells; Delete erases them; a block is pasted from the current cell on, by the names of its
    rows where it begins in the column that names them. Blank cells of a block change nothing.
    """

    typed = Signal(object)
    """Block: what the person typed, pasted or erased."""
    typing = Signal(str, str, str)
    """The row, the column and the text of the cell that is being typed; None where it is over."""
    given_up = Signal(str, str)
    """The row and the column of a cell that was left as it was."""
    cell_changed = Signal()
    """The keyboard is in another cell."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column[Any]],
        label: str,
        preferences: PreferencesStore | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Set the table out as it was left."""
        self._begun_at: int | None = None
        self._is_stepping = False
        super().__init__(name, columns, label, preferences, parent)
        self.row_named: Callable[[str], str] = lambda _text: ""
        """What finds the identity of a row by a name of it; empty for none."""
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.DoubleClicked)
        self.cells = TypingDelegate(self)
        self.setItemDelegate(self.cells)
        self.cells.is_block = self._holds_block
        self.cells.typing.connect(lambda text: self.typing.emit(*self._place(), text))
        self.cells.typed.connect(self._take)
        self.cells.given_up.connect(lambda: self.given_up.emit(*self._place()))
        self.cells.stepped.connect(self.step)
        self.cells.filled.connect(self._fill)
        self.cells.pasted.connect(self._paste)

    # --- cells ------------------------------------------------------------------------

    @property
    def typing_model(self) -> TypingModel[Any]:
        """The model on screen."""
        return cast("TypingModel[Any]", self.model())

    def _place(self, index: QModelIndex | None = None) -> tuple[str, str]:
        """Return the row and the column of a cell: of the one that has the keyboard."""
        at = self.currentIndex() if index is None else index
        if not at.isValid():
            return "", ""
        return self.typing_model.id_at(at.row()), self.typing_model.columns[at.column()].key

    def go_to(self, row_id: str, key: str) -> None:
        """Put the keyboard into a cell."""
        row = self.typing_model.row_of(row_id)
        column = next((n for n, c in enumerate(self.typing_model.columns) if c.key == key), None)
        if row is not None and column is not None:
            self.setCurrentIndex(self.typing_model.index(row, column))
            self.scrollTo(self.currentIndex())
            self.setFocus()

    @property
    def is_typing(self) -> bool:
        """Whether a cell is being typed."""
        return self.cells.line is not None

    def leave_cell(self) -> None:
        """Take in what is typed in the cell that is open."""
        self.cells.close_line(keeps=True)

    def _chosen_cells(self) -> list[QModelIndex]:
        """Return the chosen cells that may be typed in, the current one at least."""
        found = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        return [at for at in found if at.isValid() and self.typing_model.is_typed(at.column())]

    # --- moving -----------------------------------------------------------------------

    def step(self, rows: int, columns: int) -> bool:
        """Go to another cell; return whether there is one."""
        at, model = self.currentIndex(), self.typing_model
        if not at.isValid():
            return False
        row, column, begun = at.row() + rows, at.column(), self._begun_at
        if columns:
            begun = column if begun is None else begun
            order = [each for each in self.layout_of_columns.shown if model.is_typed(each)]
            before = order.index(column) if column in order else min(0, -columns)
            line, place = divmod(before + columns, len(order))
            row, column = row + line, order[place]
        elif begun is not None:
            column, begun = begun, None
        if not 0 <= row < model.rowCount():
            return False
        self._is_stepping = True
        self.setCurrentIndex(model.index(row, column))
        self._is_stepping = False
        self._begun_at = begun
        return True

    # --- writing ----------------------------------------------------------------------

    def _take(self, text: str) -> None:
        row_id, key = self._place()
        if row_id:
            self.typed.emit(Block({row_id: {key: text.strip()}}))

    def _fill(self, text: str) -> None:
        """Put a text into the chosen cells of the current column."""
        column = self.currentIndex().column()
        cells = [at for at in self._chosen_cells() if at.column() == column]
        self._put([(at, text.strip()) for at in cells])

    def _erase(self) -> None:
        cells = self._chosen_cells()
        self._put([(at, "") for at in cells if self.typing_model.text_at(at.row(), at.column())])

    def _put(self, cells: Sequence[tuple[QModelIndex, str]]) -> None:
        texts: dict[str, dict[str, str]] = {}
        for at, text in cells:
            row_id, key = self._place(at)
            texts.setdefault(row_id, {})[key] = text
        if texts:
            self.typed.emit(Block(texts, is_block=len(cells) > 1))

    # --- the clipboard ------------------------------------------------------------------

    def copy_chosen(self) -> None:
        """Copy the chosen cells, for a spreadsheet."""
        found = self.selectionModel().selectedIndexes()
        rows = sorted({at.row() for at in found})
        chosen = {at.column() for at in found}
        columns = [each for each in self.layout_of_columns.shown if each in chosen]
        lines = ("\t".join(self.typing_model.text_at(row, at) for at in columns) for row in rows)
        if rows:
            QGuiApplication.clipboard().setText("\n".join(lines))

    @staticmethod
    def _clipboard() -> list[list[str]]:
        text = QGuiApplication.clipboard().text().replace("\r\n", "\n").removesuffix("\n")
        return [line.split("\t") for line in text.split("\n")] if text else []

    def _holds_block(self) -> bool:
        block = self._clipboard()
        return len(block) > 1 or any(len(line) > 1 for line in block)

    def _paste(self) -> None:
        block = self._clipboard()
        if not block or not self.currentIndex().isValid():
            return
        if not self._holds_block():
            self._put([(at, block[0][0].strip()) for at in self._chosen_cells()])
            return
        found = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        shown = self.layout_of_columns.shown
        first = min(shown.index(at.column()) for at in found)
        if self.typing_model.is_typed(shown[first]):
            top = min(at.row() for at in found)
            self._paste_down(block, top, shown[first:])
        else:
            self._paste_by_name(block, shown[first + 1 :])

    def _paste_down(self, block: Sequence[Sequence[str]], top: int, columns: list[int]) -> None:
        """Lay a block over the rows from one on."""
        model = self.typing_model
        room = model.rowCount() - top
        rows = [model.id_at(top + at) for at in range(min(len(block), room))]
        lost = sum(any(cell.strip() for cell in line) for line in block[room:])
        left = counted(lost, "ligne collée dépasse", "lignes collées dépassent") if lost else ""
        if left:
            left = f"{left} la dernière ligne du tableau"
        self._lay(dict(zip(rows, block, strict=False)), columns, left)

    def _paste_by_name(self, block: Sequence[Sequence[str]], columns: list[int]) -> None:
        """Lay the lines of a block over the rows that they name."""
        lines: dict[str, Sequence[str]] = {}
        unknown: list[tuple[int, str]] = []
        for number, (name, *cells) in enumerate(block, 1):
            row_id = self.row_named(name)
            if row_id:
                lines[row_id] = cells
            elif any(cell.strip() for cell in (name, *cells)):
                unknown.append((number, name))
        left = ""
        if unknown:
            number, name = unknown[0]
            count = counted(
                len(unknown), "ligne n’a pas été reconnue", "lignes n’ont pas été reconnues"
            )
            left = f"{count}, à partir de la ligne {number} du bloc, {quoted(name[:40])}"
        self._lay(lines, columns, left)

    def _lay(self, lines: Mapping[str, Sequence[str]], columns: Sequence[int], left: str) -> None:
        """Hand over the cells of lines, by row; the blank ones change nothing."""
        model = self.typing_model
        keys = [model.columns[at].key if model.is_typed(at) else "" for at in columns]
        texts: dict[str, dict[str, str]] = {}
        for row_id, line in lines.items():
            cells = {key: cell.strip() for key, cell in zip(keys, line, strict=False) if key}
            if told := {key: cell for key, cell in cells.items() if cell}:
                texts[row_id] = told
        wide = max((len(line) for line in lines.values()), default=0)
        if wide > len(columns):
            more = counted(
                wide - len(columns), "colonne collée est de trop", "colonnes collées sont de trop"
            )
            left = f"{left} ; {more}" if left else more
        if texts or left:
            self.typed.emit(Block(texts, is_block=True, left=left))

    # --- Qt ---------------------------------------------------------------------------

    def _restore(self) -> None:
        """Keep the keyboard where it was: cells are chosen here, not rows."""
        super()._restore()
        flag = QItemSelectionModel.SelectionFlag
        if self.currentIndex().isValid():
            self.selectionModel().select(self.currentIndex(), flag.ClearAndSelect)

    def event(self, event: QEvent) -> bool:
        """Take the keys of a cell before the menus do."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            is_bare = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if any(map(event.matches, _STANDARD)) or (is_bare and event.key() in _OWN):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, erase, copy, paste; any other key begins to type."""
        is_bare = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_shifted = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if event.key() in _ENTER and (is_bare or is_shifted):
            self.step(-1 if is_shifted else 1, 0)
        elif event.key() == Qt.Key.Key_F2 and is_bare:
            self.edit(self.currentIndex())
        elif event.key() in _ERASING and is_bare:
            self._erase()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_chosen()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer by the mouse, or by the key of the keyboard, what keys do in a cell."""
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self.visualRect(self.currentIndex()).center() if is_key else event.pos()
        at = self.indexAt(place)
        if not at.isValid():
            return
        if not self.selectionModel().isSelected(at):
            self.setCurrentIndex(at)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        may_type = self.typing_model.is_typed(at.column())
        entries: tuple[tuple[str, str, Callable[[], object], bool], ...] = (
            ("Modifier", "F2", self._begin, may_type),
            ("Copier", "Ctrl+C", self.copy_chosen, True),
            ("Coller", "Ctrl+V", self._paste, bool(QGuiApplication.clipboard().text())),
            ("Effacer", "Suppr", self._erase, bool(self._chosen_cells())),
        )
        for words, keys, act, is_offered in entries:
            entry = menu.addAction(f"{words}\t{keys}")
            entry.setEnabled(is_offered)
            entry.triggered.connect(lambda _checked, act=act: act())
        menu.popup(self.viewport().mapToGlobal(place))

    def _begin(self) -> None:
        """Type in the current cell, with all that it proposes in sight."""
        self.edit(self.currentIndex())
        self.cells.open_list()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current cell in sight."""
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show at once what may stand in the cell."""
        super().mouseDoubleClickEvent(event)
        self.cells.open_list()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 - Qt's
        """Go from cell to cell by Tab; past the last one, on to what follows the table."""
        return self.step(0, 1 if next else -1) or super().focusNextPrevChild(next)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell that the keyboard is in another cell."""
        super().currentChanged(current, previous)
        if not self._is_stepping:
            self._begun_at = None
        self.cell_changed.emit()
