"""What a folder hands to others: envelopes of all that they lack, each up to a sealed change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby

from sqlalchemy import Connection, select

from ctg_desktop.domain.births import Birth, seal_terms
from ctg_desktop.domain.changes import Change, GestureRecord
from ctg_desktop.domain.envelope_format import envelope_from
from ctg_desktop.domain.envelopes import Envelope
from ctg_desktop.folder.keys import KeyRing
from ctg_desktop.ports import LoggedChange
from db import tables as t
from db.engine import driver_of
from db.log.log import Log
from db.reading.rights import births

_MOST_CHANGES = 5_000
"""An envelope ends at the gesture that reaches this number: its reader keeps it whole in memory."""


class Sending:
    """Reads envelopes from an open base, and seals what was written there."""

    def __init__(
        self, connection: Connection, log: Log, keys: KeyRing, *, keeps_seals: bool
    ) -> None:
        """Read from an open base, with the keys of the person who works there."""
        self._keeps_seals = keeps_seals
        self._connection = connection
        self._log = log
        self._keys = keys

    def envelopes(
        self,
        beyond: Mapping[str, int],
        until: int | None = None,
        of: Collection[str] | None = None,
    ) -> Iterator[Envelope]:
        """Yield the envelopes of all that comes after the version vector `beyond`, by incarnation.

        With `of`, that of these incarnations alone; with `until`, up to that change of each.

        What cannot be sealed here, such as a publication imported by hand, is not sent.
        """
        for birth in births(driver_of(self._connection)):
            if of is not None and birth.id not in of:
                continue
            seals = self._log.seals(birth.id)
            written = self._log.written(birth.id, beyond.get(birth.id, 0), until)
            for _, run in groupby(written, key=_Run()):
                yield from self._sealed(birth, run, seals)
        for text in self._connection.scalars(select(t.quarantine.c.envelope)):
            envelope = envelope_from(text.encode())
            if of is None or envelope.birth.id in of:
                yield envelope

    def _sealed(
        self, birth: Birth, run: Iterable[LoggedChange], seals: Mapping[int, str]
    ) -> Iterator[Envelope]:
        """Yield the envelopes of changes that follow one another."""
        gathered: list[GestureRecord] = []
        size = 0
        can_seal = self._keys.holds(birth.key)
        for _, found in groupby(run, key=lambda each: each.gesture.id):
            listed = list(found)
            gathered.append(GestureRecord(listed[0].gesture, tuple(each.change for each in listed)))
            size += len(listed)
            last = listed[-1].change
            if size >= _MOST_CHANGES and (can_seal or last.key.sequence in seals):
                yield Envelope(birth, tuple(gathered), self._seal(birth, last, seals))
                gathered, size = [], 0
        while gathered and not (can_seal or gathered[-1].changes[-1].key.sequence in seals):
            gathered.pop()
        if gathered:
            last = gathered[-1].changes[-1]
            yield Envelope(birth, tuple(gathered), self._seal(birth, last, seals))

    def _seal(self, birth: Birth, last: Change, seals: Mapping[int, str]) -> str:
        if last.key.sequence in seals:
            return seals[last.key.sequence]
        terms = seal_terms(birth.convention, last.key, last.hash)
        made = self._keys.sign(birth.key, terms)
        if self._keeps_seals:
            self._log.add_seal(last.key, made)
        return made


class _Run:
    """Tells which changes follow one another: the key of a run, which ends where one is missing."""

    def __init__(self) -> None:
        self._last = self._run = 0

    def __call__(self, logged: LoggedChange) -> int:
        sequence = logged.change.key.sequence
        if sequence != self._last + 1:
            self._run += 1
        self._last = sequence
        return self._run
