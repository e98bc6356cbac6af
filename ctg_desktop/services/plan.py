"""The plan d’actions gathered: the actions that a query finds, by enjeu and ambition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ctg_desktop.domain.convention_views import PlanView
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import Reader
from ctg_desktop.services.conventions import convention_of, grouped, progress_by_ambition, strategy


def plan_view(
    reader: Reader,
    query: ActionQuery,
    today: date,
    *,
    filters: Sequence[str] = (),
    as_of: date | None = None,
) -> PlanView:
    """Gather the plan d'actions; `filters` are the French phrases of the query.

    The total counts what the same document would show without a filter.
    """
    lines = reader.actions(query, today)
    everything = ActionQuery(
        confidential=query.confidential,
        models=query.models,
        sort=query.sort,
        descending=query.descending,
    )
    is_whole = query == everything
    return PlanView(
        convention=convention_of(reader),
        groups=grouped(reader, lines, query),
        shown=len(lines),
        total=len(lines) if is_whole else reader.count_actions(everything, today),
        filters=tuple(filters),
        progress=strategy(reader, progress_by_ambition(lines)),
        as_of=as_of,
    )
