"""Misspelt words of long texts: underlined without touching them, mended by the right button."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ctg_desktop.domain.action import Action
from tests.support.app import plain
from tests.support.window import chosen_in, typed
from ui.desk import Desk
from ui.widgets.field_editors import editor_for
from ui.widgets.field_editors.lines import ParagraphEditor

Settle = Callable[[], None]


class Page(QWidget):
    """A long text and a short one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.editor = editor_for(Action.TYPE.fields["constat"], desk, self)
        assert isinstance(self.editor, ParagraphEditor)
        assert self.editor.spelling is not None
        self.marks = self.editor.spelling
        self.text: QPlainTextEdit = self.editor.text
        self.editor.resize(600, 200)
        self.resize(700, 300)

    def menu(self, word: str) -> QMenu | None:
        """Return what the menu key opens on a word."""
        at = self.text.toPlainText().index(word) + 2
        cursor = self.text.textCursor()
        cursor.setPosition(at)
        self.text.setTextCursor(cursor)
        place = QPoint(0, 0)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, place)
        if self.marks.menu_at(cursor) is None:
            return None
        QApplication.sendEvent(self.text, event)
        return next(
            top
            for top in QApplication.topLevelWidgets()
            if isinstance(top, QMenu) and top.isVisible()
        )


@pytest.fixture
def page(desk: Desk, settle: Settle, qtbot: QtBot) -> Page:
    page = Page(desk)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    page.text.setFocus()
    qtbot.waitUntil(lambda: desk.spelling.is_ready, timeout=20_000)
    settle()
    return page


def underlined(page: Page, qtbot: QtBot, *words: str) -> bool:
    qtbot.waitUntil(lambda: page.marks.words == words, timeout=20_000)
    return True


def test_words_when_misspelt_then_they_are_underlined_and_the_text_stays_as_typed(
    page: Page, qtbot: QtBot
) -> None:
    told: list[None] = []
    typed(page.text, "Un acceuil 😀 des parants à Ecquedecques ")
    page.editor.typed.connect(lambda: told.append(None))

    assert underlined(page, qtbot, "acceuil", "parants")

    assert told == [], "nothing was typed by underlining"
    assert page.text.toPlainText() == "Un acceuil 😀 des parants à Ecquedecques "


def test_word_when_it_is_being_typed_then_it_is_not_underlined_yet(
    page: Page, qtbot: QtBot
) -> None:
    typed(page.text, "un acceuil")
    page.marks.look()
    assert page.marks.words == ()

    typed(page.text, " ")
    assert underlined(page, qtbot, "acceuil")


def test_word_when_a_proposal_is_taken_then_it_stands_there_and_undo_takes_it_back(
    page: Page, qtbot: QtBot
) -> None:
    typed(page.text, "Un acceuil régulier ")
    assert underlined(page, qtbot, "acceuil")
    menu = page.menu("acceuil")
    assert menu is not None
    told = [plain(action.text().replace("&", "")) for action in menu.actions()]
    assert told[0] == "accueil"
    assert {"Ajouter au dictionnaire", "Ignorer"} < set(told)

    chosen_in(menu, "accueil")

    assert page.text.toPlainText() == "Un accueil régulier "
    assert underlined(page, qtbot)
    page.text.undo()
    assert page.text.toPlainText() == "Un acceuil régulier "


def test_word_when_emoji_and_half_a_sign_stand_before_it_then_it_alone_is_replaced(
    page: Page, qtbot: QtBot
) -> None:
    page.text.setPlainText("👨‍👩‍👧‍👦 \U0001d401\U0001d428\U0001d427 acceuil 🇫🇷 fin ")
    assert underlined(page, qtbot, "acceuil")
    menu = page.marks.menu_at(page.text.document().find("acceuil"))
    assert menu is not None
    menu.popup(QPoint(0, 0))
    chosen_in(menu, "accueil")
    assert page.text.toPlainText() == "👨‍👩‍👧‍👦 \U0001d401\U0001d428\U0001d427 accueil 🇫🇷 fin "

    page.text.setPlainText("abc \ud83d acceuil fin ")
    page.marks.look()
    assert not {*page.marks.words} - {"acceuil"}
    menu = page.marks.menu_at(page.text.document().find("acceuil"))
    assert menu is None


def test_word_when_the_text_changes_behind_the_menu_then_nothing_is_put_in_it(
    page: Page, qtbot: QtBot
) -> None:
    typed(page.text, "Un acceuil régulier ")
    assert underlined(page, qtbot, "acceuil")
    menu = page.marks.menu_at(page.text.document().find("acceuil"))
    assert menu is not None
    menu.popup(QPoint(0, 0))

    page.text.setPlainText("Le texte d’une autre personne")
    chosen_in(menu, "accueil")

    assert page.text.toPlainText() == "Le texte d’une autre personne"


def test_word_when_added_to_the_dictionary_then_it_is_kept_for_the_person(
    page: Page, qtbot: QtBot
) -> None:
    typed(page.text, "La Ludomobile et le Bibliobuss roulent ")
    assert underlined(page, qtbot, "Ludomobile", "Bibliobuss")
    menu = page.menu("Ludomobile")
    assert menu is not None
    chosen_in(menu, "Ajouter au dictionnaire")
    menu = page.menu("Bibliobuss")
    assert menu is not None
    chosen_in(menu, "Ignorer")

    assert underlined(page, qtbot)
    assert page.desk.preferences.value.known_words == {"ludomobile"}
    assert page.menu("Ludomobile") is None


def test_spelling_when_switched_off_then_nothing_is_underlined(page: Page, qtbot: QtBot) -> None:
    typed(page.text, "Un acceuil ")
    assert underlined(page, qtbot, "acceuil")

    page.desk.preferences.update(spelling=False)
    assert underlined(page, qtbot)
    assert page.menu("acceuil") is None

    page.desk.preferences.update(spelling=True)
    assert underlined(page, qtbot, "acceuil")


def test_text_when_it_is_very_long_then_it_is_looked_at_piece_by_piece(
    page: Page, qtbot: QtBot
) -> None:
    page.text.setPlainText("\n".join(f"Un acceuil numéro {at} pour tous" for at in range(400)))

    qtbot.waitUntil(lambda: len(page.marks.words) == 400, timeout=20_000)
    page.text.moveCursor(QTextCursor.MoveOperation.Start)
    qtbot.keyClick(page.text, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(page.marks.words) == 400, timeout=20_000)
