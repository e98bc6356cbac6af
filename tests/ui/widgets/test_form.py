"""A form for one row, as a person types in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import Status
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from ctg_desktop.services.suggesting import names_of
from tests.support.app import new_action
from tests.support.window import find, press, retyped, typed
from ui.desk import Desk
from ui.widgets.field_editors import Tone
from ui.widgets.form import RowForm

NAMES = (
    *("title", "description", "priority", "publics", "pilote", "starts_on", "ends_on"),
    *("status", "status_reason", "blocked", "blocked_reason", "completed_on"),
)


class Written:
    """A form on an action, and what the folder holds of it."""

    def __init__(self, desk: Desk, settle: Callable[[], None], qtbot: QtBot) -> None:
        self.desk, self.settle = desk, settle
        self.form = RowForm(desk, Action.TYPE, NAMES)
        qtbot.addWidget(self.form)
        self.form.resize(900, 700)
        self.action = self.made("Café des parents")
        self.show(self.action)
        self.form.show()
        self.form.activateWindow()

    def made(self, title: str) -> Action:
        found: list[Action] = []

        def make(uow: UnitOfWork) -> tuple[Action, object]:
            return new_action(uow, title), None

        self.desk.read(lambda uow: make(uow)[0], found.append, owner=self.desk)
        self.settle()
        return found[0]

    def show(self, action: Action) -> None:
        self.desk.read(
            lambda uow: names_of(uow, [action]),
            lambda names: self.form.show_row(action, names),
            owner=self.form,
        )
        self.settle()

    def now(self, action: Action | None = None) -> Action:
        """Return the action as the folder holds it, once the window is calm."""
        found: list[Action] = []
        row = action or self.action
        self.settle()
        self.desk.read(lambda uow: actions.existing(uow, row.id), found.append, owner=self.desk)
        self.settle()
        return found[0]

    def line(self, name: str) -> QLineEdit:
        return find(self.form, name, QLineEdit)

    def text(self, name: str) -> QPlainTextEdit:
        return find(self.form, name, QPlainTextEdit)

    def choose(self, name: str, words: str) -> None:
        combo = find(self.form, name, QComboBox)
        combo.setFocus()
        press(combo, Qt.Key.Key_Home)
        for _ in range(combo.count()):
            if combo.currentText() == words:
                break
            press(combo, Qt.Key.Key_Down)

    def leave(self, widget: QWidget) -> None:
        press(widget, Qt.Key.Key_Tab)
        self.settle()

    def gestures(self) -> list[str]:
        """Return the names of the gestures on the action, in their order."""
        found: list[str] = []
        self.settle()
        self.desk.read(
            lambda uow: [logged.gesture.label for logged in uow.history([self.action.id])],
            found.extend,
            owner=self.desk,
        )
        self.settle()
        return list(dict.fromkeys(found))


@pytest.fixture
def written(desk: Desk, settle: Callable[[], None], qtbot: QtBot) -> Written:
    return Written(desk, settle, qtbot)


def test_field_when_it_is_left_then_it_is_saved_as_one_gesture(written: Written) -> None:
    retyped(written.text("Intitulé"), "Ludothèque à Nœux")
    written.leave(written.text("Intitulé"))

    assert written.now().title == "Ludothèque à Nœux"
    assert written.gestures()[1:] == ["Action modifiée\u00a0: intitulé"]
    assert not written.form.is_pending()


def test_field_when_typing_pauses_then_it_is_saved_within_two_seconds(
    written: Written, qtbot: QtBot
) -> None:
    typed(written.text("Description"), "Un lieu où l’on parle.")
    assert written.form.is_pending()

    with qtbot.waitSignal(written.desk.saved, timeout=2000):
        pass

    assert written.now().description == "Un lieu où l’on parle."
    assert written.text("Description").hasFocus()
    assert not written.form.is_pending()


def test_typing_when_it_goes_on_after_a_save_then_nothing_moves(
    written: Written, qtbot: QtBot
) -> None:
    line = written.line("Début")
    typed(line, "3/2/26")
    with qtbot.waitSignal(written.desk.saved, timeout=2000):
        pass
    written.settle()
    assert line.text() == "3/2/26"
    assert line.cursorPosition() == 6

    written.leave(line)

    assert line.text() == "03/02/2026"
    assert written.now().starts_on == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [("Début", "31/2/2026", "attend une date"), ("Fin prévue", "bientôt", "attend une date")],
)
def test_text_when_it_is_no_value_then_the_field_says_so_and_others_are_saved(
    written: Written, field: str, text: str, expected: str
) -> None:
    line = written.line(field)
    typed(line, text)
    written.leave(line)

    editor = next(e for e in written.form.editors.values() if e.spec.label == field)
    assert expected in editor.remark
    assert editor.tone is Tone.WRONG
    assert line.text() == text
    assert expected in line.accessibleDescription()
    retyped(written.text("Intitulé"), "Autre")
    written.leave(written.text("Intitulé"))
    assert written.now().title == "Autre"
    assert line.text() == text
    assert written.form.is_pending()

    retyped(line, "1er mars")
    written.leave(line)
    assert editor.remark == ""
    assert not written.form.is_pending()


def test_status_when_it_asks_a_date_then_both_are_saved_together(written: Written) -> None:
    written.choose("Statut", "Réalisée")
    written.leave(find(written.form, "Statut", QComboBox))

    assert written.now().status is Status.IDEE
    asked = written.form.editors["completed_on"]
    assert "demande sa date" in asked.remark
    assert "«\u00a0Réalisée le\u00a0»" in written.form.editors["status"].remark
    typed(written.line("Réalisée le"), "1/9/26")
    written.leave(written.line("Réalisée le"))

    after = written.now()
    assert (after.status, after.completed_on) == (Status.REALISEE, date(2026, 9, 1))
    assert written.gestures()[1:] == ["Action modifiée\u00a0: statut, réalisée le"]
    assert asked.remark == ""
    assert written.form.editors["status"].remark == ""


def test_status_when_the_person_goes_back_then_nothing_is_asked_any_more(written: Written) -> None:
    written.choose("Statut", "Abandonnée")
    written.leave(find(written.form, "Statut", QComboBox))
    assert written.form.editors["status_reason"].remark

    written.choose("Statut", "Idée")
    written.leave(find(written.form, "Statut", QComboBox))

    assert written.form.editors["status_reason"].remark == ""
    assert not written.form.is_pending()


def test_row_when_another_is_shown_meanwhile_then_what_was_typed_comes_back(
    written: Written,
) -> None:
    other = written.made("Autre action")
    line = written.line("Début")
    typed(line, "le printemps")
    retyped(written.text("Description"), "Avant de partir")

    written.show(other)
    assert line.text() == ""
    assert written.now().description == "Avant de partir"
    assert written.form.is_pending()
    written.show(written.now())

    assert line.text() == "le printemps"
    assert "attend une date" in written.form.editors["starts_on"].remark


def test_field_when_somebody_else_writes_another_then_both_stand(written: Written) -> None:
    typed(written.text("Description"), "Ma description")

    written.desk.write(
        lambda uow: actions.edit(uow, written.action.id, {"title": "Leur titre"}),
        owner=written.form,
    )
    written.settle()

    assert written.text("Intitulé").toPlainText() == "Leur titre"
    assert written.text("Description").toPlainText() == "Ma description"
    written.leave(written.text("Description"))
    after = written.now()
    assert (after.title, after.description) == ("Leur titre", "Ma description")


def test_undo_when_typing_is_not_saved_then_it_undoes_typing_else_the_gesture(
    written: Written,
) -> None:
    text = written.text("Description")
    typed(text, "Un lieu")
    press(text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text.toPlainText() == ""
    assert not written.form.is_pending()

    typed(text, "Un lieu")
    written.leave(text)
    written.desk.undo()
    written.settle()
    assert text.toPlainText() == ""
    written.desk.redo()
    written.settle()
    assert text.toPlainText() == "Un lieu"


def test_form_when_it_may_not_be_edited_then_texts_are_read(written: Written) -> None:
    written.form.set_obstacle("Cette action est celle de Bruay.")
    written.settle()

    text = written.text("Intitulé")
    assert text.isReadOnly()
    assert text.toPlainText() == "Café des parents"
    typed(text, "autre")
    assert text.toPlainText() == "Café des parents"
    written.form.set_obstacle(None)
    written.settle()
    retyped(written.text("Intitulé"), "Autre")
    written.leave(written.text("Intitulé"))
    assert written.now().title == "Autre"
