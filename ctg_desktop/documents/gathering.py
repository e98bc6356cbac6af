"""Reading all that a document says, so that it is laid out and printed without the storage.

What one document needs is imported when it is asked for.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ctg_desktop.documents.manuscript import Manuscript
from ctg_desktop.documents.requests import (
    BookletRequest,
    DirectoryRequest,
    DocumentRequest,
    PlaceRequest,
    PlanRequest,
    RowRequest,
    SheetRequest,
    SummaryRequest,
    asks_for_confidential,
    asks_for_models,
)
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.outgoing import outgoing

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Document, Issue


def compose(uow: UnitOfWork, request: DocumentRequest, issue: Issue) -> Document:
    """Read and set a document at once: see `gather` for what it raises."""
    return gather(uow, request, issue.edited_on).document(issue)


def gather(uow: UnitOfWork, request: DocumentRequest, today: date) -> Manuscript:
    """Read what a document says; on the thread that owns the storage.

    All of it is read through `services.outgoing`: a document is what others will read.

    Raises:
        NotFoundError: the row it speaks of is gone, or there is no convention yet.
        ConfidentialError: the sheet of such an action or of what hangs on it, not asked for as
            such.
        RuleError: a synthèse of a place that has none.
    """
    asked = asks_for_confidential(request)
    reader = outgoing(uow, asked=asked, models=asks_for_models(request))
    match request:
        case SummaryRequest():
            from ctg_desktop.documents.summary import gather_summary

            return gather_summary(reader, request, today)
        case PlaceRequest():
            from ctg_desktop.documents.place import gather_place

            return gather_place(reader, request, today)
        case SheetRequest() | RowRequest():
            from ctg_desktop.documents.sheets import gather_one

            return gather_one(uow, reader, request, today)
        case BookletRequest():
            from ctg_desktop.documents.sheets import gather_booklet

            return gather_booklet(uow, reader, request, today)
        case PlanRequest():
            from ctg_desktop.documents.plan import gather_plan

            return gather_plan(uow, reader, request, today)
        case DirectoryRequest():
            from ctg_desktop.documents.directory import gather_directory

            return gather_directory(reader, request, today)
