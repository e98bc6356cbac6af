"""The rights of a person over their own data: to receive it, and to be erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ctg_desktop.domain.changes import Cell, Changes, Draft, Edit
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Entity, EntityType, Kind
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.people import Contact
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.history import history
from ctg_desktop.services.leaving import Outgoing, outgoing
from ctg_desktop.services.naming import Directory, shown
from ctg_desktop.services.ownership import check_owner
from ctg_desktop.services.pointing import pointing_rows
from ctg_desktop.services.records import Record, record_of


@dataclass(frozen=True, slots=True)
class Mention:
    """A free text that names a person: the row, the field, and some words around."""

    entity: str
    row: str
    field: str
    excerpt: str


def person_data(
    uow: UnitOfWork, contact: Contact, now: datetime, *, with_confidential: bool = False
) -> dict[str, Any]:
    """Return all that the folder holds about a person, as one document to hand over.

    Where a confidential action names them that is said, and not which one.
    """
    reader = outgoing(uow, asked=with_confidential)
    return {
        "contact": record_of(Directory(reader), contact),
        "cite_dans": _pointing_rows(uow, reader, contact),
        "textes_libres": [
            {"fiche": CONFIDENTIAL, "champ": found.field}
            if reader.keeps_back(row)
            else {"fiche": found.row, "champ": found.field, "extrait": found.excerpt}
            for row, found in _mentions(uow, contact)
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


CONFIDENTIAL = "action confidentielle"
"""What stands for a confidential action that was not asked for."""


def _pointing_rows(uow: UnitOfWork, reader: Outgoing, contact: Contact) -> list[Record]:
    """Return the rows whose fields point to the person, deleted ones included."""
    directory = Directory(reader)
    found: list[Record] = []
    for spec, row in pointing_rows(uow, Contact.TYPE, contact.id, deleted=None):
        told: Record = {"type": row.TYPE.label, "fiche": CONFIDENTIAL, "champ": spec.label}
        if not reader.keeps_back(row):
            told["fiche"] = shown(row) or row.id
            if row.TYPE.owner == spec.name:
                told["contenu"] = record_of(directory, row)
        found.append(told)
    return found


def erase(uow: UnitOfWork, contact: Contact) -> tuple[list[Mention], Changes]:
    """Erase a person's data everywhere, log included; return the texts to look at by hand.

    Raises:
        RuleError: the contact is somebody else's, or was erased already.
    """
    check_owner(uow, contact)
    if contact.erased:
        raise RuleError("Les données de cette personne ont déjà été effacées.")
    left = mentions(uow, contact)
    personal = [spec.name for spec in Contact.TYPE.fields.values() if spec.personal]
    emptied = [
        Edit(Cell(Contact.TYPE.name, contact.id, name), None)
        for name in personal
        if getattr(contact, name) is not None
    ]
    erased = Edit(Cell(Contact.TYPE.name, contact.id, "erased"), 1)
    changes = uow.record(Draft("Données d’une personne effacées", (erased, *emptied)))
    return left, changes


def mentions(uow: UnitOfWork, contact: Contact) -> list[Mention]:
    """Return the free texts, and the authors of notes, that name the person."""
    return [found for _, found in _mentions(uow, contact)]


def _mentions(uow: UnitOfWork, contact: Contact) -> Iterator[tuple[Entity, Mention]]:
    family = fold(contact.family_name or "")
    if not family:
        return
    for kind in entity_types():
        for row in uow.rows(kind.cls, deleted=None):
            if row.id != contact.id:
                for found in _mentions_in(row, kind, family):
                    yield row, found


def _mentions_in(row: Entity, kind: EntityType, family: str) -> list[Mention]:
    found = []
    for spec in kind.fields.values():
        value = getattr(row, spec.name)
        if spec.kind in (Kind.TEXT, Kind.LONG_TEXT) and isinstance(value, str):
            at = f" {fold(value)} ".find(f" {family} ")
            if at >= 0:
                excerpt = " ".join(value.split())[max(0, at - 40) : at + 60]
                found.append(Mention(kind.label, shown(row) or row.id, spec.label, excerpt))
    return found
