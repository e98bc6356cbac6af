"""Which words differ between two texts: what a person looks for where two of them stand apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\S+\s*|\s+")

_MOST_PAIRS = 200_000
"""Past this many pairs of equal words between the first and the last difference, all differ.

Comparing takes a time that grows with them: a third of a second here, minutes for a word that
is said ten thousand times.
"""

_LEAD, _MOST_LEAD = 3, 8
"""How many words are shown before the first difference; how many may be there uncut."""

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


def apart(text: str, other: str) -> tuple[Passage, ...]:
    """Return the parts of `text` as `passages`, all that lies between differences as one.

    It takes no time to speak of, however long both are.
    """
    words, others = _WORD.findall(text), _WORD.findall(other)
    before, after = _common_ends(_bare(words), _bare(others))
    end = len(words) - after
    found = (
        Passage("".join(words[:before]), differs=False),
        Passage("".join(words[before:end]), differs=True),
        Passage("".join(words[end:]), differs=False),
    )
    return tuple(each for each in found if each.text)


def from_difference(text: str, other: str) -> str:
    """Return a text from a few words before the first that differs, for where it may be cut."""
    first = next(iter(apart(text, other)), Passage(text, differs=True))
    words = _WORD.findall(first.text)
    if first.differs or len(words) <= _MOST_LEAD:
        return text
    return "… " + "".join(words[-_LEAD:]) + text[len(first.text) :]


def marked(parts: Iterable[Passage]) -> Iterator[tuple[str, bool]]:
    """Yield parts to be written one after the other, with the signs around those that differ.

    Beside each stands whether it does; white at its ends stays outside.
    """
    for each in parts:
        said = each.text.strip()
        if not (each.differs and said):
            yield each.text, False
            continue
        at = each.text.index(said)
        yield each.text[:at], False
        yield f"{OPENS}{said}{CLOSES}", True
        yield each.text[at + len(said) :], False


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
