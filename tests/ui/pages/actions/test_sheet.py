"""The fiche of an action, as a person fills it in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from ctg_desktop.documents import SheetRequest
from ctg_desktop.domain.action import Action, Etape, Indicateur, Mesure, SuiviNote
from ctg_desktop.domain.changes import Cell, Changes, Draft, Edit
from ctg_desktop.domain.choices import Status
from ctg_desktop.folder import drafts
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.lookup import find_structure
from ctg_desktop.typography import local_time
from tests.support.accessibility import namesakes, steps_backwards, unnamed, without_role
from tests.support.app import BRUAY, NOON, PERSON, TODAY, Office, plain
from tests.support.forms import Written
from tests.support.window import clicked, find, name_of, press, retyped, typed
from ui.desk import Desk
from ui.dialogs.status import StatusDialog
from ui.pages.actions.new_action import NewActionDialog
from ui.pages.actions.sheet import ActionSheet
from ui.targets import Target
from ui.widgets.line_button import LineButton


class WrittenSheet(Written):
    """The fiche of the action."""

    def __init__(self, desk: Desk, settle: Callable[[], None], qtbot: QtBot) -> None:
        super().__init__(desk, settle)
        self.sheet = self.root = ActionSheet(desk)
        qtbot.addWidget(self.sheet)
        self.sheet.resize(900, 700)
        self.show(self.action)
        self.sheet.show()
        self.sheet.activateWindow()
        self.settle()

    def show(self, action: Action) -> None:
        self.sheet.show_row(action.id)
        self.settle()

    def words(self) -> str:
        """Return every word of the labels on screen."""
        self.settle()
        labels = self.sheet.findChildren(QLabel)
        return plain(" | ".join(label.text() for label in labels if label.isVisible()))


@pytest.fixture
def written(desk: Desk, settle: Callable[[], None], qtbot: QtBot) -> WrittenSheet:
    return WrittenSheet(desk, settle, qtbot)


def test_sheet_when_shown_then_every_field_to_type_of_the_action_is_there(
    written: WrittenSheet,
) -> None:
    shown = {name for form in written.sheet.body.forms.values() for name in form.editors}

    assert shown == {spec.name for spec in Action.TYPE.fields.values() if spec.typed}
    assert "BET-2026-001 · Béthune" in written.words()
    assert written.text("Intitulé").toPlainText() == "Café des parents"


def test_reference_when_two_actions_have_it_then_a_link_gives_this_one_another(
    written: WrittenSheet,
) -> None:
    assert not written.sheet.header.renumber.isVisible()

    def share(uow: UnitOfWork) -> tuple[None, Changes]:
        other, _ = actions.duplicate(uow, written.action.id, TODAY)
        edit = Edit(Cell("action", other.id, "reference"), "BET-2026-001")
        return None, uow.record(Draft("Référence donnée ailleurs", (edit,)))

    written.done(share)
    assert "BET-2026-001 (a) · Béthune" in written.words()
    clicked(written.sheet.header.renumber)

    assert "BET-2026-002 · Béthune" in written.words()
    assert not written.sheet.header.renumber.isVisible()


def test_header_when_the_action_changes_then_it_follows(written: WrittenSheet) -> None:
    retyped(written.text("Intitulé"), "Ludothèque")
    written.leave(written.text("Intitulé"))
    typed(written.line("Fin prévue"), "1/9/26")
    written.leave(written.line("Fin prévue"))
    clicked(find(written.sheet, "Bloquée", QCheckBox))
    typed(written.text("Motif du blocage"), "Sans local")
    written.leave(written.text("Motif du blocage"))
    written.choose("Statut", "En cours")

    words = written.words()
    assert "Ludothèque" in words
    assert "En retard depuis le 01/09/2026" in words
    assert "Bloquée : Sans local" in words
    after = written.now()
    assert (after.status, after.blocked, after.blocked_reason) == (
        Status.EN_COURS,
        True,
        "Sans local",
    )


def test_gauge_when_something_is_missing_then_a_click_leads_there(written: WrittenSheet) -> None:
    clicked(find(written.sheet, "Compléter : les objectifs"))
    assert written.text("Objectifs").hasFocus()
    typed(written.text("Objectifs"), "Accueillir cent familles.")
    written.leave(written.text("Objectifs"))

    assert "les objectifs" not in written.words()
    clicked(find(written.sheet, "Compléter : des indicateurs"))
    assert find(written.sheet, "Ajouter un indicateur").hasFocus()


def chosen_status(written: WrittenSheet, words: str) -> None:
    """Take a status in the menu at the top of the fiche."""
    menu = written.sheet.header.status.menu()
    next(each for each in menu.actions() if each.text() == words).trigger()
    written.settle()


def test_status_when_changed_at_the_top_then_it_is_written_at_once_or_asks_what_it_needs(
    written: WrittenSheet,
) -> None:
    assert name_of(written.sheet.header.status) == "Statut : Idée"
    chosen_status(written, "En cours")
    assert written.now().status is Status.EN_COURS
    offered = [each.text() for each in written.sheet.header.status.menu().actions()]
    assert offered == ["À venir", "En pause", "Réalisée", "Abandonnée"], "what has begun is no idea"

    chosen_status(written, "Réalisée")
    asking = QApplication.activeModalWidget()
    assert isinstance(asking, StatusDialog)
    assert written.now().status is Status.EN_COURS, "nothing before the answer"
    retyped(find(asking, "Réalisée le", QLineEdit), "hier")
    clicked(find(asking, "Changer le statut"))
    written.settle()
    done = written.now()
    assert (done.status, done.completed_on) == (Status.REALISEE, TODAY - timedelta(days=1))

    chosen_status(written, "En cours")
    chosen_status(written, "Abandonnée")
    asking = QApplication.activeModalWidget()
    clicked(find(asking, "Changer le statut"))
    assert asking.isVisible(), "a reason is needed"
    clicked(find(asking, "Annuler"))
    written.settle()
    assert written.now().status is Status.EN_COURS


def test_head_when_its_tools_are_pressed_then_a_note_is_begun_and_the_fiche_is_printed(
    written: WrittenSheet, qtbot: QtBot
) -> None:
    clicked(find(written.sheet, "Ajouter une note"))
    assert written.text("Note de suivi").hasFocus()

    with qtbot.waitSignal(written.sheet.went) as asked:
        clicked(find(written.sheet, "Imprimer"))
    assert asked.args == [Target("printing", request=SheetRequest(written.action.id))]


def test_section_when_chosen_in_the_bar_then_it_comes_into_sight(written: WrittenSheet) -> None:
    bar = written.sheet.bar

    clicked(find(bar, "Suivi"))
    written.settle()

    section = written.sheet.body.sections["suivi"]
    assert not section.visibleRegion().isEmpty()
    assert bar.titles[bar.current] == "Suivi"
    bar.setFocus()
    press(find(bar, "Suivi"), Qt.Key.Key_Left)
    assert bar.titles[bar.current] == "Opérations"
    assert not written.sheet.body.sections["operations"].visibleRegion().isEmpty()


def test_action_when_another_is_shown_then_nothing_that_was_typed_is_lost(
    written: WrittenSheet,
) -> None:
    other = written.done(
        lambda uow: actions.duplicate(uow, written.action.id, TODAY),
    )
    typed(written.text("Description"), "Avant de partir")
    typed(written.line("Début"), "au printemps")
    typed(written.text("Note de suivi"), "Une note commencée")

    written.show(other)
    assert written.now().description == "Avant de partir"
    assert written.line("Début").text() == ""
    assert written.text("Note de suivi").toPlainText() == ""
    assert written.sheet.is_pending()
    written.show(written.action)

    assert written.line("Début").text() == "au printemps"
    assert written.text("Note de suivi").toPlainText() == "Une note commencée"


def test_indicator_when_added_with_its_measures_then_both_are_saved(written: WrittenSheet) -> None:
    clicked(find(written.sheet, "Ajouter un indicateur"))
    typed(written.line("Libellé, indicateur 1"), "Familles accueillies")
    written.leave(written.line("Libellé, indicateur 1"))
    for value in ("42", "56"):
        clicked(find(written.sheet, "Ajouter une mesure"))
        number = len(written.read(lambda uow: uow.rows(Mesure))) + 1
        typed(written.line(f"Valeur, mesure {number}"), value)
        written.leave(written.line(f"Valeur, mesure {number}"))

    (indicator,) = written.read(lambda uow: uow.rows(Indicateur))
    measures = written.read(lambda uow: uow.rows(Mesure, where={"indicateur": indicator.id}))
    assert sorted((row.year, row.value) for row in measures) == [(2026, 42), (2027, 56)]
    assert written.text("Année, mesure 1").isReadOnly(), "its year names a measure"


def test_indicators_when_more_than_five_then_a_warning_says_so(written: WrittenSheet) -> None:
    for number in range(6):
        values = {"action": written.action.id, "label": f"I{number}"}
        written.done(lambda uow, values=values: rows.add(uow, Indicateur.TYPE, values, TODAY))

    assert "Cette action compte 6 indicateurs : 5 au plus se suivent bien." in written.words()


# --- notes -------------------------------------------------------------------------------------


def notes(written: WrittenSheet) -> list[SuiviNote]:
    found = written.read(lambda uow: uow.rows(SuiviNote))
    return sorted(found, key=lambda note: note.noted_on or date.min)


def test_note_when_written_then_it_is_recorded_by_its_button_alone(
    written: WrittenSheet, qtbot: QtBot
) -> None:
    typed(written.text("Note de suivi"), "Réunion de lancement")
    assert notes(written) == []
    assert "pas de données de santé" in written.words()

    clicked(find(written.sheet, "Ajouter la note"))

    (note,) = notes(written)
    assert (note.text, note.noted_on, note.author) == (
        "Réunion de lancement",
        TODAY,
        "Camille Essai",
    )
    assert written.text("Note de suivi").toPlainText() == ""
    assert not written.sheet.is_pending()


def test_note_when_corrected_then_both_stay_and_point_to_one_another(
    written: WrittenSheet,
) -> None:
    values = {"action": written.action.id, "noted_on": date(2026, 9, 1), "text": "20 familles"}
    written.done(lambda uow: rows.add(uow, SuiviNote.TYPE, values, TODAY))
    clicked(find(written.sheet, "Corriger la note du 1er septembre 2026"))
    text = written.text("Note de suivi")
    assert text.hasFocus()
    typed(text, "21 familles")
    press(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    first, second = notes(written)
    assert (first.text, second.text, second.corrects) == ("20 familles", "21 familles", first.id)
    assert "Corrigée par la note du 15/09/2026." in written.words()
    assert "Corrige la note du 01/09/2026." in written.words()


def test_note_when_the_window_closes_then_what_was_begun_is_there_again(
    written: WrittenSheet, qtbot: QtBot
) -> None:
    typed(written.text("Note de suivi"), "Une note commencée")
    retyped(written.line("Date"), "hier")
    assert written.sheet.is_pending()

    written.sheet.flush()
    written.settle()

    assert not written.sheet.is_pending()
    assert notes(written) == []
    again = ActionSheet(written.desk)
    qtbot.addWidget(again)
    again.show_row(written.action.id)
    again.show()
    written.settle()
    written.sheet.close()
    assert find(again, "Note de suivi", QPlainTextEdit).toPlainText() == "Une note commencée"
    assert find(again, "Date", QLineEdit).text() == "hier"
    retyped(find(again, "Date", QLineEdit), "14/9/26")
    clicked(find(again, "Ajouter la note"))
    assert [note.text for note in notes(written)] == ["Une note commencée"]
    assert not (DataFolder(written.desk.folder).drafts).exists()


def test_note_when_typing_pauses_then_it_is_kept_within_two_seconds(
    written: WrittenSheet, qtbot: QtBot
) -> None:
    typed(written.text("Note de suivi"), "Une note commencée")

    qtbot.waitUntil(lambda: not written.sheet.is_pending(), timeout=2000)

    assert drafts.load(written.desk.folder)[written.action.id]["text"] == "Une note commencée"
    retyped(written.text("Note de suivi"), " ")
    written.sheet.flush()
    written.settle()
    assert drafts.load(written.desk.folder) == {}


def test_note_when_its_date_is_wrong_then_the_text_stays(written: WrittenSheet) -> None:
    typed(written.text("Note de suivi"), "Réunion")
    retyped(written.line("Date"), "un jour")
    clicked(find(written.sheet, "Ajouter la note"))

    assert notes(written) == []
    assert written.text("Note de suivi").toPlainText() == "Réunion"
    assert "attend une date" in written.words()


# --- the past ----------------------------------------------------------------------------------


def test_history_when_a_former_value_is_put_back_then_it_is_a_gesture(
    written: WrittenSheet,
) -> None:
    for title in ("Café", "Café des familles"):
        retyped(written.text("Intitulé"), title)
        written.leave(written.text("Intitulé"))
    table, model = written.sheet.body.history.table, written.sheet.body.history.model
    told = [plain(model.text_at(row, 2)) for row in range(model.rowCount())]
    head = plain(f"{local_time(NOON)} · {PERSON}")
    assert told[:4] == [
        *(head, "Intitulé : Café → Café des familles"),
        *(head, "Intitulé : Café des parents → Café"),
    ]
    assert told.count(head) == 3, "who made a gesture is said once"
    table.setFocus()
    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert "Avant" not in written.words()
    press(table, Qt.Key.Key_Down)
    assert "Avant : Café | Après : Café des familles" in written.words()
    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Down)
    button = written.sheet.body.history.button
    assert plain(button.text()) == "Revenir à cette valeur : « Café des parents »"

    clicked(button)

    assert written.now().title == "Café des parents"
    written.settle()
    assert written.text("Intitulé").toPlainText() == "Café des parents"
    last = written.read(lambda uow: uow.history([written.action.id]))[-1]
    assert last.gesture.reason == "Retour à la valeur du 15/09/2026"


def test_day_when_typed_then_the_fiche_of_that_day_is_read_and_left(
    written: WrittenSheet, office: Office
) -> None:
    values = {"action": written.action.id, "title": "Trouver un lieu"}
    etape = written.done(lambda uow: rows.add(uow, Etape.TYPE, values, TODAY))
    office.clock.at = NOON + timedelta(days=10)
    written.done(lambda uow: actions.edit(uow, written.action.id, {"title": "Ludothèque"}))
    written.done(lambda uow: (None, rows.remove(uow, Etape.TYPE, etape.id)))
    day = written.line("Voir la fiche telle qu’elle était le")

    typed(day, "16 septembre\n")
    words = written.words()

    assert "État au 16 septembre 2026 : lecture seule" in words
    assert written.text("Intitulé").toPlainText() == "Café des parents"
    assert written.text("Intitulé").isReadOnly()
    assert written.text("Intitulé, étape 1").toPlainText() == "Trouver un lieu"
    assert not any(
        button.isVisible() and button.text().startswith("Ajouter")
        for button in written.sheet.findChildren(QPushButton)
    )

    clicked(find(written.sheet, "Revenir à aujourd’hui"))
    written.settle()
    assert written.text("Intitulé").toPlainText() == "Ludothèque"
    assert not written.text("Intitulé").isReadOnly()
    assert "lecture seule" not in written.words()


def test_day_when_shown_then_what_is_begun_now_waits_and_comes_back(
    written: WrittenSheet, office: Office
) -> None:
    office.clock.at = NOON + timedelta(days=10)
    clicked(find(written.sheet, "Ajouter une étape"))
    typed(written.line("Échéance, étape 1"), "bientôt")
    typed(written.line("Début"), "au printemps")

    typed(written.line("Voir la fiche telle qu’elle était le"), "16/9/26\n")
    written.settle()
    assert not written.sheet.body.etapes.strips
    assert written.sheet.is_pending()
    clicked(find(written.sheet, "Revenir à aujourd’hui"))
    written.settle()

    assert written.line("Échéance, étape 1").text() == "bientôt"
    assert written.line("Début").text() == "au printemps"


@pytest.mark.parametrize(
    ("typed_day", "sentence"),
    [
        ("14/9/2026", "n'était pas encore enregistrée"),
        ("1/1/2027", "est à venir"),
        ("naguère", "attend une date"),
    ],
)
def test_day_when_it_cannot_be_shown_then_it_says_why_and_the_fiche_stays(
    written: WrittenSheet, typed_day: str, sentence: str
) -> None:
    day = written.line("Voir la fiche telle qu’elle était le")

    typed(day, f"{typed_day}\n")

    assert sentence in written.words()
    assert not written.text("Intitulé").isReadOnly()


# --- who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["consolidator"], indirect=True)
def test_structure_when_the_agglomeration_works_then_it_can_be_changed(
    written: WrittenSheet,
) -> None:
    retyped(written.line("Structure porteuse"), "Bruay-la-Buissière")
    written.leave(written.line("Structure porteuse"))

    bruay = written.read(lambda uow: find_structure(uow, BRUAY).id)
    assert written.now().structure == bruay


def test_action_when_it_goes_to_the_corbeille_then_the_fiche_is_read_only(
    written: WrittenSheet,
) -> None:
    written.done(lambda uow: (None, actions.delete(uow, written.action.id)))

    assert "Cette fiche est dans la corbeille : restaurez-la" in written.words()
    assert written.text("Intitulé").isReadOnly()
    written.desk.undo()
    written.settle()
    assert not written.text("Intitulé").isReadOnly()


def test_action_when_its_creation_is_undone_then_the_fiche_closes(
    written: WrittenSheet, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(written.sheet.closed, timeout=5000):
        written.desk.undo()

    assert written.sheet.action_id == ""
    assert written.sheet.printable() is None


def test_sheet_when_read_aloud_then_everything_is_named_and_in_order(
    written: WrittenSheet,
) -> None:
    values = {"action": written.action.id, "title": "Trouver un lieu"}
    written.done(lambda uow: rows.add(uow, Etape.TYPE, values, TODAY))
    written.settle()

    assert unnamed(written.sheet) == []
    assert without_role(written.sheet) == []
    assert namesakes(written.sheet) == []
    assert steps_backwards(written.sheet) == []


def test_sheet_when_the_folder_is_open_for_reading_then_it_says_so_and_nothing_is_typed(
    office: Office, desk: Desk, settle: Callable[[], None], qtbot: QtBot
) -> None:
    action = Written(desk, settle).action
    desk.close()
    settle()
    desk.open(read_only=True)
    settle()
    sheet = ActionSheet(desk)
    qtbot.addWidget(sheet)
    sheet.show_row(action.id)
    sheet.show()
    settle()

    said = [plain(label.text()) for label in sheet.findChildren(QLabel) if label.isVisible()]
    assert "Ce dossier est ouvert en lecture seule." in said
    assert find(sheet, "Intitulé", QPlainTextEdit).isReadOnly()
    assert not sheet.body.etapes.add_button.isVisible()


def _actions(uow: UnitOfWork) -> list[Action]:
    return uow.rows(Action)


def test_sheet_when_an_operation_is_begun_there_then_it_is_one_of_the_action(
    written: WrittenSheet, settle: Callable[[], None]
) -> None:
    went: list[Target] = []
    written.sheet.went.connect(went.append)
    clicked(written.sheet.body.operations.add_button)
    [dialog] = written.sheet.findChildren(NewActionDialog)
    typed(dialog.editors["title"].focusProxy() or dialog, "Crèche")
    dialog.create_action()
    settle()

    [made] = [row for row in written.read(_actions) if row.title == "Crèche"]
    assert made.parent == written.action.id
    assert [each.row for each in went] == [made.id]
    assert "0 réalisée sur 1" in written.words()
    [line] = written.sheet.body.operations.findChildren(LineButton)
    line.click()
    assert [each.row for each in went] == [made.id] * 2


def test_pilote_when_an_organisation_is_typed_then_it_is_offered_to_structures_pilotes(
    written: WrittenSheet,
) -> None:
    form = written.sheet.body.forms["acteurs"].editors
    typed(written.line("Pilote"), "CAF")
    written.leave(written.line("Pilote"))
    [offer] = form["pilote"].findChildren(QPushButton)
    assert plain(offer.text()) == "Noter dans « Structures pilotes »"
    clicked(offer)
    written.settle()

    action = written.now()
    assert action.pilote is None
    assert form["structures_pilotes"].words() == "CAF"
    assert len(action.structures_pilotes) == 1
    assert not form["pilote"].remark


def test_day_when_words_are_typed_then_they_are_offered_to_the_calendar(
    written: WrittenSheet,
) -> None:
    form = written.sheet.body.forms["calendrier"].editors
    typed(written.line("Début"), "2025-2027")
    written.leave(written.line("Début"))
    [offer] = form["starts_on"].findChildren(QPushButton)
    clicked(offer)
    written.settle()

    action = written.now()
    assert (action.starts_on, action.calendar) == (None, "2025-2027")
