"""Every command is in a menu, with words and a shortcut of its own, and can be called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtGui import QKeySequence

from tests.support.window import chosen, shortcut
from ui.command_list import COMMANDS, MENUS, CommandSpec, page_shortcut
from ui.icons import icon
from ui.main_window import MainWindow
from ui.pages import PAGES

_MNEMONIC = re.compile(r"&(\w)")

Settle = Callable[[], None]


@pytest.fixture
def called(window: MainWindow) -> list[str]:
    """What is called in the window, where every command may be called and none does anything."""
    found: list[str] = []
    commands = window.commands
    commands.called.disconnect(window.contents.do)
    commands.page_called.disconnect()
    commands.called.connect(found.append)
    commands.page_called.connect(found.append)
    commands.enable([spec.id for spec in COMMANDS], pages=True)
    return found


def shortcuts_of(spec: CommandSpec) -> list[str]:
    """Return all the shortcuts of a command."""
    return [spec.shortcut, *spec.more_shortcuts] if spec.shortcut else []


def test_commands_when_read_then_each_has_a_menu_words_and_a_drawing() -> None:
    assert {spec.menu for spec in COMMANDS} <= MENUS.keys()
    assert len({spec.id for spec in COMMANDS}) == len(COMMANDS)
    for spec in COMMANDS:
        assert spec.words.strip(), spec
        assert spec.words[0].isupper(), spec
        if spec.icon:
            icon(spec.icon)


def test_shortcuts_when_read_then_no_two_commands_share_one() -> None:
    keys = [QKeySequence(each).toString() for spec in COMMANDS for each in shortcuts_of(spec)]
    keys += [page_shortcut(number) for number in range(1, len(PAGES) + 1)]

    assert "" not in keys
    assert [key for key, count in Counter(keys).items() if count > 1] == []


@pytest.mark.parametrize("menu", MENUS)
def test_menus_when_opened_by_keyboard_then_no_two_entries_share_a_letter(menu: str) -> None:
    letters = [
        found[1].lower()
        for spec in COMMANDS
        if spec.menu == menu and (found := _MNEMONIC.search(spec.text.replace("&&", "")))
    ]

    assert [letter for letter, count in Counter(letters).items() if count > 1] == []


def test_commands_when_chosen_in_their_menu_then_each_is_called(
    window: MainWindow, called: list[str], settle: Settle
) -> None:
    for spec in COMMANDS:
        chosen(window.menuBar(), MENUS[spec.menu].replace("&", ""), spec.words)
        settle()

    assert called == [spec.id for spec in COMMANDS]


def test_commands_when_their_shortcut_is_pressed_then_each_is_called(
    window: MainWindow, called: list[str], settle: Settle
) -> None:
    window.setFocus()  # a field takes Ctrl+Z and others for itself
    with_shortcuts = [spec for spec in COMMANDS if spec.shortcut]
    for spec in with_shortcuts:
        shortcut(window, spec.shortcut)
        settle()

    assert called == [spec.id for spec in with_shortcuts]


def test_pages_when_their_shortcut_is_pressed_then_each_is_called(
    window: MainWindow, called: list[str], settle: Settle
) -> None:
    for number in range(1, len(PAGES) + 1):
        shortcut(window, page_shortcut(number))
        settle()

    assert called == [spec.key for spec in PAGES]
