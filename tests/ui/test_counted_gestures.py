"""What everyday work costs: a click, a key, a choice in a menu or a text typed count one each.

Before the fiche's head, its rows and its links were as they are, a late action took 6 to be
réalisée, a full fiche 75, and a fiche on paper 3.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from ctg_desktop.documents import SheetRequest
from ctg_desktop.domain.action import Action, BudgetLine, Etape, Financement, Indicateur, SuiviNote
from ctg_desktop.domain.choices import Status
from ctg_desktop.services.sheets import action_view
from tests.support.app import TODAY, Office, new_action, plain
from tests.support.window import (
    clicked,
    clicked_cell,
    find,
    name_of,
    press,
    shortcut,
    typed,
)
from tests.ui.conftest import Settle
from ui.main_window import MainWindow
from ui.pages.actions.page import ActionsPage
from ui.pages.printing.page import PrintingPage
from ui.targets import Target
from ui.widgets.line_button import LineButton


class Hand:
    """A hand on the mouse and the keyboard of the window, that counts what it does."""

    def __init__(self, window: MainWindow, settle: Settle) -> None:
        self.window, self.settle, self.count = window, settle, 0

    @property
    def at(self) -> QWidget:
        """What has the keyboard."""
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def click(self, widget: QWidget) -> None:
        self.count += 1
        clicked(widget)
        self.settle()

    def click_field(self, name: str) -> None:
        fields = [*self.window.findChildren(QLineEdit), *self.window.findChildren(QPlainTextEdit)]
        (field,) = [each for each in fields if each.isVisible() and name_of(each) == name]
        field.setFocus(Qt.FocusReason.MouseFocusReason)
        self.count += 1
        self.settle()

    def key(self, key: Qt.Key) -> None:
        self.count += 1
        press(self.at, key)
        self.settle()

    def type(self, text: str) -> None:
        self.count += 1
        typed(self.at, text)
        self.settle()

    def line(self, *texts: str) -> None:
        """Type the fields of a line, going from one to the next by Tab."""
        for at, text in enumerate(texts):
            if at:
                self.key(Qt.Key.Key_Tab)
            if text:
                self.type(text)


@pytest.fixture
def hand(window: MainWindow, settle: Settle) -> Hand:
    settle()
    return Hand(window, settle)


@pytest.fixture
def late(office: Office) -> Action:
    with office.open() as uow:
        return new_action(uow, "Ludothèque", status=Status.EN_COURS, ends_on=TODAY.replace(day=1))


def test_late_action_when_done_from_accueil_then_five_gestures_are_enough(
    late: Action, hand: Hand, office: Office
) -> None:
    window = hand.window
    (line,) = [
        each
        for each in window.findChildren(LineButton)
        if each.isVisible() and "en retard" in each.accessibleName()
    ]
    hand.click(line)  # 1
    assert isinstance(window.page, ActionsPage)
    table = window.page.panel.table
    hand.count += 1
    clicked_cell(table, table.rows.index(0, 1))  # 2
    hand.settle()
    assert window.page.sheet is not None
    menu = window.page.sheet.header.status.menu()
    hand.count += 2
    next(each for each in menu.actions() if each.text() == "Réalisée").trigger()  # 3, 4
    hand.settle()
    hand.key(Qt.Key.Key_Return)  # 5: the day is today unless one says otherwise

    assert hand.count == 5
    with office.open(read_only=True) as uow:
        done = uow.get(Action, late.id)
    assert done is not None
    assert (done.status, done.completed_on) == (Status.REALISEE, TODAY)


def test_fiche_when_printed_then_two_gestures_are_enough(
    late: Action, hand: Hand, settle: Settle
) -> None:
    hand.window.go(Target("actions", "action", late.id))
    settle()
    assert isinstance(hand.window.page, ActionsPage)
    assert hand.window.page.sheet is not None
    hand.click(hand.window.page.sheet.header.print)  # 1
    assert isinstance(hand.window.page, PrintingPage)
    assert hand.window.page.printable() == SheetRequest(late.id)
    if QPrinterInfo.availablePrinterNames():
        pytest.skip("this computer has a printer, which would ask for its paper")
    hand.click(find(hand.window, "Imprimer…"))  # 2

    assert hand.count == 2
    assert "Aucune imprimante" in plain(hand.window.page.outcome.text), "it was about to print"


ETAPES = (("Réunir les partenaires", "15/1/27"), ("Recruter", "1/3/27"), ("Ouvrir", "4/5/27"))


def type_texts(hand: Hand) -> None:
    """Type what the fiche itself says."""
    hand.click(find(hand.window, "Compléter : la description"))
    hand.type("Un café chaque samedi, tenu par des parents.")
    hand.click_field("Constat")
    hand.line("Les parents se connaissent peu.", "Qu’ils se rencontrent.", "Trente familles.")
    hand.click_field("Publics")
    for public in ("Parents et futurs parents", "Familles"):
        hand.type(public)
        hand.key(Qt.Key.Key_Return)
    hand.click_field("Pilote")
    hand.type("Camille Essai")
    hand.click_field("Partenaires")
    hand.type("CAF")
    hand.key(Qt.Key.Key_Return)
    hand.click_field("Début")
    hand.line("15/1/27", "31/12/28")


def type_rows(hand: Hand) -> None:
    """Type what hangs on the fiche."""
    for etape in ETAPES:
        hand.click(find(hand.window, "Ajouter une étape"))
        hand.line(*etape)
    hand.click(find(hand.window, "Ajouter une ligne"))
    hand.line("Animation", "2027")
    hand.click_field("Prévu, ligne de budget 1")
    hand.type("4500")
    hand.click(find(hand.window, "Ajouter un financement"))
    hand.type("CAF")
    hand.click_field("Demandé, financement 1")
    hand.type("3000")
    hand.click(find(hand.window, "Ajouter un indicateur"))
    hand.type("Familles venues")
    hand.click_field("Cible, indicateur 1")
    hand.type("30")


def test_full_fiche_when_typed_then_59_gestures_are_enough(hand: Hand, office: Office) -> None:
    hand.count += 1
    shortcut(hand.window, "Ctrl+N")
    hand.settle()
    hand.line("Café des parents", "3")
    hand.key(Qt.Key.Key_Return)  # picks the ambition
    hand.key(Qt.Key.Key_Return)
    assert isinstance(hand.window.page, ActionsPage)
    assert hand.window.page.sheet is not None
    header = hand.window.page.sheet.header
    type_texts(hand)
    hand.count += 2
    next(each for each in header.status.menu().actions() if each.text() == "À venir").trigger()
    hand.settle()
    type_rows(hand)
    hand.click(header.add_note)
    hand.type("Salle trouvée.")
    hand.click(find(hand.window, "Ajouter la note"))
    hand.settle()

    with office.open(read_only=True) as uow:
        (action,) = uow.rows(Action)
        view = action_view(uow, action, TODAY)
        rows = {cls: len(uow.rows(cls)) for cls in HUNG}
    assert view.completeness.percent == 100, view.completeness.missing
    assert rows == {Etape: 3, BudgetLine: 1, Financement: 1, Indicateur: 1, SuiviNote: 1}
    assert (len(action.publics), len(action.partners)) == (2, 1)
    assert hand.count == 59


HUNG = (Etape, BudgetLine, Financement, Indicateur, SuiviNote)
"""What hangs on the fiche."""
