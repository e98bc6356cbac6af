"""A button under which options are ticked, by the mouse and by the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.window import clicked, delete_what_is_due, name_of, press, typed
from ui.widgets.option_menu import MenuOption, OptionMenu, OptionPanel

FEW = [MenuOption(value, word) for value, word in enumerate(("Haute", "Moyenne", "Basse"))]
MANY = [MenuOption(f"c{at}", f"Commune {at}") for at in range(30)] + [
    MenuOption("noeux", "Nœux-les-Mines", "#336699"),
    MenuOption("beugin", "Beugin", is_part=True),
]


def menu_of(
    choices: list[MenuOption], qtbot: QtBot
) -> tuple[OptionMenu, list[tuple[object, bool]]]:
    made = OptionMenu("Priorité", choices)
    qtbot.addWidget(made)
    told: list[tuple[object, bool]] = []
    made.toggled_choice.connect(lambda value, is_on: told.append((value, is_on)))
    made.show()
    return made, told


def panel_of(menu: OptionMenu) -> OptionPanel:
    assert isinstance(menu.panel, OptionPanel)
    assert menu.panel.isVisible()
    return menu.panel


def test_options_when_ticked_by_the_mouse_then_the_list_stays(qtbot: QtBot) -> None:
    menu, told = menu_of(FEW, qtbot)

    clicked(menu)
    panel = panel_of(menu)
    for row in (0, 2):
        rect = panel.list.visualItemRect(panel.list.item(row))
        clicked(panel.list.viewport(), QPoint(rect.left() + 12, rect.center().y()))

    assert told == [(0, True), (2, True)]
    assert panel.isVisible()
    panel.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_options_when_ticked_by_the_keyboard_then_escape_goes_back(
    qtbot: QtBot, key: Qt.Key
) -> None:
    menu, told = menu_of(FEW, qtbot)

    press(menu, Qt.Key.Key_Down)
    panel = panel_of(menu)
    press(panel.list, Qt.Key.Key_Down)
    press(panel.list, key)
    press(panel.list, key)
    press(panel, Qt.Key.Key_Escape)

    assert told == [(1, True), (1, False)]
    assert not panel.isVisible()
    delete_what_is_due()
    assert menu.panel is None, "each list that was ever opened would be given another look"


def test_options_when_many_then_one_is_found_by_typing(qtbot: QtBot) -> None:
    menu, told = menu_of(MANY, qtbot)

    clicked(menu)
    panel = panel_of(menu)
    typed(panel.search, "noeux mi")
    press(panel.search, Qt.Key.Key_Return)

    assert told == [("noeux", True)]
    panel.close()
    assert QApplication.activePopupWidget() is None


def test_button_when_options_hold_then_it_says_how_many(qtbot: QtBot) -> None:
    menu, told = menu_of(FEW, qtbot)

    menu.show_chosen(frozenset({0, 2, "d’un autre menu"}))

    assert menu.text() == "Priorité (2)"
    assert name_of(menu) == "Filtrer par priorité, 2 choisis"
    assert told == []
