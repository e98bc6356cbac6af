"""What two town halls disagree on, in one window: arbitrated by keys alone, proposed, put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from shiboken6 import isValid

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.people import Contact
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from ctg_desktop.services.history import history
from ctg_desktop.services.proposals import State, proposals, propose
from tests.support.alone import read
from tests.support.app import NOON, TODAY, Office, new_action, plain
from tests.support.colleague import colleague, write
from tests.support.sites import sent
from tests.support.window import clicked, dialog, find, press, retyped, settled, shortcut, typed
from ui.dialogs.arbitration import ArbitrationDialog
from ui.dialogs.proposal import ProposalDialog
from ui.main_window import MainWindow
from ui.pages.history_panel import received_words
from ui.targets import Target
from ui.widgets.growing_text import GrowingText

Settle = Callable[[], None]


@pytest.fixture(scope="module")
def disputed(bethune: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Folders of Béthune and Bruay: three fields in conflict, an edit of ours made there."""
    place = tmp_path_factory.mktemp("disputed")
    office = Office.copied(bethune, place / "ours")
    with office.open() as ours:
        action = new_action(ours, "Commun", constat="Les familles viennent de loin.").id
        other = new_action(ours, "Intacte").id
        with colleague(place / "theirs", ours, office.clock) as theirs:
            told = "Les familles viennent de très loin, à pied."
            write(theirs, action, constat=told, title="De Bruay", objectifs="Ceux de Bruay")
            write(ours, action, constat="Les parents viennent de loin.", title="De Béthune")
            write(ours, action, objectifs="Ceux de Béthune")
            write(theirs, other, title="Changée à Bruay")
            new_action(theirs, "Forum de Bruay")
            ours.union(sent(theirs))
    return office.folder, place / "theirs"


@pytest.fixture
def folder(disputed: tuple[Path, Path]) -> Path:
    return disputed[0]


@pytest.fixture
def theirs(disputed: tuple[Path, Path], tmp_path: Path) -> Iterator[UnitOfWork]:
    with Office.copied(disputed[1], tmp_path / "bruay").open() as uow:
        yield uow


def titled(uow: UnitOfWork, title: str) -> Action:
    return next(row for row in uow.rows(Action) if row.title == title)


def test_conflicts_when_arbitrated_by_keys_alone_then_they_are_closed_on_both_sides(
    window: MainWindow, settle: Settle, theirs: UnitOfWork
) -> None:
    desk = window.desk
    window.go(Target("exchanges", section="conflicts"))
    settle()
    first = window.page and find(window.page, "BET-2026-001 – De Béthune – Constat")
    assert first is not None
    first.setFocus()
    press(first, Qt.Key.Key_Return)
    settle()
    shown = dialog(ArbitrationDialog)
    assert isinstance(shown, ArbitrationDialog)
    values = [
        each.property("plainText")
        for name in ("Valeur : Actuel", "Valeur : Reçu")
        for each in [find(shown, name)]
    ]
    assert sorted(values) == [
        "Les ‹familles› viennent de ‹très loin, à pied.›",
        "Les ‹parents› viennent de ‹loin.›",
    ]
    labels = "\n".join(plain(each.text()) for each in shown.findChildren(QLabel))
    assert "Valeur de départ : Les familles viennent de loin." in labels
    assert "Dominique Essai, Bruay-la-Buissière" in labels

    # Something else, with a reason.
    hold_alt(shown, "Alt+A")
    typed(QApplication.focusWidget() or shown, "Vu ensemble. ")
    typed(find(shown, "Raison (facultative)", GrowingText), "Comité de juin\n")
    press(shown, Qt.Key.Key_Escape)
    assert shown.isVisible(), "only the text is left"
    hold_alt(shown, "Alt+R")
    settle()
    # Later: the next one; then what was received, then what stands.
    hold_alt(shown, "Alt+T")
    settle()
    hold_alt(shown, "Alt+P")
    settle()
    assert "1 conflit pour plus tard" in plain(shown.windowTitle() + _heads(shown))
    press(shown, Qt.Key.Key_Escape)
    settle()
    action = read(desk, lambda uow: next(each for each in uow.rows(Action) if each.constat))
    assert (action.constat or "").startswith("Vu ensemble.")
    assert len(read(desk, lambda uow: uow.conflicts())) == 1
    reasons = [line.reason for line in read(desk, lambda uow: history(uow, action.id, NOON))]
    assert "Comité de juin" in reasons

    # The last one from the fiche; « Annuler » takes it back, the choice made again.
    window.go(Target("actions", "action", action.id))
    settle()
    assert window.page is not None
    link = next(
        each
        for each in window.page.findChildren(QPushButton)
        if plain(each.text()).startswith("À arbitrer") and each.isVisible()
    )
    link.setFocus()
    press(link, Qt.Key.Key_Space)
    settle()
    shown = dialog(ArbitrationDialog)
    assert isinstance(shown, ArbitrationDialog)
    hold_alt(shown, "Alt+G")
    settle()
    assert not isValid(shown) or not shown.isVisible()
    assert read(desk, lambda uow: uow.conflicts()) == []
    theirs.union(read(desk, sent))
    assert theirs.conflicts() == []
    assert actions.existing(theirs, action.id).constat == action.constat


def hold_alt(shown: ArbitrationDialog, keys: str) -> None:
    """Press Alt and a letter; the button that it names stays down for a moment, then acts."""
    shortcut(shown, keys)
    buttons = shown.findChildren(QPushButton)
    settled(lambda: any(isValid(each) and each.isDown() for each in buttons))


def _heads(shown: ArbitrationDialog) -> str:
    return " ".join(each.text() for each in shown.findChildren(QLabel) if each.isVisible())


def test_proposal_when_made_sent_and_accepted_then_both_see_it_and_it_can_be_taken_back(
    window: MainWindow, settle: Settle, theirs: UnitOfWork
) -> None:
    desk = window.desk
    forum = read(desk, lambda uow: titled(uow, "Forum de Bruay"))
    window.go(Target("actions", "action", forum.id))
    settle()
    assert window.page is not None
    clicked(find(window.page, "Proposer une modification…", QPushButton))
    settle()
    shown = dialog(ProposalDialog)
    assert isinstance(shown, ProposalDialog)
    retyped(find(shown, "Intitulé", GrowingText), "Forum des familles")
    press(shown, Qt.Key.Key_Escape)
    assert shown.isVisible(), "only the text is left"
    clicked(find(shown, "Proposer", QPushButton))
    settle()

    assert read(desk, lambda uow: titled(uow, "Forum de Bruay")).id == forum.id
    theirs.union(read(desk, sent))
    [asked] = proposals(theirs)
    assert (asked.state, asked.may_answer) == (State.WAITING, True)

    # Bruay proposes too, and edits our action by other means: both are answered here.
    def receive(uow: UnitOfWork) -> tuple[None, Changes]:
        return None, uow.union(parcel).changes

    ours = titled(theirs, "Changée à Bruay")
    propose(theirs, ours, {"description": "Pour tous"}, TODAY, reason="Vu ensemble")
    parcel = sent(theirs)
    desk.write(receive, owner=desk)
    settle()
    window.go(Target("exchanges", section="proposals"))
    settle()
    clicked(find(window.page, "Accepter : BET-2026-002 – Changée à Bruay : description"))
    settle()
    assert read(desk, lambda uow: actions.existing(uow, ours.id)).description == "Pour tous"
    clicked(find(window.page, "Revenir à nos valeurs : BET-2026-002 – Changée à Bruay"))
    settle()
    assert read(desk, lambda uow: actions.existing(uow, ours.id)).title == "Intacte"
    shortcut(window, "Ctrl+Z")
    settle()
    shortcut(window, "Ctrl+Z")
    settle()
    undone = read(desk, lambda uow: actions.existing(uow, ours.id))
    assert (undone.title, undone.description) == ("Changée à Bruay", None)


def test_fiches_when_of_others_or_confidential_then_they_say_what_can_be_done_and_who_knows(
    window: MainWindow, settle: Settle
) -> None:
    desk = window.desk
    person = read(desk, lambda uow: next(row for row in uow.rows(Contact) if not row.structure))
    window.go(Target("contacts", Contact.TYPE.name, person.id))
    settle()
    assert window.page is not None
    clicked(find(window.page, "Proposer une correction…", QPushButton))
    settle()
    shown = dialog(ProposalDialog)
    press(shown, Qt.Key.Key_Escape)
    settle()

    ours = read(desk, lambda uow: titled(uow, "Changée à Bruay"))
    desk.write(lambda uow: actions.edit(uow, ours.id, {"confidential": True}), owner=desk)
    settle()
    window.go(Target("actions", Action.TYPE.name, ours.id))
    settle()
    labels = [plain(each.text()) for each in window.page.findChildren(QLabel) if each.isVisible()]
    assert "Confidentielle : connue d'autres participants" in labels
    links = [plain(each.text()) for each in window.page.findChildren(QPushButton)]
    assert "1 modification par une autre structure, à revoir" in links
    told = [received_words(line) for line in read(desk, lambda uow: history(uow, ours.id, NOON))]
    assert [words for words in told if words.startswith("reçu le 15/09/2026 à")]
