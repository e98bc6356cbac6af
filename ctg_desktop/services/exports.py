"""What leaves the folder as a file: CSV for Excel, JSON, and contact cards."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.convention_views import ContactView
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Choice, Entity, EntityType, FieldSpec, Kind, decimal_text
from ctg_desktop.domain.listing import ActionLine, ActionQuery, RowQuery
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.spreadsheet_text import MEMBERS_APART, text_cell
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.ports import Reader
from ctg_desktop.services.contacts import contact_views
from ctg_desktop.services.listing import line_columns
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.outgoing import Outgoing, asks_for_confidential, outgoing
from ctg_desktop.services.records import Record, action_records, record_of, records_of
from ctg_desktop.services.row_list import list_rows

BYTE_ORDER_MARK = "\ufeff"


# --- what people ask for ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exported:
    """The text of a file, and how many rows it holds.

    `kept_back` counts what is confidential and would be in it too if it were asked for: actions,
    or the rows that hang on them.
    """

    text: str
    count: int
    kept_back: int = 0

    def write_to(self, path: Path) -> None:
        """Write it to a file.

        Raises:
            OutputError: it cannot be written there; the sentence says why.
        """
        with replacing(path) as temporary:
            temporary.write_text(self.text, encoding="utf-8", newline="")


def kept_back(reader: Reader, query: ActionQuery, today: date) -> int:
    """Return how many confidential actions a query finds that may not leave unasked."""
    if asks_for_confidential(query):
        return 0
    return reader.count_actions(replace(query, confidential=True), today)


def actions_file(
    reader: Reader,
    query: ActionQuery,
    file_format: str,
    today: date,
    *,
    with_confidential: bool = False,
) -> Exported:
    """Return the actions that a query finds; `file_format` is csv or json."""
    asked = with_confidential or asks_for_confidential(query)
    leaving = outgoing(reader, asked=asked, models=query.models)
    found = queried_actions(leaving, query, today)
    left = 0 if asked else kept_back(reader, query, today)
    if file_format == "json":
        return Exported(json_text(action_records(leaving, found, today)), len(found), left)
    return Exported(rows_csv(leaving, Action.TYPE, found), len(found), left)


def contacts_file(reader: Reader, file_format: str, today: date) -> Exported:
    """Return the contacts in function; `file_format` is csv, json or vcf."""
    leaving = outgoing(reader)
    found = [row for row in leaving.rows(Contact) if row.active is not False and not row.erased]
    if file_format == "vcf":
        text = vcards(contact_views(leaving, found, today))
    elif file_format == "json":
        text = json_text(records(leaving, found))
    else:
        text = rows_csv(leaving, Contact.TYPE, found)
    return Exported(text, len(found))


def rows_file(
    reader: Reader,
    kind: EntityType,
    query: RowQuery,
    file_format: str,
    *,
    with_confidential: bool = False,
) -> Exported:
    """Return the rows of an entity that a query finds; `file_format` is csv or json."""
    leaving = outgoing(reader, asked=with_confidential)
    found = queried_rows(leaving, kind, query)
    left = rows_kept_back(reader, leaving, kind, query)
    if file_format == "json":
        return Exported(json_text(records_of(leaving, kind, found)), len(found), left)
    return Exported(rows_csv(leaving, kind, found), len(found), left)


def queried_rows(reader: Reader, kind: EntityType, query: RowQuery) -> list[Entity]:
    """Return the rows of an entity that a query finds, in its order."""
    return [listed.row for listed in list_rows(reader, kind, query)]


def rows_kept_back(reader: Reader, leaving: Outgoing, kind: EntityType, query: RowQuery) -> int:
    """Return how many rows that a query finds may not leave: they hang on what is confidential."""
    if not leaving.hidden or Action.TYPE not in kind.owners:
        return 0
    everything = outgoing(reader, asked=True)
    return sum(leaving.keeps_back(row) for row in queried_rows(everything, kind, query))


def whole_folder_file(reader: Reader, today: date, *, with_confidential: bool = False) -> Exported:
    """Return all that lives in the folder, as JSON; the count is that of its rows."""
    found = everything(outgoing(reader, asked=with_confidential, models=True), today)
    left = 0 if with_confidential else kept_back(reader, ActionQuery(), today)
    return Exported(json_text(found), sum(len(rows) for rows in found.values()), left)


def whole_folder_tables(
    reader: Reader, *, with_confidential: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield all that lives in the folder as CSV: for each entity the name of its file, its text."""
    leaving = outgoing(reader, asked=with_confidential, models=True)
    for kind in entity_types():
        yield f"{kind.key}.csv", rows_csv(leaving, kind, leaving.rows(kind.cls))


# --- JSON ----------------------------------------------------------------------------------


def json_text(document: Any) -> str:
    """Return a JSON document as text, readable, keys in their order, with a line end."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def everything(reader: Reader, today: date) -> dict[str, list[Record]]:
    """Return all living rows of the folder by entity; what hangs on a row is within it."""
    kinds = [kind for kind in entity_types() if not kind.is_nested and kind is not Action.TYPE]
    found = {kind.key: records_of(reader, kind, reader.rows(kind.cls)) for kind in kinds}
    return {**found, Action.TYPE.key: action_records(reader, reader.rows(Action), today)}


def records(reader: Reader, rows: Iterable[Entity]) -> list[Record]:
    """Return rows under the keys that scripts read."""
    directory = Directory(reader)
    return [record_of(directory, row) for row in rows]


def queried_actions(reader: Reader, query: ActionQuery, today: date) -> list[Action]:
    """Return the actions that a query finds, in its order."""
    order = reader.action_ids(query, today)
    rows = {row.id: row for row in reader.rows(Action, deleted=query.deleted)}
    return [rows[row_id] for row_id in order if row_id in rows]


# --- CSV for Excel in French ---------------------------------------------------------------


def csv_text(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as « CSV pour Excel (français) »: `;`, with a byte order mark.

    Cells come ready: see `cell`.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return BYTE_ORDER_MARK + written.getvalue()


def cell(directory: Directory, spec: FieldSpec, value: Any) -> str:
    """Return a value as a cell: decimal comma, French dates, words, and no formula."""
    if value is None:
        return ""
    if spec.kind is Kind.REFERENCE:
        return text_cell(directory.name(spec.target, value))
    if spec.is_multiple:
        members = directory.ordered(spec.target, value)
        return text_cell(MEMBERS_APART.join(directory.name(spec.target, each) for each in members))
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, Choice):
        return text_cell(value.label)
    return _plain_cell(value)


def _plain_cell(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/}{value.year:04d}"
    if isinstance(value, (int, Decimal)):
        return decimal_text(value).replace(".", ",")
    return text_cell(str(value))


def rows_csv(reader: Reader, kind: EntityType, rows: Iterable[Entity]) -> str:
    """Return rows of one entity as CSV, under the French labels of their fields."""
    directory = Directory(reader)
    specs = list(kind.fields.values())
    return csv_text(
        [spec.label for spec in specs],
        (
            [cell(directory, spec, getattr(row, spec.name)) for spec in specs]
            for row in (each.as_shown() for each in rows)
        ),
    )


_LINE = line_columns(
    *("reference", "title", "main_ambition", "status", "priority", "structure"),
    *("starts_on", "ends_on", "completed_on", "blocked", "confidential", "pilote_name", "late"),
)


def lines_csv(reader: Reader, lines: Iterable[ActionLine]) -> str:
    """Return the lines of a list of actions as CSV."""
    directory = Directory(reader)
    return csv_text(
        [spec.label for spec in _LINE],
        ([cell(directory, spec, line.value(spec.name)) for spec in _LINE] for line in lines),
    )


# --- contact cards -------------------------------------------------------------------------


def vcards(views: Iterable[ContactView]) -> str:
    """Return contacts as vCard 3.0, which phones and mail programs read (RFC 2426)."""
    return "".join(_vcard(view) for view in views)


def _vcard(view: ContactView) -> str:
    contact = view.contact
    institution = view.institution
    organisation = [institution.name or "" if institution else "", contact.service or ""]
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:{contact.id}",
        f"N:{_escaped(contact.family_name)};{_escaped(contact.given_name)};;;",
        f"FN:{_escaped(contact.name)}",
        *([f"ORG:{';'.join(map(_escaped, organisation))}"] if any(organisation) else []),
        *_optional("TITLE", contact.function),
        *_optional("EMAIL;TYPE=INTERNET,WORK", contact.email),
        *_optional("TEL;TYPE=WORK,VOICE", contact.landline),
        *_optional("TEL;TYPE=CELL", contact.mobile),
        "END:VCARD",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _optional(name: str, value: str | None) -> list[str]:
    return [f"{name}:{_escaped(value)}"] if value else []


def _escaped(value: str | None) -> str:
    text = (value or "").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Cut a line at 75 bytes, never within a character; what follows begins with a space."""
    parts: list[str] = []
    part = ""
    for sign in line:
        if len((part + sign).encode()) > 75 - bool(parts):
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
