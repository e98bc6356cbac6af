"""The banner: which message is in sight, how long, and what it offers."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.support.window import clicked, find, is_shown, press, settled
from ui.notify import Banner, Offer, Tone
from ui.widgets.layout.layouts import column


@pytest.fixture
def frame(qtbot: QtBot) -> QWidget:
    """A window with a page that has a button at its foot, as the list has."""
    made = QWidget()
    qtbot.addWidget(made)
    page = QWidget()
    foot = QPushButton("Mettre à la corbeille", page)
    inner = column(page)
    inner.addStretch(1)
    inner.addWidget(foot)
    layout = column(made)
    layout.addWidget(page, 1)
    made.banner = Banner(page)  # type: ignore[attr-defined] # for the fixture below
    layout.addWidget(made.banner)  # type: ignore[attr-defined] # as above
    made.resize(900, 600)
    made.show()
    made.activateWindow()
    settled(lambda: False)
    return made


@pytest.fixture
def banner(frame: QWidget) -> Banner:
    return frame.banner  # type: ignore[attr-defined, no-any-return] # set above


def let_go(banner: Banner) -> None:
    """Let the time pass that a message stays, the mouse being elsewhere."""
    for toast in banner.toasts:
        QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    tick(banner)


def tick(banner: Banner) -> None:
    """Let the time pass that a message stays."""
    for toast in banner.toasts:
        for timer in toast.findChildren(QTimer):
            if timer.isActive():
                timer.timeout.emit()


def stays_ms(banner: Banner) -> int:
    """Return how long the message on screen will stay."""
    timers = banner.toast.findChildren(QTimer)
    return max(timer.interval() for timer in timers if timer.isActive())


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
    assert banner.toast.text == "12 lignes copiées."

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

    clicked(find(banner.toast, "Annuler"))

    assert done == ["annulé"]
    assert banner.text == ""


def test_message_when_it_offers_nothing_then_no_button_is_left_of_the_last_one(
    banner: Banner,
) -> None:
    banner.tell("3 actions à la corbeille.", offer=Offer("Annuler", lambda: None))
    banner.tell("Copie faite.", Tone.GOOD)

    assert not is_shown(banner.toast, "Annuler")


@pytest.mark.parametrize("tone", list(Tone))
def test_message_when_it_is_heard_then_its_kind_is_said_in_words(
    banner: Banner, tone: Tone
) -> None:
    banner.tell("Une phrase.", tone)

    shown = banner if tone.stays else banner.toast
    kind, _, sentence = shown.accessibleName().partition("\u00a0: ")
    assert sentence == "Une phrase."
    assert kind in {"Information", "C’est fait", "Attention", "Erreur"}


def test_message_when_it_holds_markup_then_it_is_shown_as_it_is(banner: Banner) -> None:
    banner.tell("<b>Gras</b> & co")

    assert banner.text == "<b>Gras</b> & co"


# --- what lies over the page ------------------------------------------------------------------

DONE = "3 actions mises à la corbeille."


def tell_done(banner: Banner, done: list[str]) -> None:
    banner.tell(DONE, Tone.GOOD, offer=Offer("Annuler", lambda: done.append("annulé")))


def test_message_with_a_way_back_when_it_comes_and_goes_then_no_button_moves_under_the_mouse(
    frame: QWidget, banner: Banner
) -> None:
    foot = find(frame, "Mettre à la corbeille")
    before = QRect(foot.mapToGlobal(QPoint()), foot.size())

    tell_done(banner, [])
    settled(lambda: False)
    toast = QRect(banner.toast.mapToGlobal(QPoint()), banner.toast.size())
    during = QRect(foot.mapToGlobal(QPoint()), foot.size())
    let_go(banner)
    settled(lambda: False)

    assert not toast.intersects(before)
    assert banner.text == ""
    assert during == before == QRect(foot.mapToGlobal(QPoint()), foot.size())


def test_message_with_a_way_back_when_it_comes_then_it_stays_at_least_twelve_seconds(
    banner: Banner,
) -> None:
    tell_done(banner, [])

    assert stays_ms(banner) >= 12_000


def test_message_with_a_way_back_when_the_mouse_is_on_it_then_it_does_not_leave(
    banner: Banner,
) -> None:
    tell_done(banner, [])
    offer = find(banner.toast, "Annuler")
    QTest.mouseMove(offer)
    settled(lambda: False)
    assert banner.toast.underMouse()

    tick(banner)
    tick(banner)

    assert banner.text == DONE
    assert stays_ms(banner) >= 6_000


def test_message_with_a_way_back_when_another_is_told_then_it_keeps_its_place(
    banner: Banner,
) -> None:
    done: list[str] = []
    tell_done(banner, done)
    settled(lambda: False)
    first = banner.toast.geometry()

    banner.tell("2 lignes copiées.")
    settled(lambda: False)

    assert [toast.text for toast in banner.toasts] == [DONE, "2 lignes copiées."]
    assert banner.toasts[0].geometry() == first
    assert not banner.toasts[1].geometry().intersects(first)
    clicked(find(banner.toasts[0], "Annuler"))
    assert done == ["annulé"]


def test_message_when_the_keyboard_is_put_on_it_then_enter_takes_the_offer_and_typing_goes_on(
    frame: QWidget, banner: Banner
) -> None:
    done: list[str] = []
    foot = find(frame, "Mettre à la corbeille")
    foot.setFocus()
    tell_done(banner, done)

    banner.toast.take_keyboard()
    let_go(banner)
    assert banner.text == DONE, "it left under the keyboard"
    press(banner.toast, Qt.Key.Key_Return)

    assert done == ["annulé"]
    assert foot.hasFocus()


def test_message_when_escape_is_pressed_on_it_then_it_goes_and_the_keyboard_is_where_it_was(
    frame: QWidget, banner: Banner
) -> None:
    foot = find(frame, "Mettre à la corbeille")
    foot.setFocus()
    tell_done(banner, [])

    banner.toast.take_keyboard()
    press(banner.toast, Qt.Key.Key_Escape)

    assert banner.text == ""
    assert foot.hasFocus()


def test_offer_when_it_is_pressed_after_the_message_left_then_nothing_happens(
    banner: Banner,
) -> None:
    done: list[str] = []
    tell_done(banner, done)
    offer = find(banner.toast, "Annuler", QPushButton)
    let_go(banner)

    offer.click()

    assert done == []


def test_error_when_it_is_closed_then_a_second_click_falls_upon_nothing(
    frame: QWidget, banner: Banner
) -> None:
    banner.tell("Le disque est plein.", Tone.ERROR)
    settled(lambda: False)
    foot = find(frame, "Mettre à la corbeille")
    cross = find(banner, "Fermer le message")
    at = cross.mapToGlobal(cross.rect().center())

    clicked(cross)
    QApplication.processEvents()

    assert banner.text == ""
    assert not QRect(foot.mapToGlobal(QPoint()), foot.size()).contains(at)
