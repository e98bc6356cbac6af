"""The badges of a list: they go by the mouse and by the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from tests.support.window import clicked, find, name_of, press
from ui.widgets.chips import ChipRow


@pytest.fixture
def row(qtbot: QtBot) -> ChipRow:
    made = ChipRow()
    qtbot.addWidget(made)
    made.removed.connect(
        lambda gone: made.show_chips(
            [(chip.words, chip.value) for chip in made.chips if chip.value != gone]
        )
    )
    made.show_chips([("Statut : En cours", 1), ("Sans pilote", 2), ("En retard", 3)])
    return made


def values(row: ChipRow) -> list[int]:
    return [chip.value for chip in row.chips]


def test_badge_when_clicked_then_it_goes(row: ChipRow) -> None:
    clicked(find(row, "Retirer le filtre « Sans pilote »"))

    assert values(row) == [1, 3]


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Space]
)
def test_badge_when_taken_away_by_a_key_then_the_keyboard_goes_to_the_next(
    row: ChipRow, key: Qt.Key, qtbot: QtBot
) -> None:
    row.chips[1].setFocus()

    press(row.chips[1], key)

    assert values(row) == [1, 3]
    assert row.chips[1].hasFocus()


def test_badge_when_the_menu_has_the_same_key_then_the_badge_has_it_first(
    row: ChipRow, qtbot: QtBot
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(row)
    done: list[bool] = []
    action = QAction("Mettre à la corbeille", window)
    action.setShortcut(QKeySequence("Del"))
    action.triggered.connect(lambda: done.append(True))
    window.addAction(action)
    window.show()
    row.chips[0].setFocus()

    press(row.chips[0], Qt.Key.Key_Delete)

    assert (done, values(row)) == ([], [2, 3])
    window.takeCentralWidget()


def test_badges_when_all_are_cleared_then_the_row_is_told(row: ChipRow) -> None:
    told: list[bool] = []
    row.cleared.connect(lambda: told.append(True))

    clicked(find(row, "Tout effacer"))
    row.show_chips([])

    assert told == [True]
    assert not row.isVisible()


def test_badge_when_its_words_are_endless_then_its_name_has_them_all(row: ChipRow) -> None:
    words = "Pilote : " + "Anticonstitutionnellement & " * 20

    row.show_chips([(words, 1)])

    assert len(row.chips[0].text()) < 60
    assert name_of(row.chips[0]).count("Anti") == 20
