"""What leaves the folder as a file, in the format that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from ctg_desktop.documents.workbooks import (
    actions_workbook,
    contacts_workbook,
    rows_workbook,
    whole_workbook,
)
from ctg_desktop.domain.fields import EntityType
from ctg_desktop.domain.views import ActionQuery, RowQuery
from ctg_desktop.ports import Reader
from ctg_desktop.services.exports import actions_file, contacts_file, rows_file, whole_folder_file

XLSX = "xlsx"
ACTION_FORMATS = ROW_FORMATS = (XLSX, "csv", "json")
CONTACT_FORMATS = (*ROW_FORMATS, "vcf")
WHOLE_FORMATS = (XLSX, "json", "csv")


class Export(Protocol):
    """A file to be written, and how many rows it holds.

    `kept_back` counts the confidential actions that it would hold too if they were asked for.
    """

    @property
    def count(self) -> int:
        """How many rows it holds."""

    @property
    def kept_back(self) -> int:
        """How many confidential actions it leaves out."""

    def write_to(self, path: Path) -> None:
        """Write it to a file.

        Raises:
            OutputError: it cannot be written there; the sentence says why.
        """


def actions_export(
    reader: Reader,
    query: ActionQuery,
    file_format: str,
    today: date,
    *,
    with_confidential: bool = False,
    fields: Sequence[str] = (),
) -> Export:
    """Return the actions that a query finds; `file_format` is one of `ACTION_FORMATS`.

    A workbook has the columns of `fields`, all where there are none.
    """
    if file_format == XLSX:
        return actions_workbook(
            reader, query, today, with_confidential=with_confidential, fields=fields
        )
    return actions_file(reader, query, file_format, today, with_confidential=with_confidential)


def contacts_export(reader: Reader, file_format: str, today: date) -> Export:
    """Return the contacts in function; `file_format` is one of `CONTACT_FORMATS`."""
    if file_format == XLSX:
        return contacts_workbook(reader, today)
    return contacts_file(reader, file_format, today)


def rows_export(
    reader: Reader,
    kind: EntityType,
    query: RowQuery,
    file_format: str,
    today: date,
    *,
    fields: Sequence[str] = (),
) -> Export:
    """Return the rows of an entity that a query finds; `file_format` is one of `ROW_FORMATS`.

    A workbook has the columns of `fields`, all where there are none.
    """
    if file_format == XLSX:
        return rows_workbook(reader, kind, query, today, fields=fields)
    return rows_file(reader, kind, query, file_format)


def whole_export(
    reader: Reader, file_format: str, today: date, *, with_confidential: bool = False
) -> Export:
    """Return all that lives in the folder; `file_format` is xlsx or json."""
    if file_format == XLSX:
        return whole_workbook(reader, today, with_confidential=with_confidential)
    return whole_folder_file(reader, today, with_confidential=with_confidential)
