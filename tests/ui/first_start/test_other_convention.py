"""Another territory's convention, started in the window by doing what the help page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from ctg_desktop.domain.convention import Convention
from ctg_desktop.referentiel import schema
from tests.support.app import plain
from tests.support.program import Run
from tests.support.window import clicked, dialog, find, name_file, press, typed
from ui.dialogs.help import HelpWindow
from ui.dialogs.help_pages import page_text, page_title

TOPIC = "autre_convention"
COMMUNES = "fichier_communes"
WHO, WHICH = "1. Qui êtes-vous ?", "2. Quelle est votre structure ?"


@pytest.fixture
def run(qapp: QApplication) -> Iterator[Run]:
    made = Run()
    yield made
    made.end()


def says(run: Run, words: str) -> bool:
    labels = run.window.findChildren(QLabel)
    return any(plain(words) in plain(each.text()) for each in labels if each.isVisible())


def blocks() -> list[str]:
    """What the pages give to copy: the référentiel, then the communes."""
    return re.findall(r"(?s)```\n(.*?)```", page_text(TOPIC) + page_text(COMMUNES))


def test_page_when_read_then_it_names_every_block_and_column_there_is() -> None:
    text = page_text(TOPIC) + page_text(COMMUNES)
    tables = {table for table in schema.TABLES if table != schema.CONVENTION}
    columns = {"code_insee" if key == "insee" else key for key in _columns()}

    assert set(re.findall(r"\[\[(\w+)\]\]", text)) == tables
    table = text.partition("| colonne")[2].partition("Une cellule")[0]
    first_cells = re.findall(r"(?m)^\| (`.*?`) \|", table)
    assert set(re.findall(r"`(\w+)`", " ".join(first_cells))) == columns


def _columns() -> list[str]:
    return [key for key in schema.keys(schema.TABLES["territoires"]) if key != "type"]


def test_other_convention_when_the_help_page_is_followed_then_its_folder_opens(
    run: Run, tmp_path: Path
) -> None:
    referentiel, communes = blocks()[:2]
    file = tmp_path / "convention.toml"
    file.write_text(referentiel.replace("annee_fin = 2031", 'annee_fin = "2031"'), encoding="utf-8")
    run.begin(tmp_path / "neuf")
    assert says(run, "livrée avec le programme")

    clicked(find(run.window, "Comment écrire la sienne", QPushButton))
    page = dialog(HelpWindow)
    assert isinstance(page, HelpWindow)
    assert page.browser.accessibleDescription() == page_title(TOPIC)
    press(page, Qt.Key.Key_Escape)

    clicked(find(run.window, "Ma convention est une autre…", QPushButton))
    name_file(file)
    run.settle()
    assert says(run, "le fichier « communes_trois_vaux.csv » n’est pas à côté")
    (tmp_path / "communes_trois_vaux.csv").write_text(communes, encoding="utf-8")
    clicked(find(run.window, "Ma convention est une autre…", QPushButton))
    name_file(file)
    run.settle()
    assert says(run, "ligne 10, clé « annee_fin » : un nombre entier est attendu")

    file.write_text(referentiel, encoding="utf-8")
    clicked(find(run.window, "Ma convention est une autre…", QPushButton))
    name_file(file)
    run.settle()
    assert says(run, "« Convention des Trois-Vaux 2027-2031 », « convention.toml »")
    typed(find(run.window, WHO, QLineEdit), "Zoé")
    typed(find(run.window, WHICH, QLineEdit), "oeuf")
    press(find(run.window, WHICH, QLineEdit), Qt.Key.Key_Escape)
    clicked(find(run.window, "Commencer", QPushButton))
    run.settle()

    structure = run.desk.office.structure
    assert structure is not None
    assert structure.name == "Œuf-en-Vaux"
    found: list[Convention] = []
    run.desk.read(lambda uow: uow.rows(Convention)[0], found.append, owner=run.desk)
    run.settle()
    assert plain(found[0].title or "") == "Convention des Trois-Vaux 2027-2031"
