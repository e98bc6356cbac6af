"""What is said when one points at something: always text, whatever people typed into it.

Qt takes a tip that looks like HTML for HTML, and opens the files that it names.
"""

from __future__ import annotations

from ctg_desktop.typography import spaced

_SHORT = 60
"""In signs: a longer tip wraps, which Qt lets HTML alone do."""


def plain_tip(text: str) -> str:
    """Return a text as a tip shows it as it is: its lines kept, wrapped where it is long."""
    from html import escape  # not before the first paint

    text = spaced(text)
    is_plain = len(text) <= _SHORT and not set("<&\n") & set(text)
    return text if is_plain else f"<p style='white-space: pre-wrap'>{escape(text)}</p>"
