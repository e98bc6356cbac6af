"""The list that opens under a field as one types a name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from ctg_desktop.services.suggesting import Suggestion, suggestions
from ctg_desktop.typography import spaced
from ui.desk import Desk

_ROLE = Qt.ItemDataRole.UserRole
_SHOWN_LINES = 10


class Completion(QObject):
    """Asks for the rows that a text may mean, and lets one of them be picked."""

    picked = Signal(object)
    """Suggestion: one of the rows."""
    invented = Signal(str)
    """The last line was picked: the name as it was typed."""
    found = Signal(str, object)
    """The text that was asked for, and its suggestions."""

    def __init__(self, desk: Desk, target: str, line: QLineEdit, name: str) -> None:
        """Complete a line that points to rows of the entity `target`."""
        super().__init__(line)
        self._desk = desk
        self._target = target
        self._line = line
        self.leaves_out: Callable[[Suggestion], bool] = lambda _each: False
        self.invitation: Callable[[str], str] = lambda _typed: ""
        self._name = name
        self._model = QStandardItemModel(self)
        self._list: QListView | None = None
        """A window of its own, which most lines never open: made when it first comes."""

    @cached_property
    def _completer(self) -> QCompleter:
        made = QCompleter(self._model, self)
        made.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        made.setMaxVisibleItems(_SHOWN_LINES)
        made.setWidget(self._line)
        self._list = QListView()
        made.setPopup(self._list)
        self._list.setAccessibleName(spaced(f"Propositions : {self._name}"))
        made.activated[QModelIndex].connect(self._pick)  # type: ignore[index] # an overload, which the stubs do not know
        return made

    @property
    def is_open(self) -> bool:
        """Whether the list is on screen."""
        return self._list is not None and self._list.isVisible()

    def ask(self, typed: str, *, opens: bool = True) -> None:
        """Look for what the text may mean; an empty one lists everything."""
        target = self._target

        def found(rows: list[Suggestion]) -> None:
            self._show(typed, rows, opens=opens)

        self._desk.read(
            lambda uow: suggestions(uow, target, typed), found, owner=self, key="suggestions"
        )

    def follow(self, typed: str) -> None:
        """Propose what the text may mean by now; nothing for an empty one."""
        if typed.strip():
            self.ask(typed)
        else:
            self.close()

    def close(self) -> None:
        """Take the list from the screen."""
        if self._list is not None:
            self._list.hide()

    def _show(self, typed: str, rows: list[Suggestion], *, opens: bool) -> None:
        kept = [row for row in rows if not self.leaves_out(row)]
        self.found.emit(typed, kept)
        self._model.clear()
        for row in kept:
            words = f"{row.words} – {row.detail}" if row.detail else row.words
            item = QStandardItem(words)
            item.setData(row, _ROLE)
            self._model.appendRow(item)
        if invitation := self.invitation(typed):
            item = QStandardItem(invitation)
            item.setData(typed, _ROLE)
            self._model.appendRow(item)
        if not opens or not self._line.hasFocus() or self._model.rowCount() == 0:
            self.close()
            return
        self._completer.complete()

    def _pick(self, index: QModelIndex) -> None:
        chosen = index.data(_ROLE)
        if isinstance(chosen, Suggestion):
            self.picked.emit(chosen)
        elif isinstance(chosen, str):
            self.invented.emit(chosen)
