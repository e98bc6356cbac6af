"""From the Accueil and the strategy to the lists and the fiches, through the whole window."""

import re
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from tests.support.app import plain
from tests.support.window import clicked, find, name_of, typed
from ui.main_window import MainWindow
from ui.pages.actions.new_action import NewActionDialog
from ui.pages.actions.page import ActionsPage
from ui.pages.contacts.list_panel import ListPanel
from ui.targets import Target
from ui.widgets.level_line import LevelLine
from ui.widgets.line_button import LineButton

Settle = Callable[[], None]
COUNTS = re.compile(r"\d+ actions?( sur \d+)?$")
on_typical = pytest.mark.parametrize("folder", ["typical"], indirect=True)


def shown(window: MainWindow, prefix: str) -> list[LineButton]:
    """Return the lines of the page on screen whose object name begins so."""
    assert window.page is not None
    found = [each for each in window.page.findChildren(LineButton) if each.isVisible()]
    return [each for each in found if each.objectName().startswith(prefix)]


def count_on_screen(window: MainWindow) -> str:
    assert isinstance(window.page, ActionsPage)
    labels = [each for each in window.page.findChildren(QLabel) if each.isVisible()]
    (count,) = {plain(each.text()) for each in labels if COUNTS.match(plain(each.text()))}
    return count


@on_typical
def test_to_do_when_followed_then_the_list_tells_the_same_number(
    window: MainWindow, settle: Settle
) -> None:
    names = [
        (line.objectName(), name_of(line).split()[0])
        for line in shown(window, "a_traiter_")
        if "contact" not in name_of(line)
    ]
    assert names

    for name, count in names:
        window.go(Target("home"))
        settle()
        line = window.page.findChild(LineButton, name) if window.page else None
        assert isinstance(line, LineButton)
        clicked(line)
        settle()
        assert count_on_screen(window).startswith(f"{count} action")


@on_typical
def test_progress_when_followed_then_the_list_tells_the_same_number(
    window: MainWindow, settle: Settle
) -> None:
    line = find(window, "Ambition 1", LevelLine)
    level = line.level
    clicked(line)
    settle()

    assert count_on_screen(window).startswith(f"{level.progress.total + level.contributing} action")


@on_typical
def test_contacts_when_followed_then_the_list_holds_as_many(
    window: MainWindow, settle: Settle
) -> None:
    line = next(each for each in shown(window, "a_traiter_contacts"))
    count = int(name_of(line).split()[0])
    clicked(line)
    settle()

    panel = window.findChild(ListPanel)
    assert isinstance(panel, ListPanel)
    assert panel.shown == count


def new_dialog(window: MainWindow) -> NewActionDialog:
    found = window.findChild(NewActionDialog)
    assert isinstance(found, NewActionDialog)
    return found


def test_first_action_when_begun_from_an_empty_accueil_then_it_is_recorded(
    window: MainWindow, settle: Settle
) -> None:
    clicked(find(window, "Enregistrer une première action"))
    settle()
    dialog = new_dialog(window)
    typed(dialog.editors["title"].focusProxy() or dialog.editors["title"], "Café des parents")
    typed(dialog.editors["main_ambition"].focusProxy() or dialog.editors["main_ambition"], "1")
    settle()
    clicked(dialog.button)
    settle()

    window.go(Target("home"))
    settle()
    assert [name_of(each) for each in shown(window, "recent_")][-1] == "Action créée – BET-2026-001"


def test_new_action_when_begun_from_an_ambition_then_it_is_in_it(
    window: MainWindow, settle: Settle
) -> None:
    window.go(Target("strategy"))
    settle()
    clicked(find(window, "Ambition 3", LevelLine))
    settle()
    clicked(find(window, "Nouvelle action\u00a0: Ambition 3"))
    settle()
    dialog = new_dialog(window)
    title: QWidget = dialog.editors["title"]
    typed(title.focusProxy() or title, "Ludothèque")
    settle()
    clicked(dialog.button)
    settle()

    window.go(Target("strategy"))
    settle()
    assert any("Ludothèque" in name_of(each) for each in shown(window, "action_"))
