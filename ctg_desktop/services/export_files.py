"""The files that people ask for: actions, contacts or everything, in the format they chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.views import ActionQuery
from ctg_desktop.ports import Reader
from ctg_desktop.services import exports
from ctg_desktop.services.contacts import contact_views
from ctg_desktop.services.records import action_records

ACTION_FORMATS = ("csv", "json")
CONTACT_FORMATS = ("csv", "json", "vcf")


@dataclass(frozen=True, slots=True)
class Exported:
    """The text of a file, and how many rows it holds."""

    text: str
    count: int


def actions_file(reader: Reader, query: ActionQuery, file_format: str, today: date) -> Exported:
    """Return the actions that a query finds; `file_format` is one of `ACTION_FORMATS`."""
    found = exports.queried_actions(reader, query, today)
    if file_format == "json":
        return Exported(exports.json_text(action_records(reader, found, today)), len(found))
    return Exported(exports.rows_csv(reader, Action.TYPE, found), len(found))


def contacts_file(reader: Reader, file_format: str, today: date) -> Exported:
    """Return the contacts in function; `file_format` is one of `CONTACT_FORMATS`."""
    found = [row for row in reader.rows(Contact) if row.active is not False and not row.erased]
    if file_format == "vcf":
        text = exports.vcards(contact_views(reader, found, today))
    elif file_format == "json":
        text = exports.json_text(exports.records(reader, found))
    else:
        text = exports.rows_csv(reader, Contact.TYPE, found)
    return Exported(text, len(found))


def whole_folder_file(reader: Reader, today: date) -> Exported:
    """Return all that lives in the folder, as JSON; the count is that of its rows."""
    found = exports.everything(reader, today)
    return Exported(exports.json_text(found), sum(len(rows) for rows in found.values()))
