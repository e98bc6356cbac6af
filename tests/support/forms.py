"""A form, a list of rows or a fiche as a person types in it, over a real folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from tests.support.app import new_action
from tests.support.window import find, press
from ui.desk import Desk

T = TypeVar("T")


class Written:
    """A desk with one action, and short words for what a person does and what the folder holds."""

    def __init__(self, desk: Desk, settle: Callable[[], None]) -> None:
        self.desk, self.settle = desk, settle
        self.root = QWidget()
        self.action = self.done(lambda uow: (new_action(uow), Changes()))

    def read(self, job: Callable[[UnitOfWork], T]) -> T:
        """Return what a job reads, once the window is calm."""
        found: list[T] = []
        self.settle()
        self.desk.read(job, found.append, owner=self.desk)
        self.settle()
        return found[0]

    def done(self, job: Callable[[UnitOfWork], tuple[T, Changes]]) -> T:
        """Carry out a gesture as another page would; return its result."""
        found: list[T] = []
        self.desk.write(job, found.append, owner=self.desk)
        self.settle()
        return found[0]

    def now(self) -> Action:
        """Return the action as the folder holds it."""
        return self.read(lambda uow: actions.existing(uow, self.action.id))

    def gestures(self) -> list[str]:
        """Return the names of the gestures on the action, in their order."""
        row = self.action.id
        rows = self.read(lambda uow: uow.history([row, *uow.children(row)]))
        labels = {each.gesture.id: each.gesture.label for each in rows}
        return list(labels.values())

    # --- what a person does

    def line(self, name: str) -> QLineEdit:
        return find(self.root, name, QLineEdit)

    def text(self, name: str) -> QPlainTextEdit:
        return find(self.root, name, QPlainTextEdit)

    def choose(self, name: str, words: str) -> None:
        """Choose in a list by the keyboard, and leave it."""
        combo = find(self.root, name, QComboBox)
        combo.setFocus()
        press(combo, Qt.Key.Key_Home)
        for _ in range(combo.count()):
            if combo.currentText() == words:
                break
            press(combo, Qt.Key.Key_Down)
        self.leave(combo)

    def leave(self, widget: QWidget) -> None:
        press(widget, Qt.Key.Key_Tab)
        self.settle()
