"""What every printed document shares: who issues it, when, with which logo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ctg_desktop.errors import FileFormatError
from ctg_desktop.ports import Tick, untold
from ctg_desktop.printing.engine.blocks import Block, Stack, TextBlock
from ctg_desktop.printing.engine.document import Edition, Look, build, rendered
from ctg_desktop.printing.engine.fonts import Face
from ctg_desktop.printing.engine.lines import Text, coloured
from ctg_desktop.printing.engine.logo import read_logo
from ctg_desktop.printing.engine.style import ALERT, CELL, PORTRAIT, PageFormat
from ctg_desktop.printing.engine.unprinted import sentence, unprinted
from ctg_desktop.printing.masthead import Borne, masthead
from ctg_desktop.printing.sections import callout

EXAMPLE_DATA = "Données d’exemple"

_LONGEST_TITLE = 150
"""In the window of a viewer; the sheet itself bears the whole title."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Who prints, and when.

    `structure` is the name that the sheet bears; `logo` a PNG or JPEG file; `partners` are the
    signatories by name, with theirs; `is_demonstration` marks sheets printed from invented
    actions.
    """

    structure: str
    edited_on: date
    logo: Path | None = None
    is_demonstration: bool = False
    partners: tuple[tuple[str, Path], ...] = ()

    def opening(self, title: str, subtitle: Text = "") -> Block:
        """Return the top of the first page, with the logos and the mark of invented actions.

        A signatory's logo that cannot be read is left out, and `edition` says so.

        Raises:
            FileFormatError: the logo cannot be read.
        """
        logo = read_logo(self.logo) if self.logo else None
        bornes = [each for each in self._partners() if isinstance(each, Borne)]
        top = masthead(
            title, structure=self.structure, subtitle=subtitle, logo=logo, partners=bornes
        )
        if not self.is_demonstration:
            return top
        mark = coloured(EXAMPLE_DATA, ALERT, Face.SEMIBOLD)
        words: Text = [mark, " : ce document contient des actions et des personnes inventées."]
        return Stack([top, callout(TextBlock(words, CELL), ALERT)])

    def _partners(self) -> Iterator[Borne | str]:
        """Yield the signatories' logos, or the sentence that says why one is left out."""
        for name, path in self.partners:
            try:
                yield Borne(name, read_logo(path))
            except FileFormatError as error:
                yield f"{error.sentence} « {name} » est sans logo sur ce document."

    def _remarks(self) -> Iterator[str]:
        own = [Borne(self.structure, read_logo(self.logo))] if self.logo else []
        for each in (*own, *self._partners()):
            if isinstance(each, str):
                yield each
            elif each.logo.is_pale:
                yield f"Le logo de « {each.name} » est presque blanc : il se verra à peine."

    def edition(
        self,
        title: str,
        *,
        kind: str = "",
        running_title: str = "",
        page_format: PageFormat = PORTRAIT,
    ) -> Edition:
        """Return what the file says of itself.

        `running_title`, or else the title, heads the following pages, with the `kind` of document.
        """
        running_title = running_title or title
        return Edition(
            title=title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rstrip()}…",
            running_title=running_title,
            kind=kind,
            structure=self.structure,
            edited_on=self.edited_on,
            subject=(f"{kind} : {title}" if kind else running_title)[:_LONGEST_TITLE],
            page_format=page_format,
            notice=EXAMPLE_DATA if self.is_demonstration else "",
            remarks=tuple(self._remarks()),
        )


@dataclass(frozen=True, slots=True)
class Document:
    """A document ready to be printed: its story, and what the file says of itself."""

    story: list[Block]
    edition: Edition

    def rendered(self, tick: Tick, look: Look | None = None) -> bytes:
        """Return the PDF; `tick` is called before each page, and may raise to cancel.

        `look` gets the pages for the eye alone as soon as some are ready.
        """
        return rendered(self.story, self.edition, tick, look)

    def remarks(self) -> tuple[str, ...]:
        """Return what a person should know before it is printed, in French sentences.

        Those of its edition hold for every document of the same issue.
        """
        return (*self.edition.remarks, *filter(None, [self.lacking()]))

    def lacking(self) -> str:
        """Return which signs the font lacks, and where; empty if it has all."""
        return sentence(unprinted(self.story))

    def in_word(self, tick: Tick = untold) -> bytes:
        """Return the document as a file of Word; `tick` may raise to cancel."""
        return _in_word(self.story, self.edition, tick)

    def print_to(self, output: Path) -> None:
        """Write the document, whole or not at all: for Word where the name ends in `.docx`.

        Raises:
            OutputError: the file cannot be written; a former one of that name is untouched.
        """
        is_for_word = output.suffix.lower() == ".docx"
        build(self.story, output, self.edition, write=_in_word if is_for_word else rendered)


def _in_word(story: Sequence[Block], edition: Edition, tick: Tick) -> bytes:
    from ctg_desktop.printing.word.word_file import rendered as written

    return written(story, edition, tick)
