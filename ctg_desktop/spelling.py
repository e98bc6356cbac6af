"""The spelling of French: which words of a text no dictionary knows, and what is near them.

The dictionary is read once, in 0.1 s; a word then takes some microseconds, what is near one a
quarter of a second. The library is compiled and imported here alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from ctg_desktop.errors import CtgError
from resources import path

MOST_WORDS = 5_000
"""Words of one paragraph that are looked at: what is longer was pasted, and is not prose."""

_MOST_KEPT = 20_000
"""Words whose answer is kept."""

_MOST_NEAR = 6
_LONGEST_WORD = 60

_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(r"@|://|^www\.|\w\.\w+/|\\", re.IGNORECASE)
_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
_WORD = re.compile(
    rf"[\w·][\w·\u0300-\u036f{_UNSEEN}]*(?:[’'\u2011-][\w·\u0300-\u036f{_UNSEEN}]+)*"
)
"""Pasted words may hold accents that are signs of their own, and hyphens that show at an end."""

_UNSEEN_SIGN = re.compile(f"[{_UNSEEN}]")
_OTHER_LETTER = re.compile("[\u0250-\u02ff\u0370-\u1dff\u2c00-\U0010ffff]")
"""A letter of no Latin alphabet: its word is of another language."""
_JOINTS = re.compile("[\u2011-]")
_ELIDED = re.compile(
    r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)[’']", re.IGNORECASE
)


class NoDictionaryError(CtgError):
    """The spelling cannot be looked at on this computer; nothing else depends on it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A word that nothing knows: where it begins in its paragraph, in signs, and the word."""

    start: int
    word: str


class Speller:
    """Looks words up. It is made on one thread and may be used on another, one at a time."""

    def __init__(self) -> None:
        """Read the dictionary.

        Raises:
            NoDictionaryError: it, or what reads it, is not there.
        """
        folder = path("orthographe")
        try:
            from hunspell import Hunspell

            self._reader: Any = Hunspell("fr", hunspell_data_dir=str(folder))
        except (ImportError, OSError, RuntimeError) as error:
            raise NoDictionaryError("Le dictionnaire n’a pas pu être lu.") from error
        if not self._reader.spell("maison"):  # it takes a missing file for an empty dictionary
            raise NoDictionaryError("Le dictionnaire n’a pas pu être lu.")
        self._known: dict[str, bool] = {}

    def faults(self, paragraph: str, own: Container[str] = frozenset()) -> list[Fault]:
        """Return the words of a paragraph that nothing knows; `own` holds others, in small letters.

        Abbreviations in capitals, words with digits, addresses and single letters are no faults.
        """
        found = []
        for count, (start, word) in enumerate(_words(paragraph)):
            if count >= MOST_WORDS:
                break
            if not self._is_right(word, own):
                found.append(Fault(start, word))
        return found

    def near(self, word: str) -> tuple[str, ...]:
        """Return the known words that look most like one, the likeliest first."""
        begun = _ELIDED.match(word)
        elided = begun.group() if begun else ""
        found = self._reader.suggest(_plain(word[len(elided) :]))
        curled = (elided.replace("'", "’") + each.replace("'", "’") for each in found)
        return tuple(dict.fromkeys(curled))[:_MOST_NEAR]

    def _is_right(self, word: str, own: Container[str]) -> bool:
        if self._knows(word) or _kept_as(word) in own:
            return True
        if elided := _ELIDED.match(word):
            return self._is_right(word[elided.end() :], own)
        parts = _JOINTS.split(word)
        return len(parts) > 1 and all(self._is_part(part, own) for part in parts)

    def _is_part(self, part: str, own: Container[str]) -> bool:
        """Whether a part of a joined word is right: « co » and « pré » are, there alone."""
        return len(part) < 4 or self._is_right(part, own)

    def _knows(self, word: str) -> bool:
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            plain = _plain(word)
            known = self._known[word] = _is_no_word(plain) or self._reader.spell(plain)
        return known


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a name, whole and part by part, in small letters."""
    for _, word in _words(text):
        whole = _kept_as(word)
        yield whole
        yield from re.split("[’-]", whole)


def learnt_as(word: str) -> str:
    """Return how a word is kept that one calls right: what « l’ » stands before is the word."""
    elided = _ELIDED.match(word)
    return _kept_as(word[elided.end() :] if elided else word)


def _words(paragraph: str) -> Iterator[tuple[int, str]]:
    for chunk in _CHUNK.finditer(paragraph):
        if _ADDRESS.search(chunk.group()):
            continue
        for word in _WORD.finditer(chunk.group()):
            yield chunk.start() + word.start(), word.group()


def _is_no_word(word: str) -> bool:
    """Whether a dictionary has nothing to say: a sign, a number, an abbreviation, a long code."""
    bare = word.strip("·")
    if len(bare) < 2 or len(bare) > _LONGEST_WORD or bare.isupper():
        return True
    is_code = any(sign.isdigit() or sign == "_" for sign in bare)
    return is_code or _OTHER_LETTER.search(bare) is not None


def _kept_as(word: str) -> str:
    return _plain(word).casefold().replace("'", "’")


def _plain(word: str) -> str:
    """Return a word as it is stored once it is read (`clean_text`), with the usual hyphen."""
    if word.isascii():
        return word
    composed = unicodedata.normalize("NFC", _UNSEEN_SIGN.sub("", word))
    return composed.replace("\u2011", "-")
