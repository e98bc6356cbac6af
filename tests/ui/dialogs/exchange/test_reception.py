"""« Recevoir »: what a file changes is shown with nothing written, then it is taken in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMimeData, QModelIndex, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton
from shiboken6 import delete

from ctg_desktop.domain.action import Action
from ctg_desktop.folder.exchanged_files import load
from tests.support.altered import altered
from tests.support.app import carried_out, plain
from tests.support.two_halls import WORDS, Exchange, made_exchange, titles
from tests.support.window import (
    chosen,
    clicked,
    dialog,
    find,
    is_shown,
    name_file,
    press,
    settled,
    typed,
)
from ui.desk import Desk
from ui.dialogs.exchange.reception import ReceptionDialog
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow

Settle = Callable[[], None]

_BOMB = {"enveloppes/000001.jsonl": {"octets": 2**40, "sha256": "00" * 32}}


@pytest.fixture(scope="session")
def exchange(
    bethune: Path, consolidator: Path, tmp_path_factory: pytest.TempPathFactory
) -> Exchange:
    return made_exchange(bethune, consolidator, tmp_path_factory.mktemp("échange"))


@pytest.fixture
def folder(exchange: Exchange) -> Path:
    return exchange.folder


def received(window: MainWindow, settle: Settle, *paths: Path) -> ReceptionDialog:
    """Open files as by a double click; return the dialog that shows them."""
    window.work.receive(paths)
    settle()
    shown = dialog(ReceptionDialog)
    assert isinstance(shown, ReceptionDialog)
    return shown


def words_of(shown: ReceptionDialog) -> str:
    labels = [each.text() for each in shown.findChildren(QLabel) if each.isVisible()]
    return plain("\n".join(labels))


def lines_of(shown: ReceptionDialog) -> dict[str, tuple[str, str]]:
    """Return the words of every line of the tree, with what stands before and after."""
    found: dict[str, tuple[str, str]] = {}

    def walk(parent: QModelIndex) -> None:
        model = shown.model
        for at in range(model.rowCount(parent)):
            cells = [model.index(at, column, parent) for column in range(3)]
            told = [plain(cell.data() or "") for cell in cells]
            found[told[0]] = told[1], told[2]
            walk(cells[0])

    walk(QModelIndex())
    return found


def read(desk: Desk, settle: Settle, job: Callable[..., Any]) -> Any:
    found: list[Any] = []
    desk.read(job, found.append, owner=desk)
    settle()
    return found[0]


def test_file_when_chosen_in_the_menu_then_it_is_shown_and_nothing_written_until_received(
    window: MainWindow, settle: Settle, exchange: Exchange, tmp_path: Path
) -> None:
    before = read(window.desk, settle, lambda uow: uow.state_hash())

    chosen(window.menuBar(), "Fichier", "Recevoir un fichier d’échange…")
    name_file(exchange.sent)
    settle()

    shown = dialog(ReceptionDialog)
    assert isinstance(shown, ReceptionDialog)
    lines = lines_of(shown)
    assert "1 fiche en conflit" in words_of(shown)
    assert lines["Constat"] == ("Écrit à Béthune", "≠ Écrit à l'agglomération")
    assert lines["Description"] == ("(vide)", "Ajouté")
    assert any(each.startswith("Ajoutée : Action – ") for each in lines)
    assert any(each.startswith("Retirée : Action – ") for each in lines)
    assert "déjà connue" in words_of(shown)
    assert read(window.desk, settle, lambda uow: uow.state_hash()) == before

    clicked(find(shown, "Recevoir", QPushButton))
    settle()
    assert words_of(shown).startswith("Reçu.")
    clicked(find(shown, "Enregistrer le compte rendu…", QPushButton))
    name_file(tmp_path / "compte rendu.pdf")
    settle()
    pages = PdfReader(tmp_path / "compte rendu.pdf").pages
    told = " ".join(plain(" ".join(page.extract_text() for page in pages)).split())
    assert "1 fiche en conflit" in told
    assert "En conflit : Écrit à l'agglomération" in told
    assert "envoi.ctg : de Camille Essai" in told
    clicked(find(shown, "Fermer", QPushButton))
    settle()

    assert read(window.desk, settle, titles) == {"Café des parents", "Forum des familles"}
    assert "attend votre choix" in plain(window.banner.text)
    copies = read(window.desk, settle, lambda uow: [each.reason for each in uow.backups()])
    assert "avant une reception" in copies
    (known,) = load(window.desk.office.folder).correspondents
    assert known.person == "Camille Essai"


def test_line_when_ticked_by_keyboard_then_our_value_is_given_back_in_one_gesture(
    window: MainWindow, settle: Settle, exchange: Exchange
) -> None:
    shown = received(window, settle, exchange.sent)
    ticked = []
    for at in range(200):
        if at:
            press(shown.tree, Qt.Key.Key_Down)
        index = shown.tree.currentIndex()
        if plain(index.data() or "") in ("Constat", "Corbeille") and index.data() not in ticked:
            ticked.append(index.data())
            press(shown.tree, Qt.Key.Key_Space)
    assert len(ticked) == 2

    press(shown.tree, Qt.Key.Key_Return)
    settle()

    assert "2 valeurs remises" in words_of(shown)
    press(shown, Qt.Key.Key_Escape)
    settle()
    rows = read(window.desk, settle, lambda uow: uow.rows(Action))
    found = {row.title: row for row in rows}
    assert set(found) == {"Café des parents", "Forum des familles", "À retirer"}
    assert found["Café des parents"].constat == "Écrit à Béthune"
    assert found["Café des parents"].description == "Ajouté"
    assert read(window.desk, settle, lambda uow: uow.conflicts()) == []


def test_files_when_some_cannot_be_received_then_these_are_named_and_the_others_shown(
    window: MainWindow, settle: Settle, exchange: Exchange, tmp_path: Path
) -> None:
    told = exchange.sent.read_bytes()
    (tmp_path / "coupe.ctg").write_bytes(told[: len(told) // 2])
    elsewhere = altered(told, lambda m: m["convention"].update(id="x"))
    (tmp_path / "ailleurs.ctg").write_bytes(elsewhere)

    paths = (tmp_path / "coupe.ctg", exchange.sent, tmp_path / "ailleurs.ctg")
    shown = received(window, settle, *paths)

    assert "« coupe.ctg »" in words_of(shown)
    assert "« ailleurs.ctg » vient d'une autre convention" in words_of(shown)
    assert "Forum des familles" in plain(" ".join(lines_of(shown)))
    press(shown.tree, Qt.Key.Key_Return)
    settle()
    press(shown, Qt.Key.Key_Escape)
    settle()
    assert "Forum des familles" in read(window.desk, settle, titles)


def test_file_when_dropped_behind_a_passphrase_then_it_is_asked_until_it_is_right(
    window: MainWindow, settle: Settle, exchange: Exchange
) -> None:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(exchange.hidden))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPointF(90, 90), copy, dropped, left, none)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(90, 90), copy, dropped, left, none))
    settle()
    shown = dialog(ReceptionDialog)
    assert isinstance(shown, ReceptionDialog)
    line = find(shown, "Phrase de passe", QLineEdit)

    typed(line, "autre chose\n")
    settle()
    assert "n'est pas celle" in words_of(shown)
    assert line.text() == "autre chose"
    line.selectAll()
    typed(line, f"{WORDS.upper()}\n")
    settle()

    assert "Forum des familles" in plain(" ".join(lines_of(shown)))
    only = find(shown, "Fiches montrées", QComboBox)
    only.setCurrentIndex(1)
    only.activated.emit(1)
    assert not any(each.startswith("Retirée") for each in lines_of(shown))
    press(shown, Qt.Key.Key_Escape)


def test_file_when_hostile_then_a_sentence_says_why_and_nothing_is_written(
    window: MainWindow, settle: Settle, exchange: Exchange, tmp_path: Path
) -> None:
    before = read(window.desk, settle, lambda uow: uow.state_hash())
    told = exchange.sent.read_bytes()
    hostile = {
        "vide.ctg": (b"", "abîmé"),
        "coupe.ctg": (told[: len(told) // 2], "abîmé"),
        "autre.ctg": (b"GIF89a" + told[6:], "abîmé"),
        "bombe.ctg": (altered(told, lambda m: m["membres"].update(_BOMB)), "abîmé"),
        "recent.ctg": (altered(told, lambda m: m.update(format=9, lecteur=9)), "plus récente"),
        "essai.ctg": (altered(told, lambda m: m.update(demonstration=True)), "démonstration"),
        "ailleurs.ctg": (altered(told, lambda m: m["convention"].update(id="x")), "autre conv"),
    }
    for name, (content, why) in hostile.items():
        path = tmp_path / name
        path.write_bytes(content)
        shown = received(window, settle, path)
        assert "Rien n'a été repris" in words_of(shown)
        assert f"« {name} »" in words_of(shown)
        assert why in words_of(shown)
        assert not is_shown(shown, "Recevoir")
        press(shown, Qt.Key.Key_Escape)
        settle()
    (tmp_path / "faux.ctg").write_bytes(
        altered(told, member=lambda each: each.replace(b"Ajout", b"Tromp"))
    )
    shown = received(window, settle, tmp_path / "faux.ctg")
    assert "Un envoi de Camille Essai est refusé" in words_of(shown)
    assert not any("Tromp" in each for pair in lines_of(shown).values() for each in pair)
    press(shown, Qt.Key.Key_Escape)
    shown = received(window, settle, tmp_path / "absent.ctg")
    assert "n'existe pas" in words_of(shown)
    shutil.copy(exchange.sent, tmp_path / "bon.ctg")
    waiting = {"bon.ctg": "« bon.ctg » sera montré", "coupe.ctg": "2 fichiers d'échange seront"}
    for name, told_so in waiting.items():  # two double clicks while a dialog is in the way
        window.work.receive([tmp_path / name])
        assert told_so in plain(window.banner.text)
    press(shown, Qt.Key.Key_Escape)
    settle()
    assert not window.banner.text
    shown = dialog(ReceptionDialog)  # type: ignore[assignment] # of that very kind
    assert "« coupe.ctg »" in words_of(shown)
    press(shown, Qt.Key.Key_Escape)
    settle()

    assert read(window.desk, settle, lambda uow: uow.state_hash()) == before


def test_file_when_dropped_on_a_window_that_only_reads_then_it_says_so_and_offers_nothing(
    closed_desk: Desk, exchange: Exchange
) -> None:
    window = MainWindow(closed_desk)
    window.show()
    closed_desk.open(read_only=True)
    settled(lambda: closed_desk.is_busy)

    shown = received(window, lambda: settled(lambda: closed_desk.is_busy), exchange.sent)

    assert "en lecture seule" in words_of(shown)
    assert not is_shown(shown, "Recevoir")
    press(shown, Qt.Key.Key_Escape)
    window.close()
    settled(lambda: closed_desk.is_busy)
    delete(window)


def test_teams_when_reunited_in_the_window_then_what_the_other_wrote_counts(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    carried_out(
        tmp_path / "autre",
        ("initialiser", "--structure", "62178", "--personne", "Alix Essai"),
        ("echange", "inviter", "--sortie", str(tmp_path / "invitation.ctg")),
        ("action", "creer", "--intitule", "Écrite ailleurs", "--ambition", "3"),
        ("echange", "envoyer", "--sortie", str(tmp_path / "autre.ctg")),
    )

    shown = received(window, settle, tmp_path / "autre.ctg")
    assert "d'une autre équipe de la même convention" in words_of(shown)
    assert not any("Écrite ailleurs" in each for each in lines_of(shown))
    clicked(find(shown, "Réunir les deux équipes…", QPushButton))
    settle()
    clicked(find(dialog(QuestionDialog), "Réunir", QPushButton))
    settle()

    assert "compte maintenant ici" in words_of(shown)
    assert any("Écrite ailleurs" in each for each in lines_of(shown))
    shown.reject()
    settle()
