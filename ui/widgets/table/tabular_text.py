"""Rows as a spreadsheet takes them from the clipboard: cells apart by tabs, rows by lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ctg_desktop.domain.spreadsheet_text import is_formula, text_cell
from ctg_desktop.typography import NARROW, NO_BREAK

_BREAKS = re.compile(
    "[\\s\x00-\x1f\x7f\x85\u2028\u2029]*[\t\n\r\v\f\x00-\x1f\x85\u2028\u2029]+\\s*"
)
_NUMBER = re.compile(rf"-?[0-9][0-9{NO_BREAK}{NARROW} ]*(,[0-9]+)?([{NO_BREAK}{NARROW} ]?[%€])?")


def tabular(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as text; no cell breaks it, and none is a formula."""
    return "\n".join("\t".join(map(safe_cell, cells)) for cells in rows)


def safe_cell(text: str) -> str:
    """Return a text on one line that no spreadsheet takes for a formula.

    An apostrophe goes before what would be one, as in exported files; numbers stay numbers. A
    quotation mark at the start would take in the cells that follow, up to the next one: such a
    text stands between quotation marks, its own ones doubled.
    """
    line = _BREAKS.sub(" ", text).strip()
    if is_formula(line):
        return line if _NUMBER.fullmatch(line) else text_cell(line)
    if line.startswith('"'):
        return '"{}"'.format(line.replace('"', '""'))
    return line
