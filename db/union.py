"""Taking in what others wrote: what is unknown and genuine, what is a clone, publications."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ctg_desktop.domain.changes import (
    Cell,
    Change,
    ChangeKey,
    Draft,
    Gesture,
    GestureRecord,
    Incarnation,
    Seen,
    Stamp,
    is_sealed,
    is_sound,
    sealed,
)
from ctg_desktop.errors import RuleError
from db.log import Link, Log


def sorted_out(
    records: Iterable[GestureRecord], log: Log, ours: str
) -> tuple[list[GestureRecord], list[ChangeKey]]:
    """Keep what is unknown and genuine, by clock; name what its writer did not seal so.

    `ours` is the incarnation of this installation.

    Raises:
        RuleError: a data folder was copied and both copies went on; nothing was written.
    """
    sound, refused = _sound(records)
    links = log.links(change.key for record in sound for change in record.changes)
    fresh: list[GestureRecord] = []
    inspector = _Inspector(log)
    known = {(key, link.hash) for key, link in links.items()}
    for record in sound:
        kept = []
        for change in record.changes:
            if (change.key, change.hash) in known:
                continue
            if inspector.passes(record.gesture, change):
                kept.append(change)
                known.add((change.key, change.hash))
            else:
                refused.append(change.key)
        if kept:
            fresh.append(GestureRecord(record.gesture, tuple(kept)))
    _refuse_clones(fresh, links, ours)
    return fresh, refused


def _sound(records: Iterable[GestureRecord]) -> tuple[list[GestureRecord], list[ChangeKey]]:
    """Keep what a log can hold; all that comes after relies on it."""
    sound: list[GestureRecord] = []
    refused: list[ChangeKey] = []
    for record in records:
        kept = []
        for change in record.changes:
            if is_sound(record.gesture, change):
                kept.append(change)
            else:
                refused.append(change.key)
        if kept:
            sound.append(GestureRecord(record.gesture, tuple(kept)))
    return sorted(sound, key=lambda each: (each.gesture.stamp, each.gesture.id)), refused


class _Inspector:
    """Compares what comes in with what the log, or what came before, says of the same."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._gestures: dict[str, Gesture] = {}
        self._entities: dict[str, str] = {}

    def passes(self, gesture: Gesture, change: Change) -> bool:
        """Whether a sound change is sealed, of the gesture and of the kind of row it says."""
        return (
            is_sealed(gesture, change)
            and self._known_gesture(gesture) == gesture
            and self._known_entity(change.cell) == change.cell.entity
        )

    def _known_gesture(self, gesture: Gesture) -> Gesture:
        if gesture.id not in self._gestures:
            known = self._log.gesture(gesture.id)
            self._gestures[gesture.id] = gesture if known is None else known[1]
        return self._gestures[gesture.id]

    def _known_entity(self, cell: Cell) -> str:
        if cell.row not in self._entities:
            self._entities[cell.row] = self._log.entity_of(cell.row) or cell.entity
        return self._entities[cell.row]


def _refuse_clones(fresh: Sequence[GestureRecord], links: dict[ChangeKey, Link], ours: str) -> None:
    """Refuse changes that bear a known number with another content, or follow another content.

    `links`, of what is known, is completed by what is fresh.
    """
    for record in fresh:
        for change in record.changes:
            if change.key in links or change.key.incarnation == ours:
                raise _cloned(record)
            links[change.key] = Link(change.previous_hash, change.hash)
    for record in fresh:
        for change in record.changes:
            before, after = (
                links.get(replace(change.key, sequence=change.key.sequence + step))
                for step in (-1, 1)
            )
            if (before is not None and before.hash != change.previous_hash) or (
                after is not None and after.previous_hash != change.hash
            ):
                raise _cloned(record)


def _cloned(record: GestureRecord) -> RuleError:
    return RuleError(
        f"Les modifications de {record.gesture.author} viennent d’un dossier "
        "copié : deux dossiers ont continué sous la même identité. "
        "Rien n’a été changé. Rouvrez la copie avec le programme, "
        "puis renvoyez ses modifications."
    )


def _salt(publication: Incarnation, of: str) -> str:
    return hashlib.sha256(f"{publication.id} {of}".encode()).hexdigest()[:16]


def published(publication: Incarnation, draft: Draft, issued_ms: int) -> GestureRecord:
    """Make the changes of a publication: they depend on it alone, and so are equal everywhere."""
    gesture = Gesture(
        str(uuid.uuid5(uuid.UUID(publication.id), "gesture")),
        publication.id,
        draft.label,
        publication.person,
        Stamp(issued_ms, 0),
        draft.reason,
        wall_ms=issued_ms,
        author_salt=_salt(publication, "author"),
        reason_salt="" if draft.reason is None else _salt(publication, "reason"),
    )
    changes: list[Change] = []
    for sequence, edit in enumerate(draft.edits, 1):
        salt = _salt(publication, str(sequence))
        previous_hash = changes[-1].hash if changes else ""
        key = ChangeKey(publication.id, sequence)
        changes.append(
            sealed(gesture, key, edit, Seen(None, ()), salt=salt, previous_hash=previous_hash)
        )
    return GestureRecord(gesture, tuple(changes))
