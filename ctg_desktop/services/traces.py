"""Where a person is named: what erasing them removes, and what is left to be looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Entity, Kind, known
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.searching import bare_phone
from ctg_desktop.folder.rotation import kept_until
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import LoggedText, TextPlace, UnitOfWork
from ctg_desktop.services.naming import shown
from ctg_desktop.typography import MONTHS, counted, labelled, noun, quoted, spaced

_AROUND = 50
"""How many signs of a text are shown before and after what was found in it."""

_LARGEST_FILE = 16 * 1024 * 1024

_JOURNALS = frozenset({".log", ".txt"})
"""How the program's own journals and reports end, which nobody needs to keep."""

_PHONE = re.compile(r"(?:\+|00)?\d(?:[\s.\-\u2010-\u2015/()]{0,3}\d){5,14}")
_EMAIL = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")


@dataclass(frozen=True, slots=True)
class Signs:
    """What a person is recognised by: both orders of the name, the family name, e-mail, phones."""

    names: frozenset[str]
    family: str
    email: str
    phones: frozenset[str]

    def where(self, text: str) -> tuple[int, bool] | None:
        """Return where a text names the person, and whether it can be nobody else; else None.

        A family name alone may be somebody else's, or a common word.
        """
        for found in _EMAIL.finditer(text) if self.email else ():
            if found.group().rstrip(".").casefold() == self.email:
                return found.start(), True
        for found in _PHONE.finditer(text) if self.phones else ():
            if bare_phone(found.group()) in self.phones:
                return found.start(), True
        folded = f" {fold(text)} "
        for name in self.names:
            if f" {name} " in folded:
                return _place(text, folded.index(f" {name} ")), True
        if self.family and f" {self.family} " in folded:
            return _place(text, folded.index(f" {self.family} ")), False
        return None


def _place(text: str, at: int) -> int:
    """Return about where a place of a folded text is in the text: folding keeps most lengths."""
    return min(at, len(text))


def signs_of(contact: Contact) -> Signs:
    """Return what a contact is recognised by; nothing is left of one that was erased."""
    given, family = fold(contact.given_name or ""), fold(contact.family_name or "")
    names = {f"{given} {family}", f"{family} {given}"} if given and family else set()
    phones = {bare_phone(each) for each in (contact.landline, contact.mobile) if each}
    return Signs(frozenset(names), family, (contact.email or "").casefold(), frozenset(phones))


class Place(Enum):
    """What kind of place names a person, with the French head under which it is told."""

    CURRENT = "Textes actuels, à corriger à la main"
    FORMER = "Anciennes versions de textes"
    WRITER = "Auteur de modifications"
    REASON = "Motifs"
    LABEL = "Intitulés de gestes"
    INSTALLATION = "Personne qui travaille dans ce dossier"
    FILE = "Fichiers du dossier"


@dataclass(frozen=True, slots=True)
class Trace:
    """A place that names a person: where, in French, and some words around.

    `is_certain` tells that it can be nobody else; `field` is the field's French label; `logged`
    what the log holds there, for the places of the log; `file` the file, for a file.
    """

    place: Place
    where: str
    field: str
    excerpt: str
    is_certain: bool
    logged: LoggedText | None = None
    file: Path | None = None

    @property
    def sentence(self) -> str:
        """The place and the words around, on one line."""
        where = ", ".join(part for part in (self.where, self.field) if part)
        told = labelled(where, quoted(self.excerpt)) if where else quoted(self.excerpt)
        return told if self.is_certain else f"{told} (peut-être quelqu’un d’autre)"

    @property
    def can_be_erased(self) -> bool:
        """Whether « Effacer cette personne » removes it: only what is certain, never what shows."""
        if not self.is_certain or self.place in (Place.CURRENT, Place.INSTALLATION):
            return False
        if self.file is not None:
            return self.file.suffix in _JOURNALS
        return self.logged is not None and self.logged.can_be_erased


def copies_sentence(count: int, now: datetime) -> str:
    """Return what the safety copies keep of a person who is erased, and until when about."""
    until = kept_until(now)
    return spaced(
        f"{counted(count, 'copie de sécurité', 'copies de sécurité')} "
        f"{noun(count, 'garde', 'gardent')} encore ces données, jusque vers "
        f"{MONTHS[until.month - 1]} {until.year} : elles sont remplacées peu à peu. Celles d’avant "
        "une mise à jour restent tant que vous ne les supprimez pas. Reprendre une de ces copies "
        "ramènerait cette personne."
    )


def traces(uow: UnitOfWork, contact: Contact, folder: Path) -> list[Trace]:
    """Return every place of a data folder that names a contact, but the contact's own row.

    Looks through the rows, the log and the private files; the safety copies hold the same.
    """
    signs = signs_of(contact)
    return [
        *(trace for _, trace in current_traces(uow, contact)),
        *_logged(uow, contact, signs),
        *_installation(uow, signs),
        *_files(folder, signs),
    ]


def current_traces(uow: UnitOfWork, contact: Contact) -> Iterator[tuple[Entity, Trace]]:
    """Yield the texts that name a contact today, each with its row."""
    signs = signs_of(contact)
    for kind in entity_types():
        specs = [
            spec
            for spec in kind.fields.values()
            if spec.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE)
        ]
        for row in uow.rows(kind.cls, deleted=None) if specs else ():
            for spec in specs if row.id != contact.id else ():
                text = getattr(row, spec.name)
                if text and (found := signs.where(text)):
                    where = f"{kind.label} {shown(row) or row.id}"
                    yield row, _trace(Place.CURRENT, (where, spec.label), text, found)


_PLACES = {
    TextPlace.VALUE: Place.FORMER,
    TextPlace.PREVIOUS: Place.FORMER,
    TextPlace.AUTHOR: Place.WRITER,
    TextPlace.PERSON: Place.WRITER,
    TextPlace.REASON: Place.REASON,
    TextPlace.LABEL: Place.LABEL,
}


def _logged(uow: UnitOfWork, contact: Contact, signs: Signs) -> Iterator[Trace]:
    seen: set[tuple[Place, str]] = set()
    for said in uow.logged_texts():
        if said.row == contact.id or (said.place is TextPlace.VALUE and said.is_current):
            continue  # the row itself, and what the tables show
        found = signs.where(said.text)
        if not found:
            continue
        trace = _trace(_PLACES[said.place], ("", _field(said)), said.text, found, logged=said)
        # The author of a thousand gestures is one line.
        if said.place in (TextPlace.AUTHOR, TextPlace.PERSON):
            if (trace.place, said.incarnation) in seen:
                continue
            seen.add((trace.place, said.incarnation))
        yield trace


def _field(said: LoggedText) -> str:
    spec = known(said.entity, said.field)
    return said.field if spec is None else spec.label


def _installation(uow: UnitOfWork, signs: Signs) -> Iterator[Trace]:
    person = uow.installation.person
    if found := signs.where(person):
        where = spaced("Paramètres, « Vous »")
        yield _trace(Place.INSTALLATION, (where, "nom"), person, found)


def _files(folder: Path, signs: Signs) -> Iterator[Trace]:
    own = DataFolder(folder)
    for path in (own.drafts, own.settings, *_journals(own.logs)):
        text = _text(path)
        if text and (found := signs.where(text)):
            yield _trace(Place.FILE, (path.name, ""), text, found, file=path)


def _journals(logs: Path) -> Iterable[Path]:
    return sorted(path for path in logs.glob("*") if path.is_file()) if logs.is_dir() else ()


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            return ""
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _trace(
    place: Place,
    where: tuple[str, str],
    text: str,
    found: tuple[int, bool],
    *,
    logged: LoggedText | None = None,
    file: Path | None = None,
) -> Trace:
    at, is_certain = found
    excerpt = " ".join(text[max(0, at - _AROUND) : at + _AROUND + 20].split())
    return Trace(place, *where, excerpt, is_certain, logged, file)
