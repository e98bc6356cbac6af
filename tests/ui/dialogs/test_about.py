"""« À propos »: every delivered package, its licence, and what runs here."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QLabel,
    QPlainTextEdit,
    QTableWidget,
    QTabWidget,
    QTextBrowser,
    QWidget,
)
from shiboken6 import delete

from ctg_desktop.version import version
from tests.support.app import plain
from tests.support.window import clicked, clipboard_text, find
from tests.ui.conftest import Settle
from ui.desk import Desk
from ui.dialogs.about import DELIVERED, AboutDialog, delivered, licence_text

PINS = Path(__file__).parents[3] / "requirements.txt"


@pytest.fixture
def shown(desk: Desk, settle: Settle) -> Iterator[AboutDialog]:
    parent = QWidget()
    parent.resize(1200, 700)
    dialog = AboutDialog(desk, parent)
    dialog.open()
    settle()
    yield dialog
    delete(parent)


def test_packages_when_delivered_then_each_pin_is_told() -> None:
    pinned = re.findall(r"^([a-z0-9-]+)==", PINS.read_text(encoding="utf-8"), re.M)

    assert sorted(DELIVERED) == sorted(pinned)


def test_packages_when_installed_then_each_has_a_version_and_a_licence() -> None:
    found = delivered()
    everywhere = re.findall(r"^([a-z0-9-]+)==\S+ \\$", PINS.read_text(encoding="utf-8"), re.M)

    assert {package.name.lower().replace("_", "-") for package in found} >= set(everywhere)
    for package in found:
        assert package.version
        assert package.licence
        assert len(package.licence) < 80


@pytest.mark.parametrize("name", ["reportlab", "sqlalchemy", "pillow"])
def test_licence_when_chosen_then_its_text_is_there(name: str) -> None:
    assert re.search(r"copyright|permission|licen", licence_text(name), re.IGNORECASE)


def test_dialog_when_shown_then_it_tells_what_runs_and_where(
    shown: AboutDialog, desk: Desk
) -> None:
    words = " ".join(label.text() for label in shown.findChildren(QLabel))

    assert f"Version {version()}" in plain(words)
    assert str(desk.folder) in words
    for part in ("Python 3.", "Qt 6.", "SQLite 3."):
        assert part in words


def test_licences_when_walked_through_then_each_text_is_shown(shown: AboutDialog) -> None:
    tabs = shown.findChild(QTabWidget)
    assert isinstance(tabs, QTabWidget)
    tabs.setCurrentIndex(1)
    table = find(shown, "Logiciels livrés avec le programme", QTableWidget)
    text = find(shown, "Texte de la licence", QPlainTextEdit)

    seen = set()
    for at in range(table.rowCount()):
        table.setCurrentCell(at, 0)
        seen.add(text.toPlainText())

    assert table.rowCount() == len(delivered())
    assert len(seen) > 5


def test_data_when_asked_about_then_their_sources_and_licences_are_named(
    shown: AboutDialog,
) -> None:
    tabs = shown.findChild(QTabWidget)
    assert isinstance(tabs, QTabWidget)
    tabs.setCurrentIndex(2)
    page = find(shown, "Provenance des données", QTextBrowser).toPlainText()

    for source in ("INSEE", "DGCL", "La Poste", "IGN", "Licence Ouverte"):
        assert source in page


def test_versions_when_copied_then_whoever_helps_can_read_them(shown: AboutDialog) -> None:
    clicked(find(shown, "Copier les versions"))

    assert f"CTG Desktop {version()}" in clipboard_text()
    assert "reportlab" in clipboard_text()
