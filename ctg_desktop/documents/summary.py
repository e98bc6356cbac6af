"""Reading what the synthèse of the convention says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ctg_desktop.documents.manuscript import Manuscript
from ctg_desktop.documents.requests import SummaryRequest
from ctg_desktop.services.conventions import convention_view
from ctg_desktop.services.outgoing import Outgoing

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Document, Issue


def gather_summary(reader: Outgoing, request: SummaryRequest, today: date) -> Manuscript:
    """Read the synthèse of the convention; see `gathering.gather` for what it raises."""
    view = convention_view(reader, today, with_progress=request.with_progress)

    def document(issue: Issue) -> Document:
        from ctg_desktop.printing.convention_summary import convention_summary

        return convention_summary(view, issue)

    return Manuscript("Synthèse de la convention.pdf", document)
