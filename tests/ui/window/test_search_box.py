"""The one search box: what it finds as one types, and where Enter leads."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.app import plain
from tests.support.window import clicked, press, shortcut, typed
from tests.support.window_folders import MARKUP
from tests.ui.conftest import Settle
from ui.dialogs.results_list import ResultsList
from ui.main_window import MainWindow
from ui.targets import Target
from ui.window.search_box import SearchBox

on_typical = pytest.mark.parametrize("folder", ["typical"], indirect=True)


@pytest.fixture
def box(window: MainWindow) -> SearchBox:
    return window.header.search


def found(box: SearchBox, settle: Settle, words: str) -> list[str]:
    """Type words and return the lines under the field, heads included."""
    typed(box, words)
    settle()
    return [plain(result.title) for result in box.results]


@on_typical
@pytest.mark.parametrize(
    ("words", "head", "line"),
    [
        ("NOEUX", "Communes et structures", "Nœux-les-Mines"),
        ("gauchin legal", "Communes et structures", "Gauchin-Légal"),
        ("62119", "Communes et structures", "Béthune"),
        ("hermant", "Contacts et institutions", "Alexandre HERMANT"),
        ("ambition 3", "Stratégie", "Ambition 3"),
        ("enjeu", "Stratégie", "Enjeu 1"),
        ("bet-2026-001", "Actions", "BET-2026-001"),
    ],
)
def test_words_when_typed_then_what_they_name_is_found_under_its_head(
    box: SearchBox, settle: Settle, words: str, head: str, line: str
) -> None:
    lines = found(box, settle, words)

    assert head in lines
    assert any(each.startswith(line) for each in lines[lines.index(head) + 1 :]), lines


def test_words_when_they_find_nothing_then_the_sheet_says_so(
    box: SearchBox, settle: Settle
) -> None:
    assert found(box, settle, "zygomatique") == []
    assert box.is_open


def test_words_when_typed_on_then_only_the_last_ones_count(box: SearchBox, settle: Settle) -> None:
    typed(box, "be")
    lines = found(box, settle, "uvry")

    assert "Beuvry" in lines
    assert "Béthune" not in lines


def test_line_when_chosen_by_the_keyboard_then_one_goes_there(
    window: MainWindow, box: SearchBox, settle: Settle
) -> None:
    gone: list[Target] = []
    box.went.connect(gone.append)
    lines = found(box, settle, "hermant")
    assert lines == ["Contacts et institutions", "Alexandre HERMANT"]

    press(box, Qt.Key.Key_Down)  # from the last line to the first, which is the only one
    press(box, Qt.Key.Key_Return)
    settle()

    assert [(target.page, target.entity) for target in gone] == [("contacts", "contact")]
    assert window.page is not None
    assert window.page.key == "contacts"
    assert (box.text(), box.is_open) == ("", False)


def test_line_when_clicked_then_one_goes_there(
    window: MainWindow, box: SearchBox, settle: Settle
) -> None:
    found(box, settle, "hermant")
    results = window.findChild(ResultsList)
    assert isinstance(results, ResultsList)

    clicked(results.viewport(), results.visualRect(results.model().index(1, 0)).center())
    settle()

    assert window.page is not None
    assert window.page.key == "contacts"


@on_typical
def test_arrows_when_pressed_then_heads_are_stepped_over(box: SearchBox, settle: Settle) -> None:
    found(box, settle, "be")
    results = box.window().findChild(ResultsList)
    assert isinstance(results, ResultsList)

    seen = []
    for _ in range(len(box.results)):
        assert results.current is not None
        seen.append(results.current.is_head)
        press(box, Qt.Key.Key_Down)

    assert seen == [False] * len(seen)


@on_typical
def test_actions_when_there_are_many_then_a_line_lists_them_all(
    box: SearchBox, settle: Settle
) -> None:
    lines = found(box, settle, "bet 2026")

    last = box.results[-1]
    assert lines[-1] == "Toutes les actions qui contiennent « bet 2026 »"
    assert (last.value.page, last.value.query.text) == ("actions", "bet 2026")


def test_escape_when_pressed_then_the_results_close_then_the_field_empties(
    box: SearchBox, settle: Settle
) -> None:
    found(box, settle, "hermant")

    press(box, Qt.Key.Key_Escape)
    assert (box.is_open, box.text()) == (False, "hermant")
    press(box, Qt.Key.Key_Escape)

    assert box.text() == ""


def test_field_when_it_is_left_then_the_results_close(
    window: MainWindow, box: SearchBox, settle: Settle
) -> None:
    found(box, settle, "hermant")

    press(box, Qt.Key.Key_Tab)
    QApplication.processEvents()

    assert not box.is_open


def test_field_when_its_keys_are_pressed_then_what_it_holds_is_ready_to_be_replaced(
    window: MainWindow, box: SearchBox, settle: Settle
) -> None:
    found(box, settle, "hermant")
    shortcut(window, "Ctrl+Shift+F")

    assert box.selectedText() == "hermant"


@pytest.mark.parametrize("folder", ["hostile"], indirect=True)
def test_titles_when_they_hold_markup_then_they_are_shown_as_they_are(
    box: SearchBox, settle: Settle
) -> None:
    lines = found(box, settle, "gras")

    assert any(plain(MARKUP)[:20] in line for line in lines), lines


@pytest.mark.parametrize("words", ['"', "*", "a OR b", "NEAR(a b)", "'); DROP TABLE action; --"])
def test_words_when_they_look_like_a_query_then_they_are_only_words(
    box: SearchBox, settle: Settle, words: str
) -> None:
    found(box, settle, words)  # the desk fails the test if a job did


@on_typical
def test_results_when_the_window_is_small_then_they_stay_within_it(
    window: MainWindow, box: SearchBox, settle: Settle
) -> None:
    window.resize(900, 500)
    found(box, settle, "be")
    results = window.findChild(ResultsList)
    assert isinstance(results, ResultsList)

    sheet = results.parentWidget()
    assert sheet is not None
    assert window.rect().contains(sheet.geometry())
