"""A list and what is opened from it: side by side where there is room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.support.window import clicked, find, is_shown, press, settled
from ui.widgets.layout.side_by_side import SideBySide

WIDE, NARROW = 1400, 700


@pytest.fixture
def sides(qtbot: QtBot) -> SideBySide:
    made = SideBySide(QLineEdit("liste"), "Retour à la liste", "Fermer")
    qtbot.addWidget(made)
    made.set_side(QLineEdit("fiche"))
    made.resize(NARROW, 500)
    made.show()
    return made


def shown(sides: SideBySide) -> list[str]:
    settled(lambda: False)
    return sorted(line.text() for line in sides.findChildren(QLineEdit) if line.isVisible())


def test_side_when_there_is_no_room_then_it_stands_over_the_list(sides: SideBySide) -> None:
    assert shown(sides) == ["liste"]

    sides.open_side()
    assert shown(sides) == ["fiche"]

    clicked(find(sides, "Retour à la liste"))
    assert shown(sides) == ["liste"]


def test_side_when_the_window_grows_then_both_stand_side_by_side(sides: SideBySide) -> None:
    sides.open_side()

    sides.resize(WIDE, 500)
    assert shown(sides) == ["fiche", "liste"]
    assert not is_shown(sides, "Retour à la liste"), "it is in sight"
    assert is_shown(sides, "Fermer")

    sides.resize(NARROW, 500)
    assert shown(sides) == ["fiche"]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_escape_when_pressed_in_the_side_then_the_list_has_the_keyboard(
    sides: SideBySide, width: int
) -> None:
    sides.resize(width, 500)
    sides.open_side()
    line = next(each for each in sides.findChildren(QLineEdit) if each.text() == "fiche")
    line.setFocus()

    press(line, Qt.Key.Key_Escape)
    assert "fiche" in shown(sides)  # the field is left first
    left = sides.focusWidget()
    assert left is not None
    press(left, Qt.Key.Key_Escape)

    assert shown(sides) == ["liste"]
    assert sides.focusWidget() is not line
