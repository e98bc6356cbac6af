"""Writing and reading the log itself: incarnations, gestures, changes and their parents.

Nothing here opens or ends a transaction, and nothing here touches the projection.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, insert, select, text, update

from ctg_desktop.domain.changes import (
    ERASED,
    Cell,
    ChainEnd,
    Change,
    ChangeKey,
    Gesture,
    Incarnation,
    Stamp,
    erased,
    rank_of,
    text_digest,
    value_digest,
)
from ctg_desktop.domain.fields import DELETED, Scalar
from ctg_desktop.domain.merging import Head, RowState, row_state
from ctg_desktop.ports import LoggedChange
from db import tables as t
from db.engine import driver_of
from db.mapping import listed, sql, table_of
from db.reading import foreign_changes, gestures, rights
from db.reading.gestures import gesture_of
from db.reading.lineage import has_gesture, last_number, lineage_of

_INSERT_CHANGE = sql(insert(t.change))
_INSERT_PARENT = sql(insert(t.change_parent))
_INSERT_GESTURE = sql(insert(t.gesture))
_SUPERSEDE = sql(
    update(t.change).where(t.change.c.id == bindparam("change")).values(latest=text("0"))
)

_WIDTH = len(t.change.c)
"""Where the gesture begins in a line of changes with their gestures."""

_HEAD_COLUMNS = (
    t.change.c.id,
    t.incarnation.c.uuid,
    t.change.c.sequence,
    t.change.c.field,
    t.change.c.member,
    t.change.c.value,
    t.gesture.c.ms,
    t.gesture.c.counter,
    t.incarnation.c.publication,
    t.incarnation.c.person,
    t.change.c.salt,
    t.incarnation.c.signature.is_not(None),
)
_OF_CHANGES = (
    select(*_HEAD_COLUMNS)
    .join(t.gesture, t.gesture.c.id == t.change.c.gesture)
    .join(t.incarnation, t.incarnation.c.id == t.change.c.incarnation)
)
_CHANGES = _OF_CHANGES.where(t.change.c.row == bindparam("row_id"))
# A literal, not a parameter: otherwise SQLite does not use the partial index.
_HEADS = _CHANGES.where(t.change.c.latest == text("1"))
_ROW_CHANGES = sql(_CHANGES)
_ROW_HEADS = sql(_HEADS)
_VALUES_OF_ROWS = (
    'SELECT "row", field, member, value, salt FROM "change"'
    ' WHERE "row" IN (SELECT value FROM json_each(?)) AND latest = 1 AND id <= ?'
)
_CELL_HEADS = sql(
    _HEADS.where(
        t.change.c.field == bindparam("field_name"), t.change.c.member == bindparam("member_id")
    )
)

_PARENTS = sql(
    select(t.change_parent.c.change, t.incarnation.c.uuid, t.change_parent.c.sequence)
    .join(t.incarnation, t.incarnation.c.id == t.change_parent.c.incarnation)
    .where(t.change_parent.c.change.in_(listed()))
)
_GESTURE = (
    select(t.gesture, t.incarnation.c.uuid)
    .join(t.incarnation, t.incarnation.c.id == t.gesture.c.incarnation)
    .where(t.gesture.c.uuid == bindparam("gesture_id"), t.incarnation.c.uuid == bindparam("writer"))
)
_written = t.change.alias("written")
_GESTURE_HEADS = sql(
    _OF_CHANGES.add_columns(t.change.c.row)
    .join(
        _written,
        and_(*(_written.c[name] == t.change.c[name] for name in ("row", "field", "member"))),
    )
    .where(
        _written.c.gesture == bindparam("number"),
        _written.c.id.between(bindparam("first"), bindparam("last")),
        t.change.c.latest == text("1"),
    )
)
_PART_OF_GESTURE = """
SELECT min(id), max(id) FROM (SELECT id FROM "change" WHERE gesture = ? AND id > ?
    ORDER BY id LIMIT 2000)
"""
_LAST_OF_GESTURE = 'SELECT max(sequence) FROM "change" WHERE gesture = ?'
_WHO_SAID = (
    'SELECT DISTINCT i.uuid FROM "change" c JOIN incarnation i ON i.id = c.incarnation'
    ' WHERE c."row" = ? AND c.field = ? AND c.value = ? AND c.counts = 1'
)
_BARE_SPANS = sql(
    select(t.change.c.incarnation, func.min(t.change.c.sequence), func.max(t.change.c.sequence))
    .where(text(t.BARE))
    .group_by(t.change.c.incarnation)
)
_EVERY_VALUE = 'SELECT DISTINCT value FROM "change" WHERE "row" = ? AND field = ? AND counts = 1'
_COMPLETE = (
    'UPDATE "change" SET value = ?, previous = ?, salt = ?, digest = NULL'
    " WHERE incarnation = ? AND sequence = ?"
)
_COMPLETE_GESTURE = (
    "UPDATE gesture SET reason = ?, reason_salt = ?, reason_digest = NULL"
    " WHERE uuid = ? AND reason_digest = ? AND reason IS NOT ?"
)
_WITH_GAPS = "SELECT uuid, whole_until FROM incarnation WHERE whole_until IS NOT NULL"
_WHOLE = """
SELECT coalesce((SELECT min(c.sequence) FROM "change" c
    WHERE c.incarnation = ?1 AND c.sequence >= ?2
    AND NOT EXISTS (SELECT 1 FROM "change" n
        WHERE n.incarnation = c.incarnation AND n.sequence = c.sequence + 1)
    AND EXISTS (SELECT 1 FROM "change" o WHERE o.incarnation = ?1 AND o.sequence = ?2)), 0),
(SELECT max(c.sequence) FROM "change" c WHERE c.incarnation = ?1)
"""
_HASH = """
SELECT hash FROM "change" WHERE sequence = ?2
AND incarnation = (SELECT id FROM incarnation WHERE uuid = ?1)
"""
_KNOWN_ROWS = """
SELECT value FROM json_each(?1) r
WHERE EXISTS (SELECT 1 FROM "change" c WHERE c."row" = r.value AND c.id <= ?2)
"""
_KINDS = 'SELECT DISTINCT entity FROM "change" WHERE "row" = ?'
_OF_TWO_KINDS = (
    'SELECT "row" FROM "change" WHERE "row" IN (SELECT value FROM json_each(?))'
    ' GROUP BY "row" HAVING min(entity) <> max(entity)'
)

_WITHOUT_EFFECT = 'SELECT count(*) FROM "change" WHERE gesture > ? AND counts = 0'

_EVERY = 2**63 - 1
"""A number that no change has."""


class Heads(defaultdict[tuple[str, str], list[tuple[int, Head]]]):
    """The heads of the cells of one row, each with the number of its change."""

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__(list)

    @cached_property
    def state(self) -> RowState:
        """The state that these heads give, computed once: no head is added afterwards."""
        return row_state(every_head(self))


@dataclass(frozen=True, slots=True)
class Link:
    """How a change hangs in the chain of its incarnation: the hash before it, and its own.

    A bare one has no values here: they never came, or were erased.
    """

    previous_hash: str
    hash: str
    is_bare: bool = False


_LAST = 'SELECT sequence, hash FROM "change" WHERE incarnation = ? ORDER BY sequence DESC LIMIT 1'

_END_OF_PART = """
SELECT max(sequence) FROM (SELECT sequence FROM "change"
    WHERE incarnation = ?1 AND sequence > ?2 AND sequence <= coalesce(?3, sequence)
    ORDER BY sequence LIMIT 2000)
"""


class Log:
    """The log of one open base."""

    def __init__(self, connection: Connection) -> None:
        """Read what is needed to write: known incarnations and the next numbers."""
        self._connection = connection
        self._driver = driver_of(connection)
        self._numbers: dict[str, int] = {}
        self._next_change = self._next_gesture = 1
        self.forget()

    def forget(self) -> None:
        """Read again what is kept in memory, after a transaction was rolled back."""
        self._numbers = dict(self._driver.execute("SELECT uuid, id FROM incarnation").fetchall())
        self._next_change = last_number(self._driver, "change") + 1
        self._next_gesture = last_number(self._driver, "gesture") + 1

    # ---------------------------------------------------------------------- writing

    def add_incarnation(self, incarnation: Incarnation) -> None:
        """Add an incarnation, or complete one that was only known by name."""
        number = self._numbers.get(incarnation.id)
        values = {
            "uuid": incarnation.id,
            "person": incarnation.person,
            "structure": incarnation.structure,
            "started_ms": incarnation.started_ms,
            "publication": incarnation.publication,
            "format": incarnation.format if incarnation.person else None,
        }
        if number is None:
            number = max(self._numbers.values(), default=0) + 1
            self._connection.execute(insert(t.incarnation).values(id=number, **values))
            self._numbers[incarnation.id] = number
        elif incarnation.person:
            self._connection.execute(
                update(t.incarnation)
                .where(t.incarnation.c.id == number, t.incarnation.c.person == "")
                .values(values)
            )

    def number(self, incarnation: str) -> int:
        """Return the local number of an incarnation; an unknown one gets an empty row."""
        if incarnation not in self._numbers:
            self.add_incarnation(Incarnation(incarnation, "", None, 0))
        return self._numbers[incarnation]

    def add_gesture(self, gesture: Gesture, *, received_ms: int | None = None) -> int:
        """Add a gesture and return its number; `received_ms` tells when it was taken in."""
        number = self._next_gesture
        self._next_gesture += 1
        self._driver.execute(
            _INSERT_GESTURE,
            (
                number,
                gesture.id,
                self.number(gesture.incarnation),
                gesture.label,
                gesture.author,
                gesture.stamp.ms,
                gesture.stamp.counter,
                gesture.reason,
                gesture.undoes,
                gesture.wall_ms,
                gesture.author_salt or None,
                gesture.author_digest or None,
                gesture.reason_salt or None,
                gesture.reason_digest or None,
                received_ms,
            ),
        )
        return number

    def add_changes(
        self, gesture_number: int, changes: Sequence[Change], verdicts: Sequence[bool]
    ) -> None:
        """Add changes, each with whether it counts.

        One that does is the latest of its cell until `supersede` marks it.
        """
        rows, parents = [], []
        for number, (change, counts) in enumerate(
            zip(changes, verdicts, strict=True), self._next_change
        ):
            (writer, sequence), _, cell, value, previous, known, salt, digest, *hashes = change
            own = self.number(writer), sequence, gesture_number
            told = value, previous, salt, None if salt else digest
            rows.append((number, *own, *cell, *told, *hashes, int(counts), int(counts)))
            if known:
                parents += [(number, self.number(each), at) for each, at in known]
        self._next_change += len(rows)
        self._driver.executemany(_INSERT_CHANGE, rows)
        if parents:
            self._driver.executemany(_INSERT_PARENT, parents)

    def supersede(self, numbers: Iterable[int]) -> None:
        """Mark changes as no longer the latest of their cell."""
        rows = [(number,) for number in numbers]
        if rows:
            self._driver.executemany(_SUPERSEDE, rows)

    def scrub(self, row: str, fields: Collection[str], is_erased: Callable[[str], bool]) -> bool:
        """Replace the values that the log holds of a row's fields by the marker (RGPD).

        `is_erased` says whether what an incarnation wrote is to be erased. Return whether there was
        any.
        """
        written = [
            erased(logged.change)
            for logged in self.history([row])
            if logged.change.cell.field in fields
            and logged.change.salt
            and is_erased(logged.incarnation.id)
        ]
        for bare in written:
            self._connection.execute(
                update(t.change)
                .where(
                    t.change.c.incarnation == self._numbers[bare.key.incarnation],
                    t.change.c.sequence == bare.key.sequence,
                )
                .values(value=bare.value, previous=bare.previous, salt="", digest=bare.digest)
            )
            self.forget_seed(bare.key.incarnation)
        return bool(written)

    def forget_seed(self, incarnation: str) -> None:
        """Forget from which seed the salts of a publication follow: it would tell what is gone."""
        self._connection.execute(
            update(t.incarnation)
            .where(t.incarnation.c.uuid == incarnation, t.incarnation.c.seed.is_not(None))
            .values(seed=None)
        )

    # ---------------------------------------------------------------------- reading

    def heads(self, row: str, cell: Cell | None = None) -> Heads:
        """Return the heads of a row, or of one cell and of its row's tombstone.

        Parents are filled for a row with a tombstone in force alone, since nothing else needs them.
        """
        if cell is None:
            found = list(self._driver.execute(_ROW_HEADS, (row,)))
        else:
            found = list(self._driver.execute(_CELL_HEADS, (row, cell.field, cell.member)))
            if cell.field != DELETED.name:
                found += self._driver.execute(_CELL_HEADS, (row, DELETED.name, ""))
        is_whole = cell is None
        buried = is_whole and any(line[3] == DELETED.name and line[5] != 0 for line in found)
        parents = self._parents([line[0] for line in found]) if buried else {}
        heads = Heads()
        for line in found:
            head = _head(line, frozenset(parents.get(line[0], ())))
            heads[line[3], line[4]].append((line[0], head))
        return heads

    def heads_of_gesture(self, number: int, first: int, last: int) -> Mapping[str, Heads]:
        """Return the heads, without their parents, of cells that a gesture wrote, by row.

        They are those of its changes from one number to another.
        """
        found: dict[str, Heads] = defaultdict(Heads)
        for *line, row in self._driver.execute(_GESTURE_HEADS, (number, first, last)):
            found[row][line[3], line[4]].append((line[0], _head(line, frozenset())))
        return found

    def states_of(self, rows: Collection[str], until: int = _EVERY) -> dict[str, RowState]:
        """Return what the heads of many rows say, read at once; `until` passes over later changes.

        Nearly all rows live, and each of their cells was written last by one change alone: then
        the values are the state.
        """
        found: dict[str, dict[tuple[str, str], Scalar]] = {row: {} for row in rows}
        unsettled = set()
        for row, field, member, value, salt in self._driver.execute(
            _VALUES_OF_ROWS, (json.dumps([*rows]), until)
        ):
            values = found[row]
            if (field, member) in values or (field == DELETED.name and value != 0):
                unsettled.add(row)
            values[field, member] = value if salt else None
        states = {row: RowState(values, frozenset()) for row, values in found.items()}
        for row in unsettled:
            heads = every_numbered(self.heads(row))
            states[row] = row_state([head for number, head in heads if number <= until])
        return states

    def heads_among(self, row: str, numbers: Collection[int]) -> Heads:
        """Return the heads of a row when these changes are the latest ones, with their parents."""
        parents = self._parents(numbers)
        heads = Heads()
        for line in self._driver.execute(_ROW_CHANGES, (row,)):
            if line[0] in numbers:
                head = _head(line, frozenset(parents.get(line[0], ())))
                heads[line[3], line[4]].append((line[0], head))
        return heads

    def _parents(self, numbers: Iterable[int]) -> Mapping[int, Sequence[ChangeKey]]:
        """Return the parents of some changes, by the number of the change."""
        found: dict[int, list[ChangeKey]] = defaultdict(list)
        for number, uuid, sequence in self._driver.execute(_PARENTS, (json.dumps([*numbers]),)):
            found[number].append(ChangeKey(uuid, sequence))
        return found

    def last(self, incarnation: str) -> tuple[int, str]:
        """Return the last sequence number of an incarnation and the hash of that change."""
        number = self._numbers.get(incarnation, -1)
        return self._driver.execute(_LAST, (number,)).fetchone() or (0, "")

    def end(self, incarnation: str, sequence: int) -> ChainEnd:
        """Return a change of an incarnation by its number and hash; no hash where it lacks."""
        found = self._driver.execute(_HASH, (incarnation, sequence)).fetchone()
        return ChainEnd(sequence, found[0] if found else "")

    def stamp(self, incarnation: str, before_ms: int) -> Stamp:
        """Return the latest stamp that is ours, or that anybody's clock told before an instant."""
        row = self._connection.execute(
            select(t.gesture.c.ms, t.gesture.c.counter)
            .where(
                (t.gesture.c.ms <= before_ms)
                | (t.gesture.c.incarnation == self._numbers.get(incarnation, -1))
            )
            .order_by(t.gesture.c.ms.desc(), t.gesture.c.counter.desc())
            .limit(1)
        ).first()
        return Stamp(0, 0) if row is None else Stamp(row.ms, row.counter)

    def links(self, incarnation: str, first: int, last: int) -> dict[int, Link]:
        """Return the links of those changes of an incarnation that are known, by their number."""
        c = t.change.c
        columns = (c.sequence, c.previous_hash, c.hash, c.salt == "")
        number = self._numbers.get(incarnation, -1)
        rows = self._connection.execute(
            select(*columns).where(c.incarnation == number, c.sequence.between(first, last))
        )
        return {sequence: Link(*link) for sequence, *link in rows}

    def gesture(self, gesture_id: str, incarnation: str) -> tuple[int, Gesture] | None:
        """Return a gesture of an incarnation, if it is known, with its number."""
        wanted = {"gesture_id": gesture_id, "writer": incarnation}
        found = self._connection.execute(_GESTURE, wanted).first()
        if found is None:
            return None
        *line, writer = found
        return line[0], gesture_of(line, writer)

    def who_said(self, row: str, field: str, value: Scalar) -> list[str]:
        """Return the incarnations that gave a field of a row this value in a change that counts."""
        return [uuid for (uuid,) in self._driver.execute(_WHO_SAID, (row, field, value))]

    def every_value(self, row: str, field: str) -> list[str]:
        """Return the texts that a field of a row was ever given, to some effect."""
        return [value for (value,) in self._driver.execute(_EVERY_VALUE, (row, field)) if value]

    def rows_that_hold(self, entity: str, field: str) -> list[str]:
        """Return the rows of an entity in which a field is filled."""
        table = table_of(entity)
        query = select(table.c.id).where(table.c[field].is_not(None)).order_by(table.c.id)
        return list(self._connection.execute(query).scalars())

    def bare_spans(self) -> dict[str, tuple[int, int]]:
        """Return the first and the last change without values, per incarnation that has any."""
        found = {number: (first, last) for number, first, last in self._driver.execute(_BARE_SPANS)}
        return {uuid: found[at] for uuid, at in self._numbers.items() if at in found}

    def complete(self, change: Change) -> None:
        """Add the values to a change that was known without them."""
        self._driver.execute(
            _COMPLETE,
            (
                *(change.value, change.previous, change.salt),
                *(self._numbers[change.key.incarnation], change.key.sequence),
            ),
        )

    def complete_gesture(self, gesture: Gesture) -> None:
        """Add the reason to a gesture that was known by the reason's digest alone."""
        if gesture.reason_salt and gesture.reason is not None:
            digest = text_digest(gesture.reason, gesture.reason_salt)
            self._driver.execute(
                _COMPLETE_GESTURE,
                (gesture.reason, gesture.reason_salt, gesture.id, digest, ERASED),
            )

    def add_seal(self, key: ChangeKey, signature: str) -> None:
        """Keep the seal of a change."""
        self._driver.execute(
            "INSERT OR IGNORE INTO seal VALUES (?, ?, ?)",
            (self.number(key.incarnation), key.sequence, signature),
        )

    def erasures(self, incarnations: Collection[str]) -> set[tuple[str, str]]:
        """Return the erased rows that some incarnations erased, or wrote to."""
        numbers = [self._numbers[each] for each in incarnations]
        c = t.change.c
        erased = select(c.row).where(c.field == "erased", c.value == 1)
        rows = self._connection.execute(
            select(c.entity, c.row).where(c.incarnation.in_(numbers), c.row.in_(erased)).distinct()
        )
        return {(row.entity, row.row) for row in rows}

    def rows_of_two_kinds(self, rows: Collection[str]) -> list[str]:
        """Return those of these rows to which the log gives more than one entity."""
        return [row for (row,) in self._driver.execute(_OF_TWO_KINDS, (json.dumps([*rows]),))]

    def known_rows(self, rows: Collection[str], until: int) -> list[str]:
        """Return those of these rows that the log spoke of up to a change, by its number."""
        wanted = json.dumps([*rows]), until
        return [row for (row,) in self._driver.execute(_KNOWN_ROWS, wanted)]

    def kinds(self, row: str) -> list[str]:
        """Return the entities that the log gives to a row."""
        return [entity for (entity,) in self._driver.execute(_KINDS, (row,))]

    def vector(self) -> Mapping[str, int]:
        """Return the last sequence number without a gap before it, per incarnation."""
        return rights.vector(self._driver)

    def gaps(self) -> dict[str, int]:
        """Return the first missing sequence number of each incarnation that has one."""
        return {uuid: whole + 1 for uuid, whole in self._driver.execute(_WITH_GAPS)}

    def measure_gaps(self, incarnations: Iterable[str], known: Mapping[str, int]) -> None:
        """Update the first gap of some incarnations, after changes of theirs arrived.

        `known` tells up to where some are known to be whole: that is not gone through again.
        """
        for incarnation in incarnations:
            number = self._numbers[incarnation]
            begin = known.get(incarnation) or 1
            whole, last = self._driver.execute(_WHOLE, (number, begin)).fetchone()
            if not whole and begin > 1:  # what was there has moved to another incarnation
                whole, last = self._driver.execute(_WHOLE, (number, 1)).fetchone()
            noted = None if whole == last else whole
            self._driver.execute(
                "UPDATE incarnation SET whole_until = ? WHERE id = ? AND whole_until IS NOT ?",
                (noted, number, noted),
            )

    def incarnations(self) -> list[Incarnation]:
        """Return every incarnation that is known by more than its name."""
        rows = self._connection.execute(
            select(t.incarnation).where(t.incarnation.c.person != "").order_by(t.incarnation.c.id)
        )
        return [_incarnation(row) for row in rows]

    def structure(self, incarnation: str) -> str | None:
        """Return the structure for which an incarnation wrote, if it had one."""
        query = select(t.incarnation.c.structure).where(t.incarnation.c.uuid == incarnation)
        return self._connection.execute(query).scalar_one_or_none()

    def seals(self, incarnation: str) -> dict[int, str]:
        """Return the seals that are known of an incarnation, by sequence number."""
        number = self._numbers.get(incarnation, -1)
        query = select(t.seal.c.sequence, t.seal.c.signature).where(t.seal.c.incarnation == number)
        return {row.sequence: row.signature for row in self._connection.execute(query)}

    def written(
        self, incarnation: str, beyond: int, until: int | None = None
    ) -> Iterator[LoggedChange]:
        """Yield what an incarnation wrote after a sequence number, up to another, in order.

        It is read part by part, each whole before any of it is yielded: the memory that it takes
        does not grow with the log, and the caller may write in between.
        """
        number, incarnations = self._numbers.get(incarnation, -1), _Incarnations(self._connection)
        while True:
            (last,) = self._driver.execute(_END_OF_PART, (number, beyond, until)).fetchone()
            if last is None:
                return
            c = t.change.c
            part = (c.incarnation == number) & (c.sequence > beyond) & (c.sequence <= last)
            yield from list(self._logged(part, incarnations, by_sequence=True))
            beyond = last

    def history(self, row_ids: Sequence[str]) -> list[LoggedChange]:
        """Return the changes of these rows, in the order of the writers' clocks."""
        return list(self._logged(t.change.c.row.in_(row_ids)))

    def standing_in(self, structure: str, writers: Collection[str]) -> list[LoggedChange]:
        """Return the latest changes by some incarnations of a structure's rows."""
        found = foreign_changes.standing_in(self._driver, structure, writers)
        return list(self._logged(t.change.c.id.in_(found))) if found else []

    def every(self) -> Iterator[LoggedChange]:
        """Yield the whole log, each incarnation's changes in order."""
        for incarnation in sorted(self._numbers, key=self._numbers.__getitem__):
            yield from self.written(incarnation, 0)

    def _logged(
        self,
        condition: Any,
        incarnations: _Incarnations | None = None,
        *,
        by_sequence: bool = False,
        has_parents: bool = True,
    ) -> Iterator[LoggedChange]:
        c, g = t.change.c, t.gesture.c
        by_clock = (g.ms, g.counter, c.incarnation, c.sequence)
        if incarnations is None:
            incarnations = _Incarnations(self._connection)
        parents: dict[int, list[ChangeKey]] = defaultdict(list)
        known = select(t.change_parent).join(t.change, t.change.c.id == t.change_parent.c.change)
        found = self._connection.execute(known.where(condition)) if has_parents else ()
        for change, incarnation, sequence in found:
            parents[change].append(ChangeKey(incarnations[incarnation].id, sequence))
        rows = self._connection.execute(
            select(t.change, t.gesture)
            .join(t.gesture, t.gesture.c.id == t.change.c.gesture)
            .where(condition)
            .order_by(*((c.sequence,) if by_sequence else by_clock))
            .execution_options(yield_per=1000)
        )
        number, gesture = 0, None
        for row in rows:
            line, told = row[:_WIDTH], row[_WIDTH:]
            author = incarnations[line[1]]
            if gesture is None or told[0] != number:
                number, gesture = told[0], gesture_of(told, author.id)
            change = _change(line, gesture, parents)
            yield LoggedChange(change, gesture, author, counts=line[-1] == 1, received_ms=told[-1])

    def recent(self, limit: int, now_ms: int) -> list[Gesture]:
        """Return the latest gestures, newest first; those of a day to come are put last."""
        return gestures.recent(self._driver, limit, now_ms)

    def without_effect(self, after: int) -> int:
        """Return how many changes of the gestures after a number do not count."""
        return int(self._driver.execute(_WITHOUT_EFFECT, (after,)).fetchone()[0])

    def fields_written(self, after: int) -> frozenset[tuple[str, str]]:
        """Return the entities and fields of the changes after a number."""
        return gestures.fields_written(self._driver, after)

    @property
    def last_change(self) -> int:
        """The number of the change that was added last, ours or not; 0 before the first."""
        return self._next_change - 1

    @property
    def last_gesture(self) -> int:
        """The number of the gesture that was added last, ours or not; 0 before the first."""
        return self._next_gesture - 1

    def gestures(
        self, incarnations: Iterable[str], *, after: int = 0, limit: int = -1
    ) -> list[Gesture]:
        """Return the last gestures of incarnations, newest first, of those after a number."""
        g = t.gesture.c
        numbers = [self._numbers.get(each, -1) for each in incarnations]
        written = select(t.gesture).where(g.incarnation.in_(numbers), g.id > after)
        return self._gestures(written.order_by(g.id.desc()).limit(limit))

    def has_gesture(self, incarnations: Iterable[str], *, until: int) -> bool:
        """Whether these incarnations made a gesture that is not an undo, up to a number."""
        return has_gesture(self._driver, incarnations, until)

    def lineage(self, incarnation: str) -> dict[str, int | None]:
        """Return an incarnation and those that it continues, with where each was left.

        It is a sequence number: later ones were written by somebody else.
        """
        return lineage_of(self._driver, incarnation)

    def _gestures(self, query: Select[Any]) -> list[Gesture]:
        incarnations = _Incarnations(self._connection)
        return [
            gesture_of(row, incarnations[row.incarnation].id)
            for row in self._connection.execute(query)
        ]

    def touched(self, found: Iterable[str], most: int) -> dict[str, tuple[tuple[str, str], ...]]:
        """Return the (entity, row) pairs of the first changes of gestures, `most` of each."""
        return gestures.touched(self._driver, found, most)

    def last_of_gesture(self, number: int) -> int:
        """Return the greatest sequence number among the changes of a gesture."""
        return int(self._driver.execute(_LAST_OF_GESTURE, (number,)).fetchone()[0])

    def parts_of_gesture(
        self, number: int
    ) -> Iterator[tuple[Sequence[Change], Mapping[str, Heads]]]:
        """Yield the changes of a gesture in their order, without their parents, part by part.

        Each comes with the heads of the cells that they wrote: a gesture may be as long as a list.
        """
        c, last = t.change.c, 0
        while True:
            first, last = self._driver.execute(_PART_OF_GESTURE, (number, last)).fetchone()
            if last is None:
                return
            part = (c.gesture == number) & c.id.between(first, last)
            logged = self._logged(part, by_sequence=True, has_parents=False)
            yield [each.change for each in logged], self.heads_of_gesture(number, first, last)


def every_numbered(heads: Heads) -> list[tuple[int, Head]]:
    """Return the heads of a row with the numbers of their changes, whatever their cell."""
    return [numbered for found in heads.values() for numbered in found]


def every_head(heads: Heads) -> list[Head]:
    """Return the heads of a row, whatever their cell."""
    return [head for _, head in every_numbered(heads)]


class _Incarnations(dict[int, Incarnation]):
    """The incarnations by number, each read when it is met.

    Another process may add one between two statements.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, number: int) -> Incarnation:
        row = self._connection.execute(_INCARNATION, {"number": number}).one()
        self[number] = replace(_incarnation(row), follows_ms=row.follows_ms)
        return self[number]


_former = t.incarnation.alias("former")
_INCARNATION = select(
    t.incarnation,
    select(func.max(func.coalesce(t.gesture.c.wall_ms, t.gesture.c.ms)))
    .join(_former, _former.c.id == t.gesture.c.incarnation)
    .where(_former.c.uuid == t.incarnation.c.continues)
    .scalar_subquery()
    .label("follows_ms"),
).where(t.incarnation.c.id == bindparam("number"))
"""The query of one incarnation, with when the last gesture of the one before it was made."""


def _head(line: Sequence[Any], parents: frozenset[ChangeKey]) -> Head:
    _, uuid, sequence, field, member, value, ms, counter, publication, person, salt, told = line
    return Head(
        *(ChangeKey(uuid, sequence), field, member, value if salt else None, Stamp(ms, counter)),
        *(rank_of(publication, person, is_sealed=bool(told)), parents),
        is_bare=not salt,
    )


def _incarnation(row: Any) -> Incarnation:
    return Incarnation(
        *(row.uuid, row.person, row.structure, row.started_ms, row.publication, row.format or 0),
        is_sealed=row.signature is not None,
    )


# By place, not by name: a check reads the whole log, and most of its time goes here.


def _change(
    line: Sequence[Any], gesture: Gesture, parents: Mapping[int, list[ChangeKey]]
) -> Change:
    """Read a line of the table of changes."""
    number, _, sequence, _, entity, row, field, member, value, previous, salt, *hashes, _, _ = line
    digest, previous_hash, own_hash = hashes
    return Change(
        key=ChangeKey(gesture.incarnation, sequence),
        gesture=gesture.id,
        cell=Cell(entity, row, field, member),
        value=value,
        previous=previous,
        parents=tuple(sorted(parents.get(number, ()))),
        salt=salt,
        digest=value_digest(value, previous, salt) if salt else digest,
        previous_hash=previous_hash,
        hash=own_hash,
    )
