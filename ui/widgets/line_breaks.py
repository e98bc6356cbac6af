"""Places where an endless word may be broken, for labels, which break at spaces alone."""

from __future__ import annotations

import re

_ENDLESS = re.compile(r"\S{31,}")
"""No French word is as long; and a shorter one must not be broken where it could go on below."""

_STROKES = re.compile(r"([/\\])")

_PART = 8
"""So many signs fit into any column, even of the largest text."""

_PLACE = "\u200b"


def breakable(text: str) -> str:
    """Return the text with a place to break after every few signs of an endless word."""
    return _ENDLESS.sub(_broken, text)


def breakable_path(path: object) -> str:
    """Return a path whose endless names may be broken; it breaks at its strokes by itself."""
    return "".join(breakable(name) for name in _STROKES.split(str(path)))


def _broken(found: re.Match[str]) -> str:
    word = found[0]
    return _PLACE.join(word[at : at + _PART] for at in range(0, len(word), _PART))
