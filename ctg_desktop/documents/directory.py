"""Reading what the annuaire says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ctg_desktop.documents.manuscript import Manuscript
from ctg_desktop.documents.requests import DirectoryRequest
from ctg_desktop.services.contacts import directory
from ctg_desktop.services.conventions import convention_of
from ctg_desktop.services.outgoing import Outgoing

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Document, Issue


def gather_directory(reader: Outgoing, request: DirectoryRequest, today: date) -> Manuscript:
    """Read the annuaire."""
    groups = directory(reader, today, local=request.with_local)
    convention = convention_of(reader)

    def document(issue: Issue) -> Document:
        from ctg_desktop.printing.directory import contact_directory

        return contact_directory(groups, convention, issue)

    return Manuscript("annuaire.pdf", document)
