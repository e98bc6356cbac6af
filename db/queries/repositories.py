"""Reading the tables: rows, lists, counts. Nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial
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
from ctg_desktop.domain.choices import CLOSED, Frequency, Status
from ctg_desktop.domain.conditions import RANGED, FieldCondition, comparable
from ctg_desktop.domain.fields import Entity, Scalar
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.listing import LISTED, ActionLine, ActionQuery
from ctg_desktop.domain.rules import NEVER_LATE
from ctg_desktop.domain.searching import Hit, Sought
from db.engine import driver_of
from db.mapping import listed, living, members_of, models, sql, table_of
from db.queries.conditions import fulfils
from db.queries.conflicts import disputed_actions
from db.queries.search import SearchIndex
from db.reading import figures
from db.reading.figures import Figures
from db.reading.full_text import is_text_alone
from db.reading.group_order import in_order, put_in_order, ranks_in
from db.reading.loading import STORED, Asked, line, load, rows_sql
from db.reading.statements import MOMENTS, of_year

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


_group = table("list_group", column("rank"), column("value"), schema="temp")
_REFERENCE = ("reference", "id")
"""The columns of the usual order of a list."""

_value: ColumnElement[Any] = literal_column("+temp.list_group.value")
"""The value of a group, computed: so that SQLite takes the groups in turn, each by its index."""


@cache
def values_present(sort: str) -> str:
    """Return the statement that finds each value of a group once, jumping along its index.

    Its one parameter is `:deleted`.
    """
    grouped = _GROUPS[sort]
    least = select(func.min(grouped)).where(_a.deleted == literal_column(":deleted"))
    found = select(least.scalar_subquery().label("value")).cte("found", recursive=True)
    following = least.where(grouped > found.c.value).scalar_subquery()
    found = found.union_all(select(following).where(found.c.value.is_not(None)))
    return sql(select(found.c.value).where(found.c.value.is_not(None)))


@cache
def _owned(entity: str, owner: str) -> str:
    rows = table_of(entity)
    query = select(rows.c.id).where(rows.c[owner] == bindparam("row_id"))
    return sql(query.order_by(rows.c.id))


def _source(query: ActionQuery) -> FromClause:
    """Return the table of actions, joined to their groups where the query is sorted by one."""
    group = _GROUPS.get(query.sort)
    return _action if group is None else _group.join(_action, group.is_not_distinct_from(_value))


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
        if conditions:
            wanted = (fulfils(self._connection, cls.TYPE, each) for each in conditions)
            table = table_of(cls.TYPE.name)
            meant = select(table.c.id).where(*wanted)
            if ids is not None:
                meant = meant.where(_is_among(ids, table.c.id))
            ids = self._connection.scalars(meant).all()
        given = dict(where or {})
        asked = Asked(cls.TYPE.name, deleted, tuple(given), by_id=ids is not None)
        listed = () if ids is None else (json.dumps([*ids]),)
        found = self._driver.execute(rows_sql(asked), (*listed, *given.values()))
        return load(self._driver, cls, found)

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
            return self.lines(self.action_ids(query, today), today)
        source, condition = self._listed(query, today)
        return self._lines(source, condition, today, query)

    def lines(self, action_ids: Sequence[str], today: date) -> list[ActionLine]:
        """Return the lines of some actions, in the order given; none for one that is gone."""
        lines = {line.id: line for line in self._lines(_action, _is_among(action_ids), today)}
        return [lines[row] for row in action_ids if row in lines]

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

    def statement(self, query: ActionQuery, *, whole_lines: bool) -> Select[Any]:
        """Return the statement of `actions`, or of `action_ids`; it is cut by its parameters."""
        source = _source(query)
        condition = self._condition(query, date.min, _GROUPS.get(query.sort))
        found = select(_a.id).select_from(source).where(condition)
        ordered = _ordered(_selected(source, condition) if whole_lines else found, query)
        return ordered.limit(literal_column(":limit")).offset(literal_column(":offset"))

    def action_ids(self, query: ActionQuery, today: date) -> list[str]:
        """Return the identities of the query's actions, in its order."""
        if is_text_alone(query):
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
        ranks_of = ranks_in(self._driver) if query.sort in _GROUPS else self._ranks_of_any
        values = in_order(query, {value for _, value in found if value is not None}, ranks_of)
        ranks = {value: rank for rank, value in enumerate(values)}
        ids = [row for row, _ in sorted(found, key=lambda line: ranks[line[1]])]
        last = None if query.limit is None else query.offset + query.limit
        return ids[query.offset : last]

    def without(self, action_ids: Collection[str], today: date) -> Mapping[str, frozenset[str]]:
        """Return what each of some actions lacks, by the names of `ActionQuery.without`."""
        columns = [lacks(today).label(name) for name, lacks in WITHOUT.items()]
        statement = select(_a.id, *columns).where(_is_among(action_ids))
        return {
            row["id"]: frozenset(name for name in WITHOUT if row[name])
            for row in self._connection.execute(statement).mappings()
        }

    def _listed(self, query: ActionQuery, today: date) -> tuple[FromClause, ColumnElement[bool]]:
        """Return the table that a list is read from, ordered by its groups, and its condition."""
        if query.sort in _GROUPS:
            put_in_order(self._driver, query, values_present(query.sort))
        return _source(query), self._condition(query, today, _GROUPS.get(query.sort))

    def _ranks_of_any(self, sort: str, values: Collection[Any]) -> Mapping[Any, Any]:
        """Return the rank of the stored values of a field: its own order, else of the words."""
        spec = Action.TYPE.fields[sort]
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

    def _figure(
        self, what: str, query: ActionQuery, today: date, **given: Scalar
    ) -> Sequence[Sequence[Any]]:
        statement = self.figure(what, query, today)
        return self._connection.execute(statement, given or None).all()

    def figure(self, what: str, query: ActionQuery, today: date) -> Select[Any]:
        """Return the statement of a figure (see `db.reading.figures`) about the query's actions."""
        condition = self._condition(
            query, today, by_index=not figures.begins_elsewhere(what, query)
        )
        if what == figures.COUNT:
            return select(func.count()).select_from(_action).where(condition)
        if what == figures.PROGRESS:
            return _standing(condition, today)
        if what in _COUNTED:
            return _COUNTED[what](condition)
        return _due(condition, is_count=what == figures.DUE_COUNT)

    def _condition(
        self,
        query: ActionQuery,
        today: date,
        group: ColumnElement[Any] | None = None,
        *,
        by_index: bool = True,
    ) -> ColumnElement[bool]:
        return and_(*self.conditions(query, today, group, by_index=by_index))

    def listed_by(self, query: ActionQuery) -> list[ColumnElement[bool]]:
        """Return the conditions of the list of a query, on any day."""
        return self.conditions(query, date.max, _GROUPS.get(query.sort))

    def lines_among(self) -> Select[Any]:
        """Return the statement of the lines of the actions of a JSON list, its parameter `ids`."""
        return _selected(_action, _a.id.in_(listed("ids")))

    def conditions(
        self,
        query: ActionQuery,
        today: date,
        group: ColumnElement[Any] | None = None,
        *,
        by_index: bool = True,
    ) -> list[ColumnElement[bool]]:
        """Return the conditions of the query's actions; `group` is the column of the groups.

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
                conditions.append(told.in_(_chosen(name, wanted)))
        for name in ("territoires", "thematiques", "publics"):
            if wanted := getattr(query, name):
                conditions.append(_has_member(members_of("action", name), _chosen(name, wanted)))
        conditions += _strategy(
            query, _group.c.value if group is _a.main_ambition else _a.main_ambition
        )
        conditions += [WITHOUT[name](today) for name in sorted(query.without)]
        conditions += _flags(query, today)
        if query.disputed is not None:
            is_disputed = _a.id.in_(disputed_actions(today))
            conditions.append(is_disputed if query.disputed else ~is_disputed)
        conditions += [fulfils(self._connection, Action.TYPE, each) for each in query.fields]
        if query.hidden:
            conditions.append(~_is_among(sorted(query.hidden)))
        if query.year is not None:
            conditions.append(_runs_in(query.year))
        return conditions

    def _are_few(self, query: ActionQuery) -> bool:
        """Whether a query's words are held by few living actions."""
        is_asked = bool(query.text.strip()) and not query.deleted
        return is_asked and SearchIndex(self._connection).are_few(query.text)

    # ----------------------------------------------------------------------- search

    def search(self, text: str, *, limit: int = 50, entities: Collection[str] = ()) -> list[Hit]:
        """Return the living rows that hold every word (prefixes count), titles first."""
        return SearchIndex(self._connection).find(text, limit=limit, entities=entities)


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


def _by_structure(condition: ColumnElement[bool]) -> Select[Any]:
    counted = select(_a.structure, _a.status, func.count()).where(condition)
    # More groups than are told, but those of the index: nothing is sorted.
    return counted.group_by(_a.status, _a.main_ambition, _a.structure)


_COUNTED: Mapping[str, Callable[[ColumnElement[bool]], Select[Any]]] = {
    figures.CONTRIBUTIONS: _contributing,
    figures.BUDGET: partial(_amounts, "budget_line", figures.BUDGET_COLUMNS),
    figures.FINANCEMENTS: partial(_amounts, "financement", figures.FINANCEMENT_COLUMNS),
    figures.STRUCTURES: _by_structure,
}
"""The figures that are the same on any day."""


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


def _is_among(ids: Iterable[str], column: ColumnElement[str] = _a.id) -> ColumnElement[bool]:
    """Whether a row, an action, is one of some; one statement may ask so of several sets."""
    told = func.json_each(json.dumps([*ids])).table_valued("value")
    return column.in_(select(told.c.value))


def _chosen(name: str, wanted: Collection[str]) -> BindParameter[Any]:
    """Return the values that a query chooses, as a parameter of the name of its attribute."""
    return bindparam(name, sorted(wanted), expanding=True)


def _has_member(members: Any, wanted: BindParameter[Any]) -> ColumnElement[bool]:
    found = exists().where(members.c.row == _a.id, members.c.member.in_(wanted))
    return found.correlate(_action)  # the statement around it may read such members too


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
        wanted = _chosen("ambitions", query.ambitions)
        conditions.append(or_(main_ambition.in_(wanted), _has_member(_other_ambitions, wanted)))
    if query.enjeux:
        ambition = table_of("ambition").c
        served = select(ambition.id).where(ambition.enjeu.in_(_chosen("enjeux", query.enjeux)))
        conditions.append(main_ambition.in_(served))
    return conditions


def _is_none_of(statuses: Collection[Status]) -> ColumnElement[bool]:
    return func.coalesce(_a.status, "").not_in(sorted(status.value for status in statuses))


def _is_late(today: date) -> ColumnElement[bool]:
    return and_(_is_past_end(today), _is_none_of(NEVER_LATE))


def _is_past_end(today: date) -> ColumnElement[bool]:
    return _a.ends_on < _moment("today", today)


def _given(name: str, value: Scalar = None) -> BindParameter[Any]:
    """Return a parameter, whose value comes later unless it is told."""
    return bindparam(name) if value is None else bindparam(name, value)


def _moment(name: str, today: date) -> BindParameter[Any]:
    """Return a parameter that follows from the day, by its name: see `statements.MOMENTS`."""
    return bindparam(name, MOMENTS[name](today))


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
    opens, closes = (_given(name, day) for name, day in of_year(year).items())
    return and_(
        or_(_a.starts_on.is_(None), _a.starts_on <= closes),
        or_(ended.is_(None), ended >= opens, _a.recurring == 1),
    )


def _has_child(entity: str, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    child = table_of(entity).c
    found = exists().where(child.action == _a.id, child.deleted == 0, *more)
    return found.correlate(_action)  # the statement around it may read such rows too


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


WITHOUT: Mapping[str, Callable[[date], ColumnElement[bool]]] = {
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
