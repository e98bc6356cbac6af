"""Reading the tables: rows, lists, counts. Nothing here writes."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
)

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import CLOSED, Frequency, Priority, Status
from ctg_desktop.domain.conditions import RANGED, FieldCondition, comparable
from ctg_desktop.domain.fields import Entity, FieldSpec, Scalar
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.listing import LISTED, ActionLine, ActionQuery
from ctg_desktop.domain.rules import NEVER_LATE
from ctg_desktop.domain.searching import Sought
from ctg_desktop.domain.views import Hit
from db import figures
from db.conditions import fulfils, is_there
from db.conflicts import disputed_actions
from db.engine import driver_of
from db.figures import Figures
from db.loading import STORED, Asked, line
from db.mapping import listed, living, load, members_of, models, sql, table_of
from db.search import SearchIndex

E = TypeVar("E", bound=Entity)

_action = table_of("action")
_a = _action.c
_other_ambitions = members_of("action", "other_ambitions")
_structure = table_of("territoire").alias("structure_row")
_pilote = table_of("contact").alias("pilote_row")

_whole = table_of("action").alias("whole")
_is_covered = exists().where(_whole.c.id == _a.parent, _whole.c.confidential == 1)
"""Whether what an action is an opération of is confidential."""

_is_model = _a.id.in_(models())
"""Whether an action is kept for reuse, by itself or with the one that it is an opération of."""

_LINE = (
    _a.id,
    *(_a[name] for name in LISTED),
    _a.shared,
    _structure.c.name.label("structure_name"),
    _structure.c.kind.label("structure_kind"),
    _structure.c.deleted.label("structure_deleted"),
    _pilote.c.given_name,
    _pilote.c.family_name,
    _pilote.c.deleted.label("pilote_deleted"),
    _pilote.c.erased.label("pilote_erased"),
    _is_covered.label("is_covered"),
)
_SORTS: Mapping[str, ColumnElement[Any]] = {
    "reference": _a.reference,
    "title": _a.title_sort,
    "starts_on": _a.starts_on,
    "ends_on": _a.ends_on,
}
"""The columns by which a list may be sorted, each with its index; the identity breaks ties."""

_GROUPS: Mapping[str, ColumnElement[Any]] = {
    "status": _a.status,
    "priority": _a.priority,
    "structure": _a.structure,
    "ambition": _a.main_ambition,
    "pilote": _a.pilote,
}
"""What a list may be sorted by that has few values, whose order is not that of their text.

The values present are put in order into a temporary table, and the actions of each are read by
reference, with an index: so the first screen costs the same in a long list and in a short one.
"""

_CHOSEN: Mapping[str, ColumnElement[Any]] = {
    "statuses": _a.status,
    "priorities": _a.priority,
    "structures": _a.structure,
    "pilotes": _a.pilote,
}
"""The fields of one value that a query chooses values of, by its attributes."""


def _is_unindexed(sort: str) -> bool:
    """Whether a list is sorted by a field without an index."""
    spec = Action.TYPE.fields.get(sort)
    return not (sort in _SORTS or sort in _GROUPS or spec is None or spec.is_multiple)


def _is_text_alone(query: ActionQuery) -> bool:
    """Whether the index finds a list by itself: all actions that hold words, by reference."""
    whole = ActionQuery(
        query.text, descending=query.descending, limit=query.limit, offset=query.offset
    )
    return query == whole and bool(query.text.strip())


_group = table("list_group", column("rank"), column("value"), schema="temp")
_REFERENCE = ("reference", "id")
"""The columns of the usual order of a list."""

_value: ColumnElement[Any] = literal_column("+temp.list_group.value")
"""The value of a group, computed: so that SQLite takes the groups in turn, each by its index."""
_MAKE_GROUPS = "CREATE TEMP TABLE IF NOT EXISTS list_group (rank INTEGER PRIMARY KEY, value TEXT)"
_FILL_GROUPS = "INSERT INTO temp.list_group SELECT key, value FROM json_each(?)"


@cache
def _values_present(sort: str) -> str:
    """Return the statement that finds each value of a group once, jumping along its index."""
    grouped = _GROUPS[sort]
    least = select(func.min(grouped)).where(_a.deleted == bindparam("deleted"))
    found = select(least.scalar_subquery().label("value")).cte("found", recursive=True)
    following = least.where(grouped > found.c.value).scalar_subquery()
    found = found.union_all(select(following).where(found.c.value.is_not(None)))
    return sql(select(found.c.value).where(found.c.value.is_not(None)))


@cache
def _owned(entity: str, owner: str) -> str:
    rows = table_of(entity)
    query = select(rows.c.id).where(rows.c[owner] == bindparam("row_id"))
    return sql(query.order_by(rows.c.id))


_IDS = "ids"
"""The parameter that is a JSON list of identities; no field has this name."""


@cache
def _rows(asked: Asked) -> Select[Any]:
    """Return the query of rows, in their `order` then creation; its parameters stand in order."""
    rows = table_of(asked.entity)
    c = rows.c
    in_bin = c.deleted == literal_column("1")
    is_wanted = {None: c.deleted.is_not(None), False: living(rows), True: in_bin}
    query = select(rows).where(is_wanted[asked.deleted])
    if asked.by_id:
        query = query.where(c.id.in_(listed(_IDS)))
    for name in asked.where:
        query = query.where(c[name].is_not_distinct_from(bindparam(name)))
    kind = STORED[asked.entity]
    for name in asked.filled:
        query = query.where(is_there(kind, kind.fields[name]))
    if "order" in c:
        query = query.order_by(c.order.is_(None), c.order)
    return query.order_by(c.id)


@cache
def rows_sql(asked: Asked) -> str:
    """Return the statement that reads rows; its parameters stand in the order of `Asked`."""
    return sql(_rows(asked))


def _selected(source: FromClause, condition: ColumnElement[bool]) -> Select[Any]:
    named = source.outerjoin(_structure, _structure.c.id == _a.structure).outerjoin(
        _pilote, _pilote.c.id == _a.pilote
    )
    return select(*_LINE).select_from(named).where(condition)


class Repository(Figures):
    """Reads one open base: the tables as they are now, or as temporary ones say they were."""

    def __init__(self, connection: Connection) -> None:
        """Work on an open connection."""
        self._connection = connection
        self._driver = driver_of(connection)

    # ------------------------------------------------------------------------- rows

    def get(self, cls: type[E], row_id: str) -> E | None:
        """Return one row, deleted or not; None when it does not exist."""
        found = self.rows(cls, ids=[row_id], deleted=None)
        return found[0] if found else None

    def rows(
        self,
        cls: type[E],
        *,
        ids: Collection[str] | None = None,
        where: Mapping[str, Scalar] | None = None,
        deleted: bool | None = False,
        conditions: Collection[FieldCondition] = (),
    ) -> list[E]:
        """Return the rows, in their `order` field then creation; `deleted` None means both."""
        name, given = cls.TYPE.name, dict(where or {})
        asked = Asked(name, deleted, tuple(given), by_id=ids is not None)
        if ids is not None:
            given = {_IDS: json.dumps([*ids]), **given}
        if conditions:
            query = _rows(asked)
            for condition in conditions:
                query = query.where(fulfils(self._connection, cls.TYPE, condition))
            found: Iterable[Sequence[Any]] = self._connection.execute(query, given)
        else:
            found = self._driver.execute(rows_sql(asked), tuple(given.values()))
        columns = table_of(name).columns.keys()
        rows = [dict(zip(columns, row, strict=True)) for row in found]
        return load(self._driver, cls, rows)

    def references(self, prefix: str) -> list[str]:
        """Return every action reference that begins so, corbeille and unknown rows included."""
        return list(
            self._connection.scalars(
                select(_a.reference).where(_a.reference.between(prefix, prefix + "\U0010ffff"))
            )
        )

    def children(self, row_id: str) -> list[str]:
        """Return the identities of the rows that belong to this one, whatever their state."""
        found = {row_id: None}
        waiting = [row_id]
        while waiting:
            children = self._owned_by(waiting.pop())
            # Another site may have made them point in a circle.
            waiting += [child for child in children if child not in found]
            found.update(dict.fromkeys(children))
        return [child for child in found if child != row_id]

    def _owned_by(self, row_id: str) -> list[str]:
        return [
            child
            for kind in STORED.values()
            if kind.owner
            for (child,) in self._driver.execute(_owned(kind.name, kind.owner), (row_id,))
        ]

    # ---------------------------------------------------------------------- actions

    def actions(self, query: ActionQuery, today: date) -> list[ActionLine]:
        """Return the lines that the query asks for, in its order."""
        if query.offset or query.text.strip() or _is_unindexed(query.sort):
            # What is skipped or sorted need not be joined to its names.
            ids = self.action_ids(query, today)
            lines = {line.id: line for line in self._lines(_action, _is_among(ids), today)}
            return [lines[row] for row in ids]
        source, condition = self._listed(query, today)
        return self._lines(source, condition, today, query)

    def _lines(
        self,
        source: FromClause,
        condition: ColumnElement[bool],
        today: date,
        query: ActionQuery | None = None,
    ) -> list[ActionLine]:
        statement = _selected(source, condition)
        if query is not None:
            statement = _ordered(statement, query)
        return [line(row, today) for row in self._connection.execute(statement)]

    def lines_statement(self, query: ActionQuery) -> Select[Any]:
        """Return the statement of `actions`; how many it returns is its one parameter."""
        source, condition = self._listed(query, date.min)
        return _ordered(_selected(source, condition), query).limit(literal_column("?"))

    def action_ids(self, query: ActionQuery, today: date) -> list[str]:
        """Return the identities of the query's actions, in its order."""
        if _is_text_alone(query):
            return SearchIndex(self._connection).actions(query)
        if _is_unindexed(query.sort) or (query.sort in _GROUPS and self._are_few(query)):
            return self._sorted(query, today)
        source, condition = self._listed(query, today)
        statement = _ordered(select(_a.id).select_from(source).where(condition), query)
        return list(self._connection.scalars(statement))

    def _sorted(self, query: ActionQuery, today: date) -> list[str]:
        """Sort without an index: read by reference, then put by the rank of the value.

        As many values as there are actions cost no more than a few.
        """
        field = _GROUPS[query.sort] if query.sort in _GROUPS else _a[query.sort]
        # Computed, so that the table is read through, and not by an index of this order.
        order: list[ColumnElement[Any]] = [literal_column(f"+action.{n}") for n in _REFERENCE]
        statement = select(_a.id, field).where(self._condition(query, today, by_index=False))
        if query.descending:
            order = [each.desc() for each in order]
        found = self._connection.execute(statement.order_by(*order)).all()
        values = self._in_order(query, {value for _, value in found if value is not None})
        ranks = {value: rank for rank, value in enumerate(values)}
        ids = [row for row, _ in sorted(found, key=lambda line: ranks[line[1]])]
        last = None if query.limit is None else query.offset + query.limit
        return ids[query.offset : last]

    def without(self, action_ids: Collection[str], today: date) -> Mapping[str, frozenset[str]]:
        """Return what each of some actions lacks, by the names of `ActionQuery.without`."""
        columns = [lacks(today).label(name) for name, lacks in _WITHOUT.items()]
        statement = select(_a.id, *columns).where(_is_among(action_ids))
        return {
            row["id"]: frozenset(name for name in _WITHOUT if row[name])
            for row in self._connection.execute(statement).mappings()
        }

    def _listed(self, query: ActionQuery, today: date) -> tuple[FromClause, ColumnElement[bool]]:
        """Return the table that a list is read from, ordered by its groups, and its condition."""
        group = _GROUPS.get(query.sort)
        source: FromClause = _action
        if group is not None:
            self._put_in_order(query)
            source = _group.join(_action, group.is_not_distinct_from(_value))
        return source, self._condition(query, today, group)

    def _put_in_order(self, query: ActionQuery) -> None:
        """Fill the temporary table with the values that the query's actions are grouped by."""
        present = _values_present(query.sort)
        found = self._driver.execute(present, (int(query.deleted),) * present.count("?"))
        ordered = self._in_order(query, {value for (value,) in found})
        self._driver.execute(_MAKE_GROUPS)
        self._driver.execute("DELETE FROM temp.list_group")
        self._driver.execute(_FILL_GROUPS, (json.dumps(ordered),))

    def _in_order(self, query: ActionQuery, values: Collection[Any]) -> list[Any]:
        """Put the values that the query's actions are sorted by in their order.

        Values without a known rank come after the others, and actions without a value last.
        """
        ranks = self._ranks(query.sort, values)
        known = sorted(values & ranks.keys(), key=ranks.__getitem__, reverse=query.descending)
        return [*known, *sorted(values - ranks.keys()), None]

    def _ranks(self, sort: str, values: Collection[Any]) -> Mapping[Any, Any]:
        """Return the rank of each known value of a group."""
        match sort:
            case "status":
                return {status.value: rank for rank, status in enumerate(Status)}
            case "priority":
                return {priority.value: rank for rank, priority in enumerate(Priority)}
            case "structure":
                places = table_of("territoire").c
                names = select(places.id, places.name).where(places.name.is_not(None))
                found = self._connection.execute(names)
                return {row.id: sort_key(row.name) for row in found}
            case "pilote":
                people = table_of("contact").c
                found = self._connection.execute(
                    select(people.id, people.family_name, people.given_name)
                )
                return {
                    row.id: sort_key(f"{row.family_name or ''} {row.given_name or ''}")
                    for row in found
                }
            case "ambition":
                served = table_of("ambition").c
                found = self._connection.execute(select(served.id, served.order, served.number))
                return {
                    row.id: (row.order is None, row.order or 0, sort_key(row.number or ""))
                    for row in found
                }
            case _:
                return self._ranks_of_any(Action.TYPE.fields[sort], values)

    def _ranks_of_any(self, spec: FieldSpec, values: Collection[Any]) -> Mapping[Any, Any]:
        """Return the rank of the stored values of a field: its own order, else of the words."""
        if spec.choices is not None:
            return {choice.value: rank for rank, choice in enumerate(spec.choices)}
        if spec.kind in RANGED:
            return {value: comparable(spec, value) for value in values}
        if not spec.target:
            return {value: sort_key(str(value)) for value in values}
        kind = STORED[spec.target]
        found = self.rows(kind.cls, ids=list(values), deleted=None)
        return {
            row.id: at if kind.is_ordered else sort_key(row.called) for at, row in enumerate(found)
        }

    def count_actions(self, query: ActionQuery, today: date) -> int:
        """Return how many actions the query finds, without its limit."""
        if _is_text_alone(replace(query, sort="reference")):
            return SearchIndex(self._connection).count_actions(query.text)
        return super().count_actions(query, today)

    def _figure(
        self, what: str, query: ActionQuery, today: date, **given: Scalar
    ) -> Sequence[Sequence[Any]]:
        statement = self.figure(what, query, today)
        return self._connection.execute(statement, given or None).all()

    def figure(self, what: str, query: ActionQuery, today: date) -> Select[Any]:
        """Return the statement of a figure (see `db.figures`) about the query's actions."""
        condition = self._condition(query, today, by_index=not _begins_elsewhere(what, query))
        match what:
            case figures.COUNT:
                return select(func.count()).select_from(_action).where(condition)
            case figures.PROGRESS:
                return _standing(condition, today)
            case figures.CONTRIBUTIONS:
                return _contributing(condition)
            case figures.BUDGET:
                return _amounts("budget_line", figures.BUDGET_COLUMNS, condition)
            case figures.FINANCEMENTS:
                return _amounts("financement", figures.FINANCEMENT_COLUMNS, condition)
            case _:
                return _due(condition, is_count=what == figures.DUE_COUNT)

    def structure_counts(
        self, query: ActionQuery
    ) -> Mapping[str | None, Mapping[Status | None, int]]:
        """Return the number of the query's actions by structure and status."""
        statement = (
            select(_a.structure, _a.status, func.count())
            .where(self._condition(query, date.min))
            # More groups than are told, but those of the index: nothing is sorted.
            .group_by(_a.status, _a.main_ambition, _a.structure)
        )
        found: dict[str | None, Counter[Status | None]] = defaultdict(Counter)
        for structure, status, count in self._connection.execute(statement):
            found[structure][Status.known(status)] += count
        return dict(found)

    def _condition(
        self,
        query: ActionQuery,
        today: date,
        group: ColumnElement[Any] | None = None,
        *,
        by_index: bool = True,
    ) -> ColumnElement[bool]:
        """Return the condition of the query's actions; `group` is the column of the groups.

        Unless `by_index`, the table is read through where nothing but its state is asked for.
        """
        state = _a.deleted == literal_column(str(int(query.deleted)))
        conditions = [state if by_index else func.likely(state)]
        if query.text.strip() and query.deleted:
            conditions += _named(query.text)  # the index holds living rows alone
        elif query.text.strip():
            few = self._are_few(query)
            found = SearchIndex(self._connection).holding(query.text, few=few)
            conditions = [found] if few else [*conditions, found]
        for name, field in _CHOSEN.items():
            if wanted := getattr(query, name):
                # Whole groups are left out before their actions are looked for.
                told = _group.c.value if field is group else field
                conditions.append(told.in_(bindparam(name, sorted(wanted), expanding=True)))
        for members, wanted in (
            ("territoires", query.territoires),
            ("thematiques", query.thematiques),
            ("publics", query.publics),
        ):
            if wanted:
                conditions.append(_has_member(members_of("action", members), wanted))
        conditions += _strategy(
            query, _group.c.value if group is _a.main_ambition else _a.main_ambition
        )
        conditions += [_WITHOUT[name](today) for name in sorted(query.without)]
        conditions += _flags(query, today)
        if query.disputed is not None:
            is_disputed = _a.id.in_(disputed_actions(today))
            conditions.append(is_disputed if query.disputed else ~is_disputed)
        conditions += [fulfils(self._connection, Action.TYPE, each) for each in query.fields]
        if query.hidden:
            conditions.append(~_is_among(sorted(query.hidden)))
        if query.year is not None:
            conditions.append(_runs_in(query.year))
        return and_(*conditions)

    def _are_few(self, query: ActionQuery) -> bool:
        """Whether a query's words are held by few living actions."""
        is_asked = bool(query.text.strip()) and not query.deleted
        return is_asked and SearchIndex(self._connection).are_few(query.text)

    # ----------------------------------------------------------------------- search

    def search(self, text: str, *, limit: int = 50, entities: Collection[str] = ()) -> list[Hit]:
        """Return the living rows that hold every word (prefixes count), titles first."""
        return SearchIndex(self._connection).find(text, limit=limit, entities=entities)


def _begins_elsewhere(what: str, query: ActionQuery) -> bool:
    """Whether a figure reads other rows first, or another index, than that of living actions."""
    is_of_others = what in (figures.CONTRIBUTIONS, figures.BUDGET, figures.FINANCEMENTS)
    return (is_of_others and not query.structures) or "numero" in query.without


def _standing(condition: ColumnElement[bool], today: date) -> Select[Any]:
    """Return the statement that counts actions by ambition and status: see `progress_of`.

    Whether a status can be late or blocked is asked once for all actions that have it.
    """
    counted = select(
        _a.main_ambition,
        _a.status,
        func.count(),
        func.count().filter(_is_past_end(today)),
        func.count().filter(_a.blocked == 1),
    )
    return counted.where(condition).group_by(_a.main_ambition, _a.status)


def _contributing(condition: ColumnElement[bool]) -> Select[Any]:
    others = _other_ambitions
    counted = select(others.c.member, func.count()).join(_action, _a.id == others.c.row)
    beside = _a.main_ambition.is_distinct_from(others.c.member)
    return counted.where(beside, condition).group_by(others.c.member)


def _amounts(child: str, columns: Sequence[str], condition: ColumnElement[bool]) -> Select[Any]:
    rows = table_of(child)
    part = select(*(rows.c[name] for name in columns)).join(_action, _a.id == rows.c.action)
    return part.where(living(rows), condition)


def _due(condition: ColumnElement[bool], *, is_count: bool) -> Select[Any]:
    rows = table_of("etape")
    etape = rows.c
    span: list[BindParameter[Any]] = [bindparam(name) for name in figures.SPAN]
    first, last, most = span
    meant = select(etape.id).where(
        living(rows),
        etape.done_on.is_(None),
        etape.due_on.between(first, last),
        exists().where(_a.id == etape.action, condition),
    )
    if is_count:
        return select(func.count()).select_from(meant.subquery())
    return meant.order_by(etape.due_on, etape.id).limit(most)


def _is_among(ids: Iterable[str]) -> ColumnElement[bool]:
    """Whether an action is one of some; one statement may ask so of several sets."""
    told = func.json_each(json.dumps([*ids])).table_valued("value")
    return _a.id.in_(select(told.c.value))


def _has_member(members: Any, wanted: Collection[str]) -> ColumnElement[bool]:
    return exists().where(members.c.row == _a.id, members.c.member.in_(sorted(wanted)))


def _named(text: str) -> list[ColumnElement[bool]]:
    """Return the condition on actions whose title or reference has each of the words."""
    named = (_a.title_sort, func.lower(_a.reference))
    return [
        or_(*(column.contains(way, autoescape=True) for way in ways for column in named))
        for ways in Sought.of(text).ways
    ]


def _strategy(query: ActionQuery, main_ambition: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.ambitions:
        wanted = sorted(query.ambitions)
        conditions.append(or_(main_ambition.in_(wanted), _has_member(_other_ambitions, wanted)))
    if query.enjeux:
        ambition = table_of("ambition").c
        served = select(ambition.id).where(ambition.enjeu.in_(sorted(query.enjeux)))
        conditions.append(main_ambition.in_(served))
    return conditions


def _is_none_of(statuses: Collection[Status]) -> ColumnElement[bool]:
    return func.coalesce(_a.status, "").not_in(sorted(status.value for status in statuses))


def _is_late(today: date) -> ColumnElement[bool]:
    return and_(_is_past_end(today), _is_none_of(NEVER_LATE))


def _is_past_end(today: date) -> ColumnElement[bool]:
    return _a.ends_on < _moment("today", today)


def _moment(name: str, today: date) -> BindParameter[Any]:
    """Return a parameter that follows from the day, by its name: see `figures.MOMENTS`."""
    return bindparam(name, figures.MOMENTS[name](today))


def _is_blocked() -> ColumnElement[bool]:
    return and_(_a.blocked == 1, _is_none_of(CLOSED))


def _flags(query: ActionQuery, today: date) -> list[ColumnElement[bool]]:
    flags = (
        (_is_late(today), query.late),
        (_is_blocked(), query.blocked),
        (_is_confidential(), query.confidential),
    )
    asked = [func.coalesce(flag, 0) == int(wanted) for flag, wanted in flags if wanted is not None]
    if query.models or not query.deleted:
        asked.append(_is_model if query.models else ~_is_model)
    return asked


def _is_confidential() -> ColumnElement[bool]:
    """Whether an action is kept back, by itself or with the one that it is an opération of."""
    return or_(func.coalesce(_a.confidential, 0) == 1, _is_covered)


def _runs_in(year: int) -> ColumnElement[bool]:
    """Whether an action runs, at least in part, in a year; an unknown end is open."""
    done = case((_a.status == Status.REALISEE.value, _a.completed_on))
    ended = func.coalesce(done, _a.ends_on)
    return and_(
        or_(_a.starts_on.is_(None), _a.starts_on <= f"{year}-12-31"),
        or_(ended.is_(None), ended >= f"{year}-01-01", _a.recurring == 1),
    )


def _has_child(entity: str, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    child = table_of(entity).c
    return exists().where(child.action == _a.id, child.deleted == 0, *more)


def _lacks_measure(today: date) -> ColumnElement[bool]:
    """Whether an indicator has no measure for the year; one that is taken once needs any."""
    i, m = table_of("indicateur").c, table_of("mesure").c
    measured_on = m.measured_on.like(_moment("in_year", today))
    of_year = or_(m.year == _moment("year", today), measured_on)
    once = func.coalesce(i.frequency, "") == Frequency.UNIQUE.value
    measured = exists().where(m.indicateur == i.id, m.deleted == 0, or_(of_year, once))
    return _has_child("indicateur", ~measured)


def _lacks_pilote() -> ColumnElement[bool]:
    """Whether neither an organisation pilots it nor somebody at work: see `Contact.is_at_work`.

    Those who are not are few, and found once for all actions.
    """
    person, bodies = table_of("contact").c, members_of("action", "structures_pilotes").c
    has_left = or_(
        person.deleted.is_distinct_from(literal_column("0")),
        func.coalesce(person.erased, 0) != 0,
        func.coalesce(person.active, 1) != 1,
    )
    is_alone = or_(_a.pilote.is_(None), _a.pilote.in_(select(person.id).where(has_left)))
    return and_(is_alone, _a.id.not_in(select(bodies.row)))


def _is_fresh(today: date) -> ColumnElement[bool]:
    """Whether a note is of the last three months; an older one counts as none."""
    return table_of("suivi_note").c.noted_on >= _moment("note_since", today)


_WITHOUT: Mapping[str, Callable[[date], ColumnElement[bool]]] = {
    "pilote": lambda _today: _lacks_pilote(),
    "echeance": lambda _today: _a.ends_on.is_(None),
    "indicateur": lambda _today: ~_has_child("indicateur"),
    "budget": lambda _today: ~_has_child("budget_line"),
    "note": lambda today: ~_has_child("suivi_note", _is_fresh(today)),
    "mesure": _lacks_measure,
    "numero": lambda _today: _a.shared >= "",
}
"""What an action may lack."""


def _ordered(statement: Select[Any], query: ActionQuery) -> Select[Any]:
    """Sort by the query's field, then cut; a date that is not known comes last either way."""
    if query.sort in _GROUPS:
        statement = statement.order_by(_group.c.rank)
    by = _SORTS.get(query.sort, _a.reference)
    for last in (by, _a.id):
        ordered = last.desc() if query.descending else last.asc()
        is_date = query.sort in ("starts_on", "ends_on") and last is by
        statement = statement.order_by(ordered.nulls_last() if is_date else ordered)
    return statement.limit(query.limit).offset(query.offset or None)
