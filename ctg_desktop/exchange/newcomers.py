"""Joining by an invitation, from opening it to the first round: with a new folder or one in use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

from ctg_desktop.domain.changes import Changes
from ctg_desktop.errors import CtgError
from ctg_desktop.exchange.ctg_file import open_file
from ctg_desktop.exchange.invitations import Invitation, join, refuse_another_team
from ctg_desktop.exchange.receiving import check_place
from ctg_desktop.exchange.relays import Access, choose, share_of, synchronise
from ctg_desktop.folder.passwords import Passwords
from ctg_desktop.folder.relay_address import Server
from ctg_desktop.folder.relay_memory import load
from ctg_desktop.ports import UnitOfWork


class Meeting(Enum):
    """What an invitation means to a folder that is at work already."""

    ALONE = auto()
    """It exchanges with nobody yet, and may join."""
    KNOWN = auto()
    """It takes part in that convention: nothing is to be done."""
    RELAY = auto()
    """It takes part, by another relay or by none: that of the invitation may be used."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What came with joining: how many changes, and why the relay did not answer, if so."""

    new: int
    problem: str = ""


def meeting(uow: UnitOfWork, folder: Path, invitation: Invitation) -> Meeting:
    """Return what an invitation means to the open folder.

    Raises:
        FileFormatError: it cannot be used any more.
        RuleError: it is of another convention, of another team, or of a demonstration.
    """
    with open_file(invitation.path, invitation.words) as file:
        check_place(uow, file.name, file.manifest)
        refuse_another_team(uow, file)
        number = file.manifest.number
    if not uow.authority:
        return Meeting.ALONE
    is_other = invitation.relay is not None and load(folder).number != number
    return Meeting.RELAY if is_other else Meeting.KNOWN


def join_with(
    uow: UnitOfWork,
    folder: Path,
    invitation: Invitation,
    now: datetime,
    *,
    structure: str | None = None,
    passwords: Passwords | None = None,
) -> tuple[Joined, Changes]:
    """Join the convention, work for a `structure` of it, and meet the others in the relay.

    A relay that does not answer stops nothing: the référentiel is in the invitation.

    Raises:
        FileFormatError, RuleError, StorageError: nothing was joined.
    """
    with open_file(invitation.path, invitation.words) as file:
        report = join(uow, file)
    if structure is not None:
        uow.settle(structure)
    uow.ask_to_take_part()
    met, cells = use_relay(uow, folder, invitation, now, passwords)
    return Joined(report.new + met.new, met.problem), Changes(
        None, report.changes.cells | cells.cells
    )


def use_relay(
    uow: UnitOfWork,
    folder: Path,
    invitation: Invitation,
    now: datetime,
    passwords: Passwords | None = None,
) -> tuple[Joined, Changes]:
    """Exchange from now on through the relay of an invitation, and do a first round.

    Of a server, `passwords` learns what the invitation tells.
    """
    relay, passwords = invitation.relay, passwords or Passwords()
    if relay is None:
        return Joined(0), Changes()
    try:
        with open_file(invitation.path, invitation.words) as file:
            told = file.manifest
        if isinstance(relay, Server) and told.relay_password:
            passwords.keep(relay, told.relay_password)
        choose(uow, folder, relay, Access(passwords, told.relay_ca), invited=told)
        done = synchronise(uow, folder, share_of(uow, now), passwords=passwords)
    except CtgError as error:
        return Joined(0, error.sentence), Changes()
    problem = done.failure.sentence if done.failure is not None else ""
    return Joined(done.new, problem), done.changes
