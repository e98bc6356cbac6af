"""Comparing names as people do: case, accents, hyphens, apostrophes and œ do not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

_SEPARATORS = re.compile(r"[\W_]+")
_NOT_FRENCH = re.compile("[^\x00-\xbf\u0300-\u034e\u0350-\u036f\u2000-\u206f\u20a0-\u20bf]")
"""What is, once decomposed, no letter of French, no accent, no sign between words."""
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_BLANKED = bytes(sign if chr(sign).isalnum() and sign < 128 else 32 for sign in range(256))
"""Every byte but those of ASCII's letters and digits to a space."""


def fold(text: str) -> str:
    """Return the text as search and import compare it: `Nœux-les-Mines` → `noeux les mines`."""
    letters = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe").replace("æ", "ae")
    # Folded again: a sign such as ℠ decomposes into capitals.
    plain = unicodedata.normalize("NFKD", letters).casefold()
    if not _NOT_FRENCH.search(plain):  # all that most texts have, in half the time
        words = _MARKS.sub("", plain).encode("ascii", "replace").translate(_BLANKED).split()
        return b" ".join(words).decode("ascii")
    without_marks = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _SEPARATORS.sub(" ", without_marks).strip()


def sort_key(text: str) -> str:
    """Return what sorts a text in French order: letters first, then accents and case.

    Numbers are padded so that « Action 2 » comes before « Action 10 ».
    """
    folded = re.sub(r"\d+", lambda digits: digits.group().zfill(8), fold(text))
    return f"{folded}\x01{text}"


def nearest(
    typed: str,
    names: Iterable[str],
    *,
    at_most: int = 3,
    key: Callable[[str], str] = fold,
) -> list[str]:
    """Return the names that look most like what was typed: those that hold it, then the close.

    `key` is what names are compared by.
    """
    from difflib import get_close_matches  # only when something was not found

    by_key = {key(name): name for name in names}
    wanted = key(typed)
    begun = [each for each in by_key if len(wanted) >= 3 and f" {wanted}" in f" {each}"]
    close = get_close_matches(wanted, by_key, n=at_most, cutoff=0.6)
    return [by_key[each] for each in dict.fromkeys([*begun, *close])][:at_most]
