"""Examining what others sent: each envelope is taken whole, refused whole, or a fork."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from ctg_desktop.domain.births import Birth, birth_terms, seal_terms
from ctg_desktop.domain.changes import Change
from ctg_desktop.domain.envelopes import Envelope, Fault, inner_fault
from ctg_desktop.folder.keys import is_signed
from db import tables as t
from db.engine import driver_of
from db.log.log import Link, Log
from db.reading.rights import birth_of, convention


@dataclass(frozen=True, slots=True)
class Examined:
    """What is to be done with an envelope.

    `known` are the numbers of those of its changes that are known, `whole` the changes that are
    known without their values and come with them; `forks_at` is the first change that another
    folder wrote otherwise. With a `fault` nothing of it is taken.
    """

    fault: Fault | None = None
    known: frozenset[int] = frozenset()
    whole: tuple[Change, ...] = field(default=())
    forks_at: int | None = None
    is_birth_new: bool = False


class Examiner:
    """Compares envelopes with what one open base knows."""

    def __init__(self, connection: Connection, log: Log) -> None:
        """Read what this folder is."""
        self._connection = connection
        self._log = log
        self._convention = convention(driver_of(connection))
        self._is_demonstration = connection.scalar(select(t.installation.c.demonstration))

    def examine(self, envelope: Envelope) -> Examined:
        """Return what is to be done with an envelope."""
        fault = inner_fault(envelope) or self._fault_of_place(envelope.birth)
        if fault is not None:
            return Examined(fault)
        known = self._known_birth(envelope.birth.id)
        if not self._is_sealed(envelope, known):
            return Examined(Fault.UNSEALED)
        found = self._compared(envelope)
        return replace(found, is_birth_new=known is None)

    def _fault_of_place(self, birth: Birth) -> Fault | None:
        is_publication = birth.incarnation.publication is not None
        if not is_publication and birth.is_demonstration != bool(self._is_demonstration):
            return Fault.DEMONSTRATION if birth.is_demonstration else Fault.REAL
        if birth.convention and self._convention and birth.convention != self._convention:
            return Fault.OTHER_CONVENTION
        return None

    def _known_birth(self, incarnation: str) -> Birth | None:
        """Return the signed birth that is known.

        A copied folder knows of the life that it was copied from, and may have been copied
        before that life wrote anything and signed.
        """
        row = self._connection.execute(
            select(t.incarnation).where(
                t.incarnation.c.uuid == incarnation, t.incarnation.c.signature.is_not(None)
            )
        ).one_or_none()
        return None if row is None else birth_of(row)

    def _is_sealed(self, envelope: Envelope, known: Birth | None) -> bool:
        """Whether birth and seal are signed by one key, and the birth is the known one."""
        birth = envelope.birth
        if known is not None and birth_terms(known) != birth_terms(birth):
            return False
        if known is None and not is_signed(birth.key, birth_terms(birth), birth.signature):
            return False
        last = envelope.last
        return is_signed(
            birth.key, seal_terms(birth.convention, last.key, last.hash), envelope.seal
        )

    def _compared(self, envelope: Envelope) -> Examined:
        """Compare the chain of an envelope with the one that is known, neighbours included."""
        changes = list(envelope.changes())
        first, last = changes[0].key.sequence, changes[-1].key.sequence
        links = self._log.links(envelope.birth.id, first - 1, last + 1)
        known = sorted(number for number in links if first <= number <= last)
        whole = []
        for number in known:
            change, link = changes[number - first], links[number]
            if link.hash != change.hash:
                return Examined(forks_at=number)
            if link.is_bare and change.salt:
                whole.append(change)
        forks_at = _break(changes[0], changes[-1], links)
        return Examined(known=frozenset(known), whole=tuple(whole), forks_at=forks_at)


def _break(first: Change, last: Change, links: Mapping[int, Link]) -> int | None:
    """Return the first change of a run whose neighbours belong to another chain, if any."""
    before = links.get(first.key.sequence - 1)
    if before is not None and before.hash != first.previous_hash:
        return first.key.sequence - 1
    after = links.get(last.key.sequence + 1)
    if after is not None and after.previous_hash != last.hash:
        return last.key.sequence
    return None
