"""Finding a command by a few letters: accents, case and missing letters do not count."""

from __future__ import annotations

from ctg_desktop.domain.folding import fold

_SHORTEST_GUESS = 3
"""Fewer letters than these match too many words when some may be missing."""


def score(typed: str, words: str) -> int:
    """Return how well a text answers what was typed, 0 when it does not.

    Each word typed must begin a word of the text (best), stand within it, or have its letters
    there in the same order.
    """
    folded = fold(words)
    scores = [_score_of(word, folded) for word in fold(typed).split()]
    return sum(scores) if all(scores) else 0


def _score_of(word: str, folded: str) -> int:
    if f" {folded}".find(f" {word}") >= 0:
        return 100
    if word in folded:
        return 10
    if len(word) >= _SHORTEST_GUESS and any(_has_letters(word, each) for each in folded.split()):
        return 1
    return 0


def _has_letters(word: str, other: str) -> bool:
    """Whether the letters come in this order in a word that begins with the first one."""
    letters = iter(other)
    return other.startswith(word[0]) and all(letter in letters for letter in word)
