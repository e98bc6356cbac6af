"""The contacts as a person looks for them: by institution, searched as one types, one card each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ctg_desktop.domain.choices import (
    Origin,
)
from ctg_desktop.domain.convention import (
    Thematique,
)
from ctg_desktop.domain.convention_views import ContactGroup, ContactView
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.rules import is_check_due
from ctg_desktop.domain.searching import Sought, searched
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services.ownership import check_owner
from ctg_desktop.services.pointing import known_rows, picked
from ctg_desktop.typography import phone, short_date

WITHOUT_INSTITUTION = "Sans institution"


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """A contact of the book; `is_editable` tells that this folder may change it.

    `words` are what the search looks into; `is_favourite` is the contact's own mark for those
    that this folder edits, and the folder's for the others.
    """

    view: ContactView
    words: str
    is_editable: bool
    is_favourite: bool

    @property
    def id(self) -> str:
        """The identity of the contact."""
        return self.view.contact.id

    @property
    def is_to_verify(self) -> bool:
        """Whether its check is old; nobody checks those who left."""
        return self.view.to_verify and self.view.contact.active is not False

    def matches(self, sought: Sought) -> bool:
        """Whether it holds what is looked for."""
        return sought.is_in(self.words)


@dataclass(frozen=True, slots=True)
class BookGroup:
    """The contacts of one institution, under its heading."""

    title: str
    entries: tuple[ContactEntry, ...]


@dataclass(frozen=True, slots=True)
class ContactBook:
    """All contacts but the erased ones; those no longer in function are among them.

    `names` say how institutions, territoires and thématiques are called, for fields that point
    there.
    """

    groups: tuple[BookGroup, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def entry(self, contact_id: str) -> ContactEntry | None:
        """Return the entry of a contact; None when the book has none."""
        found = (entry for group in self.groups for entry in group.entries)
        return next((entry for entry in found if entry.id == contact_id), None)


def contact_book(uow: UnitOfWork, today: date, favourites: Collection[str] = ()) -> ContactBook:
    """Return the book; `favourites` are the contacts that this folder marked beside the base."""
    rows = [row for row in uow.rows(Contact) if not row.erased]
    groups = tuple(
        BookGroup(
            _title(group.institution),
            tuple(_entry(uow, view, favourites) for view in group.contacts),
        )
        for group in contact_groups(uow, rows, today)
    )
    return ContactBook(groups, _names(uow))


def _title(institution: Institution | None) -> str:
    if institution is None:
        return WITHOUT_INSTITUTION
    name = institution.name or institution.acronym
    return institution.marked(name) if name else WITHOUT_INSTITUTION


def _entry(uow: UnitOfWork, view: ContactView, favourites: Collection[str]) -> ContactEntry:
    is_editable = _is_editable(uow, view.contact)
    is_favourite = bool(view.contact.favourite) if is_editable else view.contact.id in favourites
    return ContactEntry(view, _words(view), is_editable, is_favourite)


def _is_editable(uow: UnitOfWork, contact: Contact) -> bool:
    if uow.is_read_only:
        return False
    try:
        check_owner(uow, contact)
    except RuleError:
        return False
    return True


def _words(view: ContactView) -> str:
    contact, institution = view.contact, view.institution
    texts = [contact.name, contact.function, contact.service, contact.email]
    texts += [institution.name, institution.acronym] if institution else []
    texts += [place.name for place in view.territoires]
    return searched([*texts, *view.thematiques], (contact.landline, contact.mobile))


def _names(reader: Reader) -> Mapping[str, str]:
    institutions = known_rows(reader, Institution).values()
    return {row.id: row.marked(row.name or row.acronym or "") for row in institutions} | {
        row.id: row.cited
        for cls in (Territoire, Thematique)
        for row in known_rows(reader, cls).values()
    }


# --- a card in words -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail to be sent by the person's own mail program: addresses, subject, plain text."""

    to: tuple[str, ...]
    subject: str = ""
    body: str = ""


def card_lines(view: ContactView) -> list[tuple[str, str]]:
    """Return what is known of a contact, by label, in the order of a card."""
    contact, institution = view.contact, view.institution
    specs = Contact.TYPE.fields
    known = (
        ("function", contact.function),
        ("service", contact.service),
        ("institution", _title(institution) if institution else None),
        ("email", contact.email),
        ("landline", contact.landline and phone(contact.landline)),
        ("mobile", contact.mobile and phone(contact.mobile)),
        ("territoires", ", ".join(sorted(_called(view.territoires), key=sort_key))),
        ("thematiques", ", ".join(view.thematiques)),
        ("source", contact.source),
        ("verified_on", contact.verified_on and short_date(contact.verified_on)),
    )
    return [(specs[name].label, value) for name, value in known if value]


def _called(places: Iterable[Territoire]) -> list[str]:
    return [place.cited for place in places if place.cited]


# --- contacts with what they point to --------------------------------------------------------


def directory(reader: Reader, today: date, *, local: bool = True) -> tuple[ContactGroup, ...]:
    """Return the contacts in function, by institution; without `local` the référentiel's only."""
    found = [
        row
        for row in reader.rows(Contact)
        if row.active is not False and not row.erased and (local or row.origin is not Origin.LOCAL)
    ]
    return contact_groups(reader, found, today)


def contact_groups(
    reader: Reader, contacts: Iterable[Contact], today: date
) -> tuple[ContactGroup, ...]:
    """Group contacts by institution, in the order of the référentiel; those without one last."""
    institutions = known_rows(reader, Institution).values()
    views = contact_views(reader, contacts, today)
    groups = [
        ContactGroup(institution, tuple(view for view in views if view.institution == institution))
        for institution in [*institutions, None]
    ]
    return tuple(group for group in groups if group.contacts)


def contact_views(
    reader: Reader, contacts: Iterable[Contact], today: date
) -> tuple[ContactView, ...]:
    """Return contacts with what they point to, in their order, then by name."""
    institutions = known_rows(reader, Institution)
    territoires = known_rows(reader, Territoire)
    thematiques = known_rows(reader, Thematique)
    return tuple(
        ContactView(
            contact=row,
            institution=institutions.get(row.institution or ""),
            territoires=picked(territoires, row.territoires),
            thematiques=tuple(t.cited for t in picked(thematiques, row.thematiques)),
            to_verify=is_check_due(row, today),
        )
        for row in sorted(contacts, key=_contact_order)
    )


def _contact_order(contact: Contact) -> tuple[bool, int, str]:
    name = sort_key(f"{contact.family_name} {contact.given_name}")
    return contact.order is None, contact.order or 0, name
