"""The open data folder as the window sees it: reading, the one door for writes, who works here.

Pages give jobs, which run on the storage's thread with the unit of work; what they return comes
back on the interface thread. Signals tell every page what was touched.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from ctg_desktop.errors import CtgError, StorageError
from ctg_desktop.folder.drafts import TypedTexts, load
from ctg_desktop.folder.passwords import Passwords
from ctg_desktop.ports import CancelledError, UnreadYetError
from ui.drafts import Drafts
from ui.flow import Step, Steps, Turn, carry_out
from ui.preferences import PreferencesStore
from ui.spelling import Spelling
from ui.tasks import Job, Lane

if TYPE_CHECKING:
    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.domain.territory import Territoire
    from ctg_desktop.folder.relay_address import Server
    from ctg_desktop.ports import Clock, EarlyReader, Installation, Storage, Tick, UnitOfWork
    from ctg_desktop.services.caching import Kept
    from ctg_desktop.services.past_gestures import UndoNames, Undone

T = TypeVar("T")
Failed = Callable[[CtgError], None]
Progress = Callable[[str, int, int], None]
"""Told on the interface thread: what is being done (French), done, total."""

Follow = Callable[["Work"], None]

_TICK_SECONDS = 0.05
"""How often a job tells its progress: more would only keep the interface thread busy."""

_CHECKED_AFTER_MS = 300
"""How long the first page has to be drawn before the folder is checked, if nothing else asks."""

_CELLS_AT_ONCE = 4_000
"""Of how many cells the pages are told at once: more would stop the window for a moment."""

_COURIER_PATIENCE_SECONDS = 1.0
"""How long the end waits for a relay that does not answer."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """How the exchange with the relay stands beside what the folder remembers.

    `problem` is the French sentence of the last round that failed, `asking` the server that wanted
    a password.
    """

    is_under_way: bool = False
    problem: str = ""
    asking: Server | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """Who works in the open folder, and under which conditions.

    `notices` are French sentences about the place, to be shown for as long as it is open.
    """

    folder: Path
    installation: Installation
    structure: Territoire | None
    is_agglomeration: bool
    is_read_only: bool
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entered:
    """What opening found: who works here, what was typed and not saved, what undo acts on.

    `names` is None as long as the folder is only looked into.
    """

    office: Office
    texts: Mapping[str, TypedTexts]
    names: UndoNames | None = None


@dataclass(frozen=True, slots=True)
class _Recorded(Generic[T]):
    """What came of a job that wrote: its result, what it touched, what undo acts on, when."""

    result: T
    changes: Changes
    names: UndoNames
    at: datetime


class Work(QObject):
    """A long job that a person may follow and stop."""

    progressed = Signal(str, int, int)
    ended = Signal()
    """It is over, whatever came of it."""

    def __init__(self, label: str, parent: QObject) -> None:
        """Name the job in French, as the question at closing shows it; it asks of none without."""
        super().__init__(parent)
        self.label = label
        self._is_cancelled = threading.Event()
        self._told_at = 0.0

    def cancel(self) -> None:
        """Ask the job to stop; it does so at its next tick."""
        self._is_cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether the job was asked to stop."""
        return self._is_cancelled.is_set()

    def tick(self, what: str, done: int, total: int) -> None:
        """Tell progress, from the job's thread.

        Raises:
            CancelledError: the person stopped the job.
        """
        if self._is_cancelled.is_set():
            raise CancelledError
        now = time.monotonic()
        if done == total or now - self._told_at >= _TICK_SECONDS:
            self._told_at = now
            self.progressed.emit(what, done, total)


class Desk(QObject):
    """The open data folder; lives on the interface thread."""

    opened = Signal()
    """The folder is open, or held and looked into: what is written waits until it is checked."""
    refused = Signal(object)
    """The folder cannot be opened: a StorageError, or an InputError of its making.

    It may come after `opened`, from what checking found.
    """
    updating = Signal(str, int, int)
    """The base is brought up to date before it opens: what is being done, done, total."""
    closing = Signal()
    """The folder is about to be closed: what is asked for now is still done."""
    closed = Signal()
    folder_asked = Signal(object)
    """Path: the person wants another data folder in the place of this one; None for their own."""
    backed_up = Signal(object)
    """BackupInfo: a safety copy was made."""
    row_asked = Signal(str, str)
    """An entity and a row of it: the person wants to see it where it is shown."""
    copies_checked = Signal()
    """What is known of a safety copy changed: it was checked fully."""
    copy_asked = Signal(object, object)
    """BackupInfo, CopyContent: the person wants this copy in the place of the base."""
    changed = Signal(object)
    """Changes: what a gesture touched."""
    worded = Signal()
    """The convention calls its levels otherwise now: every label is to be read again."""
    recording = Signal()
    """A gesture is about to be recorded: `saved`, `failed` or at last `idled` follows."""
    saved = Signal(object)
    """The aware instant of the last commit."""
    failed = Signal(object)
    """A CtgError that nobody else took: for the banner."""
    recovered = Signal()
    """A write went through after the storage had failed."""
    undo_changed = Signal(object)
    """UndoNames: what undo and redo would act on."""
    done = Signal(str, str)
    """A sentence about what was just done, and the gesture that takes it back."""
    undone = Signal(object, bool)
    """Undone: what undo took back, or redo brought again when the second is true."""
    work_shown = Signal(object, str)
    """Work, and what it does in French: to be followed in the status line of the window."""
    crashed = Signal(object)
    """An exception that nobody expected."""
    idled = Signal()
    """No job is under way any more."""
    exchange_asked = Signal()
    """The person wants to exchange with the relay now."""
    exchange_due = Signal()
    """Something was done that the others should know soon."""
    relay_changed = Signal()
    """Another relay was chosen, or none, or another rhythm."""
    exchange_changed = Signal()
    """How the exchange stands changed, by the relay (see `exchange`) or by a file."""

    _opened_wholly = Signal(object)
    """_Entered: the folder that was looked into is open fully."""
    _not_checked = Signal(object)
    """The exception that kept it from being opened."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        folder: Path,
        preferences: PreferencesStore | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Start the threads; nothing is opened yet. Without preferences, none are kept."""
        super().__init__(parent)
        self.folder = folder
        self.preferences = preferences or PreferencesStore(parent=self)
        self._storage = storage
        self._clock = clock
        self._shelf = Lane("stockage", self, makes_many=True)
        self._press = Lane("presse", self)
        self.drafts = Drafts(lambda: self.folder, self)
        for lane in (self._shelf, self._press, self.drafts.lane):
            lane.crashed.connect(self.crashed)
            lane.idled.connect(self._tell_idle)
        self._courier: Lane | None = None
        self._inspection: Lane | None = None
        self.exchange = Exchange()
        self.passwords = Passwords()
        self.counted_ahead: Kept | None = None
        """What is counted for the page that comes first, while it is made; that page takes it."""
        self.farewell: Step | None = None
        """What is done before the folder is closed, where somebody has something to do."""
        self._office: Office | None = None
        self._uow: UnitOfWork | None = None
        self._open = ExitStack()
        self._early: EarlyReader | None = None
        self._open_wholly: Callable[[], _Entered] | None = None
        """What is still to be done before the folder is open; both are the storage's thread's."""
        self._is_unchecked = False
        self._latest: dict[tuple[int, str], Job] = {}
        self._works: list[Work] = []
        self._is_failing = False
        self._update: Work | None = None
        self._told: StorageError | None = None
        self._last_gesture = ""
        self.changed.connect(self._learn_words)
        self._opened_wholly.connect(self._tell_opened, Qt.ConnectionType.QueuedConnection)
        self._not_checked.connect(self._tell_not_checked, Qt.ConnectionType.QueuedConnection)
        self.spelling = Spelling(self.preferences, self)
        self.spelling.names_wanted.connect(self._tell_names)
        self.opened.connect(self.spelling.want_names)
        self.changed.connect(self.spelling.hear)

    def _tell_names(self) -> None:
        """Read the names that no dictionary has."""
        if self.is_open:
            from ctg_desktop.services.own_words import names_words

            self.read(names_words, self.spelling.know, owner=self.spelling, key="names")

    # --- who and when -----------------------------------------------------------------

    @property
    def office(self) -> Office:
        """Who works here; only once the folder is open."""
        assert self._office is not None
        return self._office

    @property
    def storage(self) -> Storage:
        """What knows the folder, and its safety copies, be it open or not."""
        return self._storage

    @property
    def clock(self) -> Clock:
        """The clock of the computer."""
        return self._clock

    @property
    def is_open(self) -> bool:
        """Whether the folder is open."""
        return self._office is not None

    @property
    def is_busy(self) -> bool:
        """Whether any job waits, runs, or has not been delivered."""
        lanes = (self._shelf, self._press, self.drafts.lane)
        return self._is_unchecked or any(lane.is_busy for lane in lanes)

    @property
    def works(self) -> tuple[Work, ...]:
        """The long jobs under way."""
        return tuple(self._works)

    @property
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._clock.now()

    @property
    def today(self) -> date:
        """The present day where the person is."""
        return self.now.astimezone().date()

    def recall(self) -> None:
        """Read again who works here, after it was changed; `office` is updated."""

        def learned(found: Office) -> None:
            self._office = found

        notices = self.office.notices
        self.read(lambda uow: _office_of(uow, self.folder, notices), learned, owner=self)

    def _learn_words(self, changes: Changes) -> None:
        def learned(found: object) -> None:
            if found:
                self.worded.emit()

        if "convention" in changes.entities:
            self.read(_speak, learned, owner=self)

    # --- opening and closing ----------------------------------------------------------

    def open(self, *, read_only: bool = False) -> None:
        """Open the folder; `opened` or `refused` follows."""
        self._begin(lambda: None, read_only=read_only)

    def create(
        self, settle: Callable[[UnitOfWork], Any], *, person: str, demonstration: bool = False
    ) -> None:
        """Make the folder, fill it by `settle`, and open it; `opened` or `refused` follows.

        When `settle` fails, nothing of the folder is left.
        """

        def make() -> None:
            making = self._storage.create(
                self.folder, person=person, clock=self._clock, demonstration=demonstration
            )
            with making as uow:
                settle(uow)

        self._begin(make, read_only=False)

    def _begin(self, make: Callable[[], None], *, read_only: bool) -> None:
        if self._update is not None or self._office is not None:
            return  # asked twice in a hurry
        update = self._update = Work("", self)
        update.progressed.connect(self._tell_update)

        def open_wholly() -> _Entered:
            notices: list[str] = []
            opening = self._storage.open(
                self.folder,
                clock=self._clock,
                read_only=read_only,
                warn=notices.append,
                tick=update.tick,
                early=self._early,
            )
            uow = self._open.enter_context(opening)
            self._early = None
            office = _office_of(uow, self.folder, tuple(notices))
            found = _Entered(office, load(self.folder), _undo_names(uow))
            self._uow = uow
            return found

        def enter() -> _Entered:
            make()
            if not read_only:
                self._early = self._storage.look_into_folder(self.folder, clock=self._clock)
            if self._early is not None:
                self._open.callback(self._early.close)
                with suppress(UnreadYetError):
                    office = _office_of(cast("UnitOfWork", self._early), self.folder, ())
                    found = _Entered(office, load(self.folder))
                    self._open_wholly = open_wholly
                    return found
            try:
                return open_wholly()
            except BaseException:
                self._leave()
                raise

        def entered(found: _Entered) -> None:
            self._update = None
            self._office = found.office
            self._is_unchecked = found.names is None
            self.drafts.begin(found.texts)
            self.opened.emit()
            if found.names is not None:
                self.undo_changed.emit(found.names)
            else:
                self._check_soon()

        def failed(error: Exception) -> bool:
            self._update = None
            return self._taken_by(self.refused.emit)(error)

        self._follow(update, Job(enter, entered, failed, self), self._shelf)

    def _check_soon(self) -> None:
        """Check once the first page is read, from the same disk, and drawn."""

        def check() -> None:
            if self._shelf.is_busy:
                self._check_soon()
            else:
                self.check()

        QTimer.singleShot(_CHECKED_AFTER_MS, self, check)

    def check(self) -> None:
        """Check what was only looked into, on a thread of its own; a write does so too."""
        early = self._early
        if not self._is_unchecked or early is None:
            return
        if self._inspection is None:
            self._inspection = Lane("contrôle", self)
            self._inspection.crashed.connect(self.crashed)
        self._inspection.submit(Job(early.examine, self._tell_checked, _is_told, self))

    def await_no_check(self) -> None:
        """Stop counting the check as work: the folder is about to be closed."""
        self._is_unchecked = False

    def _tell_checked(self, is_sound: bool) -> None:  # noqa: FBT001 - what the job returns
        """Go on reading; where something is wrong, opening the folder fully says what."""
        if not is_sound:
            self._shelf.submit(Job(lambda: self._in_use, _ignore, _is_told, self))
        elif self.is_open:
            self._is_unchecked = False
            self.read(_undo_names, self.undo_changed.emit, owner=self, key="undo")

    def _open_now(self, open_wholly: Callable[[], _Entered]) -> None:
        """Open the folder fully, on the storage's thread, once it is checked.

        Raises:
            CtgError: it was sound, and cannot be opened now: for who asked, and may ask again.
        """
        is_sound = self._early is not None and self._early.examine()
        try:
            found = open_wholly()
        except Exception as error:
            if self._early is not None and is_sound and isinstance(error, CtgError):
                raise
            self._leave()
            self._not_checked.emit(error)
        else:
            self._open_wholly = None
            self._opened_wholly.emit(found)

    def _leave(self) -> None:
        """Close whatever is open, on the storage's thread."""
        self._uow = self._early = self._open_wholly = None
        self._open.close()

    def _tell_opened(self, found: _Entered) -> None:
        self._is_unchecked = False
        self._office = found.office
        self.undo_changed.emit(found.names)
        self._tell_idle()

    def _tell_not_checked(self, error: Exception) -> None:
        self._is_unchecked = False
        self._office = None
        if isinstance(error, CtgError):
            self.refused.emit(error)
        else:
            self.crashed.emit(error)
        self._tell_idle()

    def _tell_update(self, what: str, done: int, total: int) -> None:
        """Pass on how far it is; from now on closing asks before it stops it."""
        if self._update is not None:
            self._update.label = "La mise à jour de vos données"
        self.updating.emit(what, done, total)

    def close(self) -> None:
        """Close the folder, once all that was asked before is done; `closed` follows."""
        self.closing.emit()
        for work in self._works:
            work.cancel()

        def left(_nothing: None) -> None:
            self._office = None
            self._is_unchecked = False
            self.closed.emit()

        def failed(error: Exception) -> bool:
            left(None)
            return isinstance(error, CtgError)

        self._shelf.submit(Job(self._leave, left, failed, self))

    def stop(self) -> None:
        """End the threads and wait for them; the folder is closed if it was not.

        What was asked before is still written, though the folder be open fully for that.
        """
        self.await_no_check()
        for work in self._works:
            work.cancel()
        if self._courier is not None:
            self._courier.stop(_COURIER_PATIENCE_SECONDS)
        self._press.stop()
        self.drafts.stop()
        self._shelf.ask(self._open.close)
        self._shelf.stop()
        if self._inspection is not None:
            self._inspection.stop()

    # --- reading and writing ----------------------------------------------------------

    def read(
        self,
        job: Callable[[UnitOfWork], T],
        then: Callable[[T], None],
        *,
        owner: QObject,
        key: str = "",
        failed: Failed | None = None,
    ) -> None:
        """Read on the storage's thread; `then` gets the result unless `owner` is gone.

        With a `key`, a newer read of the same owner and key takes the place of an older one
        that was not delivered yet. It is read before the folder is open fully, if it can be; a
        job that cannot is begun again.
        """
        made = Job(partial(self._look, job), then, self._taken_by(failed), owner)
        if key:
            slot = (id(owner), key)
            if (older := self._latest.get(slot)) is not None:
                older.drop()
            self._latest[slot] = made
        self._shelf.submit(made)

    def write(
        self,
        job: Callable[[UnitOfWork], tuple[T, Changes]],
        then: Callable[[T], None] | None = None,
        *,
        owner: QObject,
        failed: Failed | None = None,
    ) -> None:
        """Record a gesture; `then` gets the job's result, then every page hears what changed.

        `failed` gets the CtgError instead; the banner tells those of the storage in any case.
        """

        def refused(error: CtgError) -> None:
            if isinstance(error, StorageError):
                self._is_failing = True
                self.failed.emit(error)
                self._told = error
            if failed is not None and isValid(owner):
                failed(error)
            elif not isinstance(error, StorageError):
                self.failed.emit(error)
            self._told = None

        self.recording.emit()
        self._shelf.submit(
            Job(
                lambda: self._record(job),
                lambda found: self._tell_recorded(found, then, owner),
                self._taken_by(refused),
                self,
            )
        )

    def _record(self, job: Callable[[UnitOfWork], tuple[T, Changes]]) -> _Recorded[T]:
        """Do a job that writes, on the storage's thread."""
        result, changes = self._do(job)
        return _Recorded(result, changes, self._do(_undo_names), self._clock.now())

    def _tell_recorded(
        self, found: _Recorded[T], then: Callable[[T], None] | None, owner: QObject
    ) -> None:
        """Tell everybody what was written; `then` first, unless its owner is gone."""
        if self._is_failing:
            self._is_failing = False
            self.recovered.emit()
        self.saved.emit(found.at)
        self._last_gesture = found.names.undo_id if found.changes else ""
        self.undo_changed.emit(found.names)
        if then is not None and isValid(owner):
            then(found.result)
        if found.changes:
            self.changed.emit(found.changes)

    # --- work in steps ----------------------------------------------------------------

    def flow(self, steps: Steps, *, owner: QObject, failed: Failed | None = None) -> None:
        """Carry out work in several steps (see `ui.flow`); `owner` and `failed` are those of all.

        Without `failed`, the banner tells an error that the steps did not catch.
        """
        carry_out(steps, owner, failed or self._tell)

    def _tell(self, error: CtgError) -> None:
        if error is not self._told:
            self.failed.emit(error)

    def reading(self, job: Callable[[UnitOfWork], Any]) -> Step:
        """Return the step that reads on the storage's thread."""
        return lambda turn: self.read(job, turn.go_on, owner=turn.owner, failed=turn.throw)

    def writing(self, job: Callable[[UnitOfWork], tuple[Any, Changes]]) -> Step:
        """Return the step that records a gesture; its result is the job's."""
        return lambda turn: self.write(job, turn.go_on, owner=turn.owner, failed=turn.throw)

    def pressing(self, job: Callable[[], Any]) -> Step:
        """Return the step that does some work on files away from the storage."""
        return lambda turn: self.press(job, turn.go_on, owner=turn.owner, failed=turn.throw)

    def working(self, job: Callable[[Tick], Any], label: str, follow: Follow | None = None) -> Step:
        """Return the step of long work away from the storage; `follow` gets it once it began."""
        return self._long(self.work, job, label, follow)

    def working_on_storage(
        self, job: Callable[[UnitOfWork, Tick], Any], label: str, follow: Follow | None = None
    ) -> Step:
        """Return the step of long work on the base itself; `follow` gets it once it began."""
        return self._long(self.work_on_storage, job, label, follow)

    def taking_in(
        self,
        job: Callable[[UnitOfWork, Tick], tuple[Any, Changes]],
        label: str,
        follow: Follow | None = None,
    ) -> Step:
        """Return the step of long work that writes; `follow` gets it once it began."""
        return self._long(self.take_in, job, label, follow)

    @staticmethod
    def _long(begin: Callable[..., Work], job: Any, label: str, follow: Follow | None) -> Step:
        def step(turn: Turn) -> None:
            work = begin(
                job,
                turn.go_on,
                owner=turn.owner,
                label=label,
                failed=turn.throw,
                stopped=turn.stop,
            )
            if follow is not None:
                follow(work)

        return step

    @contextmanager
    def shown_in_steps(self, what: str) -> Iterator[Work]:
        """Show steps in the status line as one piece of work, which is stopped at its next tick.

        Closing the folder stops it without asking.
        """
        work = Work("", self)
        self._works.append(work)
        self.work_shown.emit(work, what)
        try:
            yield work
        finally:
            self._end(work)

    # --- undoing ----------------------------------------------------------------------

    def tell_done(self, sentence: str) -> None:
        """Say what the last write did: for its `then`; with « Annuler » where it did something."""
        self.done.emit(sentence, self._last_gesture)

    def undo(self) -> None:
        """Undo the last gesture since the opening; `undone` follows."""
        self._go_back(lambda gestures, uow: gestures.undo(uow, since_opening=True))

    def redo(self) -> None:
        """Redo the last undone gesture; `undone` follows."""
        self._go_back(lambda gestures, uow: gestures.redo(uow, since_opening=True), is_redo=True)

    def take_back(
        self, gesture_id: str, *, owner: QObject | None = None, failed: Failed | None = None
    ) -> None:
        """Undo one gesture, whatever was done since; `undone` follows.

        `failed` gets the CtgError unless `owner` is gone by then: the banner tells it instead.
        """

        def refused(error: CtgError) -> None:
            (failed if failed is not None and isValid(owner) else self._tell)(error)

        self._go_back(lambda gestures, uow: gestures.take_back(uow, gesture_id), failed=refused)

    def _go_back(
        self,
        act: Callable[[Any, UnitOfWork], tuple[Undone, Changes]],
        *,
        is_redo: bool = False,
        failed: Failed | None = None,
    ) -> None:
        def go(uow: UnitOfWork) -> tuple[Undone, Changes]:
            from ctg_desktop.services import past_gestures

            return act(past_gestures, uow)

        def told(undone: Undone) -> None:
            self.recall()  # what was undone may have moved the place that works here
            self.undone.emit(undone, is_redo)

        def refused(error: CtgError) -> None:
            (failed or self._tell)(error)
            self.read(_undo_names, self.undo_changed.emit, owner=self, key="undo")

        self.write(go, told, owner=self, failed=refused)

    # --- long work --------------------------------------------------------------------

    def work(
        self,
        job: Callable[[Tick], T],
        then: Callable[[T], None],
        *,
        owner: QObject,
        label: str,
        failed: Failed | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> Work:
        """Do long work on plain values away from the storage: documents, files.

        `stopped` is called when the person stopped it, or an incident did, which `crashed` tells.
        Connect to the returned work's `progressed` to follow it.
        """
        work = Work(label, self)
        made = Job(lambda: job(work.tick), then, self._taken_by(failed, stopped), owner)
        return self._follow(work, made, self._press)

    def work_on_storage(
        self,
        job: Callable[[UnitOfWork, Tick], T],
        then: Callable[[T], None],
        *,
        owner: QObject,
        label: str,
        failed: Failed | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> Work:
        """Do long work on the base itself; all other jobs of the storage wait."""
        work = Work(label, self)
        made = Job(
            lambda: self._do(lambda uow: job(uow, work.tick)),
            then,
            self._taken_by(failed, stopped),
            owner,
        )
        return self._follow(work, made, self._shelf)

    def take_in(
        self,
        job: Callable[[UnitOfWork, Tick], tuple[T, Changes]],
        then: Callable[[T], None],
        *,
        owner: QObject,
        label: str,
        failed: Failed | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> Work:
        """Do long work that writes; every page hears what changed, as of a gesture."""
        work = Work(label, self)
        made = Job(
            lambda: self._record(lambda uow: job(uow, work.tick)),
            lambda found: self._tell_recorded(found, then, owner),
            self._taken_by(failed, stopped),
            self,
        )
        return self._follow(work, made, self._shelf)

    def press(
        self,
        job: Callable[[], T],
        then: Callable[[T], None],
        *,
        owner: QObject,
        failed: Failed | None = None,
    ) -> None:
        """Do some work on files away from the storage; closing waits for it without asking."""
        self._press.submit(Job(job, then, self._taken_by(failed), owner))

    def fetch(self, job: Callable[[UnitOfWork], T]) -> T:
        """Read from within a job of `work`, waiting for it; never from the interface thread."""
        return self._shelf.ask(lambda: self._do(job))

    def send_courier(
        self,
        job: Callable[[UnitOfWork], T],
        then: Callable[[T], None],
        *,
        owner: QObject,
        failed: Failed | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> Work:
        """Do some work with the relay, which may be slow, or never answer.

        Nobody waits for it: the job gets the unit of work lent (see `ui.lending`), and closing
        the folder stops it.
        """
        from ui.lending import lent

        if self._courier is None:  # most folders have no relay
            self._courier = Lane("relais", self)
            self._courier.crashed.connect(self.crashed)
            self._courier.idled.connect(self._tell_idle)
        work = Work("", self)

        def ask(what: Callable[[UnitOfWork], Any]) -> Any:
            if work.is_cancelled:
                raise CancelledError
            return self._shelf.ask(lambda: self._do(what))

        made = Job(lambda: job(lent(ask)), then, self._taken_by(failed, stopped), owner)
        return self._follow(work, made, self._courier)

    def couriering(self, job: Callable[[UnitOfWork], Any]) -> Step:
        """Return the step of work with the relay; see `send_courier`."""

        def step(turn: Turn) -> None:
            self.send_courier(
                job, turn.go_on, owner=turn.owner, failed=turn.throw, stopped=turn.stop
            )

        return step

    def hear(self, *parts: Changes) -> None:
        """Notify every page of changes from elsewhere, in parts (see `in_parts`)."""

        def tell(part: Changes, found: UndoNames) -> None:
            self.undo_changed.emit(found)
            self.changed.emit(part)

        for part in filter(None, parts):
            self.read(_undo_names, partial(tell, part), owner=self)

    def tell_exchange(self, found: Exchange) -> None:
        """Keep the state of the exchange with the relay, and notify it."""
        self.exchange = found
        self.exchange_changed.emit()

    def _follow(self, work: Work, job: Job, lane: Lane) -> Work:
        then, failed = job.then, job.failed

        def done(result: Any) -> None:
            self._end(work)
            if isValid(asked_by):
                then(result)

        def refused(error: Exception) -> bool:
            self._end(work)
            return not isValid(asked_by) or failed(error)

        asked_by = job.owner
        self._works.append(work)
        lane.submit(Job(job.work, done, refused, self))
        return work

    def _end(self, work: Work) -> None:
        self._works.remove(work)
        work.ended.emit()
        work.deleteLater()

    # --- within -----------------------------------------------------------------------

    @property
    def _in_use(self) -> UnitOfWork:
        """The unit of work, from the storage's thread."""
        if (open_wholly := self._open_wholly) is not None:
            self._open_now(open_wholly)
        if self._uow is None:
            raise CancelledError  # asked while the folder was closing
        return self._uow

    def _look(self, job: Callable[[UnitOfWork], T]) -> T:
        if self._early is not None:
            with suppress(UnreadYetError):
                return job(cast("UnitOfWork", self._early))
        return self._do(job)

    def _do(self, job: Callable[[UnitOfWork], T]) -> T:
        """Do a job with the folder open fully; of a base that cannot be read it says so."""
        uow = self._in_use
        try:
            return job(uow)
        except Exception as error:
            if (told := self._storage.told(self.folder, error)) is None:
                raise
            raise told from error

    def _taken_by(
        self, failed: Failed | None, stopped: Callable[[], None] | None = None
    ) -> Callable[[Exception], bool]:
        def take(error: Exception) -> bool:
            if isinstance(error, CtgError):
                (failed or self.failed.emit)(error)
                return True
            if stopped is not None:
                stopped()  # of an incident too: whoever shows the work must not wait for ever
            return isinstance(error, CancelledError)

        return take

    def _tell_idle(self) -> None:
        if not self.is_busy:
            self._latest.clear()
            self.idled.emit()


def _undo_names(uow: UnitOfWork) -> UndoNames:
    from ctg_desktop.services.past_gestures import undo_names

    return undo_names(uow)


def _ignore(_found: object) -> None:
    """Do nothing with what a job returned."""


def _is_told(error: Exception) -> bool:
    """Whether somebody else tells an error."""
    return isinstance(error, CancelledError)


def in_parts(changes: Changes) -> tuple[Changes, ...]:
    """Return changes in parts of which the pages can be told; from any thread but the window's."""
    cells = iter(changes.cells)
    parts: list[Changes] = []
    while some := frozenset(islice(cells, _CELLS_AT_ONCE)):
        parts.append(replace(changes, cells=some))
    return tuple(parts)


def _speak(uow: UnitOfWork) -> bool:
    """Say the levels of the strategy as the folder's convention does, from now on."""
    from ctg_desktop.domain.convention import Convention
    from ctg_desktop.domain.levels import speak

    return speak(next(iter(uow.rows(Convention)), None))


def _office_of(uow: UnitOfWork, folder: Path, notices: tuple[str, ...]) -> Office:
    from ctg_desktop.domain.territory import Territoire
    from ctg_desktop.services.ownership import is_agglomeration

    _speak(uow)
    installation = uow.installation
    structure = uow.get(Territoire, installation.structure) if installation.structure else None
    return Office(folder, installation, structure, is_agglomeration(uow), uow.is_read_only, notices)
