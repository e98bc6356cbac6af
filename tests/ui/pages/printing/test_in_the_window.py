"""Printing from the main window: Ctrl+P from any page, its menus, closing while a batch runs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication, QLabel, QRadioButton
from pytestqt.qtbot import QtBot

from ctg_desktop.documents import SummaryRequest
from ctg_desktop.documents.batches import PlacesBatch
from tests.support.app import plain
from tests.support.window import chosen, clicked, find, settled, shortcut
from tests.ui.pages.printing.conftest import Screen, answer, text_of
from ui import theme
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.pages.printing.page import PrintingPage
from ui.targets import Target


@pytest.fixture
def screen(window: MainWindow, settle: Callable[[], None]) -> Screen:
    """The printing page, reached by Ctrl+P from the Accueil."""
    shortcut(window, "Ctrl+P")
    settle()
    assert isinstance(window.page, PrintingPage)
    return Screen(window.page, settle)


def test_ctrl_p_when_pressed_on_the_first_page_then_the_synthesis_is_previewed(
    screen: Screen,
) -> None:
    assert isinstance(screen.page.printable(), SummaryRequest)
    assert "Ce qu'est la convention" in screen.text


def test_menu_when_used_then_it_saves_what_is_previewed(
    window: MainWindow, screen: Screen, tmp_path: Path
) -> None:
    chosen(window.menuBar(), "Fichier", "Enregistrer en PDF…")
    screen.settle()
    answer(screen, tmp_path / "f.pdf")

    assert "Ce qu'est la convention" in text_of(tmp_path / "f.pdf")


def test_zoom_keys_when_the_pages_have_the_focus_then_the_text_size_stays(
    window: MainWindow, screen: Screen
) -> None:
    pages = screen.page.preview.pages
    before = pages.percent
    pages.setFocus()

    shortcut(pages, "Ctrl++")
    screen.settle()

    assert pages.percent > before
    assert theme.current().percent == 100


def test_text_size_when_it_grows_as_another_document_is_chosen_then_the_page_works_on(
    window: MainWindow, screen: Screen
) -> None:
    """The page is made again while what the choice asked for is still to come."""
    clicked(find(screen.page, "Annuaire des contacts", QRadioButton))
    window.do("larger")
    theme.current().apply("clair", 110)
    screen.settle()

    assert theme.current().percent == 110
    assert isinstance(window.page, PrintingPage)
    now = Screen(window.page, screen.settle)
    clicked(find(now.page, "Annuaire des contacts", QRadioButton))
    now.settle()
    assert "HERMANT" in now.text


def test_options_when_one_comes_back_then_they_are_as_they_were(
    window: MainWindow, screen: Screen
) -> None:
    clicked(find(screen.page, "Annuaire des contacts", QRadioButton))
    screen.settle()

    window.go(Target("home"))
    screen.settle()
    window.go(Target("printing"))
    screen.settle()

    assert find(screen.page, "Annuaire des contacts", QRadioButton).isChecked()
    assert "HERMANT" in screen.text


def test_closing_when_a_batch_runs_then_it_asks_once_and_leaves_whole_files(
    window: MainWindow, screen: Screen, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "lot"
    folder.mkdir()
    screen.page.delivery.batch_into(PlacesBatch(), folder)
    qtbot.waitUntil(lambda: len(list(folder.glob("*.pdf"))) >= 2, timeout=20_000)

    window.close()
    question = next(
        top
        for top in QApplication.topLevelWidgets()
        if isinstance(top, QuestionDialog) and top.isVisible()
    )
    words = plain(" ".join(label.text() for label in question.findChildren(QLabel)))
    assert "L'impression en lot n'est pas finie" in words
    clicked(find(question, "Arrêter et fermer"))
    settled(lambda: window.desk.is_busy)

    assert not window.isVisible()
    files = list(folder.iterdir())
    assert 2 <= len(files) < 100
    assert all(path.suffix == ".pdf" and PdfReader(path).pages for path in files)


def test_closing_when_only_a_preview_is_made_then_nothing_is_asked(
    window: MainWindow, screen: Screen
) -> None:
    clicked(find(screen.page, "Plan d'actions", QRadioButton))

    window.close()
    settled(lambda: window.desk.is_busy)

    assert not window.isVisible()
