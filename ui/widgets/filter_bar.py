"""Above the list: searching as one types, the filters, and the badges of those that hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from ctg_desktop.services.filtering import Menu
from ui.icons import icon
from ui.widgets.chips import ChipRow
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.option_menu import MenuOption, OptionMenu


class Asking(Protocol):
    """How the queries of a list are made: a module of functions, one for each kind of query."""

    def conditions(self, query: Any, /) -> Sequence[Any]:
        """Return the conditions of a query, but for its text and the corbeille."""

    def with_condition(self, query: Any, condition: Any, /) -> Any:
        """Return the query that asks the condition too."""

    def without_condition(self, query: Any, condition: Any, /) -> Any:
        """Return the query that does not ask the condition any more."""

    def cleared(self, query: Any, /) -> Any:
        """Return the query without any condition, in the same order and the same place."""

    def badge(self, condition: Any, found: Sequence[Menu], /) -> str:
        """Return what the badge of a condition says; `found` are the known menus."""


class SearchLine(QLineEdit):
    """The search box of the list: Escape empties it, the down arrow and Enter go to the list."""

    list_wanted = Signal()

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        """Make it empty; `words` say what is searched."""
        super().__init__(parent)
        self.setAccessibleName(words)
        self.setPlaceholderText(words)
        self.setClearButtonEnabled(True)
        sign = self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText("Rechercher")

    # --- Qt ---------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep Escape as long as there is something to empty; leave cells to whoever takes them.

        No search has a tab in it: what was copied from a spreadsheet is pasted on the list.
        """
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Paste)
            and "\t" in QGuiApplication.clipboard().text()
        ):
            event.ignore()
            return False
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
            and self.text()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the list, or empty the box."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list_wanted.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """Makes the query of the list; what it does not show (order, corbeille) it leaves alone."""

    query_changed = Signal(object)
    """The query: the person asks for other rows."""

    def __init__(
        self, asking: Asking, query: Any, words: str, parent: QWidget | None = None
    ) -> None:
        """Begin with a query; `show_menus` gives the filters their options.

        `words` say what is searched.
        """
        super().__init__(parent)
        self._asking = asking
        self._query = query
        self._menus: tuple[Menu, ...] = ()
        self._known: tuple[Menu, ...] = ()
        self._buttons: list[OptionMenu] = []
        self.search = SearchLine(words, self)
        self.search.setMinimumWidth(px(14))
        self.toggle = QToolButton(self)
        self.toggle.setText("Filtres")
        self.toggle.setIcon(icon("filter"))
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.setCheckable(True)
        self.toggle.setAccessibleName("Montrer les filtres")
        self.toggle.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._panel = QWidget(self)
        self._panel.setAccessibleName("Filtres")
        self._flow = Flow(self._panel, spacing=0.75)
        self._panel.hide()
        self.chips = ChipRow(self)
        self._build()
        self.search.textChanged.connect(self._search)
        self.toggle.toggled.connect(self._panel.setVisible)
        self.chips.removed.connect(self._drop)
        self.chips.cleared.connect(self.clear)

    def _build(self) -> None:
        self.line = row(spacing=1)
        self.line.addWidget(self.search, 1)
        self.line.addWidget(self.toggle)
        layout = column(self, spacing=1)
        layout.addLayout(self.line)
        layout.addWidget(self._panel)
        layout.addWidget(self.chips)

    # --- showing ----------------------------------------------------------------------

    @property
    def query(self) -> Any:
        """What is asked for now."""
        return self._query

    @property
    def held(self) -> Sequence[Any]:
        """The conditions in force, but for the words searched."""
        return self._asking.conditions(self._query)

    def show_menus(self, found: tuple[Menu, ...], known: tuple[Menu, ...]) -> None:
        """Offer filters; the query stays. `known` are menus of all that it may ask for."""
        self._known = known
        if found == self._menus:
            self._show_query()
            return
        self._menus = found
        while self._flow.takeAt(0) is not None:
            pass
        for button in self._buttons:
            button.deleteLater()
        self._buttons = [self._button(menu) for menu in found]
        self._show_query()

    def _button(self, menu: Menu) -> OptionMenu:
        choices = [
            MenuOption(option.condition, option.words, option.colour, option.is_part)
            for option in menu.options
        ]
        button = OptionMenu(menu.title, choices, self._panel)
        button.toggled_choice.connect(self._toggle_condition)
        self._flow.addWidget(button)
        return button

    @property
    def buttons(self) -> tuple[OptionMenu, ...]:
        """The filters, in their order."""
        return tuple(self._buttons)

    def show_query(self, query: Any) -> None:
        """Show what is asked for, without asking."""
        self._query = query
        if self.search.text() != query.text:
            self.search.blockSignals(True)  # noqa: FBT003 - Qt's own
            self.search.setText(query.text)
            self.search.blockSignals(False)  # noqa: FBT003 - Qt's own
        self._show_query()

    def _show_query(self) -> None:
        held = self.held
        for button in self._buttons:
            button.show_chosen(frozenset(held))
        self.chips.show_chips([(self._asking.badge(each, self._known), each) for each in held])
        self.toggle.setText(f"Filtres ({len(held)})" if held else "Filtres")

    # --- asking -----------------------------------------------------------------------

    def clear(self) -> None:
        """Ask for everything again."""
        self._ask(self._asking.cleared(self._query))

    def _ask(self, query: Any) -> None:
        self.show_query(query)
        self.query_changed.emit(query)

    def _search(self, text: str) -> None:
        self._query = replace(self._query, text=text)
        self.query_changed.emit(self._query)

    def _drop(self, condition: Any) -> None:
        self._ask(self._asking.without_condition(self._query, condition))

    def _toggle_condition(self, condition: Any, is_on: bool) -> None:  # noqa: FBT001 - a signal's
        asking = self._asking
        change = asking.with_condition if is_on else asking.without_condition
        self._ask(change(self._query, condition))
