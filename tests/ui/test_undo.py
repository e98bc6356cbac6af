"""Undo that can be trusted: it says what it takes back, goes there, and stops at the opening."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit
from shiboken6 import delete

from ctg_desktop.domain.action import Action, Etape, SuiviNote
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from tests.support.app import TODAY, Office, new_action, plain
from tests.support.window import (
    clicked,
    find,
    is_shown,
    press,
    settled,
    shortcut,
    typed,
)
from tests.ui.conftest import Settle
from tests.ui.test_late_answers import threads_held
from ui.dialogs.gestures import GesturesDialog
from ui.main_window import MainWindow
from ui.targets import Target
from ui.widgets.table.table_view import TableView

CAFE, LUDOTHEQUE = "Café des parents", "Ludothèque"


@pytest.fixture(scope="module")
def folder(bethune: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two actions, whose notes were written in a session before."""
    made = Office.copied(bethune, tmp_path_factory.mktemp("made") / "d")
    with made.open() as uow:
        for title in (CAFE, LUDOTHEQUE):
            action = new_action(uow, title, description="Un premier texte.")
            note = {"action": action.id, "text": f"Note sur {title}", "noted_on": TODAY}
            rows.add(uow, SuiviNote.TYPE, note, TODAY)
    return made.folder


pytestmark = pytest.mark.usefixtures("dialogs_closed")


@pytest.fixture
def opened(window: MainWindow, settle: Settle) -> Callable[[str], str]:
    """Open the fiche of an action by its title; its identity comes back."""

    def open_fiche(title: str) -> str:
        row = next(each.id for each in stored(window, Action) if each.title == title)
        window.go(Target("actions", "action", row))
        settle()
        return row

    return open_fiche


def stored(window: MainWindow, kind: type) -> list:
    found: list[list] = []
    window.desk.read(lambda uow: uow.rows(kind), found.append, owner=window)
    settled(lambda: window.desk.is_busy)
    return found[0]


def field(window: MainWindow, label: str) -> QPlainTextEdit:
    return find(window, label, QPlainTextEdit)


def saved(window: MainWindow, settle: Settle) -> None:
    assert window.page is not None
    window.page.flush()
    settle()


def focused_name(window: MainWindow) -> str:
    focused = QApplication.focusWidget()
    return focused.accessibleName() if focused is not None else ""


def told(window: MainWindow) -> str:
    return plain(window.banner.toasts[0].text)


# --- it stays where the person is --------------------------------------------------------------


def test_undo_when_pressed_three_times_in_a_description_then_notes_of_before_stay(
    window: MainWindow, settle: Settle, opened: Callable[[str], str]
) -> None:
    opened(CAFE)
    typed(field(window, "Description"), "Deuxième. ")
    saved(window, settle)

    for _ in range(3):
        shortcut(field(window, "Description"), "Ctrl+Z")
        settle()

    assert len(stored(window, SuiviNote)) == 2
    assert field(window, "Description").toPlainText() == "Un premier texte."
    assert "s'annule dans l'Historique" in told(window)
    assert focused_name(window) == "Description"


def test_undo_when_it_stops_at_the_opening_then_the_historique_takes_older_gestures_back(
    window: MainWindow, settle: Settle, opened: Callable[[str], str]
) -> None:
    shortcut(window, "Ctrl+Z")
    clicked(find(window.banner.toast, "Ouvrir l'Historique"))
    settle()
    dialog = next(top for top in QApplication.topLevelWidgets() if isinstance(top, GesturesDialog))
    lines = [dialog.model.value_at(row) for row in range(dialog.model.rowCount())]
    at = next(n for n, line in enumerate(lines) if plain(line.name).endswith(CAFE))
    assert plain(lines[at].label) == "Note de suivi ajoutée"

    dialog.table.selectRow(at)
    clicked(find(dialog, "Annuler ce geste"))
    settle()

    assert [note.text for note in stored(window, SuiviNote)] == [f"Note sur {LUDOTHEQUE}"]
    assert told(window).startswith("Annulé : Note de suivi ajoutée – BET-2026-001")
    assert dialog.model.value_at(at).is_undone
    assert not find(dialog, "Annuler ce geste").isEnabled()
    clicked(find(window.banner.toast, "Rétablir"))
    settle()
    assert len(stored(window, SuiviNote)) == 2


def test_gesture_when_taken_back_twice_and_the_historique_closed_then_the_banner_says_why_not(
    window: MainWindow, settle: Settle, opened: Callable[[str], str]
) -> None:
    opened(CAFE)
    shortcut(window, "Ctrl+H")
    settle()
    dialog = next(top for top in QApplication.topLevelWidgets() if isinstance(top, GesturesDialog))
    dialog.table.selectRow(0)

    with threads_held(window.desk):
        clicked(find(dialog, "Annuler ce geste"))
        clicked(find(dialog, "Annuler ce geste"))
        delete(dialog)
    settle()

    assert len(stored(window, SuiviNote)) == 1
    assert "ne peut plus être annulé" in plain(window.banner.text)


# --- it says what it did, on which row ------------------------------------------------------


def test_undo_when_pressed_then_a_message_names_gesture_and_row_and_brings_it_again(
    window: MainWindow, settle: Settle, opened: Callable[[str], str]
) -> None:
    opened(CAFE)
    typed(field(window, "Description"), "Deuxième. ")
    saved(window, settle)

    shortcut(window, "Ctrl+Z")
    settle()

    row = f"BET-2026-001 – {CAFE}"
    assert told(window) == f"Annulé : Action modifiée : description – {row}."
    clicked(find(window.banner.toast, "Rétablir"))
    settle()
    assert told(window) == f"Rétabli : Action modifiée : description – {row}."
    assert field(window, "Description").toPlainText() == "Deuxième. Un premier texte."
    clicked(find(window.banner.toast, "Annuler"))
    settle()
    assert field(window, "Description").toPlainText() == "Un premier texte."


# --- it goes to the place that it changes ---------------------------------------------------


def test_undo_when_it_changes_another_page_then_one_is_led_to_the_field(
    window: MainWindow, settle: Settle, opened: Callable[[str], str]
) -> None:
    row = opened(CAFE)
    typed(field(window, "Description"), "Deuxième. ")
    saved(window, settle)
    window.go(Target("contacts"))
    settle()

    shortcut(window, "Ctrl+Z")
    settle()

    assert window.page is not None
    assert (window.page.key, window.page.target().row) == ("actions", row)
    assert focused_name(window) == "Description"
    assert not field(window, "Description").visibleRegion().isEmpty()


def test_undo_when_it_changes_another_fiche_then_that_one_is_on_screen(
    window: MainWindow, settle: Settle, opened: Callable[[str], str]
) -> None:
    first = opened(CAFE)
    typed(field(window, "Description"), "Deuxième. ")
    saved(window, settle)
    opened(LUDOTHEQUE)

    shortcut(window, "Ctrl+Z")
    settle()

    assert window.page is not None
    assert window.page.target().row == first
    assert focused_name(window) == "Description"


def test_undo_when_it_brings_a_removed_step_back_then_the_step_is_in_sight(
    window: MainWindow, settle: Settle, opened: Callable[[str], str]
) -> None:
    row = opened(CAFE)

    def add(uow: UnitOfWork) -> tuple[object, object]:
        return rows.add(uow, Etape.TYPE, {"action": row, "title": "Réunir"}, TODAY)

    window.desk.write(add, owner=window)
    settle()
    clicked(find(window, "Retirer, étape 1"))
    settle()
    assert told(window) == "Étape retirée."
    window.go(Target("home"))
    settle()

    clicked(find(window.banner.toasts[0], "Annuler"))
    settle()

    assert window.page is not None
    assert window.page.key == "actions"
    assert is_shown(window, "Retirer, étape 1")
    assert "étape 1" in focused_name(window)


def test_undo_when_it_takes_a_new_action_back_then_one_is_led_to_the_list(
    window: MainWindow, settle: Settle, opened: Callable[[str], str]
) -> None:
    def create(uow: UnitOfWork) -> tuple[Action, object]:
        values = {"title": "Nouvelle", "main_ambition": uow.rows(Action)[0].main_ambition}
        return actions.create(uow, values, TODAY)

    window.desk.write(create, owner=window)
    settle()
    window.go(Target("contacts"))
    settle()

    shortcut(window, "Ctrl+Z")
    settle()

    assert window.page is not None
    assert (window.page.key, window.page.target().row) == ("actions", "")
    assert told(window) == "Annulé : Action créée – BET-2026-003 – Nouvelle."


def test_undo_when_it_brings_several_actions_back_then_the_keyboard_stays_in_the_list(
    window: MainWindow, settle: Settle
) -> None:
    window.go(Target("actions"))
    settle()
    table = find(window, "Actions", TableView)
    table.setFocus()
    press(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    window.do("delete")
    settle()
    assert told(window) == "2 actions mises à la corbeille."
    could_go_back = window.commands.action("back").isEnabled()

    shortcut(window, "Ctrl+Z")
    settle()

    assert table.rows.rowCount() == 2
    assert QApplication.focusWidget() is table
    assert window.commands.action("back").isEnabled() == could_go_back


# --- where the caret is -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "at"),
    [
        ("Un texte long.", "Un long texte long.", 8),
        ("Un texte long.", "Un texte.", 8),
        ("abc", "abc", 3),
        ("", "Ludothèque 🧸 d’été", 19),
    ],
)
def test_caret_when_a_text_is_undone_then_it_stands_where_the_text_changed(
    before: str, after: str, at: int, window: MainWindow, settle: Settle, opened: Callable
) -> None:
    row = opened(CAFE)
    for text in (after, before):
        window.desk.write(
            lambda uow, text=text: actions.edit(uow, row, {"description": text or None}),
            owner=window,
        )
        settle()
    text = field(window, "Description")
    text.setFocus()

    shortcut(text, "Ctrl+Z")
    settle()

    if before != after:
        assert text.toPlainText() == after
        assert text.textCursor().position() == at
    assert text.hasFocus()


# --- hints that are no more true ------------------------------------------------------------


def test_removed_step_when_something_else_was_done_since_then_the_message_brings_the_step_back(
    window: MainWindow, settle: Settle, opened: Callable[[str], str]
) -> None:
    row = opened(CAFE)
    window.desk.write(
        lambda uow: rows.add(uow, Etape.TYPE, {"action": row, "title": "Réunir"}, TODAY),
        owner=window,
    )
    settle()
    clicked(find(window, "Retirer, étape 1"))
    settle()
    typed(field(window, "Description"), "Deuxième. ")
    saved(window, settle)

    clicked(find(window.banner.toasts[0], "Annuler"))
    settle()

    assert [each.title for each in stored(window, Etape)] == ["Réunir"]
    assert stored(window, Action)[0].description == "Deuxième. Un premier texte."


def test_message_of_a_removal_when_it_was_undone_by_keys_then_it_offers_that_no_more(
    window: MainWindow, settle: Settle, opened: Callable[[str], str]
) -> None:
    row = opened(CAFE)
    window.desk.write(
        lambda uow: rows.add(uow, Etape.TYPE, {"action": row, "title": "Réunir"}, TODAY),
        owner=window,
    )
    settle()
    clicked(find(window, "Retirer, étape 1"))
    settle()

    shortcut(window, "Ctrl+Z")
    settle()

    assert told(window).startswith("Annulé : Étape retirée")
    assert not is_shown(window.banner.toast, "Annuler")


# --- by keyboard ------------------------------------------------------------------------------


def test_paste_when_nothing_of_it_stands_then_no_older_gesture_is_offered_to_be_taken_back(
    window: MainWindow, settle: Settle, opened: Callable[[str], str]
) -> None:
    row = opened(CAFE)

    def add(uow: UnitOfWork) -> tuple[object, object]:
        return rows.add(uow, Etape.TYPE, {"action": row, "title": "Réunir"}, TODAY)

    window.desk.write(add, owner=window)
    settle()
    QGuiApplication.clipboard().setText("Réunir\tbientôt\tx")
    line = find(window, "Intitulé, étape 1", QLineEdit)
    line.setFocus()
    press(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle()

    said = [plain(each.text()) for each in window.findChildren(QLabel) if each.isVisible()]
    assert "0 ligne collée." in said
    assert not is_shown(window, "Annuler")


def test_message_when_f6_is_pressed_then_the_keyboard_is_on_what_it_offers(
    window: MainWindow, settle: Settle, opened: Callable[[str], str]
) -> None:
    opened(CAFE)
    typed(field(window, "Description"), "Deuxième. ")
    saved(window, settle)
    shortcut(window, "Ctrl+Z")
    settle()

    shortcut(window, "F6")
    press(window.banner.toast, Qt.Key.Key_Return)
    settle()

    assert told(window).startswith("Rétabli")
    assert field(window, "Description").hasFocus()
