"""The table of the window: keyboard, sorting by header, copying, columns and widths kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ctg_desktop.domain.folding import fold
from ui.widgets.empty_state import EmptyState
from ui.widgets.layout.layouts import px
from ui.widgets.table.cell_delegate import CellDelegate
from ui.widgets.table.columns import Column
from ui.widgets.table.columns_menu import ColumnsMenu
from ui.widgets.table.table_columns import TableColumns
from ui.widgets.table.table_model import Index, TableModel
from ui.widgets.table.table_selection import TableSelection
from ui.widgets.table.tabular_text import tabular

if TYPE_CHECKING:
    from ui.preferences import PreferencesStore

_OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class TableView(QTableView):
    """A table over a `TableModel`: rows are chosen whole.

    Enter, F2 and a double click open a row; Ctrl+C copies the chosen rows with their headers;
    letters go to the next row whose name begins so; the menu of the headers chooses columns
    and the order.
    """

    row_opened = Signal(str)
    """The identity of the row that the person wants to open."""
    current_changed = Signal(str)
    """The identity of the row that has the keyboard; empty when none has."""
    menu_asked = Signal(object)
    """The QPoint of the screen where a menu of what can be done with the chosen rows is asked."""
    chosen_changed = Signal()
    """Other rows are chosen."""
    sort_changed = Signal()
    """The person chose another order."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column[Any]],
        label: str,
        preferences: PreferencesStore | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Set the table out as it was left; `name` is what the preferences keep it under.

        `label` is the French name that a screen reader says.
        """
        super().__init__(parent)
        self.setAccessibleName(label)
        self.empty = EmptyState(self.viewport())
        self.empty.hide()
        self.order: tuple[int, Qt.SortOrder] | None = None
        self._is_restoring = False
        self._last_current = ""
        self._typed = ""
        self._typed_at = 0
        self._chosen = TableSelection(self)
        self.setItemDelegate(CellDelegate(self))
        self._set_manners()
        self.layout_of_columns = TableColumns(self, name, columns, preferences)
        header = self.horizontalHeader()
        header.sectionClicked.connect(self.turn_order)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_menu_at)
        self.doubleClicked.connect(self._open)

    def _set_manners(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(px(3.5))
        rows.hide()

    # --- the model --------------------------------------------------------------------

    @property
    def rows(self) -> TableModel[Any]:
        """The model on screen."""
        return cast("TableModel[Any]", self.model())

    def show_model(self, model: TableModel[Any]) -> None:
        """Show a model whose columns are those of the table, in the order that was left."""
        self.setModel(model)
        # Of its own and always empty: a header asks of each row whether it is chosen, to paint
        # itself, which takes seconds when a long list is chosen whole.
        header = self.horizontalHeader()
        header.setSelectionModel(QItemSelectionModel(model, header))
        self.layout_of_columns.apply()
        if (kept := self.layout_of_columns.kept_sort) is not None:
            self.show_order(*kept)
            model.sort(*kept)
        model.modelAboutToBeReset.connect(self._chosen.keep)
        model.modelReset.connect(self._restore)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._show_or_hide_empty)
        self._show_or_hide_empty()

    def _restore(self) -> None:
        self._is_restoring = True
        self._chosen.restore()
        self._is_restoring = False
        self._tell_current()
        self.chosen_changed.emit()

    def _show_or_hide_empty(self) -> None:
        self.empty.setVisible(self.model().rowCount() == 0 and bool(self.empty.words))
        self._place_empty()

    def _place_empty(self) -> None:
        self.empty.setGeometry(self.viewport().rect())

    def tell_when_empty(self, title: str, text: str = "", **offer: Any) -> None:
        """Say why the table is empty and what to do first; see `EmptyState.tell`."""
        self.empty.tell(title, text, **offer)
        if self.model() is not None:
            self._show_or_hide_empty()

    # --- what is chosen ---------------------------------------------------------------

    @property
    def current_id(self) -> str:
        """The identity of the row that has the keyboard; empty when none has."""
        return self._chosen.current_id

    @property
    def chosen_rows(self) -> list[int]:
        """The rows that are chosen, from top to bottom."""
        return self._chosen.rows

    @property
    def chosen_count(self) -> int:
        """How many rows are chosen."""
        return self._chosen.count

    @property
    def chosen_ids(self) -> list[str]:
        """The identities of the rows that are chosen, of those that are read."""
        return self._chosen.ids

    def choose(self, row_ids: Sequence[str], current: str = "") -> None:
        """Choose rows, those of them that are here, and scroll to the first, or to `current`."""
        if self._chosen.choose_ids(row_ids, current):
            self.scrollTo(self.currentIndex())

    def copy_chosen(self) -> None:
        """Copy the chosen rows with the headers, for a spreadsheet."""
        found = (self.rows.value_at(row) for row in self.chosen_rows)
        values = [value for value in found if value is not None]
        if values:
            lines = self.copied_titles, self.copier()(values)
            QGuiApplication.clipboard().setText("\n".join(lines))

    @property
    def copied_titles(self) -> str:
        """The line of headers that goes before what is copied."""
        return tabular([[self.rows.columns[at].title for at in self.layout_of_columns.chosen]])

    def copier(self) -> Callable[[Sequence[Any]], str]:
        """Return what makes of rows the lines to copy; it may be called from any thread."""
        model, shown = self.rows, self.layout_of_columns.chosen

        def text_of(values: Sequence[Any]) -> str:
            return tabular([model.copied(value, at) for at in shown] for value in values)

        return text_of

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and (row_id := self.rows.id_at(index.row())):
            self.row_opened.emit(row_id)

    def _tell_current(self) -> None:
        now = self.current_id if self.model() is not None else ""
        if now != self._last_current and not self._is_restoring:
            self._last_current = now
            self.current_changed.emit(now)

    # --- order and columns ------------------------------------------------------------

    def turn_order(self, section: int) -> None:
        """Put the rows in the order of a column; the second time, the other way round."""
        ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        self.sort_by(section, descending if self.order == (section, ascending) else ascending)

    def sort_by(self, section: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column, with an arrow on its header."""
        if not self.rows.columns[section].sorts:
            if self.order is not None:
                self.show_order(*self.order)  # Qt has moved the arrow already
            return
        self.show_order(section, order)
        self.rows.sort(section, order)
        self.layout_of_columns.remember_sort(section, order)
        self.scrollTo(self.currentIndex())
        self.sort_changed.emit()

    def show_order(self, section: int, order: Qt.SortOrder) -> None:
        """Draw the arrow on a header, without touching the rows."""
        self.order = (section, order)
        self.horizontalHeader().setSortIndicator(section, order)
        self.horizontalHeader().setSortIndicatorShown(True)

    def columns_menu(self) -> ColumnsMenu:
        """Return the menu that chooses columns and the order."""
        menu = ColumnsMenu(self.layout_of_columns, self)
        menu.order_asked.connect(self.turn_order)
        return menu

    def show_columns_menu(self) -> None:
        """Open the menu of the columns under the headers."""
        self._show_menu_at(QPoint(0, self.horizontalHeader().height()))

    def _show_menu_at(self, place: QPoint) -> None:
        self.layout_of_columns.limit(None)
        menu = self.columns_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.horizontalHeader().mapToGlobal(place))

    # --- Qt ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, copy; all else is Qt's."""
        if event.key() in _OPENING_KEYS and self.currentIndex().isValid():
            self._open(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_chosen()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the chosen rows, by the mouse or by the key of the keyboard."""
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self.visualRect(self.currentIndex()).center() if is_key else event.pos()
        if self.indexAt(place).isValid():
            self.menu_asked.emit(self.viewport().mapToGlobal(place))

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and the last row, as in every list."""
        self.executeDelayedItemsLayout()  # or the bars do not know the rows that just came
        last = self.model().rowCount() - 1
        column = max(0, self.currentIndex().column())
        if last >= 0 and action == QAbstractItemView.CursorAction.MoveHome:
            return self.model().index(0, column)
        if last >= 0 and action == QAbstractItemView.CursorAction.MoveEnd:
            return self.model().index(last, column)
        return super().moveCursor(action, modifiers)

    def keyboardSearch(self, search: str) -> None:
        """Go to the next row whose name begins with what is typed; accents do not count."""
        from time import monotonic_ns

        now = monotonic_ns()
        pause = QGuiApplication.styleHints().keyboardInputInterval() * 1_000_000
        is_new = now - self._typed_at > pause
        self._typed = search if is_new else self._typed + search
        self._typed_at = now
        wanted, column = fold(self._typed), self.layout_of_columns.name_column
        count, begin = self.model().rowCount(), max(0, self.currentIndex().row())
        if not wanted or not count:
            return
        for step in range(1 if is_new else 0, count + 1):
            row = (begin + step) % count
            if fold(self.rows.text_at(row, column)).startswith(wanted):
                self.setCurrentIndex(self.model().index(row, column))
                return

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which row has the keyboard."""
        super().currentChanged(current, previous)
        self._tell_current()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell that other rows are chosen."""
        super().selectionChanged(selected, deselected)
        self.chosen_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the column that stretches what is left."""
        super().resizeEvent(event)
        self.layout_of_columns.fit()
        self._place_empty()
