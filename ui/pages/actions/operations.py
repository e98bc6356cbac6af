"""The opérations of an action: how far they are, what they cost together, and the way to each."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.views import ActionView
from ctg_desktop.typography import euros, spaced
from ui import icons
from ui.targets import Target
from ui.widgets import status
from ui.widgets.labels import Caption, Note
from ui.widgets.layout import layouts
from ui.widgets.layout.tab_order import follow_layouts
from ui.widgets.line_button import LineButton

_NONE = (
    "Aucune opération. Une action dont les parts ont chacune leur description, leurs pilotes et "
    "leurs financements se note en opérations : chacune a sa fiche."
)


class OperationsPanel(QWidget):
    """A line for each opération of one action at a time; each leads to its fiche."""

    went = Signal(object)
    """Target: the person asked to go there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty list."""
        super().__init__(parent)
        self._shown: tuple[ActionView, ...] | None = None
        self._lines: list[LineButton] = []
        self._progress = Caption("", self)
        self._none = Note(_NONE, self)
        self._means = Note("", self)
        self._list = layouts.column(spacing=0)
        self.add_button = QPushButton(icons.icon("plus"), "Ajouter une opération", self)
        self.add_button.setProperty("look", "quiet")
        self.add_button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        column = layouts.column(self, spacing=0.75)
        column.addWidget(self._progress)
        column.addWidget(self._none)
        column.addLayout(self._list)
        column.addWidget(self._means)
        column.addWidget(self.add_button)

    def show_operations(self, view: ActionView) -> None:
        """Show the opérations of an action."""
        self._progress.setText(view.progress.told)
        self._progress.setVisible(bool(view.operations))
        self._none.setVisible(not view.operations)
        means = ", ".join(f"{word} {euros(amount)}" for word, amount in view.together.amounts)
        self._means.setText(spaced(f"L’action et ses opérations, additionnées : {means}."))
        self._means.setVisible(bool(view.operations and means))
        if view.operations == self._shown:
            return
        self._shown = view.operations
        for line in self._lines:
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [self._line(each) for each in view.operations]
        follow_layouts(self)

    def set_obstacle(self, sentence: str | None) -> None:
        """Let opérations be added, or with a sentence only be read."""
        self.add_button.setVisible(sentence is None)

    def _line(self, view: ActionView) -> LineButton:
        action = view.action
        mark = status.status_decoration(action.status, blocked=bool(action.blocked))
        told = [
            status.status_words(action.status, blocked=bool(action.blocked)),
            "en retard" if view.late else "",
            action.calendar or "",
        ]
        line = LineButton(
            action.cited or status.UNKNOWN,
            icon=mark.icon,
            tone=mark.tone,
            note=", ".join(each for each in told if each),
            parent=self,
        )
        target = Target("actions", Action.TYPE.name, action.id)
        line.leads_to(lambda: self.went.emit(target))
        self._list.addWidget(line)
        return line
