"""What was noted in a base since the copy that took its place: told, and taken in again."""

from __future__ import annotations

from dataclasses import dataclass

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.envelopes import Parcel
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.past_gestures import GestureLine, gesture_lines

_EVERY = 2**31
"""More gestures than any log holds."""


@dataclass(frozen=True, slots=True)
class Since:
    """What another base of this folder holds beside the present one.

    `gestures` counts what would be taken in, `lines` tell it, newest first: a gesture and what
    took it back are one line.
    """

    gestures: int
    lines: tuple[GestureLine, ...]


def noted_since(uow: UnitOfWork, former: UnitOfWork) -> Since:
    """Return what a base holds that the present one does not."""
    ids = {
        record.gesture.id
        for envelope in _lacking(uow, former).envelopes
        for record in envelope.records
    }
    if not ids:
        return Since(0, ())
    # What is in quarantine is sent on, and is no part of the log.
    ids &= {gesture.id for gesture in former.recent(_EVERY)}
    lines = tuple(line for line in gesture_lines(former, _EVERY) if line.id in ids)
    return Since(len(ids), lines)


def bring_back(uow: UnitOfWork, former: UnitOfWork) -> tuple[int, Changes]:
    """Take in what a base holds that the present one does not; return how many gestures.

    What was noted here since stays: where both changed one thing, it is to be arbitrated.

    Raises:
        StorageError: nothing was written.
    """
    found = noted_since(uow, former)
    report = uow.union(_lacking(uow, former))
    return found.gestures if report.new else 0, report.changes


def _lacking(uow: UnitOfWork, former: UnitOfWork) -> Parcel:
    return former.parcel(uow.known())
