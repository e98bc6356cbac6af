"""The visitor that receives a story in reading order, without pages: what Word is written by.

Each block tells its words to a :class:`Teller`, as it draws them on a canvas; what is decoration
there is not told. So a document is described once, whatever is made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ctg_desktop.printing.engine.canvas import Tag
    from ctg_desktop.printing.engine.lines import Run
    from ctg_desktop.printing.engine.logo import Logo
    from ctg_desktop.printing.engine.style import TextStyle
    from ctg_desktop.printing.engine.table_layout import Cell, Group, TableColumn


class Teller(Protocol):
    """Listens to a story; lengths are in points."""

    def heading(self, level: int, runs: Sequence[Run]) -> None:
        """Hear a heading of level 1 to 3."""

    def paragraph(
        self, runs: Sequence[Run], style: TextStyle, kind: str, *, keeps_with_next: bool = False
    ) -> None:
        """Hear a text; `kind` is its tag: `P`, or `Lbl` for a label or the sign of an item.

        One that `keeps_with_next` announces what follows it.
        """

    def within(self, tag: Tag) -> AbstractContextManager[object]:
        """Hear what is told inside as that of an element: a list, an item, its body."""

    def set_off(self, colour: str) -> AbstractContextManager[object]:
        """Hear what is told inside as set off from the rest, by a bar of this colour."""

    def table(self, columns: Sequence[TableColumn], rows: Sequence[Sequence[Cell] | Group]) -> None:
        """Hear a whole table."""

    def picture(self, picture: Logo, size: tuple[float, float], description: str) -> None:
        """Hear of a picture, its width and height, and what it shows."""

    def band(self, pictures: Sequence[tuple[Logo, tuple[float, float], str]]) -> None:
        """Hear of pictures side by side; each as `picture` is told."""

    def chapter(self, anchor: str) -> AbstractContextManager[object]:
        """Hear what is told inside as a chapter, which begins on a page."""

    def entry(self, runs: Sequence[Run], anchor: str) -> None:
        """Hear an entry of the contents, and the anchor of the chapter that it leads to."""

    def rule(self, colour: str) -> None:
        """Hear that a line ends what was told so far."""
