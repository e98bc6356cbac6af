"""Beginning an action: title, ambition, structure."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ctg_desktop.domain.action import Action
from ctg_desktop.services.lookup import find_structure
from tests.support.accessibility import namesakes, steps_backwards, unnamed
from tests.support.app import BRUAY
from tests.support.window import clicked, find, press, typed
from ui.desk import Desk
from ui.pages.actions.new_action import NewActionDialog


class Beginning:
    """The dialog, open."""

    def __init__(self, desk: Desk, settle: Callable[[], None], qtbot: QtBot) -> None:
        self.desk, self.settle = desk, settle
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        self.dialog = NewActionDialog(desk, self.window)
        self.created: list[str] = []
        self.dialog.action_created.connect(self.created.append)
        self.dialog.open()
        self.dialog.activateWindow()

    def actions(self) -> list[Action]:
        found: list[Action] = []
        self.settle()
        self.desk.read(lambda uow: uow.rows(Action), found.extend, owner=self.desk)
        self.settle()
        return found

    @property
    def title(self) -> QPlainTextEdit:
        return find(self.dialog, "Intitulé", QPlainTextEdit)

    @property
    def ambition(self) -> QLineEdit:
        return find(self.dialog, "Ambition principale", QLineEdit)


@pytest.fixture
def beginning(desk: Desk, settle: Callable[[], None], qtbot: QtBot) -> Beginning:
    return Beginning(desk, settle, qtbot)


def test_action_when_begun_by_keyboard_then_four_interactions_make_it(
    beginning: Beginning,
) -> None:
    assert beginning.title.hasFocus()
    typed(beginning.title, "Café des parents")  # 1, after the Ctrl+N that opened the dialog
    press(beginning.title, Qt.Key.Key_Tab)  # 2
    assert beginning.ambition.hasFocus()
    typed(beginning.ambition, "3")  # 3
    QApplication.processEvents()
    press(beginning.ambition, Qt.Key.Key_Return)  # 4

    beginning.settle()
    if not beginning.created:  # the list had opened first: Enter closed it
        press(beginning.ambition, Qt.Key.Key_Return)
    (action,) = beginning.actions()
    assert beginning.created == [action.id]
    assert action.title == "Café des parents"
    assert action.reference == "BET-2026-001"


def test_action_when_begun_with_the_mouse_then_the_list_gives_the_ambition(
    beginning: Beginning,
) -> None:
    typed(beginning.title, "Ludothèque")
    typed(beginning.ambition, "ambition 2")
    beginning.settle()
    press(beginning.ambition, Qt.Key.Key_Down)
    press(beginning.ambition, Qt.Key.Key_Return)
    clicked(find(beginning.dialog, "Créer l’action", QPushButton))

    assert [action.title for action in beginning.actions()] == ["Ludothèque"]


def test_action_when_something_is_missing_then_its_field_says_so(beginning: Beginning) -> None:
    typed(beginning.title, "Ludothèque")
    clicked(find(beginning.dialog, "Créer l’action", QPushButton))

    assert beginning.actions() == []
    assert "est à remplir" in beginning.dialog.editors["main_ambition"].remark
    assert beginning.ambition.hasFocus()
    assert beginning.title.toPlainText() == "Ludothèque"


def test_action_when_the_ambition_is_unknown_then_the_field_says_so(beginning: Beginning) -> None:
    typed(beginning.title, "Ludothèque")
    typed(beginning.ambition, "voler")
    beginning.settle()
    clicked(find(beginning.dialog, "Créer l’action", QPushButton))

    assert beginning.actions() == []
    assert "Ambition inconnue" in beginning.dialog.editors["main_ambition"].remark
    assert beginning.ambition.text() == "voler"


@pytest.mark.parametrize("folder", ["consolidator"], indirect=True)
def test_structure_when_the_agglomeration_works_then_it_may_be_another(
    beginning: Beginning,
) -> None:
    typed(beginning.title, "Ludothèque")
    typed(beginning.ambition, "2")
    structure = find(beginning.dialog, "Structure porteuse", QLineEdit)
    structure.selectAll()
    typed(structure, "Bruay-la-Buissière")
    clicked(find(beginning.dialog, "Créer l’action", QPushButton))

    (action,) = beginning.actions()
    found: list[str] = []
    beginning.desk.read(
        lambda uow: found.append(find_structure(uow, BRUAY).id), print, owner=beginning.desk
    )
    assert action.structure is not None


def test_dialog_when_read_aloud_then_everything_is_named(beginning: Beginning) -> None:
    assert unnamed(beginning.dialog) == []
    assert namesakes(beginning.dialog) == []
    assert steps_backwards(beginning.dialog) == []
