"""Moving what a folder wrote after it was put back to a former state to a new incarnation.

An image, « Versions précédentes » or a synchroniser may bring back an older base under the same
incarnation. What others know of that incarnation then stands; what was written here since, which
nobody has, goes on under a new one with all its gestures, as if it had begun there.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, delete, text

from ctg_desktop.domain.changes import ChangeKey, change_hash
from db import tables as t
from db.engine import driver_of
from db.log.log import Log

_GUARD = "change_never_rewritten"
_MOVE_CHANGE = (
    'UPDATE "change" SET incarnation = ?, sequence = ?, previous_hash = ?, hash = ?'
    " WHERE incarnation = ? AND sequence = ?"
)
_MOVE_GESTURES = """
UPDATE gesture SET incarnation = ?1 WHERE id IN (
    SELECT gesture FROM "change" WHERE incarnation = ?1)
"""
_MOVE_PARENTS = """
UPDATE change_parent SET incarnation = ?1, sequence = sequence - ?3
WHERE incarnation = ?2 AND sequence > ?3
    AND change IN (SELECT id FROM "change" WHERE incarnation = ?1)
"""
"""Of what is moved alone: whoever else names these numbers was told of the others' changes."""


def move_beyond(connection: Connection, log: Log, last: ChangeKey, incarnation: str) -> None:
    """Move the changes beyond `last` of its incarnation to another, which wrote nothing yet.

    In the caller's transaction; `log` is to be read again afterwards.
    """
    driver = driver_of(connection)
    former, following = log.number(last.incarnation), log.number(incarnation)
    guard = connection.execute(
        text("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = :name"),
        {"name": _GUARD},
    ).scalar_one()
    driver.execute(f"DROP TRIGGER {_GUARD}")
    previous = ""
    for each in list(log.written(last.incarnation, last.sequence)):
        change = each.change
        key = _moved(change.key, last, incarnation)
        parents = [_moved(parent, last, incarnation) for parent in change.parents]
        gesture = replace(each.gesture, incarnation=incarnation)
        made = change_hash(gesture, key, change.cell, change.digest, parents, previous)
        driver.execute(
            _MOVE_CHANGE, (following, key.sequence, previous, made, former, change.key.sequence)
        )
        previous = made
    driver.execute(_MOVE_GESTURES, (following,))
    driver.execute(_MOVE_PARENTS, (following, former, last.sequence))
    connection.execute(
        delete(t.seal).where(t.seal.c.incarnation == former, t.seal.c.sequence > last.sequence)
    )
    driver.execute(guard)


def _moved(key: ChangeKey, last: ChangeKey, incarnation: str) -> ChangeKey:
    """Return the key that a change has after the move."""
    if key.incarnation != last.incarnation or key.sequence <= last.sequence:
        return key
    return ChangeKey(incarnation, key.sequence - last.sequence)
