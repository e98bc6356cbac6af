"""A field that finds one row as one types: a commune, an action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QRect, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from ctg_desktop.domain.folding import fold
from ctg_desktop.typography import spaced
from ui.icons import icon
from ui.widgets.layout.layouts import px
from ui.widgets.tips import plain_tip

_LIST_WIDTH = 60
"""In half-lines."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row that may be picked: its identity, and how it is called."""

    id: str
    label: str


Receive = Callable[[Sequence[Found]], None]
Find = Callable[[str, Receive], None]
"""Looks for what is typed, and gives what it found later, on the interface thread."""


class RowPicker(QLineEdit):
    """One line with a list under it; what is typed stays until something is picked."""

    picked = Signal(object)
    """Found, or None once nothing is chosen any more."""

    def __init__(self, name: str, find: Find, parent: QWidget | None = None) -> None:
        """Look rows up by `find`; `name` is what a screen reader says."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText("Commencez à taper, ou ouvrez la liste")
        self._find = find
        self._found: Sequence[Found] = ()
        self._chosen: Found | None = None
        self._model = QStringListModel(self)
        self._list = QCompleter(self._model, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setWidget(self)
        self._popup = QListView()
        self._popup.setAccessibleName(f"{name}, choix")
        self._popup.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setPopup(self._popup)
        # Of the signal's two forms, not that of the text: two rows may be called the same.
        by_index = self._list.activated[QModelIndex]  # type: ignore[index]  # the stubs know one
        by_index.connect(self._take)
        opening = QAction(icon("chevron-down"), "Ouvrir la liste", self)
        opening.triggered.connect(self._open)
        self.addAction(opening, QLineEdit.ActionPosition.TrailingPosition)
        self.textEdited.connect(self._search)

    @property
    def chosen(self) -> Found | None:
        """The row that is chosen; None when what is typed names none."""
        return self._chosen

    def choose(self, found: Found | None) -> None:
        """Show a row as chosen, without telling anybody."""
        self._chosen = found
        self.setText(found.label if found else "")
        self.setCursorPosition(0)
        self._mark(is_wrong=False)

    # --- within -----------------------------------------------------------------------

    def _open(self) -> None:
        self.setFocus()
        self.selectAll()
        self._find("", self._offer)

    def _search(self, text: str) -> None:
        self._find(text, self._offer)

    def _offer(self, found: Sequence[Found]) -> None:
        self._found = found
        self._model.setStringList([row.label for row in found])
        if not self.hasFocus():
            return
        if found:
            # As wide as titles are, not as the field is.
            self._list.complete(QRect(0, 0, max(self.width(), px(_LIST_WIDTH)), self.height()))
        else:
            self._popup.hide()

    def _take(self, index: QModelIndex) -> None:
        self._pick(self._found[index.row()])

    def _pick(self, found: Found) -> None:
        is_new = found != self._chosen
        self.choose(found)
        self._popup.hide()
        if is_new:
            self.picked.emit(found)

    def _settle(self) -> None:
        """Take what is typed for the row that it names, if it names one alone."""
        self._popup.hide()
        typed = self.text()
        if self._chosen is None or fold(typed) != fold(self._chosen.label):
            # What is found by now may be that of a shorter text.
            self._find(typed, lambda found: self._resolve(typed, found))

    def _resolve(self, typed: str, found: Sequence[Found]) -> None:
        if self.text() != typed:
            return
        wanted = fold(typed)
        exact = [row for row in found if fold(row.label) == wanted]
        named = exact or (list(found) if wanted else [])
        if len(named) == 1:
            self._pick(named[0])
            return
        self._mark(is_wrong=bool(wanted))
        if self._chosen is not None:
            self._chosen = None
            self.picked.emit(None)

    def _mark(self, *, is_wrong: bool) -> None:
        self.setProperty("state", "wrong" if is_wrong else "")
        self.setAccessibleDescription(spaced(WANTED) if is_wrong else "")
        self.setToolTip(plain_tip(WANTED if is_wrong else self.text()))
        self.style().unpolish(self)
        self.style().polish(self)

    # --- Qt ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list by the arrow down, settle by Enter."""
        if event.key() == Qt.Key.Key_Down:
            self._find(self.text() if self._chosen is None else "", self._offer)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._settle()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Settle when the field is left."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._settle()


WANTED = "Choisissez un nom de la liste : ce qui est tapé n’en désigne aucun seul."
