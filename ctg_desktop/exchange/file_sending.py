"""Sending by file: what a person chooses, the file's name, and writing it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ctg_desktop.errors import FieldError, ReadOnlyError
from ctg_desktop.exchange.ctg_file import SUFFIX, Written, write_file
from ctg_desktop.exchange.manifest import Purpose, Sender
from ctg_desktop.exchange.progress import followed
from ctg_desktop.exchange.sending import Choice, manifest_of, to_send
from ctg_desktop.folder.exchanged_files import SentFile, note_sent
from ctg_desktop.ports import Tick, UnitOfWork, untold
from ctg_desktop.services.naming import structure_name
from ctg_desktop.services.outgoing import outgoing
from ctg_desktop.services.ownership import is_agglomeration

GREAT_BYTES = 8_000_000
"""Beyond this many, mails often refuse a file."""

_UNFIT = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_PART = 40


@dataclass(frozen=True, slots=True)
class Sending:
    """What a person sends.

    `beyond` is how far the addressee knows each incarnation, nothing for a complete file; `since`
    names them. With a `passphrase` nobody else reads it.
    """

    beyond: Mapping[str, int] = field(default_factory=dict)
    passphrase: str = ""
    with_confidential: bool = False
    since: str = ""


def sender_of(uow: UnitOfWork) -> Sender:
    """Return in whose name this folder sends."""
    at = uow.installation
    return Sender(at.person, structure_name(uow, at.structure) or "", uow.key)


def file_name(sender: Sender, now: datetime) -> str:
    """Return how a file that is sent is called: `CTG_Bethune_Camille-Essai_2026-09-15_1430.ctg`."""
    parts = [_fit(each) for each in (sender.structure, sender.person)]
    at = now.astimezone().strftime("%Y-%m-%d_%H%M")
    return "_".join(["CTG", *filter(None, parts), at]) + SUFFIX


def _fit(name: str) -> str:
    """Return a name in letters that every mail and every disk takes."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "Oe"))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return _UNFIT.sub("-", ascii_only).strip("-")[:_LONGEST_PART].strip("-")


def confidential_actions(uow: UnitOfWork) -> int:
    """Return how many actions leave without their values unless that is asked for."""
    return len(outgoing(uow, models=True).hidden)


def kept_back(uow: UnitOfWork, *, asked: bool = False) -> frozenset[str]:
    """Return the rows whose values stay here unless they are `asked` for."""
    return outgoing(uow, asked=asked, models=True).kept_back


def send_and_note(
    uow: UnitOfWork, folder: Path, path: Path, now: datetime, asked: Sending, tick: Tick = untold
) -> Written:
    """Write what is sent, as `send_file`; the data folder remembers that it was.

    Raises:
        FieldError, OutputError, CancelledError: as `send_file`.
    """
    written = send_file(uow, path, now, asked, tick)
    at_ms = int(now.timestamp() * 1000)
    with suppress(ReadOnlyError):  # the file is there, and that is what was asked
        sent = SentFile(
            *(at_ms, str(path), written.changes, written.size, asked.since),
            is_hidden=bool(asked.passphrase),
            with_confidential=asked.with_confidential,
        )
        note_sent(folder, sent)
    return written


def send_file(
    uow: UnitOfWork, path: Path, now: datetime, asked: Sending, tick: Tick = untold
) -> Written:
    """Write what this structure recorded; at the agglomeration, what everybody did.

    Raises:
        FieldError: confidential rows were asked for without a passphrase.
        OutputError: the file cannot be written; a former one is untouched.
        CancelledError: `tick` stopped it; a former file is untouched.
    """
    if asked.with_confidential and not asked.passphrase:
        raise FieldError(
            "avec-confidentielles",
            "Les actions confidentielles ne partent qu’avec une phrase de passe.",
        )
    hidden = kept_back(uow, asked=asked.with_confidential)
    choice = Choice(asked.beyond, everybodys=is_agglomeration(uow), hidden=hidden)
    manifest = manifest_of(uow, sender_of(uow), now, Purpose.SENDING)
    parcel = to_send(uow, choice)
    total = sum(uow.known().values())
    envelopes = followed(parcel.envelopes, "Écriture du fichier", total, tick)
    parcel = replace(parcel, envelopes=envelopes)
    return write_file(path, manifest, parcel, passphrase=asked.passphrase)
