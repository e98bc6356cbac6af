"""What a folder sends by file: its own gestures whole, those of everybody at the agglomeration."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ctg_desktop.domain.changes import Change, Gesture, GestureRecord, text_digest
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.envelopes import Envelope, Parcel
from ctg_desktop.exchange.manifest import Manifest, Purpose, Sender
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.version import version


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be sent.

    `beyond` is how far the addressee knows each incarnation; `everybodys` sends what others wrote
    too; `hidden` are the rows whose values stay here.
    """

    beyond: Mapping[str, int]
    everybodys: bool = False
    hidden: Collection[str] = frozenset()


def to_send(uow: UnitOfWork, choice: Choice) -> Parcel:
    """Return what a folder sends, read from it as it is asked for."""
    of = None
    if not choice.everybodys:
        # What is written here stands on the référentiel, whoever issued it.
        of = uow.own_incarnations() | {each.id for each in uow.publications()}
    parcel = uow.parcel(choice.beyond, of=of)
    return Parcel(without_values(parcel.envelopes, choice.hidden), parcel.papers)


def without_values(envelopes: Iterable[Envelope], hidden: Collection[str]) -> Iterator[Envelope]:
    """Yield envelopes without the values of some rows, nor why those were written.

    Their digests stand for them.
    """
    rows = frozenset(hidden)
    for envelope in envelopes:
        if not rows or not any(change.cell.row in rows for change in envelope.changes()):
            yield envelope
            continue
        records = tuple(_without_values(record, rows) for record in envelope.records)
        yield replace(envelope, records=records, is_chained=False)


def _without_values(record: GestureRecord, rows: frozenset[str]) -> GestureRecord:
    if not any(change.cell.row in rows for change in record.changes):
        return record
    changes = (_bare(change) if change.cell.row in rows else change for change in record.changes)
    return GestureRecord(_without_reason(record.gesture), tuple(changes))


def _without_reason(gesture: Gesture) -> Gesture:
    """Return a gesture without what was typed as its reason, which speaks of what stays here."""
    if not gesture.reason_salt:
        return gesture
    digest = text_digest(gesture.reason, gesture.reason_salt)
    return replace(gesture, reason=None, reason_salt="", reason_digest=digest)


def _bare(change: Change) -> Change:
    return change._replace(value=None, previous=None, salt="")


def title_of_convention(uow: UnitOfWork) -> str:
    """Return the title of the convention that a folder follows; empty where it has none."""
    rows = uow.rows(Convention, ids=[uow.convention], deleted=None)
    return next((row.title or "" for row in rows), "")


def manifest_of(uow: UnitOfWork, who: Sender, now: datetime, purpose: Purpose) -> Manifest:
    """Return what a file made here says of itself."""
    return Manifest(
        purpose,
        *(uow.convention, title_of_convention(uow), uow.authority),
        who,
        int(now.timestamp() * 1000),
        f"CTG Desktop {version()}".strip(),
        is_demonstration=uow.installation.demonstration,
        knows=_known_with_values(uow),
    )


def _known_with_values(uow: UnitOfWork) -> dict[str, int]:
    """Return how far each incarnation is known, up to where values were kept back.

    Whoever answers sends what follows once more: the values may be free to go by then.
    """
    bare = uow.bare_spans()
    return {
        each: min(last, bare[each][0] - 1) if each in bare else last
        for each, last in uow.known().items()
    }
