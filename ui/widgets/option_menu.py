"""A button under which several options are ticked; it says how many are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QWidget,
)

from ctg_desktop.domain.colours import legible
from ctg_desktop.domain.searching import Sought, spelt
from ctg_desktop.typography import counted
from ui import theme
from ui.icons import icon
from ui.widgets.layout.layouts import column, px

_SEARCHED = 12
"""From this many options on, a line above them finds one."""
_HIGHEST = 12
_VALUE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class MenuOption:
    """An option: what it stands for, its words, a patch of colour, whether it is indented."""

    value: Any
    words: str
    colour: str = ""
    is_part: bool = False


class OptionMenu(QToolButton):
    """« Statut ▾ »: opens a list to tick, which stays open."""

    toggled_choice = Signal(object, bool)
    """What an option stands for, and whether it is ticked now."""

    def __init__(
        self, title: str, choices: Sequence[MenuOption], parent: QWidget | None = None
    ) -> None:
        """Offer the choices, none of them ticked."""
        super().__init__(parent)
        self.title = title
        self._choices = tuple(choices)
        self._chosen: frozenset[Any] = frozenset()
        self._panel: OptionPanel | None = None
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIcon(icon("chevron-down"))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow comes last
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self.open_panel)
        self._say()

    def show_chosen(self, chosen: frozenset[Any]) -> None:
        """Tick these of the choices."""
        own = frozenset(choice.value for choice in self._choices)
        self._chosen = chosen & own
        if self._panel is not None:
            self._panel.tick(self._chosen)
        self._say()

    def _say(self) -> None:
        count = len(self._chosen)
        self.setText(f"{self.title} ({count})" if count else self.title)
        ticked = f", {counted(count, 'choisi')}" if count else ""
        self.setAccessibleName(f"Filtrer par {self.title.lower()}{ticked}")
        self.setProperty("look", "chosen" if count else "")
        self.style().polish(self)

    @property
    def panel(self) -> OptionPanel | None:
        """The list, while it is open."""
        return self._panel

    def open_panel(self) -> None:
        """Open the list under the button."""
        if self._panel is None:
            self._panel = OptionPanel(self.title, self._choices, self)
            # Another theme would give each option that was ever shown another look first.
            self._panel.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._panel.destroyed.connect(self._forget_panel)
            self._panel.toggled_choice.connect(self.toggled_choice)
        self._panel.tick(self._chosen)
        self._panel.open_at(self)

    def _forget_panel(self) -> None:
        self._panel = None

    # --- Qt ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter and the down arrow too."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_panel()
        else:
            super().keyPressEvent(event)


class OptionPanel(QFrame):
    """The list that opens: Space ticks, what is typed finds, Escape closes."""

    toggled_choice = Signal(object, bool)

    def __init__(self, title: str, choices: Sequence[MenuOption], parent: QWidget) -> None:
        """List the choices."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName(title)
        self._is_ticking = False
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Trouver…")
        self.search.setAccessibleName(f"Trouver dans {title.lower()}")
        self.search.setVisible(len(choices) > _SEARCHED)
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(title)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.installEventFilter(self)
        for choice in choices:
            self.list.addItem(_item(choice))
        self.list.itemChanged.connect(self._hear)
        layout = column(self, spacing=0.5, margins=0.5)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)

    def open_at(self, button: QWidget) -> None:
        """Open under a button, within the screen."""
        self.search.clear()
        row = max(self.list.sizeHintForRow(0), px(3))
        extra = px(3.5) if not self.search.isHidden() else 0
        height = row * min(self.list.count(), _HIGHEST) + extra + px(2.5)
        width = min(max(self.list.sizeHintForColumn(0) + px(5), px(20)), px(56))
        screen = button.screen().availableGeometry()
        width, height = min(width, screen.width()), min(height, screen.height())
        place = button.mapToGlobal(QPoint(0, button.height()))
        left = max(screen.left(), min(place.x(), screen.right() - width))
        top = max(screen.top(), min(place.y(), screen.bottom() - height))
        self.setGeometry(left, top, width, height)
        self.show()
        self.list.setCurrentRow(max(0, self.list.currentRow()))
        (self.list if self.search.isHidden() else self.search).setFocus()

    def tick(self, chosen: frozenset[Any]) -> None:
        """Tick the items of these values, and no other."""
        self._is_ticking = True
        on, off = Qt.CheckState.Checked, Qt.CheckState.Unchecked
        for item in self._items():
            item.setCheckState(on if item.data(_VALUE) in chosen else off)
        self._is_ticking = False

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    def _hear(self, item: QListWidgetItem) -> None:
        if not self._is_ticking:
            is_on = item.checkState() == Qt.CheckState.Checked
            self.toggled_choice.emit(item.data(_VALUE), is_on)

    def _turn(self, item: QListWidgetItem | None) -> None:
        if item is not None and not item.isHidden():
            is_on = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)

    def _find(self, text: str) -> None:
        sought = Sought.of(text)
        for item in self._items():
            item.setHidden(not sought.is_in(spelt(item.text())))
        first = next((item for item in self._items() if not item.isHidden()), None)
        if first is not None:
            self.list.setCurrentItem(first)

    # --- Qt ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter tick, and the arrows lead from the line into the list."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._turn(self.list.currentItem())
            return True
        if watched is self.search and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.setFocus()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def _item(choice: MenuOption) -> QListWidgetItem:
    item = QListWidgetItem(f"\u2003{choice.words}" if choice.is_part else choice.words)
    item.setFlags(
        Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
    )
    item.setCheckState(Qt.CheckState.Unchecked)
    item.setData(_VALUE, choice.value)
    if choice.colour:
        item.setIcon(_patch(choice.colour))
    return item


def _patch(colour: str) -> QIcon:
    side = px(1.5)
    made = QPixmap(side // 2, side)
    made.fill(QColor(legible(colour, theme.current().colours.raised, ratio=3.0)))
    return QIcon(made)
