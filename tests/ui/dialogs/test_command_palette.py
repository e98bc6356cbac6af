"""Ctrl+K: commands by a few letters, records, and why something cannot be done."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.app import plain
from tests.support.window import delete_what_is_due, press, shortcut, typed
from tests.ui.conftest import Settle
from ui.dialogs.command_palette import CommandPalette
from ui.dialogs.matching import score
from ui.main_window import MainWindow


@pytest.fixture
def palette(window: MainWindow, settle: Settle) -> Iterator[CommandPalette]:
    shortcut(window, "Ctrl+K")
    settle()
    made = next(top for top in QApplication.topLevelWidgets() if isinstance(top, CommandPalette))
    yield made
    for top in QApplication.topLevelWidgets():
        if isinstance(top, CommandPalette):
            top.close()
    delete_what_is_due()


def lines(palette: CommandPalette) -> list[str]:
    return [plain(result.title) for result in palette.list.results]


@pytest.mark.parametrize(
    ("letters", "command"),
    [
        ("apercu", "Aperçu et impression…"),
        ("SAUV", "Sauvegarder maintenant"),
        ("export act", "Exporter les actions…"),
        ("gloss", "Glossaire"),
        ("coul contr", "Couleurs très contrastées"),
        ("vrfr doss", "Vérifier le dossier…"),
        ("page terr", "Aller à la page Territoire"),
    ],
)
def test_command_when_a_few_letters_are_typed_then_it_comes_first(
    palette: CommandPalette, letters: str, command: str
) -> None:
    typed(palette.field, letters)

    assert lines(palette)[:2] == ["Commandes", command]


def test_commands_when_nothing_is_typed_then_all_are_there_and_those_that_serve_come_first(
    palette: CommandPalette,
) -> None:
    enabled = [result.is_enabled for result in palette.list.results if not result.is_head]

    assert len(enabled) > 35
    assert enabled == sorted(enabled, reverse=True)


def test_command_when_it_cannot_be_done_then_it_is_shown_and_says_why(
    palette: CommandPalette,
) -> None:
    typed(palette.field, "annuler")

    result = palette.list.results[1]
    assert (plain(result.title), plain(result.aside)) == ("Annuler", "Il n'y a rien à annuler")
    assert palette.list.current is None or palette.list.current.title != result.title


def test_command_when_it_has_keys_then_they_are_shown_in_french(palette: CommandPalette) -> None:
    typed(palette.field, "rechercher partout")

    assert palette.list.results[1].aside == "Ctrl+Maj+F"


def test_record_when_typed_then_it_is_found_after_the_commands(
    palette: CommandPalette, window: MainWindow, settle: Settle
) -> None:
    typed(palette.field, "hermant")
    settle()
    assert lines(palette) == ["Contacts et institutions", "Alexandre HERMANT"]

    press(palette.field, Qt.Key.Key_Return)
    settle()

    assert window.page is not None
    assert window.page.key == "contacts"


def test_words_when_nothing_answers_then_it_is_said(
    palette: CommandPalette, settle: Settle
) -> None:
    typed(palette.field, "zygomatique")
    settle()

    assert lines(palette) == []
    assert palette.note.startswith("Rien ne correspond")


def test_palette_when_escaped_then_nothing_is_done(
    palette: CommandPalette, window: MainWindow, settle: Settle
) -> None:
    typed(palette.field, "imprimer")
    press(palette.field, Qt.Key.Key_Escape)
    settle()

    assert window.page is not None
    assert window.page.key == "home"
    assert not [
        top
        for top in QApplication.topLevelWidgets()
        if isinstance(top, CommandPalette) and top.isVisible()
    ]


@pytest.mark.parametrize(
    ("typed_words", "better", "worse"),
    [
        ("imp", "Importer un référentiel", "Simplifier"),
        ("exp", "Exporter", "Inexpliqué"),
        ("vrf", "Vérifier", "Avarié fort"),
    ],
)
def test_match_when_it_begins_a_word_then_it_counts_more(
    typed_words: str, better: str, worse: str
) -> None:
    assert score(typed_words, better) > score(typed_words, worse)


def test_match_when_one_word_is_missing_then_it_is_none() -> None:
    assert score("exporter zygomatique", "Exporter les actions") == 0
