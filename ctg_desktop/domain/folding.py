"""Comparing names as people do: case, accents, hyphens, apostrophes and œ do not count."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
_SEPARATORS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return the text as search and import compare it: `Nœux-les-Mines` → `noeux les mines`."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _SEPARATORS.sub(" ", bare).strip()


def sort_key(text: str) -> str:
    """Return what sorts a text in French order: letters first, then accents and case.

    Numbers are padded so that « Action 2 » comes before « Action 10 ».
    """
    folded = re.sub(r"\d+", lambda digits: digits.group().zfill(8), fold(text))
    return f"{folded}\x01{text}"
