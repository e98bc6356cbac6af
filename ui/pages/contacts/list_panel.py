"""The left of the page: search as one types, filters, and the list by institution."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QToolButton,
    QWidget,
)

from ctg_desktop.domain.choices import Origin
from ctg_desktop.domain.people import Coordination, Institution
from ctg_desktop.domain.searching import Sought
from ctg_desktop.services.contacts import ContactBook, ContactEntry
from ctg_desktop.typography import counted, number
from ui import icons
from ui.pages.contacts.book_list import BookDelegate, BookModel, lines_of
from ui.pages.register_links import RegisterLinks
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Note
from ui.widgets.layout import layouts
from ui.widgets.layout.flow import Flow

TO_VERIFY = "to_verify"
FAVOURITES = "favourites"
LOCAL = "local"
FORMER = "former"

_LEAST_SEARCH = 20
"""The least width of the search box, in half-lines."""

_FILTERS: dict[str, tuple[str, str, Callable[[ContactEntry], bool]]] = {
    FAVOURITES: ("Favoris", "star", lambda entry: entry.is_favourite),
    TO_VERIFY: ("À vérifier", "verify", lambda entry: entry.is_to_verify),
    LOCAL: ("Locaux", "building", lambda entry: entry.view.contact.origin is Origin.LOCAL),
    FORMER: ("Partis", "archive", lambda entry: entry.view.contact.active is False),
}
"""By key: words, icon, and whom it keeps; those who left are shown by their filter alone."""


class ListPanel(QWidget):
    """Finds a contact; `picked` tells whose card to show."""

    picked = Signal(str)
    """The identity of the contact that is selected now; empty when none is."""
    opened = Signal(str)
    """Enter or a double click on a contact: the person wants to work on its card."""
    menu_asked = Signal(QPoint)
    """The person asks what can be done with the selected contact, at a place of the screen."""
    new_asked = Signal()
    print_asked = Signal()
    """The person wants the annuaire on paper."""

    def __init__(self, parent: QWidget | None = None, *, is_read_only: bool) -> None:
        """Build the panel, empty."""
        super().__init__(parent)
        self._book = ContactBook(())
        self._asked = ""
        self._held: str | None = None
        self._model = BookModel(self)
        self._filters: dict[str, QToolButton] = {}
        self.search = self._search_box()
        self.new = QPushButton(icons.icon("plus"), "Nouveau contact", self)
        self.new.setVisible(not is_read_only)
        self.new.clicked.connect(self.new_asked)
        self.directory = QPushButton(icons.icon("print"), "Imprimer l’annuaire", self)
        self.directory.setProperty("look", "quiet")
        self.directory.clicked.connect(self.print_asked)
        self.list = self._list_view()
        self._count = Note("", self, wraps=True)
        self._nothing = EmptyState(self)
        self.links = RegisterLinks((Institution.TYPE, Coordination.TYPE), self)
        self._lay_out()

    def _search_box(self) -> QLineEdit:
        box = QLineEdit(self)
        box.setPlaceholderText("Nom, fonction, institution, commune…")
        box.setAccessibleName("Rechercher un contact")
        box.setAccessibleDescription("La liste se réduit à mesure que vous tapez.")
        box.setClearButtonEnabled(True)
        sign = box.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText("Rechercher")
        box.textChanged.connect(self._show_found)
        return box

    def _list_view(self) -> _BookView:
        view = _BookView(self)
        view.setModel(self._model)
        view.setItemDelegate(BookDelegate(view))
        view.setAccessibleName("Contacts par institution")
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.selectionModel().currentChanged.connect(self._tell_picked)
        view.activated.connect(self._tell_opened)
        view.menu_asked.connect(self.menu_asked)
        return view

    def _lay_out(self) -> None:
        layout = layouts.column(self, spacing=1, margins=(0, 0, 1, 0))
        self._top = QGridLayout()
        self._top.setSpacing(layouts.px(1))
        self._top.addWidget(self.search, 0, 0)
        self._top.setColumnStretch(0, 1)
        self._place_new()
        layout.addLayout(self._top)
        flow = Flow(spacing=0.5)
        for key, (words, icon, _keeps) in _FILTERS.items():
            flow.addWidget(self._filter(key, words, icon))
        layout.addLayout(flow)
        told = layouts.row(spacing=1)
        told.addWidget(self._count, 1)
        told.addWidget(self.directory)
        layout.addLayout(told)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(self.links)
        self._nothing.hide()
        stops = [self.search, self.new, *self._filters.values(), self.directory, self.list]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _place_new(self) -> None:
        """Put the button beside the search, or below it where that would leave no room to type."""
        is_beside = self.width() - self.new.sizeHint().width() >= layouts.px(_LEAST_SEARCH)
        self._top.removeWidget(self.new)
        if is_beside:
            self._top.addWidget(self.new, 0, 1)
        else:
            self._top.addWidget(self.new, 1, 0, Qt.AlignmentFlag.AlignLeft)

    def _filter(self, key: str, words: str, icon: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(words)
        button.setIcon(icons.icon(icon))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setCheckable(True)
        button.toggled.connect(self._show_found)
        self._filters[key] = button
        return button

    # --- what it shows ----------------------------------------------------------------

    def show_book(self, book: ContactBook) -> None:
        """Show the contacts; search, filters and selection stay."""
        self._book = book
        everybody = [entry for group in book.groups for entry in group.entries]
        for key, (words, _icon, keeps) in _FILTERS.items():
            found = sum(1 for entry in everybody if keeps(entry) and self._is_in(entry, key))
            button = self._filters[key]
            button.setText(f"{words} ({number(found)})")
            button.setAccessibleName(f"Filtre {words}, {number(found)}")
            button.setVisible(bool(found) or button.isChecked() or key in (FAVOURITES, TO_VERIFY))
        self._show_found()

    @staticmethod
    def _is_in(entry: ContactEntry, key: str) -> bool:
        """Whether a filter shows somebody: those who left only appear among themselves."""
        return key == FORMER or entry.view.contact.active is not False

    def keep_only(self, key: str) -> None:
        """Set filters (`to_verify`, `favourites`, `local`, `former`) and clear the search."""
        self.search.clear()
        for each, button in self._filters.items():
            button.setChecked(each in key.split())

    def select(self, contact_id: str) -> None:
        """Select a contact, taking filters away that hide it; it may still be on its way."""
        self._asked = contact_id
        if self._book.entry(contact_id) is None:
            return
        if not self._model.index_of(contact_id).isValid():
            self.keep_only(FORMER if self._is_former(contact_id) else "")
        self._select_asked()

    def hold(self, contact_id: str | None) -> None:
        """Keep a contact in the list, and selected, while its form is open; None lets it go.

        An empty identity is that of a contact to be created: nothing is selected meanwhile.
        """
        self._held = contact_id
        if contact_id == "":
            self.list.setCurrentIndex(QModelIndex())
        elif contact_id is None:
            self._show_found()

    def _is_former(self, contact_id: str) -> bool:
        entry = self._book.entry(contact_id)
        return entry is not None and entry.view.contact.active is False

    @property
    def selected(self) -> str:
        """The identity of the selected contact; empty when none is."""
        entry = self._model.entry_at(self.list.currentIndex())
        return entry.id if entry else ""

    @property
    def shown(self) -> int:
        """How many contacts the list shows."""
        return sum(
            self._model.entry_at(self._model.index(at, 0)) is not None
            for at in range(self._model.rowCount())
        )

    def _keeps(self, entry: ContactEntry, sought: Sought, chosen: Iterable[str]) -> bool:
        keys = list(chosen)
        if entry.id == self._held:
            return True
        if entry.view.contact.active is False and FORMER not in keys:
            return False
        return entry.matches(sought) and all(_FILTERS[key][2](entry) for key in keys)

    def _show_found(self) -> None:
        sought = Sought.of(self.search.text())
        chosen = [key for key, button in self._filters.items() if button.isChecked()]
        groups = [
            replace(
                group,
                entries=tuple(each for each in group.entries if self._keeps(each, sought, chosen)),
            )
            for group in self._book.groups
        ]
        self._asked = self._asked or self.selected
        self._model.show(lines_of(groups))
        self._tell_count(sum(len(group.entries) for group in groups))
        self._select_asked()

    def _tell_count(self, found: int) -> None:
        total = sum(
            entry.view.contact.active is not False
            for group in self._book.groups
            for entry in group.entries
        )
        self._count.setText(f"{counted(found, 'contact')} sur {number(max(total, found))}")
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        if total:
            self._nothing.tell(
                "Aucun contact ne correspond",
                "Essayez un autre mot, ou montrez tous les contacts.",
                label="Montrer tous les contacts",
                act=self._show_all,
            )
        else:
            self._nothing.tell(
                "Aucun contact pour l’instant",
                "Ceux de la convention arrivent avec le référentiel ; les vôtres s’ajoutent "
                "par « Nouveau contact » (Ctrl+N).",
            )

    def _show_all(self) -> None:
        self.keep_only("")
        self.search.setFocus()

    def _select_asked(self) -> None:
        index = self._model.index_of(self._asked or self.selected)
        if not index.isValid() and self._held is not None:
            return
        if not index.isValid():
            index = self._model.first()
        else:
            self._asked = ""
        self.list.setCurrentIndex(index)
        if index.isValid():
            self.list.scrollTo(index)
        else:
            self.picked.emit("")

    def _tell_picked(self, index: QModelIndex) -> None:
        entry = self._model.entry_at(index)
        if entry is not None:
            self.picked.emit(entry.id)

    def _tell_opened(self, index: QModelIndex) -> None:
        entry = self._model.entry_at(index)
        if entry is not None:
            self.opened.emit(entry.id)

    # --- Qt ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for the search."""
        super().resizeEvent(event)
        self._place_new()


class _BookView(QListView):
    """A list whose Home and End go to people, never to a head; a right click asks for a menu."""

    menu_asked = Signal(QPoint)

    # --- overrides of Qt's methods

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the person under the mouse, or by the key of the keyboard."""
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self.visualRect(self.currentIndex()).center() if is_key else event.pos()
        if self.indexAt(place).flags() & Qt.ItemFlag.ItemIsSelectable:
            self.setCurrentIndex(self.indexAt(place))
            self.menu_asked.emit(self.viewport().mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the first or the last person."""
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.model().rowCount() > 1:
            last = self.model().rowCount() - 1
            at = 1 if event.key() == Qt.Key.Key_Home else last
            self.setCurrentIndex(self.model().index(at, 0))
        else:
            super().keyPressEvent(event)
