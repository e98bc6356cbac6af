"""Publications of the référentiel: the changes that a file makes, equal on every site."""

from __future__ import annotations

import hashlib
import uuid

from ctg_desktop.domain.changes import (
    Change,
    ChangeKey,
    Draft,
    Gesture,
    GestureRecord,
    Incarnation,
    Seen,
    Stamp,
    sealed,
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
