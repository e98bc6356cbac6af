"""What every printed document shares: who issues it, when, with which logo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ctg_desktop.printing.blocks import Block
from ctg_desktop.printing.document import Edition, build


@dataclass(frozen=True, slots=True)
class Issue:
    """Who prints, and when.

    `structure` is the name that the sheet bears; `logo` a PNG or JPEG file; `is_demonstration`
    marks sheets printed from invented actions.
    """

    structure: str
    edited_on: date
    logo: Path | None = None
    is_demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document ready to be printed: its story, and what the file says of itself."""

    story: list[Block]
    edition: Edition

    def print_to(self, output: Path) -> None:
        """Write the PDF, whole or not at all.

        Raises:
            OutputError: the file cannot be written; a former one of that name is untouched.
        """
        build(self.story, output, self.edition)
