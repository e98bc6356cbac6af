"""Closing: what is typed is saved, what cannot be is told, work under way is asked about once."""

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.domain.action import Action
from ctg_desktop.ports import Tick
from tests.support.app import Office, new_action, plain
from tests.support.folders import fill_disk, small_disk
from tests.support.window import clicked, find, retyped, settled, typed
from ui.desk import Desk
from ui.dialogs.question import QuestionDialog
from ui.pages.base import Page
from ui.widgets.layout.layouts import column
from ui.widgets.rows.form import RowForm
from ui.window.closing import Closing


class TypingPage(Page):
    """A page with a form on one action, as any page has."""

    key = "typing"
    title = "Actions"

    def __init__(self, desk: Desk, action: Action, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self.form = RowForm(desk, Action.TYPE, ["title", "starts_on"], parent=self)
        self.form.show_row(action, {})
        column(self).addWidget(self.form)

    def flush(self) -> None:
        self.form.flush()

    def is_pending(self) -> bool:
        return self.form.is_pending()

    def refusals(self) -> tuple[str, ...]:
        return self.form.refusals()


@dataclass
class Scene:
    """A window with a page that is being typed into, and what its closing tells."""

    desk: Desk
    page: TypingPage
    closing: Closing
    told: list[str] = field(default_factory=list)

    def settle(self) -> None:
        settled(lambda: self.desk.is_busy)

    def close(self) -> None:
        """Begin to close, and let the work end."""
        self.closing.begin()
        self.settle()

    def come_back(self, why: str) -> None:
        """Answer that one stays to the question that says why not all is saved."""
        question = self.question()
        assert why in words_of(question)
        clicked(find(question, "Revenir"))
        self.settle()

    def question(self) -> QuestionDialog:
        return next(iter(questions()))


def questions() -> list[QuestionDialog]:
    """Return the questions that are asked."""
    tops = QApplication.topLevelWidgets()
    return [top for top in tops if isinstance(top, QuestionDialog) and top.isVisible()]


def made_scene(office: Office, window: QWidget) -> Scene:
    with office.open() as uow:
        action = new_action(uow)
    desk = Desk(SqliteStorage(), office.clock, office.folder)
    desk.open()
    settled(lambda: desk.is_busy)
    page = TypingPage(desk, action, window)
    column(window).addWidget(page)
    scene = Scene(desk, page, Closing(window, desk, lambda: [page]))
    scene.closing.finished.connect(lambda: scene.told.append("fermé"))
    scene.closing.given_up.connect(lambda: scene.told.append("resté"))
    window.resize(900, 600)
    window.show()
    scene.settle()
    return scene


@pytest.fixture
def frame(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def scene(office: Office, frame: QWidget, dialogs_closed: None) -> Iterator[Scene]:
    made = made_scene(office, frame)
    yield made
    made.desk.stop()


def words_of(question: QuestionDialog) -> str:
    return plain(" ".join(label.text() for label in question.findChildren(QLabel)))


def stored_title(office: Office) -> str | None:
    with office.open() as uow:
        return uow.rows(Action)[0].title


def test_text_when_the_window_closes_right_after_it_was_typed_then_it_is_saved(
    scene: Scene, office: Office
) -> None:
    retyped(scene.page.form.editors["title"], "Café du mercredi")

    scene.close()

    assert scene.told == ["fermé"]
    assert questions() == []
    assert stored_title(office) == "Café du mercredi"


def test_text_when_it_is_wrong_then_closing_says_what_would_be_lost_and_one_may_come_back(
    scene: Scene,
) -> None:
    typed(scene.page.form.editors["starts_on"], "bientôt")

    scene.close()
    scene.come_back("dans « Actions »")

    assert scene.told == ["resté"]
    assert scene.desk.is_open
    assert scene.page.is_pending()


def test_text_when_one_closes_without_it_then_all_the_rest_is_saved(
    scene: Scene, office: Office
) -> None:
    retyped(scene.page.form.editors["title"], "Café du mercredi")
    typed(scene.page.form.editors["starts_on"], "bientôt")

    scene.close()
    clicked(find(scene.question(), "Fermer sans enregistrer"))
    scene.settle()

    assert scene.told == ["fermé"]
    assert stored_title(office) == "Café du mercredi"


def test_closing_when_asked_twice_then_one_question_stands(scene: Scene) -> None:
    typed(scene.page.form.editors["starts_on"], "bientôt")
    scene.close()
    scene.close()

    assert len(questions()) == 1


def test_text_when_the_disk_is_full_then_the_reason_is_told_and_nothing_is_lost_by_staying(
    bethune: Path, tmp_path: Path, frame: QWidget
) -> None:
    with small_disk(tmp_path / "disque", size="16m") as disk:
        office = Office.copied(bethune, disk / "dossier")
        scene = made_scene(office, frame)
        ballast = fill_disk(disk)
        retyped(scene.page.form.editors["title"], "Café du mercredi")

        scene.close()
        scene.come_back("est plein")
        ballast.unlink()
        scene.close()

        assert scene.told == ["resté", "fermé"]
        scene.desk.stop()
        assert stored_title(office) == "Café du mercredi"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps what is open where it is")
def test_text_when_the_folder_was_moved_away_then_it_stays_and_is_saved_once_it_is_back(
    bethune: Path, tmp_path: Path, frame: QWidget
) -> None:
    office = Office.copied(bethune, tmp_path / "dossier")
    scene = made_scene(office, frame)
    away = office.folder.rename(tmp_path / "corbeille")
    retyped(scene.page.form.editors["title"], "Café du mercredi")

    scene.close()
    scene.come_back("a été déplacé, supprimé ou remplacé")
    away.rename(office.folder)
    scene.close()

    assert scene.told == ["resté", "fermé"]
    scene.desk.stop()
    assert stored_title(office) == "Café du mercredi"


def under_way(desk: Desk, owner: QWidget, going: threading.Event) -> list[str]:
    """Begin long work that ends when it is stopped; return what becomes of it."""
    ends: list[str] = []

    def work(tick: Tick) -> None:
        while True:
            tick("Synthèse de Béthune", 1, 100)
            going.set()

    desk.work(
        work,
        lambda _done: ends.append("fini"),
        owner=owner,
        label="L’impression par lot",
        stopped=lambda: ends.append("arrêté"),
    )
    assert going.wait(10)
    return ends


def test_work_when_it_runs_then_closing_asks_once_and_continues_if_told(scene: Scene) -> None:
    ends = under_way(scene.desk, scene.page, threading.Event())

    scene.closing.begin()
    clicked(find(scene.question(), "Continuer"))

    assert scene.told == ["resté"]
    assert ends == []
    scene.desk.works[0].cancel()
    scene.settle()


def test_work_when_one_closes_all_the_same_then_it_is_stopped_first(scene: Scene) -> None:
    ends = under_way(scene.desk, scene.page, threading.Event())

    scene.closing.begin()
    clicked(find(scene.question(), "Arrêter et fermer"))
    scene.settle()

    assert ends == ["arrêté"]
    assert scene.told == ["fermé"]


def test_folder_when_it_never_opened_then_the_window_closes(
    office: Office, tmp_path: Path, frame: QWidget
) -> None:
    desk = Desk(SqliteStorage(), office.clock, tmp_path / "ailleurs")
    closing = Closing(frame, desk, list)
    told: list[str] = []
    closing.finished.connect(lambda: told.append("fermé"))
    desk.open()

    closing.begin()
    settled(lambda: desk.is_busy)
    desk.stop()

    assert told == ["fermé"]
