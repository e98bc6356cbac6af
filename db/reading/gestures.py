"""The latest gestures, and what was written since, read from the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ctg_desktop.domain.changes import FUTURE_TOLERANCE_MS, Gesture, Stamp

_RECENT = """
SELECT i.uuid, g.id, g.uuid, g.incarnation, g.label, g.author, g.ms, g.counter, g.reason, g.undoes,
    g.wall_ms, g.author_salt, g.author_digest, g.reason_salt, g.reason_digest, g.received_ms
FROM gesture g JOIN incarnation i ON i.id = g.incarnation
ORDER BY coalesce(g.wall_ms, g.ms) > ?, coalesce(g.wall_ms, g.ms) DESC, g.ms DESC, g.counter DESC
LIMIT ?
"""

_WRITTEN = """
SELECT DISTINCT entity, "row" FROM (SELECT entity, "row" FROM "change"
    WHERE gesture = (SELECT id FROM gesture WHERE uuid = ?) ORDER BY id LIMIT ?)
"""

_FIELDS_WRITTEN = 'SELECT entity, field FROM "change" WHERE id > ?'


def recent(driver: Any, limit: int, now_ms: int) -> list[Gesture]:
    """Return the latest gestures, newest first; those of a day to come are put last."""
    found = driver.execute(_RECENT, (now_ms + FUTURE_TOLERANCE_MS, limit))
    return [gesture_of(line, incarnation) for incarnation, *line in found]


def touched(
    driver: Any, gestures: Iterable[str], most: int
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the (entity, row) pairs of the first changes of gestures, `most` of each."""
    return {
        gesture: tuple(driver.execute(_WRITTEN, (gesture, most)).fetchall()) for gesture in gestures
    }


def fields_written(driver: Any, after: int) -> frozenset[tuple[str, str]]:
    """Return the entities and fields of the changes after a number."""
    return frozenset(driver.execute(_FIELDS_WRITTEN, (after,)))


# By place, not by name: a check reads the whole log, and most of its time goes here.


def gesture_of(line: Sequence[Any], incarnation: str) -> Gesture:
    """Read a line of the table of gestures."""
    _, uuid, _, label, author, ms, counter, reason, undoes, wall_ms, *salted, _ = line
    texts = (text or "" for text in salted)
    return Gesture(
        uuid, incarnation, label, author, Stamp(ms, counter), reason, undoes, wall_ms, *texts
    )
