"""The projection: from the log to the tables, one cell, one row, or everything.

`project_cells` serves what a person types, `project_rows` whatever may hold a conflict or a
tombstone, `project_all` a rebuild, a check and « l'état au … ». All three give the same rows:
a property-based test and `verifier` compare them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Insert,
    Select,
    and_,
    bindparam,
    case,
    column,
    delete,
    func,
    insert,
    null,
    select,
    table,
    text,
    update,
)
from sqlalchemy.dialects import sqlite

from ctg_desktop.domain.action_reference import place_of
from ctg_desktop.domain.changes import DAY_MS, DELIVERED, FUTURE_TOLERANCE_MS, Cell
from ctg_desktop.domain.fields import DELETED, FieldSpec, Kind, Scalar, known
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.merging import RowState
from db import tables as t
from db.engine import driver_of
from db.log.log import Log
from db.log.sealing import TOMB
from db.many_rows import Written, set_aside, slices
from db.mapping import fixed_sql, listed, members_of, sql, table_of
from db.reading.full_text import NUMBER
from db.reading.loading import SHARED, STORED, multiple_fields, single_fields
from db.tables import SORTED

ALL_TIME_MS = 2**62
"""A limit that no clock reaches."""

_NOW_LATEST = table("now_latest", column("id"), column("entity"), column("row"), column("field"))


@cache
def _set_columns(entity: str, names: Sequence[str]) -> str:
    target = table_of(entity)
    values: dict[str, BindParameter[Any]] = {name: bindparam(f"v_{name}") for name in names}
    statement = update(target).where(target.c.id == bindparam("row_id"))
    return sql(statement.ordered_values(*values.items()))


@cache
def _columns(entity: str) -> tuple[str, ...]:
    """Return the columns that follow from the log of a row."""
    return tuple(item.name for item in table_of(entity).c if item.name not in ("id", NUMBER))


@cache
def _sorted_by(entity: str, field: str) -> tuple[str, ...]:
    """Return the columns that hold the sort key of a field."""
    found = SORTED.get(entity, {}).items()
    return tuple(name for name, of_field in found if of_field == field)


@cache
def _new_row(entity: str) -> str:
    """Return the statement that makes a row; for one that may exist SQLite takes twice as long."""
    return sql(insert(table_of(entity)).values(dict.fromkeys(("id", *_columns(entity)))))


@cache
def _put_row(entity: str) -> str:
    """Return the statement that makes a row, or writes every column of one that exists."""
    target = table_of(entity)
    made = sqlite.insert(target).values(dict.fromkeys(("id", *_columns(entity))))
    put = made.on_conflict_do_update(
        index_elements=["id"], set_={name: made.excluded[name] for name in _columns(entity)}
    )
    return sql(put)


@cache
def _add_row(entity: str) -> str:
    return sql(insert(table_of(entity)).prefix_with("OR IGNORE").values(id=""))


@cache
def _add_member(entity: str, field: str) -> str:
    return sql(insert(members_of(entity, field)).prefix_with("OR IGNORE"))


@cache
def _remove_member(entity: str, field: str) -> str:
    members = members_of(entity, field)
    return sql(delete(members).where(members.c.row == "", members.c.member == ""))


@cache
def _shared_value(entity: str) -> str:
    target = table_of(entity)
    return sql(select(target.c[SHARED[entity]]).where(target.c.id == bindparam("row_id")))


@cache
def _present_rows(entity: str) -> str:
    """Return the statement that reads which of some rows exist, with what others may share."""
    c = table_of(entity).c
    shared = c[SHARED[entity]] if entity in SHARED else null()
    return sql(select(c.id, shared).where(c.id.in_(listed())))


@cache
def _sharing(entity: str) -> str:
    c = table_of(entity).c
    same = c[SHARED[entity]] == bindparam("value")
    arrived = text("deleted IN (0, 1)")  # both named, so that the index serves
    return sql(select(c.id, c.shared).where(arrived, same).order_by(c.id))


@cache
def _shared_values(entity: str) -> str:
    target = table_of(entity)
    value = target.c[SHARED[entity]]
    arrived = select(value).where(target.c.deleted.is_not(None), value.is_not(None))
    return sql(arrived.group_by(value).having(func.count() > text("1")))


@cache
def _set_shared(entity: str) -> str:
    target = table_of(entity)
    statement = update(target).where(target.c.id == bindparam("row_id"))
    return sql(statement.values(shared=bindparam("place")))


_SETTLE = sql(delete(t.conflict).where(t.conflict.c.row == bindparam("row_id")))
_NOTE_CONFLICT = sql(insert(t.conflict))


class Projection:
    """Writes the tables of one open base from what its log says."""

    def __init__(self, connection: Connection, log: Log, schema: str = "main") -> None:
        """Work on an open connection, within its transaction, on the tables of a schema."""
        self._connection = connection
        self._log = log
        self._schema = schema
        self._driver = driver_of(connection)
        self._driver.create_function("french_sort_key", 1, _sort_text, deterministic=True)
        self._untold: dict[str, set[Scalar]] | None = None

    @contextmanager
    def writing(self, written: Mapping[str, Written]) -> Iterator[None]:
        """Write so much within a block: what follows from many rows at once is done at its end."""
        untold: dict[str, set[Scalar]] = defaultdict(set)
        self._untold = untold
        try:
            with set_aside(self._driver, self._schema, written):
                yield
        finally:
            self._untold = None
        for entity, values in untold.items():
            self._tell_apart(entity, *values)

    # ----------------------------------------------------------------- cells and rows

    def ensure_targets(self, entity: str, values: Iterable[tuple[tuple[str, str], Scalar]]) -> None:
        """Make the rows exist that an entity's rows point to.

        `values` are those that can be held, each with its field and its member.
        """
        pointing = _pointing(entity)
        wanted: dict[str, dict[Scalar, None]] = defaultdict(dict)
        for (field, member), value in values:
            spec = pointing.get(field)
            if spec is not None and spec.is_multiple == bool(member):
                wanted[spec.target][member or value] = None
        for target, rows in wanted.items():
            named = [(row,) for row in rows if row is not None]
            self._driver.executemany(_add_row(target), named)

    def project_cells(self, cells: Iterable[tuple[Cell, Scalar]]) -> None:
        """Write cells of rows that exist and that no conflict concerns, each cell once."""
        lines: dict[str, list[tuple[Scalar, ...]]] = defaultdict(list)
        shared: dict[str, set[Scalar]] = defaultdict(set)
        for (entity, row, field, member), value in cells:
            spec = _spec_of(entity, field, member)
            if spec is None:
                continue
            if spec.is_multiple:
                make = _add_member if value == 1 else _remove_member
                lines[make(entity, field)].append((row, member))
            elif SHARED.get(entity) == field:
                shared[entity] |= {self._shared_by(entity, row), value}
                lines[_set_columns(entity, (field, "shared"))].append((value, None, row))
            else:
                keys = _sorted_by(entity, field)
                told = (value, *(_sort_text(value) for _ in keys), row)
                lines[_set_columns(entity, (field, *keys))].append(told)
        for statement, found in lines.items():
            self._driver.executemany(statement, found)
        for entity, values in shared.items():
            self._tell_apart(entity, *values)

    def _shared_by(self, entity: str, row: str) -> Scalar:
        """Return what a row holds in the field that others may share."""
        found = self._driver.execute(_shared_value(entity), (row,)).fetchone()
        value: Scalar = found[0] if found else None
        return value

    def _tell_apart(self, entity: str, *values: Scalar) -> None:
        """Give the rows that share one of these values their places, or take them away."""
        if self._untold is not None:
            self._untold[entity].update(values)
            return
        for value in {value for value in values if value is not None}:
            rows = self._driver.execute(_sharing(entity), (value,)).fetchall()
            places = [place_of(at) if len(rows) > 1 else None for at in range(len(rows))]
            for place, (row, former) in zip(places, rows, strict=True):
                if place != former:
                    self._driver.execute(_set_shared(entity), (place, row))

    def project_row(self, entity: str, row: str) -> None:
        """Write one row, its members and its conflicts from the heads of its cells."""
        self.project_rows(entity, {row: self._log.heads(row).state})

    def project_rows(self, entity: str, states: Mapping[str, RowState]) -> None:
        """Write rows of an entity, their members and conflicts; what they point to exists."""
        if entity not in STORED:
            return
        names = _columns(entity)
        present = dict(self._driver.execute(_present_rows(entity), (json.dumps([*states]),)))
        shared: set[Scalar] = set(present.values())
        lines = []
        for row, state in states.items():
            stored = {name: value for (name, member), value in state.values.items() if not member}
            for name, of_field in SORTED.get(entity, {}).items():
                stored[name] = _sort_text(stored.get(of_field))
            if entity in SHARED:
                shared.add(stored.get(SHARED[entity]))
            lines.append((row, *map(stored.get, names)))
        new = [line for line in lines if line[0] not in present]
        self._driver.executemany(_new_row(entity), new)
        self._driver.executemany(_put_row(entity), [line for line in lines if line[0] in present])
        self._tell_apart(entity, *shared)
        self._project_members(entity, states)
        self._driver.executemany(_SETTLE, [(row,) for row in states])
        conflicts = [
            (row, field, member, entity)
            for row, state in states.items()
            for field, member in sorted(state.conflicts)
        ]
        self._driver.executemany(_NOTE_CONFLICT, conflicts)

    def _project_members(self, entity: str, states: Mapping[str, RowState]) -> None:
        made: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row, state in states.items() if multiple_fields(entity) else ():
            for (field, member), value in state.values.items():
                spec = _spec_of(entity, field, member) if member else None
                if spec is not None:
                    make = _add_member if value == 1 else _remove_member
                    made[make(entity, field)].append((row, member))
        for statement, lines in made.items():
            self._driver.executemany(statement, lines)

    def empty_row(self, entity: str, row: str) -> None:
        """Empty a row that belongs to another entity."""
        if entity not in STORED:
            return
        names = _columns(entity)
        self._driver.execute(_set_columns(entity, names), (*(None for _ in names), row))
        for spec in multiple_fields(entity):
            members = members_of(entity, spec.name)
            self._connection.execute(delete(members).where(members.c.row == row))

    # ---------------------------------------------------------------------- everything

    def mark_latest(self, rows: Collection[str]) -> None:
        """Update the mark of those changes of some rows that count and are nobody's parent."""
        if rows:
            self._driver.execute(_MARK_LATEST, (DELIVERED, DELIVERED, json.dumps([*rows])))

    def fill_latest(self, until_ms: int = ALL_TIME_MS, now_ms: int = ALL_TIME_MS) -> None:
        """Make the temporary table `now_latest` of the changes that were latest at an instant.

        The writers' wall clocks tell when a gesture was made. One that is still to come at
        `now_ms`, or long before what it follows, was made under a false clock: it counts from
        the last date before it that can be right.

        The first publication of the référentiel counts as older than any instant: an action
        was never without the names of what it serves.
        """
        self._connection.exec_driver_sql("DROP TABLE IF EXISTS temp.now_latest")
        self._connection.exec_driver_sql("DROP TABLE IF EXISTS temp.now_seen")
        self._connection.exec_driver_sql(
            "CREATE TEMP TABLE now_latest"
            ' (id INTEGER PRIMARY KEY, entity TEXT, "row" TEXT, field TEXT)'
        )
        self._connection.exec_driver_sql("CREATE TEMP TABLE now_seen (id INTEGER PRIMARY KEY)")
        self._connection.exec_driver_sql(
            _FILL_SEEN,
            {"until": until_ms, "now": now_ms + FUTURE_TOLERANCE_MS, "day": DAY_MS},
        )
        self._connection.exec_driver_sql(_FILL_LATEST)
        self._connection.exec_driver_sql(_DROP_OLD_PUBLICATIONS, (DELIVERED, DELIVERED))
        # Every entity then reads its own part of the log alone, row after row as it was written.
        self._connection.exec_driver_sql(
            'CREATE INDEX temp.now_latest_row ON now_latest (entity, "row", field)'
        )

    def extent(self) -> dict[str, Written]:
        """Return how much of each entity `project_all` writes."""
        return {
            entity: Written(rows, {DELETED.name})
            for entity, rows in self._driver.execute(_ROWS_OF_ENTITIES)
        }

    def project_all(self, tick: Callable[[int], None]) -> None:
        """Fill the entity tables, which must be empty, from the changes in `now_latest`.

        Foreign keys must be deferred: rows come before those that they point to. `tick` gets how
        many entities are done.
        """
        for done, entity in enumerate(STORED, 1):
            self._connection.exec_driver_sql(_pivot(entity))
            tick(done)
        for entity in STORED:
            for statement in _fill_links(entity):
                self._connection.exec_driver_sql(statement)
        unsettled: dict[str, list[str]] = defaultdict(list)
        for entity, row in self._driver.execute(_unsettled()):
            unsettled[entity].append(row)
        for entity in unsettled.keys() & STORED.keys():
            for rows in slices(unsettled[entity]):
                self._project_unsettled(entity, rows)
        for entity in SHARED:
            self._tell_apart(
                entity, *(value for (value,) in self._driver.execute(_shared_values(entity)))
            )

    def _project_unsettled(self, entity: str, rows: Iterable[str]) -> None:
        states = {}
        for row in rows:
            numbers = {number for (number,) in self._driver.execute(_LATEST_OF_ROW, (row,))}
            states[row] = self._log.heads_among(row, numbers).state
            self.ensure_targets(entity, states[row].values.items())
        self.project_rows(entity, states)


def cell_changed(before: RowState, after: RowState) -> tuple[str, str] | None:
    """Return the cell of a row that alone differs; None where the row is to be written whole.

    So is a row that arrives, or never did: others may share what it holds.
    """
    differing = before.values.items() ^ after.values.items()
    cells = {cell for cell, _ in differing}
    arrived = (state.values.get(TOMB) is not None for state in (before, after))
    if before.conflicts or after.conflicts or len(cells) != 1 or not all(arrived):
        return None
    return cells.pop()


_MARK_LATEST = """
WITH marked (id, mark) AS (
    SELECT c.id, c.counts = 1 AND NOT EXISTS (
        SELECT 1 FROM change_parent p JOIN "change" k ON k.id = p."change"
        WHERE p.incarnation = c.incarnation AND p.sequence = c.sequence AND k.counts = 1
        AND k."row" = c."row" AND k.field = c.field AND k.member = c.member)
    AND NOT EXISTS (
        SELECT 1 FROM incarnation i, "change" k JOIN incarnation newer ON newer.id = k.incarnation
        WHERE i.id = c.incarnation AND k.counts = 1
        AND (newer.publication, newer.person <> ?, newer.signature IS NOT NULL)
        > (i.publication, i.person <> ?, i.signature IS NOT NULL)
        AND k."row" = c."row" AND k.field = c.field AND k.member = c.member)
    FROM "change" c WHERE c."row" IN (SELECT value FROM json_each(?)))
UPDATE "change" SET latest = mark FROM marked WHERE marked.id = "change".id AND latest != mark
"""

_FILL_SEEN = """
WITH told AS (SELECT id, incarnation, coalesce(wall_ms, ms) AS at FROM gesture),
made AS MATERIALIZED (
    SELECT *, max(iif(at <= :now, at, NULL)) OVER (PARTITION BY incarnation ORDER BY id) AS sure
    FROM told),
life AS MATERIALIZED (
    SELECT i.id, i.started_ms, i.publication, (
        SELECT max(m.at) FROM made m JOIN incarnation f ON f.id = m.incarnation
        WHERE f.uuid = i.continues AND m.at <= :now) AS follows
    FROM incarnation i)
INSERT INTO now_seen SELECT c.id FROM "change" c
JOIN made g ON g.id = c.gesture JOIN life i ON i.id = c.incarnation
WHERE c.counts = 1 AND (max(g.at, iif(g.at + :day < i.follows, i.follows, g.at)) <= :until
OR (g.at > :now AND :until >= coalesce(g.sure, i.follows, min(i.started_ms, :until)))
OR i.publication = (SELECT min(publication) FROM incarnation))
"""

_FILL_LATEST = """
INSERT INTO now_latest SELECT c.id, c.entity, c."row", c.field
FROM now_seen s JOIN "change" c ON c.id = s.id
WHERE NOT EXISTS (
    SELECT 1 FROM change_parent p JOIN now_seen ks ON ks.id = p."change"
    JOIN "change" k ON k.id = p."change"
    WHERE p.incarnation = c.incarnation AND p.sequence = c.sequence
    AND k."row" = c."row" AND k.field = c.field AND k.member = c.member)
"""

_DROP_OLD_PUBLICATIONS = """
DELETE FROM now_latest WHERE id IN (
    SELECT c.id FROM now_latest n JOIN "change" c ON c.id = n.id
    JOIN incarnation i ON i.id = c.incarnation
    WHERE i.publication IS NOT NULL AND EXISTS (
        SELECT 1 FROM "change" k JOIN now_seen s ON s.id = k.id
        JOIN incarnation newer ON newer.id = k.incarnation
        WHERE k."row" = c."row" AND k.field = c.field AND k.member = c.member
        AND (newer.publication, newer.person <> ?, newer.signature IS NOT NULL)
        > (i.publication, i.person <> ?, i.signature IS NOT NULL)))
"""

_ROWS_OF_ENTITIES = 'SELECT entity, count(DISTINCT "row") FROM now_latest GROUP BY entity'

_LATEST_OF_ROW = """
SELECT n.id FROM "change" c JOIN now_latest n ON n.id = c.id WHERE c."row" = ?
"""


def _spec_of(entity: str, field: str, member: str) -> FieldSpec | None:
    """Return the field of a cell; None if another version uses it differently.

    A field that holds one value here may hold a set there, or the reverse.
    """
    spec = known(entity, field)
    return spec if spec is not None and spec.is_multiple == bool(member) else None


@cache
def _pointing(entity: str) -> Mapping[str, FieldSpec]:
    """Return the fields of an entity that point to others, by name."""
    fields = STORED[entity].fields if entity in STORED else {}
    return {name: spec for name, spec in fields.items() if spec.target}


def _sort_text(title: Scalar) -> str | None:
    return None if title is None else sort_key(str(title))


def _latest_changes(entity: str) -> Select[Any]:
    query = select(t.change).join(_NOW_LATEST, _NOW_LATEST.c.id == t.change.c.id)
    return query.where(_NOW_LATEST.c.entity == entity)


def _latest_members(entity: str, field: str) -> Select[Any]:
    return _latest_changes(entity).where(_NOW_LATEST.c.field == field, t.change.c.member != "")


@cache
def _pivot(entity: str) -> str:
    """Return the statement that fills a table: a row per row of the log, a column per field."""
    c = t.change.c
    specs = single_fields(entity)
    values: dict[str, ColumnElement[Any]] = {
        spec.name: func.max(
            case((and_(c.field == spec.name, c.member == "", c.salt != ""), c.value))
        )
        for spec in specs
    }
    for name, of_field in SORTED.get(entity, {}).items():
        values[name] = func.french_sort_key(values[of_field])
    row = _NOW_LATEST.c.row
    query = _latest_changes(entity).with_only_columns(row, *values.values()).group_by(row)
    return fixed_sql(insert(table_of(entity)).from_select(["id", *values], query))


@cache
def _unsettled() -> str:
    """Return the query of the rows that a plain pivot may get wrong: several heads, a tombstone."""
    c = t.change.c
    latest = select(_NOW_LATEST.c.id)
    several = (
        select(c.entity, c.row)
        .where(c.id.in_(latest))
        .group_by(c.row, c.field, c.member)
        .having(func.count() > 1)
    )
    buried = select(c.entity, c.row).where(
        c.id.in_(latest), c.field == DELETED.name, func.coalesce(c.value, text("1")) != text("0")
    )
    return fixed_sql(several.union(buried))


@cache
def _fill_links(entity: str) -> tuple[str, ...]:
    """Return the statements that make the rows exist that others point to, then the members."""
    single = [spec for spec in single_fields(entity) if spec.kind is Kind.REFERENCE]
    made = [_targets(entity, spec) for spec in single]
    for spec in multiple_fields(entity):
        made += [_member_targets(entity, spec), _fill_members(entity, spec)]
    return tuple(fixed_sql(statement) for statement in made)


def _targets(entity: str, spec: FieldSpec) -> Insert:
    """Return the statement that makes the rows exist that a field points to."""
    column = table_of(entity).c[spec.name]
    query = select(column).where(column.is_not(None)).distinct()
    return insert(table_of(spec.target)).prefix_with("OR IGNORE").from_select(["id"], query)


def _member_targets(entity: str, spec: FieldSpec) -> Insert:
    c = t.change.c
    query = _latest_members(entity, spec.name).with_only_columns(c.member).distinct()
    return insert(table_of(spec.target)).prefix_with("OR IGNORE").from_select(["id"], query)


def _fill_members(entity: str, spec: FieldSpec) -> Insert:
    c = t.change.c
    query = (
        _latest_members(entity, spec.name)
        .with_only_columns(c.row, c.member)
        .where(c.value == text("1"), c.salt != "")
    )
    made = insert(members_of(entity, spec.name)).prefix_with("OR IGNORE")
    return made.from_select(["row", "member"], query)
