"""What may leave the folder: one place decides, and all that goes out is read through it.

Leaving is a PDF, a print, an export, a copy, a draft of an e-mail: what others will read. A
confidential action leaves only where it was asked for. Inside the folder, lists and searches
show it with a lock. A fiche kept for reuse is in no document and no export of a list either, but
where models are asked for, or the whole folder is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING, Any, TypeVar

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.conditions import FieldCondition
from ctg_desktop.domain.convention_views import Progress
from ctg_desktop.domain.entities import describe, entity_types
from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Scalar
from ctg_desktop.domain.listing import ActionLine, ActionQuery
from ctg_desktop.ports import Reader
from ctg_desktop.services.parts import with_parts

if TYPE_CHECKING:
    from ctg_desktop.domain.searching import Hit
    from ctg_desktop.domain.views import Means

E = TypeVar("E", bound=Entity)


def asks_for_confidential(query: ActionQuery) -> bool:
    """Whether a query speaks of confidential actions itself, and so asks for them."""
    return query.confidential is True


def may_leave(line: ActionLine, query: ActionQuery) -> bool:
    """Whether a line may leave the list that shows what `query` finds."""
    return not line.confidential or asks_for_confidential(query)


def may_name_actions(names: Collection[str]) -> bool:
    """Whether one of these fields of an action points to actions, which its words would name."""
    return any(
        spec.target == Action.TYPE.name
        for name, spec in Action.TYPE.fields.items()
        if name in names
    )


def outgoing(
    reader: Reader, *, asked: bool = False, models: bool = False, now: Outgoing | None = None
) -> Outgoing:
    """Return what reads for a document, an export or a copy.

    `asked` tells that confidential actions were asked for, `models` that the fiches kept for reuse
    belong to it. A past state is read with what is left out `now` left out too: what is kept back
    today was not always marked so.
    """
    hidden = frozenset[str]() if now is None else now.hidden
    hidden |= frozenset() if asked else _marked(reader, "confidential")
    hidden |= frozenset() if models else _marked(reader, "model")
    return Outgoing(reader, hidden)


def _marked(reader: Reader, flag: str) -> frozenset[str]:
    """Return the actions that bear a flag, and their opérations."""
    marked = reader.rows(Action, where={flag: 1}, deleted=None)
    return with_parts(reader, Action.TYPE, {row.id for row in marked})


class Outgoing:
    """A reader for which what is left out (confidential actions, models) does not exist.

    Neither do the rows that hang on them, and what points to them points nowhere: so no list,
    total, linked title or name can tell of them.
    """

    def __init__(self, reader: Reader, hidden: frozenset[str]) -> None:
        """Read with `reader`, without the actions of these identities; see `outgoing`."""
        self._reader = reader
        self.hidden = hidden
        self._found = {Action.TYPE.name: hidden}
        self._fields: dict[str, list[tuple[FieldSpec, frozenset[str]]]] = {}

    # --- rows ---------------------------------------------------------------------------

    @property
    def kept_back(self) -> frozenset[str]:
        """The rows that may not leave, whatever their entity."""
        return frozenset().union(*(self._kept_back(kind.name) for kind in entity_types()))

    def _kept_back(self, entity: str) -> frozenset[str]:
        """Return what is kept back of an entity: those actions, or what hangs on them.

        It is looked for when it is first asked for: what a plan shows hangs on no action.
        """
        if entity not in self._found:
            self._found[entity] = self._hanging(describe(entity)) if self.hidden else frozenset()
        return self._found[entity]

    def _hanging(self, kind: EntityType) -> frozenset[str]:
        above = frozenset[str]()
        if kind.owner:
            above = self._kept_back(kind.fields[kind.owner].target)
        elif kind.subject:
            others = takewhile(lambda each: each is not kind, entity_types())
            above = above.union(*(self._kept_back(each.name) for each in others))
        rows = self._reader.rows(kind.cls, deleted=None) if above else ()
        field = kind.owner or kind.subject
        return frozenset(row.id for row in rows if getattr(row, field) in above)

    def keeps_back(self, row: Entity) -> bool:
        """Whether a row may not leave."""
        return row.id in self._kept_back(row.TYPE.name)

    def _without(self, row: E) -> E:
        """Return a row that points to nothing that is kept back."""
        cut: dict[str, Any] = {}
        for spec, hidden in self._pointing(row.TYPE):
            value = getattr(row, spec.name)
            if not spec.is_multiple:
                cut |= {spec.name: None} if value in hidden else {}
            elif not hidden.isdisjoint(value):
                cut[spec.name] = tuple(each for each in value if each not in hidden)
        return replace(row, **cut) if cut else row

    def _pointing(self, kind: EntityType) -> list[tuple[FieldSpec, frozenset[str]]]:
        """Return the fields that may point to what is kept back, each with those identities."""
        if kind.name not in self._fields:
            self._fields[kind.name] = [
                (spec, self._kept_back(spec.target))
                for spec in kind.fields.values()
                if spec.target and self._kept_back(spec.target)
            ]
        return self._fields[kind.name]

    def get(self, cls: type[E], row_id: str) -> E | None:
        """Return one row; None for one that is kept back."""
        if row_id in self._kept_back(cls.TYPE.name):
            return None
        row = self._reader.get(cls, row_id)
        return None if row is None else self._without(row)

    def rows(
        self,
        cls: type[E],
        *,
        ids: Collection[str] | None = None,
        where: Mapping[str, Scalar] | None = None,
        deleted: bool | None = False,
        conditions: Collection[FieldCondition] = (),
    ) -> list[E]:
        """Return the rows that may leave."""
        found = self._reader.rows(cls, ids=ids, where=where, deleted=deleted, conditions=conditions)
        if not self.hidden:
            return found
        hidden = self._kept_back(cls.TYPE.name)
        return [self._without(row) for row in found if row.id not in hidden]

    # --- actions ------------------------------------------------------------------------

    def _asked(self, query: ActionQuery) -> ActionQuery:
        return replace(query, hidden=query.hidden | self.hidden)

    def actions(self, query: ActionQuery, today: date) -> list[ActionLine]:
        """Return the lines that may leave."""
        return self._reader.actions(self._asked(query), today)

    def action_ids(self, query: ActionQuery, today: date) -> list[str]:
        """Return the identities of the actions that may leave."""
        return self._reader.action_ids(self._asked(query), today)

    def without(self, action_ids: Collection[str], today: date) -> Mapping[str, frozenset[str]]:
        """Return what each of some actions lacks."""
        return self._reader.without(set(action_ids) - self.hidden, today)

    def count_actions(self, query: ActionQuery, today: date) -> int:
        """Return how many actions may leave."""
        return self._reader.count_actions(self._asked(query), today)

    def progress(self, query: ActionQuery, today: date) -> Mapping[str | None, Progress]:
        """Return the progress of the actions that may leave."""
        return self._reader.progress(self._asked(query), today)

    def contributions(self, query: ActionQuery, today: date) -> Mapping[str, int]:
        """Return how many actions that may leave serve each ambition beside their main one."""
        return self._reader.contributions(self._asked(query), today)

    def means(self, query: ActionQuery, today: date) -> Means:
        """Return what the actions that may leave cost and receive."""
        return self._reader.means(self._asked(query), today)

    def structure_counts(
        self, query: ActionQuery
    ) -> Mapping[str | None, Mapping[Status | None, int]]:
        """Return the number of actions that may leave."""
        return self._reader.structure_counts(self._asked(query))

    def references(self, prefix: str) -> list[str]:
        """Return the references that are taken."""
        return self._reader.references(prefix)

    def search(self, text: str, *, limit: int = 50, entities: Collection[str] = ()) -> list[Hit]:
        """Return the rows found that may leave."""
        found = self._reader.search(text, limit=limit + len(self.hidden), entities=entities)
        may_leave = [hit for hit in found if hit.id not in self._kept_back(hit.entity)]
        return may_leave[:limit]
