"""What the storage must offer to the services; only plain values go through.

Everything here is used from one thread: that which owns the connection. Errors are those of
`ctg_desktop.errors`. The values themselves are imported by who makes them: the window needs this
module before it needs any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from ctg_desktop.domain.action import Etape
    from ctg_desktop.domain.arrivals import Arrival, Source
    from ctg_desktop.domain.births import Birth
    from ctg_desktop.domain.changes import (
        ChainEnd,
        Change,
        ChangeKey,
        Changes,
        Draft,
        Gesture,
        Incarnation,
    )
    from ctg_desktop.domain.choices import Status
    from ctg_desktop.domain.conditions import FieldCondition
    from ctg_desktop.domain.convention_views import Progress
    from ctg_desktop.domain.envelopes import Parcel, UnionReport
    from ctg_desktop.domain.fields import Entity, Scalar
    from ctg_desktop.domain.listing import ActionLine, ActionQuery
    from ctg_desktop.domain.merging import Conflict
    from ctg_desktop.domain.publishing import HeldPublication, Publication
    from ctg_desktop.domain.searching import Hit
    from ctg_desktop.domain.trust import Candidate, Paper, Standing
    from ctg_desktop.domain.views import Means
    from ctg_desktop.errors import StorageError

E = TypeVar("E", bound="Entity")
T = TypeVar("T")
Tick = Callable[[str, int, int], None]
"""Progress of long work: what it is doing (French), done, total; `CancelledError` stops it."""


class CancelledError(Exception):
    """The person stopped the work; what it had finished stays."""


class UnreadYetError(Exception):
    """Only the folder that is open fully can tell."""


def untold(_what: str, _done: int, _total: int) -> None:
    """Tell nobody how far it is: a `Tick`."""


def ticked(things: Sequence[T], what: str, tick: Tick) -> Iterator[T]:
    """Yield each of the things, telling before how many are done.

    Raises:
        CancelledError: the person stopped the work.
    """
    for done, each in enumerate(things):
        tick(what, done, len(things))
        yield each


Warn = Callable[[str], None]
"""Tells a person, in French, what they should know and what stops nothing."""


class Clock(Protocol):
    """The wall clock, handed in so that tests can turn it."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Who works in this folder: the current incarnation, the person, their structure's row.

    `demonstration` marks a folder filled with invented actions for trying.
    """

    incarnation: str
    person: str
    structure: str | None
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A change with the gesture and the incarnation it belongs to, and whether it counts.

    `received_ms` is when it was taken in (milliseconds since 1970); None for one written here.
    """

    change: Change
    gesture: Gesture
    incarnation: Incarnation
    counts: bool = True
    received_ms: int | None = None


class TextPlace(Enum):
    """Where the log holds a text."""

    VALUE = "value"
    PREVIOUS = "previous"
    AUTHOR = "author"
    PERSON = "person"
    REASON = "reason"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class LoggedText:
    """A text that the log holds: of a change (`sequence`), of a gesture, or of an incarnation.

    `is_current` tells that no later change of its cell descends from it; `can_be_erased` that a
    digest can stand for it.
    """

    place: TextPlace
    text: str
    incarnation: str
    sequence: int = 0
    entity: str = ""
    row: str = ""
    field: str = ""
    member: str = ""
    is_current: bool = False
    can_be_erased: bool = False
    gesture: str = ""


@dataclass(frozen=True, slots=True)
class UndoState:
    """What Ctrl+Z and Ctrl+Y would do: the gestures they would act on, or None.

    They stop at the opening of the folder; `has_older` tells that it holds gestures of ours.
    """

    undo: Gesture | None
    redo: Gesture | None
    has_older: bool = False


@dataclass(frozen=True, slots=True)
class Verification:
    """What a full check found.

    `problems` are French sentences, empty when all is well; `counts` are numbers of changes,
    gestures and rows; `state_hash` is the hash of the content (hexadecimal).
    """

    problems: tuple[str, ...]
    counts: Mapping[str, int]
    state_hash: str


class CopyState(Enum):
    """What is known of a safety copy; `value` is its key for other programs."""

    MADE = "faite"
    """It is what the base was when it was made, which nobody has checked fully since."""
    VERIFIED = "verifiee"
    DAMAGED = "defectueuse"


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """One safety copy: where, when (UTC) by its name, why, how many living actions, its bytes.

    `changes` is how far its log goes, which tells the newest; `is_of_this_life` whether it was
    written since the base last began a new life (an older copy taken back, a folder moved);
    `checked_at` when the full check of `state` was made.
    """

    path: Path
    made_at: datetime
    reason: str
    actions: int
    size: int
    changes: int = 0
    is_of_this_life: bool = False
    state: CopyState = CopyState.MADE
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CopyContent:
    """What a safety copy holds beside the present base, for who thinks of taking it back.

    `check` is its full check. `last` are its latest gestures, newest first. `lacking` is how
    many gestures of the base it has not; None when the base cannot be read. `returning` are the
    names of the people whose data were erased since, and who would be there again.
    """

    check: Verification
    last: tuple[Gesture, ...] = ()
    lacking: int | None = None
    returning: tuple[str, ...] = ()


class Reader(Protocol):
    """Reading rows, lists and counts."""

    def get(self, cls: type[E], row_id: str) -> E | None:
        """Return one row, deleted or not; None when it does not exist."""

    def rows(
        self,
        cls: type[E],
        *,
        ids: Collection[str] | None = None,
        where: Mapping[str, Scalar] | None = None,
        deleted: bool | None = False,
        conditions: Collection[FieldCondition] = (),
    ) -> list[E]:
        """Return the rows, in their `order` field then creation; `deleted` None means both.

        `ids` limits to those identities, `where` to equal stored values of single-valued fields,
        `conditions` to rows that fulfil them all.
        """

    def actions(self, query: ActionQuery, today: date) -> list[ActionLine]:
        """Return the lines that the query asks for, in its order."""

    def action_ids(self, query: ActionQuery, today: date) -> list[str]:
        """Return the identities of the query's actions, in its order."""

    def without(self, action_ids: Collection[str], today: date) -> Mapping[str, frozenset[str]]:
        """Return what each of some actions lacks, by the names of `ActionQuery.without`."""

    def count_actions(self, query: ActionQuery, today: date) -> int:
        """Return how many actions the query finds, without its limit."""

    def progress(self, query: ActionQuery, today: date) -> Mapping[str | None, Progress]:
        """Return the progress of the query's actions by main ambition."""

    def contributions(self, query: ActionQuery, today: date) -> Mapping[str, int]:
        """Return how many of the query's actions serve each ambition beside their main one."""

    def means(self, query: ActionQuery, today: date) -> Means:
        """Return what the query's actions cost and receive."""

    def structure_counts(
        self, query: ActionQuery
    ) -> Mapping[str | None, Mapping[Status | None, int]]:
        """Return the number of the query's actions by structure and status."""

    def references(self, prefix: str) -> list[str]:
        """Return every action reference that begins so, corbeille and unknown rows included."""

    def search(self, text: str, *, limit: int = 50, entities: Collection[str] = ()) -> list[Hit]:
        """Return the living rows that hold every word (prefixes count), best first.

        Case, accents, hyphens, apostrophes and œ do not count. Any text is data: it can hold
        no query operator.
        """


class UnitOfWork(Reader, Protocol):
    """The open data folder: reading, and the one door for writes."""

    def etapes_due(
        self, query: ActionQuery, today: date, first: date, last: date, limit: int
    ) -> tuple[list[Etape], int]:
        """Return the étapes of the query's actions that are due from a day to another, not done.

        The first ones by their day, `limit` at most, and how many there are.
        """

    @property
    def installation(self) -> Installation:
        """Who works here."""

    @property
    def is_read_only(self) -> bool:
        """Whether `record` and the other writes refuse."""

    @property
    def engine(self) -> str:
        """What stores the data, with its version, as « À propos » tells it."""

    def new_id(self) -> str:
        """Return a fresh row identity (UUIDv7)."""

    def settle(self, structure: str) -> None:
        """Say which structure, a row of `territoire`, works in this folder."""

    def name_person(self, person: str) -> None:
        """Say who works in this folder from now on; what was written keeps its author."""

    def lines(self, action_ids: Sequence[str], today: date) -> list[ActionLine]:
        """Return the lines of some actions, in the order given; none for one that is gone."""

    def has_own_gestures(self) -> bool:
        """Whether anything was written here beside publications of the référentiel."""

    def record(self, draft: Draft) -> Changes:
        """Write a gesture: its changes, the tables, one transaction, durable on return.

        Edits equal to the value in place are left out, unless they settle a conflict.

        Raises:
            StorageError: nothing was written.
            RuleError: this installation was revoked; nothing was written.
        """

    def publish(self, made: Publication) -> Changes:
        """Take in a publication that a file brought; the same one twice changes nothing.

        It counts in this folder, elsewhere once its key is certified. Where a value that this
        site had seen would stand beside a published one, the published one is adopted by a
        change of this site. One that was drawn here under the key of this installation is
        signed where this installation may issue it, now or later.
        """

    def publications(self) -> list[HeldPublication]:
        """Return the publications that are here, in the order in which they came."""

    def undo(self, *, since_opening: bool = False) -> Changes:
        """Undo the last gesture of this installation that is not undone yet.

        Only the cells whose latest change is still that gesture's are put back; where there is
        none, the undo that follows passes over that gesture.
        With `since_opening`, one of the last 50 that were done since the folder was opened.

        Raises:
            RuleError: there is none, or what it had written was changed since.
        """

    def redo(self, *, since_opening: bool = False) -> Changes:
        """Redo the last undone gesture; with `since_opening`, one undone since then."""

    def take_back(self, gesture_id: str) -> Changes:
        """Undo one gesture of this installation, whatever was done since; else as `undo`."""

    def is_ours(self, gesture: Gesture) -> bool:
        """Whether a gesture was made in this folder, in this life of it or one before."""

    def undo_state(self, *, since_opening: bool = True) -> UndoState:
        """Return what undo and redo would act on."""

    def union(self, parcel: Parcel, source: Source | None = None) -> UnionReport:
        """Take in what other installations sent, in any order, any number of times.

        Each envelope is taken whole or refused whole. What it says has an effect once its
        writer is certified, and is kept until then. With a `source`, the journal notes it.
        """

    def union_in_slices(
        self, parcel: Parcel, source: Source, seconds: float
    ) -> Iterator[UnionReport]:
        """Take in a parcel in transactions of whole gestures that last about `seconds` each.

        Each envelope is examined whole before any of it is taken; one that was half taken when
        the program ended is taken up again. The journal notes all as one arrival.
        """

    def trying(self, parcel: Parcel) -> AbstractContextManager[UnionReport]:
        """Take in a parcel for the time of a block; afterwards nothing was written.

        What is read within the block is as it would be after a union.
        """

    def arrivals(self, at: Collection[int] | None = None) -> list[Arrival]:
        """Return what was received, the latest first.

        With `at`, only at these instants (milliseconds since 1970): those of `received_ms`.
        """

    def written_by(self, writers: Collection[str], structure: str) -> list[LoggedChange]:
        """Return the latest changes by some incarnations of the rows of a structure.

        Its rows are those that say so and what hangs on them; a cell in conflict is left out.
        """

    @property
    def last_change(self) -> int:
        """The number of the change that was added last, ours or not; 0 before the first."""

    def fields_written(self, *, after: int) -> frozenset[tuple[str, str]]:
        """Return the entities and fields of the changes that were added after another."""

    def known(self) -> Mapping[str, int]:
        """Return the version vector: the last contiguous sequence number per incarnation."""

    def ends(self) -> Mapping[str, ChainEnd]:
        """Return how far each incarnation is known, and by which hash."""

    def own_incarnations(self) -> frozenset[str]:
        """Return the incarnations of this folder, now and before, and what it issued."""

    def bare_spans(self) -> Mapping[str, tuple[int, int]]:
        """Return the first and the last change that came without values, per incarnation.

        Their writer kept them back: they may come at any time.
        """

    def hash_of(self, key: ChangeKey) -> str:
        """Return the hash of a change; empty for one that is not known."""

    def parcel(
        self,
        beyond: Mapping[str, int] | None = None,
        *,
        until: int | None = None,
        of: Collection[str] | None = None,
    ) -> Parcel:
        """Return what somebody who knows `beyond` lacks; everything by default.

        With `of`, what these incarnations wrote alone; with `until`, up to that change of each.

        Its envelopes are read from the base as they are asked for. What was written here is
        sealed on the way.

        Raises:
            StorageError: the seals cannot be kept.
        """

    def births(self) -> list[Birth]:
        """Return the births that are known, in the order in which they came."""

    def papers(self) -> list[Paper]:
        """Return every certificate and revocation that is known."""

    @property
    def key(self) -> str:
        """The public key of this installation; empty where none can be kept."""

    @property
    def authority(self) -> str:
        """The convention key that this folder follows; empty as long as it stands alone."""

    @property
    def convention(self) -> str:
        """The row of the convention that this folder follows, as the others know it.

        Empty before its first référentiel; rows of conventions that come later do not change it.
        """

    @property
    def may_certify(self) -> bool:
        """Whether the convention key that this folder follows is held here."""

    def standings(self) -> Mapping[str, Standing]:
        """Return what each incarnation may do, as far as it is known here."""

    def found_authority(self) -> str:
        """Make a convention key here, follow it, and certify this installation as coordinator."""

    def follow_authority(self, authority: str) -> Changes:
        """Follow a convention key: whom it certifies counts here."""

    def reveal_authority(self) -> bytes:
        """Return the 32 secret bytes of the convention key, to be put in a safe place.

        Raises:
            RuleError: the convention key is not here.
            StorageError: it cannot be read.
        """

    def take_in_authority(self, seed: bytes) -> Changes:
        """Hold here the convention key that was put away, and let this computer coordinate.

        Raises:
            RuleError: it is that of another convention.
            StorageError: it cannot be kept.
        """

    def certify(self, candidate: Candidate) -> Changes:
        """Sign a certificate with the convention key, which must be held here.

        Raises:
            RuleError: the convention key is not here.
        """

    def ask_to_take_part(self) -> Changes:
        """Say to whom certifies who works here, whether or not anything was written; once.

        Where no key can be kept, or an agreement was given already, nothing is done.
        """

    def revoke(self, key: str) -> Changes:
        """Sign that a key no longer counts beyond what is known of it here.

        Raises:
            RuleError: the convention key is not here.
        """

    def conflicts(self, *rows: str) -> list[Conflict]:
        """Return the conflicts that wait for an arbitration, of some rows; of all without any."""

    def history(self, row_ids: Sequence[str]) -> list[LoggedChange]:
        """Return the changes of these rows, oldest first."""

    def logged_texts(self) -> Iterator[LoggedText]:
        """Yield every text that the log holds, in bounded memory; erased ones are not told."""

    def compact(self) -> None:
        """Rewrite the file without the pages and the journal that former values stood in."""

    def recent(self, limit: int) -> list[Gesture]:
        """Return the latest gestures, newest first."""

    def touched(
        self, gestures: Iterable[str], most: int
    ) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Return the (entity, row) pairs of the first changes of gestures, `most` of each."""

    def children(self, row_id: str) -> list[str]:
        """Return the identities of the rows that belong to this one, whatever their state."""

    def as_of(self, instant: datetime) -> AbstractContextManager[Reader]:
        """Read the base as it stood at an instant, by the writers' wall clocks."""

    def state_hash(self) -> str:
        """Return the hash of the content: equal on two folders with equal content."""

    def verify(self, tick: Tick) -> Verification:
        """Check the file, the hash chain, and the tables against a rebuild from the log."""

    def rebuild(self, tick: Tick) -> None:
        """Rebuild the tables from the log."""

    def back_up(self, reason: str) -> BackupInfo:
        """Make a safety copy, and see that it is what the base is."""

    def is_backed_up(self) -> bool:
        """Whether a safety copy holds all that was written."""

    def backups(self) -> list[BackupInfo]:
        """Return the safety copies, newest first, damaged ones at the end."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A base that was rebuilt from the log of a damaged one.

    `aside` is the folder where that was put; `gestures` are those that were read, `lost` how many
    changes are known to be lacking.
    """

    aside: Path
    gestures: int
    lost: int


class EarlyReader(Protocol):
    """A folder that is held and not open fully: all that a session needs that only reads.

    It has methods of `UnitOfWork`, and raises UnreadYetError wherever it cannot answer.
    """

    @property
    def installation(self) -> Installation:
        """Who works here."""

    @property
    def entered(self) -> Any:
        """What opening the folder fully begins with."""

    def examine(self) -> bool:
        """Check the content as each opening does, and tell whether it is sound.

        It is done once, from any thread: who asks meanwhile waits. Opening fully says what is
        wrong.

        Raises:
            CancelledError: the folder was let go meanwhile.
        """

    def let_go(self) -> None:
        """Stop reading: the folder is open fully, and held by who opened it."""

    def close(self) -> None:
        """Let the folder go, unless it was handed over; closing twice does no harm."""


class Storage(Protocol):
    """What makes and opens data folders; bootstrap gives it."""

    def create(
        self, folder: Path, *, person: str, clock: Clock, demonstration: bool = False
    ) -> AbstractContextManager[UnitOfWork]:
        """Make a folder and open it; when the block fails, nothing of it is left.

        Raises:
            StorageError: the folder cannot be made.
        """

    def look_into_folder(self, folder: Path, *, clock: Clock) -> EarlyReader | None:
        """Hold a folder and read it; None where it needs more than to be checked.

        Whatever keeps it from being opened is said by `open`.
        """

    def open(
        self,
        folder: Path,
        *,
        clock: Clock,
        read_only: bool,
        warn: Warn,
        tick: Tick,
        early: EarlyReader | None = None,
    ) -> AbstractContextManager[UnitOfWork]:
        """Open a folder; `warn` is told what a person should know about the place.

        `tick` is told how far bringing it up to date is, when another version wrote it; `early`
        holds the folder already; it is let go, or stays as it is where the folder cannot be opened.

        Raises:
            StorageError: the folder cannot be opened as asked.
        """

    def glancing(
        self, folder: Path, *, clock: Clock, warn: Warn, tick: Tick
    ) -> AbstractContextManager[UnitOfWork]:
        """Open a folder to read little of it, beside others who may write.

        What a document or two ask for is read before the rest of the storage is imported; for all
        else the folder is opened fully, as `open` does, at twice the cost of checking it.

        Raises:
            StorageError: the folder cannot be opened.
        """

    def told(self, folder: Path, error: Exception) -> StorageError | None:
        """Return what an error that reading or writing raised says of the base of a folder.

        None for an error that is not the base's.
        """

    def is_shared(self, folder: Path) -> bool:
        """Whether a place is on a network share, or synchronised with other computers.

        The folder need not exist. A share that does not answer may take a while.
        """

    def backups(self, folder: Path, place: Path | None = None) -> list[BackupInfo]:
        """Return the safety copies of a folder that need not open, newest first, damaged last.

        Those that only its second place has are among them; with `place`, those of that folder
        alone.

        Raises:
            StorageError: they cannot be listed.
        """

    def backup_at(self, folder: Path, file: Path) -> BackupInfo:
        """Return what a safety copy of a folder is that stands anywhere.

        Raises:
            StorageError: it is not there, or is no safety copy.
        """

    def check_backup(
        self, folder: Path, backup: BackupInfo, *, clock: Clock, tick: Tick
    ) -> Verification:
        """Check a safety copy fully, without touching it; what was found is noted beside it.

        Raises:
            StorageError: it could not be checked.
        """

    def look_into(
        self, folder: Path, backup: BackupInfo, *, clock: Clock, tick: Tick
    ) -> CopyContent:
        """Check a safety copy fully, and return what restoring it would change.

        Raises:
            StorageError: it could not be checked.
        """

    def restore(self, folder: Path, backup: BackupInfo, *, clock: Clock) -> Path:
        """Put a safety copy in the place of the base; return where the base was put aside.

        Raises:
            DamagedError: the full check of the copy found something; nothing was changed.
            StorageError: nothing was changed.
        """

    def rebuild(self, folder: Path, *, clock: Clock, tick: Tick) -> Rebuilt:
        """Rebuild the base from the readable part of its log; the old one is put aside.

        Raises:
            DamagedError: too little of it can be read; nothing was changed.
            StorageError: nothing was changed.
        """

    def put_aside(self, folder: Path) -> list[Path]:
        """Return the bases of a folder that others replaced, the last one first."""

    def former(
        self, folder: Path, base: Path, *, clock: Clock
    ) -> AbstractContextManager[UnitOfWork]:
        """Read a base that was put aside, or a safety copy, as far as its log can be read.

        Raises:
            StorageError: it cannot be read.
        """
