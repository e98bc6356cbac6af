"""What is made away from the interface thread: previews, files, batches.

Each function here runs on the press's thread, takes and returns plain values, and asks the
storage for one view at a time, so that people go on working meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from ctg_desktop.documents import BookletRequest, DocumentRequest
from ctg_desktop.documents.batches import BatchItem, BatchRequest, batch
from ctg_desktop.documents.gathering import gather
from ctg_desktop.documents.issuing import issue_of
from ctg_desktop.documents.manuscript import Manuscript
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.folder.settings import load
from ctg_desktop.ports import Tick, UnitOfWork
from ui.desk import Desk
from ui.garbage_collector import Collector
from ui.lending import lent

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Document, Issue

T = TypeVar("T")


class Fetch(Protocol):
    """Asks the storage for something, and waits for it: `Desk.fetch`."""

    def __call__(self, job: Callable[[UnitOfWork], T]) -> T:
        """Return what the job returned on the storage's thread."""


_BREATH_SECONDS = 0.001
"""Between two documents the other threads get their turn for certain."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a job reads from: `fetch` asks the storage, `folder` holds the settings.

    `held` keeps the collector of cycles away from the objects that a document is made of.
    """

    fetch: Fetch
    folder: Path
    today: date
    held: Callable[[], AbstractContextManager[None]] = nullcontext

    def read(self, request: DocumentRequest) -> tuple[Manuscript, Issue]:
        """Read what a document says and who issues it.

        Raises:
            InputError: what it speaks of is gone, or the logo is.
        """

        def job(uow: UnitOfWork) -> tuple[Manuscript, Issue]:
            issue = issue_of(uow, load(self.folder), self.today)
            return gather(uow, request, self.today), issue

        if isinstance(request, BookletRequest):  # many fiches: others have their turn in between
            return job(lent(self.fetch))
        return self.fetch(job)


@dataclass(frozen=True, slots=True)
class Sheets:
    """A document as it comes from the press: what was asked, its title, its PDF.

    `is_wide` tells that its pages are broader than high; `remarks` are what a person should know
    before it is printed.
    """

    request: DocumentRequest
    title: str
    file_name: str
    content: bytes
    page_count: int
    is_wide: bool
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaves:
    """Pages that are ready before the document is: a PDF for the eye alone.

    `page_count` tells how many there will be.
    """

    request: DocumentRequest
    title: str
    content: bytes
    page_count: int


Look = Callable[[Leaves], None]


def pull(source: Source, request: DocumentRequest, tick: Tick, look: Look) -> Sheets:
    """Make one document; `look` gets its first pages if there are many, and then all of them.

    Raises:
        InputError: what it speaks of is gone, or the logo is.
        StorageError: the folder cannot be read.
    """
    with source.held():
        return _pull(source, request, tick, look)


def _pull(source: Source, request: DocumentRequest, tick: Tick, look: Look) -> Sheets:
    file_name, document = _composed(source, request, tick)
    edition = document.edition
    pages = 0

    def show(count: int, content: bytes) -> None:
        nonlocal pages
        pages = count
        look(Leaves(request, edition.title, content, count))

    content = document.rendered(tick, show)
    is_wide = edition.page_format.width > edition.page_format.height
    names = (edition.title, file_name)
    return Sheets(request, *names, content, pages, is_wide, document.remarks())


def _composed(source: Source, request: DocumentRequest, tick: Tick) -> tuple[str, Document]:
    """Return the name of a document's file, and the document; what was read is let go of."""
    tick("Lecture", 0, 0)
    manuscript, issue = source.read(request)
    tick("Composition", 0, 0)
    return manuscript.file_name, manuscript.document(issue)


def pull_for_word(source: Source, request: DocumentRequest, output: Path, tick: Tick) -> Path:
    """Make one document for Word, write it whole or not at all, and return where.

    Raises:
        InputError: what it speaks of is gone, or the logo is.
        OutputError: it cannot be written; a former file is untouched.
        StorageError: the folder cannot be read.
    """
    with source.held():
        _, document = _composed(source, request, tick)
        content = document.in_word(tick)
    return save(content, output)


def save(content: bytes, output: Path) -> Path:
    """Write a document, whole or not at all, and return where.

    Raises:
        OutputError: it cannot be written; a former file is untouched.
    """
    with replacing(output) as temporary:
        temporary.write_bytes(content)
    return output


@dataclass(slots=True)
class BatchCount:
    """How far a batch is: its own thread counts, the others read once it is over."""

    done: int = 0
    total: int = 0
    lacking: list[str] = field(default_factory=list)
    """The files that hold signs which the font lacks."""
    remarks: tuple[str, ...] = ()
    """What is to be known of all of them."""


def print_batch(
    source: Source, request: BatchRequest, folder: Path, count: BatchCount, tick: Tick
) -> None:
    """Make every document of a batch, each file whole or absent; `count` follows.

    Raises:
        CancelledError: the person stopped it; what was written stays.
        OutputError: a file cannot be written.
        InputError: the logo is gone, or what a document speaks of.
    """
    tick("Lecture de la liste", 0, 0)
    items = source.fetch(lambda uow: batch(uow, request, source.today))
    count.total = len(items)
    for item in items:
        with source.held():
            document = _print_item(
                source, item, folder, lambda name: tick(name, count.done, count.total)
            )
            count.remarks = document.edition.remarks
            count.lacking += [item.file_name] if document.lacking() else []
        count.done += 1
        time.sleep(_BREATH_SECONDS)


def _print_item(
    source: Source, item: BatchItem, folder: Path, tell: Callable[[str], None]
) -> Document:
    """Make one document of a batch."""
    tell(item.file_name)
    manuscript, issue = source.read(item.request)
    document = manuscript.document(issue)
    content = document.rendered(lambda _what, _done, _total: tell(item.file_name))
    save(content, folder / item.file_name)
    return document


def source_of(desk: Desk) -> Source:
    """Return where the documents of a window's folder come from; on the interface thread."""
    collector = Collector.of_application()
    return Source(desk.fetch, desk.office.folder, desk.today, collector.held)
