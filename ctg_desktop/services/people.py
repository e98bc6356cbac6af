"""The rights of a person over their own data: to receive it, and to be erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ctg_desktop.domain.changes import Cell, Changes, Draft, Edit
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.people import Contact
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.history import history
from ctg_desktop.services.naming import Directory, shown
from ctg_desktop.services.ownership import check_owner
from ctg_desktop.services.records import Record, record_of


@dataclass(frozen=True, slots=True)
class Mention:
    """A free text that names a person: the row, the field, and some words around."""

    entity: str
    row: str
    field: str
    excerpt: str


def person_data(uow: UnitOfWork, contact: Contact, now: datetime) -> dict[str, Any]:
    """Return all that the folder holds about a person, as one document to hand over."""
    directory = Directory(uow)
    return {
        "contact": record_of(directory, contact),
        "cite_dans": _pointing_rows(uow, directory, contact),
        "textes_libres": [
            {"fiche": found.row, "champ": found.field, "extrait": found.excerpt}
            for found in mentions(uow, contact)
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


def _pointing_rows(uow: UnitOfWork, directory: Directory, contact: Contact) -> list[Record]:
    """Return the rows whose fields point to the person, deleted ones included."""
    found: list[Record] = []
    for kind in entity_types():
        for spec in kind.fields.values():
            for row in _pointing(uow, kind, spec, contact):
                fiche = record_of(directory, row) if kind.owner == spec.name else None
                found.append(
                    {
                        "type": kind.label,
                        "fiche": shown(row) or row.id,
                        "champ": spec.label,
                        **({"contenu": fiche} if fiche else {}),
                    }
                )
    return found


def _pointing(uow: UnitOfWork, kind: EntityType, spec: FieldSpec, contact: Contact) -> list[Entity]:
    if spec.target != Contact.TYPE.name:
        return []
    if spec.is_multiple:
        everything = uow.rows(kind.cls, deleted=None)
        return [row for row in everything if contact.id in getattr(row, spec.name)]
    return list(uow.rows(kind.cls, where={spec.name: contact.id}, deleted=None))


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
    family = fold(contact.family_name or "")
    if not family:
        return []
    return [
        found
        for kind in entity_types()
        for row in uow.rows(kind.cls, deleted=None)
        if row.id != contact.id
        for found in _mentions_in(row, kind, family)
    ]


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
