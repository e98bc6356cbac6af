"""Invitations: what a newcomer needs to work with the others at once."""

from __future__ import annotations

import os
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ctg_desktop.domain.choices import STRUCTURES
from ctg_desktop.domain.envelopes import UnionReport
from ctg_desktop.domain.fields import DELETED, Scalar
from ctg_desktop.domain.holding import is_of_kind
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import FileFormatError, RuleError
from ctg_desktop.exchange.carriers import envelope_name, paper_name
from ctg_desktop.exchange.ctg_file import ExchangeFile, file_bytes, made_at, open_file
from ctg_desktop.exchange.manifest import Purpose, Sender
from ctg_desktop.exchange.receiving import check_place, source_of
from ctg_desktop.exchange.sending import manifest_of
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.folder.own_files import path_of
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.typography import quoted

INVITATION_NAME = "Rejoindre la CTG.ctg"
"""What an invitation is called: lying in the relay's folder, it is the address."""


def invite(
    uow: UnitOfWork, path: Path, who: Sender, now: datetime, *, relay: str = "", number: str = ""
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
        manifest = replace(
            manifest_of(uow, who, now, Purpose.INVITATION),
            relay=relay,
            number=number or secrets.token_hex(16),
        )
        publications = [each.id for each in uow.publications()]
        temporary.write_bytes(file_bytes(manifest, uow.parcel(of=publications))[0])
    return is_new


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation tells before anything of it is taken in.

    `structures` are those that one may work for; `relay` is the folder where its people meet, if
    it is one of this computer's.
    """

    path: Path
    title: str
    sender: Sender
    made: datetime
    structures: tuple[Territoire, ...]
    relay: Path | None
    is_demonstration: bool


def read_invitation(given: Path) -> Invitation:
    """Read an invitation, or that of a relay's folder.

    Raises:
        FileFormatError: it is no invitation, or cannot be used; the sentence says why.
    """
    path = given / INVITATION_NAME if given.is_dir() else given
    with open_file(path) as file:
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


def relay_of(given: Path, file: ExchangeFile) -> Path | None:
    """Return the relay of an invitation: where it lies, or where it says; None for none here.

    One that was copied beside other files, among downloads for instance, lies in no relay.
    """
    if not file.manifest.number or not file.manifest.relay:
        return None
    told = path_of(file.manifest.relay)
    if given.is_dir():
        return given
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


def join(uow: UnitOfWork, file: ExchangeFile) -> UnionReport:
    """Follow the convention that an invitation names, and take in its référentiel.

    Raises:
        FileFormatError: it is no invitation.
        RuleError: this folder follows another convention, or another key.
    """
    check_invitation(file)
    check_place(uow, file.name, file.manifest)
    if uow.authority and uow.authority != file.manifest.authority:
        raise RuleError(
            "Ce dossier suit déjà une autre équipe de la même convention : rien n’a été changé. "
            "Son agglomération peut accepter celle-ci : demandez-lui."
        )
    parcel = file.parcel()
    report = uow.union(parcel, source_of([file]))
    uow.follow_authority(file.manifest.authority)
    return report
