"""Ctrl+K: all commands and all records, found by a few letters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QWidget

from ctg_desktop.services.finding import Findings, find_records
from ctg_desktop.typography import spaced
from ui.command_list import french_shortcut
from ui.desk import Desk
from ui.dialogs.found import found_results
from ui.dialogs.matching import score
from ui.dialogs.results_list import ResultsList
from ui.icons import icon
from ui.models.results import Result
from ui.targets import Target
from ui.widgets.labels import Note
from ui.widgets.layout.layouts import column, px

_NOTHING = "Rien ne correspond. Essayez moins de mots, ou le début d’un mot."
_HOW = "Flèches pour choisir, Entrée pour ouvrir, Échap pour fermer."
_HEAD = "Commandes"


class Command(Protocol):
    """A command as the window offers it."""

    @property
    def id(self) -> str:
        """What the window knows it by."""

    @property
    def words(self) -> str:
        """What it does, in French."""

    @property
    def menu(self) -> str:
        """Where it stands."""

    @property
    def shortcut(self) -> str:
        """Its keys; empty for none."""

    @property
    def icon(self) -> str:
        """The name of its icon."""

    @property
    def is_enabled(self) -> bool:
        """Whether it can be carried out now."""

    @property
    def why(self) -> str:
        """Why not."""


class CommandPalette(QDialog):
    """One field and one list; it closes by Escape, by a choice, or by a click elsewhere."""

    called = Signal(str)
    """The id of a command."""
    went = Signal(object)
    """Target: a record."""

    def __init__(self, desk: Desk, commands: Sequence[Command], parent: QWidget) -> None:
        """List the commands; records of the folder of `desk` come as one types."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setWindowTitle("Palette de commandes")
        self.setAccessibleName("Palette de commandes")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._window = parent
        self._commands = commands
        self._records: tuple[Result, ...] = ()
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(spaced("Que voulez-vous faire, ou trouver ?"))
        self.field.setAccessibleName("Commande ou fiche à trouver")
        self.field.setAccessibleDescription(_HOW)
        sign = self.field.addAction(icon("palette"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText("Palette")
        self.field.textChanged.connect(self._search)
        frame = QFrame(self)
        frame.setProperty("look", "floating")
        self.list = ResultsList(self.field, frame)
        self.list.chosen.connect(self._choose)
        self._note = Note(_HOW, frame)
        inner = column(frame, spacing=0.5, margins=1)
        inner.addWidget(self.field)
        inner.addWidget(self.list, 1)
        inner.addWidget(self._note)
        column(self).addWidget(frame)
        self._show()

    @property
    def note(self) -> str:
        """What stands under the list."""
        return self._note.text()

    def _search(self, typed: str) -> None:
        self._show()
        if typed.strip() and self._desk.is_open:
            self._desk.read(
                partial(find_records, typed=typed), self._take_records, owner=self, key="search"
            )
        elif self._records:
            self._take_records(Findings())

    def _take_records(self, findings: Findings) -> None:
        self._records = found_results(findings) if self.field.text().strip() else ()
        self._show()

    def _show(self) -> None:
        typed = self.field.text()
        found = [(score(typed, f"{each.words} {each.menu}"), each) for each in self._commands]
        if typed.strip():
            found = [(points, each) for points, each in found if points]
        # Sorting keeps the order of the menus among equals.
        found.sort(key=lambda pair: (-pair[0], not pair[1].is_enabled))
        commands = [_result(each) for _, each in found]
        head = [Result(_HEAD, is_head=True)] if commands else []
        results = [*head, *commands, *self._records]
        self.list.show_results(results)
        self._note.setText(_HOW if results else _NOTHING)

    def _choose(self, result: Result) -> None:
        value = result.value
        self.close()
        if isinstance(value, Target):
            self.went.emit(value)
        else:
            self.called.emit(value)

    # --- Qt ---------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Stand in the upper middle of the window."""
        super().showEvent(event)
        parent = self._window
        width = min(px(66), parent.width() - 2 * px(2))
        height = min(px(48), parent.height() - 2 * px(4))
        self.resize(width, height)
        corner = parent.mapToGlobal(QPoint((parent.width() - width) // 2, px(4)))
        self.move(corner)
        self.field.setFocus()


def _result(command: Command) -> Result:
    aside = french_shortcut(command.shortcut) if command.shortcut else ""
    return Result(
        command.words,
        command.menu,
        aside if command.is_enabled else command.why,
        command.icon or "chevron-right",
        command.id,
        is_enabled=command.is_enabled,
    )
