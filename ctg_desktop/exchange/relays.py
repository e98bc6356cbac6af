"""The relay of a folder: choosing one, knowing it again, and doing a round with it."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from ctg_desktop.domain.changes import Changes
from ctg_desktop.errors import FileFormatError, RuleError
from ctg_desktop.exchange.carriers import EnvelopeName, covered, envelope_name, paper_name
from ctg_desktop.exchange.ctg_file import DamagedError, ExchangeFile, open_file
from ctg_desktop.exchange.file_sending import kept_back, sender_of
from ctg_desktop.exchange.folder_relay import FolderRelay, RelayError
from ctg_desktop.exchange.joining import INVITATION_NAME, check_invitation, invite, join
from ctg_desktop.exchange.manifest import Manifest
from ctg_desktop.exchange.receiving import check_place
from ctg_desktop.exchange.rounds import Round, Share, exchange, paper_id
from ctg_desktop.folder.relay_memory import Memory, load, save
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.ownership import is_agglomeration
from ctg_desktop.services.receptions import waiting_sentence
from ctg_desktop.typography import counted, quoted


def share_of(uow: UnitOfWork, now: datetime) -> Share:
    """Return what of a folder goes to its relay."""
    hidden = kept_back(uow)
    return Share(sender_of(uow), now, everybodys=is_agglomeration(uow), hidden=hidden)


class Place(Enum):
    """What a folder is to this one, as a relay."""

    OURS = "ours"
    TO_JOIN = "to_join"
    """The relay of a team of the convention; this folder belongs to none yet."""
    FREE = "free"
    """No relay; it could be made one."""


@dataclass(frozen=True, slots=True)
class RelayView:
    """How the exchange with the relay stands, as people see it.

    `address` is empty where none was chosen; `waiting` counts the changes that were written here
    and lie in no file there.
    """

    address: str = ""
    exchanged_at: datetime | None = None
    waiting: int = 0


def relay_view(uow: UnitOfWork, data: Path) -> RelayView:
    """Return how the exchange with the relay of a data folder stands."""
    memory = load(data)
    if not memory.address:
        return RelayView()
    at = datetime.fromtimestamp(memory.exchanged_ms / 1000, UTC) if memory.exchanged_ms else None
    return RelayView(memory.address, at, _waiting(uow, memory))


def _waiting(uow: UnitOfWork, memory: Memory) -> int:
    """Return how many changes that were written here no file in the relay tells."""
    put: dict[str, list[EnvelopeName]] = defaultdict(list)
    for text in memory.put:
        if (name := envelope_name(text)) is not None:
            put[name.incarnation].append(name)
    known, own = uow.known(), uow.own_incarnations()
    # What was imported by hand is under our key too, and may not be ours to issue.
    written = [b.id for b in uow.births() if b.id in own and b.incarnation.publication is None]
    return sum(max(0, known.get(each, 0) - covered(put[each])) for each in written)


def has_to_send(uow: UnitOfWork, data: Path) -> bool:
    """Whether something of a data folder lies not in its relay yet; False where there is none."""
    memory = load(data)
    if not memory.address:
        return False
    there = {paper.id for text in memory.put if (paper := paper_name(text)) is not None}
    return _waiting(uow, memory) > 0 or any(paper_id(each) not in there for each in uow.papers())


def look(uow: UnitOfWork, place: Path) -> Place:
    """Return what a folder is to this one, as a relay; nothing is written there.

    Raises:
        RelayError: it does not answer, or its invitation is not wholly there yet.
        RuleError: it is that of another convention, or of another team.
    """
    if INVITATION_NAME not in FolderRelay(place).listed():
        return Place.FREE
    with _invitation(place) as file:
        _check_place(uow, place, file.manifest)
        if not uow.authority:
            return Place.TO_JOIN
        _check_team(uow, file)
    return Place.OURS


def settle(uow: UnitOfWork, data: Path, place: Path, share: Share) -> Settled:
    """Exchange from now on through a folder: prepared, or its team joined, where need be.

    Raises:
        RelayError: the folder cannot be used.
        RuleError: it is that of another convention, or of another team.
    """
    found, changes = look(uow, place), Changes()
    has_made_key = found is Place.FREE and prepare(uow, place, share)
    if found is Place.TO_JOIN:
        with _invitation(place) as file:
            changes = join(uow, file).changes
    choose(uow, data, place)
    return Settled(found, changes, has_made_key=has_made_key)


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done to exchange through a folder.

    `place` is what it was, `changes` what joining its team brought; `has_made_key` tells that
    the convention key was made for it.
    """

    place: Place
    changes: Changes
    has_made_key: bool


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


def choose(uow: UnitOfWork, data: Path, place: Path, *, is_invited: bool = False) -> Memory:
    """Exchange from now on through a folder that was prepared.

    `is_invited` takes one that cannot be written at present: who joins receives from it, and
    what is written meanwhile leaves later.

    Raises:
        RelayError: the folder cannot be used, or was not prepared.
        RuleError: it is that of another convention, or of another team.
    """
    if not is_invited:
        FolderRelay(place).check()
    with invitation_in(place) as file:
        _check_place(uow, place, file.manifest)
        _check_team(uow, file)
        number = file.manifest.number
    before = load(data)
    memory = Memory() if before.number != number else before
    memory = replace(memory, address=str(place.absolute()), number=number)
    save(data, memory)
    return memory


def _check_place(uow: UnitOfWork, place: Path, manifest: Manifest) -> None:
    """Refuse a relay whose people this folder never exchanges with."""
    try:
        check_place(uow, quoted(place), manifest)
    except RuleError as error:
        is_demonstration = manifest.is_demonstration
        if is_demonstration != uow.installation.demonstration:
            why = (
                "est celui d’une démonstration, et vos données sont vraies"
                if is_demonstration
                else "est celui de vraies données, et ce dossier est une démonstration"
            )
        else:
            why = f"est celui d’une autre convention, {quoted(manifest.title)}"
        raise RuleError(
            f"Le relais {quoted(place)} {why} : rien n’a été échangé. Choisissez un autre dossier."
        ) from error


def _check_team(uow: UnitOfWork, file: ExchangeFile) -> None:
    if uow.authority != file.manifest.authority:
        raise RuleError(
            "Ce relais est celui d’une équipe que ce dossier n’a pas rejointe : rien n’a été "
            f"changé. Pour la rejoindre, ouvrez son invitation, {quoted(INVITATION_NAME)}."
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
            f"Le dossier {quoted(place)} n’est pas un relais, ou ne répond pas : rien n’est perdu. "
            "Pour en faire un, choisissez-le sur la page Échanges, ou : echange relais DOSSIER "
            "--preparer."
        )
    return _invitation(place)


def _invitation(place: Path) -> ExchangeFile:
    """Open the invitation that lies in a relay.

    Raises:
        RelayError: it is not wholly there.
    """
    try:
        file = open_file(place / INVITATION_NAME)
    except DamagedError as error:  # half copied
        raise RelayError(
            f"L’invitation du relais {quoted(place)} n’est pas encore entière, ou elle est "
            "abîmée : rien n’est perdu, ce qui attend partira plus tard. Si cela dure, remettez-y "
            f"une copie de {quoted(INVITATION_NAME)}, ou demandez à l’agglomération de le faire."
        ) from error
    except FileFormatError as error:
        raise RelayError(error.sentence) from error
    check_invitation(file)
    return file


def invite_to(uow: UnitOfWork, data: Path, path: Path, now: datetime) -> bool:
    """Write an invitation, to the relay of a data folder where it has one.

    Return whether the convention key was made for it.

    Raises:
        OutputError: the file cannot be written.
        RuleError: no key can be kept here.
    """
    memory = load(data)
    return invite(uow, path, sender_of(uow), now, relay=memory.address, number=memory.number)


def forget(data: Path) -> None:
    """Exchange through no relay any more; what lies there stays.

    Raises:
        ReadOnlyError: the data folder allows no writing.
    """
    before = load(data)
    save(data, Memory(declined=before.address or before.declined))


def synchronise(uow: UnitOfWork, data: Path, share: Share, *, sends: bool = True) -> Round:
    """Do a round with the relay of a data folder; or receive from it alone.

    Raises:
        RuleError: none was chosen, or it is not for this folder any more.
        RelayError: it does not answer, or is not the one that was chosen.
        StorageError: the folder failed.
    """
    memory = load(data)
    if not memory.address:
        raise RuleError(
            "Aucun relais n’est choisi : rien n’a été changé. Choisissez-en un sur la page "
            "Échanges, ou : echange relais DOSSIER."
        )
    place = Path(memory.address)
    FolderRelay(place).listed()  # says that it does not answer, where it does not
    with invitation_in(place) as file:
        _check_place(uow, place, file.manifest)
        if file.manifest.number != memory.number:
            raise RelayError(
                f"Le dossier {quoted(place)} n’est plus le relais que vous aviez choisi : rien "
                "n’a été échangé. Choisissez-le de nouveau si c’est voulu."
            )
    done = exchange(uow, FolderRelay(place), memory, share, sends=sends)
    at_ms = int(share.now.timestamp() * 1000)
    save(data, replace(done.memory, exchanged_ms=at_ms))
    return done


def round_sentences(done: Round) -> list[str]:
    """Return what a round did beside the usual, for people: files lost, late or refused."""
    told = [lost_sentence(done.lost)] if done.lost else []
    if done.later:
        files = counted(
            done.later, "fichier n’est pas encore entier", "fichiers ne sont pas encore entiers"
        )
        told.append(f"{files} : ce sera pour la prochaine fois.")
    told += map(waiting_sentence, done.waiting)
    told += [f"Un envoi de {each.person} est refusé : {each.fault.value}." for each in done.refused]
    return told


def lost_sentence(count: int) -> str:
    """Say that files which this folder had laid in the relay were gone, and are there again."""
    lost = counted(count, "envoi", "envois")
    return f"Le relais avait perdu {lost} de ce dossier : tout y est remis."
