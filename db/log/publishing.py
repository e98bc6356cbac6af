"""The publications of the référentiel that a base holds, and those that it vouches for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, select, update

from ctg_desktop.domain.births import birth_terms, seal_terms
from ctg_desktop.domain.changes import ChangeKey
from ctg_desktop.domain.publishing import HeldPublication, Provenance, Publication
from ctg_desktop.folder.keys import KeyRing
from db import tables as t
from db.log.births import values_of
from db.log.log import Log
from db.reading.rights import birth_of

_i = t.incarnation.c


def held_publications(connection: Connection, log: Log, keys: KeyRing) -> list[HeldPublication]:
    """Return the publications that are here, in the order in which they came.

    Of one that is sealed under a key that is held here, the seal is made if need be.
    """
    found = []
    for row in connection.execute(
        select(t.incarnation).where(_i.publication.is_not(None)).order_by(_i.id)
    ):
        last, hash_ = log.last(row.uuid)
        seal = log.seals(row.uuid).get(last, "")
        if not seal and row.signature and keys.holds(row.key):
            terms = seal_terms(row.convention, ChangeKey(row.uuid, last), hash_)
            seal = keys.sign(row.key, terms)
        provenance = Provenance(row.key or "", row.seed or "", row.signature or "", seal)
        found.append(HeldPublication(row.uuid, row.publication, last, provenance))
    return found


def add_publication(connection: Connection, log: Log, made: Publication) -> None:
    """Add a publication that a file brought: its birth and seed; its gesture is not added."""
    log.add_incarnation(made.birth.incarnation)
    connection.execute(
        update(t.incarnation)
        .where(_i.uuid == made.birth.id)
        .values(
            {
                **values_of(made.birth),
                "signature": made.birth.signature or None,
                "seed": made.seed,
                "imported": 1,
            }
        )
    )
    if made.seal:
        log.add_seal(made.record.changes[-1].key, made.seal)


def vouch(connection: Connection, keys: KeyRing, key: str) -> list[str]:
    """Sign the publications that were taken in here under a key and that nobody vouches for.

    Return which ones.

    Raises:
        OSError: the key cannot be read.
    """
    rows = connection.execute(
        select(t.incarnation).where(
            _i.imported == 1, _i.signature.is_(None), _i.key == key, _i.format > 0
        )
    )
    births = [birth_of(row) for row in rows]
    for birth in births:
        signed = replace(birth, signature=keys.sign(key, birth_terms(birth)))
        connection.execute(
            update(t.incarnation).where(_i.uuid == birth.id).values(values_of(signed))
        )
    return [birth.id for birth in births]


def rows_of(connection: Connection, publications: Iterable[str]) -> list[tuple[str, str]]:
    """Return the rows that publications speak of: entity and identity."""
    c = t.change.c
    rows = connection.execute(
        select(c.entity, c.row)
        .join(t.incarnation, _i.id == c.incarnation)
        .where(_i.uuid.in_(list(publications)))
        .distinct()
    )
    return [(row.entity, row.row) for row in rows]
