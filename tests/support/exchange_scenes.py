"""The dialogs of the exchange, on the folder that is open."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.fields import Entity
from ctg_desktop.exchange.file_sending import Sending, send_file
from ctg_desktop.folder.exchanged_files import Correspondent, note_correspondents
from ctg_desktop.folder.relay_address import Server
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.receptions import Fate, FieldChange, Reception, RowPreview
from tests.support.app import NOON
from tests.support.colleague import disagree
from tests.support.window import find, settled
from ui.desk import Exchange
from ui.dialogs.arbitration import ArbitrationDialog
from ui.dialogs.exchange.reception import ReceptionDialog
from ui.dialogs.exchange.sending import SendingDialog
from ui.dialogs.exchange.server import SecretDialog, ServerDialog, giving_password
from ui.dialogs.proposal import ProposalDialog
from ui.main_window import MainWindow
from ui.targets import Target


def _disagreeing(window: MainWindow) -> None:
    """Let a colleague write beside us, once on a folder."""
    desk = window.desk

    def act(uow: UnitOfWork) -> tuple[None, object]:
        own = uow.rows(Action, where={"structure": uow.installation.structure})
        if len(own) > 2 and not uow.conflicts():
            with tempfile.TemporaryDirectory() as place:
                disagree(Path(place) / "bruay", uow, desk.clock, desk.today)
        return None, ()

    if not desk.office.is_read_only:
        desk.write(act, owner=desk)
    settled(lambda: desk.is_busy)


def arbitration(window: MainWindow) -> QWidget:
    """Show the first conflict with a colleague of another town hall."""
    _disagreeing(window)
    dialog = ArbitrationDialog(window.desk, window)
    dialog.open()
    return dialog


def answers(window: MainWindow) -> QWidget:
    """Show the page of exchanges with what waits for an answer."""
    _disagreeing(window)
    window.go(Target("exchanges", section="conflicts"))
    page = window.page
    assert page is not None
    page.refresh_now()
    return window


def proposal(window: MainWindow) -> QWidget:
    """Propose a change of an action; of an ambition where there is none."""
    found: list[Entity] = []
    window.desk.read(
        lambda uow: [*uow.rows(Action), *uow.rows(Ambition)][0], found.append, owner=window
    )
    settled(lambda: window.desk.is_busy)
    dialog = ProposalDialog(window.desk, found[0], window)
    dialog.open()
    return dialog


def reception(window: MainWindow) -> QWidget:
    """Show what a file would change: here this folder's own, with its first actions changed."""
    desk = window.desk
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "CTG_Bruay-la-Buissiere_Dominique-Essai_2026-09-15_1430.ctg"
        found: list[Reception] = []

        def made(uow: UnitOfWork) -> Reception:
            send_file(uow, path, NOON, Sending())
            return Reception(tuple(_rows(uow)), 812, 61, 0, ("Alix Exemple",), 1, ())

        desk.read(made, found.append, owner=desk)
        settled(lambda: desk.is_busy)
        dialog = ReceptionDialog([path], desk, window)
        dialog.open()
        settled(lambda: desk.is_busy)
    dialog._preview(found[0])  # noqa: SLF001 - what another site would have sent
    return dialog


def sending(window: MainWindow) -> QWidget:
    """Choose what goes into a file, behind a passphrase, for somebody who sent one."""
    desk = window.desk
    heard = Correspondent("00" * 32, "Dominique Essai", "Bruay-la-Buissière", 1_789_000_000_000)
    note_correspondents(desk.office.folder, (heard,))
    dialog = SendingDialog(desk, window)
    dialog.open()
    settled(lambda: desk.is_busy)
    find(dialog, "Protéger par une phrase de passe", QCheckBox).setChecked(True)
    find(dialog, "Phrase de passe", QLineEdit).setText("abri bague cactus dune emblème falaise")
    return dialog


def _rows(uow: UnitOfWork) -> list[RowPreview]:
    fates = (Fate.IN_CONFLICT, Fate.NEW, Fate.CHANGED, Fate.REMOVED)
    shown = []
    for at, row in enumerate(uow.rows(Action)[:9]):
        cell, text = Cell("action", row.id, "constat"), row.constat or ""
        field = FieldChange("constat", "Constat", text, f"{text} Précisé depuis.", cell, text)
        fate = fates[min(at, 3)] if at < 4 else fates[1 + at % 2]
        if fate is Fate.IN_CONFLICT:
            field = field._replace(is_in_conflict=True)
        ours = ("Béthune", True) if at < 4 else ("Bruay-la-Buissière", False)
        shown.append(RowPreview("action", row.id, row.called, ours[0], fate, (field,), ours[1]))
    return shown


def server(window: MainWindow) -> QWidget:
    """Ask for the server of a relay, and refuse the address that is typed."""
    dialog = ServerDialog("postgresql://serveur.exemple.fr/ctg", window)
    dialog.open()
    dialog.accept()
    return dialog


def password(window: MainWindow) -> QWidget:
    """Ask for the password of a relay."""
    asking = Server("ctg_bethune", "serveur.exemple.fr", "ctg")
    window.desk.tell_exchange(Exchange(problem="x", asking=asking))
    window.desk.flow(giving_password(window.desk, window), owner=window)
    window.desk.tell_exchange(Exchange())
    return next(each for each in window.findChildren(SecretDialog) if each.isVisible())
