"""The change log: one entry per field changed, gathered in gestures, chained by hashes.

The log is the truth; the tables are what it says now. A change is never rewritten: an undo, a
restore, a resolution are new changes. See `merging` for what several histories say together.

The hash of a change covers what happened, and salted digests of what may have to be erased: its
values, the author and the reason of its gesture. Without the salt a digest tells nothing, and
the hash can still be verified. An incarnation hashes in one format for its whole life: format 0,
of the first version of the program, covered author and reason themselves and no wall clock.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from json.encoder import encode_basestring as _quoted
from typing import Any, NamedTuple, TypeAlias

from ctg_desktop.domain.fields import Scalar
from ctg_desktop.typography import spaced

ERASED = "[effacé à la demande de la personne]"
"""What stands in the log where a person's data was erased."""

FORMAT = 1
"""How an incarnation that begins today hashes its changes."""

UNDONE, REDONE = spaced("Annulation : "), spaced("Rétablissement : ")
"""How the labels of gestures begin that undo and redo others."""

ARBITRATED = spaced("Conflit arbitré : ")
"""How the labels of gestures begin that settle a conflict."""

DAY_MS = 86_400_000
FUTURE_TOLERANCE_MS = DAY_MS
"""A clock further ahead than this is accepted and shown, but never advances ours."""

_YEAR_1_MS, _YEAR_10000_MS = -62_135_596_800_000, 253_402_300_800_000
_MOST_COUNTED = 2**32
"""The greatest counter of a stamp: a stopped clock counts less, and SQLite stores more.
"""

MOST_CHANGES = 10**9
"""The greatest sequence number: thirty changes a second, for a year without a pause."""

MOST_PARENTS = 5_000
"""How many parents a change may have: a deletion has one per cell of its row, some hundreds.
"""

LONGEST_TEXT = 1_000_000
"""The longest text of the log, in characters; the longest field takes a hundredth of it."""

LONGEST_NAME = 1_000
"""The longest name of a person, in characters, that comes from elsewhere: it is shown whole."""

_UNFIT_IN_NAMES = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Signs that would hide or turn what stands beside a name, or end its line."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What no text may hold: SQLite cuts texts at a NUL, and a lone surrogate is no UTF-8."""


def moment(ms: int) -> datetime:
    """Return an instant given in milliseconds since 1970, aware, in UTC.

    One beyond the calendar is cut to its end.
    """
    try:
        return datetime.fromtimestamp(ms / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """A hybrid logical clock: milliseconds since 1970 (UTC), then a counter.

    It sorts the history and picks the provisional value of a conflict; it never decides
    whether there is one.
    """

    ms: int
    counter: int

    def next(self, now_ms: int) -> Stamp:
        """Return the stamp of a new gesture: after this one, even if the clock went back."""
        return Stamp(now_ms, 0) if now_ms > self.ms else Stamp(self.ms, self.counter + 1)

    def seeing(self, remote: Stamp, now_ms: int) -> Stamp:
        """Return this clock after it saw a remote stamp, unless that one is too far ahead."""
        return self if remote.is_future(now_ms) else max(self, remote)

    def is_future(self, now_ms: int) -> bool:
        """Whether the stamp is more than a day ahead of the wall clock."""
        return self.ms > now_ms + FUTURE_TOLERANCE_MS


new_tuple = tuple.__new__
"""Makes a named tuple of its class and a tuple of all its values: where a hundred thousand are
made, in half the time of its own constructor, which is a function of Python."""


class ChangeKey(NamedTuple):
    """What names a change for ever: the incarnation that wrote it and its sequence number.

    Like cells and changes it is a tuple: a reception makes and looks up a hundred thousand, each
    in half the time.
    """

    incarnation: str
    sequence: int


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """The end of an incarnation's chain: the last sequence number and its hash."""

    sequence: int
    hash: str


DELIVERED = "Référentiel livré avec le programme"
"""The author recorded for the delivered référentiel, which nobody issued."""

PublicationRank: TypeAlias = tuple[int, bool, bool]
"""The rank of a publication: its number, whether somebody issued it, whether it is sealed.

The delivered référentiel and the agglomeration's first own issue may bear one number; a file that
a folder took in without a seal gives way to the sealed issue of that number.
"""


@dataclass(frozen=True, slots=True)
class Incarnation:
    """One life of an installation, or one publication of the référentiel.

    A restored, copied or moved folder takes a new incarnation: two writers never share one.
    `publication` is the version of the référentiel, None for an installation. `started_ms` is
    in milliseconds since 1970 (UTC), and so is `follows_ms`: when the last gesture of the
    incarnation that it continues was made, None where there is none. `is_sealed` tells of a
    publication that somebody vouches for it.
    """

    id: str
    person: str
    structure: str | None
    started_ms: int
    publication: int | None = None
    format: int = FORMAT
    follows_ms: int | None = field(default=None, compare=False)
    is_sealed: bool = field(default=False, compare=False)

    @property
    def publication_rank(self) -> PublicationRank | None:
        """The place of a publication among the others; None for an installation."""
        return rank_of(self.publication, self.person, is_sealed=self.is_sealed)


def rank_of(publication: int | None, person: str, *, is_sealed: bool) -> PublicationRank | None:
    """Return the place of a publication among the others; None for an installation."""
    return None if publication is None else (publication, person != DELIVERED, is_sealed)


@dataclass(frozen=True, slots=True)
class Gesture:
    """What a person did as one thing: one transaction, one entry of the undo list.

    `stamp` puts gestures in order; `wall_ms` is what the writer's wall clock told, in
    milliseconds since 1970 (UTC), None in format 0. A text without its salt was erased: its
    digest stands for it.
    """

    id: str
    incarnation: str
    label: str
    author: str
    stamp: Stamp
    reason: str | None = None
    undoes: str | None = None
    wall_ms: int | None = None
    author_salt: str = ""
    author_digest: str = ""
    reason_salt: str = ""
    reason_digest: str = ""

    @property
    def bare_label(self) -> str:
        """What was done, or undone: the label without what undo and redo put before it."""
        label = self.label
        for before in (UNDONE, REDONE):
            label = label.removeprefix(before)
        return label

    @property
    def format(self) -> int:
        """The format in which its changes are hashed."""
        return 0 if self.wall_ms is None else 1

    @property
    def at_ms(self) -> int:
        """When it was made, as its writer's wall clock told, as far as it is known."""
        return self.stamp.ms if self.wall_ms is None else self.wall_ms

    def is_doubtful(self, now_ms: int, follows_ms: int | None = None) -> bool:
        """Whether the date cannot be right.

        The clocks disagree by a day, or it is still to come, or long before `follows_ms`, when
        what it follows was made.
        """
        latest = now_ms + FUTURE_TOLERANCE_MS
        if abs(self.stamp.ms - self.at_ms) > DAY_MS or self.at_ms > latest:
            return True
        return follows_ms is not None and self.at_ms + DAY_MS < follows_ms <= latest


class Cell(NamedTuple):
    """One field of one row, or one member of a multi-valued field."""

    entity: str
    row: str
    field: str
    member: str = ""


class Change(NamedTuple):
    """One entry of the log.

    `previous` serves reading and self-check only. `parents` are the latest changes of that
    cell that the writer saw; a deletion has the latest of every cell of its row. The hash
    covers digests of the values, not the values, so that erasing a person leaves it verifiable.
    """

    key: ChangeKey
    gesture: str
    cell: Cell
    value: Scalar
    previous: Scalar
    parents: tuple[ChangeKey, ...]
    salt: str
    digest: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class GestureRecord:
    """A gesture with its changes, as one installation hands it to another."""

    gesture: Gesture
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """What a service asks to be written: a cell and its new value.

    One that `restates` writes once more what stands, whatever its value, so that the log no
    longer needs the change that gave it; a cell in conflict is left alone.
    """

    cell: Cell
    value: Scalar
    restates: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What a writer saw of a cell: its value, and the changes that gave it."""

    value: Scalar
    parents: tuple[ChangeKey, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A gesture to be recorded: its name in French, its edits, and why."""

    label: str
    edits: tuple[Edit, ...]
    reason: str | None = None

    def __post_init__(self) -> None:
        """Set the name as French typography does; the reason stays as it was typed."""
        object.__setattr__(self, "label", spaced(self.label))


@dataclass(frozen=True, slots=True)
class Changes:
    """What a gesture touched: screens and callers refresh by looking at it.

    `cells` were really changed; a value equal to the one in place is not written and not here.
    `rows` are the (entity, row) pairs of them, `entities` those of these: gathered once, by whoever
    wrote, since every part of the window asks for them and a gesture may touch a whole list.
    """

    gesture: Gesture | None = None
    cells: frozenset[Cell] = frozenset()
    rows: frozenset[tuple[str, str]] = field(init=False, compare=False, repr=False)
    entities: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Gather what was touched."""
        rows = frozenset({(cell.entity, cell.row) for cell in self.cells})
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "entities", frozenset(entity for entity, _row in rows))

    def __bool__(self) -> bool:
        """Whether anything was written."""
        return bool(self.cells)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def canonical(values: Any) -> bytes:
    """Return the one JSON text of plain values, as bytes to hash."""
    return _ENCODER.encode(values).encode()


def value_digest(value: Scalar, previous: Scalar, salt: str) -> str:
    """Return the digest that stands for the values in the hash of a change (hexadecimal)."""
    return _digest(f"[{_quoted(salt)},{_told(value)},{_told(previous)}]".encode())


# A log is hashed change by change, whenever it is received or checked: the texts of `canonical`
# are put together here in a third of its time.


def _told(value: Scalar) -> str:
    if type(value) is str:
        return _quoted(value)
    if value is None:
        return "null"
    return str(value) if type(value) is int else _ENCODER.encode(value)


def _digest(told: bytes) -> str:
    hashed: str = _sha256()(told).hexdigest()
    return hashed


@cache
def _sha256() -> Callable[[bytes], Any]:
    import hashlib  # loads OpenSSL: not for a session that only reads

    return hashlib.sha256


def new_salt() -> str:
    """Return a random salt."""
    return os.urandom(8).hex()


def text_digest(text: str | None, salt: str) -> str:
    """Return the digest that stands for a text that may be erased (hexadecimal)."""
    return "" if text is None else _digest(canonical([salt, text]))


def _author_digest(gesture: Gesture) -> str:
    if not gesture.author_salt:
        return gesture.author_digest
    return text_digest(gesture.author, gesture.author_salt)


def _reason_digest(gesture: Gesture) -> str:
    if not gesture.reason_salt:
        return gesture.reason_digest
    return text_digest(gesture.reason, gesture.reason_salt)


def _terms(gesture: Gesture) -> list[Any]:
    clock = [gesture.stamp.ms, gesture.stamp.counter]
    if gesture.format == 0:
        return [
            [gesture.id, gesture.label, gesture.author, *clock],
            [gesture.reason, gesture.undoes],
        ]
    return [
        [gesture.id, gesture.label, _author_digest(gesture), *clock, gesture.wall_ms],
        [_reason_digest(gesture), gesture.undoes],
    ]


_Hashing = Callable[[int, Cell, str, Collection[ChangeKey], str], str]


def hashing(gesture: Gesture, incarnation: str) -> _Hashing:
    """Return what hashes one change after the other of a gesture, as `change_hash` does.

    It is given what is of each change alone: number, cell, digest, parents and previous hash. What
    they share is told once, and as bytes: what is no ASCII, as in most of the names of gestures,
    takes long to encode.
    """
    begin, terms, sha256 = f"[{_quoted(incarnation)},", canonical(_terms(gesture))[1:-1], _sha256()

    def hashed(
        sequence: int,
        cell: Cell,
        digest: str,
        parents: Collection[ChangeKey],
        previous_hash: str,
    ) -> str:
        entity, row, name, member = cell
        known = ""
        if parents:
            known = ",".join([f"[{_quoted(writer)},{at}]" for writer, at in sorted(parents)])
        told: str = sha256(
            f"{begin}{sequence},".encode()
            + terms
            + f",[{_quoted(entity)},{_quoted(row)},{_quoted(name)},{_quoted(member)}],"
            f"{_quoted(digest)},[{known}],{_quoted(previous_hash)}]".encode()
        ).hexdigest()
        return told

    return hashed


class _LastHashing:
    """Keeps what hashed last: the changes of a gesture mostly come one after the other."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last: tuple[Gesture, str, _Hashing] | None = None

    def __call__(self, gesture: Gesture, incarnation: str) -> _Hashing:
        last = self._last  # read at once: another thread may hash too
        if last is None or last[0] is not gesture or last[1] != incarnation:
            last = self._last = gesture, incarnation, hashing(gesture, incarnation)
        return last[2]


_last_hashing = _LastHashing()


def change_hash(
    gesture: Gesture,
    key: ChangeKey,
    cell: Cell,
    digest: str,
    parents: Collection[ChangeKey],
    previous_hash: str,
) -> str:
    """Return the hash of a change, chained to the incarnation's previous one (hexadecimal)."""
    hashed = _last_hashing(gesture, key.incarnation)
    return hashed(key.sequence, cell, digest, parents, previous_hash)


def sealed(
    gesture: Gesture, key: ChangeKey, edit: Edit, seen: Seen, *, salt: str, previous_hash: str
) -> Change:
    """Make a change with its digest and hash; `salt` keeps the digest from telling the value."""
    digest = value_digest(edit.value, seen.value, salt)
    return Change(
        key=key,
        gesture=gesture.id,
        cell=edit.cell,
        value=edit.value,
        previous=seen.value,
        parents=seen.parents,
        salt=salt,
        digest=digest,
        previous_hash=previous_hash,
        hash=change_hash(gesture, key, edit.cell, digest, seen.parents, previous_hash),
    )


def is_storable(value: object) -> bool:
    """Whether the log gives a value back as it took it: a text, a whole number, or nothing.

    SQLite knows no number beyond 64 bits and keeps no difference between true and 1.
    """
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and _UNSTORABLE.search(value) is None
    return value is None or (type(value) is int and -(2**63) <= value < 2**63)


def is_sound(gesture: Gesture, change: Change) -> bool:
    """Whether a change of that gesture can stand in a log, whoever wrote it."""
    return is_sound_gesture(gesture) and is_sound_change(gesture, change)


def is_sound_gesture(gesture: Gesture) -> bool:
    """Whether a gesture can stand in a log, its changes apart."""
    texts = (
        *(gesture.id, gesture.label, gesture.author, gesture.reason or "", gesture.undoes or ""),
        *(gesture.author_salt, gesture.author_digest, gesture.reason_salt, gesture.reason_digest),
    )
    return (
        are_storable_texts(texts)
        and are_storable_numbers((gesture.stamp.ms, gesture.stamp.counter, gesture.at_ms))
        and all(_YEAR_1_MS <= ms < _YEAR_10000_MS for ms in (gesture.stamp.ms, gesture.at_ms))
        and 0 <= gesture.stamp.counter < _MOST_COUNTED
        and len(gesture.author) <= LONGEST_NAME
    )


def is_sound_change(gesture: Gesture, change: Change) -> bool:
    """Whether a change of a sound gesture can stand in a log."""
    keys = (change.key, *change.parents)
    texts = (
        *(change.cell.entity, change.cell.row, change.cell.field, change.cell.member),
        *(change.salt, change.digest, change.previous_hash, change.hash),
        *(key.incarnation for key in keys),
    )
    return (
        are_storable_texts(texts)
        and are_storable_numbers(key.sequence for key in keys)
        and is_storable(change.value)
        and is_storable(change.previous)
        and all(0 < key.sequence <= MOST_CHANGES for key in keys)
        and len(change.parents) <= MOST_PARENTS
        and (gesture.id, gesture.incarnation) == (change.gesture, change.key.incarnation)
    )


def is_name(name: str) -> bool:
    """Whether a person's name that comes from elsewhere can be shown as it is."""
    return len(name) <= LONGEST_NAME and _UNFIT_IN_NAMES.search(name) is None


def shown_name(name: str) -> str:
    """Return what is shown of a name, be it none: of one that is refused for it, for instance."""
    fit = _UNFIT_IN_NAMES.sub("", name[: LONGEST_NAME + 1])
    return fit if len(name) <= LONGEST_NAME else f"{fit[:100]}…"


def are_storable_texts(values: Iterable[Any]) -> bool:
    """Whether all of these are texts that the log gives back as it took them."""
    texts = tuple(values)
    if not all([isinstance(text, str) for text in texts]):  # noqa: C419 - a quarter of the time
        return False
    told = "".join(texts)
    if len(told) > LONGEST_TEXT and max(map(len, texts)) > LONGEST_TEXT:
        return False
    return _UNSTORABLE.search(told) is None


def are_storable_numbers(values: Iterable[Any]) -> bool:
    """Whether all of these are whole numbers that the log gives back as it took them."""
    return all(type(value) is int and is_storable(value) for value in values)


def is_sealed(gesture: Gesture, change: Change) -> bool:
    """Whether the hash of a well-formed change matches its content.

    An erased value is checked by its digest, and only the marker may stand in its place.
    """
    if not is_covered(GestureRecord(gesture, (change,))):
        return False
    if change.salt and value_digest(change.value, change.previous, change.salt) != change.digest:
        return False
    return change.hash == change_hash(
        gesture, change.key, change.cell, change.digest, change.parents, change.previous_hash
    )


def is_covered(record: GestureRecord) -> bool:
    """Whether the hashes cover every text of a gesture; an erased text counts as covered."""
    if record.gesture.format and not _are_texts_covered(record.gesture):
        return False
    return all(
        {change.value, change.previous} <= {ERASED, None}
        for change in record.changes
        if not change.salt
    )


def _are_texts_covered(gesture: Gesture) -> bool:
    """Whether the hash covers the author and the reason, or the marker stands for them."""
    return (gesture.author_salt != "" or gesture.author == ERASED) and (
        gesture.reason_salt != "" or gesture.reason in (ERASED, None)
    )


def erased(change: Change) -> Change:
    """Return the change without its values: the marker stands for them, the hash still holds."""
    return change._replace(
        value=ERASED if change.value is not None else None,
        previous=ERASED if change.previous is not None else None,
        salt="",
    )
