"""Joining: from a double click on an invitation to the first action, and what else one may mean."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ctg_desktop.exchange.file_sending import Sending, send_file
from ctg_desktop.exchange.invitations import INVITATION_NAME, read_invitation
from ctg_desktop.exchange.relays import choose, prepare, share_of, synchronise
from ctg_desktop.folder.relay_memory import load
from ctg_desktop.paths import DataFolder, usual_folder
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.typography import counted
from tests.support.app import NOON, Office, new_action, plain
from tests.support.folders import held_elsewhere
from tests.support.program import Run
from tests.support.two_halls import titles
from tests.support.window import clicked, dialog, find, is_shown, name_file, press, typed
from tests.ui.test_single_instance import ended, started
from ui.dialogs.exchange.reception import ReceptionDialog

WHO, WHICH = "1. Qui êtes-vous ?", "2. Quelle est votre structure ?"


@pytest.fixture(scope="module")
def relay(consolidator: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A common folder in which the agglomeration laid its invitation and an action."""
    place = tmp_path_factory.mktemp("commun")
    office = Office.copied(consolidator, tmp_path_factory.mktemp("agglo") / "dossier")
    with office.open() as uow:
        prepare(uow, place, share_of(uow, NOON))
        choose(uow, office.folder, place)
        new_action(uow, "Forum des familles")
        synchronise(uow, office.folder, share_of(uow, NOON))
        send_file(uow, place.with_name("envoi.ctg"), NOON, Sending())
    return place


def received(uow: UnitOfWork) -> int:
    """Count the changes of everybody else."""
    return sum(uow.known().values()) - uow.known().get(uow.installation.incarnation, 0)


def text_of(shown: object) -> str:
    assert isinstance(shown, ReceptionDialog)
    return plain(" ".join(each.text() for each in shown.findChildren(QLabel) if each.isVisible()))


def test_newcomer_when_an_invitation_is_double_clicked_then_four_gestures_are_enough(
    run: Run, relay: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    run.begin(tmp_path / "neuf", exchange=relay / INVITATION_NAME)  # first gesture

    typed(find(run.window, WHO, QLineEdit), "Dominique Essai\n")  # second
    typed(find(run.window, WHICH, QLineEdit), "Bruay-la-Buissière\n")  # third
    joining = find(run.window, "Rejoindre", QPushButton)
    assert joining.hasFocus()
    press(joining, Qt.Key.Key_Return)  # fourth
    run.settle()

    office = run.desk.office
    assert office.structure is not None
    assert office.structure.name == "Bruay-la-Buissière"
    assert office.installation.person == "Dominique Essai"
    assert load(office.folder).address == str(relay)
    found: list[tuple[set[str], int]] = []
    run.desk.read(lambda uow: (titles(uow), received(uow)), found.append, owner=run.desk)
    run.settle()
    assert found[0][0] == {"Forum des familles"}
    came = plain(counted(found[0][1], "modification reçue", "modifications reçues"))
    assert f"Vous avez rejoint vos collègues. {came}" in plain(run.window.banner.text)
    assert run.window.page is not None

    assert ended(started(office.folder, relay / INVITATION_NAME), qtbot) == "second\n"
    run.settle()
    assert "participe déjà" in text_of(dialog(ReceptionDialog))
    press(dialog(ReceptionDialog), Qt.Key.Key_Escape)
    run.close()


def test_first_start_when_an_invitation_is_chosen_then_its_structures_are_asked_for(
    run: Run, relay: Path, tmp_path: Path
) -> None:
    (tmp_path / "abîmé.ctg").write_bytes(b"PK")
    run.begin(tmp_path / "neuf", exchange=tmp_path / "abîmé.ctg")
    assert "n'est pas un fichier d'échange" in plain(run.window.banner.text)
    clicked(find(run.window, "J’ai reçu une invitation…", QPushButton))
    name_file(relay.with_name("envoi.ctg"))
    run.settle()
    assert "n'est pas une invitation, mais un envoi" in plain(run.window.banner.text)
    typed(find(run.window, WHO, QLineEdit), "Dominique")

    clicked(find(run.window, "J’ai reçu une invitation…", QPushButton))
    name_file(relay / INVITATION_NAME)
    run.settle()
    assert find(run.window, WHO, QLineEdit).text() == "Dominique"
    typed(find(run.window, WHICH, QLineEdit), "Arras\n")
    clicked(find(run.window, "Rejoindre", QPushButton))
    run.settle()
    assert not run.desk.is_open

    clicked(find(run.window, "Commencer sans cette invitation", QPushButton))
    run.settle()
    assert find(run.window, "Commencer", QPushButton).isEnabled()
    run.close()


def test_invitation_when_copied_among_downloads_then_these_are_no_relay(
    relay: Path, tmp_path: Path
) -> None:
    copied = tmp_path / INVITATION_NAME
    shutil.copy(relay / INVITATION_NAME, copied)
    seen_from_elsewhere = tmp_path / "monté"
    shutil.copytree(relay, seen_from_elsewhere)

    assert read_invitation(copied).relay == relay
    assert read_invitation(seen_from_elsewhere / INVITATION_NAME).relay == seen_from_elsewhere
    assert read_invitation(seen_from_elsewhere).relay == seen_from_elsewhere
    assert len(read_invitation(copied).structures) > 100


def test_folder_when_somebody_works_in_it_then_joining_makes_another_one(
    run: Run, relay: Path, bethune: Path, tmp_path: Path
) -> None:
    folder = Office.copied(bethune, tmp_path / "dossier").folder
    with held_elsewhere(DataFolder(folder)):
        run.begin(folder)

        clicked(find(run.window, "Rejoindre par une invitation…", QPushButton))
        name_file(relay / INVITATION_NAME)
        run.settle()

        assert find(run.window, "Rejoindre", QPushButton)
        assert not is_shown(run.window, "Ma convention est une autre…")
        assert run.desk.folder == usual_folder()
        run.close()


def test_invitation_when_a_folder_works_alone_then_it_joins_by_one_click(
    run: Run, relay: Path, bethune: Path, tmp_path: Path
) -> None:
    folder = Office.copied(bethune, tmp_path / "dossier").folder

    run.begin(folder, exchange=relay / INVITATION_NAME)
    shown = dialog(ReceptionDialog)
    assert "Rejoindre" in text_of(shown)
    clicked(find(shown, "Rejoindre", QPushButton))
    run.settle()

    assert load(folder).address == str(relay)
    assert "modifications reçues" in plain(run.window.banner.text)
    run.close()
