"""Escape closes the innermost thing alone; Enter presses the button that has the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCalendarWidget,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from tests.support.app import TODAY, Office, ambition
from tests.support.window import (
    find,
    press,
    shortcut,
    typed,
)
from tests.ui.conftest import Settle
from ui.main_window import MainWindow
from ui.pages.actions.new_action import NewActionDialog
from ui.pages.actions.page import ActionsPage
from ui.targets import Target
from ui.widgets.growing_text import GrowingText

pytestmark = pytest.mark.usefixtures("dialogs_closed")


@pytest.fixture
def fiche(office: Office, window: MainWindow, settle: Settle) -> ActionsPage:
    """The page of the actions with a fiche open beside the list."""
    row: list[Action] = []
    window.desk.write(_made, row.append, owner=window)
    settle()
    window.go(Target("actions", "action", row[0].id))
    settle()
    page = window.page
    assert isinstance(page, ActionsPage)
    return page


def _made(uow: UnitOfWork) -> tuple[Action, Changes]:
    values = {"title": "Café des parents", "main_ambition": ambition(uow, "1").id}
    return actions.create(uow, values, TODAY)


def escape() -> None:
    """Press Escape as the window system does: to the popup that is open, else to the window."""
    target = QApplication.activePopupWidget() or QApplication.activeWindow()
    assert target is not None
    handle = target.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Escape)


# --- Escape -----------------------------------------------------------------------------------


def test_escape_when_the_calendar_is_open_then_it_alone_closes(
    window: MainWindow, settle: Settle, fiche: ActionsPage
) -> None:
    start = find(window, "Début", QLineEdit)
    start.setFocus()
    press(start, Qt.Key.Key_F4)
    settle()
    calendar = QApplication.activePopupWidget()
    assert calendar is not None
    assert calendar.findChildren(QCalendarWidget)

    escape()
    settle()

    assert not calendar.isVisible()
    assert fiche.sides.is_open
    assert start.hasFocus()


def test_escape_when_a_list_of_names_is_open_then_it_alone_closes(
    window: MainWindow, settle: Settle, fiche: ActionsPage
) -> None:
    pilote = find(window, "Pilote", QLineEdit)
    typed(pilote, "her")
    settle()
    assert isinstance(QApplication.activePopupWidget(), QAbstractItemView)

    escape()
    settle()

    assert QApplication.activePopupWidget() is None
    assert fiche.sides.is_open
    assert pilote.text() == "her"


def test_escape_when_a_list_of_choices_is_open_then_it_alone_closes(
    window: MainWindow, settle: Settle, fiche: ActionsPage
) -> None:
    priority = find(window, "Priorité", QComboBox)
    priority.setFocus()
    priority.showPopup()
    settle()
    assert QApplication.activePopupWidget() is not None

    escape()
    settle()

    assert QApplication.activePopupWidget() is None
    assert fiche.sides.is_open


FIELDS: dict[str, type[QWidget]] = {
    "Description": QPlainTextEdit,
    "Début": QLineEdit,
    "Pilote": QLineEdit,
    "Priorité": QComboBox,
}


@pytest.mark.parametrize("name", FIELDS)
def test_escape_when_pressed_in_a_field_then_the_fiche_stays_and_nothing_typed_is_lost(
    window: MainWindow, settle: Settle, fiche: ActionsPage, name: str
) -> None:
    field = find(window, name, FIELDS[name])
    if name == "Description":
        typed(field, "Un café")
    else:
        field.setFocus()

    escape()
    settle()
    assert fiche.sides.is_open
    assert not field.hasFocus()
    if name == "Description":
        rows: list[list[Action]] = []
        window.desk.read(lambda uow: uow.rows(Action), rows.append, owner=window)
        settle()
        assert rows[0][0].description == "Un café"

    escape()
    settle()
    assert not fiche.sides.is_open


# --- Enter ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["actions", "contacts", "territoire", "preferences", "home"])
@pytest.mark.parametrize("folder", ["typical"], indirect=True)
def test_enter_when_a_button_has_the_keyboard_then_it_is_pressed(
    window: MainWindow, settle: Settle, page: str
) -> None:
    window.go(Target(page))
    settle()
    buttons = [
        each
        for each in window.findChildren(QPushButton) + window.findChildren(QToolButton)
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert buttons
    for button in buttons:
        button.blockSignals(True)
        presses: list[Qt.Key] = []
        button.click = lambda found=presses: found.append(Qt.Key.Key_Return)  # type: ignore[method-assign] # counted
        button.setFocus()
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            press(button, key)
        assert len(presses) == 2, button.accessibleName() or button.text()
        button.blockSignals(False)


def dialog_of(window: MainWindow, settle: Settle) -> NewActionDialog:
    window.go(Target("actions"))
    settle()
    shortcut(window, "Ctrl+N")
    settle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NewActionDialog)
    return dialog


@pytest.mark.parametrize("where", ["title", "ambition", "button"])
def test_enter_when_a_new_action_has_no_ambition_then_it_says_why_nothing_is_made(
    window: MainWindow, settle: Settle, where: str
) -> None:
    dialog = dialog_of(window, settle)
    title = find(dialog, "Intitulé", GrowingText)
    ambition = find(dialog, "Ambition principale", QLineEdit)
    typed(title, "Café des parents")

    {"title": title, "ambition": ambition, "button": dialog.button}[where].setFocus()
    press(dialog, Qt.Key.Key_Return)
    settle()

    assert dialog.isVisible()
    assert "est à remplir" in dialog.editors["main_ambition"].remark
    assert ambition.hasFocus()


def test_enter_when_the_other_button_has_the_keyboard_then_that_one_is_pressed(
    window: MainWindow, settle: Settle
) -> None:
    dialog = dialog_of(window, settle)
    typed(find(dialog, "Intitulé", GrowingText), "Café des parents")

    find(dialog, "Annuler", QPushButton).setFocus()
    press(dialog, Qt.Key.Key_Return)
    settle()

    assert QApplication.activeModalWidget() is None
    rows: list[list[Action]] = []
    window.desk.read(lambda uow: uow.rows(Action), rows.append, owner=window)
    settle()
    assert rows == [[]]
