"""Removing from the log what it holds of a person who was erased (RGPD).

Digests stand for what is removed, so every hash and every seal still holds.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, select, update

from ctg_desktop.domain.births import without_person
from ctg_desktop.domain.changes import ERASED, text_digest, value_digest
from ctg_desktop.domain.scrubbing import Scrub
from db import tables as t
from db.engine import driver_of
from db.reading.rights import birth_of

_CHANGE = """
SELECT c.id, c.value, c.previous, c.salt FROM "change" c
JOIN incarnation i ON i.id = c.incarnation
WHERE i.uuid = ? AND c.sequence = ? AND c.latest = 0 AND c.salt <> ''
"""

_BARE_CHANGE = "UPDATE \"change\" SET value = ?, previous = ?, salt = '', digest = ? WHERE id = ?"

_FORGET_SEED = "UPDATE incarnation SET seed = NULL WHERE uuid = ?"

_AUTHORS = """
SELECT g.id, g.author, g.author_salt FROM gesture g JOIN incarnation i ON i.id = g.incarnation
WHERE i.uuid = ? AND g.author_salt <> ''
"""

_BARE_AUTHOR = "UPDATE gesture SET author = ?, author_salt = '', author_digest = ? WHERE id = ?"

_BARE_CERTIFICATES = """
UPDATE paper SET person = ?, person_salt = NULL
WHERE person_salt IS NOT NULL AND json_extract(told, '$[2]') = ?
"""

_REASON = """
SELECT g.id, g.reason, g.reason_salt, i.uuid FROM gesture g
JOIN incarnation i ON i.id = g.incarnation WHERE g.uuid = ? AND g.reason_salt <> ''
"""

_BARE_REASON = "UPDATE gesture SET reason = ?, reason_salt = '', reason_digest = ? WHERE id = ?"

MayErase = Callable[[str], bool]
"""Whether an erasure reaches what an incarnation wrote."""


def scrub(connection: Connection, wanted: Scrub, may_erase: MayErase) -> None:
    """Remove from the log what is named, as far as it is there and no longer stands.

    What comes later is removed when this runs again.
    """
    _bare_changes(connection, wanted, may_erase)
    for writer in filter(may_erase, wanted.authors):
        _bare_author(connection, writer)
    _bare_reasons(connection, wanted, may_erase)


def _bare_changes(connection: Connection, wanted: Scrub, may_erase: MayErase) -> None:
    driver = driver_of(connection)
    for key in wanted.changes:
        if not may_erase(key.incarnation):
            continue
        found = driver.execute(_CHANGE, (key.incarnation, key.sequence)).fetchone()
        if found is not None:
            number, value, previous, salt = found
            driver.execute(
                _BARE_CHANGE,
                (
                    *(None if each is None else ERASED for each in (value, previous)),
                    value_digest(value, previous, salt),
                    number,
                ),
            )
            driver.execute(_FORGET_SEED, (key.incarnation,))


def _bare_author(connection: Connection, writer: str) -> None:
    driver = driver_of(connection)
    named = driver.execute(_AUTHORS, (writer,)).fetchall()
    driver.executemany(
        _BARE_AUTHOR,
        [(ERASED, text_digest(author, salt), number) for number, author, salt in named],
    )
    born = connection.execute(
        select(t.incarnation).where(t.incarnation.c.uuid == writer)
    ).one_or_none()
    if born is not None and born.key:
        driver.execute(_BARE_CERTIFICATES, (ERASED, born.key))
    if born is not None and born.person_salt:
        bare = without_person(birth_of(born))
        connection.execute(
            update(t.incarnation)
            .where(t.incarnation.c.uuid == writer)
            .values(person=ERASED, person_salt="", person_digest=bare.person_digest)
        )


def _bare_reasons(connection: Connection, wanted: Scrub, may_erase: MayErase) -> None:
    driver = driver_of(connection)
    for gesture in wanted.reasons:
        for number, reason, salt, writer in driver.execute(_REASON, (gesture,)).fetchall():
            if may_erase(writer):
                driver.execute(_BARE_REASON, (ERASED, text_digest(reason, salt), number))
