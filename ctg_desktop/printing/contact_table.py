"""Contacts as a table: who they are, what they do, how to reach them, by institution."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ctg_desktop.domain.convention_views import ContactGroup, ContactView
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.printing.engine.blocks import Block
from ctg_desktop.printing.engine.lines import reached, strong
from ctg_desktop.printing.engine.style import ACCENT, GRID
from ctg_desktop.printing.engine.table import Cell, Group, TableColumn, table
from ctg_desktop.printing.states import TO_COMPLETE
from ctg_desktop.typography import phone

Rows = list[Sequence[Cell] | Group]

_COLUMNS = (
    TableColumn("Nom", width=13 * GRID),
    TableColumn("Fonction"),
    TableColumn("Téléphone et courriel", width=22 * GRID),
)


_CLOSE_COLUMNS = (
    TableColumn("Nom", width=14 * GRID),
    TableColumn("Fonction"),
    TableColumn("Téléphone", width=9 * GRID),
    TableColumn("Courriel", width=22 * GRID),
)


def contact_table(rows: Rows, *, close: bool = False) -> Block:
    """Return the table of groups of contacts; the rows of a `close` one are close as well."""
    return table(_CLOSE_COLUMNS if close else _COLUMNS, rows, row_header=0, close=close)


def group_of(title: str, contacts: Iterable[ContactView], *, close: bool = False) -> Rows:
    """Return the rows of contacts under a title, none without a contact.

    Where they are `close`, most of them take one line.
    """
    row = _close_row if close else _row
    rows = [row(each.contact) for each in contacts]
    return [Group(title, "", ACCENT, level=2), *rows] if rows else []


def groups_by_institution(groups: Sequence[ContactGroup], *, close: bool = False) -> Rows:
    """Return the rows of contacts under the names of their institutions."""
    return [
        row
        for group in groups
        for row in group_of(
            institution_name(group.institution) if group.institution else "Autres contacts",
            group.contacts,
            close=close,
        )
    ]


def institution_name(institution: Institution | None) -> str:
    """Return the name of an institution with its acronym."""
    name = institution and (institution.name or institution.acronym)
    if not institution or not name:
        return f"Institution {TO_COMPLETE}"
    if institution.acronym and institution.acronym != name:
        name = f"{name} ({institution.acronym})"
    return institution.marked(name)


def _row(contact: Contact) -> Sequence[Cell]:
    function = (contact.function, contact.service)
    ways = (phone(contact.landline or ""), phone(contact.mobile or ""), contact.email)
    return [[strong(contact.name)], _lines(function), [reached(ways, contact.name)]]


def _close_row(contact: Contact) -> Sequence[Cell]:
    function = ", ".join(filter(None, (contact.function, contact.service)))
    numbers = (phone(contact.landline or ""), phone(contact.mobile or ""))
    ways = [reached(each, contact.name) for each in (numbers, (contact.email,))]
    return [[strong(contact.name)], function, *([each] for each in ways)]


def _lines(texts: Iterable[str | None]) -> str:
    return "\n".join(text for text in texts if text)
