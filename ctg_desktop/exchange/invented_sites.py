"""Exchanges to try with: colleagues who do not exist join by a real invitation and really send.

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

from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import RuleError
from ctg_desktop.exchange.ctg_file import open_file
from ctg_desktop.exchange.file_sending import Sending, send_file, sender_of
from ctg_desktop.exchange.joining import INVITATION_NAME, invite, join
from ctg_desktop.exchange.receiving import note_senders, source_of
from ctg_desktop.folder.keys import usual_keys
from ctg_desktop.folder.scratch import Scratch
from ctg_desktop.ports import Clock, Storage, UnitOfWork
from ctg_desktop.services import actions
from ctg_desktop.services.participants import accept, named, participants

COLLEAGUE, NEIGHBOUR = "Lou Démo", "Alix Témoin"
"""Who is accepted and works for the same structure, and who still waits elsewhere."""

_SHARED = {
    "title": "Tenir un forum des services aux familles",
    "constat": "Les familles ne savent pas à qui s’adresser.",
}
_HERE = "Les familles ne savent pas à qui s’adresser, surtout à l’arrivée d’un enfant."
_THERE = "Les familles des villages ne savent pas à qui s’adresser ni comment venir."


@dataclass(frozen=True, slots=True)
class Making:
    """How the folders of invented colleagues are made, and on which day they write."""

    storage: Storage
    clock: Clock
    today: date


def exchange_with_invented_sites(uow: UnitOfWork, folder: Path, making: Making) -> None:
    """Let two invented colleagues join, write and send; receive what they sent.

    One works for the same structure and changed the same field: a conflict waits. The other one
    waits to be accepted.

    Raises:
        RuleError: the folder is not marked as a demonstration.
        StorageError: a folder cannot be made.
    """
    if not uow.installation.demonstration:
        raise RuleError("Des collègues inventés n’écrivent que dans un dossier de démonstration.")
    ours = uow.installation.structure or ""
    ambition = uow.rows(Ambition)[0].id
    shared = actions.create(uow, {**_SHARED, "main_ambition": ambition}, making.today)[0]
    with Scratch() as place:
        invitation, known = place / INVITATION_NAME, place / "connu.ctg"
        invite(uow, invitation, sender_of(uow), making.clock.now())
        send_file(uow, known, making.clock.now(), Sending())
        sent = place / "CTG_Lou-Demo.ctg"
        with _joined(making, invitation, COLLEAGUE, ours) as there:
            with open_file(known) as file:
                there.union(file.parcel())
            actions.edit(there, shared.id, {"constat": _THERE})
            _create(there, "Imprimer le guide des services aux familles", making)
            send_file(there, sent, making.clock.now(), Sending())
        actions.edit(uow, shared.id, {"constat": _HERE})
        _receive(uow, folder, sent)
        accept(uow, named(participants(uow), COLLEAGUE))
        sent = place / "CTG_Alix-Temoin.ctg"
        with _joined(making, invitation, NEIGHBOUR, _elsewhere(uow)) as there:
            _create(there, "Ouvrir une ludothèque itinérante", making)
            send_file(there, sent, making.clock.now(), Sending())
        _receive(uow, folder, sent)


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


def _create(there: UnitOfWork, title: str, making: Making) -> None:
    ambition = there.rows(Ambition)[1].id
    actions.create(there, {"title": title, "main_ambition": ambition}, making.today)


def _elsewhere(uow: UnitOfWork) -> str:
    """Return another commune."""
    ours = uow.installation.structure
    communes = (row for row in uow.rows(Territoire) if row.kind is TerritoireKind.COMMUNE)
    return next(row.id for row in communes if row.id != ours)


def _receive(uow: UnitOfWork, folder: Path, sent: Path) -> None:
    with open_file(sent) as file:
        uow.union(file.parcel(), source_of([file]))
        note_senders(folder, [file])
