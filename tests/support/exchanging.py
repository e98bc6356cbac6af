"""Windows that exchange through a folder, as the program sets them up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QDialog
from shiboken6 import delete, isValid

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes
from ctg_desktop.ports import Clock, UnitOfWork
from ctg_desktop.services import actions
from tests.support.app import AGGLOMERATION, BETHUNE, NOON, TODAY, Office, ambition, carried_out
from tests.support.sites import TurnedClock
from tests.support.window import clicked, delete_what_is_due, dialog, find, settled
from ui.desk import Desk
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.pages.exchanges.page import ExchangesPage
from ui.pages.exchanges.relay_panel import RelaySection
from ui.pages.sections import Section
from ui.relay_keeper import RelayKeeper
from ui.targets import Target

S = TypeVar("S", bound=Section)


@dataclass(slots=True)
class Exchanging:
    """A window with what it was told by the keeper of its relay."""

    window: MainWindow
    keeper: RelayKeeper
    warnings: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        return self.window.desk

    def settle(self) -> None:
        """Let it work until no round is under way either."""
        desk = self.desk
        settled(lambda: desk.is_busy or bool(desk.works) or desk.exchange.is_under_way)

    def page(self) -> ExchangesPage:
        """Show the page « Échanges »."""
        self.window.go(Target("exchanges"))
        self.settle()
        assert isinstance(self.window.page, ExchangesPage)
        return self.window.page

    def section(self, kind: type[S]) -> S:
        return next(each for each in self.page().sections if isinstance(each, kind))

    def press(self, name: str) -> None:
        """Press a button of the page by its accessible name."""
        clicked(find(self.page(), name))
        self.settle()

    def answer(self, kind: type[QDialog], button: str) -> None:
        """Press a button of the dialog on screen."""
        clicked(find(dialog(kind), button))
        self.settle()

    def exchange(self) -> None:
        self.press("Échanger maintenant")

    def write(self, title: str) -> None:
        """Record an action."""
        desk = self.desk

        def create(uow: UnitOfWork) -> tuple[Action, Changes]:
            values = {"title": title, "main_ambition": ambition(uow, "1").id}
            return actions.create(uow, values, TODAY)

        desk.write(create, owner=desk)
        self.settle()

    def titles(self) -> set[str]:
        found: list[set[str]] = []
        self.desk.read(
            lambda uow: {row.title or "" for row in uow.rows(Action)}, found.append, owner=self.desk
        )
        self.settle()
        return found[0]


@contextmanager
def exchanging(folder: Path, clock: Clock, *, usual: Path | None = None) -> Iterator[Exchanging]:
    """Open a folder in a window with the keeper of its relay, and close it at the end.

    `usual` is the relay that the administrator chose.
    """
    desk = Desk(SqliteStorage(), clock, folder)
    keeper = RelayKeeper(desk, desk, usual=usual)
    window = MainWindow(desk)
    window.resize(1366, 768)
    made = Exchanging(window, keeper)
    keeper.warned.connect(made.warnings.append)
    keeper.informed.connect(made.told.append)
    window.show()
    desk.open()
    made.settle()
    try:
        yield made
    finally:
        if isValid(window):
            window.close()
            made.settle()
        desk.stop()
        delete(window)
        desk.deleteLater()
        delete_what_is_due()


# ------------------------------------------------------------------------------- people


@contextmanager
def keys_of(person: Path) -> Iterator[None]:
    """Be at the computer of somebody, whose keys nobody else has."""
    before = os.environ["CTG_DESKTOP_CLES"]
    os.environ["CTG_DESKTOP_CLES"] = str(person)
    try:
        yield
    finally:
        os.environ["CTG_DESKTOP_CLES"] = before


@contextmanager
def at_work(folder: Path, *, usual: Path | None = None) -> Iterator[Exchanging]:
    """Open a folder in a window at the computer of who works there."""
    with keys_of(folder.with_name(f"{folder.name} clés")):
        opened = exchanging(folder, TurnedClock(NOON), usual=usual)
        made = opened.__enter__()
    try:
        yield made
    finally:
        opened.__exit__(None, None, None)


def made_central(folder: Path) -> Path:
    """Make the folder of the agglomeration, at its own computer."""
    with keys_of(folder.with_name(f"{folder.name} clés")):
        return Office(folder, AGGLOMERATION).folder


def joined(relay: Path, folder: Path, person: str) -> Path:
    """Join the team of a relay at another computer, for Béthune."""
    who = ("--structure", BETHUNE, "--personne", person)
    with keys_of(folder.with_name(f"{folder.name} clés")):
        return carried_out(folder, ["rejoindre", str(relay), *who])


def make_relay(window: Exchanging, relay: Path) -> None:
    """Make a relay of a place, on the page « Échanges »."""
    window.section(RelaySection).set_relay(relay)
    window.settle()
    window.answer(QuestionDialog, "En faire un relais")
