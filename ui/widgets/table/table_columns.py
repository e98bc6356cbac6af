"""Which columns a table shows, in which order, how wide: as they were left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from ctg_desktop.folder.settings import TableLayout
from ui import theme
from ui.widgets.layout.layouts import px
from ui.widgets.table.columns import Column

if TYPE_CHECKING:
    from ui.preferences import PreferencesStore

_LEAST = 3.0


class TableColumns:
    """Sets the headers of one table out, and remembers what the person changes.

    Widths are kept at a text size of 100 %, so that they grow with the text.
    """

    def __init__(
        self,
        view: QTableView,
        name: str,
        columns: Sequence[Column[Any]],
        preferences: PreferencesStore | None,
    ) -> None:
        """Work for one table; `name` is what the preferences keep it under."""
        self._view = view
        self._name = name
        self.columns = tuple(columns)
        self._preferences = preferences
        self._is_setting = False
        self._limit: Collection[str] | None = None
        self.on_shown: Callable[[str], None] = lambda _key: None
        self._widths: dict[str, int] = {}
        self._sort: tuple[str, bool] = ("", False)
        self._order = [column.key for column in columns if column.shown]
        if preferences is not None:
            kept = preferences.table(name)
            keys = {column.key for column in columns}
            self._order = [key for key in kept.columns if key in keys] or self._order
            self._widths = {key: width for key, width in kept.widths.items() if key in keys}
            self._sort = (kept.sort, kept.descending)
        self._header = view.horizontalHeader()
        self._header.setSectionsMovable(True)
        self._header.setSectionsClickable(True)
        self._header.setHighlightSections(False)
        self._header.setMinimumSectionSize(px(_LEAST))
        self._header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._header.sectionResized.connect(self._hear_width)
        self._header.sectionMoved.connect(self._hear_order)

    # --- what is shown ----------------------------------------------------------------

    @property
    def chosen(self) -> list[int]:
        """The columns that the person wants, from left to right."""
        order = [self._header.logicalIndex(at) for at in range(len(self.columns))]
        return [column for column in order if self.columns[column].key in self._order]

    @property
    def shown(self) -> list[int]:
        """The columns on screen, from left to right."""
        return [column for column in self.chosen if not self._header.isSectionHidden(column)]

    @property
    def name_column(self) -> int:
        """The column that names the rows: that which stretches, else the first."""
        return next((at for at, column in enumerate(self.columns) if column.stretches), 0)

    def is_chosen(self, column: int) -> bool:
        """Whether the person wants a column."""
        return column in self.chosen

    def show(self, column: int, *, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        if not shown and self.chosen == [column]:
            return
        key = self.columns[column].key
        wanted = {*self._order, key} if shown else {*self._order} - {key}
        self._order = [*wanted]
        self._order = [self.columns[at].key for at in self.chosen]
        self.apply()
        self._remember()
        if shown:
            self.on_shown(key)

    def limit(self, keys: Collection[str] | None) -> None:
        """Show no others than these for as long as there is little room; None takes that back."""
        if keys != self._limit:
            self._limit = keys
            self.apply()

    def set_back(self) -> None:
        """Show the columns as nobody had touched them."""
        self._order = [column.key for column in self.columns if column.shown]
        self._widths = {}
        self._sort = ("", False)
        self.apply()
        self._remember()

    # --- setting out ------------------------------------------------------------------

    def apply(self) -> None:
        """Set the headers out."""
        self._is_setting = True
        keys = [column.key for column in self.columns]
        rest = [key for key in keys if key not in self._order]
        for place, key in enumerate([*self._order, *rest]):
            self._header.moveSection(self._header.visualIndex(keys.index(key)), place)
        for at, key in enumerate(keys):
            is_in = key in self._order and (self._limit is None or key in self._limit)
            self._header.setSectionHidden(at, not is_in)
            self._header.resizeSection(at, self._width(self.columns[at]))
        self._is_setting = False
        self.fit()

    def fit(self) -> None:
        """Give the column that stretches what the others leave, unless its width was chosen."""
        stretching = next((at for at, column in enumerate(self.columns) if column.stretches), None)
        if stretching is None or stretching not in self.shown:
            return
        if self._limit is None and self.columns[stretching].key in self._widths:
            return
        others = sum(self._header.sectionSize(at) for at in self.shown if at != stretching)
        left = self._view.viewport().width() - others
        self._is_setting = True
        self._header.resizeSection(stretching, max(left, px(self.columns[stretching].width)))
        self._is_setting = False

    def _width(self, column: Column[Any]) -> int:
        kept = self._widths.get(column.key)
        if kept is None:
            return px(column.width)
        return max(px(_LEAST), round(kept * theme.current().percent / 100))

    # --- remembering ------------------------------------------------------------------

    def _hear_width(self, section: int, _before: int, after: int) -> None:
        if self._is_setting or after == 0 or section >= len(self.columns):
            return
        self._widths[self.columns[section].key] = round(after * 100 / theme.current().percent)
        self.fit()
        self._remember()

    def _hear_order(self, _section: int, _before: int, _after: int) -> None:
        if not self._is_setting:
            self._order = [self.columns[at].key for at in self.chosen]
            self._remember()

    @property
    def kept_sort(self) -> tuple[int, Qt.SortOrder] | None:
        """The column in whose order the person left the rows, if it is there and sorts."""
        key, is_descending = self._sort
        order = Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder
        sorting = (at for at, column in enumerate(self.columns) if column.sorts)
        return next(((at, order) for at in sorting if self.columns[at].key == key), None)

    def remember_sort(self, section: int, order: Qt.SortOrder) -> None:
        """Keep the order of the rows that the person chose."""
        self._sort = (self.columns[section].key, order == Qt.SortOrder.DescendingOrder)
        self._remember()

    def _remember(self) -> None:
        if self._preferences is not None:
            layout = TableLayout(tuple(self._order), dict(self._widths), *self._sort)
            self._preferences.remember_table(self._name, layout)
