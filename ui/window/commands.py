"""The commands as Qt knows them: one QAction each, in its menu, with its shortcut."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from ctg_desktop.typography import labelled
from ui.command_list import COMMANDS, MENUS, CommandSpec, page_shortcut, page_shortcuts
from ui.icons import icon
from ui.pages import PAGES, every_page, registers
from ui.targets import LIST_ICON

if TYPE_CHECKING:
    from ctg_desktop.services.past_gestures import UndoNames

PAGE_PREFIX = "page:"
"""Begins the id of a page among the commands of the palette."""

_PALETTE = "palette"
_NAMED_BY_PAGES = ("new", "bulk_edit", "export_list")
"""The commands that name what the page on screen lists."""

_OF_ROWS = ("edit", "duplicate", "keep_model", "bulk_edit", "copy_rows", "delete", "restore")
"""The commands in the menu of a row, which a right click opens."""

_LONGEST = 90
"""Longest words of a gesture in the menu, in signs."""
_LISTS = "Autres &listes"
_READ_ONLY = "Le dossier est ouvert en lecture seule"


@dataclass(frozen=True, slots=True)
class Offered:
    """A command as the palette lists it."""

    id: str
    words: str
    menu: str
    shortcut: str
    icon: str
    is_enabled: bool
    why: str


class CommandSet(QObject):
    """The menus of a window and the commands in them."""

    called = Signal(str)
    """The id of a command of `ui.command_list.COMMANDS`."""
    page_called = Signal(str)
    """The key of a page."""

    def __init__(self, window: QMainWindow) -> None:
        """Fill the window's menu bar."""
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._choices: dict[str, QActionGroup] = {}
        self._specs = {spec.id: spec for spec in COMMANDS}
        self._menus = {key: window.menuBar().addMenu(title) for key, title in MENUS.items()}
        for spec in COMMANDS:
            self._add(spec, self._menus[spec.menu])
        self._may_go = False
        self._pages = self._add_pages(self._menus["go"])
        # What an entity is called is not known before the window is painted.
        self._menus["go"].aboutToShow.connect(self._add_lists)

    def _add(self, spec: CommandSpec, menu: QMenu) -> None:
        action = QAction(spec.text, self)
        action.setObjectName(spec.id)
        if spec.choice or spec.is_switch:
            action.setCheckable(True)
            action.toggled.connect(partial(_tick, action))
        elif spec.icon:
            action.setIcon(icon(spec.icon))
        shortcuts = [spec.shortcut, *spec.more_shortcuts] if spec.shortcut else []
        action.setShortcuts([QKeySequence(each) for each in shortcuts])
        action.setStatusTip(spec.tip)
        if spec.choice:
            self._choices.setdefault(spec.choice, QActionGroup(self)).addAction(action)
        if spec.opens_group:
            menu.addSeparator()
        action.triggered.connect(partial(self._call, spec.id))
        menu.addAction(action)
        self._actions[spec.id] = action

    def _add_pages(self, menu: QMenu) -> dict[str, QAction]:
        menu.addSeparator()
        group = self._group = QActionGroup(self)
        made = {}
        for number, page in enumerate(PAGES, 1):
            action = QAction(page.title.replace("&", "&&"), group)
            action.setIcon(icon(page.icon))
            action.setCheckable(True)
            action.setShortcuts([QKeySequence(keys) for keys in page_shortcuts(number)])
            action.triggered.connect(partial(self._call_page, page.key))
            menu.addAction(action)
            made[page.key] = action
        self._list_menu = menu.addMenu(icon(LIST_ICON), _LISTS)
        return made

    def _add_lists(self) -> None:
        """Fill the menu of the pages that are made from descriptions, once."""
        if self._list_menu.actions():
            return
        for page in registers():
            action = QAction(page.title.replace("&", "&&"), self._group)
            action.setCheckable(True)
            action.setEnabled(self._may_go)
            action.triggered.connect(partial(self._call_page, page.key))
            self._list_menu.addAction(action)
            self._pages[page.key] = action

    def _call(self, command: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        self.called.emit(command)

    def _call_page(self, key: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        self.page_called.emit(key)

    # --- what can be done now ---------------------------------------------------------

    def action(self, command: str) -> QAction:
        """Return the action of a command."""
        return self._actions[command]

    def enable(self, offered: Collection[str], *, pages: bool) -> None:
        """Let the commands that are offered be carried out, and the pages be gone to."""
        for name, action in self._actions.items():
            action.setEnabled(name in offered)
        self._may_go = pages
        for action in self._pages.values():
            action.setEnabled(pages)

    def show_row_menu(self, place: QPoint) -> None:
        """Show at a place of the screen what can be done now with the chosen rows."""
        menu = QMenu(self._menus["action"].parentWidget())
        menu.setAccessibleName("Lignes choisies")
        for command in _OF_ROWS:
            action = self._actions[command]
            if action.isEnabled():
                if self._specs[command].opens_group:
                    menu.addSeparator()
                menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def check_page(self, key: str) -> None:
        """Mark the page on screen."""
        if key not in self._pages:
            self._add_lists()
        self._pages[key].setChecked(True)

    def name_commands(self, words: Mapping[str, str]) -> None:
        """Say of some commands what they do on the page on screen; of the others as usual."""
        for command in _NAMED_BY_PAGES:
            self._actions[command].setText(words.get(command, self._specs[command].text))

    def name_undo(self, names: UndoNames) -> None:
        """Name in the menu the gestures that undo and redo would act on, with their rows."""
        for command, words in (("undo", names.undo), ("redo", names.redo)):
            usual = self._specs[command].text
            told = labelled(usual, _escaped(words)) if words else usual
            self._actions[command].setText(told)

    def every(self, *, is_read_only: bool) -> list[Offered]:
        """Return all commands and pages, as the palette lists them."""
        self._add_lists()
        told = [
            self._told(spec, is_read_only=is_read_only)
            for spec in COMMANDS
            if spec.id != _PALETTE  # it is open already
        ]
        for number, page in enumerate(every_page(), 1):
            told.append(
                Offered(
                    f"{PAGE_PREFIX}{page.key}",
                    f"Aller à la page {page.title}",
                    "Aller",
                    page_shortcut(number) if number <= len(PAGES) else "",
                    page.icon,
                    self._pages[page.key].isEnabled(),
                    "",
                )
            )
        return told

    def _told(self, spec: CommandSpec, *, is_read_only: bool) -> Offered:
        action = self._actions[spec.id]
        words = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
        why = _READ_ONLY if is_read_only and spec.id in WRITING else spec.why
        menu = MENUS[spec.menu].replace("&", "")
        return Offered(spec.id, words, menu, spec.shortcut, spec.icon, action.isEnabled(), why)


WRITING = frozenset(
    {
        *("undo", "redo", "new", "edit", "duplicate", "bulk_edit", "delete", "restore"),
        *("new_from_model", "keep_model"),
        *("back_up", "import_reference", "import_delivered", "receive_files"),
        "exchange_now",
        *("import_rows", "paste_rows"),
    }
)


def _tick(action: QAction, is_checked: bool) -> None:  # noqa: FBT001 - Qt's signal
    """Show in its menu that a command is in force: a check mark, in the column of the icons."""
    action.setIcon(icon("check") if is_checked else QIcon())


def _escaped(words: str) -> str:
    """Return words as a menu shows them: `&` is no mnemonic."""
    line = " ".join(words.split())
    cut = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
    return cut.replace("&", "&&")
