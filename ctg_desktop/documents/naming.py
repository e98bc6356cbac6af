"""What the files of documents are called."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain, count

from ctg_desktop.domain.folding import fold

_LONGEST = 80
"""Longest stem of a file, in signs."""


def file_name(*parts: str) -> str:
    """Return a short name of PDF that every system and every USB key takes: `fiche_bet_1.pdf`."""
    stem = re.sub(r"[^a-z0-9]+", "_", fold(" ".join(parts))).strip("_")
    return f"{stem[:_LONGEST].rstrip('_') or 'document'}.pdf"


def free_name(name: str, taken: Collection[str]) -> str:
    """Return a name that no other document bears: two sites may give one reference."""
    stem = name.removesuffix(".pdf")
    numbered = (f"{stem}_{at}.pdf" for at in count(2))
    return next(free for free in chain([name], numbered) if free not in taken)
