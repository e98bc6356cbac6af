"""« Envoyer un fichier »: complete or only what is new, open or behind a passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QLineEdit, QPushButton, QRadioButton

from ctg_desktop.exchange.ctg_file import PassphraseNeededError, open_file
from ctg_desktop.folder.exchanged_files import Correspondent, load, note_correspondents
from tests.support.app import Office, new_action, plain
from tests.support.two_halls import with_quick_words
from tests.support.window import chosen, clicked, dialog, find, is_shown, name_file, press
from ui.dialogs.exchange.sending import SendingDialog
from ui.main_window import MainWindow
from ui.pages.exchanges.journal_panel import JournalSection

Settle = Callable[[], None]


@pytest.fixture
def office(bethune: Path, tmp_path: Path) -> Office:
    office = Office.copied(bethune, tmp_path / "dossier")
    with office.open() as uow:
        new_action(uow, "Café des parents")
        new_action(uow, "Réservée", confidential=True)
        known = uow.known()
        new_action(uow, "Depuis")
    heard = Correspondent("00" * 32, "Dominique Essai", "Bruay-la-Buissière", 1, known)
    note_correspondents(office.folder, (heard,))
    return office


def written(shown: QDialog, settle: Settle, path: Path) -> None:
    clicked(find(shown, "Enregistrer le fichier…", QPushButton))
    name_file(path)
    settle()


def labels(shown: QDialog) -> str:
    return plain(" ".join(each.text() for each in shown.findChildren(QLabel) if each.isVisible()))


def changes_in(path: Path, words: str = "") -> int:
    with open_file(path, words) as file:
        return file.manifest.changes


def test_file_when_sent_from_the_menu_then_it_is_complete_or_new_or_hidden_as_was_chosen(
    window: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_quick_words(monkeypatch)
    monkeypatch.setattr("ui.dialogs.exchange.sending.GREAT_BYTES", 1)  # a small file is great
    window.do("page:exchanges")
    settle()
    chosen(window.menuBar(), "Fichier", "Envoyer un fichier d’échange…")
    settle()
    shown = dialog(SendingDialog)
    written(shown, settle, tmp_path / "tout.ctg")
    assert "tout.ctg" in labels(shown)
    assert is_shown(shown, "Ouvrir le dossier")

    new = "Seulement ce qui est nouveau depuis le dernier fichier de :"
    assert "Beaucoup de messageries refusent" in labels(shown)
    assert find(shown, new, QRadioButton).isChecked()
    written(shown, settle, tmp_path / "nouveau.ctg")
    assert 0 < changes_in(tmp_path / "nouveau.ctg") < changes_in(tmp_path / "tout.ctg")

    clicked(find(shown, "Tout : rien ne peut y manquer (conseillé)", QRadioButton))
    asked = "Avec le contenu : 1 action confidentielle (phrase de passe exigée)"
    clicked(find(shown, asked, QCheckBox))
    assert not find(shown, "Protéger par une phrase de passe", QCheckBox).isEnabled()
    line = find(shown, "Phrase de passe", QLineEdit)
    words = line.text()
    assert len(words.split()) == 6
    line.setText("court")
    clicked(find(shown, "Enregistrer le fichier…", QPushButton))
    settle()
    assert "trop courte" in labels(shown)
    assert line.text() == "court"
    line.setText(words)
    written(shown, settle, tmp_path / "protege.ctg")
    with pytest.raises(PassphraseNeededError):
        open_file(tmp_path / "protege.ctg")
    with open_file(tmp_path / "protege.ctg", words) as file:
        assert "Réservée" in repr(tuple(file.parcel().envelopes))
    with open_file(tmp_path / "tout.ctg") as file:
        assert "Réservée" not in repr(tuple(file.parcel().envelopes))

    written(shown, settle, tmp_path / "absent" / "x.ctg")
    assert find(shown, "Enregistrer le fichier…", QPushButton).isEnabled()
    press(shown, Qt.Key.Key_Escape)
    settle()
    sent = load(window.desk.office.folder).sent
    assert [Path(each.path).name for each in sent] == ["protege.ctg", "nouveau.ctg", "tout.ctg"]
    journal = window.findChild(JournalSection)
    assert isinstance(journal, JournalSection)
    assert journal.table.model().rowCount() == 3
