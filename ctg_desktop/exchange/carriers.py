"""What carries envelopes between installations that are never there at the same time.

A relay only stores: it decides nothing, and losing it loses nothing. Envelopes lie there under
names that tell what they hold, so that nobody opens what they know.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, Self

from ctg_desktop.domain.changes import MOST_CHANGES
from ctg_desktop.errors import StorageError
from ctg_desktop.folder.relay_address import Server

INVITATION_NAME = "Rejoindre la CTG.ctg"
"""What an invitation is called: lying in a relay, it tells whose it is."""

_NAME = re.compile(
    r"([0-9a-f]{32})-([0-9]{1,10})-([0-9]{1,10})-([0-9a-f]{16})(?:\.([0-9]{1,4}))?\.ctg",
    re.IGNORECASE,
)
_PAPER = re.compile(r"certificat-([0-9a-f]{32})(?:\.([0-9]{1,4}))?\.ctg", re.IGNORECASE)
_CLASS = 16
"""How many files of one size class become one of the next."""


class RelayError(StorageError):
    """The relay does not answer, or keeps nothing; nothing is lost."""


class NoRelayError(RelayError):
    """The place answers, and no invitation lies there: it is no relay, or one that lost it."""


class GapError(RelayError):
    """A server lacks what precedes an envelope: what is remembered of it is out of date."""


class PasswordError(RelayError):
    """A server asks for a password, and none or a wrong one is known; `server` is which."""

    def __init__(self, sentence: str, server: Server) -> None:
        """Keep which server asks, beside the sentence."""
        super().__init__(sentence)
        self.server = server


@dataclass(frozen=True, slots=True)
class Standing:
    """What a reader already knows of a relay, so that it is not sent again.

    `known` is how far they know each incarnation, `mark` where the last listing ended, if it may
    still be gone on from; `held` are the names that they know to lie there whole, `again` those
    that they ask about all the same. `ours` are the incarnations that they put back; with `all_of`
    everything of these is listed, and nothing else.
    """

    known: Mapping[str, int] = field(default_factory=dict)
    mark: str = ""
    held: Mapping[str, str] = field(default_factory=dict)
    again: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()
    all_of: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a relay beyond what a reader knows.

    `names` bear each a mark that changes when it is written to; `proven` are names that stand for
    what lies there whole, and are not to be opened: one may tell of many. `mark` is where the
    listing ends, `is_last` whether nothing follows it; `is_anew` tells that it does not go on from
    where the reader was: what lies there may be of another time.
    """

    names: Mapping[str, str]
    proven: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    is_last: bool = True
    is_anew: bool = False


class Carrier(Protocol):
    """Where envelopes lie: three verbs, between its opening and its end."""

    keeps_all: bool
    """Whether what was laid there stays: then files of a size never become one."""

    @property
    def address(self) -> str:
        """Where it is, as people call it."""

    def __enter__(self) -> Self:
        """Return the carrier itself."""

    def __exit__(self, *_error: object) -> None:
        """Leave it: nothing stays open."""

    def check(self) -> None:
        """See that it can be read and written.

        Raises:
            RelayError: it cannot.
        """

    def invitation(self) -> bytes | None:
        """Return the invitation that lies there; None for none.

        Raises:
            RelayError: it does not answer.
        """

    def goes_on_from(self, mark: str) -> bool:
        """Whether it is surely the place that was read up to a mark.

        Raises:
            RelayError: it does not answer.
        """

    def beyond(self, standing: Standing) -> Listing:
        """Return what lies there, at least beyond what a reader knows.

        Raises:
            RelayError: it does not answer.
        """

    def get(self, name: str) -> bytes | None:
        """Return the content of a name; None if it is gone or not complete yet."""

    def put(self, name: str, told: bytes, *, instead: Iterable[str] = ()) -> None:
        """Write something under a new name, then remove the names that it replaces (`instead`).

        What lies there under that name already is never written over.

        Raises:
            RelayError: it could not be kept.
        """


@dataclass(frozen=True, slots=True, order=True)
class EnvelopeName:
    """The parsed name of a file in a relay: whose changes, which ones, where they end.

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
    """Parse the name of an envelope; None for any other file.

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
    """The parsed name of a file with a certificate or a revocation: which one, which copy."""

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
    """Parse the name of a certificate or a revocation; None for any other file."""
    found = _PAPER.fullmatch(text)
    return PaperName(found[1].lower(), int(found[2] or 0)) if found else None


class Lying:
    """What lies in a relay: the files of ours, by the names that they should have.

    A synchroniser may have changed the case of a name.
    """

    def __init__(self, listing: Listing | None = None) -> None:
        """Sort what was listed."""
        self.envelopes: dict[str, list[EnvelopeName]] = defaultdict(list)
        self.papers: dict[str, list[PaperName]] = defaultdict(list)
        self.proven: set[str] = set()
        self._raw: dict[str, str] = {}
        self._marks: dict[str, str] = {}
        if listing is not None:
            self.add(listing)

    def add(self, listing: Listing) -> None:
        """Sort what was listed further."""
        self.proven.update(listing.proven)
        for raw, mark in (*listing.names.items(), *listing.proven.items()):
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

    def sight(self, text: str) -> str:
        """Return a token that changes when the file of a name is replaced."""
        return f"{text} {self._marks[text]}"

    @property
    def sights(self) -> frozenset[str]:
        """Return how all that lies there looks."""
        return frozenset(map(self.sight, self._marks))

    def raw(self, text: str) -> str:
        """Return how a file is really called."""
        return self._raw.get(text, text)


def to_read(names: Iterable[EnvelopeName], known: int) -> list[EnvelopeName]:
    """Return the smallest set of files of one incarnation that covers all that is not known yet."""
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
    """Return the last change up to which the files of one incarnation have no gap."""
    reached = 0
    for name in sorted(names):
        if name.first > reached + 1:
            break
        reached = max(reached, name.last)
    return reached


def folded(put: Mapping[str, str]) -> Mapping[str, str]:
    """Return fewer names that cover the same: one for all changes without a gap from the first on.

    Those without a mark were not read back yet, and stay.
    """
    told = dict(put)
    by_incarnation: dict[str, list[EnvelopeName]] = defaultdict(list)
    for text, mark in put.items():
        if mark and (name := envelope_name(text)) is not None:
            by_incarnation[name.incarnation].append(name)
    for names in by_incarnation.values():
        reached = covered(names)
        within = [name for name in names if name.last <= reached]
        for name in within:
            del told[name.text]
        if within:
            last = max(within, key=lambda name: name.last)
            told[replace(last, first=1, copy=0).text] = put[last.text]
    return told


def first_to_put(names: Iterable[EnvelopeName], last: int) -> int:
    """Return the first change that the next file of one incarnation, up to `last`, must contain.

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
