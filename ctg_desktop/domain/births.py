"""Births: what an incarnation says of itself, signed, before its first change.

Whoever takes in the changes of an incarnation knows from its birth how they are hashed, who
wrote them under which key, and what the writer knew. The signature covers a salted digest of the
person's name, not the name, so that it can be erased.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from ctg_desktop.domain.changes import (
    ERASED,
    FORMAT,
    MOST_CHANGES,
    ChangeKey,
    Incarnation,
    are_storable_numbers,
    are_storable_texts,
    canonical,
    is_name,
    text_digest,
)

MOST_PUBLICATIONS = 1_000_000
"""The greatest number of a publication of the référentiel."""

MOST_KNOWN = 100_000
"""How many incarnations a birth may know of."""


@dataclass(frozen=True, slots=True)
class Birth:
    """The birth record of an incarnation.

    `convention` is the row of the convention that its folder followed, empty where there was
    none yet; `key` the public key under which it is signed (hexadecimal); `continues` the last
    change of the incarnation before it in the same folder; `knew` the last change of each other
    incarnation that it knew of. A name without its salt was erased: its digest stands for it.
    From format 1 on the identity of an incarnation follows from key and `nonce`, so that nobody
    else can be born under it.
    """

    incarnation: Incarnation
    convention: str
    key: str
    person_salt: str
    continues: ChangeKey | None = None
    knew: tuple[ChangeKey, ...] = ()
    is_demonstration: bool = False
    person_digest: str = ""
    signature: str = ""
    nonce: str = ""

    @property
    def id(self) -> str:
        """The identity of the incarnation."""
        return self.incarnation.id


def incarnation_id(key: str, nonce: str) -> str:
    """Return the identity of the incarnation that a key makes with a random text."""
    import hashlib  # loads OpenSSL: not for a session that only reads

    told = hashlib.sha256(canonical(["ctg-incarnation-1", key, nonce])).digest()
    return str(UUID(bytes=told[:16], version=5))


def birth_terms(birth: Birth) -> bytes:
    """Return what the signature of a birth covers."""
    born = birth.incarnation
    digest = text_digest(born.person, birth.person_salt) if birth.person_salt else None
    return canonical(
        [
            "ctg-birth-1",
            *(born.format, birth.convention, born.id, birth.key),
            birth.nonce,
            *(digest or birth.person_digest, born.structure, born.publication, born.started_ms),
            _pair(birth.continues) if birth.continues else None,
            sorted(_pair(key) for key in birth.knew),
            birth.is_demonstration,
        ]
    )


def _pair(key: ChangeKey) -> list[str | int]:
    return [key.incarnation, key.sequence]


def seal_terms(convention: str, key: ChangeKey, hash_: str) -> bytes:
    """Return what the seal of a change covers: it vouches for all that the chain holds so far."""
    return canonical(["ctg-seal-1", convention, key.incarnation, key.sequence, hash_])


def is_sound_birth(birth: Birth) -> bool:
    """Whether a birth can be stored and read by this version, whoever signed it."""
    born = birth.incarnation
    known = (*birth.knew, *((birth.continues,) if birth.continues else ()))
    texts = (
        *(born.id, born.person, born.structure or "", birth.convention, birth.key),
        *(birth.person_salt, birth.person_digest, birth.signature, birth.nonce),
        *(key.incarnation for key in known),
    )
    numbers = (born.started_ms, born.publication or 0, *(key.sequence for key in known))
    return (
        len(known) <= MOST_KNOWN
        and are_storable_texts(texts)
        and are_storable_numbers(numbers)
        and is_name(born.person)
        and born.format in range(FORMAT + 1)
        and all(0 <= key.sequence <= MOST_CHANGES for key in known)
        and (born.publication is None or 1 <= born.publication <= MOST_PUBLICATIONS)
        and (birth.person_salt != "" or born.person == ERASED)
        and (
            born.id == incarnation_id(birth.key, birth.nonce)
            if born.format or born.publication is not None
            else True
        )
    )


def without_person(birth: Birth) -> Birth:
    """Return a birth without the name of the person: its signature still holds."""
    if not birth.person_salt:
        return birth
    return replace(
        birth,
        incarnation=replace(birth.incarnation, person=ERASED),
        person_digest=text_digest(birth.incarnation.person, birth.person_salt),
        person_salt="",
    )
