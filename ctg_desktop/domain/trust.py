"""Whose changes count: certificates, revocations, and the one function that decides.

Everything here is a function of the *set* of births, certificates and revocations that a folder
knows, never of the order in which they came: so all sites that know the same end alike. What
does not count stays in the log, and is judged again when a certificate comes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, TypeGuard

from ctg_desktop.domain.births import Birth
from ctg_desktop.domain.changes import (
    ERASED,
    MOST_CHANGES,
    ChangeKey,
    are_storable_numbers,
    are_storable_texts,
    canonical,
    is_name,
    text_digest,
)
from ctg_desktop.domain.strict_json import NotReadableError, text

DELIVERED_KEYS: frozenset[str] = frozenset(
    {
        "1835052fa186f3ed039703c9a3b51f146b9dc598f515178f52b852c8c7636872",
        "c979c6b88c49bbf49263e1d3149ae1ab1380fbca2f4fce29f1034c8372a1c60f",
    }
)
"""The keys under which the référentiels that came with the program were sealed.

Each served once and was thrown away (`packaging/seal_referentiel.py`): nothing else can be
sealed under it.
"""


class Role(Enum):
    """What a certified key may do."""

    PARTICIPANT = "participant"
    COORDINATOR = "coordinateur"
    """Issues the référentiel, and erases in the name of all."""
    AUTHORITY = "convention"
    """Certifies others: the key of a team that began alone, for instance."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a convention key says of another key: who holds it, for whom, to do what.

    `authority` and `key` are public keys (hexadecimal); `at_ms` is in milliseconds since 1970
    (UTC); `replaces` the key of the same person's former computer. A name without its salt was
    erased: its digest stands for it.
    """

    authority: str
    key: str
    role: Role
    structure: str | None
    at_ms: int
    person: str
    person_salt: str
    replaces: str = ""
    person_digest: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Revocation:
    """What a convention key says of a key that no longer counts.

    `limits` name, per incarnation, the last change that counts; of an incarnation that is not
    named none does.
    """

    authority: str
    key: str
    limits: tuple[ChangeKey, ...]
    at_ms: int
    signature: str = ""


Paper = Certificate | Revocation


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom a certificate is asked for: the key, who holds it, for which structure, to do what."""

    key: str
    person: str
    structure: str | None
    role: Role = Role.PARTICIPANT
    replaces: str = ""


def is_request(paper: Paper) -> TypeGuard[Certificate]:
    """Whether somebody says here who they are, to be certified.

    It is a certificate of a key by itself: it counts for nothing, travels like the others, and
    lets those be seen who have written nothing yet.
    """
    return isinstance(paper, Certificate) and paper.authority == paper.key


def paper_terms(paper: Paper) -> bytes:
    """Return what the signature of a certificate or a revocation covers."""
    if isinstance(paper, Revocation):
        limits = sorted([limit.incarnation, limit.sequence] for limit in paper.limits)
        return canonical(["ctg-revocation-1", paper.authority, paper.key, limits, paper.at_ms])
    digest = text_digest(paper.person, paper.person_salt) if paper.person_salt else None
    return canonical(
        [
            "ctg-certificate-1",
            *(paper.authority, paper.key, paper.role.value, paper.structure, paper.at_ms),
            *(digest or paper.person_digest, paper.replaces),
        ]
    )


def paper_of(terms: Any, signature: str, person: str, person_salt: str) -> Paper:
    """Return the paper that terms of `paper_terms` make, read as JSON.

    Raises:
        NotReadableError: they are none.
    """
    try:
        if terms[0] == "ctg-revocation-1":
            _, authority, key, limits, at_ms = terms
            pairs = tuple(ChangeKey(*pair) for pair in limits)
            return Revocation(authority, key, pairs, at_ms, signature)
        _, authority, key, role, structure, at_ms, digest, replaces = terms
        return Certificate(
            *(authority, key, Role(role), structure, at_ms, person, person_salt, replaces),
            person_digest="" if person_salt else digest,
            signature=signature,
        )
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise NotReadableError("no paper") from error


def paper_told(paper: Paper) -> bytes:
    """Return a paper as it travels: one line of JSON."""
    named = ("", "")
    if isinstance(paper, Certificate):
        named = (paper.person, paper.person_salt)
    return canonical(
        {
            "dit": json.loads(paper_terms(paper)),
            "signature": paper.signature,
            "personne": named[0],
            "sel": named[1],
        }
    )


def paper_from(told: Any) -> Paper:
    """Return the paper that a line of `paper_told` tells; its signature is not checked.

    Raises:
        NotReadableError: it is none.
    """
    try:
        return paper_of(
            told["dit"], text(told["signature"]), text(told["personne"]), text(told["sel"])
        )
    except (TypeError, KeyError) as error:
        raise NotReadableError("no paper") from error


def is_sound_paper(paper: Paper) -> bool:
    """Whether a paper can be stored, whoever signed it."""
    if isinstance(paper, Revocation):
        texts = (*(limit.incarnation for limit in paper.limits), "")
        numbers = [limit.sequence for limit in paper.limits]
        is_whole = all(0 <= number <= MOST_CHANGES for number in numbers if type(number) is int)
    else:
        structure = "" if paper.structure is None else paper.structure
        texts = (structure, paper.person, paper.person_salt, paper.person_digest)
        texts += (paper.replaces,)
        numbers = []
        is_whole = paper.person_salt != "" or paper.person == ERASED
        is_whole = is_whole and is_name(str(paper.person))
    return (
        are_storable_texts((*texts, paper.authority, paper.key, paper.signature))
        and are_storable_numbers((*numbers, paper.at_ms))
        and is_whole
    )


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """From where one looks: the convention key that this folder follows, and its own keys.

    `authority` is empty as long as the folder stands alone: it then decides for itself.
    `publications` were taken in here from a file, or when the folder was made.
    """

    authority: str = ""
    own_keys: frozenset[str] = frozenset()
    publications: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """What an incarnation may do: its last change that counts, in which role, for whom.

    `person` is who was certified to write so; empty where nobody was.
    """

    last: int = 0
    role: Role | None = None
    structure: str | None = None
    person: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Trust:
    """All that decides whose changes count.

    `forks` give, per incarnation that two folders continued, the last change that both have.
    """

    papers: frozenset[Paper]
    viewpoint: Viewpoint
    forks: Mapping[str, int] = field(default_factory=dict)

    def authorities(self) -> frozenset[str]:
        """Return the convention keys whose word counts: the one followed, and those it certified.

        Only the one that is followed can take that back, so that no two revoke one another.
        """
        pinned = self.viewpoint.authority
        withdrawn = {
            paper.key
            for paper in self.papers
            if isinstance(paper, Revocation) and paper.authority == pinned
        }
        found: set[str] = set()
        waiting = {pinned} - {""}
        while waiting:
            found |= waiting
            waiting = {
                paper.key
                for paper in self.papers
                if isinstance(paper, Certificate)
                and paper.role is Role.AUTHORITY
                and paper.authority in found
            }
            waiting -= found | withdrawn
        return frozenset(found)

    def certificates(self) -> dict[str, Certificate]:
        """Return the certificate that counts of each key: the latest of the highest role."""
        authorities = self.authorities()
        found: dict[str, Certificate] = {}
        for paper in self.papers:
            if (
                isinstance(paper, Certificate)
                and paper.authority in authorities
                and (paper.key not in found or _rank(paper) > _rank(found[paper.key]))
            ):
                found[paper.key] = paper
        return found

    def limits(self) -> dict[str, dict[str, int]]:
        """Return, per revoked key, the last change that counts of each incarnation named."""
        authorities = self.authorities()
        found: dict[str, dict[str, int]] = {}
        for paper in self.papers:
            if not isinstance(paper, Revocation) or paper.authority not in authorities:
                continue
            told = {limit.incarnation: limit.sequence for limit in paper.limits}
            if paper.key in found:
                before = found[paper.key]
                told = {name: min(told[name], before[name]) for name in told.keys() & before}
            found[paper.key] = told
        return found

    def standings(self, births: Iterable[Birth]) -> dict[str, Standing]:
        """Return what each incarnation may do."""
        certificates, limits = self.certificates(), self.limits()
        return {birth.id: self._standing(birth, certificates, limits) for birth in births}

    def _standing(
        self,
        birth: Birth,
        certificates: Mapping[str, Certificate],
        limits: Mapping[str, Mapping[str, int]],
    ) -> Standing:
        view, certificate = self.viewpoint, certificates.get(birth.key)
        last = self.forks.get(birth.id, MOST_CHANGES)
        is_publication = birth.incarnation.publication is not None
        if birth.id in view.publications or (is_publication and birth.key in DELIVERED_KEYS):
            return Standing(last, Role.COORDINATOR)
        if birth.key in limits:
            last = min(last, limits[birth.key].get(birth.id, 0))
        if certificate is not None:
            told = (certificate.role, certificate.structure, certificate.person)
            standing = Standing(last, *told)
        elif not birth.signature or birth.key in view.own_keys:
            # Only what was written here may lack a signature: nothing else is taken without one.
            alone = Role.PARTICIPANT if view.authority else Role.COORDINATOR
            standing = Standing(last, alone, birth.incarnation.structure)
        else:
            return Standing()
        return Standing() if is_publication and standing.role is Role.PARTICIPANT else standing


_ROLES = {role: number for number, role in enumerate(Role)}


def _rank(certificate: Certificate) -> tuple[int, int, bytes]:
    return _ROLES[certificate.role], certificate.at_ms, paper_terms(certificate)


def may_erase(eraser: Standing, writer: Standing) -> bool:
    """Whether an erasure blanks what an incarnation wrote: one's own structure's, or all."""
    if eraser.role is None or eraser.last == 0:
        return False
    return eraser.role is not Role.PARTICIPANT or eraser.structure == writer.structure


def without_person(certificate: Certificate) -> Certificate:
    """Return a certificate without the name of the person: its signature still holds."""
    if not certificate.person_salt:
        return certificate
    digest = text_digest(certificate.person, certificate.person_salt)
    return replace(certificate, person=ERASED, person_salt="", person_digest=digest)
