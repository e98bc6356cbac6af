"""The list of the rows of an entity: all of them are at hand, filtered where they are stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.fields import EntityType
from ctg_desktop.domain.listing import RowQuery
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.filtering import Menu, field_menus
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.outgoing import outgoing
from ctg_desktop.services.ownership import may_record
from ctg_desktop.services.row_list import ListedRow, list_rows, listed_row
from ctg_desktop.typography import lowered
from ui.desk import Desk
from ui.models.row_columns import row_columns
from ui.models.rows_model import RowsModel
from ui.pages.register import conditions as asking
from ui.pages.rows_panel import RowsPanel
from ui.widgets.filter_bar import FilterBar
from ui.widgets.table.table_view import TableView

_BESIDE = 2
"""How many columns stay beside a fiche."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What a query finds, and of how many rows."""

    query: RowQuery
    rows: list[ListedRow]
    everything: int


class RegisterTable(TableView):
    """The table of an entity: what is copied leaves the folder, and is read as such."""

    copy_asked = Signal()

    def copy_chosen(self) -> None:
        """Ask for the chosen rows as they may leave."""
        self.copy_asked.emit()


class RegisterList(RowsPanel):
    """Shows the rows that a query finds."""

    read_done = Signal()
    """The list is on screen as it is now."""

    def __init__(self, desk: Desk, kind: EntityType) -> None:
        """Read nothing yet."""
        self._columns = row_columns(kind)
        self._revealed = ""
        words = f"Rechercher dans les {lowered(kind.plural)}"
        bar = FilterBar(asking, RowQuery(), words)
        super().__init__(desk, kind, bar, self._made_table)
        self.bar.query_changed.connect(lambda _query: self.renew())
        self.show_query(RowQuery(), ask=False)

    def _made_table(self, parent: QWidget) -> TableView:
        kind = self.kind
        table = RegisterTable(kind.key, self._columns, kind.plural, self._desk.preferences, parent)
        self.model: RowsModel[ListedRow] = RowsModel(self._columns, lambda listed: listed.id, table)
        table.show_model(self.model)
        table.copy_asked.connect(self.copy)
        return table

    @property
    def is_issued(self) -> bool:
        """Whether the agglomeration alone makes such rows, and this is not its folder."""
        is_agglomeration = self._desk.office.is_agglomeration
        return not may_record(self.kind, is_agglomeration=is_agglomeration)

    @property
    def ordered_query(self) -> RowQuery:
        """What is asked for, in the order of the column that was chosen."""
        query: RowQuery = self.query
        if self.table.order is None:
            return query
        section, order = self.table.order
        spec = self.kind.by_key(self._columns[section].key)
        descending = order == Qt.SortOrder.DescendingOrder
        return replace(query, sort=spec.name if spec else "", descending=descending)

    @property
    def shown_fields(self) -> tuple[str, ...]:
        """The fields in the columns that were chosen, in their order."""
        keys = (self._columns[at].key for at in self.table.layout_of_columns.chosen)
        return tuple(spec.name for key in keys if (spec := self.kind.by_key(key)) is not None)

    # --- reading ----------------------------------------------------------------------

    def show_query(self, query: RowQuery, *, ask: bool = True) -> None:
        """Show what a query finds, and the badges of its conditions."""
        self._show_asked(query)
        if ask:
            self.renew()

    def read_menus(self) -> None:
        """Read again what the filters offer."""
        kind = self.kind
        self._desk.read(
            lambda uow: field_menus(uow, kind), self._take_menus, owner=self, key="menus"
        )

    def _take_menus(self, found: tuple[Menu, ...]) -> None:
        self.bar.show_menus(tuple(menu for menu in found if len(menu.options) > 1), found)

    def renew(self, reveal: str = "") -> None:
        """Read the list as it is now; with `reveal`, choose that row if the query finds it."""
        self._revealed = reveal or self._revealed
        kind, query = self.kind, self.query

        def look(uow: UnitOfWork) -> _Read:
            found = list_rows(uow, kind, query)
            whole = RowQuery(deleted=query.deleted)
            is_all = query == whole
            return _Read(query, found, len(found if is_all else list_rows(uow, kind, whole)))

        self._desk.read(look, self._take, owner=self, key="list")

    def _take(self, found: _Read) -> None:
        self.model.set_rows(found.rows)
        if self._revealed and self.model.row_of(self._revealed) is not None:
            self.table.choose([self._revealed])
        self._revealed = ""
        self._tell_count(len(found.rows), found.everything)
        self.read_done.emit()

    # --- what is chosen ---------------------------------------------------------------

    def with_chosen(self, then: Callable[[list[str]], None]) -> None:
        """Hand over the identities of the chosen rows."""
        then(self.table.chosen_ids)

    def copy(self) -> None:
        """Copy the chosen rows with their headers, as they may leave the folder."""
        kind, ids, text_of = self.kind, self.table.chosen_ids, self.table.copier()
        titles = self.table.copied_titles

        def read(uow: UnitOfWork) -> tuple[str, int]:
            leaving = outgoing(uow)
            directory = Directory(leaving)
            rows = {row.id: row for row in leaving.rows(kind.cls, ids=ids, deleted=None)}
            listed = [listed_row(directory, rows[each]) for each in ids if each in rows]
            return f"{titles}\n{text_of(listed)}", len(listed)

        def put(found: tuple[str, int]) -> None:
            text, count = found
            if count:
                QGuiApplication.clipboard().setText(text)
            self.copied.emit(count, len(ids) - count)

        if ids:
            self._desk.read(read, put, owner=self, key="copy")

    # --- places -----------------------------------------------------------------------

    def make_room(self, *, is_beside: bool) -> None:
        """Show fewer columns while a fiche stands beside."""
        shown = [column.key for column in self._columns if column.shown]
        name = next(column.key for column in self._columns if column.stretches)
        keys = [name, *(key for key in shown if key != name)][:_BESIDE]
        self.limit_columns(keys if is_beside else None)
