"""Above the list: searching as one types, the filters, and the badges of those that hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from ctg_desktop.domain.views import ActionQuery
from ctg_desktop.services.filtering import Menu
from ctg_desktop.services.listing import ListNames
from ui.icons import icon
from ui.pages.actions.conditions import (
    badge,
    cleared,
    conditions,
    known_menus,
    menus,
    with_condition,
    without_condition,
)
from ui.widgets.chips import ChipRow
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.option_menu import MenuOption, OptionMenu


class SearchLine(QLineEdit):
    """The search box of the list: Escape empties it, the down arrow and Enter go to the list."""

    list_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it empty."""
        super().__init__(parent)
        self.setAccessibleName("Rechercher dans les actions")
        self.setPlaceholderText("Rechercher dans les actions")
        self.setClearButtonEnabled(True)
        sign = self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText("Rechercher")

    # --- Qt ---------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep Escape for the box as long as there is something to empty."""
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
    """ActionQuery: the person asks for other actions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without any condition; `show_names` gives the filters their options."""
        super().__init__(parent)
        self._query = ActionQuery()
        self._menus: tuple[Menu, ...] = ()
        self._known: tuple[Menu, ...] = ()
        self._buttons: list[OptionMenu] = []
        self.search = SearchLine(self)
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
    def query(self) -> ActionQuery:
        """What is asked for now."""
        return self._query

    def show_names(self, names: ListNames) -> None:
        """Offer the filters of a folder; the query stays."""
        found = menus(names)
        self._known = known_menus(names)
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

    def show_query(self, query: ActionQuery) -> None:
        """Show what is asked for, without asking."""
        self._query = query
        if self.search.text() != query.text:
            self.search.blockSignals(True)  # noqa: FBT003 - Qt's own
            self.search.setText(query.text)
            self.search.blockSignals(False)  # noqa: FBT003 - Qt's own
        self._show_query()

    def _show_query(self) -> None:
        held = conditions(self._query)
        for button in self._buttons:
            button.show_chosen(frozenset(held))
        self.chips.show_chips([(badge(each, self._known), each) for each in held])
        self.toggle.setText(f"Filtres ({len(held)})" if held else "Filtres")

    # --- asking -----------------------------------------------------------------------

    def clear(self) -> None:
        """Ask for everything again."""
        self._ask(cleared(self._query))

    def _ask(self, query: ActionQuery) -> None:
        self.show_query(query)
        self.query_changed.emit(query)

    def _search(self, text: str) -> None:
        self._query = replace(self._query, text=text)
        self.query_changed.emit(self._query)

    def _drop(self, condition: Any) -> None:
        self._ask(without_condition(self._query, condition))

    def _toggle_condition(self, condition: Any, is_on: bool) -> None:  # noqa: FBT001 - a signal's
        change = with_condition if is_on else without_condition
        self._ask(change(self._query, condition))
