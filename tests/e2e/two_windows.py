"""Windows of several people on one real screen: `python -m tests.e2e.two_windows FOLDER`.

The agglomeration and two people of one town hall, each with keys and a folder of their own, who
exchange through a common folder. What does not happen as told ends the program. Pictures of the
whole screen, as the X server holds it, are left in FOLDER.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.convention import Ambition
from tests.support.alone import read
from tests.support.app import plain
from tests.support.exchanging import Exchanging, at_work, joined, made_central, make_relay
from tests.support.window import (
    clicked,
    dialog,
    find,
    name_file,
    press,
    settled,
    shortcut,
    typed,
)
from ui import theme
from ui.app import make_application
from ui.dialogs.arbitration import ArbitrationDialog
from ui.pages.exchanges.participants_panel import ParticipantsSection
from ui.pages.exchanges.versions_panel import VersionsSection
from ui.pages.strategy.publishing import PublishDialog
from ui.targets import Target
from ui.widgets.growing_text import GrowingText

_TITLE = "Ludothèque à Béthune"


def main(place: Path) -> None:
    """Go through it all."""
    app = make_application()
    assert app.platformName() == "xcb"
    theme.current().apply("clair", 100)
    relay = place / "partage" / "relais"
    relay.mkdir(parents=True)
    with ExitStack() as stack:
        central = stack.enter_context(at_work(made_central(place / "agglomération")))
        make_relay(central, relay)
        central.exchange()
        people = [place / name for name in ("dominique", "camille")]
        for folder, name in zip(people, ("Dominique Essai", "Camille Essai"), strict=True):
            joined(relay, folder, name)
        _accept(central, place)
        one, other = (stack.enter_context(at_work(folder)) for folder in people)
        row = _typed_and_seen(one, other, place)
        _arbitrate(one, other, row, place)
        _publish(central, one, place)


def _accept(central: Exchanging, place: Path) -> None:
    """Accept two people who have written nothing yet; see that nothing came from them."""
    central.exchange()
    people = central.section(ParticipantsSection)
    assert plain(people.waiting.text()) == "2 participants attendent votre accord"
    _picture(central, place / "1 qui attend.png")
    for name in ("Dominique Essai", "Camille Essai"):
        central.press(f"Accepter {name} (Béthune)")
    assert not people.waiting.isVisible()
    central.exchange()


def _typed_and_seen(one: Exchanging, other: Exchanging, place: Path) -> str:
    """Let one type, the other see it after an exchange; return the action."""
    one.exchange()
    one.write("À nommer")
    action = _only_action(one)
    _type_into(one, action, "Intitulé", _TITLE)
    one.exchange()
    other.exchange()
    assert other.titles() == {_TITLE}
    other.window.go(Target("actions", "action", action))
    other.settle()
    _picture(other, place / "2 reçu.png")
    return action


def _arbitrate(one: Exchanging, other: Exchanging, action: str, place: Path) -> None:
    """Let both type in one field, and one of them choose, by keys alone."""
    _type_into(one, action, "Constat", "Les familles viennent de loin.")
    _type_into(other, action, "Constat", "Les parents viennent à pied.")
    one.exchange()
    other.exchange()
    one.exchange()
    assert len(read(one.desk, lambda uow: uow.conflicts())) == 1
    one.window.go(Target("exchanges", section="conflicts"))
    one.settle()
    assert one.window.page is not None
    first = find(one.window.page, f"{_shown_name(one)} – Constat")
    first.setFocus()
    press(first, Qt.Key.Key_Return)
    one.settle()
    shown = dialog(ArbitrationDialog)
    assert isinstance(shown, ArbitrationDialog)
    _picture(one, place / "3 conflit.png")
    shortcut(shown, "Alt+P")
    buttons = shown.findChildren(QPushButton)
    settled(lambda: any(isValid(each) and each.isDown() for each in buttons))
    one.settle()
    if isValid(shown) and shown.isVisible():
        press(shown, Qt.Key.Key_Escape)
        one.settle()
    for each in (one, other):
        each.exchange()
    found = [
        read(
            each.desk,
            lambda uow: ((uow.get(Action, action) or Action("")).constat, uow.state_hash()),
        )
        for each in (one, other)
    ]
    assert found[0] == found[1]
    assert found[0][0] == "Les parents viennent à pied."
    assert read(other.desk, lambda uow: uow.conflicts()) == []


def _publish(central: Exchanging, one: Exchanging, place: Path) -> None:
    """See who has sent; change the référentiel, publish it and see it arrive."""
    central.exchange()
    people = central.section(ParticipantsSection)
    assert any("dernier envoi reçu" in each for each in _texts(people))
    _picture(central, place / "4 qui a envoyé.png")
    window = central.window
    window.go(Target("strategy"))
    central.settle()
    assert window.page is not None
    clicked(find(window.page, "Ambition 1"))
    central.settle()
    typed(find(window.page, "Intitulé", GrowingText), "Accueillir ensemble")
    clicked(find(window.page, "Toute la stratégie"))
    central.settle()
    clicked(find(window.page, "Publier le référentiel…"))
    central.settle()
    clicked(find(dialog(PublishDialog), "Choisir le fichier…"))
    central.settle()
    name_file(place / "référentiel.toml")
    central.settle()
    central.exchange()
    one.exchange()
    assert "Accueillir ensemble" in read(
        one.desk, lambda uow: {each.title for each in uow.rows(Ambition)}
    )
    one.page()
    came = _texts(one.section(VersionsSection))
    assert any(each.endswith("scellée") for each in came), came
    _picture(one, place / "5 référentiel.png")


def _only_action(window: Exchanging) -> str:
    (row,) = read(window.desk, lambda uow: uow.rows(Action))
    return row.id


def _shown_name(window: Exchanging) -> str:
    (row,) = read(window.desk, lambda uow: uow.rows(Action))
    return f"{row.reference} – {row.title}"


def _type_into(window: Exchanging, action: str, field: str, text: str) -> None:
    """Type a text into a field of the fiche in place of what it holds, and leave it."""
    window.window.go(Target("actions", "action", action))
    window.settle()
    page = window.window.page
    assert page is not None
    editor = find(page, field, GrowingText)
    editor.setFocus()
    press(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    typed(editor, text)
    page.flush()
    window.settle()


def _texts(part: QWidget) -> list[str]:
    return [plain(label.text()) for label in part.findChildren(QLabel) if label.isVisible()]


def _picture(window: Exchanging, path: Path) -> None:
    """Keep what the screen shows with that window in front."""
    front = QApplication.activeModalWidget() or window.window
    front.raise_()
    # What was in front is drawn again once the server has put it below.
    front.update()
    QTest.qWaitForWindowExposed(front)
    window.settle()
    screen = QApplication.primaryScreen()
    assert screen.grabWindow(0).save(str(path))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
