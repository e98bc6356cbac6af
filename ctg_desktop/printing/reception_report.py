"""The report of a reception: from whom, what changed, each field before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ctg_desktop.printing.engine.blocks import Block, Heading, TextBlock
from ctg_desktop.printing.engine.style import NOTE, SECTION
from ctg_desktop.printing.engine.table import TableColumn, table
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.printing.sections import bullets

_TITLE = "Compte rendu de réception"
_COLUMNS = (TableColumn("Champ", 1.0), TableColumn("Avant", 2.0), TableColumn("Après", 2.0))


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """A row that a reception changed: its title, and each field with both values in words."""

    title: str
    fields: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a reception did: in a sentence, from whom, what else is to be known, by structure."""

    sentence: str
    origins: Sequence[str]
    remarks: Sequence[str]
    groups: Sequence[tuple[str, Sequence[ReportedRow]]]


def reception_report(report: Report, issue: Issue) -> Document:
    """Return the report of a reception.

    Raises:
        FileFormatError: the logo cannot be read.
    """
    story = [issue.opening(_TITLE, report.sentence), bullets(report.origins)]
    story += [TextBlock(remark, NOTE) for remark in report.remarks]
    for structure, rows in report.groups:
        story.append(Heading(2, structure, style=SECTION))
        for row in rows:
            story += _row(row)
    return Document(story, issue.edition(_TITLE))


def _row(row: ReportedRow) -> Iterator[Block]:
    yield Heading(3, row.title)
    if row.fields:
        yield table(_COLUMNS, row.fields, row_header=0)
