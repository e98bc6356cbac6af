"""The banner: which message is in sight, how long, and what it offers."""

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.support.window import clicked, find, is_shown
from ui.notify import Banner, Offer, Tone


@pytest.fixture
def banner(qtbot: QtBot) -> Banner:
    made = Banner()
    qtbot.addWidget(made)
    return made


def let_go(banner: Banner) -> None:
    """Let the time pass that an information stays."""
    timer = banner.findChild(QTimer)
    assert isinstance(timer, QTimer)
    if timer.isActive():
        timer.timeout.emit()


def test_information_when_its_time_is_over_then_it_goes(banner: Banner) -> None:
    banner.tell("12 lignes copiées.")
    assert banner.text == "12 lignes copiées."

    let_go(banner)

    assert banner.text == ""


def test_error_when_time_passes_then_it_stays_until_it_is_closed(banner: Banner) -> None:
    banner.tell("Le disque est plein.", Tone.ERROR)
    let_go(banner)
    assert banner.text == "Le disque est plein."

    clicked(find(banner, "Fermer le message"))

    assert banner.text == ""


def test_information_when_an_error_is_in_sight_then_the_error_keeps_its_place(
    banner: Banner,
) -> None:
    banner.tell("Le disque est plein.", Tone.ERROR)
    banner.tell("12 lignes copiées.")
    assert banner.text == "Le disque est plein."

    banner.clear()

    assert banner.text == "12 lignes copiées."


def test_error_when_it_is_told_twice_then_closing_it_once_is_enough(banner: Banner) -> None:
    banner.tell("Le disque est plein.", Tone.ERROR)
    banner.tell("Le disque est plein.", Tone.ERROR)

    banner.clear()

    assert banner.text == ""


def test_error_when_its_reason_is_over_then_it_goes_by_its_key(banner: Banner) -> None:
    banner.tell("Le dossier n’est plus là.", Tone.ERROR, key="stockage")
    banner.tell("Le disque est plein.", Tone.ERROR, key="stockage")
    assert banner.text == "Le disque est plein."

    banner.forget("stockage")

    assert banner.text == ""


def test_warning_when_an_error_comes_then_it_waits_behind(banner: Banner) -> None:
    banner.tell("Ce dossier est partagé.", Tone.WARNING)
    banner.tell("Le disque est plein.", Tone.ERROR)
    assert banner.tone is Tone.ERROR

    banner.clear()

    assert (banner.text, banner.tone) == ("Ce dossier est partagé.", Tone.WARNING)


def test_offer_when_it_is_taken_then_it_is_done_once_and_the_message_goes(banner: Banner) -> None:
    done: list[str] = []
    banner.tell("3 actions à la corbeille.", offer=Offer("Annuler", lambda: done.append("annulé")))

    clicked(find(banner, "Annuler"))

    assert done == ["annulé"]
    assert banner.text == ""


def test_message_when_it_offers_nothing_then_no_button_is_left_of_the_last_one(
    banner: Banner,
) -> None:
    banner.tell("3 actions à la corbeille.", offer=Offer("Annuler", lambda: None))
    banner.tell("Copie faite.", Tone.GOOD)

    assert not is_shown(banner, "Annuler")


@pytest.mark.parametrize("tone", list(Tone))
def test_message_when_it_is_heard_then_its_kind_is_said_in_words(
    banner: Banner, tone: Tone
) -> None:
    banner.tell("Une phrase.", tone)

    kind, _, sentence = banner.accessibleName().partition("\u00a0: ")
    assert sentence == "Une phrase."
    assert kind in {"Information", "C’est fait", "Attention", "Erreur"}


def test_message_when_it_holds_markup_then_it_is_shown_as_it_is(banner: Banner) -> None:
    banner.tell("<b>Gras</b> & co")

    assert banner.text == "<b>Gras</b> & co"
