"""Finding a row by what a person begins to type: words, a code, some digits of a phone.

A row is searched by its *words*, folded and spelt out; see `searched`. What is typed is a
`Sought`, which says whether it is in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ctg_desktop.domain.folding import fold

SPELT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
"""The abbreviations of names, written out."""

_BETWEEN_DIGITS = r"[\s.\-‐‑‒–—−/·]|\(0\)|[()]"  # noqa: RUF001 - the dashes that people paste
_FEWEST_DIGITS = 4
"""Fewer digits than these are a number rather than a part of a phone."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One row that the search box found: its entity, identity and how it is called."""

    entity: str
    id: str
    title: str
    is_confidential: bool = False


def spelt(text: str) -> str:
    """Return the folded text with its abbreviations written out: `St-Venant` → `saint venant`."""
    return " ".join(SPELT.get(word, word) for word in fold(text).split())


def bare_phone(text: str) -> str:
    """Return a phone number without what stands between digits, a French one from its zero."""
    digits = re.sub(_BETWEEN_DIGITS, "", text)
    digits = re.sub("^00(?=[1-9])", "+", digits)
    return re.sub(r"^\+330?(?=[1-9])", "0", digits)


def searched(texts: Iterable[str | None], phones: Iterable[str | None] = ()) -> str:
    """Return the words that a row of these texts and phone numbers is searched by."""
    words = spelt(" ".join(text for text in texts if text))
    return " ".join([words, *(bare_phone(phone) for phone in phones if phone)])


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: each word in every way that it may be written, or digits of a phone."""

    ways: tuple[tuple[str, ...], ...]
    digits: str = ""

    @classmethod
    def of(cls, typed: str) -> Sought:
        """Read what was typed."""
        words = dict.fromkeys(fold(typed).split())
        ways = tuple(tuple(dict.fromkeys((word, SPELT.get(word, word)))) for word in words)
        digits = bare_phone(typed)
        is_phone = re.fullmatch(rf"\+?[0-9]{{{_FEWEST_DIGITS},}}", digits)
        return cls(ways, digits if is_phone else "")

    def __bool__(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.ways)

    def is_in(self, words: str) -> bool:
        """Whether each word typed begins one of these words, or a phone among them has the digits.

        `words` are made by `searched`.
        """
        spaced = f" {words}"
        by_words = all(any(f" {way}" in spaced for way in ways) for ways in self.ways)
        return by_words or bool(self.digits and self.digits in words)
