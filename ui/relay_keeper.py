"""The rhythm of the relay: received at opening and every five minutes, sent at closing.

What one is typing is not sent while it is half said: between opening and closing a folder sends
when the person asks for it, or as they work where they chose so. All of it runs on the courier's
lane: a share that is slow or gone keeps nobody waiting.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from ctg_desktop.errors import CtgError
from ctg_desktop.folder.relay_address import RelayPlace, Server, address_of
from ctg_desktop.typography import quoted
from ui.desk import Desk, Exchange, in_parts
from ui.flow import Turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.exchange.rounds import Round
    from ctg_desktop.folder.passwords import Passwords
    from ctg_desktop.ports import UnitOfWork

AFTER_OPENING_MS = 1_500
"""How long the first pages have the storage to themselves."""
EVERY_MS = 5 * 60 * 1000
LIVE_MS = 20_000
"""How long nothing is recorded before it is sent, for who exchanges as they work."""
FAREWELL_MS = 5_000
"""How long closing waits for the relay; what did not leave by then leaves at the next opening."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What a round did; `is_first` of all with this relay, `is_policy` where nobody chose it."""

    round: Round
    changes: tuple[Changes, ...]
    address: str
    is_live: bool
    is_first: bool
    is_policy: bool


class RelayKeeper(QObject):
    """Does the rounds of one desk; lives on the interface thread."""

    warned = Signal(str)
    """A sentence: the relay failed, and what to do."""
    calmed = Signal()
    """What was warned of is over."""
    informed = Signal(str)
    """A sentence about what a round did."""

    def __init__(
        self, desk: Desk, parent: QObject | None = None, *, usual: RelayPlace | None = None
    ) -> None:
        """Wait for the folder to be open; `usual` is the relay that the administrator chose."""
        super().__init__(parent)
        self._desk = desk
        self._usual = usual
        self._chance = Random()
        self._is_live = self._has_relay = False
        self._newer = 0
        """How many files in the relay were said to need a newer version."""
        self._waits: bool | None = None
        """A round that was asked for during another one: whether a person did."""
        self._pause = QTimer(self, interval=EVERY_MS)
        self._pause.timeout.connect(lambda: self.exchange(sends=self._is_live))
        self._beginning = QTimer(self, singleShot=True, interval=AFTER_OPENING_MS)
        self._beginning.timeout.connect(self.exchange)
        self._live = QTimer(self, singleShot=True, interval=LIVE_MS)
        self._live.timeout.connect(self.exchange)
        desk.farewell = self._bid_farewell
        desk.opened.connect(self._begin)
        desk.changed.connect(self._note)
        desk.relay_changed.connect(self._change)
        desk.exchange_due.connect(self.exchange)
        desk.exchange_asked.connect(self._exchange_now)
        desk.closing.connect(self._end)

    def exchange(self, *, sends: bool = True, is_asked: bool = False) -> None:
        """Do a round with the relay, if there is one; `is_asked` tells that a person waits."""
        desk = self._desk
        if not desk.is_open or desk.office.is_read_only:
            return
        if desk.exchange.is_under_way:
            if sends:
                self._waits = is_asked or bool(self._waits)
            return
        folder, clock, usual = desk.office.folder, desk.clock, self._usual
        passwords = desk.passwords

        def go(uow: UnitOfWork) -> _Done | None:
            return _round(_Site(uow, folder, passwords), clock.now(), usual, sends=sends)

        def done(found: _Done | None) -> None:
            self._tell(found, is_asked=is_asked)

        desk.tell_exchange(replace(desk.exchange, is_under_way=True))
        desk.send_courier(
            go,
            done,
            owner=self,
            failed=lambda error: self._fail(error, is_asked=is_asked),
            stopped=lambda: desk.tell_exchange(Exchange()),
        )

    def _exchange_now(self) -> None:
        self.exchange(is_asked=True)

    # --- when -------------------------------------------------------------------------

    def _begin(self) -> None:
        if not self._desk.office.is_read_only:
            self._look(self._beginning.start)

    def _look(self, then: Callable[[], None]) -> None:
        """Go on where there is a relay: most folders have none, and nothing runs for it."""
        folder = self._desk.office.folder

        def look() -> bool:
            from ctg_desktop.folder.relay_memory import load

            return bool(load(folder).address)

        def looked(has_relay: bool) -> None:  # noqa: FBT001 - what the job returns
            self._has_relay = has_relay
            if has_relay or self._usual is not None:
                then()

        self._desk.press(look, looked, owner=self)

    def _note(self, changes: Changes) -> None:
        if self._is_live and changes.gesture is not None:
            self._live.start()

    def _change(self) -> None:
        self._usual = None  # the person chose otherwise
        self._look(self.exchange)

    def _end(self) -> None:
        for timer in (self._pause, self._beginning, self._live):
            timer.stop()

    def _bid_farewell(self, turn: Turn) -> None:
        """Send what is left before the folder is closed, within a few seconds."""
        desk = self._desk
        self._end()
        if not (desk.is_open and self._has_relay) or desk.exchange.problem:
            turn.go_on()
            return
        folder, clock, passwords = desk.office.folder, desk.clock, desk.passwords

        def go(uow: UnitOfWork) -> None:
            from ctg_desktop.exchange.relays import has_to_send

            if has_to_send(uow, folder):
                _round(_Site(uow, folder, passwords), clock.now(), None, sends=True)

        def give_up() -> None:
            if isValid(work):
                work.cancel()
            turn.go_on()

        work = desk.send_courier(
            go,
            turn.go_on,
            owner=self,
            failed=lambda _error: turn.go_on(),  # it leaves at the next opening
            stopped=turn.go_on,
        )
        QTimer.singleShot(FAREWELL_MS, turn.owner, give_up)

    # --- what came of it ----------------------------------------------------------------

    def _tell(self, found: _Done | None, *, is_asked: bool) -> None:
        if found is not None and found.round.failure is not None:
            self._desk.hear(*found.changes)
            self._fail(found.round.failure, is_asked=is_asked)
            return
        had_failed = bool(self._desk.exchange.problem)
        self._desk.tell_exchange(Exchange())
        if had_failed:
            self.calmed.emit()
        if found is None:
            self._go_on()
            return
        self._has_relay, self._is_live = True, found.is_live
        self._wait()
        self._desk.hear(*found.changes)
        told = _sentences(found, is_asked=is_asked, newer_said=self._newer)
        self._newer = found.round.newer
        if had_failed and not is_asked:
            told.insert(0, "Le relais répond de nouveau.")
        if told:
            is_bad = found.round.is_revoked or bool(found.round.refused)
            (self.warned if is_bad else self.informed).emit(" ".join(told))
        self._go_on()

    def _fail(self, error: CtgError, *, is_asked: bool) -> None:
        before = self._desk.exchange.problem
        server = getattr(error, "server", None)  # its class comes with the relay
        asking = server if isinstance(server, Server) else None
        self._desk.tell_exchange(Exchange(problem=error.sentence, asking=asking))
        self._wait()
        if is_asked or error.sentence != before:
            self.warned.emit(error.sentence)
        self._waits = None

    def _wait(self) -> None:
        """Let a while pass, never quite as long: computers begun together come apart."""
        self._pause.start(round(EVERY_MS * self._chance.uniform(0.9, 1.1)))

    def _go_on(self) -> None:
        """Do the round that was asked for meanwhile."""
        waits, self._waits = self._waits, None
        if waits is not None:
            self.exchange(is_asked=waits)


@dataclass(frozen=True, slots=True)
class _Site:
    """What does a round: the open base, its folder, and the passwords that are known."""

    uow: UnitOfWork
    folder: Path
    passwords: Passwords


def _round(site: _Site, now: datetime, usual: RelayPlace | None, *, sends: bool) -> _Done | None:
    """Do a round, with the administrator's relay where nobody chose or refused one."""
    from ctg_desktop.exchange.relays import access_to, settle, share_of, synchronise
    from ctg_desktop.folder.relay_memory import load
    from ctg_desktop.folder.settings import load as load_settings

    uow, folder, passwords = site.uow, site.folder, site.passwords
    memory, is_policy = load(folder), False
    if not memory.address and usual is not None and memory.declined != address_of(usual):
        settle(uow, folder, usual, share_of(uow, now), access_to(folder, usual, passwords))
        memory, is_policy = load(folder), True
    if not memory.address:
        return None
    done = synchronise(uow, folder, share_of(uow, now), sends=sends, passwords=passwords)
    is_live = load_settings(folder).live_exchange
    parts = in_parts(done.changes)
    return _Done(done, parts, memory.address, is_live, not memory.exchanged_ms, is_policy)


def _sentences(found: _Done, *, is_asked: bool, newer_said: int) -> list[str]:
    """Return what to say of a round: all that it did where somebody waits for it."""
    from ctg_desktop.exchange.relays import (
        REVOKED,
        lost_sentence,
        newer_sentence,
        round_sentences,
        round_summary,
    )

    done = found.round
    told = []
    if found.is_first or is_asked:
        chosen = ", choisi par l’administrateur" if found.is_policy else ""
        by = f"Premier échange, par le relais {quoted(found.address)}{chosen}"
        told.append(f"{by if found.is_first else 'Échange fait'} : {round_summary(done)}.")
        return told + round_sentences(done)
    told += [REVOKED] if done.is_revoked else []
    told += [newer_sentence(done.newer)] if done.newer > newer_said else []
    return told + ([lost_sentence(done.lost)] if done.lost else [])
