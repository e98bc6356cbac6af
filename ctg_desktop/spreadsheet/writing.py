"""Writing a workbook as xlsx; XlsxWriter is imported here alone.

Texts are written as texts, whatever they look like: nothing is computed, nothing becomes a link.
A text that is longer than a cell goes on in further columns beside its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from math import ceil
from pathlib import Path
from textwrap import wrap
from typing import Any

from xlsxwriter import Workbook as XlsxWorkbook
from xlsxwriter.utility import xl_col_to_name

from ctg_desktop.domain.fields import FieldSpec, Kind
from ctg_desktop.errors import OutputError
from ctg_desktop.garbage_collector import collector_held
from ctg_desktop.spreadsheet.guide import column_lines
from ctg_desktop.spreadsheet.layout import (
    GUIDE_TITLE,
    LISTS_TITLE,
    LONGEST_CELL,
    Cell,
    Column,
    continued_title,
    pieces,
)
from ctg_desktop.spreadsheet.workbook import Table, ValueList, Workbook, list_key
from ctg_desktop.typography import quoted

MOST_ROWS = 1_048_575
"""How many rows a sheet holds below its header (Excel)."""

_MORE_ROWS = 500
"""How many blank rows below the last one have the drop-down lists too."""

_NARROWEST, _WIDEST, _LONG = 10, 34, 48
"""Widths of columns, in characters: at least, at most, and that of long texts."""

_WHOLE = LONGEST_CELL // 2
"""What surely fits into a cell, in characters: one takes two units at most."""

_LONGEST_AS_TEXT = 255
"""What a cell in the format of texts shows, in characters: older Excels draw ##### past it."""

_ROWS_LOOKED_AT = 500
"""How many rows tell how wide a column is."""

_FILTER_WIDTH = 3
"""What the button of the filter takes from the width of a title, in characters."""

_TALLEST, _LINE_HEIGHT, _HEAD_ROOM = 8, 15, 4
"""How many lines of a row are shown at most; the height of one, and what a header has more, in
points."""

_A3, _A4 = 8, 9
_A4_WIDTH, _A3_WIDTH = 150, 250
"""Widths that such a paper shows legibly, in characters; wider sheets take several side by side."""

_GUIDE_WIDTHS = (24, 32, 70)
"""Widths of the columns of the guide, in characters."""

_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.7, "bottom": 0.6}
"""Margins of paper, in inches."""

_INK, _HEAD, _LINE = "#1F2A37", "#E6ECF3", "#B8C2CE"

_TEXTS_AND_DAYS: Mapping[Kind, str] = {
    Kind.DATE: "dd/mm/yyyy",
    Kind.TEXT: "@",
    Kind.PHONE: "@",
    Kind.COLOUR: "@",
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column as it is written.

    `at` is its place in the rows of the table, `piece` which piece of a long text it holds; its
    width is in characters.
    """

    column: Column
    at: int
    piece: int
    width: int
    format: Any

    @property
    def title(self) -> str:
        return _title(self.column, self.piece)


def write(workbook: Workbook, path: Path) -> None:
    """Write a workbook to a file.

    Raises:
        OutputError: there are more rows than a sheet holds.
    """
    for table in workbook.tables:
        if len(table.rows) > MOST_ROWS:
            raise OutputError(
                f"{quoted(table.title)} compte plus de lignes qu’une feuille n’en a : "
                "exportez en csv ou en json."
            )
    with collector_held():
        _Writer(workbook, path).write()


class _Writer:
    def __init__(self, workbook: Workbook, path: Path) -> None:
        self._content = workbook
        # Nothing is put down elsewhere meanwhile: what is written may be for few eyes.
        self._file = XlsxWorkbook(str(path), {"in_memory": True})
        self._head = self._format(bold=True, bg_color=_HEAD, bottom=1, valign="vcenter")
        self._hairline = self._file.add_format({"bottom": 1, "border_color": _LINE})
        self._formats: dict[tuple[str, bool], Any] = {}
        self._ranges: dict[str, str] = {}

    def write(self) -> None:
        self._file.set_properties({"title": self._content.title})
        self._file.set_size(2400, 1400)
        if self._content.guide:
            self._write_guide()
        sheets = [self._sheet(table.title) for table in self._content.tables]
        if self._content.lists:
            self._write_lists()
        for table, sheet in zip(self._content.tables, sheets, strict=True):
            self._write_table(table, sheet)
        if not self._content.guide and sheets:
            sheets[0].activate()
        self._file.close()

    def _format(self, **rules: Any) -> Any:
        told = {"valign": "top", "text_wrap": True, "font_color": _INK, "border_color": _LINE}
        return self._file.add_format({**told, **rules})

    def _sheet(self, title: str) -> Any:
        """Return a new sheet, which prints its columns on one width of paper."""
        sheet = self._file.add_worksheet(title)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(**_MARGINS)
        beside = title if title != self._content.title else ""
        sheet.set_header(f"&L{_said(self._content.title)}&R{_said(beside)}")
        sheet.set_footer(f"&L{_said(self._content.foot)}&R&P / &N")
        return sheet

    # --- rows ---------------------------------------------------------------------------

    def _write_table(self, table: Table, sheet: Any) -> None:
        shown = _shown(table, self._format_of)
        for at, each in enumerate(shown):
            told = {"hidden": True} if each.column.is_id else {}
            sheet.set_column(at, at, each.width, each.format, told)
            sheet.write_string(0, at, each.title, self._head)
            self._offer(sheet, at, each, len(table.rows))
        sheet.set_row(0, _LINE_HEIGHT * max(map(_title_lines, shown)) + _HEAD_ROOM)
        for number, row in enumerate(table.rows, 1):
            _write_row(sheet, number, row, shown)
        bottom, right = len(table.rows), len(shown) - 1
        sheet.freeze_panes(1, table.captions)
        sheet.autofilter(0, 0, bottom, right)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, bottom, right)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(right)}{bottom + 1}"})
        if bottom:  # a hairline under each row, blank cells included, on paper too
            sheet.conditional_format(
                1, 0, bottom, right, {"type": "no_errors", "format": self._hairline}
            )
        _fit(sheet, sum(each.width for each in shown), table.captions)

    def _format_of(self, spec: FieldSpec | None) -> Any:
        """Return the format of a column: that of its numbers, days, or codes kept as texts."""
        number, is_counted = key = _number_format(spec)
        if key not in self._formats:
            # Days and years stand at the left, as texts: a number would touch the next column.
            told = {"align": "right", "indent": 1} if is_counted else {"align": "left"}
            self._formats[key] = self._format(num_format=number, **told)
        return self._formats[key]

    def _offer(self, sheet: Any, at: int, shown: _Shown, rows: int) -> None:
        """Let people choose from a list what comes from one; other words are only asked about."""
        spec = shown.column.spec
        source = self._ranges.get(list_key(spec))
        if spec is None or source is None or spec.is_multiple:
            return
        is_closed = not spec.target
        sheet.data_validation(
            1,
            at,
            rows + _MORE_ROWS,
            at,
            {
                "validate": "list",
                "source": source,
                "error_type": "warning" if is_closed else "information",
                "show_error": is_closed,
                "error_title": spec.label[:32],
                "error_message": "Cette valeur n’est pas dans la liste.",
            },
        )

    # --- the sheets that hold no rows ------------------------------------------------------

    def _write_lists(self) -> None:
        sheet = self._sheet(LISTS_TITLE)
        width = 0
        for at, (key, each) in enumerate(self._content.lists.items()):
            width += self._write_list(sheet, at, each)
            column = xl_col_to_name(at, col_abs=True)
            self._ranges[key] = f"={LISTS_TITLE}!{column}$2:{column}${len(each.values) + 1}"
        sheet.set_row(0, 2 * _LINE_HEIGHT + _HEAD_ROOM)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        _fit(sheet, width)
        if not self._content.guide:
            sheet.hide()

    def _write_list(self, sheet: Any, at: int, listed: ValueList) -> int:
        """Write a list into a column, and return how wide it is, in characters."""
        longest = max(map(len, (*listed.title.split(), *listed.values)))
        width = max(_NARROWEST, min(longest + 2, _WIDEST))
        sheet.set_column(at, at, width, self._format_of(None))
        sheet.write_string(0, at, listed.title, self._head)
        for number, value in enumerate(listed.values, 1):
            sheet.write_string(number, at, value, self._format_of(None))
        return width

    def _write_guide(self) -> None:
        sheet = self._sheet(GUIDE_TITLE)
        sheet.set_portrait()
        sheet.hide_gridlines(2)
        for at, width in enumerate(_GUIDE_WIDTHS):
            sheet.set_column(at, at, width)
        wide, strong = self._format(), self._format(bold=True, font_size=16)
        lines = count()
        sheet.write_string(next(lines), 0, self._content.title, self._format_title(strong))
        for paragraph in self._content.guide:
            at = next(lines)
            sheet.merge_range(at, 0, at, 2, "", wide)
            sheet.write_string(at, 0, paragraph, wide)
            sheet.set_row(at, _LINE_HEIGHT * _lines(paragraph, sum(_GUIDE_WIDTHS) - 10) + 5)
        at = next(lines)
        for column, title in enumerate(("Feuille", "Colonne", "Ce qu’elle contient")):
            sheet.write_string(at, column, title, self._head)
        sheet.repeat_rows(at)
        for table in self._content.tables:
            for told in column_lines(table.kind, table.columns):
                at = next(lines)
                for column, words in enumerate(told):
                    sheet.write_string(at, column, words, wide)
                sheet.set_row(at, _LINE_HEIGHT * max(map(_lines, told, _GUIDE_WIDTHS)))
        sheet.activate()

    @staticmethod
    def _format_title(strong: Any) -> Any:
        strong.set_text_wrap(False)
        return strong


def _fit(sheet: Any, width: int, captions: int = 0) -> None:
    """Print a sheet on as many pages side by side as it takes to be read, each with its names."""
    if width > _A4_WIDTH:
        sheet.set_paper(_A3)
    if width > _A3_WIDTH:
        sheet.fit_to_pages(ceil(width / _A3_WIDTH), 0)
        if captions:
            sheet.repeat_columns(0, captions - 1)


def _said(text: str) -> str:
    """Return a text as the head and the foot of a printed page take it."""
    return text.replace("&", "&&")[:80]


def _shown(table: Table, format_of: Callable[[FieldSpec | None], Any]) -> list[_Shown]:
    """Return the columns to write: a text that no cell can hold goes on in the next ones."""
    found = []
    looked_at = table.rows[:: 1 + len(table.rows) // _ROWS_LOOKED_AT]
    for at, column in enumerate(table.columns):
        long = [
            cell for row in table.rows if isinstance(cell := row[at], str) and len(cell) > _WHOLE
        ]
        needed = max((_cell_width(cell) for row in looked_at if (cell := row[at])), default=0)
        for piece in range(max((len(pieces(text)) for text in long), default=1)):
            width = _width(column, _title(column, piece), needed)
            found.append(_Shown(column, at, piece, width, format_of(column.spec)))
    return found


def _title(column: Column, piece: int) -> str:
    return continued_title(column.title, piece) if piece else column.title


def _write_row(sheet: Any, number: int, row: Sequence[Cell], shown: Sequence[_Shown]) -> None:
    height = 1
    for at, each in enumerate(shown):
        cell = row[each.at]
        if cell is None:
            continue
        if type(cell) is str:
            text = cell if len(cell) <= _WHOLE and not each.piece else _piece(cell, each.piece)
            sheet.write_string(number, at, text, each.format)
            if len(text) > each.width or "\n" in text:
                height = max(height, _lines(text, each.width))
        elif isinstance(cell, date):
            day = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day has no zone
            sheet.write_datetime(number, at, day, each.format)
        else:
            sheet.write_number(number, at, cell, each.format)
    if height > 1:
        sheet.set_row(number, _LINE_HEIGHT * min(height, _TALLEST))


def _piece(text: str, number: int) -> str:
    cut = pieces(text)
    return cut[number] if number < len(cut) else ""


def _width(column: Column, title: str, needed: int) -> int:
    """Return how wide a column is, in characters: what its title and its cells need, in bounds."""
    is_long = column.spec is not None and column.spec.kind is Kind.LONG_TEXT
    word = max(len(word) for word in title.split()) + _FILTER_WIDTH
    return max(_NARROWEST, word, min(needed + 1, _LONG if is_long else _WIDEST))


def _cell_width(cell: Cell) -> int:
    if isinstance(cell, date):
        return len("31/12/2026")
    text = str(cell)
    return len(text) if "\n" not in text else max(map(len, text.split("\n")))


def _lines(text: str, width: int) -> int:
    """Return about how many lines a text takes, as far as a mean sign tells."""
    return 1 + text.count("\n") + (len(text) - 1) // width


def _title_lines(shown: _Shown) -> int:
    """Return how many lines a title takes beside the button of the filter, words kept whole."""
    return len(wrap(shown.title, max(shown.width - _FILTER_WIDTH, 1), break_long_words=False))


def _number_format(spec: FieldSpec | None) -> tuple[str, bool]:
    """Return the format of what a column holds, and whether it is an amount or a count."""
    if spec is None or spec.is_year:
        return "General", False
    if spec.kind is Kind.DECIMAL and spec.decimals == 2:
        return "#,##0.00", True
    if spec.kind is Kind.DECIMAL:
        return "General", True
    if spec.kind is Kind.INTEGER:
        return "#,##0", True
    if spec.maximum is not None and spec.maximum > _LONGEST_AS_TEXT:
        return "General", False
    return _TEXTS_AND_DAYS.get(spec.kind, "General"), False
