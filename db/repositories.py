"""Reading the tables: rows, lists, counts. Nothing here writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.domain.fields import Entity, Scalar
from ctg_desktop.domain.rules import CLOSED, NOTE_MAX_AGE
from ctg_desktop.domain.views import ActionLine, ActionQuery, Hit, Progress
from db import tables as t
from db.mapping import MANY, load, table_of
from db.search import SearchIndex

E = TypeVar("E", bound=Entity)

_a = t.action.c
_structure = t.territoire.alias("structure_row")
_pilote = t.contact.alias("pilote_row")

_LINE = (
    _a.id,
    _a.reference,
    _a.title,
    _a.status,
    _a.priority,
    _a.blocked,
    _a.confidential,
    _a.starts_on,
    _a.ends_on,
    _a.completed_on,
    _a.main_ambition,
    _a.structure,
    _structure.c.name.label("structure_name"),
    _pilote.c.given_name,
    _pilote.c.family_name,
)

_SORTS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "reference": (_a.reference,),
    "title": (_a.title_sort,),
    "starts_on": (_a.starts_on,),
    "ends_on": (_a.ends_on,),
    "status": (
        case({status.value: n for n, status in enumerate(Status)}, value=_a.status),
        _a.title_sort,
    ),
    "priority": (
        case({priority.value: n for n, priority in enumerate(Priority)}, value=_a.priority),
        _a.title_sort,
    ),
    "structure": (_structure.c.name, _a.reference),
    "ambition": (t.ambition.c.order, t.ambition.c.number, _a.reference),
}
"""What a list may be sorted by; unknown values come last, and the identity ends every order."""


class Repository:
    """Reads one open base: the tables as they are now, or as temporary ones say they were."""

    def __init__(self, connection: Connection) -> None:
        """Work on an open connection."""
        self._connection = connection

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
    ) -> list[E]:
        """Return the rows, in their `order` field then creation; `deleted` None means both."""
        table = table_of(cls.TYPE.name)
        query = select(table)
        if deleted is None:
            query = query.where(table.c.deleted.is_not(None))
        else:
            query = query.where(table.c.deleted == int(deleted))
        if ids is not None and len(ids) <= MANY:
            query = query.where(table.c.id.in_(ids))
        for name, value in (where or {}).items():
            query = query.where(table.c[name] == value)
        if "order" in table.c:
            query = query.order_by(table.c.order.is_(None), table.c.order)
        rows = list(self._connection.execute(query.order_by(table.c.id)).mappings())
        if ids is not None and len(ids) > MANY:
            wanted = set(ids)
            rows = [row for row in rows if row["id"] in wanted]
        return load(self._connection, cls, rows)

    def references(self, prefix: str) -> list[str]:
        """Return every action reference that begins so, corbeille and unknown rows included."""
        return list(
            self._connection.scalars(
                select(_a.reference).where(_a.reference.between(prefix, prefix + "\U0010ffff"))
            )
        )

    # ---------------------------------------------------------------------- actions

    def actions(self, query: ActionQuery, today: date) -> list[ActionLine]:
        """Return the lines that the query asks for, in its order."""
        statement = (
            select(*_LINE)
            .select_from(t.action)
            .outerjoin(_structure, _structure.c.id == _a.structure)
            .outerjoin(_pilote, _pilote.c.id == _a.pilote)
            .where(self._condition(query, today))
        )
        if query.sort == "ambition":
            statement = statement.outerjoin(t.ambition, t.ambition.c.id == _a.main_ambition)
        statement = _ordered(statement, query).limit(query.limit).offset(query.offset or None)
        return [_line(row, today) for row in self._connection.execute(statement)]

    def count_actions(self, query: ActionQuery, today: date) -> int:
        """Return how many actions the query finds, without its limit."""
        statement = select(func.count()).where(self._condition(query, today))
        return int(self._connection.scalar(statement.select_from(t.action)) or 0)

    def progress(self, query: ActionQuery, today: date) -> Mapping[str | None, Progress]:
        """Return the progress of the query's actions by main ambition."""
        statement = (
            select(
                _a.main_ambition,
                _a.status,
                func.count(),
                func.coalesce(func.sum(case((_is_late(today), 1), else_=0)), 0),
                func.coalesce(func.sum(_a.blocked), 0),
            )
            .where(self._condition(query, today))
            .group_by(_a.main_ambition, _a.status)
        )
        found: dict[str | None, Progress] = defaultdict(Progress)
        for ambition, status, count, late, blocked in self._connection.execute(statement):
            found[ambition] += Progress({_status(status): count}, late, blocked)
        return dict(found)

    def structure_counts(
        self, query: ActionQuery
    ) -> Mapping[str | None, Mapping[Status | None, int]]:
        """Return the number of the query's actions by structure and status."""
        statement = (
            select(_a.structure, _a.status, func.count())
            .where(self._condition(query, date.min))
            .group_by(_a.structure, _a.status)
        )
        found: dict[str | None, dict[Status | None, int]] = defaultdict(dict)
        for structure, status, count in self._connection.execute(statement):
            found[structure][_status(status)] = count
        return dict(found)

    def _condition(self, query: ActionQuery, today: date) -> ColumnElement[bool]:
        conditions: list[ColumnElement[bool]] = [_a.deleted == int(query.deleted)]
        for column, wanted in (
            (_a.status, query.statuses),
            (_a.priority, query.priorities),
            (_a.structure, query.structures),
            (_a.pilote, query.pilotes),
        ):
            if wanted:
                conditions.append(column.in_(sorted(wanted)))
        for members, wanted in (
            (t.action_territoires, query.territoires),
            (t.action_thematiques, query.thematiques),
            (t.action_publics, query.publics),
        ):
            if wanted:
                conditions.append(_has_member(members, wanted))
        conditions += _strategy(query)
        conditions += [_WITHOUT[name](today) for name in sorted(query.without)]
        conditions += _flags(query, today)
        if query.year is not None:
            conditions.append(_runs_in(query.year))
        if query.text.strip():
            conditions.append(_a.id.in_(SearchIndex(self._connection).matching(query.text)))
        return and_(*conditions)

    # ----------------------------------------------------------------------- search

    def search(self, text: str, *, limit: int = 50, entities: Collection[str] = ()) -> list[Hit]:
        """Return the living rows that hold every word (prefixes count), titles first."""
        return SearchIndex(self._connection).find(text, limit=limit, entities=entities)


def _has_member(members: Any, wanted: Collection[str]) -> ColumnElement[bool]:
    return exists().where(members.c.row == _a.id, members.c.member.in_(sorted(wanted)))


def _strategy(query: ActionQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.ambitions:
        wanted = sorted(query.ambitions)
        others = t.action_other_ambitions
        conditions.append(or_(_a.main_ambition.in_(wanted), _has_member(others, wanted)))
    if query.enjeux:
        served = select(t.ambition.c.id).where(t.ambition.c.enjeu.in_(sorted(query.enjeux)))
        conditions.append(_a.main_ambition.in_(served))
    return conditions


def _is_late(today: date) -> ColumnElement[bool]:
    closed = sorted(status.value for status in CLOSED)
    open_status = or_(_a.status.is_(None), _a.status.not_in(closed))
    return and_(_a.ends_on < today.isoformat(), open_status)


def _flags(query: ActionQuery, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.late is not None:
        late = func.coalesce(_is_late(today), 0)
        conditions.append(late == int(query.late))
    for column, wanted in ((_a.blocked, query.blocked), (_a.confidential, query.confidential)):
        if wanted is not None:
            conditions.append(func.coalesce(column, 0) == int(wanted))
    return conditions


def _runs_in(year: int) -> ColumnElement[bool]:
    """Whether an action runs, at least in part, in a year; an unknown end is open."""
    return and_(
        or_(_a.starts_on.is_(None), _a.starts_on <= f"{year}-12-31"),
        or_(
            func.coalesce(_a.completed_on, _a.ends_on).is_(None),
            func.coalesce(_a.completed_on, _a.ends_on) >= f"{year}-01-01",
            _a.recurring == 1,
        ),
    )


def _has_child(table: Any, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(table.c.action == _a.id, table.c.deleted == 0, *more)


_WITHOUT: Mapping[str, Callable[[date], ColumnElement[bool]]] = {
    "pilote": lambda _today: _a.pilote.is_(None),
    "echeance": lambda _today: _a.ends_on.is_(None),
    "indicateur": lambda _today: ~_has_child(t.indicateur),
    "budget": lambda _today: ~_has_child(t.budget_line),
    "note": lambda today: (
        ~_has_child(t.suivi_note, t.suivi_note.c.noted_on >= (today - NOTE_MAX_AGE).isoformat())
    ),
}
"""What an action may lack; a note older than three months counts as none."""


def _ordered(statement: Select[Any], query: ActionQuery) -> Select[Any]:
    columns = _SORTS[query.sort]
    for column in columns:
        ordered = column.desc() if query.descending else column.asc()
        # SQLite puts NULL first: plain where that serves an index, last where a person looks.
        is_indexed = query.sort in ("reference", "title")
        statement = statement.order_by(ordered if is_indexed else ordered.nulls_last())
    return statement.order_by(_a.id.desc() if query.descending else _a.id.asc())


def _status(stored: str | None) -> Status | None:
    return next((status for status in Status if status == stored), None)


def _line(row: Any, today: date) -> ActionLine:
    specs = Action.TYPE.fields
    status, ends_on = _status(row.status), specs["ends_on"].decode(row.ends_on)
    pilote = (row.given_name, (row.family_name or "").upper())
    return ActionLine(
        id=row.id,
        reference=row.reference or "",
        title=row.title or "",
        status=status,
        priority=specs["priority"].decode(row.priority),
        blocked=row.blocked == 1,
        late=ends_on is not None and ends_on < today and status not in CLOSED,
        confidential=row.confidential == 1,
        starts_on=specs["starts_on"].decode(row.starts_on),
        ends_on=ends_on,
        completed_on=specs["completed_on"].decode(row.completed_on),
        main_ambition=row.main_ambition,
        structure=row.structure,
        structure_name=row.structure_name or "",
        pilote_name=" ".join(part for part in pilote if part),
    )
