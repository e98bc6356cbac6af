"""A form for one row, as a person types in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.choices import Origin, Status
from ctg_desktop.domain.convention import Public
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.services import actions
from ctg_desktop.services.suggesting import names_of
from tests.support.app import new_action, set_members
from tests.support.forms import Written
from tests.support.window import clicked, find, press, retyped, shortcut, typed
from ui.desk import Desk
from ui.widgets.field_editors import Remark
from ui.widgets.rows.form import RowForm
from ui.widgets.rows.row_binding import PAUSE_MS

NAMES = (
    *("title", "description", "priority", "publics", "pilote", "starts_on", "ends_on"),
    "partners",
    *("status", "status_reason", "blocked", "blocked_reason", "completed_on"),
)


class WrittenForm(Written):
    """A form on the action."""

    def __init__(self, desk: Desk, settle: Callable[[], None], qtbot: QtBot) -> None:
        super().__init__(desk, settle)
        self.form = self.root = RowForm(desk, Action.TYPE, NAMES)
        qtbot.addWidget(self.form)
        self.form.resize(900, 700)
        self.show(self.action)
        self.form.show()
        self.form.activateWindow()

    def show(self, action: Action) -> None:
        self.form.show_row(action, self.read(lambda uow: names_of(uow, [action])))


@pytest.fixture
def written(desk: Desk, settle: Callable[[], None], qtbot: QtBot) -> WrittenForm:
    return WrittenForm(desk, settle, qtbot)


def test_field_when_it_is_left_then_it_is_saved_as_one_gesture(written: WrittenForm) -> None:
    retyped(written.text("Intitulé"), "Ludothèque à Nœux")
    written.leave(written.text("Intitulé"))

    assert written.now().title == "Ludothèque à Nœux"
    assert written.gestures()[1:] == ["Action modifiée\u00a0: intitulé"]
    assert not written.form.is_pending()


def test_field_when_typing_pauses_then_it_is_saved_within_two_seconds(
    written: WrittenForm, qtbot: QtBot
) -> None:
    typed(written.text("Description"), "Un lieu où l’on parle.")
    assert written.form.is_pending()

    with qtbot.waitSignal(written.desk.saved, timeout=2000):
        pass

    assert written.now().description == "Un lieu où l’on parle."
    assert written.text("Description").hasFocus()
    assert not written.form.is_pending()


def test_typing_when_it_goes_on_after_a_save_then_nothing_moves(
    written: WrittenForm, qtbot: QtBot
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
    written: WrittenForm, field: str, text: str, expected: str
) -> None:
    line = written.line(field)
    typed(line, text)
    written.leave(line)

    editor = next(e for e in written.form.editors.values() if e.spec.label == field)
    assert expected in editor.remark
    assert editor.tone is Remark.WRONG
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


def test_status_when_it_asks_a_date_then_both_are_saved_together(written: WrittenForm) -> None:
    written.choose("Statut", "Réalisée")

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


def test_status_when_the_person_goes_back_then_nothing_is_asked_any_more(
    written: WrittenForm,
) -> None:
    written.choose("Statut", "Abandonnée")
    assert written.form.editors["status_reason"].remark

    written.choose("Statut", "Idée")

    assert written.form.editors["status_reason"].remark == ""
    assert not written.form.is_pending()


def test_row_when_another_is_shown_meanwhile_then_what_was_typed_comes_back(
    written: WrittenForm,
) -> None:
    other = written.done(lambda uow: (new_action(uow, "Autre action"), Changes()))
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


def test_field_when_somebody_else_writes_another_then_both_stand(written: WrittenForm) -> None:
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
    written: WrittenForm,
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


def test_form_when_it_may_not_be_edited_then_texts_are_read(written: WrittenForm) -> None:
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


def test_pilote_when_a_new_name_is_left_then_a_local_contact_is_told_of(
    written: WrittenForm,
) -> None:
    typed(written.line("Pilote"), "Zoé Nouvelle")
    written.leave(written.line("Pilote"))

    editor = written.form.editors["pilote"]
    assert editor.remark.startswith("Zoé NOUVELLE\u00a0: nouveau contact local.")
    assert editor.tone is Remark.TOLD
    assert written.line("Pilote").text() == "Zoé NOUVELLE"
    pilote = written.now().pilote
    contact = written.read(lambda uow: uow.get(Contact, pilote or ""))
    assert contact is not None
    assert contact.origin is Origin.LOCAL
    assert editor.readings == ("Ouvrir la fiche",)

    asked: list[tuple[str, str]] = []
    written.desk.row_asked.connect(lambda *row: asked.append(row))
    typed(written.text("Description"), "Un lieu.")
    clicked(find(written.form, "Ouvrir la fiche, Pilote"))
    written.settle()

    assert asked == [("contact", contact.id)]
    assert written.now().description == "Un lieu.", "what was being typed is saved first"


def institutions(written: WrittenForm) -> list[str | None]:
    return written.read(lambda uow: [row.name for row in uow.rows(Institution)])


def test_institution_when_its_offer_is_taken_then_it_is_recorded_with_the_field(
    written: WrittenForm,
) -> None:
    line = written.line("Partenaires")
    typed(line, "Les Francas, du Nord")
    written.settle()
    press(line, Qt.Key.Key_Down)
    press(line, Qt.Key.Key_Return)
    written.settle()

    editor = written.form.editors["partners"]
    (partner,) = written.now().partners
    made = written.read(lambda uow: uow.get(Institution, partner))
    assert made is not None
    assert (made.name, made.origin) == ("Les Francas, du Nord", Origin.LOCAL)
    assert editor.remark.startswith("Les Francas, du Nord\u00a0: nouvelle institution.")
    assert editor.readings == ("Ouvrir la fiche",)


def test_institution_when_a_name_is_left_without_the_offer_then_none_is_made(
    written: WrittenForm,
) -> None:
    before = institutions(written)
    typed(written.line("Partenaires"), "Caisse d’Allocation")
    written.leave(written.line("Partenaires"))

    editor = written.form.editors["partners"]
    assert editor.tone is Remark.WRONG
    assert "inconnue" in editor.remark
    assert institutions(written) == before


def test_pilote_when_typing_only_pauses_then_nobody_is_invented(
    written: WrittenForm, qtbot: QtBot
) -> None:
    typed(written.line("Pilote"), "Zoé Nou")
    qtbot.wait(PAUSE_MS + 300)
    written.settle()

    assert written.now().pilote is None
    assert written.form.is_pending()


def test_publics_when_two_people_add_members_then_all_stand(written: WrittenForm) -> None:
    seniors, familles = written.read(
        lambda uow: [
            next(row.id for row in uow.rows(Public) if row.label == label)
            for label in ("Seniors", "Familles")
        ]
    )
    line = written.line("Publics")
    typed(line, "famil")
    written.settle()
    press(line, Qt.Key.Key_Down)
    written.done(lambda uow: set_members(uow, written.action.id, "publics", add=[seniors]))
    press(line, Qt.Key.Key_Return)

    assert set(written.now().publics) == {seniors, familles}
    editor = written.form.editors["publics"]
    assert [editor.names[each] for each in editor.raw()[0]] == ["Familles", "Seniors"]


def test_end_when_it_is_before_the_beginning_then_both_wait_until_they_agree(
    written: WrittenForm,
) -> None:
    typed(written.line("Fin prévue"), "1/6/2026")
    written.leave(written.line("Fin prévue"))
    typed(written.line("Début"), "1/9/2026")
    written.leave(written.line("Début"))
    assert "avant le début" in written.form.editors["ends_on"].remark
    assert written.now().starts_on is None

    retyped(written.line("Fin prévue"), "1/12/2026")
    written.leave(written.line("Fin prévue"))

    after = written.now()
    assert (after.starts_on, after.ends_on) == (date(2026, 9, 1), date(2026, 12, 1))
    assert not written.form.is_pending()
    assert written.gestures()[-1] == "Action modifiée\u00a0: début, fin prévue"


def test_undo_when_the_field_that_was_saved_has_the_keyboard_then_the_gesture_is_undone(
    written: WrittenForm, qtbot: QtBot
) -> None:
    undone = QAction(written.form)
    undone.setShortcut("Ctrl+Z")
    undone.triggered.connect(written.desk.undo)
    written.form.addAction(undone)
    text = written.text("Description")
    typed(text, "Un lieu")
    with qtbot.waitSignal(written.desk.saved, timeout=2000):
        pass
    written.settle()

    shortcut(text, "Ctrl+Z")
    written.settle()

    assert text.toPlainText() == ""
    assert written.now().description is None
    typed(text, "Autre")
    shortcut(text, "Ctrl+Z")
    written.settle()
    assert text.toPlainText() == ""
    assert written.gestures()[-1].startswith("Annulation"), "only the typing was undone"
