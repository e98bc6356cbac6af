"""The relay of a folder: choosing one, knowing it again, and doing a round with it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ctg_desktop.errors import FileFormatError, RuleError
from ctg_desktop.exchange.ctg_file import ExchangeFile, open_file
from ctg_desktop.exchange.file_sending import kept_back, sender_of
from ctg_desktop.exchange.folder_relay import FolderRelay, RelayError
from ctg_desktop.exchange.joining import INVITATION_NAME, check_invitation, invite
from ctg_desktop.exchange.receiving import check_place
from ctg_desktop.exchange.rounds import Round, Share, exchange
from ctg_desktop.folder.relay_memory import Memory, load, save
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.ownership import is_agglomeration
from ctg_desktop.typography import quoted


def share_of(uow: UnitOfWork, now: datetime) -> Share:
    """Return what of a folder goes to its relay."""
    hidden = kept_back(uow)
    return Share(sender_of(uow), now, everybodys=is_agglomeration(uow), hidden=hidden)


def prepare(uow: UnitOfWork, place: Path, share: Share) -> bool:
    """Lay the invitation into a folder, which makes a relay of it.

    Return whether a convention key was made for it. One that lies there already is kept.

    Raises:
        RelayError: the folder cannot be used.
    """
    FolderRelay(place).check()
    if (place / INVITATION_NAME).exists():
        return False
    return invite(
        *(uow, place / INVITATION_NAME, share.sender, share.now),
        relay=str(place),
        number=secrets.token_hex(16),
    )


def choose(uow: UnitOfWork, data: Path, place: Path) -> Memory:
    """Exchange from now on through a folder that was prepared.

    Raises:
        RelayError: the folder cannot be used, or was not prepared.
        RuleError: it is that of another convention, or of another team.
    """
    FolderRelay(place).check()
    with invitation_in(place) as file:
        check_place(uow, file.name, file.manifest)
        _check_team(uow, file)
        number = file.manifest.number
    before = load(data)
    memory = Memory() if before.number != number else before
    memory = replace(memory, address=str(place.absolute()), number=number)
    save(data, memory)
    return memory


def _check_team(uow: UnitOfWork, file: ExchangeFile) -> None:
    if uow.authority != file.manifest.authority:
        raise RuleError(
            "Ce relais est celui d’une équipe que ce dossier n’a pas rejointe : rien n’a été "
            f"changé. Pour la rejoindre : « rejoindre {quoted(INVITATION_NAME)} »."
            if not uow.authority
            else "Ce relais est celui d’une autre équipe de la même convention : rien n’a été "
            "changé. Prévenez l’agglomération : elle seule peut réunir deux équipes."
        )


def invitation_in(place: Path) -> ExchangeFile:
    """Open the invitation that lies in a relay.

    Raises:
        RelayError: there is none.
    """
    path = place / INVITATION_NAME
    if not path.exists():
        raise RelayError(
            f"Le dossier {quoted(place)} n’est pas un relais, ou ne répond pas. Pour en faire "
            "un : echange relais DOSSIER --preparer."
        )
    file = open_file(path)
    check_invitation(file)
    return file


def forget(data: Path) -> None:
    """Exchange through no relay any more; what lies there stays.

    Raises:
        ReadOnlyError: the data folder allows no writing.
    """
    save(data, Memory())


def synchronise(uow: UnitOfWork, data: Path, share: Share) -> Round:
    """Do a round with the relay of a data folder.

    Raises:
        RuleError: none was chosen.
        RelayError: it does not answer, or is not the one that was chosen.
        StorageError: the folder failed.
    """
    memory = load(data)
    if not memory.address:
        raise RuleError(
            "Aucun relais n’est choisi : echange relais DOSSIER en choisit un. Rien n’a été changé."
        )
    place = Path(memory.address)
    try:
        with invitation_in(place) as file:
            is_same = file.manifest.number == memory.number
    except FileFormatError as error:  # half copied: the number is asked the next time
        raise RelayError(error.sentence) from error
    if not is_same:
        raise RelayError(
            f"Le dossier {quoted(place)} n’est plus le relais que vous aviez choisi : rien n’a "
            "été échangé. Choisissez-le de nouveau si c’est voulu : echange relais DOSSIER."
        )
    done = exchange(uow, FolderRelay(place), memory, share)
    save(data, done.memory)
    return done
