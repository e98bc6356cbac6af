"""What one is typing: kept while one types on, offered after a crash, named at closing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from ctg_desktop.domain.action import Action, Etape, SuiviNote
from ctg_desktop.folder import drafts as files
from ctg_desktop.paths import DataFolder
from ctg_desktop.services import rows
from tests.support.app import NOON, TODAY, Office, new_action, plain
from tests.support.gallery import open_window
from tests.support.sites import TurnedClock
from tests.support.window import clicked, delete_what_is_due, dialog, find, is_shown, settled, typed
from tests.ui.conftest import Settle
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.pages.actions.new_action import NewActionDialog
from ui.targets import Target

CAFE = "BET-2026-001 – Café des parents"


@pytest.fixture
def office(bethune: Path, tmp_path: Path) -> Office:
    """A folder with an action that has a step."""
    made = Office.copied(bethune, tmp_path / "dossier")
    with made.open() as uow:
        action = new_action(uow, "Café des parents")
        rows.add(uow, Etape.TYPE, {"action": action.id, "title": "Réunir"}, TODAY)
    return made


pytestmark = pytest.mark.usefixtures("dialogs_closed")


def stored(window: MainWindow, kind: type) -> list[Any]:
    found: list[list[Any]] = []
    window.desk.read(lambda uow: uow.rows(kind), found.append, owner=window)
    settled(lambda: window.desk.is_busy)
    return found[0]


def open_fiche(window: MainWindow) -> None:
    row = stored(window, Action)[0].id
    window.go(Target("actions", "action", row))
    settled(lambda: window.desk.is_busy)


def text_of(window: MainWindow, name: str) -> QPlainTextEdit:
    return find(window, name, QPlainTextEdit)


def new_step(window: MainWindow) -> QWidget:
    clicked(find(window, "Ajouter une étape"))
    return find(window, "Échéance, étape 2", QLineEdit)


def new_contact(window: MainWindow) -> QWidget:
    window.go(Target("contacts"))
    settled(lambda: window.desk.is_busy)
    window.do("new")
    settled(lambda: window.desk.is_busy)
    return find(window, "Prénom", QLineEdit)


def new_title(window: MainWindow) -> QPlainTextEdit:
    window.do("new")
    settled(lambda: window.desk.is_busy)
    return title_of_new()


def title_of_new() -> QPlainTextEdit:
    return find(dialog(NewActionDialog), "Intitulé", QPlainTextEdit)


PLACES: dict[str, Callable[[MainWindow], QWidget]] = {
    "long text": lambda window: text_of(window, "Description"),
    "short text": lambda window: text_of(window, "Intitulé"),
    "date": lambda window: find(window, "Début", QLineEdit),
    "existing step": lambda window: find(window, "Intitulé, étape 1"),
    "new step": new_step,
    "new contact": new_contact,
    "new action": new_title,
    "note": lambda window: text_of(window, "Note de suivi"),
}
WORDS = "Je tape sans m’arrêter"


def in_file(folder: Path) -> str:
    path = DataFolder(folder).drafts
    return path.read_text(encoding="utf-8") if path.exists() else ""


def let_it_be_kept(window: MainWindow) -> None:
    """Let the few seconds pass after which what is typed is kept."""
    timer = next(each for each in window.desk.drafts.findChildren(QTimer) if each.isActive())
    assert timer.interval() <= 5_000
    timer.timeout.emit()
    settled(lambda: window.desk.is_busy)


@contextmanager
def after_a_crash(folder: Path, tmp_path: Path) -> Iterator[MainWindow]:
    """Open a copy of a folder as it is on the disk at this moment."""
    copy = Path(shutil.copytree(folder, tmp_path / "apres"))
    with open_window(copy, TurnedClock(NOON)) as window:
        yield window


@pytest.mark.parametrize("place", PLACES)
def test_text_when_typed_without_a_pause_then_it_is_kept_beside_the_base(
    window: MainWindow, settle: Settle, place: str
) -> None:
    open_fiche(window)
    field = PLACES[place](window)

    typed(field, WORDS)
    timer = next(each for each in window.desk.drafts.findChildren(QTimer) if each.isActive())
    timer.setInterval(4_000)  # would begin again at a key, were it so
    left = timer.remainingTime()
    typed(field, " du tout")
    assert timer.remainingTime() <= left, "a key puts the keeping off"
    let_it_be_kept(window)

    assert f"{WORDS} du tout" in in_file(window.desk.folder)
    assert DataFolder(window.desk.folder).drafts.stat().st_mode & 0o077 == 0


def test_text_when_it_is_saved_then_nothing_of_it_is_left_beside_the_base(
    window: MainWindow, settle: Settle
) -> None:
    open_fiche(window)
    typed(text_of(window, "Description"), WORDS)
    let_it_be_kept(window)
    assert in_file(window.desk.folder)

    assert window.page is not None
    window.page.flush()
    settle()
    window.desk.drafts.flush()
    settle()

    assert stored(window, Action)[0].description == WORDS
    assert in_file(window.desk.folder) == ""


def test_text_when_the_program_ended_in_the_middle_then_it_is_offered_where_it_belongs(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    open_fiche(window)
    typed(text_of(window, "Description"), WORDS)
    let_it_be_kept(window)

    with after_a_crash(window.desk.folder, tmp_path) as other:
        assert plain(other.banner.text) == plain(
            "Un texte tapé avant la dernière fermeture n’a pas été enregistré, et a été gardé : "
            f"{CAFE}, description."
        )
        clicked(find(other.banner, "Reprendre"))
        settled(lambda: other.desk.is_busy)

        field = text_of(other, "Description")
        assert field.toPlainText() == WORDS
        assert field.hasFocus()
        assert other.page is not None
        other.page.flush()
        settled(lambda: other.desk.is_busy)
        assert stored(other, Action)[0].description == WORDS
        other.desk.drafts.flush()
        settled(lambda: other.desk.is_busy)
        assert in_file(other.desk.folder) == ""


def test_new_step_when_the_program_ended_in_the_middle_then_its_line_is_there_again(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    open_fiche(window)
    typed(new_step(window), "bientôt")
    let_it_be_kept(window)

    with after_a_crash(window.desk.folder, tmp_path) as other:
        assert "étape, échéance" in plain(other.banner.text)
        clicked(find(other.banner, "Reprendre"))
        settled(lambda: other.desk.is_busy)

        assert find(other, "Échéance, étape 2", QLineEdit).text() == "bientôt"


def test_new_action_when_the_program_ended_in_the_middle_then_its_title_is_there_again(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    typed(new_title(window), "Un café des parents à la maison de quartier")
    let_it_be_kept(window)

    with after_a_crash(window.desk.folder, tmp_path) as other:
        dialog(NewActionDialog).reject()
        delete_what_is_due()
        assert "action, intitulé" in plain(other.banner.text).casefold()
        clicked(find(other.banner, "Reprendre"))
        settled(lambda: other.desk.is_busy)

        title = title_of_new()
        assert title.toPlainText() == "Un café des parents à la maison de quartier"
        dialog(NewActionDialog).reject()
        other.desk.drafts.flush()
        settled(lambda: other.desk.is_busy)
        assert in_file(other.desk.folder) == ""


def test_texts_when_their_row_is_no_more_then_nothing_is_offered(
    office: Office, tmp_path: Path
) -> None:
    files.save(office.folder, {"action/parti": {"description": WORDS}, "x/y": {"z": "a"}})

    with after_a_crash(office.folder, tmp_path) as window:
        assert window.banner.text == ""


# --- closing ----------------------------------------------------------------------------------


def question() -> QuestionDialog:
    return next(
        top
        for top in QApplication.topLevelWidgets()
        if isinstance(top, QuestionDialog) and top.isVisible()
    )


def words_of(dialog: QWidget) -> str:
    return plain(" ".join(label.text() for label in dialog.findChildren(QLabel)))


def test_closing_when_a_text_is_wrong_then_it_names_action_field_and_fault_and_leads_there(
    window: MainWindow, settle: Settle
) -> None:
    open_fiche(window)
    typed(find(window, "Début", QLineEdit), "bientôt")
    window.go(Target("contacts"))
    settle()

    window.close()
    settle()
    said = words_of(question())
    assert "Tout n'est pas enregistré" in said
    assert f"{CAFE}, début : " in said
    assert "bientôt" in said
    clicked(find(question(), "Revenir"))
    settle()

    assert window.isVisible()
    assert window.page is not None
    assert window.page.key == "actions"
    assert find(window, "Début", QLineEdit).hasFocus()
    assert find(window, "Début", QLineEdit).text() == "bientôt"


def test_closing_when_one_goes_without_the_text_then_it_is_not_offered_again(
    window: MainWindow, settle: Settle
) -> None:
    open_fiche(window)
    typed(find(window, "Début", QLineEdit), "bientôt")

    window.close()
    settle()
    clicked(find(question(), "Fermer sans enregistrer"))
    settle()

    assert in_file(window.desk.folder) == ""


# --- notes ------------------------------------------------------------------------------------


def test_note_when_begun_then_the_fiche_the_accueil_and_closing_say_so(
    window: MainWindow, settle: Settle
) -> None:
    open_fiche(window)
    typed(text_of(window, "Note de suivi"), "Vu la CAF")
    settle()
    shown = [plain(label.text()) for label in window.findChildren(QLabel) if label.isVisible()]
    assert "Note de suivi commencée, pas encore ajoutée" in shown

    window.go(Target("home"))
    settle()
    line = find(window, "1 note de suivi commencée, à ajouter")
    clicked(line)
    settle()
    assert text_of(window, "Note de suivi").hasFocus()

    window.close()
    settle()
    assert "Une note n'est pas ajoutée" in words_of(question())
    assert CAFE in words_of(question())
    clicked(find(question(), "Revenir"))
    settle()
    assert text_of(window, "Note de suivi").hasFocus()
    clicked(find(window, "Ajouter la note", QPushButton))
    settle()

    assert [note.text for note in stored(window, SuiviNote)] == ["Vu la CAF"]
    shown = [plain(label.text()) for label in window.findChildren(QLabel) if label.isVisible()]
    assert "Note de suivi commencée, pas encore ajoutée" not in shown
    window.go(Target("home"))
    settle()
    assert not is_shown(window, "1 note de suivi commencée, à ajouter")


def test_note_when_closed_without_adding_it_then_it_waits_for_the_next_opening(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    open_fiche(window)
    typed(text_of(window, "Note de suivi"), "Vu la CAF")
    window.close()
    settle()
    clicked(find(question(), "Fermer", QPushButton))
    settle()
    assert "Vu la CAF" in json.dumps(files.load(window.desk.folder), ensure_ascii=False)

    with after_a_crash(window.desk.folder, tmp_path) as other:
        open_fiche(other)
        assert text_of(other, "Note de suivi").toPlainText() == "Vu la CAF"
        other.close()
        settled(lambda: other.desk.is_busy)
        assert not other.isVisible(), "a note of before was asked about"
