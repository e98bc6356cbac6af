"""A list of rows: filters above, the table, and what can be done with the chosen rows below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from ctg_desktop.domain.fields import EntityType
from ctg_desktop.domain.grammar import agreed, new
from ctg_desktop.domain.levels import worded
from ctg_desktop.services.bulk import several
from ctg_desktop.typography import capitalised, counted, lowered, number
from ui import theme
from ui.desk import Desk
from ui.icons import icon
from ui.widgets.filter_bar import FilterBar
from ui.widgets.labels import Link, Note
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.table.table_view import TableView

_LEAST_TABLE = 19.0
"""The least height of the table, in half-lines: its head and four rows, or what it says empty."""

MakeTable = Callable[[QWidget], TableView]


class RowsPanel(QWidget):
    """Shows the rows of a query; the page acts on those that are chosen.

    A subclass reads the rows, and says by `query` what is asked for.
    """

    row_opened = Signal(str)
    """A row is to be opened, with the keyboard in it."""
    current_changed = Signal(str)
    """Another row alone is chosen; empty for none."""
    chosen_changed = Signal()
    bin_toggled = Signal(bool)
    new_asked = Signal()
    bulk_asked = Signal()
    delete_asked = Signal()
    restore_asked = Signal()
    copied = Signal(int, int)
    """How many rows lie on the clipboard, and how many were kept back as confidential."""

    def __init__(self, desk: Desk, kind: EntityType, bar: FilterBar, make_table: MakeTable) -> None:
        """Read nothing yet; `make_table` gives the table its model as well."""
        super().__init__()
        self._desk = desk
        self.kind = kind
        self._everything: int | None = None
        self._near: int | None = None
        # In the order in which the keyboard goes through them.
        self.bar = bar
        self.bar.setParent(self)
        self._bin = QToolButton(self)
        self._new = QPushButton(capitalised(new(kind)), self)
        self._in_bin = self._bin_notice()
        self.table = make_table(self)
        self._count = Note("", self, wraps=False)
        self._chosen = Note("", self, wraps=False)
        self._bulk = self._quiet("Modifier…", "bulk", self.bulk_asked)
        self._delete = self._quiet("Mettre à la corbeille", "trash", self.delete_asked)
        self._restore = self._quiet("Restaurer", "restore", self.restore_asked)
        self._build()
        self.bar.search.list_wanted.connect(self.go_to_list)
        self.table.row_opened.connect(self.row_opened)
        self.table.current_changed.connect(self._tell_current)
        self.table.chosen_changed.connect(self._hear_chosen)
        self._bin.toggled.connect(self.bin_toggled)
        self._new.clicked.connect(self.new_asked)

    # --- for the subclass -------------------------------------------------------------

    def show_query(self, query: Any, /) -> None:
        """Show what a query finds, and the badges of its conditions."""
        raise NotImplementedError

    def renew(self, reveal: str = "") -> None:
        """Read the rows as they are now; with `reveal`, choose that one if it is found."""
        raise NotImplementedError

    def with_chosen(self, then: Callable[[list[str]], None], /) -> None:
        """Hand over the identities of the chosen rows."""
        raise NotImplementedError

    def copy(self) -> None:
        """Put the chosen rows onto the clipboard."""
        raise NotImplementedError

    def make_room(self, *, is_beside: bool) -> None:
        """Show fewer columns while a fiche stands beside."""
        raise NotImplementedError

    # --- what is asked for ------------------------------------------------------------

    @property
    def query(self) -> Any:
        """What is asked for, with its order."""
        return self.bar.query

    @property
    def is_bin(self) -> bool:
        """Whether the corbeille is shown."""
        return bool(self.query.deleted)

    @property
    def is_issued(self) -> bool:
        """Whether the rows come from elsewhere alone: no structure but one makes them."""
        return False

    @property
    def may_make(self) -> bool:
        """Whether a person may make rows here."""
        return not self.is_issued and not self._desk.office.is_read_only

    def _quiet(self, text: str, symbol: str, asked: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setIcon(icon(symbol))
        button.setProperty("look", "quiet")
        chosen = f"{lowered(self.kind.plural)} {several(self.kind, 'choisi')}"
        button.setAccessibleName(f"{text} ({chosen})")
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
        self._new.setEnabled(self.may_make)
        self._new.setVisible(not self.is_issued)
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

    def _show_asked(self, query: Any) -> None:
        """Show the badges of a query, and whether it is the corbeille, without asking."""
        self.bar.show_query(query)
        self._bin.blockSignals(True)  # noqa: FBT003 - Qt's own
        self._bin.setChecked(query.deleted)
        self._bin.blockSignals(False)  # noqa: FBT003 - Qt's own
        self._show_offers()

    # --- counts, words ----------------------------------------------------------------

    @property
    def count_text(self) -> str:
        """What the line under the table says: « 12 actions sur 60 »."""
        return self._count.text()

    def _tell_count(self, shown: int, everything: int) -> None:
        near, self._near = self._near, None
        if near is not None and shown and not self.table.chosen_rows:
            self.table.selectRow(min(near, shown - 1))
        self._everything = everything
        words = count_words(self.kind, shown, everything, deleted=self.is_bin)
        if words != self._count.text():
            self._count.setText(words)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._count, words))
        self._tell_when_empty()

    def _tell_when_empty(self) -> None:
        kind, tell = self.kind, self.table.tell_when_empty
        name = f"{agreed(kind, 'Aucun')} {lowered(kind.label)}"
        if self._everything and (self.query.text.strip() or self.bar.held):
            tell(
                f"{name} ne répond à ces critères",
                "Retirez un filtre ou cherchez d’autres mots.",
                label="Tout effacer",
                act=self.bar.clear,
            )
        elif self.is_bin:
            restored = several(kind, "restauré")
            tell(
                "La corbeille est vide",
                f"Les {lowered(kind.plural)} que vous mettez à la corbeille attendent ici "
                f"d’être {restored}.",
            )
        elif self.is_issued:
            tell(
                f"{name} pour l’instant",
                f"Les {lowered(kind.plural)} arrivent avec le référentiel, que l’agglomération "
                "tient à jour.",
            )
        elif not self.may_make:
            tell(f"{name} pour l’instant")
        else:
            tell(
                f"{name} pour l’instant",
                worded(self.first_words),
                label=self.first,
                act=self._ask_for_new,
            )

    first = "Ajouter"
    """What the button of an empty list says."""
    first_words = ""
    """What an empty list says of its rows."""

    def _ask_for_new(self) -> None:
        self.new_asked.emit()

    # --- what is chosen ---------------------------------------------------------------

    def _hear_chosen(self) -> None:
        count = self.table.chosen_count
        one, many = agreed(self.kind, "choisi"), several(self.kind, "choisi")
        self._chosen.setText(f"·  {counted(count, one, many)}" if count > 1 else "")
        self._show_offers()
        self.chosen_changed.emit()

    def _show_offers(self) -> None:
        is_bin, writes = self.is_bin, not self._desk.office.is_read_only
        has_chosen = self.table.chosen_count > 0
        self._in_bin.setVisible(is_bin)
        self._bulk.setVisible(not is_bin)
        self._delete.setVisible(not is_bin)
        self._restore.setVisible(is_bin)
        for button in (self._bulk, self._delete, self._restore):
            button.setEnabled(writes and has_chosen)

    def _tell_current(self, row_id: str) -> None:
        if self.table.chosen_count <= 1:
            self.current_changed.emit(row_id)

    def choose_near(self) -> None:
        """Choose the row that takes the place of the chosen ones, once they are gone."""
        rows = self.table.chosen_rows
        self._near = rows[0] if rows else None

    # --- the keyboard -----------------------------------------------------------------

    def go_to_list(self) -> None:
        """Put the keyboard into the table, on a row."""
        self.table.setFocus()
        if not self.table.chosen_rows and self.table.rows.rowCount():
            self.table.selectRow(max(0, self.table.currentIndex().row()))

    def focus_search(self) -> None:
        """Put the cursor into the search box, over what is typed there."""
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    def limit_columns(self, keys: Sequence[str] | None) -> None:
        """Show only some columns: the words of a fiche beside take the place of the others."""
        self.table.layout_of_columns.limit(keys)


def count_words(kind: EntityType, shown: int, everything: int, *, deleted: bool = False) -> str:
    """Return « 12 actions sur 60 », « 60 actions », « 2 actions dans la corbeille »."""
    name = lowered(kind.label)
    words = f"{agreed(kind, 'Aucun')} {name}"
    if shown:
        words = counted(shown, name, lowered(kind.plural))
    if shown != everything:
        words += f" sur {number(everything)}"
    return f"{words} dans la corbeille" if deleted else words
