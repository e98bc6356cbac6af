"""Documents as a reader has them: the words of the PDF that is made for a request."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from ctg_desktop.documents import DocumentRequest
from ctg_desktop.documents.gathering import compose
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.printing.issue import Issue
from tests.support.app import TODAY, plain

ISSUE = Issue("Béthune", TODAY)


def words_of(uow: UnitOfWork, request: DocumentRequest) -> str:
    """Return the words of a document, apart by single spaces."""
    content = compose(uow, request, ISSUE).rendered(lambda _what, _done, _total: None)
    return printed_text(content)


def printed_text(content: bytes) -> str:
    """Return the words of a PDF, apart by single spaces."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    return " ".join(plain(" ".join(pages)).split())
