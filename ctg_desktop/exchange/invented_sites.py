"""Examples to try with: actions, and colleagues who do not exist.

These join by a real invitation and really send.

Their folders are made in a temporary place and thrown away with their keys; what they wrote is
received like anything else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import RuleError
from ctg_desktop.exchange.carriers import INVITATION_NAME
from ctg_desktop.exchange.ctg_file import open_file
from ctg_desktop.exchange.file_sending import Sending, send_file, sender_of
from ctg_desktop.exchange.invitations import invite, join
from ctg_desktop.exchange.receiving import note_senders, source_of
from ctg_desktop.folder.keys import usual_keys
from ctg_desktop.folder.scratch import Scratch
from ctg_desktop.ports import Clock, Storage, Tick, UnitOfWork, untold
from ctg_desktop.services import actions
from ctg_desktop.services.demonstration import fill, keep_model
from ctg_desktop.services.participants import accept, named, participants
from ctg_desktop.services.proposals import propose

COLLEAGUE, NEIGHBOUR, NEWCOMER = "Lou Démo", "Alix Témoin", "Sacha Modèle"
"""Who works for the same structure, who works elsewhere, and who still waits to be accepted."""

_SHARED = {
    "title": "Tenir un forum des services aux familles",
    "constat": "Les familles ne savent pas à qui s’adresser.",
}
_PROPOSED = "Une demi-journée par secteur, avec une navette depuis les villages voisins."
_WHY = "Nos familles viendraient si une navette passait."
_HERE = "Les familles ne savent pas à qui s’adresser, surtout à l’arrivée d’un enfant."
_THERE = "Les familles des villages ne savent pas à qui s’adresser ni comment venir."


@dataclass(frozen=True, slots=True)
class Making:
    """How the folders of invented colleagues are made, and on which day they write."""

    storage: Storage
    clock: Clock
    today: date


_ACTIONS = 2
"""How many actions there are once colleagues have sent theirs."""


def fill_with_examples(
    uow: UnitOfWork, folder: Path, making: Making, count: int, tick: Tick = untold
) -> None:
    """Fill a new folder of examples: `count` actions in all, and what colleagues sent.

    In a convention of less than two ambitions, or whose other communes are less than two, nobody
    sends anything; nor where `count` leaves no room for it.

    Raises:
        RuleError: the folder is not marked as a demonstration.
        NotFoundError: the référentiel is missing.
        StorageError: a folder cannot be made.
    """
    if count >= _ACTIONS and len(uow.rows(Ambition)) > 1 and len(_elsewhere(uow)) > 1:
        exchange_with_invented_sites(uow, folder, making)
    fill(uow, count - len(uow.rows(Action)), making.today, tick)
    keep_model(uow, making.today)


def exchange_with_invented_sites(uow: UnitOfWork, folder: Path, making: Making) -> None:
    """Let three invented colleagues join, write and send; receive what they sent.

    One works for the same structure and changed the same field: a conflict waits. Another one
    proposes a change from elsewhere. The third waits to be accepted.

    Raises:
        RuleError: the folder is not marked as a demonstration.
        StorageError: a folder cannot be made.
    """
    if not uow.installation.demonstration:
        raise RuleError("Des collègues inventés n’écrivent que dans un dossier de démonstration.")
    ours, today = uow.installation.structure or "", making.today
    ambition = uow.rows(Ambition)[0].id
    shared = actions.create(uow, {**_SHARED, "main_ambition": ambition}, today)[0].id
    near, far, *_more = _elsewhere(uow)

    def change(there: UnitOfWork) -> None:
        actions.edit(there, shared, {"constat": _THERE})
        _create(there, "Imprimer le guide des services aux familles", today)

    def suggest(there: UnitOfWork) -> None:
        row = actions.existing(there, shared)
        propose(there, row, {"description": _PROPOSED}, today, reason=_WHY)

    def begin(there: UnitOfWork) -> None:
        _create(there, "Ouvrir une ludothèque itinérante", today)

    with Scratch() as place:
        invitation, known = place / INVITATION_NAME, place / "connu.ctg"
        invite(uow, invitation, sender_of(uow), making.clock.now())
        heads = uow.known()
        invited = {each.id: heads[each.id] for each in uow.publications()}
        send_file(uow, known, making.clock.now(), Sending(invited))
        actions.edit(uow, shared, {"constat": _HERE})
        for person, structure, write in (
            (COLLEAGUE, ours, change),
            (NEIGHBOUR, near, suggest),
            (NEWCOMER, far, begin),
        ):
            sent = place / f"CTG_{person.replace(' ', '-')}.ctg"
            with _joined(making, invitation, person, structure) as there:
                with open_file(known) as file:
                    there.union(file.parcel())
                write(there)
                send_file(there, sent, making.clock.now(), Sending(heads))
            with open_file(sent) as file:
                uow.union(file.parcel(), source_of([file]))
                note_senders(folder, [file])
            if person is not NEWCOMER:
                accept(uow, named(participants(uow), person))


@contextmanager
def _joined(making: Making, invitation: Path, person: str, structure: str) -> Iterator[UnitOfWork]:
    """Work in a folder beside the invitation, which it joined; its key is forgotten at the end."""
    making_folder = making.storage.create(
        invitation.with_name(person), person=person, clock=making.clock, demonstration=True
    )
    with making_folder as there:
        with open_file(invitation) as file:
            join(there, file)
        there.settle(structure)
        yield there
        key = there.key
    usual_keys(os.environ).forget(key)


def _create(there: UnitOfWork, title: str, today: date) -> None:
    ambition = there.rows(Ambition)[1].id
    actions.create(there, {"title": title, "main_ambition": ambition}, today)


def _elsewhere(uow: UnitOfWork) -> list[str]:
    """Return the other communes."""
    ours = uow.installation.structure
    rows = uow.rows(Territoire)
    return [row.id for row in rows if row.kind is TerritoireKind.COMMUNE and row.id != ours]
