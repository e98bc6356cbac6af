"""Reading what the plan d’actions says, as it is or as it stood on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ctg_desktop.documents.manuscript import Manuscript
from ctg_desktop.documents.naming import file_name
from ctg_desktop.documents.requests import PlanRequest, asks_for_confidential, asks_for_models
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.outgoing import Outgoing, outgoing
from ctg_desktop.services.plan import plan_view

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Document, Issue


def gather_plan(uow: UnitOfWork, reader: Outgoing, request: PlanRequest, today: date) -> Manuscript:
    """Read the plan d’actions; see `gathering.gather` for what it raises."""
    day, asked, models = request.as_of, asks_for_confidential(request), asks_for_models(request)
    if day is None:
        return _gather_plan(reader, request, today)
    from ctg_desktop.services.history import end_of_day  # which a plan of today does without

    with uow.as_of(end_of_day(day)) as past:
        return _gather_plan(outgoing(past, asked=asked, models=models, now=reader), request, day)


def _gather_plan(reader: Outgoing, request: PlanRequest, today: date) -> Manuscript:
    query, day = request.printed_query, request.as_of
    filters = () if request.query == ActionQuery() else _told(reader, query)
    view = plan_view(reader, query, today, filters=filters, as_of=day)

    def document(issue: Issue) -> Document:
        from ctg_desktop.printing.action_plan import action_plan

        return action_plan(view, issue)

    return Manuscript(file_name("Plan d’actions", f"au {day.isoformat()}" if day else ""), document)


def _told(reader: Outgoing, query: ActionQuery) -> tuple[str, ...]:
    from ctg_desktop.services.queries import printed_filters  # which a whole plan does without

    return printed_filters(reader, query)
