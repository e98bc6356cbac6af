"""How a text stands in a cell of a spreadsheet, and how it is read back from one."""

from __future__ import annotations

import re

from ctg_desktop.typography import NARROW

ERASE = "(vide)"
"""What a cell holds to erase what its field holds; a blank cell never does."""

MEMBERS_APART = f"{NARROW}; "
"""What stands between the names of several rows in one cell."""

_FORMULA = re.compile(r"[=+\-@]")
_SAID_OTHERWISE = re.compile(r"'+(?:[=+\-@]|\(vide\)\Z)")
_AT_ODDS = re.compile(rf"'+[=+\-@]|'*{re.escape(ERASE)}\Z")
_ODD_BEGINNINGS = ("'", ERASE[0])
"""What nearly no text begins with: the expression is tried on those alone."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute the text, were it typed there."""
    return _FORMULA.match(text) is not None


def typed_cell(text: str) -> str:
    """Return a text as a cell that holds texts holds it: an apostrophe before what means else.

    That is `ERASE`, and what `text_of_cell` would take an apostrophe from.
    """
    is_odd = text[:1] in _ODD_BEGINNINGS and _AT_ODDS.match(text)
    return f"'{text}" if is_odd else text


def text_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, where cells have no types (csv)."""
    return f"'{text}" if is_formula(text) or _AT_ODDS.match(text) else text


def text_of_cell(cell: str) -> str:
    """Return the text that `typed_cell` or `text_cell` made a cell of."""
    return cell[1:] if _SAID_OTHERWISE.match(cell) else cell
