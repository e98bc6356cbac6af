"""Places where an endless word may be broken, for labels, which break at spaces alone."""

from __future__ import annotations

import re

_LONGEST = 30
"""A word with more signs than this could be wider than a column."""

_PLACE = "\u200b"


def breakable(text: str) -> str:
    """Return the text with a place to break after every so many signs of an endless word."""
    return re.sub(rf"(\S{{{_LONGEST}}})(?=\S)", rf"\1{_PLACE}", text)
