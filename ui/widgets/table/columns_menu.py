"""The menu of a table's headers: which columns to show, and in which order to put the rows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from ui.widgets.table.table_columns import TableColumns


class LastingMenu(QMenu):
    """A menu that stays open while its boxes are ticked."""

    def _tick(self) -> bool:
        action: QAction | None = self.activeAction()  # none under the mouse
        if action is None or not (action.isCheckable() and action.isEnabled()):
            return False
        action.trigger()
        return True

    # --- Qt ---------------------------------------------------------------------------

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick a box and stay open."""
        if not self._tick():
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick a box with Space or Enter and stay open."""
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() not in keys or not self._tick():
            super().keyPressEvent(event)


class ColumnsMenu(LastingMenu):
    """Boxes for the columns, an order for who has no mouse, and the way back."""

    order_asked = Signal(int)
    """The column in whose order the person wants the rows."""

    def __init__(self, layout: TableColumns, parent: QWidget) -> None:
        """List the columns of a table."""
        super().__init__("Colonnes", parent)
        self._layout_of_columns = layout
        self.setAccessibleName("Colonnes")
        for at, column in enumerate(layout.columns):
            action = self.addAction(column.title.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(layout.is_chosen(at))
            action.toggled.connect(self._showing(at, action))
        self.addSeparator()
        order = self.addMenu("Trier par")
        for at, column in enumerate(layout.columns):
            if column.sorts:
                chosen = order.addAction(column.title.replace("&", "&&"))
                chosen.triggered.connect(self._sorting(at))
        self.addAction("Colonnes d’origine").triggered.connect(layout.set_back)

    def _showing(self, column: int, action: QAction) -> Callable[[bool], None]:
        def show(checked: bool) -> None:  # noqa: FBT001 - what Qt's signal gives
            self._layout_of_columns.show(column, shown=checked)
            action.setChecked(self._layout_of_columns.is_chosen(column))

        return show

    def _sorting(self, column: int) -> Callable[[], None]:
        return lambda: self.order_asked.emit(column)
