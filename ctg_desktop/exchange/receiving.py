"""Taking in exchange files: seen first, then whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path

from ctg_desktop.domain.arrivals import Carrier, Source
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.envelopes import Parcel, UnionReport
from ctg_desktop.errors import FileFormatError, ReadOnlyError, RuleError
from ctg_desktop.exchange.ctg_file import ExchangeFile
from ctg_desktop.exchange.manifest import Manifest
from ctg_desktop.exchange.progress import followed
from ctg_desktop.exchange.sending import title_of_convention
from ctg_desktop.folder.exchanged_files import Correspondent, note_correspondents
from ctg_desktop.garbage_collector import collector_held
from ctg_desktop.ports import Tick, UnitOfWork, untold
from ctg_desktop.services.receptions import FieldChange, Reception, reception, revert
from ctg_desktop.typography import quoted

COPY_REASON = "avant une réception"
"""Why the safety copy is made that comes before."""


def check_place(uow: UnitOfWork, name: str, manifest: Manifest) -> None:
    """Refuse a file whose manifest says that it is not for this folder.

    Raises:
        RuleError: it is of another convention, or of a demonstration where this is none.
    """
    if manifest.is_demonstration != uow.installation.demonstration:
        raise RuleError(
            f"{quoted(name)} vient d’un dossier de démonstration : rien n’a été repris. Un vrai "
            "dossier n’échange qu’avec de vrais dossiers."
            if manifest.is_demonstration
            else f"{quoted(name)} vient d’un vrai dossier, et celui-ci est une démonstration : "
            "rien n’a été repris."
        )
    ours = uow.convention
    if ours and manifest.convention and manifest.convention != ours:
        raise RuleError(
            f"{quoted(name)} vient d’une autre convention, {quoted(manifest.title)} : rien n’a "
            f"été repris. Ce dossier suit {quoted(title_of_convention(uow))}."
        )


def distinct(files: Sequence[ExchangeFile]) -> list[ExchangeFile]:
    """Return files without those that are the same as one before, copied or given twice."""
    found: list[ExchangeFile] = []
    for file in files:
        if all(file.manifest != each.manifest for each in found):
            found.append(file)
    return found


def _together(uow: UnitOfWork, files: Sequence[ExchangeFile], tick: Tick) -> Parcel:
    """Return what several files hold, to be taken in as one."""
    files = distinct(files)
    for file in files:
        check_place(uow, file.name, file.manifest)
    parcels = [file.parcel() for file in files]
    envelopes = chain.from_iterable(parcel.envelopes for parcel in parcels)
    total = sum(file.manifest.changes for file in files)
    return Parcel(
        followed(envelopes, "Lecture des modifications", total, tick),
        tuple(paper for parcel in parcels for paper in parcel.papers),
    )


@contextmanager
def examined(
    uow: UnitOfWork, files: Sequence[ExchangeFile], tick: Tick = untold
) -> Iterator[UnionReport]:
    """Take files in for the time of a block: what is read there is as it would be after.

    Raises:
        FileFormatError: a file cannot be read whole.
        RuleError: a file is not for this folder.
        CancelledError: `tick` stopped it.
    """
    with collector_held(), uow.trying(_together(uow, files, tick)) as report:
        yield report


def receive(uow: UnitOfWork, files: Sequence[ExchangeFile], tick: Tick = untold) -> UnionReport:
    """Make a safety copy, then take files in, in one transaction.

    Raises:
        FileFormatError: a file cannot be read whole; nothing was taken in.
        RuleError: a file is not for this folder; nothing was taken in.
        StorageError: nothing was taken in.
        CancelledError: `tick` stopped it; nothing was taken in.
    """
    parcel = _together(uow, files, tick)
    uow.back_up(COPY_REASON)
    with collector_held():
        return uow.union(parcel, source_of(files))


def take_in_files(
    uow: UnitOfWork,
    folder: Path,
    files: Sequence[ExchangeFile],
    kept: Collection[FieldChange] = (),
    tick: Tick = untold,
) -> tuple[Reception, Changes]:
    """Take files in, restore our value in the `kept` fields, and report what was done.

    What their senders knew is remembered in the data folder.

    Raises:
        FileFormatError, RuleError, StorageError, CancelledError: as `receive`.
    """
    report = receive(uow, files, tick)
    found, changes = reception(uow, report), report.changes
    if kept:
        changes = Changes(None, changes.cells | revert(uow, kept).cells)
    note_senders(folder, files)
    return found, changes


def note_senders(folder: Path, files: Sequence[ExchangeFile]) -> None:
    """Remember in the data folder what the senders of files knew, if the place allows it.

    What is forgotten costs a complete file in the place of a short one.
    """
    with suppress(ReadOnlyError):
        note_correspondents(folder, tuple(map(_correspondent, files)))


def _correspondent(file: ExchangeFile) -> Correspondent:
    told = file.manifest
    who = told.sender
    return Correspondent(who.key, who.person, who.structure, told.made_ms, told.knows)


def source_of(files: Sequence[ExchangeFile]) -> Source:
    """Return where files come from, as the journal keeps it."""
    if not files:
        raise FileFormatError("Aucun fichier n’a été donné.")
    files = distinct(files)
    senders = {file.manifest.sender for file in files}
    names = " ; ".join(file.name for file in files)
    people = ", ".join(sorted({sender.person for sender in senders}))
    places = ", ".join(sorted({sender.structure for sender in senders} - {""}))
    return Source(Carrier.FILE, names, people, places)
