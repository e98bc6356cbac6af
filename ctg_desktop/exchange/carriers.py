"""What carries envelopes between installations that are never there at the same time.

A relay only stores: it decides nothing, and losing it loses nothing. Envelopes lie there under
names that tell what they hold, so that nobody opens what they know.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from ctg_desktop.domain.changes import MOST_CHANGES

_NAME = re.compile(
    r"([0-9a-f]{32})-([0-9]{1,10})-([0-9]{1,10})-([0-9a-f]{16})(?:\.([0-9]{1,4}))?\.ctg",
    re.IGNORECASE,
)
_PAPER = re.compile(r"certificat-([0-9a-f]{32})(?:\.([0-9]{1,4}))?\.ctg", re.IGNORECASE)
_CLASS = 16
"""How many files of one size class become one of the next."""


class Carrier(Protocol):
    """Where envelopes lie: three verbs."""

    @property
    def address(self) -> str:
        """Where it is, as people call it."""

    def listed(self) -> Mapping[str, str]:
        """Return the names of what lies there, each with a mark that changes when it is written.

        Raises:
            StorageError: it does not answer.
        """

    def get(self, name: str) -> bytes | None:
        """Return what lies under a name; None for what vanished or is not wholly there yet."""

    def put(self, name: str, told: bytes, *, instead: Iterable[str] = ()) -> None:
        """Lay something there under a new name; then what it stands `instead` of goes.

        What lies there under that name already is never written over.

        Raises:
            StorageError: it could not be kept.
        """


@dataclass(frozen=True, slots=True, order=True)
class EnvelopeName:
    """What the name of a file in a relay tells: whose changes, which ones, where they end.

    `hash` are the first 16 signs of the hash of the last change; `copy` is greater for one that
    replaces another: with values that are gone, that came back, or that were damaged.
    """

    incarnation: str
    first: int
    last: int
    hash: str
    copy: int = 0

    @property
    def text(self) -> str:
        """The name of the file."""
        bare = self.incarnation.replace("-", "")
        copy = f".{self.copy}" if self.copy else ""
        return f"{bare}-{self.first}-{self.last}-{self.hash}{copy}.ctg"

    @property
    def next_copy(self) -> EnvelopeName:
        """The name of what replaces this one."""
        return replace(self, copy=self.copy + 1)

    @property
    def size_class(self) -> int:
        """0 for less than 16 changes, 1 for less than 256, and so on."""
        size, found = self.last - self.first + 1, 0
        while size >= _CLASS:
            size, found = size // _CLASS, found + 1
        return found


def envelope_name(text: str) -> EnvelopeName | None:
    """Return what a name tells; None for what is no envelope of ours.

    What a synchroniser doubled under another name is none: the true one lies beside it.
    """
    found = _NAME.fullmatch(text)
    if found is None:
        return None
    bare, first, last, hash_, copy = found.groups()
    bare = bare.lower()
    uuid = f"{bare[:8]}-{bare[8:12]}-{bare[12:16]}-{bare[16:20]}-{bare[20:]}"
    name = EnvelopeName(uuid, int(first), int(last), hash_.lower(), int(copy) if copy else 0)
    return name if 1 <= name.first <= name.last <= MOST_CHANGES else None


@dataclass(frozen=True, slots=True, order=True)
class PaperName:
    """What the name of a file with a certificate or a revocation tells: which one, which copy."""

    id: str
    copy: int = 0

    @property
    def text(self) -> str:
        """The name of the file."""
        return f"certificat-{self.id}{f'.{self.copy}' if self.copy else ''}.ctg"

    @property
    def next_copy(self) -> PaperName:
        """The name of what replaces this one."""
        return replace(self, copy=self.copy + 1)


def paper_name(text: str) -> PaperName | None:
    """Return what a name tells; None for what is no certificate of ours."""
    found = _PAPER.fullmatch(text)
    return PaperName(found[1].lower(), int(found[2] or 0)) if found else None


class Lying:
    """What lies in a relay: the files of ours, by the names that they should have.

    A synchroniser may have changed the case of a name.
    """

    def __init__(self, listed: Mapping[str, str]) -> None:
        """Sort what was listed."""
        self.envelopes: dict[str, list[EnvelopeName]] = defaultdict(list)
        self.papers: dict[str, list[PaperName]] = defaultdict(list)
        self._raw: dict[str, str] = {}
        self._marks: dict[str, str] = {}
        for raw, mark in listed.items():
            name = envelope_name(raw)
            paper = paper_name(raw)
            if name is not None and name.text not in self._raw:
                self.envelopes[name.incarnation].append(name)
            elif paper is not None and paper.text not in self._raw:
                self.papers[paper.id].append(paper)
            else:
                continue
            text = (name or paper or PaperName("")).text
            self._raw[text], self._marks[text] = raw, mark

    def __contains__(self, text: str) -> bool:
        """Whether a file of that name lies there."""
        return text in self._raw

    def mark(self, text: str) -> str:
        """Return the mark of a file that lies there."""
        return self._marks[text]

    def raw(self, text: str) -> str:
        """Return how a file is really called."""
        return self._raw.get(text, text)


def to_read(names: Iterable[EnvelopeName], known: int) -> list[EnvelopeName]:
    """Return the fewest files of one incarnation that tell all beyond what is known."""
    left = sorted(names, key=lambda name: (name.first, -name.last, -name.copy))
    chosen: list[EnvelopeName] = []
    reached = known
    while beyond := [name for name in left if name.last > reached]:
        following = [name for name in beyond if name.first <= reached + 1]
        best = max(following or beyond[:1], key=lambda name: (name.last, name.copy))
        chosen.append(best)
        reached = best.last
    return chosen


def covered(names: Iterable[EnvelopeName]) -> int:
    """Return up to which change files of one incarnation tell everything from the first on."""
    reached = 0
    for name in sorted(names):
        if name.first > reached + 1:
            break
        reached = max(reached, name.last)
    return reached


def first_to_put(names: Iterable[EnvelopeName], last: int) -> int:
    """Return from which change on the next file of one incarnation is to tell, up to `last`.

    It begins after what lies there, and takes in the last files when 16 of one size class would
    lie there: so that there are never many.
    """
    first = covered(names) + 1
    before = sorted((name for name in names if name.last < first), reverse=True)
    while True:
        of_class = EnvelopeName("", first, last, "").size_class
        run: list[EnvelopeName] = []
        for name in before:
            reaches = name.last + 1 == (run[-1].first if run else first)
            if not reaches or name.size_class > of_class:
                break
            run.append(name)
        if len(run) < _CLASS - 1:
            return first
        first = run[-1].first
        before = [name for name in before if name.last < first]
