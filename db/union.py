"""Taking in what others wrote: what is unknown and genuine, what is a clone, publications."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence

from ctg_desktop.domain.changes import (
    Change,
    ChangeKey,
    Draft,
    Gesture,
    GestureRecord,
    Incarnation,
    Seen,
    Stamp,
    is_genuine,
    sealed,
)
from ctg_desktop.errors import RuleError


def refuse_clones(
    records: Sequence[GestureRecord], known_hashes: Mapping[ChangeKey, str], ours: str
) -> None:
    """Refuse changes that bear a number of ours, or of somebody's, with another content.

    `ours` is the incarnation of this installation.

    Raises:
        RuleError: a data folder was copied and both copies went on; nothing was written.
    """
    for record in records:
        for change in record.changes:
            known_hash = known_hashes.get(change.key)
            unknown_ours = known_hash is None and change.key.incarnation == ours
            if unknown_ours or known_hash not in (None, change.hash):
                raise RuleError(
                    f"Les modifications de {record.gesture.author} viennent d'un dossier "
                    "copié\u00a0: deux dossiers ont continué sous la même identité. "
                    "Rien n'a été changé. Rouvrez la copie avec le programme, "
                    "puis renvoyez ses modifications."
                )


def sorted_out(
    records: Sequence[GestureRecord], known_hashes: Mapping[ChangeKey, str]
) -> tuple[list[GestureRecord], list[ChangeKey]]:
    """Keep what is unknown and genuine; name what is not what its writer sealed."""
    fresh: list[GestureRecord] = []
    refused: list[ChangeKey] = []
    taken: set[ChangeKey] = set()
    for record in records:
        kept = []
        for change in record.changes:
            if change.key in known_hashes or change.key in taken:
                continue
            if is_genuine(record.gesture, change):
                kept.append(change)
                taken.add(change.key)
            else:
                refused.append(change.key)
        if kept:
            fresh.append(GestureRecord(record.gesture, tuple(kept)))
    return fresh, refused


def published(publication: Incarnation, draft: Draft, issued_ms: int) -> GestureRecord:
    """Make the changes of a publication: they depend on it alone, and so are equal everywhere."""
    gesture = Gesture(
        str(uuid.uuid5(uuid.UUID(publication.id), "gesture")),
        publication.id,
        draft.label,
        publication.person,
        Stamp(issued_ms, 0),
        draft.reason,
    )
    changes: list[Change] = []
    for sequence, edit in enumerate(draft.edits, 1):
        salt = hashlib.sha256(f"{publication.id} {sequence}".encode()).hexdigest()[:16]
        previous_hash = changes[-1].hash if changes else ""
        key = ChangeKey(publication.id, sequence)
        changes.append(
            sealed(gesture, key, edit, Seen(None, ()), salt=salt, previous_hash=previous_hash)
        )
    return GestureRecord(gesture, tuple(changes))
