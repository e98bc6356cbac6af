"""Copying rows of the list of actions, however many: read in parts, between which others read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import Tick, UnitOfWork
from ctg_desktop.services.listing import ListedAction, with_more
from ctg_desktop.services.outgoing import Outgoing, asks_for_confidential, may_leave, outgoing
from ui.desk import Desk
from ui.flow import Step

WORDS = "Copie des lignes…"

_PART = 1_000
"""Actions that are read at once: what else is asked waits some hundredths of a second."""

TextOf = Callable[[Sequence[ListedAction]], str]
Part = tuple[str, int]
"""Lines of text, and how many."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is copied: rows of the list that a query finds, and the columns that take longer."""

    query: ActionQuery
    rows: Sequence[int]
    more: Collection[str]
    today: date

    def parts(self, desk: Desk, text_of: TextOf, tick: Tick) -> Generator[Step, Any, list[Part]]:
        """Return those that may leave the folder as text, in the order of the list, in steps.

        Raises:
            CancelledError: the person stopped it.
        """
        parts: list[Part] = []
        ids, hidden = yield desk.reading(self._look)
        for at in range(0, len(ids), _PART):
            tick(WORDS, at, len(ids))
            read = partial(self._read, ids=ids[at : at + _PART], hidden=hidden, text_of=text_of)
            parts.append((yield desk.reading(read)))
        return parts

    def _look(self, uow: UnitOfWork) -> tuple[list[str], frozenset[str]]:
        """Return the actions that may leave, and those of the whole folder that may not."""
        query = self.query
        ids = uow.action_ids(query, self.today)
        leaving = outgoing(uow, asked=asks_for_confidential(query), models=query.models)
        chosen = (ids[row] for row in self.rows if row < len(ids))
        return [each for each in chosen if each not in leaving.hidden], leaving.hidden

    def _read(
        self, uow: UnitOfWork, ids: Sequence[str], hidden: frozenset[str], text_of: TextOf
    ) -> Part:
        lines = uow.lines(ids, self.today)
        # One may have been marked since it was looked for.
        lines = [each for each in lines if may_leave(each, self.query)]
        found = with_more(Outgoing(uow, hidden), lines, self.today, self.more)
        return text_of(found), len(found)
