"""Who may do what: births, certificates and forks, and what came when.

The rules are those of `domain.trust`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from ctg_desktop.domain.arrivals import Arrival, Carrier, Source
from ctg_desktop.domain.births import Birth
from ctg_desktop.domain.changes import ChangeKey, Incarnation
from ctg_desktop.domain.trust import Paper, Standing, Trust, Viewpoint, paper_of

_OWN_KEYS = """
WITH RECURSIVE life (uuid) AS (
    SELECT incarnation FROM installation
    UNION SELECT i.continues FROM incarnation i JOIN life ON life.uuid = i.uuid
    WHERE i.continues IS NOT NULL)
SELECT "key" FROM installation UNION
SELECT i."key" FROM incarnation i JOIN life ON life.uuid = i.uuid
"""
"""The keys under which this folder wrote, one after the other."""

_IMPORTED = "SELECT uuid FROM incarnation WHERE imported = 1"

_CONVENTION = """
SELECT convention FROM (
    SELECT convention, imported IS NULL AS place, id FROM incarnation WHERE convention != ''
    UNION ALL SELECT id, 2, 0 FROM convention WHERE deleted = 0)
ORDER BY place, id, convention LIMIT 1
"""

_FORKS = """
SELECT i.uuid, min(q.sequence) - 1 FROM quarantine q JOIN incarnation i ON i.id = q.incarnation
GROUP BY i.id
"""

_VECTOR = """
SELECT i.uuid, coalesce(i.whole_until, (SELECT max(c.sequence) FROM "change" c
    WHERE c.incarnation = i.id)) AS last
FROM incarnation i WHERE last IS NOT NULL
"""

_SIGNED = "SELECT * FROM incarnation WHERE signature IS NOT NULL ORDER BY id"
_KNOWN = "SELECT * FROM incarnation WHERE format IS NOT NULL"
_ARRIVALS = """
SELECT * FROM arrival WHERE ?1 IS NULL OR at_ms IN (SELECT value FROM json_each(?1))
ORDER BY id DESC
"""


def authority(driver: Any) -> str:
    """Return the convention key that a folder follows; empty as long as it stands alone."""
    told = driver.execute("SELECT authority FROM installation").fetchone()
    return told[0] or "" if told else ""


def convention(driver: Any) -> str:
    """Return the row of the convention that a folder follows; empty before its first référentiel.

    It is what was said when it was first taken in, or first written under: rows of conventions come
    and go, and a folder that followed another one from then on would exchange with nobody.
    """
    told = driver.execute(_CONVENTION).fetchone()
    return told[0] if told else ""


def own_key(driver: Any) -> str:
    """Return the public key of an installation; empty where none can be kept."""
    (told,) = driver.execute('SELECT "key" FROM installation').fetchone()
    return told or ""


def standings(driver: Any) -> Mapping[str, Standing]:
    """Return what each incarnation that is known by more than its name may do."""
    return trust(driver).standings(map(birth_of, _named(driver, _KNOWN)))


def trust(driver: Any) -> Trust:
    """Return all that decides whose changes count in a base."""
    own = {key for (key,) in driver.execute(_OWN_KEYS) if key}
    imported = {uuid for (uuid,) in driver.execute(_IMPORTED)}
    view = Viewpoint(authority(driver), frozenset(own), frozenset(imported))
    forks = dict(driver.execute(_FORKS).fetchall())
    return Trust(frozenset(papers(driver)), view, forks)


def papers(driver: Any) -> list[Paper]:
    """Return every certificate and revocation that is known, whoever signed it."""
    told = driver.execute("SELECT told, signature, person, person_salt FROM paper")
    return [
        paper_of(json.loads(terms), signature, person or "", salt or "")
        for terms, signature, person, salt in told
    ]


def births(driver: Any) -> list[Birth]:
    """Return every birth that is signed."""
    return [birth_of(row) for row in _named(driver, _SIGNED)]


def birth_of(row: Any) -> Birth:
    """Return what a row of `incarnation` says."""
    before = None if row.continues is None else ChangeKey(row.continues, row.continues_last)
    return Birth(
        incarnation=Incarnation(
            row.uuid, row.person, row.structure, row.started_ms, row.publication, row.format or 0
        ),
        convention=row.convention or "",
        key=row.key or "",
        person_salt=row.person_salt or "",
        continues=before,
        knew=tuple(ChangeKey(*pair) for pair in json.loads(row.knew or "[]")),
        is_demonstration=bool(row.demonstration),
        person_digest=row.person_digest or "",
        signature=row.signature or "",
        nonce=row.nonce or "",
    )


def vector(driver: Any) -> Mapping[str, int]:
    """Return the last sequence number without a gap before it, per incarnation."""
    return dict(driver.execute(_VECTOR).fetchall())


def arrivals(driver: Any, at: Collection[int] | None = None) -> list[Arrival]:
    """Return what was received, the latest first; with `at`, at these instants alone."""
    wanted = None if at is None else json.dumps([*at])
    return [
        Arrival(
            row.at_ms,
            Source(Carrier(row.carrier), row.name, row.person, row.structure),
            *(row.new, row.known, row.refused),
            {key: (first, last) for key, (first, last) in json.loads(row.spans).items()},
        )
        for row in _named(driver, _ARRIVALS, wanted)
    ]


def _named(driver: Any, statement: str, *given: Any) -> Iterator[SimpleNamespace]:
    """Yield the rows of a statement, with their columns by name."""
    found = driver.execute(statement, given)
    columns = [column for column, *_ in found.description]
    for row in found:
        yield SimpleNamespace(**dict(zip(columns, row, strict=True)))
