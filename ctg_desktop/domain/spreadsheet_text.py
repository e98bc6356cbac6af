"""How a text stands in a cell of a spreadsheet, which would compute what begins like a formula."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[=+\-@]")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute the text."""
    return _FORMULA.match(text) is not None


def text_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe goes before it."""
    return f"'{text}" if is_formula(text) else text
