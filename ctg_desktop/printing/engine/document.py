"""Building a document: from a story of blocks to a file that is complete or absent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from ctg_desktop.folder.outputs import replacing
from ctg_desktop.garbage_collector import collector_held
from ctg_desktop.ports import Tick, untold
from ctg_desktop.printing.engine.blocks import Block
from ctg_desktop.printing.engine.canvas import TaggedCanvas
from ctg_desktop.printing.engine.chapters import folios
from ctg_desktop.printing.engine.pages import RunningLines, draw_pages, paginated
from ctg_desktop.printing.engine.pdf_file import Description
from ctg_desktop.printing.engine.style import PORTRAIT, PageFormat
from ctg_desktop.typography import long_date, typeset


@dataclass(frozen=True, slots=True)
class Edition:
    """What a document says of itself beside its content."""

    title: str
    """The title, as in the first heading and in the viewer's window."""
    running_title: str
    """A few words for the head of the following pages."""
    structure: str
    """Who edits it."""
    edited_on: date
    subject: str = ""
    page_format: PageFormat = PORTRAIT
    notice: str = ""
    """A few words for the foot of each page."""
    remarks: tuple[str, ...] = ()
    """What a person should know before it is printed, in French sentences."""
    kind: str = ""
    """What the running title is the title of, if that is to be said with it."""

    @property
    def headed(self) -> str:
        """What the following pages are headed with, on one line."""
        return f"{self.kind} : {self.running_title}" if self.kind else self.running_title

    @property
    def edited(self) -> str:
        """What stands at the foot of each page."""
        notice = f" – {self.notice}" if self.notice else ""
        return typeset(f"Édité le {long_date(self.edited_on)}{notice}")


Look = Callable[[int, bytes], None]
"""Takes how many pages there will be, and a file of those that are ready, for the eye alone."""

LONG = 60
"""The pages from which on a document is long: others are drawn while one would look up."""

FIRST_LOOK = 12
"""How many pages of a long document are shown before the others are drawn."""


def rendered(
    story: Sequence[Block], edition: Edition, tick: Tick = untold, look: Look | None = None
) -> bytes:
    """Return the PDF of a story; equal stories and editions give equal bytes.

    `tick` is called before each page, first as it is set (without a total: nobody knows yet how
    many there will be), then as it is drawn; it may raise to cancel. `look` gets the first pages
    of a long document as soon as all are set, and the pages of any before their structure.
    """
    with collector_held():
        return _rendered(story, edition, tick, look)


def _rendered(story: Sequence[Block], edition: Edition, tick: Tick, look: Look | None) -> bytes:
    pages = []
    for page in paginated(story, edition.page_format):
        pages.append(page)
        tick("Mise en page", len(pages), 0)
    lines = RunningLines(edition.structure, edition.kind, edition.running_title, edition.edited)
    chapters = folios(pages)
    description = Description(
        title=typeset(edition.title).replace("\n", " "),
        author=typeset(edition.structure),
        subject=typeset(edition.subject),
        edited_on=edition.edited_on,
    )

    def made(most: int, tick: Tick) -> bytes:
        canvas = TaggedCanvas(edition.page_format, has_links=most >= len(pages))
        canvas.folios = chapters
        draw_pages(canvas, pages, lines, tick, most=most)
        return canvas.finished(description, look and partial(look, len(pages)))

    if look and len(pages) >= LONG:
        made(FIRST_LOOK, untold)
    return made(len(pages), tick)


Write = Callable[[Sequence[Block], Edition, Tick], bytes]
"""Makes the content of a file of a story: `rendered`, or that of Word."""


def build(
    story: Sequence[Block], output: Path, edition: Edition, *, write: Write = rendered
) -> None:
    """Write a story into the file `output`, replacing a former one only once complete.

    Raises:
        OutputError: the file cannot be written; a former one is untouched.
    """
    content = write(story, edition, untold)
    with replacing(output) as temporary:
        temporary.write_bytes(content)
