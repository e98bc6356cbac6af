"""Comparing names as people do: case, accents, hyphens, apostrophes and œ do not count."""

from __future__ import annotations

import re
import unicodedata

_SEPARATORS = re.compile(r"[\W_]+")
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_NOT_LATIN = re.compile("[^\x00-\u036f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20bf]")


def fold(text: str) -> str:
    """Return the text as search and import compare it: `Nœux-les-Mines` → `noeux les mines`."""
    letters = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe").replace("æ", "ae")
    # Folded again: a sign such as ℠ decomposes into capitals.
    plain = unicodedata.normalize("NFKD", letters).casefold()
    return _SEPARATORS.sub(" ", _without_marks(plain)).strip()


def _without_marks(plain: str) -> str:
    """Take the accents away; those of Latin letters, all that most texts have, in one pass."""
    if not _NOT_LATIN.search(plain):
        return _MARKS.sub("", plain)
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def sort_key(text: str) -> str:
    """Return what sorts a text in French order: letters first, then accents and case.

    Numbers are padded so that « Action 2 » comes before « Action 10 ».
    """
    folded = re.sub(r"\d+", lambda digits: digits.group().zfill(8), fold(text))
    return f"{folded}\x01{text}"
