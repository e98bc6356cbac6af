"""What leaves the folder as a file, in the format that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from ctg_desktop.domain.listing import ActionQuery, RowQuery
from ctg_desktop.ports import Reader
from ctg_desktop.services.exports import actions_file, contacts_file, rows_file, whole_folder_file

XLSX = "xlsx"
ACTION_FORMATS = ROW_FORMATS = (XLSX, "csv", "json")
CONTACT_FORMATS = (*ROW_FORMATS, "vcf")
WHOLE_FORMATS = (XLSX, "json", "csv")


class Export(Protocol):
    """A file to be written, and how many rows it holds.

    `kept_back` counts what is confidential and would be in it too if it were asked for.
    """

    @property
    def count(self) -> int:
        """How many rows it holds."""

    @property
    def kept_back(self) -> int:
        """How many confidential rows it leaves out."""

    def write_to(self, path: Path) -> None:
        """Write it to a file.

        Raises:
            OutputError: it cannot be written there; the sentence says why.
        """


@dataclass(frozen=True, slots=True)
class How:
    """How a file is made: its format, whether with what is confidential, and its columns.

    `fields` names the columns of a workbook, in their order; all of them where there are none.
    """

    format: str
    today: date
    with_confidential: bool = False
    fields: Sequence[str] = ()


def actions_export(reader: Reader, query: ActionQuery, how: How) -> Export:
    """Return the actions that a query finds, in one of `ACTION_FORMATS`."""
    asked = how.with_confidential
    if how.format == XLSX:
        return actions_workbook(
            reader, query, how.today, with_confidential=asked, fields=how.fields
        )
    return actions_file(reader, query, how.format, how.today, with_confidential=asked)


def contacts_export(reader: Reader, how: How) -> Export:
    """Return the contacts in function, in one of `CONTACT_FORMATS`."""
    if how.format == XLSX:
        return contacts_workbook(reader, how.today)
    return contacts_file(reader, how.format, how.today)


def rows_export(reader: Reader, kind: EntityType, query: RowQuery, how: How) -> Export:
    """Return the rows of an entity that a query finds, in one of `ROW_FORMATS`."""
    asked = how.with_confidential
    if how.format == XLSX:
        return rows_workbook(
            reader, kind, query, how.today, with_confidential=asked, fields=how.fields
        )
    return rows_file(reader, kind, query, how.format, with_confidential=asked)


def whole_export(reader: Reader, how: How) -> Export:
    """Return all that lives in the folder, as xlsx or json."""
    if how.format == XLSX:
        return whole_workbook(reader, how.today, with_confidential=how.with_confidential)
    return whole_folder_file(reader, how.today, with_confidential=how.with_confidential)
