"""The report of a reception as a document: what is confidential is counted, not told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.fields import describe
from ctg_desktop.services.receptions import FieldChange, Reception, RowPreview
from ctg_desktop.typography import capitalised, counted

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Document, Issue

FILE_NAME = "Reception"
_EMPTY = "(vide)"
_EVERYBODYS = "Pour tous"


def report_of(
    found: Reception, origins: Sequence[str], issue: Issue, restored: Collection[Cell] = ()
) -> Document:
    """Return the report of a reception; `origins` say which files it came from.

    In the cells that were `restored` our own value stands again.

    Raises:
        FileFormatError: the logo cannot be read.
    """
    from ctg_desktop.printing.reception_report import Report, ReportedRow, reception_report

    groups: dict[str, list[ReportedRow]] = defaultdict(list)
    kept_back = 0
    for row in found.rows:
        if row.is_confidential:
            kept_back += 1
            continue
        groups[row.structure or _EVERYBODYS].append(
            ReportedRow(_title(row), _fields(row, restored))
        )
    remarks = found.remarks()
    if kept_back:
        told = counted(kept_back, "fiche confidentielle n’est", "fiches confidentielles ne sont")
        remarks.append(f"{told} pas dans ce compte rendu.")
    report = Report(found.sentence(), origins, remarks, [*groups.items()])
    return reception_report(report, issue)


def _title(row: RowPreview) -> str:
    return f"{capitalised(row.word)} : {describe(row.entity).label} – {row.name}"


def _fields(row: RowPreview, restored: Collection[Cell]) -> list[tuple[str, str, str]]:
    return [
        (each.label, each.before or _EMPTY, _after(each, is_restored=each.cell in restored))
        for each in row.fields
    ]


def _after(field: FieldChange, *, is_restored: bool) -> str:
    if is_restored:
        return f"Notre valeur est remise ; reçu : {field.after or _EMPTY}"
    return f"En conflit : {field.after}" if field.is_in_conflict else field.after or _EMPTY
