"""What holds for every page and dialog: names, tab order, room for each word, in every theme."""

from __future__ import annotations

import ast
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

import ui
from tests.support import accessibility, layout, words
from tests.support.gallery import DIALOGS, PARTS, SCREENS, Scene, on_screen, page_scenes, scenes
from ui import theme
from ui.main_window import MainWindow
from ui.tokens import THEMES

on_typical = pytest.mark.parametrize("folder", ["typical"], indirect=True)

LAPTOP = (1366, 768)


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
    has_buttons = any(button.isVisible() for button in shown.findChildren(QAbstractButton))
    is_reached = accessibility.tab_order(shown) or not has_buttons
    return [
        *([] if is_reached else ["nothing to reach"]),
        *(f"against reading: {each}" for each in accessibility.steps_backwards(shown)),
        *(f"focus unseen: {each}" for each in accessibility.without_visible_focus(shown)),
    ]


@on_typical
@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_scene_when_heard_and_used_by_keyboard_then_each_control_has_its_name_and_place(
    window: MainWindow, scene: Scene
) -> None:
    with on_screen(scene, window) as shown:
        assert names_and_roles(shown) == []
        assert keyboard(shown) == []


@pytest.mark.parametrize("folder", ["bethune", "consolidator", "hostile"], indirect=True)
def test_pages_when_empty_or_edited_or_hostile_then_each_control_has_its_name(
    window: MainWindow,
) -> None:
    assert _problems(window, [*page_scenes(), *PARTS[:1]], names_and_roles) == {}


FITTING = (layout.clipped_words, layout.outside_parent, layout.overlapping)
LOOKS = list(product([*THEMES], [80, 100, 200]))


@on_typical
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}", indirect=True)
def test_pages_when_on_a_small_screen_then_no_word_is_clipped(
    look: None, window: MainWindow
) -> None:
    shown = [*page_scenes(), *PARTS[:1], *SCREENS]
    found = _problems(window, shown, *FITTING)

    assert found == {}
    assert (window.width(), window.height()) == LAPTOP


@on_typical
@pytest.mark.parametrize("look", [("clair", 100), ("clair", 200)], ids=str, indirect=True)
def test_dialogs_when_on_a_small_screen_then_they_fit(look: None, window: MainWindow) -> None:
    found = _problems(window, DIALOGS, *FITTING, _too_large)

    assert found == {}


@pytest.mark.parametrize("folder", ["typical", "hostile"], indirect=True)
def test_pages_when_at_the_usual_size_then_none_scrolls_sideways(window: MainWindow) -> None:
    shown = [*page_scenes(), *PARTS[:1]]
    found = _problems(window, shown, layout.scrolled_sideways, layout.outside_parent)

    assert found == {}


@on_typical
def test_gallery_when_compared_with_the_sources_then_no_dialog_is_missing(
    window: MainWindow,
) -> None:
    shown = set()
    for scene in DIALOGS:
        with on_screen(scene, window) as widget:
            shown.add(type(widget).__name__)
    written = {
        node.name
        for path in Path(ui.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and "QDialog" in map(ast.unparse, node.bases)
    }

    assert written - shown == set()


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


@pytest.mark.parametrize("folder", ["bethune", "typical", "consolidator"], indirect=True)
def test_words_when_shown_then_their_spaces_are_those_of_french(window: MainWindow) -> None:
    assert _problems(window, scenes(), words.loosely_set) == {}
