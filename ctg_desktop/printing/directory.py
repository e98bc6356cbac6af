"""The « annuaire »: who works where, how to reach them, what they follow."""

from __future__ import annotations

from collections.abc import Sequence

from ctg_desktop.domain.choices import Origin
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.convention_views import ContactGroup, ContactView
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.printing.contact_table import institution_name
from ctg_desktop.printing.engine.blocks import Block, Heading, Part, Row, Space, Stack, TextBlock
from ctg_desktop.printing.engine.fonts import Face
from ctg_desktop.printing.engine.lines import Span, Text, coloured, reached
from ctg_desktop.printing.engine.marks import Mark, Marked
from ctg_desktop.printing.engine.style import BODY, CELL, GREY, GRID, NOTE, SMALL_DROP
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.printing.sections import marked_words, ruled_list, to_complete
from ctg_desktop.typography import NO_BREAK, counted, long_date, phone, short_date

_TITLE = "Annuaire des contacts"
_WITHOUT_INSTITUTION = "Autres contacts"
_SEPARATOR = f"{NO_BREAK}· "
_NAME = BODY.but(face=Face.SEMIBOLD, after=0.0)
_REACH_WIDTH = 22 * GRID
_MOST_NAMES = 15
"""How many territoires or thématiques are named; the others are counted."""


def contact_directory(
    groups: Sequence[ContactGroup], convention: Convention, issue: Issue
) -> Document:
    """Return the contacts by institution.

    Raises:
        FileFormatError: the logo cannot be read.
    """
    story = [issue.opening(_TITLE, convention.title or ""), *_introduction(groups, convention)]
    for group in groups:
        story += _group(group)
    short_name = convention.short_title or convention.title
    running = ", ".join(part for part in (_TITLE, short_name) if part)
    return Document(story, issue.edition(_TITLE, running_title=running))


def _introduction(groups: Sequence[ContactGroup], convention: Convention) -> list[Block]:
    contacts = [view for group in groups for view in group.contacts]
    if not contacts:
        return [to_complete("Aucun contact n’est enregistré.")]
    institutions = sum(group.institution is not None for group in groups)
    words = [counted(len(contacts), "contact")]
    if institutions:
        words.append(counted(institutions, "institution"))
    notes = [f"{', '.join(words)}."]
    if any(view.contact.origin is Origin.LOCAL for view in contacts):
        notes.append(f"« Contact local » : saisi sur place, absent du {_referentiel(convention)}.")
    else:
        notes.append(f"Source : {_referentiel(convention)}.")
    return [TextBlock(" ".join(notes), NOTE)]


def _referentiel(convention: Convention) -> str:
    version = f"version {convention.version}" if convention.version is not None else ""
    day = f"du {long_date(convention.issued_on)}" if convention.issued_on else ""
    issued = " ".join(part for part in (version, day) if part)
    return f"référentiel ({issued})" if issued else "référentiel"


# --- an institution ------------------------------------------------------------------------


def _group(group: ContactGroup) -> list[Block]:
    institution = group.institution
    name = institution_name(institution) if institution else _WITHOUT_INSTITUTION
    about = TextBlock([Span(_about(institution, name), about=name)] if institution else "", NOTE)
    about.keeps_with_next = True
    contacts = ruled_list([_contact(view) for view in group.contacts])
    return [Heading(2, name), about, contacts]


def _about(row: Institution, name: str) -> str:
    kind = row.kind.label if row.kind else ""
    parts = (
        "" if kind in name else kind,
        row.address,
        phone(row.phone) if row.phone else "",
        row.email,
        row.site,
        "institution locale" if row.origin is Origin.LOCAL else "",
    )
    return _SEPARATOR.join(part for part in parts if part)


# --- a contact -----------------------------------------------------------------------------


def _contact(view: ContactView) -> Block:
    """Return a contact in three columns, which stay on one page."""
    contact = view.contact
    name = contact.name or "Sans nom"
    who = [TextBlock(name, _NAME)]
    who += [TextBlock(words, CELL) for words in (contact.function, contact.service) if words]
    row = Row(
        [
            Part(Stack(who, tight=True), share=1.5),
            Part(_level([TextBlock([_reach(contact)], CELL)]), width=_REACH_WIDTH),
            Part(_level(_follows(view))),
        ]
    )
    return Stack([row], together=True)


def _level(blocks: Sequence[Block]) -> Block:
    """Set small lines so that the first one stands on the baseline of the name."""
    return Stack([Space(SMALL_DROP), *blocks], tight=True) if blocks else Stack([])


def _reach(contact: Contact) -> Span:
    numbers = [phone(number) for number in (contact.landline, contact.mobile) if number]
    return reached([*numbers, contact.email], contact.name)


def _follows(view: ContactView) -> list[Block]:
    blocks: list[Block] = []
    for label, names in (
        ("Suit : ", [row.cited for row in view.territoires]),
        ("Thématiques : ", view.thematiques),
    ):
        if names:
            words: Text = [coloured(label, GREY), _some(names)]
            blocks.append(TextBlock(words, CELL))
    if view.contact.origin is Origin.LOCAL:
        blocks.append(TextBlock("Contact local", NOTE))
    if view.to_verify:
        checked = view.contact.verified_on
        last = f"vérifié le {short_date(checked)}" if checked else "date inconnue"
        blocks.append(marked_words([Marked(Mark.LATE, f"À vérifier : {last}")]))
    return blocks


def _some(names: Sequence[str]) -> str:
    """Return names, the first ones only when they are many."""
    left = len(names) - _MOST_NAMES
    if left < 2:
        return ", ".join(names)
    return f"{', '.join(names[:_MOST_NAMES])} et {counted(left, 'autre')}"
