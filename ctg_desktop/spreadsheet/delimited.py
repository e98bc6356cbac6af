"""Text as a table: csv as Excel and others write it, and cells pasted from a spreadsheet."""

from __future__ import annotations

import codecs
import re
from collections import Counter

from ctg_desktop.errors import FileFormatError
from ctg_desktop.spreadsheet.limits import MOST_COLUMNS, MOST_ROWS, too_large
from ctg_desktop.spreadsheet.tables import Row, Table

_DELIMITERS = "\t;,"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 20_000
"""How many characters tell by what cells are apart."""

_TOLD = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_QUOTED = r'"((?:[^"]+|"")*+)"(?=%s|\r?\n|\r|\Z)'
_BARE = r"[^%s\r\n]*"


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file, and a remark where some of it could not be read.

    A byte order mark tells; else it is UTF-8, else what Excel writes in France (cp1252).
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace")
            return text, _unread(text)
    if (unmarked := _unmarked_utf_16(data)) is not None:
        text = data.decode(unmarked, errors="replace")
        return text, _unread(text)
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        return text, _unread(text)


def _unmarked_utf_16(data: bytes) -> str | None:
    start = data[:400]
    if len(start) < 4 or start.count(0) < len(start) // 4:
        return None
    return "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"


def _unread(text: str) -> str:
    return (
        "Des signes du fichier n’ont pas pu être lus : voyez « \ufffd »."
        if "\ufffd" in text
        else ""
    )


def table_of(text: str, name: str, remark: str = "") -> Table:
    """Return the table that a text is: its cells apart by `;`, tab or `,`.

    Raises:
        FileFormatError: there is nothing in it, or too much.
    """
    if (told := _TOLD.match(text)) is not None:
        text, delimiter = text[told.end() :], told[1]
    else:
        delimiter = _delimiter(text[:_SAMPLE])
    rows, open_line = _rows(text, delimiter)
    if not rows:
        raise FileFormatError("Il n’y a aucune donnée à importer : le tableau est vide.")
    remarks = [remark] if remark else []
    if open_line:
        remarks.append(
            f"Ligne {open_line} : un guillemet ouvert n’est pas refermé ; il est lu comme un signe "
            "du texte."
        )
    width = max(len(row.cells) for row in rows)
    return Table(name, tuple(rows), width, is_typed=False, remarks=tuple(remarks))


def pasted_table(text: str) -> Table:
    """Return the table that was copied from a spreadsheet.

    Raises:
        FileFormatError: there is nothing in it, or too much.
    """
    if "\t" not in text:
        return table_of(text, "Presse-papiers")
    return table_of(f"sep=\t\n{text}", "Presse-papiers")


def _delimiter(sample: str) -> str:
    """Return what stands between cells: that which cuts the most lines into as many."""
    lines = re.sub(r'"[^"]*"', "", sample).splitlines()[:50]
    scores = {}
    for sign in _DELIMITERS:
        counts = Counter(line.count(sign) for line in lines if line.count(sign))
        scores[sign] = max((count * times for count, times in counts.items()), default=0)
    return max(scores, key=lambda sign: (scores[sign], sign == ";"))


def _rows(text: str, delimiter: str) -> tuple[list[Row], int]:
    """Return the rows that hold something, and the first line whose quote is never closed."""
    sign = re.escape(delimiter)
    quoted, bare = re.compile(_QUOTED % sign), re.compile(_BARE % sign)
    rows: list[Row] = []
    cells: list[str | None] = []
    at, line, open_line, end = 0, 1, 0, len(text)
    while at < end or cells:
        found = quoted.match(text, at) if text.startswith('"', at) else None
        if found is not None:
            value = found[1].replace('""', '"')
        else:
            found = bare.match(text, at)
            assert found is not None
            value = found[0]
            if value.startswith('"') and value.count('"') % 2 and not open_line:
                open_line = line
        cells.append(value if value.strip() else None)
        at = found.end()
        if len(cells) > MOST_COLUMNS:
            raise too_large()
        if at < end and text[at] == delimiter:
            at += 1
            if at < end:
                continue
            cells.append(None)
        if any(cell is not None for cell in cells):
            while cells[-1] is None:
                cells.pop()
            rows.append(Row(line, tuple(cells)))
            if len(rows) > MOST_ROWS:
                raise too_large()
        cells = []
        line += 1
        at += 2 if text.startswith("\r\n", at) else 1
    return rows, open_line
