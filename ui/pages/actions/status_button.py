"""The status at the top of a fiche: a menu changes it in place."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from ctg_desktop.domain.action import next_statuses
from ctg_desktop.domain.choices import Status
from ctg_desktop.typography import labelled
from ui.widgets.layout.layouts import px
from ui.widgets.status import drawn, status_decoration, status_words
from ui.widgets.tips import plain_tip


class StatusButton(QToolButton):
    """How an action stands; pressed, it offers the statuses that may follow."""

    chosen = Signal(object)
    """The Status that the person wants."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it empty; see `show_status`."""
        super().__init__(parent)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setIconSize(QSize(px(1.6), px(1.6)))
        self.setToolTip(plain_tip("Changer le statut"))
        self.setMenu(QMenu(self))

    def show_status(self, status: Status | None, *, may_change: bool) -> None:
        """Show a status, and what it may become where `may_change`."""
        words = status_words(status)
        self.setText(words)
        self.setIcon(_icon(status))
        self.setAccessibleName(labelled("Statut", words))
        self.setEnabled(may_change)
        menu = self.menu()
        menu.clear()
        for each in next_statuses(status):
            if each is not status:
                action = menu.addAction(_icon(each), each.label)
                action.triggered.connect(partial(self._choose, each))

    def _choose(self, status: Status, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        self.chosen.emit(status)


def _icon(status: Status | None) -> QIcon:
    return QIcon(drawn(status_decoration(status), px(1.6)))
