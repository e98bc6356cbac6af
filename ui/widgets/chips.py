"""Badges that say what a list is limited to; each goes by a click or a key."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ctg_desktop.typography import spaced
from ui.icons import icon
from ui.widgets.labels import Link
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import px

_REMOVING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LONGEST = 48
"""Signs of a badge; the whole is in its tooltip and its name."""


class Chip(QPushButton):
    """One badge: its words and a cross. Clicking, Delete, Enter or Space take it away."""

    def __init__(self, words: str, value: Any, parent: QWidget | None = None) -> None:
        """Show the words; `value` is what the badge stands for."""
        super().__init__(parent)
        words = spaced(words)
        self.words = words
        self.value = value
        short = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
        self.setText(short.replace("&", "&&"))
        self.setProperty("look", "badge")
        self.setIcon(icon("close"))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross comes last
        self.setAccessibleName(spaced(f"Retirer le filtre « {words} »"))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(px(50))

    # --- Qt ---------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep Delete for the badge, which the menu would take else."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in _REMOVING
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the badge away."""
        if event.key() in _REMOVING:
            self.click()
        else:
            super().keyPressEvent(event)


class ChipRow(QWidget):
    """The badges of a list, and « Tout effacer » after them; nothing when there is none."""

    removed = Signal(object)
    """The value of the badge that the person takes away."""
    cleared = Signal()
    """The person takes all badges away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without any badge."""
        super().__init__(parent)
        self.setAccessibleName("Filtres appliqués")
        self._flow = Flow(self, spacing=0.75)
        self._clear = Link("Tout effacer", self)
        self._clear.followed.connect(self.cleared)
        self._chips: list[Chip] = []
        self.hide()

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The badges on screen."""
        return tuple(self._chips)

    def show_chips(self, chips: Sequence[tuple[str, Any]]) -> None:
        """Show badges, each by its words and what it stands for."""
        if [(chip.words, chip.value) for chip in self._chips] == list(chips):
            return
        focused = next((at for at, chip in enumerate(self._chips) if chip.hasFocus()), None)
        self._take_all_out()
        for words, value in chips:
            chip = Chip(words, value, self)
            chip.clicked.connect(lambda _checked=False, value=value: self.removed.emit(value))
            self._chips.append(chip)
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self._clear)
        for before, after in pairwise([*self._chips, self._clear]):
            QWidget.setTabOrder(before, after)
        self.setVisible(bool(chips))
        if focused is not None and self._chips:
            self._chips[min(focused, len(self._chips) - 1)].setFocus()
        self.updateGeometry()

    def _take_all_out(self) -> None:
        while self._flow.takeAt(0) is not None:
            pass
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips.clear()
