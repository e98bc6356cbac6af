"""Writing « à corriger.xlsx »: rows as they stood in their file, with what keeps each out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from ctg_desktop.spreadsheet.layout import continued_title, pieces
from ctg_desktop.spreadsheet.tables import REASON_TITLE, Value

_WIDTH, _REASON_WIDTH = 20, 60


def write_waiting(path: Path, titles: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """Write rows under their titles; the last cell of each is why it waits."""
    book = Workbook(str(path), {"in_memory": True})
    sheet = book.add_worksheet(REASON_TITLE)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = {
        date: book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
        datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top"}),
    }
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    at = 0
    for column, title in enumerate(titles):
        cells = [row[column] if column < len(row) else None for row in rows]
        cut = [pieces(cell) if isinstance(cell, str) else [cell] for cell in cells]
        for piece in range(max(map(len, cut), default=1)):
            sheet.write_string(0, at, continued_title(title, piece) if piece else title, head)
            is_last = column == len(titles) - 1
            sheet.set_column(at, at, _REASON_WIDTH if is_last else _WIDTH)
            for number, told in enumerate(cut, 1):
                if piece < len(told):
                    _write(sheet, number, at, told[piece], (formats, wrapped))
            at += 1
    sheet.freeze_panes(1, 0)
    book.close()


def _write(sheet: Any, row: int, column: int, value: Value, looks: tuple[Any, Any]) -> None:
    formats, wrapped = looks
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    elif isinstance(value, (date, datetime)):
        sheet.write_datetime(row, column, value, formats[type(value)])
    elif isinstance(value, (time, timedelta)):
        sheet.write_string(row, column, str(value), wrapped)
    else:
        sheet.write_string(row, column, value, wrapped)
