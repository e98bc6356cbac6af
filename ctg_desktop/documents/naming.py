"""What the files of documents are called."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain, count

from ctg_desktop.typography import plain

_LONGEST = 80
"""Longest stem of a file, in signs."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\n]+|[^\x20-\uffff]+')
"""What Windows takes in no name, and what old keys and archives spoil."""

_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
"""Names that Windows keeps for itself."""


def file_name(*parts: str, suffix: str = ".pdf") -> str:
    """Return a name to be read, that every system takes: `Fiche BET-1 Café.pdf`."""
    words = _FORBIDDEN.sub(" ", plain(" ".join(parts)))
    stem = " ".join(words.split()).lstrip(".-~ ")[:_LONGEST].rstrip(". ") or "Document"
    return f"{'_' if _DEVICES.match(stem) else ''}{stem}{suffix}"


def free_name(name: str, taken: Collection[str]) -> str:
    """Return a file name that no other document has: two sites may give the same reference."""
    stem, borne = name.removesuffix(".pdf"), {each.casefold() for each in taken}
    numbered = (f"{stem} ({at}).pdf" for at in count(2))
    return next(free for free in chain([name], numbered) if free.casefold() not in borne)
