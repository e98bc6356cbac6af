"""Every text that the log holds, one after another: where a person may be named (RGPD)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from ctg_desktop.ports import LoggedText, TextPlace
from db.engine import driver_of

_VALUES = """
SELECT i.uuid, c.sequence, c.entity, c."row", c.field, c.member, c.latest, c.value, c.previous
FROM "change" c JOIN incarnation i ON i.id = c.incarnation
WHERE c.salt <> '' AND (typeof(c.value) = 'text' OR typeof(c.previous) = 'text')
"""

_GESTURES = """
SELECT i.uuid, g.uuid, g.author, g.author_salt, g.reason, g.reason_salt, g.label
FROM gesture g JOIN incarnation i ON i.id = g.incarnation
"""

_PERSONS = """
SELECT uuid, person, coalesce(person_salt, '') <> '' FROM incarnation WHERE publication IS NULL
UNION ALL
SELECT '', person, 0 FROM paper WHERE person_salt IS NOT NULL
AND json_extract(told, '$[2]') NOT IN (SELECT key FROM incarnation WHERE key IS NOT NULL)
"""


def logged_texts(connection: Connection) -> Iterator[LoggedText]:
    """Yield the texts of the log, row after row of its tables: memory stays bounded."""
    driver = driver_of(connection)
    for line in driver.execute(_VALUES):
        incarnation, sequence, entity, row, field, member, latest, value, previous = line
        for place, text in ((TextPlace.VALUE, value), (TextPlace.PREVIOUS, previous)):
            if isinstance(text, str) and text:
                yield LoggedText(
                    *(place, text, incarnation, sequence, entity, row, field, member),
                    is_current=bool(latest),
                    can_be_erased=True,
                )
    for incarnation, uuid, author, author_salt, reason, reason_salt, label in driver.execute(
        _GESTURES
    ):
        told = (
            (TextPlace.AUTHOR, author, bool(author_salt)),
            (TextPlace.REASON, reason, bool(reason_salt)),
            (TextPlace.LABEL, label, False),
        )
        for place, text, can_be_erased in told:
            if text:
                yield LoggedText(
                    place, text, incarnation, gesture=uuid, can_be_erased=can_be_erased
                )
    for incarnation, person, has_salt in driver.execute(_PERSONS):
        yield LoggedText(TextPlace.PERSON, person, incarnation, can_be_erased=bool(has_salt))
