"""The list: filters above, the table, and what can be done with the chosen rows below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.listing import ListedAction, ListNames, list_names
from ctg_desktop.services.outgoing import may_leave, may_name_actions
from ui.desk import Desk, Work
from ui.flow import Steps
from ui.models.window_model import WindowModel
from ui.pages.actions import conditions as asking
from ui.pages.actions.conditions import known_menus, menus
from ui.pages.actions.copying import WORDS, Chosen, Part
from ui.pages.actions.list_columns import action_columns, takes_longer
from ui.pages.actions.list_reader import ListReader
from ui.pages.rows_panel import RowsPanel
from ui.widgets.filter_bar import FilterBar
from ui.widgets.layout.layouts import px
from ui.widgets.table.table_view import TableView

_MOST_FOUND_AGAIN = 500
"""Chosen rows that are looked for after a change; more were chosen as a whole."""

BESIDE = ("reference", "title", "status")
"""The columns that stay beside a fiche."""

_ROOMY = 85.0
"""From this width on, in half-lines, the échéance stays too."""


class ActionsTable(TableView):
    """The table of actions: letters search, and copying reads what is not here yet."""

    letters_typed = Signal(str)
    copy_asked = Signal()

    def copy_chosen(self) -> None:
        """Ask for the chosen rows, which may have to be read first."""
        self.copy_asked.emit()

    # --- Qt ---------------------------------------------------------------------------

    def keyboardSearch(self, search: str) -> None:
        """Search the whole list, not the rows in sight."""
        if search.strip():
            self.letters_typed.emit(search)


class ListPanel(RowsPanel):
    """Shows the actions of a query; the page acts on those that are chosen."""

    first = "Créer la première action"
    first_words = (
        "Une action dit ce que fait la structure pour l’une des ambitions de la convention."
    )

    def __init__(self, desk: Desk) -> None:
        """Read nothing yet."""
        self._names = ListNames()
        self._copying: Work | None = None
        is_agglomeration = desk.office.is_agglomeration
        self._columns = action_columns(lambda: self._names, is_agglomeration=is_agglomeration)
        bar = FilterBar(asking, ActionQuery(), "Rechercher dans les actions")
        super().__init__(desk, Action.TYPE, bar, self._made_table)
        self.reader = ListReader(desk, self.model, self)
        self.reader.more = self._taking_longer
        self._connect()
        self.show_query(self._usual_query(), ask=False)

    def _made_table(self, parent: QWidget) -> TableView:
        table = ActionsTable("actions", self._columns, "Actions", self._desk.preferences, parent)
        self.model: WindowModel[ListedAction] = WindowModel(
            self._columns, lambda listed: listed.line.id, table
        )
        table.show_model(self.model)
        table.letters_typed.connect(self._search_on)
        table.copy_asked.connect(self.copy)
        return table

    def _usual_query(self) -> ActionQuery:
        """Return the query for all actions, in the order in which the person left them."""
        kept = self.table.layout_of_columns.kept_sort
        if kept is None:
            return ActionQuery()
        descending = kept[1] == Qt.SortOrder.DescendingOrder
        return ActionQuery(sort=self._columns[kept[0]].key, descending=descending)

    def _connect(self) -> None:
        self.bar.query_changed.connect(self._ask)
        self.model.order_asked.connect(self._order)
        self.reader.read_first.connect(self._start_over)
        self.reader.counted.connect(self._tell_count)
        self.reader.revealed.connect(self._choose_revealed)
        self.table.layout_of_columns.on_shown = self._read_full

    # --- what is asked ----------------------------------------------------------------

    @property
    def query(self) -> ActionQuery:
        """What is asked for, with its order."""
        query: ActionQuery = self.bar.query
        return query

    def show_query(self, query: ActionQuery, *, ask: bool = True, reveal: str = "") -> None:
        """Show what a query finds, and the badges of its conditions."""
        keys = [each.key for each in self._columns]
        key = query.sort if query.sort in keys else "reference"
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        self.table.show_order(keys.index(key), down if query.descending else up)
        self._show_asked(query)
        if ask:
            self.reader.show(query, reveal)
        else:
            self.reader.query = query

    def _ask(self, query: ActionQuery) -> None:
        self.reader.show(query)

    def _order(self, section: int, order: Qt.SortOrder) -> None:
        from dataclasses import replace

        sort = self._columns[section].key
        descending = order == Qt.SortOrder.DescendingOrder
        ordered = replace(self.query, sort=sort, descending=descending)
        self.bar.show_query(ordered)
        self.reader.show(ordered, self.table.current_id)

    def read(self, *, names: bool) -> None:
        """Read again what is on screen, and with `names` what the filters offer."""
        if names:
            self.read_names()
        self.renew()

    def read_names(self) -> None:
        """Read again what the filters offer."""
        self._desk.read(list_names, self._take_names, owner=self, key="names")

    def _take_names(self, names: ListNames) -> None:
        self._names = names
        self.bar.show_menus(menus(names), known_menus(names))
        self.table.viewport().update()

    def renew(self, reveal: str = "") -> None:
        """Read the list as it is now; what was chosen stays chosen."""
        top = max(0, self.table.rowAt(0))
        chosen = [self.model.id_at(row) for row in self.table.chosen_rows[:_MOST_FOUND_AGAIN]]
        known = [row_id for row_id in (*chosen, self.table.current_id) if row_id]
        self.reader.renew(top, known, reveal)

    # --- what is chosen ---------------------------------------------------------------

    def _start_over(self) -> None:
        self.table.scrollToTop()
        if self.table.chosen_count > 1:
            self.table.clearSelection()

    def _choose_revealed(self, row_id: str, is_here: bool) -> None:  # noqa: FBT001 - a signal's
        if is_here:
            self.table.choose([row_id])

    def with_chosen(self, then: Callable[[list[str]], None]) -> None:
        """Hand over the identities of the chosen rows, read now where they are not here."""
        rows = self.table.chosen_rows
        if all(self.model.is_here(row) for row in rows):
            then([self.model.id_at(row) for row in rows])
            return
        query, today = self.query, self._desk.today

        def pick(uow: UnitOfWork) -> list[str]:
            ids = uow.action_ids(query, today)
            return [ids[row] for row in rows if row < len(ids)]

        self._desk.read(pick, then, owner=self, key="chosen")

    def copy(self) -> None:
        """Copy the chosen rows with their headers, read now where they are not here."""
        rows = self.table.chosen_rows
        query, more = self.query, self._taking_longer()
        if self._copying is not None:
            self._copying.cancel()
        if all(self.model.is_here(row) for row in rows) and not may_name_actions(more):
            here = (self.model.value_at(row) for row in rows)
            values = [each for each in here if each and may_leave(each.line, query)]
            self._put([(self.table.copier()(values), len(values))], len(rows))
        else:
            chosen = Chosen(query, rows, more, self._desk.today)
            self._desk.flow(self._copy(chosen), owner=self)

    def _copy(self, chosen: Chosen) -> Steps:
        """Copy rows that are not here, in parts; the next copy stops it."""
        with self._desk.shown_in_steps(WORDS) as work:
            self._copying = work
            parts = yield from chosen.parts(self._desk, self.table.copier(), work.tick)
        self._put(parts, len(chosen.rows))

    def _put(self, parts: Sequence[Part], chosen: int) -> None:
        count = sum(lines for _, lines in parts)
        kept_back = chosen - count
        if count:
            lines = (text for text, lines in parts if lines)
            QGuiApplication.clipboard().setText("\n".join((self.table.copied_titles, *lines)))
        if count or kept_back:
            self.copied.emit(count, kept_back)

    # --- the keyboard -----------------------------------------------------------------

    def _search_on(self, letters: str) -> None:
        self.bar.search.setFocus()
        self.bar.search.setText(self.bar.search.text() + letters)

    def make_room(self, *, is_beside: bool) -> None:
        """Show fewer columns while a fiche stands beside: its own words take their place."""
        keys = BESIDE if self.width() < px(_ROOMY) else (*BESIDE, "ends_on")
        self.limit_columns(keys if is_beside else None)

    # --- columns ----------------------------------------------------------------------

    @property
    def shown_fields(self) -> tuple[str, ...]:
        """The fields in the columns that were chosen, in their order."""
        keys = (self._columns[at].key for at in self.table.layout_of_columns.chosen)
        return tuple("main_ambition" if key == "ambition" else key for key in keys)

    def _taking_longer(self) -> frozenset[str]:
        shown = (self._columns[at].key for at in self.table.layout_of_columns.chosen)
        return frozenset(key for key in shown if takes_longer(key))

    def _read_full(self, key: str) -> None:
        if takes_longer(key):
            self.renew()
