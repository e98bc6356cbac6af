"""The field in which one types the name of a structure, with a list that follows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from ctg_desktop.typography import spaced
from ui.first_start.structures import MOST_SHOWN, ProposedStructure, found, meant


class StructureLine(QLineEdit):
    """A line that names one of the structures; the list opens as one types, or by Down."""

    chosen = Signal()
    """A structure was picked from the list."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Know no structure yet; `name` is what screen readers say."""
        super().__init__(parent)
        self._choices: Sequence[ProposedStructure] = ()
        self._shown: list[ProposedStructure] = []
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(MOST_SHOWN)
        self._list = QListView()
        self._completer.setPopup(self._list)
        self._completer.setWidget(self)
        self._completer.activated[QModelIndex].connect(self._pick)  # type: ignore[index]  # signals have overloads
        self._list.setAccessibleName(spaced(f"Propositions : {name}"))
        self.setAccessibleName(name)
        self.textEdited.connect(self._suggest)

    def set_choices(self, choices: Sequence[ProposedStructure]) -> None:
        """Know these structures from now on."""
        self._choices = choices
        if (named := self.choice) is not None:  # by its code, perhaps
            self.setText(named.name)
        elif self.hasFocus() and self.text():
            self._suggest(self.text())

    @property
    def choice(self) -> ProposedStructure | None:
        """The one structure that the text names."""
        named = self.named
        return named[0] if len(named) == 1 else None

    @property
    def named(self) -> Sequence[ProposedStructure]:
        """The structures that the text names: several where it is a code that they share."""
        return meant(self._choices, self.text())

    @property
    def is_open(self) -> bool:
        """Whether the list is on screen."""
        is_open: bool = self._list.isVisible()
        return is_open

    def _suggest(self, typed: str) -> None:
        self._shown = found(self._choices, typed)
        self._model.setStringList([each.words for each in self._shown])
        is_said = len(self._shown) == 1 and self._shown[0].name == typed
        if not self._shown or is_said:
            self._list.hide()
        else:
            self._completer.complete()

    def _pick(self, index: QModelIndex) -> None:
        self.setText(self._shown[index.row()].name)
        self._list.hide()
        self.chosen.emit()

    # --- Qt ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list by Down."""
        if event.key() == Qt.Key.Key_Down and not self.is_open:
            self._suggest(self.text() if self.choice is None else "")
            return
        super().keyPressEvent(event)
