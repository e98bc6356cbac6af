"""What holds for every page and dialog: names, tab order, room for each word, in every theme."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QPushButton, QWidget

import ui
from tests.support import accessibility, layout, words
from tests.support.gallery import DIALOGS, PARTS, SCREENS, Scene, on_screen, page_scenes, scenes
from tests.support.window import visible
from ui import theme
from ui.main_window import MainWindow

on_typical = pytest.mark.parametrize("folder", ["typical"], indirect=True)

LAPTOP = (1366, 768)

_COLOURS = re.compile("#[0-9a-f]{6}|_[0-9a-f]{6}(?=\\.svg)")
"""In a style sheet, and in the names of the drawings that it shows."""


@pytest.fixture
def look(request: pytest.FixtureRequest) -> None:
    """The theme and text size of the test, in force before the window is made."""
    theme.current().apply(*request.param)


def names_and_roles(shown: QWidget) -> list[str]:
    """Return what a screen reader would say badly."""
    return [
        *(f"no name: {each}" for each in accessibility.unnamed(shown)),
        *(f"no role: {each}" for each in accessibility.without_role(shown)),
        *(f"twice: {each}" for each in accessibility.namesakes(shown)),
    ]


def keyboard(shown: QWidget) -> list[str]:
    """Return what somebody without a mouse would stumble on."""
    # A screen that only tells how far an update is has nothing to press.
    order = accessibility.tab_order(shown)
    is_reached = order or not visible(shown, QAbstractButton)
    return [
        *([] if is_reached else ["nothing to reach"]),
        *(f"against reading: {each}" for each in accessibility.steps_backwards(shown, order)),
        *(f"focus unseen: {each}" for each in accessibility.without_visible_focus(shown, order)),
    ]


FITTING = (layout.clipped_words, layout.outside_parent, layout.overlapping)
HEARD = (names_and_roles, keyboard, words.loosely_set)


def pages() -> list[Scene]:
    return [*page_scenes(), *PARTS[:1]]


@on_typical
@pytest.mark.parametrize("look", [("clair", 100)], ids=str, indirect=True)
def test_pages_when_seen_heard_and_used_by_keyboard_then_nothing_is_in_the_way(
    look: None, window: MainWindow
) -> None:
    assert _problems(window, pages(), *HEARD, *FITTING, layout.scrolled_sideways) == {}
    assert _problems(window, SCREENS, *HEARD, *FITTING) == {}
    assert (window.width(), window.height()) == LAPTOP


@on_typical
def test_pages_when_more_is_open_in_them_then_each_control_has_its_name_and_place(
    window: MainWindow,
) -> None:
    assert _problems(window, PARTS[1:], *HEARD) == {}


@on_typical
@pytest.mark.parametrize("look", [("clair", 100)], ids=str, indirect=True)
def test_dialogs_when_seen_heard_and_used_by_keyboard_then_nothing_is_in_the_way(
    look: None, window: MainWindow
) -> None:
    shown: set[str] = set()

    def named(widget: QWidget) -> list[str]:
        shown.add(type(widget).__name__)
        return []

    assert _problems(window, DIALOGS, named, *HEARD, *FITTING, _too_large) == {}
    written = {
        node.name
        for path in Path(ui.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and "QDialog" in map(ast.unparse, node.bases)
    }
    assert written - shown == set(), "not in the gallery"


@on_typical
@pytest.mark.parametrize("look", [("clair", 200)], ids=str, indirect=True)
def test_dialogs_when_words_are_large_then_they_fit(look: None, window: MainWindow) -> None:
    assert _problems(window, DIALOGS, *FITTING, _too_large) == {}


@on_typical
def test_dialogs_when_answered_then_what_goes_on_is_the_last_button_everywhere(
    window: MainWindow,
) -> None:
    assert _problems(window, DIALOGS, _before_others) == {}


LEAVING = ("Annuler", "Fermer", "Ne rien changer", "Plus tard")
"""What the buttons say that leave a dialog as if it had not been opened."""


def _before_others(dialog: QWidget) -> list[str]:
    """Return the buttons that leave a dialog at the right of what goes on, on the same line."""
    shown = [each for each in dialog.findChildren(QPushButton) if each.isVisible()]
    return [
        f"{other.text()} | {leave.text()}"
        for leave in shown
        if isinstance(dialog, QDialog) and leave.text() in LEAVING
        for other in shown
        if other.isDefault() or other.property("look") == "primary"
        if other.parent() is leave.parent() and other.x() < leave.x()
        if abs(other.geometry().center().y() - leave.geometry().center().y()) <= 2
    ]


LOOKS = [("contraste", percent) for percent in (80, 100, 200)]
if os.environ.get("CTG_STRESS") == "1":
    LOOKS += [("clair", 80), ("clair", 200)]
"""All takes more room with contrast, whose borders are wider; nothing stands elsewhere in the dark
theme than in the light one, as a test below tells.
"""


@on_typical
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}", indirect=True)
def test_pages_when_on_a_small_screen_then_no_word_is_clipped(
    look: None, window: MainWindow
) -> None:
    found = _problems(window, [*pages(), *SCREENS], *FITTING)

    assert found == {}
    assert (window.width(), window.height()) == LAPTOP


def test_themes_when_light_and_dark_then_only_their_colours_differ(qapp: QApplication) -> None:
    sheets = []
    for name in ("clair", "sombre"):
        theme.current().apply(name, 100)
        sheets.append(_COLOURS.sub("", qapp.styleSheet()))

    assert sheets[0] == sheets[1]
    flags = [(each.has_high_contrast, each.is_dark) for each in (theme.LIGHT, theme.DARK)]
    assert flags == [(False, False), (False, True)]


@pytest.mark.parametrize("folder", ["bethune", "consolidator"], indirect=True)
def test_scenes_when_empty_or_edited_then_their_words_are_said_and_set_as_in_french(
    window: MainWindow,
) -> None:
    assert _problems(window, scenes(), words.loosely_set, names_and_roles) == {}


@pytest.mark.parametrize("folder", ["hostile"], indirect=True)
def test_pages_when_texts_are_hostile_then_controls_have_names_and_nothing_scrolls_sideways(
    window: MainWindow,
) -> None:
    checks = names_and_roles, layout.scrolled_sideways, layout.outside_parent

    assert _problems(window, pages(), *checks) == {}


def _problems(
    window: MainWindow, shown: list[Scene], *checks: Callable[[QWidget], list[str]]
) -> dict[str, list[str]]:
    """Return what the checks find, by scene: one window is enough for all of them."""
    found = {}
    for scene in shown:
        with on_screen(scene, window) as widget:
            said = [problem for check in checks for problem in check(widget)]
        if said:
            found[scene.name] = said
    return found


def _too_large(dialog: QWidget) -> list[str]:
    size = dialog.frameGeometry()
    fits = size.width() <= LAPTOP[0] and size.height() <= LAPTOP[1]
    return [] if fits else [f"{size.width()} × {size.height()}"]
