"""Comparing names as people do: case, accents, hyphens, apostrophes and œ do not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

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
