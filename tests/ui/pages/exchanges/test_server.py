"""A window that exchanges through a PostgreSQL server, as a person sets it up and uses it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from ctg_desktop.exchange.relays import choose, invite_to, prepare, share_of, synchronise
from ctg_desktop.folder.relay_memory import load
from tests.support.app import AGGLOMERATION, NOON, Office, carried_out, new_action, plain
from tests.support.exchanging import exchanging
from tests.support.postgres import SECRET, Cluster, cluster
from tests.support.program import Run
from tests.support.sites import TurnedClock
from tests.support.two_halls import titles
from tests.support.window import clicked, dialog, find, is_shown, typed
from ui.dialogs.exchange.server import SecretDialog, ServerDialog
from ui.dialogs.question import QuestionDialog
from ui.pages.exchanges.relay_panel import RelaySection
from ui.relay_keeper import RelayKeeper

HIDDEN = "Mot de passe (ne s’affiche pas)"

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def server() -> Cluster:
    return cluster()


def said(part: QWidget) -> str:
    labels = part.findChildren(QLabel)
    return " ".join(plain(label.text()) for label in labels if label.isVisible())


def test_window_when_a_server_is_chosen_then_its_password_is_asked_once_per_start_and_kept_nowhere(
    server: Cluster, tmp_path: Path
) -> None:
    place, folder = server.prepared(), Office(tmp_path / "agglomération", AGGLOMERATION).folder
    with exchanging(folder, TurnedClock(NOON)) as here:
        here.press("Choisir un serveur…")
        asked = dialog(ServerDialog)
        address, password = (find(asked, name) for name in ("Adresse du serveur", HIDDEN))
        assert isinstance(password, QLineEdit)
        typed(address, place.text.replace("@", ":secret@"))
        clicked(find(asked, "Choisir"))
        assert "ne contient pas de mot de passe" in said(asked)
        assert isinstance(address, QLineEdit)
        address.setText(f"{place.text}?sslrootcert={server.file()}")
        clicked(find(asked, "Choisir"))
        assert f"Le mot de passe de {place.role} manque" in said(asked)
        typed(password, "faux")
        assert password.displayText() != "faux"
        here.answer(ServerDialog, "Choisir")
        assert load(folder).address == ""
        here.press("Choisir un serveur…")
        asked = dialog(ServerDialog)
        address, password = (find(asked, name) for name in ("Adresse du serveur", HIDDEN))
        assert isinstance(address, QLineEdit)
        address.setText(f"{place.text}?sslrootcert={server.file()}")
        typed(password, SECRET)
        here.answer(ServerDialog, "Choisir")
        here.answer(QuestionDialog, "En faire un relais")
        assert load(folder).address == place.text
        here.write("Écrite à l’agglomération")
        here.exchange()
        assert "tout est envoyé" in plain(here.section(RelaySection).state.text())
    with exchanging(folder, TurnedClock(NOON)) as again:
        again.write("Écrite depuis")
        again.exchange()
        assert "demande son mot de passe" in plain(again.warnings[-1])
        again.press("Donner le mot de passe…")
        typed(find(dialog(SecretDialog), HIDDEN), SECRET)
        again.answer(SecretDialog, "Continuer")
        section = again.section(RelaySection)
        assert "tout est envoyé" in plain(section.state.text())
        assert not is_shown(section, "Donner le mot de passe…")
        assert not section.problem.isVisible()
    held = b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    assert SECRET.encode() not in held
    assert b"Sesame" not in held


def test_window_when_the_administrator_chose_a_server_then_only_the_password_is_asked(
    server: Cluster, tmp_path: Path
) -> None:
    """The relay of `politique.toml`: nobody types its address."""
    place = server.prepared()
    central = Office(tmp_path / "agglomération", AGGLOMERATION).folder
    secret = tmp_path / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    address = f"{place.text}?sslrootcert={server.file()}"
    known = ("--motdepasse-dans", str(secret))
    carried_out(central, ["echange", "relais", address, "--preparer", *known])
    folder = Office(tmp_path / "autre").folder
    usual = replace(place, ca_file=str(server.file()))
    with exchanging(folder, TurnedClock(NOON), usual=usual) as here:
        keeper = here.desk.findChild(RelayKeeper)
        assert keeper is not None
        keeper.exchange()
        here.settle()
        assert "demande son mot de passe" in plain(here.warnings[-1])
        here.press("Donner le mot de passe…")
        typed(find(dialog(SecretDialog), HIDDEN), SECRET)
        here.answer(SecretDialog, "Continuer")

        assert load(folder).address == place.text
        assert here.told


def test_newcomer_when_the_invitation_hides_the_password_then_its_passphrase_is_all_that_is_typed(
    server: Cluster, tmp_path: Path, consolidator: Path
) -> None:
    place = server.prepared()
    office = Office.copied(consolidator, tmp_path / "agglo")
    access, invitation = server.access(place), tmp_path / "Rejoindre la CTG.ctg"
    with office.open() as uow:
        share = share_of(uow, NOON)
        prepare(uow, place, share, access)
        choose(uow, office.folder, place, access)
        new_action(uow, "Forum des familles")
        synchronise(uow, office.folder, share, passwords=access.passwords)
        told = {"passphrase": "six mots à dire", "passwords": access.passwords}
        invite_to(uow, office.folder, invitation, NOON, **told)
    run = Run()
    try:
        run.begin(tmp_path / "neuf", exchange=invitation)
        asked = dialog(SecretDialog)
        typed(find(asked, "Phrase de passe (ne s’affiche pas)"), "six mots de travers\n")
        run.settle()
        typed(find(dialog(SecretDialog), "Phrase de passe (ne s’affiche pas)"), "six mots à dire\n")
        run.settle()
        typed(find(run.window, "1. Qui êtes-vous ?", QLineEdit), "Dominique Essai\n")
        typed(
            find(run.window, "2. Quelle est votre structure ?", QLineEdit), "Bruay-la-Buissière\n"
        )
        clicked(find(run.window, "Rejoindre", QPushButton))
        run.settle()

        assert load(run.desk.office.folder).address == place.text
        assert "Vous avez rejoint" in plain(run.window.banner.text)
        found: list[set[str]] = []
        run.desk.read(titles, found.append, owner=run.desk)
        run.settle()
        assert found == [{"Forum des familles"}]
    finally:
        run.end()
