"""What one installation hands to another: whole gestures of one incarnation, under a seal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from ctg_desktop.domain.arrivals import RowDifference
from ctg_desktop.domain.births import Birth, is_sound_birth
from ctg_desktop.domain.changes import (
    Cell,
    Change,
    ChangeKey,
    Changes,
    GestureRecord,
    is_covered,
    is_sealed,
    is_sound_change,
    is_sound_gesture,
    shown_name,
)
from ctg_desktop.domain.trust import Paper


@dataclass(frozen=True, slots=True)
class Envelope:
    """Gestures of one incarnation whose changes follow one another, up to a sealed one.

    `seal` is the signature of the last change (see `births.seal_terms`): it vouches for all the
    others, which are chained to it. `is_chained` tells that its changes were made one after the
    other from bytes that could be stored: digests, keys and hashes follow from what they say, and
    need not be gone through again.
    """

    birth: Birth
    records: tuple[GestureRecord, ...]
    seal: str
    is_chained: bool = field(default=False, compare=False)

    def changes(self) -> Iterator[Change]:
        """Yield the changes, in their order."""
        for record in self.records:
            yield from record.changes

    @property
    def last(self) -> Change:
        """The sealed change."""
        return self.records[-1].changes[-1]


@dataclass(frozen=True, slots=True)
class Parcel:
    """Envelopes, with the certificates and revocations that their reader may lack.

    The envelopes may be read once alone, each incarnation's in their order.
    """

    envelopes: Iterable[Envelope] = ()
    papers: tuple[Paper, ...] = ()


class Fault(Enum):
    """Why an envelope is refused, as people read it."""

    UNREADABLE = "son contenu ne peut pas être lu ou dépasse toute mesure"
    UNSEALED = "son sceau manque ou n’est pas celui de qui l’a écrit"
    ALTERED = "il a été modifié après avoir été scellé"
    OTHER_CONVENTION = "il vient d’une autre convention"
    DEMONSTRATION = "il vient d’un dossier de démonstration"
    REAL = "il vient d’un vrai dossier, et celui-ci est une démonstration"
    FORKED = (
        "deux dossiers ont continué sous la même identité : ce que chacun a écrit depuis "
        "reste de côté"
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """An envelope that was not taken: from which incarnation, from whom, which changes, why."""

    incarnation: str
    person: str
    first: int
    last: int
    fault: Fault


def refused(envelope: Envelope, fault: Fault) -> Refused:
    """Name an envelope that is not taken, as far as it can be read."""
    keys = [change.key.sequence for change in envelope.changes()] or [0]
    person = shown_name(envelope.birth.incarnation.person)
    return Refused(envelope.birth.id, person, keys[0], keys[-1], fault)


def inner_fault(envelope: Envelope) -> Fault | None:
    """Return what is wrong with an envelope by itself, its signatures apart; None for nothing."""
    first = next(envelope.changes(), None)
    if first is None or not is_sound_birth(envelope.birth):
        return Fault.UNREADABLE
    if not all(is_sound_gesture(record.gesture) for record in envelope.records):
        return Fault.UNREADABLE
    if not envelope.is_chained and not all(
        is_sound_change(record.gesture, change)
        for record in envelope.records
        for change in record.changes
    ):
        return Fault.UNREADABLE
    return None if _is_whole(envelope, first) else Fault.ALTERED


def _is_whole(envelope: Envelope, first: Change) -> bool:
    """Whether the changes are of this incarnation, in its format, each chained to the last."""
    expected, previous = first.key, first.previous_hash
    if expected.incarnation != envelope.birth.id or (expected.sequence == 1) != (previous == ""):
        return False
    for record in envelope.records:
        if record.gesture.format != envelope.birth.incarnation.format:
            return False
        if envelope.is_chained:
            if not is_covered(record):
                return False
            continue
        for change in record.changes:
            if change.key != expected or change.previous_hash != previous:
                return False
            if not is_sealed(record.gesture, change):
                return False
            expected = ChangeKey(expected.incarnation, expected.sequence + 1)
            previous = change.hash
    return True


@dataclass(frozen=True, slots=True)
class UnionReport:
    """What taking in another installation's gestures did.

    `changes` name of a row that is new, or one of too many, its `deleted` for the rest.
    `new` changes were unknown; `known` were already there; `refused` envelopes were left out;
    `conflicts` are the cells now to arbitrate; `gaps` maps an incarnation to the first sequence
    number that is missing; `future` lists incarnations whose clock is more than a day ahead;
    `waiting` the people whose changes have no effect before somebody certifies them, and those who
    ask for that; `papers` is how many certificates and revocations were unknown.
    `without_effect` is how many of the new changes have none; `differences` are the rows that
    show something else, without `untold` ones, which are too many to be told one by one;
    `spans` give the first and the last new change of each incarnation.
    """

    changes: Changes
    new: int
    known: int
    refused: tuple[Refused, ...] = ()
    conflicts: tuple[Cell, ...] = ()
    gaps: Mapping[str, int] = field(default_factory=dict)
    future: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    without_effect: int = 0
    differences: tuple[RowDifference, ...] = ()
    untold: int = 0
    papers: int = 0
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
