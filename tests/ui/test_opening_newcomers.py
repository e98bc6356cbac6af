"""From a fiche to the contact or the institution that was just recorded there, and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from ctg_desktop.domain.action import Action
from tests.support.app import Office, new_action, plain
from tests.support.window import clicked, find, press, shortcut, typed
from tests.support.words import words_of
from tests.ui.conftest import Settle
from ui.main_window import MainWindow
from ui.pages.actions.page import ActionsPage
from ui.targets import Target


@pytest.fixture
def cafe(office: Office) -> Action:
    with office.open() as uow:
        return new_action(uow, "Café des parents")


@pytest.fixture
def fiche(cafe: Action, window: MainWindow, settle: Settle) -> MainWindow:
    window.go(Target("actions", "action", cafe.id))
    settle()
    return window


@pytest.mark.parametrize(
    ("field", "name"), [("Pilote", "Zoé NOUVELLE"), ("Partenaires", "Les Francas")]
)
def test_fiche_when_what_it_recorded_is_opened_then_one_comes_back_to_all_that_was_typed(
    fiche: MainWindow,
    settle: Settle,
    office: Office,
    cafe: Action,
    field: str,
    name: str,
) -> None:
    line = find(fiche, field, QLineEdit)
    typed(line, name)
    settle()
    press(line, Qt.Key.Key_Down)
    press(line, Qt.Key.Key_Return)
    settle()
    typed(find(fiche, "Description", QPlainTextEdit), "Un lieu où l’on parle.")

    clicked(find(fiche, f"Ouvrir la fiche, {field}"))
    settle()

    assert not isinstance(fiche.page, ActionsPage)
    assert name in "\n".join(plain(text) for _, text in words_of(fiche))
    shortcut(fiche, "Alt+Left")
    settle()
    assert isinstance(fiche.page, ActionsPage)
    assert find(fiche, "Description", QPlainTextEdit).toPlainText() == "Un lieu où l’on parle."
    with office.open(read_only=True) as uow:
        written = uow.get(Action, cafe.id)
    assert written is not None
    assert written.description == "Un lieu où l’on parle."
    assert written.pilote or written.partners
