"""Spreadsheets as people make them, written in the formats that they send."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows from the first, areas that are merged (row, column, row, column, from 0).

    `other` are further sheets of the file; `hidden` rows, from 0.
    """

    rows: Sequence[Sequence[Cell]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    name: str = "Feuil1"
    other: Mapping[str, Sequence[Sequence[Cell]]] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()


def write(sheet: Sheet, path: Path) -> Path:
    """Write a sheet in the format that the end of the name tells."""
    {".xlsx": _xlsx, ".ods": _ods, ".csv": _csv, ".tsv": _tsv}[path.suffix](sheet, path)
    return path


def _xlsx(sheet: Sheet, path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in {sheet.name: sheet.rows, **sheet.other}.items():
        made = book.add_worksheet(name)
        if name == sheet.name:
            for first_row, first, last_row, last in sheet.merged:
                made.merge_range(first_row, first, last_row, last, "")
            for number in sheet.hidden:
                made.set_row(number, None, None, {"hidden": True})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    made.write_datetime(at, column, datetime(*cell.timetuple()[:3]), day)  # noqa: DTZ001 - a day
                elif isinstance(cell, str):
                    made.write_string(at, column, cell)
                elif cell is not None:
                    made.write_number(at, column, cell)
    book.close()


def shown(cell: Cell) -> str:
    """Return what a French spreadsheet shows of a cell."""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return (
        ""
        if cell is None
        else str(cell).replace(".", ",")
        if isinstance(cell, float)
        else str(cell)
    )


def _separated(sheet: Sheet, sign: str) -> str:
    def quoted(text: str) -> str:
        is_odd = sign in text or "\n" in text or '"' in text
        return '"' + text.replace('"', '""') + '"' if is_odd else text

    lines = (sign.join(quoted(shown(cell)) for cell in row) for row in sheet.rows)
    return "\r\n".join(lines) + "\r\n"


def _csv(sheet: Sheet, path: Path) -> None:
    path.write_bytes(_separated(sheet, ";").encode("cp1252"))


def _tsv(sheet: Sheet, path: Path) -> None:
    path.write_bytes(_separated(sheet, "\t").encode("utf-16"))


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'office:version="1.2"><office:body><office:spreadsheet>'
)


def _ods(sheet: Sheet, path: Path) -> None:
    body = ""
    for name, rows in {sheet.name: sheet.rows, **sheet.other}.items():
        spans = {
            (a, b): (c - a + 1, d - b + 1)
            for a, b, c, d in (sheet.merged if name == sheet.name else ())
        }
        body += f"<table:table table:name={quoteattr(name)}>"
        for at, row in enumerate(rows):
            is_hidden = name == sheet.name and at in sheet.hidden
            look = ' table:visibility="collapse"' if is_hidden else ""
            cells = (_ods_cell(cell, spans.get((at, column))) for column, cell in enumerate(row))
            body += f"<table:table-row{look}>{''.join(cells)}</table:table-row>"
        body += '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        body += 'table:number-columns-repeated="1024"/></table:table-row></table:table>'
    content = f"{_ODS_HEAD}{body}</office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        packed.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )


def _ods_cell(cell: Cell, span: tuple[int, int] | None) -> str:
    look = (
        f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
        if span
        else ""
    )
    if cell is None:
        return f"<table:table-cell{look}/>"
    if isinstance(cell, date):
        value = f' office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, str):
        value = ' office:value-type="string"'
    else:
        value = f' office:value-type="float" office:value="{cell}"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown(cell).split("\n"))
    return f"<table:table-cell{look}{value}>{lines}</table:table-cell>"
