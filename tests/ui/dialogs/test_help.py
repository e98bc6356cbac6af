"""The help: the right page, links that lead somewhere, words that are explained."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import delete

import resources
from ctg_desktop.typography import typeset
from tests.support.app import plain
from tests.support.window import clicked, find, press, shortcut, typed
from ui.command_list import COMMANDS
from ui.dialogs import help_pages
from ui.dialogs.help import HelpWindow
from ui.pages import every_page

every_topic = pytest.mark.parametrize("topic", help_pages.ORDER)


@pytest.fixture
def help_window(qapp: QApplication) -> Iterator[HelpWindow]:
    parent = QWidget()
    parent.resize(1200, 700)
    yield HelpWindow(parent)
    delete(parent)


# --- what is written --------------------------------------------------------------------


def test_pages_when_listed_then_they_are_all_the_files() -> None:
    files = {path.stem for path in resources.path("help").glob("*.md")}

    assert set(help_pages.ORDER) == files


@every_topic
def test_links_when_followed_then_each_leads_to_a_page_or_a_web_address(topic: str) -> None:
    for link in help_pages.links(topic):
        if not link.startswith("https://"):
            assert link.removesuffix(".md") in help_pages.ORDER


@every_topic
def test_acronyms_when_used_then_the_glossary_explains_them(topic: str) -> None:
    explained = set(re.findall(r"^\| ([A-Z]+) \|", help_pages.page_text("glossaire"), re.M))
    without_code = re.sub(r"```.*?```|`[^`]*`", "", help_pages.page_text(topic), flags=re.S)
    used = set(re.findall(r"\b[A-Z]{2,}\b", without_code))

    assert used - explained <= {"MIT", "SIL", "BANATIC", "GEOJSON"}


@every_topic
def test_page_when_read_then_its_french_is_well_set(topic: str) -> None:
    code = r"!\[|```.*?```|`[^`]*`|\]\([^)]*\)"
    text = re.sub(code, "x", help_pages.page_text(topic), flags=re.S).replace("*", "")

    for part in re.split(r"[|\n]", text):
        words = part.strip(" ")
        assert typeset(words) == words


@every_topic
def test_page_when_read_then_it_has_one_title_and_is_short(topic: str) -> None:
    text = help_pages.page_text(topic)

    assert text.startswith("# ")
    assert len(re.findall(r"^# ", text, re.M)) == 1
    if topic not in ("raccourcis", "glossaire"):
        assert len(text) < 3500


def test_shortcuts_when_read_then_they_are_those_of_the_commands() -> None:
    text = plain(help_pages.page_text("raccourcis"))

    for spec in COMMANDS:
        if spec.shortcut:
            assert plain(spec.words.rstrip("…")) in text
    assert "| Mettre à la corbeille | Suppr |" in text
    assert "| Rechercher partout | Ctrl+Maj+F |" in text
    assert "Ctrl+1" in text


def test_topics_of_the_pages_when_asked_for_then_they_exist() -> None:
    for spec in every_page():
        assert spec.load().help_topic in help_pages.ORDER, spec.key


def test_words_when_searched_then_accents_and_endings_do_not_count() -> None:
    found = [page.topic for page in help_pages.pages("DELIBER")]

    assert "territoire" in found
    assert len(found) < len(help_pages.ORDER)


# --- the window -------------------------------------------------------------------------


def test_page_when_shown_then_it_is_set_and_marked_in_the_contents(
    help_window: HelpWindow,
) -> None:
    help_window.show_topic("actions")

    assert "La liste des actions locales" in help_window.browser.toPlainText()
    current = help_window.contents.currentItem()
    assert current is not None
    assert current.text() == "Actions"


def test_link_when_clicked_then_its_page_comes_and_back_returns(help_window: HelpWindow) -> None:
    help_window.show_topic("actions")
    help_window.browser.anchorClicked.emit(QUrl("fiche.md"))
    assert help_window.topic == "fiche"

    clicked(find(help_window, "Page d'aide précédente"))

    assert help_window.topic == "actions"
    assert not help_window.back.isEnabled()


def test_link_when_reached_by_the_keyboard_then_enter_follows_it(help_window: HelpWindow) -> None:
    help_window.show_topic("accueil")

    press(help_window.browser, Qt.Key.Key_Tab)
    press(help_window.browser, Qt.Key.Key_Return)

    assert help_window.topic == "fiche"


def test_search_when_typed_then_only_pages_with_the_words_are_listed(
    help_window: HelpWindow,
) -> None:
    help_window.show_topic("premiers_pas")
    everything = help_window.contents.count()

    typed(help_window.search, "vcard")
    listed = [help_window.contents.item(at).text() for at in range(help_window.contents.count())]
    press(help_window.search, Qt.Key.Key_Return)

    assert 0 < len(listed) < everything
    assert "Contacts" in listed
    assert help_window.topic == "contacts"


def test_search_when_nothing_is_found_then_it_is_said(help_window: HelpWindow) -> None:
    help_window.show_topic("premiers_pas")

    typed(help_window.search, "zygomatique")

    assert help_window.contents.count() == 0
    assert help_window.nothing.isVisible()


def test_contents_when_walked_by_arrows_then_the_page_follows(help_window: HelpWindow) -> None:
    help_window.show_topic("premiers_pas")

    press(help_window.contents, Qt.Key.Key_Down)

    assert help_window.topic == "accueil"


def test_glossary_when_asked_for_then_it_comes(help_window: HelpWindow) -> None:
    help_window.show_topic("actions")

    clicked(find(help_window, "Glossaire des mots et des sigles"))

    assert "Caisse d’allocations familiales" in help_window.browser.toPlainText()


def test_keys_when_pressed_then_they_search_and_go_back(help_window: HelpWindow) -> None:
    help_window.show_topic("actions")
    help_window.show_topic("fiche")

    shortcut(help_window, "Alt+Left")
    assert help_window.topic == "actions"
    shortcut(help_window, "Ctrl+F")

    assert help_window.search.hasFocus()
