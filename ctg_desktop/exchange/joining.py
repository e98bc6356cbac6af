"""Invitations: what a newcomer needs to work with the others at once."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ctg_desktop.domain.envelopes import UnionReport
from ctg_desktop.errors import FileFormatError, RuleError
from ctg_desktop.exchange.ctg_file import ExchangeFile, file_bytes
from ctg_desktop.exchange.manifest import Purpose, Sender
from ctg_desktop.exchange.receiving import check_place, source_of
from ctg_desktop.exchange.sending import manifest_of
from ctg_desktop.folder.outputs import replacing
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


def check_invitation(file: ExchangeFile) -> None:
    """Refuse a file that is no invitation.

    Raises:
        FileFormatError: it is something else.
    """
    if file.manifest.purpose is not Purpose.INVITATION or not file.manifest.authority:
        raise FileFormatError(
            f"{quoted(file.name)} n’est pas une invitation, mais un envoi : pour le recevoir, "
            "« echange recevoir ». Une invitation se demande à un collègue, qui la fait par "
            "« echange inviter »."
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
