"""Which documents the program makes, with which options and for whom: no Qt, no argparse.

A person asks for a document by a *request*, a frozen value. `gathering.gather` reads what it
says, on the thread that owns the storage; the *manuscript* that comes back needs the storage no
more, and is set and rendered wherever one likes::

    manuscript = gather(uow, SheetRequest(action.id), today)
    issue = issue_of(uow, settings, today)
    manuscript.document(issue).print_to(folder / manuscript.file_name)

This module is light: reportlab is imported when a manuscript is set.
"""

from ctg_desktop.documents.requests import (
    BookletRequest,
    DirectoryRequest,
    DocumentRequest,
    Form,
    PlaceRequest,
    PlanRequest,
    RowRequest,
    SheetRequest,
    SummaryRequest,
    is_for_word,
    sheet_of,
    title,
)

__all__ = [
    "BookletRequest",
    "DirectoryRequest",
    "DocumentRequest",
    "Form",
    "PlaceRequest",
    "PlanRequest",
    "RowRequest",
    "SheetRequest",
    "SummaryRequest",
    "is_for_word",
    "sheet_of",
    "title",
]
