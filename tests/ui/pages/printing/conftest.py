"""The printing page on a folder with a few actions, and what a person reads on it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from ctg_desktop.domain.action import SuiviNote
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.people import Contact
from ctg_desktop.services import rows
from tests.support.app import TODAY, Office, new_action, plain
from tests.support.window import delete_what_is_due, press, retyped
from ui.desk import Desk
from ui.pages.printing.page import PrintingPage


@pytest.fixture(scope="session")
def planned(bethune: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Béthune with an action in progress that has a note, an idea, and a confidential one."""
    office = Office.copied(bethune, tmp_path_factory.mktemp("planned") / "d")
    with office.open() as uow:
        cafe = new_action(uow, "Café des parents", status=Status.EN_COURS)
        note = {"action": cafe.id, "text": "Une note à imprimer.", "noted_on": TODAY}
        rows.add(uow, SuiviNote.TYPE, note, TODAY)
        new_action(uow, "Ludothèque", status=Status.IDEE)
        new_action(uow, "Affaire discrète", status=Status.EN_COURS, confidential=True)
        local = {"given_name": "Lou", "family_name": "Exemple", "source": "Mairie"}
        rows.add(uow, Contact.TYPE, local, TODAY)
    return office.folder


@pytest.fixture
def folder(planned: Path) -> Path:
    """The folder that `desk` copies."""
    return planned


@dataclass
class Screen:
    """The page, and short words for what a person does and reads there."""

    page: PrintingPage
    settle: Callable[[], None]

    @property
    def text(self) -> str:
        """The text of all the pages of the preview."""
        pages = self.page.preview.pages
        words = " ".join(pages.page_text(at) for at in range(pages.page_count))
        return " ".join(plain(words.replace("\ufffe", "")).split())

    @property
    def told(self) -> str:
        """The sentence about what came of it."""
        return plain(self.page.outcome.text)


@pytest.fixture
def screen(desk: Desk, settle: Callable[[], None]) -> Iterator[Screen]:
    """The page on screen, with its first preview."""
    page = PrintingPage(desk)
    page.resize(1100, 700)
    page.show()
    settle()
    yield Screen(page, settle)
    settle()
    page.close()
    page.deleteLater()
    delete_what_is_due()


def text_of(path: Path) -> str:
    """Return the words of a PDF, apart by single spaces."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages]
    return " ".join(plain(" ".join(pages)).split())


def answer(screen: Screen, path: Path) -> None:
    """Type a path into the file dialog that is open, and accept it."""
    dialog = next(
        top
        for top in QApplication.topLevelWidgets()
        if isinstance(top, QFileDialog) and top.isVisible()
    )
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    retyped(field, str(path))
    press(field, Qt.Key.Key_Return)
    screen.settle()
