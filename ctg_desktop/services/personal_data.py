"""The rights of a person over their own data: to receive it, and to be erased."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from ctg_desktop.domain.changes import Cell, ChangeKey, Changes, Draft, Edit
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.proposals import Proposal
from ctg_desktop.domain.scrubbing import Scrub
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import TextPlace, UnitOfWork
from ctg_desktop.services.history import history
from ctg_desktop.services.naming import Directory, shown
from ctg_desktop.services.outgoing import Outgoing, outgoing
from ctg_desktop.services.ownership import check_owner
from ctg_desktop.services.pointing import pointing_rows
from ctg_desktop.services.records import Record, record_of
from ctg_desktop.services.traces import Trace, current_traces


def person_data(
    uow: UnitOfWork, contact: Contact, now: datetime, *, with_confidential: bool = False
) -> dict[str, Any]:
    """Return all that the folder holds about a person, as one document to hand over.

    Where a confidential action names them that is said, and not which one.
    """
    reader = outgoing(uow, asked=with_confidential, models=True)
    return {
        "contact": record_of(Directory(reader), contact),
        "cite_dans": _pointing_rows(uow, reader, contact),
        "textes_libres": [
            {"fiche": CONFIDENTIAL, "champ": found.field}
            if reader.keeps_back(row)
            else {"fiche": shown(row) or row.id, "champ": found.field, "extrait": found.excerpt}
            for row, found in current_traces(uow, contact)
        ],
        "historique": [
            {
                "date": line.at.isoformat(),
                "auteur": line.author,
                "champ": line.field,
                "avant": line.before,
                "apres": line.after,
            }
            for line in history(uow, contact.id, now)
        ],
    }


_ERASING = "Données d’une personne effacées"

CONFIDENTIAL = "action confidentielle"
"""What stands for a confidential action that was not asked for."""


def _pointing_rows(uow: UnitOfWork, reader: Outgoing, contact: Contact) -> list[Record]:
    """Return the rows whose fields point to the person, deleted ones included."""
    directory = Directory(reader)
    found: list[Record] = []
    for spec, row in pointing_rows(uow, Contact.TYPE, contact.id):
        told: Record = {"type": row.TYPE.label, "fiche": CONFIDENTIAL, "champ": spec.label}
        if not reader.keeps_back(row):
            told["fiche"] = shown(row) or row.id
            if row.TYPE.owner == spec.name:
                told["contenu"] = record_of(directory, row)
        found.append(told)
    return found


def erase(uow: UnitOfWork, contact: Contact, found: Sequence[Trace]) -> tuple[list[Trace], Changes]:
    """Erase a person's data everywhere, log included; return what is left to look at by hand.

    `found` is what `traces` told, and the person read. What can be erased of it is: former
    versions of texts, authors, reasons, and the program's own journals. Then the file is written
    again, without the pages in which all that stood.

    Raises:
        RuleError: the contact is somebody else's, or was erased already.
    """
    check_owner(uow, contact)
    if contact.erased:
        raise RuleError("Les données de cette personne ont déjà été effacées.")
    scrub, restated = _scrub_of(found)
    proposed, emptied_again = _proposed(uow, contact)
    scrub = scrub | proposed
    name = Contact.TYPE.name
    emptied = [
        Edit(Cell(name, contact.id, spec.name), None)
        for spec in Contact.TYPE.fields.values()
        if spec.personal and getattr(contact, spec.name) is not None
    ]
    told = [Edit(Cell(name, contact.id, "scrubbed"), scrub.told())] if scrub else []
    erased = Edit(Cell(name, contact.id, "erased"), 1)
    edits = (*restated, *told, erased, *emptied, *emptied_again)
    changes = uow.record(Draft(_ERASING, edits))
    for each in found:
        if each.file is not None and each.can_be_erased:
            with suppress(OSError):  # read by another program: it stays, and is told
                each.file.unlink()
    uow.compact()
    left = [each for each in found if not each.can_be_erased or _is_still_there(each)]
    return left, changes


def _proposed(uow: UnitOfWork, contact: Contact) -> tuple[Scrub, list[Edit]]:
    """Empty what anybody proposed for the person; return what is then erased of it.

    A change also holds what stood before it: the one that empties is written over once more, by
    the edits that are returned, so that it can be erased too.
    """
    name, texts = Proposal.TYPE.name, ("proposed", "reason")
    about = uow.rows(Proposal, where={Proposal.TYPE.subject: contact.id}, deleted=None)
    cells = [Cell(name, row.id, text) for row in about for text in texts]
    if cells:
        uow.record(Draft(_ERASING, tuple(Edit(cell, None) for cell in cells)))
    history = uow.history([row.id for row in about])
    keys = [each.change.key for each in history if each.change.cell.field in texts]
    return Scrub(frozenset(keys)), [Edit(cell, None, restates=True) for cell in cells]


def _is_still_there(trace: Trace) -> bool:
    return trace.file is not None and trace.file.exists()


def _scrub_of(found: Sequence[Trace]) -> tuple[Scrub, list[Edit]]:
    """Return what is erased of the log, and the values that must be written again for it.

    A value that stands is written once more where the change that gave it also holds what stood
    before: that change can then be erased whole.
    """
    logged = [each.logged for each in found if each.logged is not None and each.can_be_erased]
    restated = [
        Edit(Cell(each.entity, each.row, each.field, each.member), None, restates=True)
        for each in logged
        if each.place is TextPlace.PREVIOUS and each.is_current
    ]
    scrub = Scrub(
        frozenset(ChangeKey(each.incarnation, each.sequence) for each in logged if each.sequence),
        frozenset(
            each.incarnation
            for each in logged
            if each.place in (TextPlace.AUTHOR, TextPlace.PERSON)
        ),
        frozenset(each.gesture for each in logged if each.place is TextPlace.REASON),
    )
    return scrub, restated
