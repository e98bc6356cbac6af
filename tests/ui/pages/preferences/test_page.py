"""The settings as a person changes them: saved at once, with a word, and kept."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from ctg_desktop.domain.changes import Changes
from ctg_desktop.folder.settings import Settings, load
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.conventions import signing_institutions
from tests.support.alone import read
from tests.support.app import Office, new_action, plain
from tests.support.window import clicked, find, is_shown, press, retyped, shortcut, typed
from tests.ui.conftest import Settle
from ui.desk import Desk
from ui.pages.preferences.page import PreferencesPage


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> Iterator[PreferencesPage]:
    made = PreferencesPage(desk)
    made.resize(1000, 1800)
    made.show()
    settle()
    yield made
    made.flush()
    settle()
    made.close()
    made.deleteLater()


def picture(path: Path) -> Path:
    """Write a PNG of 4 × 2 points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        told = kind + data
        return struct.pack(">I", len(data)) + told + struct.pack(">I", zlib.crc32(told))

    rows = b"".join(b"\0" + b"\x16\x56\x6b" * 4 for _ in range(2))
    head = struct.pack(">IIBBBBB", 4, 2, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return path


def test_name_when_changed_then_it_signs_what_follows(
    page: PreferencesPage, desk: Desk, settle: Settle
) -> None:
    assert page.who.name.line.text() == "Camille Essai"

    retyped(page.who.name.line, "Camille  Dœuvre")
    press(page.who.name.line, Qt.Key.Key_Return)
    settle()

    assert page.who.name.line.text() == "Camille Dœuvre"
    assert page.who.name.note == "Enregistré"
    assert desk.office.installation.person == "Camille Dœuvre"
    authors: list[str] = []

    def note(uow: UnitOfWork) -> tuple[str, Changes]:
        new_action(uow)
        return next(each.author for each in uow.recent(9) if "Camille" in each.author), Changes()

    desk.write(note, authors.append, owner=page)
    settle()
    assert authors == ["Camille Dœuvre"]


def test_name_when_it_is_emptied_then_the_field_says_so_and_nothing_is_lost(
    page: PreferencesPage, desk: Desk, settle: Settle
) -> None:
    retyped(page.who.name.line, "   ")
    press(page.who.name.line, Qt.Key.Key_Return)
    settle()

    assert "attend un nom" in plain(page.who.name.note)
    assert page.is_pending()
    assert desk.office.installation.person == "Camille Essai"
    retyped(page.who.name.line, "Zoé")
    page.flush()
    settle()
    assert not page.is_pending()


def test_name_when_typed_then_it_is_saved_two_seconds_after_the_last_key(
    page: PreferencesPage, desk: Desk, qtbot: QtBot
) -> None:
    retyped(page.who.name.line, "Zoé Lefèvre")

    qtbot.waitUntil(lambda: desk.office.installation.person == "Zoé Lefèvre", timeout=4000)


def test_structure_when_nothing_was_noted_then_it_changes(
    page: PreferencesPage, desk: Desk, settle: Settle, qtbot: QtBot
) -> None:
    structure = find(page, "Votre structure", QComboBox)
    assert structure.isEnabled()

    with qtbot.waitSignal(desk.folder_asked) as asked:
        structure.setFocus()
        typed(structure, "Bruay")
        structure.activated.emit(structure.currentIndex())

    assert asked.args == [desk.folder]
    found: list[str | None] = []
    desk.read(lambda uow: uow.installation.structure, found.append, owner=page)
    settle()
    assert found == [structure.currentData()]
    assert structure.currentText() == "Bruay-la-Buissière"


@pytest.mark.parametrize("folder", ["typical"], indirect=True)
def test_structure_when_something_was_noted_then_it_says_why_it_stays(
    page: PreferencesPage,
) -> None:
    structure = find(page, "Votre structure", QComboBox)

    assert not structure.isEnabled()
    assert structure.currentText() == "Béthune"
    assert "créez un autre dossier" in structure.accessibleDescription()


def test_printed_name_when_changed_then_documents_get_it(
    page: PreferencesPage, desk: Desk, settle: Settle
) -> None:
    retyped(page.printed.name.line, "Ville de Béthune")
    press(page.printed.name.line, Qt.Key.Key_Tab)
    settle()

    assert load(desk.folder).structure_name == "Ville de Béthune"
    assert page.printed.name.note == "Enregistré"
    retyped(page.printed.name.line, "x" * 121)
    page.flush()
    settle()
    assert "120 signes" in page.printed.name.note
    assert load(desk.folder).structure_name == "Ville de Béthune"


def test_logo_when_chosen_then_it_is_previewed_and_can_be_removed(
    page: PreferencesPage, desk: Desk, settle: Settle, tmp_path: Path
) -> None:
    logo = picture(tmp_path / "logo d’été.png")

    page.printed.choose_logo(logo)
    settle()

    assert load(desk.folder).logo == logo
    assert is_shown(page, "Aperçu du logo")
    clicked(find(page, "Retirer le logo", QPushButton))
    settle()
    assert load(desk.folder) == Settings()
    assert not is_shown(page, "Aperçu du logo")


def test_logo_when_it_is_no_picture_then_it_says_so_and_the_former_stays(
    page: PreferencesPage, desk: Desk, settle: Settle, tmp_path: Path
) -> None:
    logo = picture(tmp_path / "logo.png")
    page.printed.choose_logo(logo)
    settle()
    (tmp_path / "faux.png").write_text("pas une image")

    page.printed.choose_logo(tmp_path / "faux.png")
    settle()

    assert "ne peut pas être lu" in plain(page.printed.logo_note.text())
    assert load(desk.folder).logo == logo


def test_signatory_logo_when_chosen_then_it_is_kept_and_what_will_not_be_seen_is_said(
    page: PreferencesPage, desk: Desk, settle: Settle, tmp_path: Path
) -> None:
    names = read(desk, signing_institutions)
    caf = next(key for key, name in names.items() if name.startswith("Caisse"))
    logo = tmp_path / "caf.png"
    for colour, said in (((0, 90, 0, 90), "fond transparent"), ((255, 255, 255, 200), "blanc")):
        image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
        image.paste(colour, (5, 5, 30, 35))
        image.save(logo)
        page.printed.choose_logo(logo, caf)
        settle()
        assert said in page.printed.signatory_note(caf).text()

    assert load(desk.folder).signatory_logos == {caf: logo}
    assert is_shown(page, f"Aperçu du logo de {names[caf]}")
    logo.unlink()
    page.refresh()
    settle()
    assert "n'est plus là" in plain(page.printed.signatory_note(caf).text())
    clicked(find(page, f"Retirer le logo de {names[caf]}", QPushButton))
    settle()
    assert load(desk.folder) == Settings()


def test_look_when_chosen_then_it_is_preferred_at_once(
    page: PreferencesPage, desk: Desk, qtbot: QtBot
) -> None:
    clicked(find(page, "Couleurs : sombres", QRadioButton))
    assert desk.preferences.value.theme == "sombre"

    page.look.slider.setFocus()
    press(page.look.slider, Qt.Key.Key_Right)
    press(page.look.slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: desk.preferences.value.text_percent == 120)

    clicked(find(page, "Taille normale", QPushButton))
    assert desk.preferences.value.text_percent == 100
    assert page.look.slider.value() == 10


def test_copies_when_one_is_made_then_it_is_listed_checked_and_brought_over(
    page: PreferencesPage, desk: Desk, settle: Settle, tmp_path: Path
) -> None:
    second = tmp_path / "clé"
    second.mkdir()
    page.folders.set_second(second)
    settle()
    assert load(desk.folder).second_backups == second

    clicked(find(page, "Sauvegarder maintenant", QPushButton))
    settle()
    model = page.copies.table.rows
    assert model.rowCount() == 1
    assert model.text_at(0, 1) == "à la demande"

    clicked(find(page, "Vérifier ces copies", QPushButton))
    settle()
    assert page.copies.result.text() == "La copie est en bon état."

    clicked(find(page, "Ne plus utiliser le second dossier", QPushButton))
    settle()
    assert load(desk.folder).second_backups is None


def test_copies_when_one_is_damaged_then_it_is_named(
    page: PreferencesPage, desk: Desk, settle: Settle
) -> None:
    clicked(find(page, "Sauvegarder maintenant", QPushButton))
    settle()
    copy = next((desk.folder / "sauvegardes").glob("ctg_*"))
    damaged = bytearray(copy.read_bytes())
    damaged[40_000:44_000] = b"\xff" * 4_000
    copy.write_bytes(bytes(damaged))

    clicked(find(page, "Vérifier ces copies", QPushButton))
    settle()

    assert copy.name in page.copies.result.text()


def test_page_when_the_folder_is_read_only_then_what_is_its_own_cannot_change(
    qtbot: QtBot, office: Office, settle: Settle, desk: Desk
) -> None:
    desk.close()
    settle()
    desk.open(read_only=True)
    settle()
    made = PreferencesPage(desk)
    made.resize(1000, 1800)
    made.show()
    settle()

    assert made.who.name.line.isReadOnly()
    assert made.printed.name.line.isReadOnly()
    second = "Choisir le second dossier des sauvegardes"
    for name in ("Choisir un logo…", "Sauvegarder maintenant", second):
        assert not find(made, name, QPushButton).isEnabled()
    assert not find(made, "Votre structure", QComboBox).isEnabled()
    assert find(made, "Couleurs : sombres", QRadioButton).isEnabled()
    shortcut(made, "Tab")
    made.close()
    made.deleteLater()
