"""Removing what others point to, in the window: said first, moved where one chooses."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.services import rows
from ctg_desktop.services.lookup import find_structure
from tests.support.app import TODAY, Office, new_action, plain
from tests.support.window import clicked, dialog, find, is_shown, press, retyped
from tests.ui.conftest import Settle
from ui.desk import Desk
from ui.dialogs.moving import MovingDialog
from ui.main_window import MainWindow
from ui.targets import Target


class Scene:
    """Somebody who leads an action, and somebody who could."""

    def __init__(self, office: Office) -> None:
        with office.open() as uow:
            people = [
                rows.add(uow, Contact.TYPE, {"given_name": given, "family_name": "Essai"}, TODAY)[0]
                for given in ("Lou", "Sam")
            ]
            self.lou, self.sam = people[0].id, people[1].id
            self.action = new_action(uow, pilote=self.lou).id


@pytest.fixture
def scene(office: Office) -> Scene:
    return Scene(office)


@pytest.fixture
def shown(scene: Scene, window: MainWindow, settle: Settle) -> MainWindow:
    """The card of whom the action has as its pilote."""
    window.go(Target("contacts", Contact.TYPE.name, scene.lou))
    settle()
    return window


def pilote(desk: Desk, settle: Settle, action_id: str) -> str | None:
    found: list[Action | None] = []
    desk.read(lambda uow: uow.get(Action, action_id), found.append, owner=desk)
    settle()
    assert found[0] is not None
    return found[0].pilote


def is_gone(desk: Desk, settle: Settle, contact_id: str) -> bool:
    found: list[Contact | None] = []
    desk.read(lambda uow: uow.get(Contact, contact_id), found.append, owner=desk)
    settle()
    assert found[0] is not None
    return bool(found[0].deleted)


def picked(asked: MovingDialog, settle: Settle, name: str) -> None:
    line = asked.findChild(QLineEdit)
    assert line is not None
    retyped(line, name)
    settle()
    press(line, Qt.Key.Key_Down)
    press(line, Qt.Key.Key_Return)
    settle()


def test_contact_when_removed_then_what_hangs_on_them_is_told_and_moved(
    shown: MainWindow, desk: Desk, settle: Settle, scene: Scene
) -> None:
    clicked(find(shown, "Retirer", QPushButton))
    settle()
    asked = dialog(MovingDialog)
    assert isinstance(asked, MovingDialog)
    assert is_shown(asked, "– 1 action (pilote) : BET-2026-001 – Café des parents")
    assert not find(asked, "Rattacher, puis retirer", QPushButton).isEnabled()

    picked(asked, settle, "Sam Essai")
    clicked(find(asked, "Rattacher, puis retirer", QPushButton))
    settle()

    assert pilote(desk, settle, scene.action) == scene.sam
    assert is_gone(desk, settle, scene.lou)
    desk.undo()
    settle()
    assert pilote(desk, settle, scene.action) == scene.lou
    assert not is_gone(desk, settle, scene.lou)


@pytest.mark.parametrize(("button", "gone"), [("Annuler", False), ("Retirer sans rien", True)])
def test_contact_when_nothing_is_moved_then_the_action_keeps_them(
    shown: MainWindow, desk: Desk, settle: Settle, scene: Scene, button: str, gone: bool
) -> None:
    clicked(find(shown, "Retirer", QPushButton))
    settle()
    asked = dialog(MovingDialog)
    buttons = asked.findChildren(QPushButton)
    clicked(next(each for each in buttons if plain(each.text()).startswith(button)))
    settle()

    assert is_gone(desk, settle, scene.lou) == gone
    assert pilote(desk, settle, scene.action) == scene.lou


@pytest.fixture
def ames(office: Office) -> str:
    """The identity of a commune that is gone and that an action of the folder still names."""
    with office.open() as uow:
        place = find_structure(uow, "Ames").id
        new_action(uow, "Concernée", territoires=(place,))
        gone = Edit(Cell(Territoire.TYPE.name, place, "deleted"), 1)
        uow.record(Draft("Retrait", (gone,)))
    return place


def test_place_when_it_is_gone_then_its_card_offers_to_move_what_hangs_on_it(
    ames: str, window: MainWindow, settle: Settle
) -> None:
    window.go(Target("home"))
    settle()
    assert find(window, "1 lieu retiré à remplacer", QPushButton)
    clicked(find(window, "1 lieu retiré à remplacer", QPushButton))
    settle()
    assert is_shown(window, "Ames (retirée)")

    clicked(find(window, "Rattacher à un autre lieu…", QPushButton))
    settle()
    asked = dialog(MovingDialog)
    assert isinstance(asked, MovingDialog)
    picked(asked, settle, "Lillers")
    clicked(find(asked, "Rattacher", QPushButton))
    settle()

    assert "1 fiche rattachée" in plain(window.banner.text)
    found: list[list[Action]] = []
    window.desk.read(lambda uow: uow.rows(Action), found.append, owner=window)
    settle()
    [action] = found[0]
    assert ames not in action.territoires
    assert len(action.territoires) == 1
