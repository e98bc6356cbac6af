"""The list: filters above, the table, and what can be done with the chosen rows below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from ctg_desktop.domain.views import ActionQuery
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.leaving import (
    asks_for_confidential,
    may_leave,
    may_name_actions,
    outgoing,
)
from ctg_desktop.services.listing import ListedAction, ListNames, list_names, listed
from ctg_desktop.typography import counted, number
from ui import theme
from ui.desk import Desk
from ui.icons import icon
from ui.models.window_model import WindowModel
from ui.pages.actions.conditions import conditions
from ui.pages.actions.filter_bar import FilterBar
from ui.pages.actions.list_columns import action_columns, takes_longer
from ui.pages.actions.list_reader import ListReader
from ui.widgets.labels import Link, Note
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.table.table_view import TableView

_MOST_FOUND_AGAIN = 500
"""Chosen rows that are looked for after a change; more were chosen as a whole."""

BESIDE = ("reference", "title", "status")
"""The columns that stay beside a fiche."""

_ROOMY = 85.0
"""From this width on, in half-lines, the échéance stays too."""

_LEAST_TABLE = 19.0
"""The least height of the table, in half-lines: its head and four rows, or what it says empty."""


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


class ListPanel(QWidget):
    """Shows the actions of a query; the page acts on those that are chosen."""

    action_opened = Signal(str)
    """An action is to be opened, with the keyboard in it."""
    current_changed = Signal(str)
    """Another row alone is chosen; empty for none."""
    chosen_changed = Signal()
    bin_toggled = Signal(bool)
    new_asked = Signal()
    bulk_asked = Signal()
    delete_asked = Signal()
    restore_asked = Signal()
    copied = Signal(int, int)
    """How many lines are in the clipboard now, and how many may not leave the folder so."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Read nothing yet."""
        super().__init__(parent)
        self._desk = desk
        self._names = ListNames()
        self._everything: int | None = None
        self._near: int | None = None
        columns = action_columns(lambda: self._names, is_agglomeration=desk.office.is_agglomeration)
        self._columns = columns
        # In the order in which the keyboard goes through them.
        self.bar = FilterBar(self)
        self._bin = QToolButton(self)
        self._new = QPushButton("Nouvelle action", self)
        self._in_bin = self._bin_notice()
        self.table = ActionsTable("actions", columns, "Actions", desk.preferences, self)
        self.model: WindowModel[ListedAction] = WindowModel(
            columns, lambda listed: listed.line.id, self.table
        )
        self.reader = ListReader(desk, self.model, self)
        self.reader.more = self._taking_longer
        self.table.show_model(self.model)
        self._count = Note("", self, wraps=False)
        self._chosen = Note("", self, wraps=False)
        self._bulk = self._quiet("Modifier…", "bulk", self.bulk_asked)
        self._delete = self._quiet("Mettre à la corbeille", "trash", self.delete_asked)
        self._restore = self._quiet("Restaurer", "restore", self.restore_asked)
        self._build()
        self._connect()
        self.show_query(ActionQuery(), ask=False)

    def _quiet(self, text: str, symbol: str, asked: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setIcon(icon(symbol))
        button.setProperty("look", "quiet")
        button.setAccessibleName(f"{text} (actions choisies)")
        button.clicked.connect(asked)
        return button

    def _bin_notice(self) -> QWidget:
        notice = QWidget(self)
        back = Link("Quitter la corbeille", notice)
        back.followed.connect(lambda: self.bin_toggled.emit(False))  # noqa: FBT003 - a signal's
        layout = row(notice, spacing=1)
        words = "Vous êtes dans la corbeille : rien de ce qui s’y trouve n’est perdu."
        layout.addWidget(Note(words, notice, wraps=False))
        layout.addWidget(back)
        layout.addStretch(1)
        return notice

    def _build(self) -> None:
        self._new.setIcon(icon("plus", theme.current().colours.on_accent))
        self._new.setProperty("look", "primary")
        self._new.setEnabled(not self._desk.office.is_read_only)
        self._bin.setText("Corbeille")
        self._bin.setIcon(icon("trash"))
        self._bin.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._bin.setCheckable(True)
        self._bin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._bin.setAccessibleName("Afficher la corbeille")
        self.bar.line.addWidget(self._bin)
        self.bar.line.addWidget(self._new)
        below = row(spacing=1)
        below.addWidget(self._count)
        below.addWidget(self._chosen)
        below.addStretch(1)
        for button in (self._bulk, self._restore, self._delete):
            below.addWidget(button)
        layout = column(self, spacing=1)
        layout.addWidget(self.bar)
        layout.addWidget(self._in_bin)
        layout.addWidget(self.table, 1)
        layout.addLayout(below)
        self.table.setMinimumHeight(px(_LEAST_TABLE))
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.bar.query_changed.connect(self._ask)
        self.bar.search.list_wanted.connect(self.go_to_list)
        self.model.order_asked.connect(self._order)
        self.reader.read_first.connect(self._start_over)
        self.reader.counted.connect(self._tell_count)
        self.reader.revealed.connect(self._choose_revealed)
        self.table.row_opened.connect(self.action_opened)
        self.table.current_changed.connect(self._tell_current)
        self.table.chosen_changed.connect(self._hear_chosen)
        self.table.letters_typed.connect(self._search_on)
        self.table.copy_asked.connect(self.copy)
        self.table.layout_of_columns.on_shown = self._read_full
        self._bin.toggled.connect(self.bin_toggled)
        self._new.clicked.connect(self.new_asked)

    # --- what is asked ----------------------------------------------------------------

    @property
    def query(self) -> ActionQuery:
        """What is asked for, with its order."""
        return self.bar.query

    def show_query(self, query: ActionQuery, *, ask: bool = True, reveal: str = "") -> None:
        """Show what a query finds, and the badges of its conditions."""
        keys = [each.key for each in self._columns]
        key = query.sort if query.sort in keys else "reference"
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        self.table.show_order(keys.index(key), down if query.descending else up)
        self.bar.show_query(query)
        self._bin.blockSignals(True)  # noqa: FBT003 - Qt's own
        self._bin.setChecked(query.deleted)
        self._bin.blockSignals(False)  # noqa: FBT003 - Qt's own
        self._show_offers()
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
        self.bar.show_names(names)
        self.table.viewport().update()

    def renew(self, reveal: str = "") -> None:
        """Read the list as it is now; what was chosen stays chosen."""
        top = max(0, self.table.rowAt(0))
        chosen = [self.model.id_at(row) for row in self.table.chosen_rows[:_MOST_FOUND_AGAIN]]
        known = [row_id for row_id in (*chosen, self.table.current_id) if row_id]
        self.reader.renew(top, known, reveal)

    @property
    def count_text(self) -> str:
        """What the line under the table says: « 12 actions sur 60 »."""
        return self._count.text()

    # --- counts, words ----------------------------------------------------------------

    def _tell_count(self, shown: int, everything: int) -> None:
        near, self._near = self._near, None
        if near is not None and shown and not self.table.chosen_rows:
            self.table.selectRow(min(near, shown - 1))
        self._everything = everything
        words = count_words(shown, everything, deleted=self.query.deleted)
        if words != self._count.text():
            self._count.setText(words)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._count, words))
        self._tell_when_empty()

    def _tell_when_empty(self) -> None:
        tell = self.table.tell_when_empty
        if self._everything and (self.query.text.strip() or conditions(self.query)):
            tell(
                "Aucune action ne répond à ces critères",
                "Retirez un filtre ou cherchez d’autres mots.",
                label="Tout effacer",
                act=self.bar.clear,
            )
        elif self.query.deleted:
            tell(
                "La corbeille est vide",
                "Les actions que vous mettez à la corbeille attendent ici d’être restaurées.",
            )
        elif self._desk.office.is_read_only:
            tell("Aucune action pour l’instant")
        else:
            tell(
                "Aucune action pour l’instant",
                "Une action dit ce que fait la structure pour l’une des ambitions "
                "de la convention.",
                label="Créer la première action",
                act=self.new_asked.emit,
            )

    # --- what is chosen ---------------------------------------------------------------

    def _hear_chosen(self) -> None:
        count = self.table.chosen_count
        words = f"·  {counted(count, 'choisie')}" if count > 1 else ""
        self._chosen.setText(words)
        self._show_offers()
        self.chosen_changed.emit()

    def _show_offers(self) -> None:
        is_bin, writes = self.query.deleted, not self._desk.office.is_read_only
        has_chosen = self.table.chosen_count > 0
        self._in_bin.setVisible(is_bin)
        self._bulk.setVisible(not is_bin)
        self._delete.setVisible(not is_bin)
        self._restore.setVisible(is_bin)
        for button in (self._bulk, self._delete, self._restore):
            button.setEnabled(writes and has_chosen)

    def _start_over(self) -> None:
        self.table.scrollToTop()
        if self.table.chosen_count > 1:
            self.table.clearSelection()

    def _tell_current(self, row_id: str) -> None:
        if self.table.chosen_count <= 1:
            self.current_changed.emit(row_id)

    def _choose_revealed(self, row_id: str, is_here: bool) -> None:  # noqa: FBT001 - a signal's
        if is_here:
            self.table.choose([row_id])

    def choose_near(self) -> None:
        """Choose the row that takes the place of the chosen ones, once they are gone."""
        rows = self.table.chosen_rows
        self._near = rows[0] if rows else None

    def with_chosen(self, then: Callable[[list[str]], None]) -> None:
        """Hand over the identities of the chosen rows, read now where they are not here."""
        rows = self.table.chosen_rows
        if all(self.model.is_here(row) for row in rows):
            then([self.model.id_at(row) for row in rows])
            return
        query, today = self.query, self._desk.today

        def pick(ids: Sequence[str]) -> None:
            then([ids[row] for row in rows if row < len(ids)])

        self._desk.read(lambda uow: uow.action_ids(query, today), pick, owner=self, key="chosen")

    def copy(self) -> None:
        """Copy the chosen rows with their headers, read now where they are not here."""
        rows = self.table.chosen_rows
        query, today, more = self.query, self._desk.today, self._taking_longer()
        text_of = self.table.copier()

        def copied(values: Sequence[ListedAction]) -> tuple[str, int, int]:
            return text_of(values), len(values), len(rows) - len(values)

        def read(uow: UnitOfWork) -> tuple[str, int, int]:
            ids = uow.action_ids(query, today)
            leaving = outgoing(uow, asked=asks_for_confidential(query))
            found = {each.line.id: each for each in listed(leaving, query, today, more=more)}
            chosen = (ids[row] for row in rows if row < len(ids))
            return copied([found[row_id] for row_id in chosen if row_id in found])

        if all(self.model.is_here(row) for row in rows) and not may_name_actions(more):
            here = (self.model.value_at(row) for row in rows)
            self._put(copied([each for each in here if each and may_leave(each.line, query)]))
        else:
            self._desk.read(read, self._put, owner=self, key="copy")

    def _put(self, copied: tuple[str, int, int]) -> None:
        text, count, kept_back = copied
        if count:
            QGuiApplication.clipboard().setText(text)
        if count or kept_back:
            self.copied.emit(count, kept_back)

    # --- the keyboard -----------------------------------------------------------------

    def go_to_list(self) -> None:
        """Put the keyboard into the table, on a row."""
        self.table.setFocus()
        if not self.table.chosen_rows and self.model.rowCount():
            self.table.selectRow(max(0, self.table.currentIndex().row()))

    def _search_on(self, letters: str) -> None:
        self.bar.search.setFocus()
        self.bar.search.setText(self.bar.search.text() + letters)

    def make_room(self, *, is_beside: bool) -> None:
        """Show fewer columns while a fiche stands beside: its own words take their place."""
        keys = BESIDE if self.width() < px(_ROOMY) else (*BESIDE, "ends_on")
        self.table.layout_of_columns.limit(keys if is_beside else None)

    # --- columns ----------------------------------------------------------------------

    def _taking_longer(self) -> frozenset[str]:
        shown = (self._columns[at].key for at in self.table.layout_of_columns.chosen)
        return frozenset(key for key in shown if takes_longer(key))

    def _read_full(self, key: str) -> None:
        if takes_longer(key):
            self.renew()


def count_words(shown: int, everything: int, *, deleted: bool = False) -> str:
    """Return « 12 actions sur 60 », « 60 actions », « 2 actions dans la corbeille »."""
    words = counted(shown, "action") if shown else "Aucune action"
    if shown != everything:
        words += f" sur {number(everything)}"
    return f"{words} dans la corbeille" if deleted else words
