"""Two windows of one convention that exchange through a folder, and what they tell of it."""

import re
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QRadioButton, QWidget

from ctg_desktop.folder import settings
from ctg_desktop.folder.relay_memory import load
from tests.support.app import Office, plain
from tests.support.exchanging import Exchanging, at_work, joined, made_central, make_relay
from tests.support.printed import printed_text
from tests.support.window import (
    clicked,
    dialog,
    find,
    is_shown,
    name_file,
    name_of,
    press,
    shortcut,
    typed,
)
from ui.dialogs.question import QuestionDialog
from ui.pages.exchanges.journal_panel import JournalSection
from ui.pages.exchanges.key_dialog import KeyDialog
from ui.pages.exchanges.participants_panel import ParticipantsSection
from ui.pages.exchanges.relay_panel import RelaySection
from ui.targets import Target

pytestmark = pytest.mark.usefixtures("qapp")


def sheet(safe: Path) -> bytes:
    return (safe / "Feuille pour le coffre.pdf").read_bytes()


@pytest.fixture
def relay(tmp_path: Path) -> Path:
    place = tmp_path / "partage" / "relais"
    place.mkdir(parents=True)
    return place


@pytest.fixture
def central(tmp_path: Path) -> Path:
    """The folder of the agglomeration, made at its own computer."""
    return made_central(tmp_path / "agglomération")


def texts(part: QWidget) -> list[str]:
    return [plain(label.text()) for label in part.findChildren(QLabel) if label.isVisible()]


def badge(window: Exchanging) -> str:
    """Return what the navigation says of the page beside its name."""
    window.settle()
    button = find(window.window.navigation, "Échanges")
    return plain(button.accessibleDescription())


def test_two_windows_when_they_exchange_then_each_sees_what_the_other_typed_once_it_is_accepted(
    central: Path, relay: Path, tmp_path: Path
) -> None:
    with at_work(central) as here:
        assert is_shown(here.page(), "Inviter un collègue…")
        make_relay(here, relay)
        here.write("Écrite à l’agglomération")
        state = here.section(RelaySection).state
        assert "modifications à envoyer" in plain(state.text())
        shortcut(here.window, "Ctrl+E")
        here.settle()
        assert "tout est envoyé" in plain(state.text())
        there_folder = joined(relay, tmp_path / "béthune", "Dominique Essai")
        with at_work(there_folder) as there:
            assert there.titles() == {"Écrite à l’agglomération"}
            there.write("Écrite à Béthune")
            there.exchange()
            assert plain(there.told[-1]).startswith("Échange fait : ")
            there.section(ParticipantsSection)
            assert is_shown(there.window, "1 participant attend l’accord de l’agglomération")

            here.exchange()
            assert here.titles() == {"Écrite à l’agglomération"}
            people = here.section(ParticipantsSection)
            assert plain(people.waiting.text()) == "1 participant attend votre accord"
            assert badge(here) == "1 point à traiter, Ctrl+7"
            here.window.go(Target("home"))
            here.settle()
            clicked(find(here.window, "1 participant attend votre accord"))
            here.settle()
            accepting = find(here.window, "Accepter Dominique Essai (Béthune)")
            here.window.activateWindow()
            accepting.setFocus()
            press(accepting, Qt.Key.Key_Space)
            here.settle()
            assert name_of(QApplication.focusWidget()) == "Retirer Dominique Essai (Béthune)"
            assert here.titles() == {"Écrite à l’agglomération", "Écrite à Béthune"}
            assert badge(here) == "Ctrl+7"
            journal = here.section(JournalSection).table.model()
            assert journal.index(0, 2).data() == "Dominique Essai"
            assert not people.waiting.isVisible()

            there.exchange()
            assert not there.section(ParticipantsSection).waiting.isVisible()
            here.press("Retirer Dominique Essai (Béthune)")
            here.answer(QuestionDialog, "Retirer")
            there.write("Écrite après le départ")
            there.exchange()
            assert "a retiré cet ordinateur" in plain(there.warnings[-1])
            assert any("a retiré cet ordinateur" in each for each in texts(there.page()))
            here.exchange()
            assert here.titles() == {"Écrite à l’agglomération", "Écrite à Béthune"}


def test_window_when_it_closes_then_what_was_typed_leaves_and_another_one_receives_it_at_opening(
    central: Path, relay: Path, tmp_path: Path
) -> None:
    with at_work(central) as here:
        make_relay(here, relay)
    there = joined(relay, tmp_path / "béthune", "Dominique Essai")
    with at_work(central) as here:
        here.write("Écrite juste avant de fermer")
    before = sorted(relay.iterdir())
    with at_work(central):
        pass
    assert sorted(relay.iterdir()) == before

    with at_work(there) as window:
        window.keeper.exchange()
        window.settle()

        assert window.titles() == {"Écrite juste avant de fermer"}


def test_relay_when_it_goes_away_and_comes_back_then_it_is_said_once_and_nothing_is_lost(
    central: Path, relay: Path
) -> None:
    with at_work(central) as here:
        make_relay(here, relay)
        here.window.go(Target("preferences"))
        here.settle()
        clicked(find(here.window, "En continu", QRadioButton))
        here.settle()
        assert settings.load(central).live_exchange
        assert any("envoyé en continu" in each for each in texts(here.section(RelaySection)))
        away = relay.with_name("débranché")
        relay.rename(away)
        here.write("Écrite pendant la panne")
        for _ in range(2):
            here.keeper.exchange()
            here.settle()

        (warning,) = here.warnings
        assert "ne répond pas : rien n'est perdu" in plain(warning)
        assert "ne répond pas" in plain(here.section(RelaySection).problem.text())

        away.rename(relay)
        here.keeper.exchange()
        here.settle()
        assert plain(here.told[-1]) == "Le relais répond de nouveau."
        assert not here.section(RelaySection).problem.isVisible()

        for path in relay.iterdir():
            if path.name[0] != "R":
                path.unlink()
        here.keeper.exchange()
        here.settle()
        assert "Le relais avait perdu" in plain(here.told[-1])
        said = len(here.told)
        here.keeper.exchange()
        here.settle()
        assert len(here.told) == said


def test_folder_when_it_is_no_relay_for_this_one_then_the_sentence_says_why(
    central: Path, relay: Path, typical: Path, tmp_path: Path
) -> None:
    safe = tmp_path / "coffre"
    safe.mkdir()
    with at_work(central) as here:
        make_relay(here, relay)
        here.press("Mettre la clé en lieu sûr…")
        name_file(safe)
        here.settle()
        here.press("Ne plus utiliser ce relais")
        here.answer(QuestionDialog, "Ne plus l’utiliser")
        assert load(central).address == ""
    example = Path(shutil.copytree(typical, tmp_path / "exemple"))
    with at_work(example) as window:
        window.section(RelaySection).set_relay(relay)
        window.settle()

        assert "et ce dossier est une démonstration" in plain(window.window.banner.text)
    there = joined(relay, tmp_path / "neuf", "Camille Essai")
    with at_work(there) as window:
        window.press("Reprendre la clé de la convention…")
        asked = dialog(KeyDialog)
        key = re.search("(?:[0-9a-f]{4}-){5}[0-9a-f]{4}", printed_text(sheet(safe)))
        assert key is not None
        typed(find(asked, "Clé imprimée sur la feuille", QLineEdit), key[0])
        window.answer(KeyDialog, "Reprendre la clé")
        assert "il y manque un signe" in plain(window.window.banner.text)
        lines = re.findall("(?:[0-9a-f]{4}-){4,5}[0-9a-f]{4}", printed_text(sheet(safe)))
        window.press("Reprendre la clé de la convention…")
        asked = dialog(KeyDialog)
        typed(find(asked, "Clé imprimée sur la feuille", QLineEdit), " ".join(lines))
        window.answer(KeyDialog, "Reprendre la clé")

        assert is_shown(window.page(), "Mettre la clé en lieu sûr…")


def test_policy_when_it_names_the_relay_then_it_is_used_and_the_first_exchange_says_so(
    central: Path, relay: Path, bethune: Path, tmp_path: Path
) -> None:
    with at_work(central) as here:
        make_relay(here, relay)
        here.write("Écrite à l’agglomération")
    office = Office.copied(bethune, tmp_path / "mairie")
    with at_work(office.folder, usual=relay) as window:
        window.keeper.exchange()
        window.settle()

        assert window.titles() == {"Écrite à l’agglomération"}
        (told,) = window.told
        assert f"par le relais « {relay} », choisi par l'administrateur" in plain(told)
        window.press("Ne plus utiliser ce relais")
        window.answer(QuestionDialog, "Ne plus l’utiliser")
    with at_work(office.folder, usual=relay) as window:
        window.keeper.exchange()
        window.settle()

        assert load(office.folder).address == ""
