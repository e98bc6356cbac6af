"""Publications of the référentiel: the changes that a file makes, under a key and a random line.

Whoever issues a référentiel draws a random seed and signs. Identity, salts and hashes follow from
content, key and seed, so that all who take in that file write the same changes, and nobody else
can issue under that identity. What would follow from the content alone would let an erased
phone number be found by trying: where a person is erased, the seed is forgotten.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import uuid
from dataclasses import dataclass

from ctg_desktop.domain.births import Birth, birth_terms, incarnation_id, seal_terms
from ctg_desktop.domain.changes import (
    Change,
    ChangeKey,
    Draft,
    Gesture,
    GestureRecord,
    Incarnation,
    Seen,
    Stamp,
    canonical,
    sealed,
)

_KEY_BYTES, _SEED_BYTES, _SIGNATURE_BYTES = 32, 16, 64
_WHOLE_BYTES = _KEY_BYTES + _SEED_BYTES + 2 * _SIGNATURE_BYTES


@dataclass(frozen=True, slots=True)
class Content:
    """What a publication says: of which convention, its number, in whose name, and when.

    `issued_ms` is in milliseconds since 1970 (UTC).
    """

    convention: str
    number: int
    issuer: str
    issued_ms: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class Provenance:
    """Under which key and from which seed a publication was made (hexadecimal).

    `signature` is that of its birth, `seal` that of its last change; both are empty as long as
    nobody vouches for it.
    """

    key: str
    seed: str
    signature: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication as the log takes it in: its birth, its one gesture, its seal if it has one."""

    birth: Birth
    record: GestureRecord
    seed: str
    seal: str = ""


@dataclass(frozen=True, slots=True)
class HeldPublication:
    """A publication that a folder holds, its last change, and where it comes from."""

    id: str
    number: int
    last: int
    provenance: Provenance


def _drawn(seed: str, of: str) -> str:
    """Return what follows from a seed, 64 hexadecimal signs: nothing tells it without the seed."""
    return hmac.digest(bytes.fromhex(seed), of.encode(), "sha256").hex()


def nonce_of(content: Content, seed: str) -> str:
    """Return what stands for the content in the identity of its publication."""
    told = [
        *(content.convention, content.number, content.issuer, content.issued_ms),
        *(content.draft.label, content.draft.reason),
        [
            [edit.cell.entity, edit.cell.row, edit.cell.field, edit.cell.member, edit.value]
            for edit in content.draft.edits
        ],
    ]
    return _drawn(seed, hashlib.sha256(canonical(told)).hexdigest())[:32]


def identity(content: Content, provenance: Provenance) -> str:
    """Return the identity of the publication that a content makes."""
    return incarnation_id(provenance.key, nonce_of(content, provenance.seed))


def publication(content: Content, provenance: Provenance) -> Publication:
    """Make the publication of a content; whether its signatures are valid is not asked."""
    nonce = nonce_of(content, provenance.seed)
    incarnation = Incarnation(
        incarnation_id(provenance.key, nonce),
        *(content.issuer, None, content.issued_ms, content.number),
    )
    birth = Birth(
        incarnation,
        content.convention,
        provenance.key,
        _drawn(provenance.seed, "person")[:16],
        signature=provenance.signature,
        nonce=nonce,
    )
    record = _record(incarnation, content, provenance.seed)
    return Publication(birth, record, provenance.seed, provenance.seal)


def _record(incarnation: Incarnation, content: Content, seed: str) -> GestureRecord:
    def salt(of: str) -> str:
        return _drawn(seed, of)[:16]

    draft = content.draft
    gesture = Gesture(
        str(uuid.uuid5(uuid.UUID(incarnation.id), "gesture")),
        incarnation.id,
        draft.label,
        incarnation.person,
        Stamp(content.issued_ms, 0),
        draft.reason,
        wall_ms=content.issued_ms,
        author_salt=salt("author"),
        reason_salt="" if draft.reason is None else salt("reason"),
    )
    changes: list[Change] = []
    for sequence, edit in enumerate(draft.edits, 1):
        previous = changes[-1].hash if changes else ""
        key = ChangeKey(incarnation.id, sequence)
        changes.append(
            sealed(
                *(gesture, key, edit, Seen(None, ())),
                salt=salt(str(sequence)),
                previous_hash=previous,
            )
        )
    return GestureRecord(gesture, tuple(changes))


def terms(made: Publication) -> tuple[bytes, bytes]:
    """Return what the two signatures of a publication cover: its birth, and its last change."""
    last = made.record.changes[-1]
    return birth_terms(made.birth), seal_terms(made.birth.convention, last.key, last.hash)


# --------------------------------------------------------------------------- as one line


def line_of(provenance: Provenance) -> str:
    """Return the line by which a file tells where its content comes from; empty if unsigned."""
    if not (provenance.seed and provenance.signature and provenance.seal):
        return ""
    parts = (provenance.key, provenance.seed, provenance.signature, provenance.seal)
    return base64.b64encode(b"".join(map(bytes.fromhex, parts))).decode()


def provenance_of(line: str) -> Provenance | None:
    """Return what a line of `line_of` tells; None when it is none."""
    try:
        told = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(told) != _WHOLE_BYTES:
        return None
    parts, begin = [], 0
    for size in (_KEY_BYTES, _SEED_BYTES, _SIGNATURE_BYTES, _SIGNATURE_BYTES):
        parts.append(told[begin : begin + size].hex())
        begin += size
    return Provenance(*parts)
