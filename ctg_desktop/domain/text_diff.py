"""Which words differ between two texts: what a person looks for where two of them stand apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\S+\s*|\s+")

_MOST_PAIRS = 200_000
"""Past this many pairs of equal words between the first and the last difference, all differ.

Comparing takes a time that grows with them: a third of a second here, minutes for a word that
is said ten thousand times.
"""

OPENS, CLOSES = "‹", "›"
"""The signs around words that differ: no colour alone tells of them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text, and whether the other text says it otherwise."""

    text: str
    differs: bool


def passages(text: str, other: str) -> tuple[Passage, ...]:
    """Return the parts of `text`, which put together are the text again."""
    words, others = _WORD.findall(text), _WORD.findall(other)
    before, after = _common_ends(_bare(words), _bare(others))
    middle = words[before : len(words) - after]
    found = [Passage("".join(words[:before]), differs=False)]
    found += _compared(middle, others[before : len(others) - after])
    found.append(Passage("".join(words[len(words) - after :]), differs=False))
    return tuple(each for each in found if each.text)


def _bare(words: Sequence[str]) -> list[str]:
    return [word.rstrip() for word in words]


def _common_ends(words: Sequence[str], others: Sequence[str]) -> tuple[int, int]:
    """Return how many words both begin with, and how many both end with beside those."""
    most = min(len(words), len(others))
    before = next((at for at in range(most) if words[at] != others[at]), most)
    most -= before
    after = next((at for at in range(most) if words[-1 - at] != others[-1 - at]), most)
    return before, after


def _compared(words: Sequence[str], others: Sequence[str]) -> Iterator[Passage]:
    ours, theirs = _bare(words), _bare(others)
    counts = Counter(theirs)
    if sum(counts[word] for word in ours if counts[word] <= _most_looked_for(theirs)) > _MOST_PAIRS:
        yield Passage("".join(words), differs=True)
        return
    matcher = SequenceMatcher(None, ours, theirs)
    for tag, first, last, _, _ in matcher.get_opcodes():
        yield Passage("".join(words[first:last]), differs=tag != "equal")


def _most_looked_for(words: Sequence[str]) -> int:
    """Return how often a word may be said for `SequenceMatcher` to begin a comparison from it."""
    return len(words) // 100 + 1 if len(words) >= 200 else len(words)
