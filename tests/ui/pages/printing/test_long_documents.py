"""A long document: its first pages are read while the others are drawn."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QRadioButton, QWidget

from ctg_desktop.documents import BookletRequest
from tests.support.app import plain
from tests.support.window import clicked, find, is_shown, press, retyped
from tests.ui.pages.printing.conftest import Screen, answer

WAIT = "Ne plus attendre"


@pytest.fixture(autouse=True)
def small_ones_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctg_desktop.printing.engine.document.LONG", 3)
    monkeypatch.setattr("ctg_desktop.printing.engine.document.FIRST_LOOK", 2)


def looked_at_early(screen: Screen, do: Callable[[], object]) -> list[tuple[int, int]]:
    """Have the recueil made; do something when its first pages alone are on screen.

    Return how many were there then, and how many there would be. Nothing more comes on screen
    before it is done: what the press sends waits for the interface.
    """
    pages, found = screen.page.preview.pages, list[tuple[int, int]]()

    def look() -> None:
        is_new = isinstance(screen.page.preview.request, BookletRequest)
        if is_new and pages.ready_count < pages.page_count and not found:
            found.append((pages.ready_count, pages.page_count))
            do()

    pages.page_turned.connect(look)
    clicked(find(screen.page, "Recueil des fiches", QRadioButton))
    screen.settle()
    return found


def number(screen: Screen) -> QLineEdit:
    return find(screen.page, "Page de l'aperçu", QLineEdit)


def test_pages_when_the_first_are_there_then_they_are_read_with_the_count_of_all(
    screen: Screen,
) -> None:
    read: list[str] = []
    pages = screen.page.preview.pages

    def look() -> None:
        read.extend([plain(pages.accessibleName()), pages.page_text(0), number(screen).text()])
        assert is_shown(screen.page, f"sur {pages.page_count}")

    ((ready, count),) = looked_at_early(screen, look)

    assert ready == 2 < count == pages.page_count == pages.ready_count
    name, text, typed = read
    assert name.endswith(f"page 1 sur {count}")
    assert f"page 1/{count}" in plain(text)
    assert typed == "1"
    assert "Café des parents" in screen.text


def test_page_when_asked_for_before_it_is_there_then_it_is_told_and_comes(screen: Screen) -> None:
    pages = screen.page.preview.pages
    told: list[str] = []

    def ask() -> None:
        retyped(number(screen), "4\n")
        assert (pages.page, number(screen).text()) == (0, "4")
        told.append(plain(screen.page.preview.doing))
        clicked(find(screen.page, "Page précédente"))
        assert pages.awaited == 2

    looked_at_early(screen, ask)

    assert told[0].startswith("Attente de la page 4.")
    assert (pages.page, pages.awaited, number(screen).text()) == (2, None, "3")
    assert not is_offered(screen.page)


@pytest.mark.parametrize("way", ["button", "Escape", "another page"])
def test_page_when_no_more_waited_for_then_the_one_in_front_stays(screen: Screen, way: str) -> None:
    pages = screen.page.preview.pages

    def give_up() -> None:
        press(pages, Qt.Key.Key_End)
        assert pages.awaited is not None
        if way == "button":
            clicked(find(screen.page, WAIT))
        elif way == "Escape":
            press(pages, Qt.Key.Key_Escape)
        else:
            retyped(number(screen), "1\n")
        assert (pages.awaited, number(screen).text()) == (None, "1")
        assert not is_offered(screen.page)

    assert looked_at_early(screen, give_up)

    assert pages.page == 0
    assert pages.ready_count == pages.page_count


def is_offered(page: QWidget) -> bool:
    return any(
        button.isVisible() for button in page.findChildren(QPushButton) if button.text() == WAIT
    )


def test_page_when_left_before_all_is_drawn_then_the_rest_is_not_made_until_one_is_back(
    screen: Screen,
) -> None:
    preview = screen.page.preview

    looked_at_early(screen, screen.page.hide)

    assert preview.sheets is None
    assert preview.pages.ready_count < preview.pages.page_count

    screen.page.show()
    screen.settle()

    assert preview.sheets is not None
    assert preview.pages.ready_count == preview.pages.page_count == preview.sheets.page_count


def test_saving_when_only_the_first_pages_are_there_then_the_file_holds_all(
    screen: Screen, tmp_path: Path
) -> None:
    looks = looked_at_early(
        screen, lambda: clicked(find(screen.page, "Enregistrer en PDF…", QPushButton))
    )
    answer(screen, tmp_path / "f.pdf")

    ((_, count),) = looks
    assert len(PdfReader(tmp_path / "f.pdf").pages) == count
