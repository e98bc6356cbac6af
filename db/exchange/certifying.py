"""Certificates and revocations: signing them here, and what they change at once."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update

from ctg_desktop.domain.changes import ChangeKey, Changes, new_salt
from ctg_desktop.domain.trust import (
    Candidate,
    Certificate,
    Paper,
    Revocation,
    Role,
    is_request,
    paper_terms,
)
from ctg_desktop.errors import RuleError, StorageError
from ctg_desktop.folder.keys import KeyRing
from db import tables as t
from db.engine import driver_of
from db.exchange.taking_in import TakingIn
from db.reading import rights
from db.writing.recording import Recording


class Certifying:
    """Signs certificates and revocations, which decide whose changes count in one open base."""

    def __init__(self, recording: Recording, taking_in: TakingIn, keys: KeyRing) -> None:
        """Write through `recording`, with the keys of the person who works there."""
        self._recording = recording
        self._connection = recording.connection
        self._driver = driver_of(self._connection)
        self._taking_in = taking_in
        self._keys = keys

    def found(self) -> str:
        """Make a convention key; see `UnitOfWork.found_authority`."""
        authority = self._keys.make()
        self.follow(authority)
        self._certify_ourselves()
        return authority

    def follow(self, authority: str) -> Changes:
        """Follow a convention key; see `UnitOfWork.follow_authority`."""
        with self._recording.transaction():
            reception = self._taking_in.reception()
            self._connection.execute(update(t.installation).values(authority=authority))
            return reception.finish().changes

    def reveal(self) -> bytes:
        """Return the convention key itself; see `UnitOfWork.reveal_authority`."""
        authority = self._authority()
        try:
            return self._keys.reveal(authority)
        except OSError as error:
            raise StorageError(
                "La clé de la convention n’a pas pu être lue : vérifiez que votre profil répond."
            ) from error

    def take_in(self, seed: bytes) -> Changes:
        """Hold the convention key here; see `UnitOfWork.take_in_authority`."""
        self._recording.refuse_reading()
        followed = rights.authority(self._driver)
        try:
            key = self._keys.take_in(seed)
        except OSError as error:
            raise StorageError(
                "La clé de la convention n’a pas pu être gardée dans votre profil : rien n’a été "
                "changé."
            ) from error
        if followed and key != followed:
            self._keys.forget(key)
            raise RuleError(
                "Cette clé n’est pas celle de la convention que suit ce dossier : rien n’a été "
                "changé."
            )
        if not followed:
            self.follow(key)
        return self._certify_ourselves()

    def _certify_ourselves(self) -> Changes:
        key, at = rights.own_key(self._driver), self._recording.installation
        return self.certify(Candidate(key, at.person, at.structure, Role.COORDINATOR))

    def certify(self, candidate: Candidate) -> Changes:
        """Sign a certificate; see `UnitOfWork.certify`."""
        certificate = Certificate(
            *(self._authority(), candidate.key, candidate.role, candidate.structure),
            at_ms=self._recording.now_ms(),
            person=candidate.person,
            person_salt=new_salt(),
            replaces=candidate.replaces,
        )
        return self._signed(certificate)

    def ask(self) -> Changes:
        """Ask the agglomeration for its agreement; see `UnitOfWork.ask_to_take_part`."""
        key, at = rights.own_key(self._driver), self._recording.installation
        told = [each for each in rights.papers(self._driver) if each.key == key]
        if not self._keys.holds(key) or any(not is_request(each) for each in told):
            return Changes()
        asked = {(each.person, each.structure) for each in told if isinstance(each, Certificate)}
        if (at.person, at.structure) in asked:
            return Changes()
        who = (key, key, Role.PARTICIPANT, at.structure)
        at_ms = self._recording.now_ms()
        return self._signed(Certificate(*who, at_ms, at.person, new_salt()))

    def revoke(self, key: str) -> Changes:
        """Sign a revocation; see `UnitOfWork.revoke`."""
        known = self._recording.log.vector()
        limits = tuple(
            ChangeKey(birth.id, known.get(birth.id, 0))
            for birth in rights.births(self._driver)
            if birth.key == key
        )
        return self._signed(Revocation(self._authority(), key, limits, self._recording.now_ms()))

    def _authority(self) -> str:
        authority = rights.authority(self._driver)
        if not self._keys.holds(authority):
            raise RuleError(
                "La clé de la convention n’est pas sur cet ordinateur : rien n’a été changé. "
                "L’agglomération, qui la détient, peut le faire."
            )
        return authority

    def _signed(self, paper: Paper) -> Changes:
        signed = replace(paper, signature=self._keys.sign(paper.authority, paper_terms(paper)))
        with self._recording.transaction():
            reception = self._taking_in.reception()
            reception.add_papers([signed])
            return reception.finish().changes
