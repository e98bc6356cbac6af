"""The run of the window: which folder opens, how one goes to another, what is said of crashes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer, qWarning
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.errors import CtgError, DisplacedError
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from ctg_desktop.services.participants import participants
from ctg_desktop.services.proposals import to_answer
from db.lifecycle.opening import open_folder
from db.reading.window_reader import open_held
from tests.support.app import TODAY, Office, ambition, new_action, plain
from tests.support.folders import ROOT, make_slow_to_check, reopened, run_sql
from tests.support.program import Run
from tests.support.sites import TurnedClock
from tests.support.window import (
    chosen,
    clicked,
    clipboard_text,
    dialog,
    find,
    is_shown,
    press,
    settled,
    typed,
)
from ui import theme
from ui.crash_dialog import CrashDialog
from ui.dialogs.copy_choice import CopyChoiceDialog
from ui.opening.screen import OpeningScreen
from ui.pages.base import Page
from ui.pages.home.parts import RecentPart
from ui.single_instance import SingleInstance


@pytest.fixture
def folder(bethune: Path, tmp_path: Path) -> Path:
    """A folder that was open before where it is: it is looked into, and not opened at once."""
    made = Office.copied(bethune, tmp_path / "dossier").folder
    reopened(made).close()
    return made


def test_program_when_started_again_then_the_last_folder_is_back_on_accueil(
    run: Run, folder: Path
) -> None:
    run.begin(folder)
    run.window.do("page:contacts")
    run.settle()
    run.close()
    run.end()

    again = Run().begin(None)

    assert again.desk.folder == folder
    assert again.window.page is not None
    assert again.window.page.key == "home"
    again.end()


def test_program_when_a_page_is_asked_for_before_the_folder_is_open_then_it_is_the_first(
    run: Run, folder: Path
) -> None:
    run.program.begin(folder)

    clicked(find(run.window, "Contacts", QPushButton))

    assert not run.desk.is_open
    run.settle()
    assert [page.key for page in run.window.findChildren(Page)] == ["contacts"]


def test_words_when_searched_before_the_folder_is_open_then_they_are_found_once_it_is(
    run: Run, folder: Path
) -> None:
    run.program.begin(folder)
    search = run.window.header.search
    run.window.activateWindow()
    search.setFocus()

    typed(search, "bruay")

    assert not run.desk.is_open
    run.settle()
    assert (search.text(), search.is_open) == ("bruay", True)
    assert any("Bruay" in result.title for result in search.results)


def test_folder_when_it_cannot_be_looked_into_then_opening_says_why(run: Run, folder: Path) -> None:
    run_sql(DataFolder(folder), "PRAGMA foreign_keys = OFF", "DROP TABLE convention")
    run.program.begin(folder)
    clicked(find(run.window, "Actions", QPushButton))

    run.settle()

    said = [plain(label.text()) for label in run.window.findChildren(QLabel) if label.isVisible()]
    assert any("est endommagée" in words for words in said)


def test_list_when_checking_finds_damage_then_it_makes_way_for_what_can_be_done(
    run: Run, folder: Path
) -> None:
    site = reopened(folder)
    new_action(site.uow)
    site.close()
    run_sql(
        DataFolder(folder), "PRAGMA foreign_keys = OFF", "UPDATE action SET pilote = 'personne'"
    )
    run.program.begin(folder)
    listed: list[str] = []
    run.desk.opened.connect(lambda: listed.append("opened"))
    clicked(find(run.window, "Actions", QPushButton))

    run.settle()

    assert listed == ["opened"]
    assert not run.desk.is_open
    assert run.window.findChildren(Page) == []
    (screen,) = run.window.findChildren(OpeningScreen)
    said = [plain(label.text()) for label in screen.findChildren(QLabel)]
    assert any("est endommagée" in words for words in said)


def test_list_when_a_value_cannot_be_read_then_it_is_said_and_the_window_goes_on(
    run: Run, folder: Path
) -> None:
    site = reopened(folder)
    new_action(site.uow)
    site.close()
    run_sql(DataFolder(folder), "UPDATE action SET title = CAST(x'C3' AS TEXT)")
    run.program.begin(folder)
    said: list[str] = []
    crashed: list[object] = []
    run.desk.failed.connect(lambda error: said.append(error.sentence))
    run.desk.crashed.connect(crashed.append)
    clicked(find(run.window, "Actions", QPushButton))

    run.settle()

    assert crashed == []
    assert said
    assert all("est endommagée" in words for words in said)
    run.window.do("page:contacts")
    run.settle()
    assert run.window.page is not None
    assert run.window.page.key == "contacts"


def made(uow: UnitOfWork, title: str) -> tuple[Action, Changes]:
    served = ambition(uow, "1").id
    return actions.create(uow, {"title": title, "main_ambition": served}, TODAY)


def test_gesture_when_made_before_the_folder_is_checked_then_it_is_written(
    run: Run, folder: Path
) -> None:
    run.program.begin(folder)
    desk, saved = run.desk, list[object]()
    desk.saved.connect(saved.append)
    desk.opened.connect(lambda: desk.write(lambda uow: made(uow, "Vite"), owner=desk))
    clicked(find(run.window, "Actions", QPushButton))

    run.settle()

    titles: list[list[str]] = []
    desk.read(
        lambda uow: [line.title for line in uow.actions(ActionQuery(), TODAY)],
        titles.append,
        owner=desk,
    )
    run.settle()
    assert len(saved) == 1
    assert titles == [["Vite"]]


def test_accueil_when_the_folder_is_checked_then_what_is_shown_stays(
    run: Run, folder: Path
) -> None:
    run.program.begin(folder)

    def shown() -> RecentPart | None:
        page = run.window.page
        return page.findChild(RecentPart) if page is not None else None

    settled(lambda: shown() is None)
    first, was_unchecked = shown(), run.desk.is_busy
    run.settle()

    assert was_unchecked
    assert shown() is first


def test_gesture_when_made_during_the_check_then_it_waits_for_its_end(
    run: Run, folder: Path
) -> None:
    make_slow_to_check(DataFolder(folder), 50)
    run.program.begin(folder)
    desk, saved = run.desk, list[object]()
    desk.saved.connect(saved.append)

    def write() -> None:
        desk.check()
        desk.write(lambda uow: made(uow, "Vite"), owner=desk)

    desk.opened.connect(write)
    run.settle()
    run.close()
    run.end()

    assert len(saved) == 1
    site = reopened(folder)
    assert [line.title for line in site.uow.actions(ActionQuery(), TODAY)] == ["Vite"]
    site.close()


def test_window_when_closed_during_the_check_then_nobody_waits_for_it(
    run: Run, folder: Path
) -> None:
    """No thread is left: what every test of the window looks for at its end."""
    site = reopened(folder)
    site.uow.back_up("essai")  # or the close makes a copy, of a base that is checked
    site.close()
    make_slow_to_check(DataFolder(folder), 100_000)  # some minutes
    run.program.begin(folder)
    closed: list[object] = []
    run.desk.closed.connect(lambda: closed.append(1))

    def close() -> None:
        run.desk.check()
        run.window.close()

    run.desk.opened.connect(close)

    settled(lambda: not closed)

    run.end()
    reopening = open_held(folder, TurnedClock())
    assert reopening is not None
    reopening.close()


def test_gesture_when_the_folder_is_gone_then_it_is_told_and_what_is_shown_stays(
    run: Run, folder: Path
) -> None:
    run.begin(folder)
    away = folder.rename(folder.with_name("ailleurs"))
    failed: list[CtgError] = []
    run.desk.write(lambda uow: made(uow, "Vite"), owner=run.desk, failed=failed.append)
    run.settle()

    assert [type(error) for error in failed] == [DisplacedError]
    assert run.desk.is_open

    away.rename(folder)
    run.desk.write(lambda uow: made(uow, "Vite"), owner=run.desk, failed=failed.append)
    run.settle()
    assert len(failed) == 1


def test_folder_when_the_window_closes_before_it_is_checked_then_it_is_let_go(
    run: Run, folder: Path
) -> None:
    run.program.begin(folder)
    run.desk.opened.connect(run.end)

    settled(lambda: run.program.desk is not None)

    open_folder(folder, clock=TurnedClock()).close()


def test_gesture_when_the_program_ends_before_the_folder_is_open_wholly_then_it_is_written(
    run: Run, folder: Path
) -> None:
    run.begin(folder)
    run.desk.write(lambda uow: made(uow, "Vite"), owner=run.desk)

    run.end()

    site = reopened(folder)
    assert [line.title for line in site.uow.actions(ActionQuery(), TODAY)] == ["Vite"]
    site.close()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere every name is Unicode")
def test_program_when_the_name_of_the_folder_is_no_utf8_then_it_is_back_the_next_time(
    run: Run, folder: Path
) -> None:
    named = folder.rename(folder.with_name(os.fsdecode(b"donn\xe9es")))
    run.begin(named)
    run.window.do("page:preferences")
    run.settle()
    run.close()
    run.end()

    again = Run().begin(None)

    assert again.desk.folder == named
    assert again.desk.is_open
    again.close()
    again.end()


def test_program_when_the_window_closes_then_a_changed_base_is_backed_up(
    run: Run, folder: Path
) -> None:
    run.begin(folder)
    run.desk.write(lambda uow: (None, _gesture(uow)), owner=run.desk)
    run.settle()

    run.close()

    assert [path.name.rpartition("_")[2] for path in copies(folder)] == ["a-la-fermeture.sqlite"]


def _gesture(uow: UnitOfWork) -> Changes:
    new_action(uow)
    return Changes()


def copies(folder: Path) -> list[Path]:
    return sorted(DataFolder(folder).backups.glob("ctg_*.sqlite"))


def test_copy_when_chosen_in_the_settings_then_it_takes_the_place_of_the_base(
    run: Run, folder: Path
) -> None:
    run.begin(folder)
    run.desk.write(lambda uow: (None, _gesture(uow)), owner=run.desk)
    run.settle()
    run.window.do("back_up")
    run.settle()
    run.desk.write(lambda uow: (None, _gesture(uow)), owner=run.desk)
    run.settle()
    assert len(actions_of(run)) == 2
    run.window.do("page:preferences")
    run.settle()

    clicked(find(run.window, "Reprendre une copie…", QPushButton))
    run.settle()
    choice = dialog(CopyChoiceDialog)
    assert "1 geste noté depuis n'y est pas" in shown_text(choice)
    clicked(find(choice, "Reprendre cette copie", QPushButton))
    run.settle()

    assert len(actions_of(run)) == 1
    assert "mise_de_cote_" in run.window.banner.text
    assert len(list(folder.glob("mise_de_cote_*/ctg.sqlite"))) == 1
    run.close()


def test_copy_when_damaged_then_it_is_said_and_cannot_be_taken_back(run: Run, folder: Path) -> None:
    run.begin(folder)
    run.window.do("back_up")
    run.settle()
    (copy,) = copies(folder)
    copy.write_bytes(copy.read_bytes()[:-5000])
    run.window.do("page:preferences")
    run.settle()

    clicked(find(run.window, "Reprendre une copie…", QPushButton))
    run.settle()

    choice = dialog(CopyChoiceDialog)
    assert "défectueuse" in shown_text(choice)
    assert not find(choice, "Reprendre cette copie", QPushButton).isEnabled()
    clicked(find(choice, "Ne rien changer", QPushButton))
    run.settle()
    assert run.desk.is_open


def shown_text(widget: QWidget) -> str:
    return plain(" ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible()))


def actions_of(run: Run) -> list[str]:
    found: list[list[str]] = []
    run.desk.read(lambda uow: [row.id for row in uow.rows(Action)], found.append, owner=run.desk)
    run.settle()
    return found[0]


def test_program_when_it_goes_to_another_folder_then_one_window_is_left(
    run: Run, folder: Path, bethune: Path, tmp_path: Path
) -> None:
    other = Office.copied(bethune, tmp_path / "autre").folder
    run.begin(folder)
    first = run.window

    run.desk.folder_asked.emit(other)
    run.settle()

    assert run.desk.folder == other
    assert run.window is not first
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [run.window]
    held = SingleInstance(folder)
    assert held.hold()  # the former folder was let go
    held.release()


def test_examples_when_opened_from_the_menu_then_they_are_of_the_same_structure(
    run: Run, folder: Path
) -> None:
    run.begin(folder)

    chosen(run.window.menuBar(), "Fichier", "Essayer avec des données d’exemple")
    run.settle()
    office = run.desk.office
    assert office.folder == folder.with_name("dossier (exemple)")
    assert office.installation.demonstration
    assert office.structure is not None
    assert office.structure.name == "Béthune"
    assert run.program.preferences.value.data_folder == folder
    seen: list[tuple[int, int, int, set[str]]] = []
    run.desk.read(
        lambda uow: (
            *(len(uow.arrivals()), len(uow.conflicts()), len(to_answer(uow))),
            {each.state.value for each in participants(uow)},
        ),
        seen.append,
        owner=run.desk,
    )
    run.settle()
    assert seen == [(3, 1, 1, {"accepté", "attend un accord"})]

    run.window.do("page:preferences")
    run.settle()
    clicked(find(run.window, "Revenir à mes données", QPushButton))
    run.settle()
    assert run.desk.office.folder == folder
    assert not run.desk.office.installation.demonstration


def test_second_start_when_the_window_is_there_then_it_comes_forward(
    run: Run, folder: Path, qtbot: QtBot
) -> None:
    run.begin(folder)
    run.window.showMinimized()

    question = (
        "import sys, pathlib, ui; from ui.single_instance import SingleInstance;"
        "sys.exit(SingleInstance(pathlib.Path(sys.argv[1])).hold())"
    )
    second = subprocess.Popen([sys.executable, "-c", question, str(folder)], cwd=ROOT)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)

    assert second.returncode == 0
    assert not run.window.isMinimized()
    assert run.window.isVisible()


@pytest.mark.parametrize(("name", "ground"), [("sombre", True), ("clair", False)])
def test_look_when_preferred_then_the_program_begins_with_it(
    run: Run, folder: Path, name: str, ground: bool
) -> None:
    run.begin(folder)

    run.program.preferences.update(theme=name, text_percent=130)
    run.settle()

    assert theme.current().colours.is_dark is ground
    assert theme.current().percent == 130
    assert run.window.page is not None


def test_journal_when_the_folder_is_open_then_it_is_written_there(run: Run, folder: Path) -> None:
    run.begin(folder)
    run.program.watch.install()
    qWarning("essai du journal")
    run.program.watch.remove()
    run.end()

    told = (DataFolder(folder).logs / "ctg.log").read_text("utf-8")
    assert "fenêtre : ouverte" in told
    assert "Qt : essai du journal" in told
    assert "fenêtre : fermée" in told


def test_program_when_asked_to_read_alone_then_nothing_of_the_folder_is_written(
    run: Run, folder: Path
) -> None:
    place = DataFolder(folder)
    before = place.base.read_bytes(), place.memory.read_bytes()

    run.begin(folder, read_only=True)
    run.window.do("page:actions")
    run.settle()
    assert run.desk.office.is_read_only
    assert is_shown(run.window, "Lecture seule")
    run.close()
    run.end()

    assert (place.base.read_bytes(), place.memory.read_bytes()) == before
    assert not place.logs.exists()
    assert not place.backups.exists()


# --- crashes ---------------------------------------------------------------------------


@pytest.fixture
def watched(run: Run, folder: Path) -> Iterator[Run]:
    run.begin(folder)
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    run.program.watch.install()
    yield run
    run.program.watch.remove()
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks


def dialogs() -> list[CrashDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashDialog)]


def fail(words: str = "panne d’essai") -> None:
    raise RuntimeError(words)


def test_crash_when_a_slot_fails_then_the_whole_report_is_shown(
    watched: Run, folder: Path, qtbot: QtBot
) -> None:
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: bool(dialogs()))

    (dialog,) = dialogs()
    assert "RuntimeError: panne d’essai" in dialog.text
    assert "test_program.py" in dialog.text
    assert "Version" in dialog.text
    written = list(DataFolder(folder).logs.glob("incident_*"))
    assert [path.read_text("utf-8") for path in written] == [dialog.text]
    clicked(find(dialog, "Copier le rapport", QPushButton))
    assert clipboard_text() == dialog.text
    clicked(find(dialog, "Continuer", QPushButton))
    watched.settle()
    assert watched.desk.is_open
    watched.window.do("page:contacts")
    watched.settle()
    assert is_shown(watched.window, "Contacts")


def test_crash_when_a_thread_fails_then_it_is_shown(watched: Run, qtbot: QtBot) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(dialogs()))

    assert "RuntimeError" in dialogs()[0].text
    dialogs()[0].close()


def test_crash_when_a_job_fails_then_it_is_shown(watched: Run, qtbot: QtBot) -> None:
    watched.desk.read(lambda _uow: fail(), lambda _none: None, owner=watched.desk)
    qtbot.waitUntil(lambda: bool(dialogs()))

    assert "RuntimeError" in dialogs()[0].text
    dialogs()[0].close()


def test_crash_when_a_finaliser_fails_then_it_is_shown(watched: Run, qtbot: QtBot) -> None:
    class Fragile:
        def __del__(self) -> None:
            fail()

    Fragile()
    qtbot.waitUntil(lambda: bool(dialogs()))

    assert "RuntimeError" in dialogs()[0].text
    dialogs()[0].close()


def test_crashes_when_several_come_then_one_dialog_shows_them_all(
    watched: Run, folder: Path, qtbot: QtBot
) -> None:
    for _ in range(3):
        QTimer.singleShot(0, fail)  # the same fault, reported once
    QTimer.singleShot(0, lambda: int("autre panne"))
    qtbot.waitUntil(lambda: bool(dialogs()) and "Value" in dialogs()[0].text)

    assert len(dialogs()) == 1
    assert dialogs()[0].text.count("RuntimeError: panne") == 1
    assert len(list(DataFolder(folder).logs.glob("incident_*"))) == 2
    dialogs()[0].close()


def test_text_size_when_the_slider_moves_then_it_keeps_the_keyboard(
    run: Run, folder: Path, qtbot: QtBot
) -> None:
    run.begin(folder)
    run.window.do("page:preferences")
    run.settle()
    for percent in (110, 120):
        slider = find(run.window, "Taille du texte, de 80 à 200 %", QSlider)
        slider.setFocus()
        press(slider, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda percent=percent: theme.current().percent == percent)
        run.settle()
        assert find(run.window, "Taille du texte, de 80 à 200 %", QSlider).hasFocus()

    assert run.program.preferences.value.text_percent == 120
