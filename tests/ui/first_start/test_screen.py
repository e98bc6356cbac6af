"""The first start as a person lives it: three answers, then the Accueil, already full."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ctg_desktop.domain.convention import Ambition
from ctg_desktop.folder.policy import Policy
from ctg_desktop.folder.settings import load
from ctg_desktop.paths import usual_folder
from tests.support.app import plain
from tests.support.folders import fill_disk, small_disk
from tests.support.import_scenes import plan_file
from tests.support.program import Run
from tests.support.window import (
    chosen,
    clicked,
    dialog,
    find,
    is_shown,
    name_file,
    press,
    retyped,
    typed,
)
from ui.dialogs.importing.dialog import ImportDialog
from ui.first_start.screen import FirstStartScreen, Typed

WHO, WHICH, BACKUPS = (
    "1. Qui êtes-vous ?",
    "2. Quelle est votre structure ?",
    "3. Où vont les sauvegardes ?",
)


@pytest.fixture
def first(run: Run, tmp_path: Path) -> Run:
    return run.begin(tmp_path / "dossier neuf")


def screen(run: Run) -> FirstStartScreen:
    found = run.window.findChild(FirstStartScreen)
    assert isinstance(found, FirstStartScreen)
    return found


def line(run: Run, name: str) -> QLineEdit:
    return find(run.window, name, QLineEdit)


def entered(widget: QWidget) -> None:
    press(widget, Qt.Key.Key_Return)


def test_first_start_when_answered_by_keyboard_then_the_home_page_is_there(
    first: Run, tmp_path: Path
) -> None:
    assert line(first, WHO).hasFocus()
    typed(line(first, WHO), "Zoé Lefèvre\n")
    assert line(first, WHICH).hasFocus()
    typed(line(first, WHICH), "noeux les m")
    press(line(first, WHICH), Qt.Key.Key_Down)
    press(line(first, WHICH), Qt.Key.Key_Return)
    assert line(first, WHICH).text() == "Nœux-les-Mines"
    entered(line(first, WHICH))
    assert line(first, BACKUPS).hasFocus()
    entered(line(first, BACKUPS))
    assert not find(first.window, "Essayer avec des données d’exemple").isEnabled()
    first.settle()

    office = first.desk.office
    assert office.folder == tmp_path / "dossier neuf"
    assert office.installation.person == "Zoé Lefèvre"
    assert office.structure is not None
    assert office.structure.name == "Nœux-les-Mines"
    assert first.window.page is not None
    assert first.window.page.key == "home"
    ambitions: list[int] = []
    first.desk.read(lambda uow: len(uow.rows(Ambition)), ambitions.append, owner=first.desk)
    first.settle()
    assert ambitions == [8]
    assert first.program.preferences.value.data_folder == tmp_path / "dossier neuf"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("62119", "Béthune"),
        ("BETHUNE", "Béthune"),
        ("sivom artois", "SIVOM de l’Artois"),
        ("communauté", "Communauté d’agglomération de Béthune-Bruay, Artois Lys Romane"),
    ],
)
def test_structure_when_named_in_any_way_then_it_is_found(
    first: Run, words: str, name: str
) -> None:
    typed(line(first, WHO), "Zoé")
    typed(line(first, WHICH), words)
    press(line(first, WHICH), Qt.Key.Key_Escape)
    entered(line(first, WHICH))
    clicked(find(first.window, "Commencer", QPushButton))
    first.settle()

    structure = first.desk.office.structure
    assert structure is not None
    assert structure.name == name


def test_first_start_when_answers_are_missing_then_each_says_so_in_its_place(
    first: Run, tmp_path: Path
) -> None:
    typed(line(first, BACKUPS), str(tmp_path / "absent"))

    clicked(find(first.window, "Commencer", QPushButton))
    first.settle()

    asked = screen(first)
    assert plain(asked.person.wrong).startswith("Écrivez votre nom")
    assert plain(asked.structure.wrong).startswith("Choisissez une structure")
    assert plain(asked.backups.wrong).startswith("Ce dossier n'existe pas")
    assert line(first, WHO).hasFocus()
    assert not (tmp_path / "dossier neuf").exists()
    typed(line(first, WHO), "Z")
    assert asked.person.wrong == ""


@pytest.mark.parametrize("words", ["sivom", "Marseille", "xx", "💥"])
def test_structure_when_it_names_none_or_several_then_the_text_stays(
    first: Run, words: str
) -> None:
    typed(line(first, WHO), "Zoé")
    typed(line(first, WHICH), words)
    press(line(first, WHICH), Qt.Key.Key_Escape)

    clicked(find(first.window, "Commencer", QPushButton))

    assert screen(first).structure.wrong
    assert line(first, WHICH).text() == words


def test_structure_when_its_code_is_also_that_of_another_place_then_both_are_named_and_offered(
    first: Run,
) -> None:
    """62400 is Haillicourt's INSEE code, and the postal code of Béthune."""
    typed(line(first, WHO), "Zoé")
    typed(line(first, WHICH), "62400")
    press(line(first, WHICH), Qt.Key.Key_Escape)

    clicked(find(first.window, "Commencer", QPushButton))

    wrong = plain(screen(first).structure.wrong)
    assert "Haillicourt" in wrong
    assert "Béthune" in wrong
    assert not first.desk.is_open
    line(first, WHICH).selectAll()
    typed(line(first, WHICH), "Haillicourt")
    entered(line(first, WHICH))
    clicked(find(first.window, "Commencer", QPushButton))
    first.settle()
    assert first.desk.office.structure is not None
    assert first.desk.office.structure.name == "Haillicourt"


def test_first_start_when_answered_before_the_convention_is_read_then_it_waits_for_it(
    first: Run, qtbot: QtBot
) -> None:
    asked = FirstStartScreen(first.desk, lambda _folder: False, Typed("Zoé", "62119"))
    qtbot.addWidget(asked)

    with qtbot.waitSignal(asked.answered) as answered:
        asked.begin()  # nothing was read yet: this thread has not let it be

    assert answered.args[0].structure.name == "Béthune"


def test_second_backups_when_chosen_then_they_are_kept_and_the_copy_goes_there(
    first: Run, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "clé").mkdir()
    answer(first, second=str(tmp_path / "clé"))

    assert load(tmp_path / "dossier neuf").second_backups == tmp_path / "clé"
    first.close()
    assert [path.suffix for path in (tmp_path / "clé").glob("Béthune */*")] == [".sqlite"]
    assert first.endings == 1


def answer(run: Run, *, second: str = "") -> None:
    typed(line(run, WHO), "Camille Essai")
    typed(line(run, WHICH), "Béthune")
    press(line(run, WHICH), Qt.Key.Key_Escape)
    if second:
        retyped(line(run, BACKUPS), second)
    clicked(find(run.window, "Commencer", QPushButton))
    run.settle()


def test_first_start_when_the_disk_is_full_then_it_says_so_and_the_answers_stay(
    run: Run, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disque", size="8m") as disk:
        ballast = fill_disk(disk)
        run.begin(disk / "dossier")
        answer(run)

        assert not run.desk.is_open
        assert line(run, WHO).text() == "Camille Essai"
        assert is_shown(run.window, "Commencer")
        assert not (disk / "dossier" / "ctg.sqlite").exists()

        ballast.unlink()
        clicked(find(run.window, "Commencer", QPushButton))
        run.settle()
        assert run.desk.is_open
        run.end()


def test_first_start_when_text_grows_then_the_answers_stay(first: Run) -> None:
    typed(line(first, WHO), "Zoé")
    typed(line(first, WHICH), "Bruay")

    first.program.preferences.update(text_percent=150)
    first.settle()

    assert line(first, WHO).text() == "Zoé"
    assert line(first, WHICH).text() == "Bruay"


def test_examples_when_tried_then_a_marked_folder_opens_and_one_comes_back(
    first: Run, tmp_path: Path
) -> None:
    clicked(find(first.window, "Essayer avec des données d’exemple"))
    first.settle()

    assert first.desk.folder == tmp_path / "dossier neuf (exemple)"
    assert first.desk.office.installation.demonstration
    assert is_shown(first.window, "Données d’exemple")
    counts: list[int] = []
    from ctg_desktop.domain.listing import ActionQuery

    today = first.desk.today
    first.desk.read(
        lambda uow: uow.count_actions(ActionQuery(), today), counts.append, owner=first.desk
    )
    first.settle()
    assert counts == [60]
    assert first.program.preferences.value.data_folder is None

    chosen(first.window.menuBar(), "Fichier", "Revenir à mes données")
    first.settle()
    assert is_shown(first.window, "Commencer")
    assert first.desk.folder == tmp_path / "dossier neuf"


def test_start_when_no_folder_was_ever_asked_for_then_it_is_the_persons_own(run: Run) -> None:
    run.begin(None)

    assert screen(run).folder == usual_folder()
    run.close()
    assert run.endings == 1
    assert not usual_folder().exists()


def test_screen_when_the_administrator_proposes_answers_then_they_stand_in_the_fields(
    qapp: QApplication, tmp_path: Path
) -> None:
    run = Run(policy=Policy(structure="62119", second_backups=tmp_path)).begin(tmp_path / "neuf")

    assert find(run.window, WHICH, QLineEdit).text() == "Béthune"
    assert find(run.window, BACKUPS, QLineEdit).text() == str(tmp_path)
    run.end()


def test_window_when_the_policy_cannot_be_read_then_a_message_says_so_and_nothing_stops(
    qapp: QApplication, tmp_path: Path
) -> None:
    run = Run(policy=Policy(problem="Le fichier de l’administrateur ne peut pas être lu."))
    run.begin(tmp_path / "neuf")

    assert "administrateur" in run.window.banner.text
    assert is_shown(run.window, WHO)
    run.end()


def test_first_start_when_there_is_a_spreadsheet_then_it_is_shown_as_soon_as_all_is_answered(
    first: Run, tmp_path: Path
) -> None:
    plan = plan_file(tmp_path / "plan.xlsx", 6)
    clicked(find(first.window, "J'ai déjà un tableau Excel…"))
    name_file(plan)
    first.settle()
    assert screen(first).typed.table == plan
    typed(line(first, WHO), "Zoé Lefèvre\n")
    typed(line(first, WHICH), "bethune")
    press(line(first, WHICH), Qt.Key.Key_Down)
    press(line(first, WHICH), Qt.Key.Key_Return)
    clicked(find(first.window, "Commencer", QPushButton))
    first.settle()

    shown = dialog(ImportDialog)
    assert is_shown(shown, "Ligne des titres")
    press(shown, Qt.Key.Key_Escape)
    first.settle()
    assert first.window.page is not None
    assert first.window.page.key == "home"
