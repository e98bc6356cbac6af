"""Invitations: what a newcomer needs to work with the others at once."""

from __future__ import annotations

import os
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ctg_desktop.domain.choices import STRUCTURES
from ctg_desktop.domain.envelopes import UnionReport
from ctg_desktop.domain.fields import DELETED, Scalar
from ctg_desktop.domain.holding import is_of_kind
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import FileFormatError, RuleError
from ctg_desktop.exchange.carriers import INVITATION_NAME, envelope_name, paper_name
from ctg_desktop.exchange.ctg_file import ExchangeFile, file_bytes, made_at, open_file
from ctg_desktop.exchange.manifest import Purpose, Sender
from ctg_desktop.exchange.receiving import check_place, source_of
from ctg_desktop.exchange.sending import manifest_of
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.folder.own_files import path_of
from ctg_desktop.folder.relay_address import RelayPlace, is_server, server_of
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.participants import is_of_another_team
from ctg_desktop.typography import quoted


@dataclass(frozen=True, slots=True)
class MeetingPlace:
    """Where the people of an invitation meet: the relay's address, and its random number.

    Of a server, `ca` is the authority that it is known by (PEM). `password` is told behind a
    `passphrase` alone.
    """

    address: str = ""
    number: str = ""
    ca: str = ""
    password: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)


def invite(
    uow: UnitOfWork, path: Path, who: Sender, now: datetime, where: MeetingPlace | None = None
) -> bool:
    """Write an invitation: the convention's key, its référentiel, and where its people meet.

    Return whether a convention key was made for it, since there was none.

    Raises:
        OutputError: the file cannot be written.
        RuleError: no key can be kept here.
    """
    is_new = not uow.authority
    with replacing(path) as temporary:  # refused before a key is made for it
        if is_new:
            uow.found_authority()
        temporary.write_bytes(invitation_bytes(uow, who, now, where or MeetingPlace()))
    return is_new


def invitation_bytes(uow: UnitOfWork, who: Sender, now: datetime, where: MeetingPlace) -> bytes:
    """Return the content of an invitation."""
    manifest = replace(
        manifest_of(uow, who, now, Purpose.INVITATION),
        relay=where.address,
        number=where.number or secrets.token_hex(16),
        relay_ca=where.ca,
        relay_password=where.password if where.passphrase else "",
    )
    publications = [each.id for each in uow.publications()]
    return file_bytes(manifest, uow.parcel(of=publications), passphrase=where.passphrase)[0]


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation tells before anything of it is taken in.

    `structures` are those that one may work for; `relay` is where its people meet, if that is a
    server, or a folder of this computer's. `words` is the passphrase that opens it.
    """

    path: Path
    title: str
    sender: Sender
    made: datetime
    structures: tuple[Territoire, ...]
    relay: RelayPlace | None
    is_demonstration: bool
    words: str = field(default="", repr=False)


def read_invitation(given: Path, words: str = "") -> Invitation:
    """Read an invitation, or that of a relay's folder.

    Raises:
        FileFormatError: it is no invitation, or cannot be used; the sentence says why.
        PassphraseNeededError: it has a passphrase, and `words` are not it.
    """
    path = given / INVITATION_NAME if given.is_dir() else given
    with open_file(path, words) as file:
        check_invitation(file)
        told = file.manifest
        return Invitation(
            path,
            told.title,
            told.sender,
            made_at(told),
            tuple(_structures(file)),
            relay_of(given, file),
            told.is_demonstration,
            words,
        )


def _structures(file: ExchangeFile) -> Iterator[Territoire]:
    """Yield the structures of the référentiel that an invitation brings."""
    rows: dict[str, dict[str, Scalar]] = defaultdict(dict)
    for envelope in file.parcel().envelopes:
        for change in envelope.changes():
            if change.cell.entity == Territoire.TYPE.name and not change.cell.member:
                rows[change.cell.row][change.cell.field] = change.value
    for row, found in rows.items():
        values = {
            name: spec.decode(found[name])
            for name, spec in Territoire.TYPE.fields.items()
            if is_of_kind(spec, found.get(name))
        }
        if found.get(DELETED.name) == 0 and values.get("kind") in STRUCTURES:
            yield Territoire(id=row, **values)


def relay_of(given: Path, file: ExchangeFile) -> RelayPlace | None:
    """Return the relay of an invitation: where it lies, or the one it names; None if neither.

    One that was copied beside other files, among downloads for instance, lies in no relay.
    """
    if not file.manifest.number or not file.manifest.relay:
        return None
    if given.is_dir():
        return given
    if is_server(file.manifest.relay):
        return server_of(file.manifest.relay)
    told = path_of(file.manifest.relay)
    beside = given.absolute().parent
    if beside == told or _is_relay(beside):
        return beside
    return told if told is not None and (told / INVITATION_NAME).is_file() else None


def _is_relay(place: Path) -> bool:
    """Whether what people exchange lies in a folder."""
    try:
        names = [entry.name for entry in os.scandir(place)]
    except OSError:
        return False
    return any(envelope_name(name) or paper_name(name) for name in names)


def check_invitation(file: ExchangeFile) -> None:
    """Refuse a file that is no invitation.

    Raises:
        FileFormatError: it is something else.
    """
    if file.manifest.purpose is not Purpose.INVITATION or not file.manifest.authority:
        raise FileFormatError(
            f"{quoted(file.name)} n’est pas une invitation, mais un envoi : il se reçoit dans un "
            "dossier qui existe déjà (Échanges, ou « echange recevoir »). Une invitation se "
            "demande à un collègue, qui la fait dans Échanges, ou par « echange inviter »."
        )


def refuse_another_team(uow: UnitOfWork, file: ExchangeFile) -> None:
    """Refuse an invitation of a team that ours did not take in.

    Whoever makes an invitation could say in it that he took us in: our own team's word is asked.

    Raises:
        RuleError: this folder follows another convention key.
    """
    if is_of_another_team(uow, file.manifest.authority):
        raise RuleError(
            "Ce dossier suit déjà une autre équipe de la même convention : rien n’a été changé. "
            "Qui tient la clé de la vôtre peut réunir les deux, en recevant un envoi de celle-ci."
        )


def join(uow: UnitOfWork, file: ExchangeFile) -> UnionReport:
    """Follow the convention that an invitation names, and take in its référentiel.

    Raises:
        FileFormatError: it is no invitation.
        RuleError: this folder follows another convention, or another key.
    """
    check_invitation(file)
    check_place(uow, file.name, file.manifest)
    refuse_another_team(uow, file)
    known = uow.known()
    # Joining again brings nothing, and the journal tells what came.
    is_new = any(known.get(e.birth.id, 0) < e.last.key.sequence for e in file.parcel().envelopes)
    report = uow.union(file.parcel(), source_of([file]) if is_new else None)
    if not uow.authority:
        uow.follow_authority(file.manifest.authority)
    return report
