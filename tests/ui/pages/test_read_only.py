"""The pages of people and places in a folder that is opened for reading alone."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QToolButton

from ctg_desktop.bootstrap import SqliteStorage
from tests.support.app import Office
from tests.support.window import find, is_shown, settled
from ui.desk import Desk
from ui.pages.base import Page
from ui.pages.contacts.page import ContactsPage
from ui.pages.territoire.page import TerritoirePage


@pytest.fixture
def reader(qapp: object, office: Office) -> Iterator[Desk]:
    """The folder, open for reading alone."""
    made = Desk(SqliteStorage(), office.clock, office.folder)
    made.open(read_only=True)
    settled(lambda: made.is_busy)
    yield made
    made.stop()
    made.deleteLater()


@pytest.fixture
def show(reader: Desk) -> Iterator[Callable[[type[Page]], Page]]:
    """Show a page of the folder."""
    shown: list[Page] = []

    def make(kind: type[Page]) -> Page:
        page = kind(reader)
        page.resize(1200, 700)
        page.show()
        settled(lambda: reader.is_busy)
        shown.append(page)
        return page

    yield make
    for page in shown:
        page.close()
        page.deleteLater()


@pytest.mark.parametrize("folder", ["consolidator"], indirect=True)
def test_contacts_when_read_only_then_nothing_is_offered_that_would_be_refused(
    show: Callable[[type[Page]], Page],
) -> None:
    page = show(ContactsPage)

    for words in ("Nouveau contact", "Modifier", "Retirer", "Effacer cette personne…"):
        assert not is_shown(page, words), words
    assert is_shown(page, "Ce dossier est ouvert en lecture seule.")
    assert not find(page, "Favori", QToolButton).isEnabled()
    assert not {"new", "edit", "delete"} & page.commands().keys()


@pytest.mark.parametrize("folder", ["bethune"], indirect=True)
def test_territoire_when_read_only_then_nothing_is_offered_that_would_be_refused(
    show: Callable[[type[Page]], Page],
) -> None:
    page = show(TerritoirePage)

    assert not is_shown(page, "Modifier")
    assert is_shown(page, "Ce dossier est ouvert en lecture seule.")
    assert is_shown(page, "Imprimer la synthèse")
    assert "edit" not in page.commands()
