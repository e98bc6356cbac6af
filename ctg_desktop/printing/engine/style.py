"""How a sheet looks: the page, its grid, the sizes of text, the colours.

All lengths are in points (1/72 inch). Heights are multiples of :data:`GRID`, half a line of
text, so that lines of neighbouring columns and of both sides of a sheet stand on the same level.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from ctg_desktop.domain.colours import shares
from ctg_desktop.printing.engine.fonts import Face

GRID = 7.0
"""Half a line of text."""

DENSE, SMALL, TEXT, LARGE = 8.5, 9.5, 10.0, 19.0
"""The sizes: tables of many columns, notes and other tables, text, titles and key figures."""

_CLOSE = 5 / 3 * GRID
"""The height of a small line: three take five steps of the grid."""

HAIRLINE = 0.4
"""The width of a fine line."""

INK = "#1d2329"
GREY = "#59626b"
LINE = "#b9c0c7"
ACCENT = "#16566b"
ALERT = "#a3261d"


class Align(Enum):
    """Where lines stand in their column."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a paragraph is set; lengths in points."""

    face: Face = Face.REGULAR
    size: float = TEXT
    leading: float = 2 * GRID
    colour: str = INK
    align: Align = Align.LEFT
    before: float = 0.0
    after: float = 0.0

    def but(self, **changes: object) -> TextStyle:
        """Return this style with some of its fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # dataclasses checks the names


BODY = TextStyle(after=GRID)
LEAD = TextStyle(colour=GREY, after=GRID)
NOTE = TextStyle(size=SMALL, leading=_CLOSE, colour=GREY)
CELL = TextStyle(size=SMALL, leading=_CLOSE)
DENSE_CELL = TextStyle(size=DENSE, leading=1.5 * GRID)
LABEL = TextStyle(size=SMALL, leading=2 * GRID, colour=GREY)
RECALL = LABEL.but(face=Face.ITALIC)
SMALL_DROP = (BODY.leading - CELL.leading) / 2 + 0.33 * (BODY.size - CELL.size)
"""How much lower small lines begin to stand on the same baseline as the text beside them."""

FIGURE = TextStyle(face=Face.SEMIBOLD, size=LARGE, leading=3 * GRID, colour=ACCENT)
TITLE = TextStyle(face=Face.SEMIBOLD, size=LARGE, leading=3 * GRID, colour=INK, after=GRID)
SECTION = TextStyle(face=Face.SEMIBOLD, colour=ACCENT, before=3 * GRID)
SUBSECTION = TextStyle(face=Face.SEMIBOLD, before=2 * GRID)


@dataclass(frozen=True, slots=True)
class PageFormat:
    """A page: its size and margins in points, measured from its edges.

    The first page has no running lines at its top: its text begins higher.
    """

    width: float
    height: float
    side: float
    top: float
    first_top: float
    bottom: float

    @property
    def text_width(self) -> float:
        """The width between the side margins."""
        return self.width - 2 * self.side

    def text_height(self, *, first: bool) -> float:
        """The height between the header and the footer, a whole number of grid steps."""
        top = self.first_top if first else self.top
        return (self.height - top - self.bottom) // GRID * GRID


_A4 = (595.28, 841.89)
PORTRAIT = PageFormat(_A4[0], _A4[1], side=56.0, top=77.0, first_top=49.0, bottom=63.0)
LANDSCAPE = PageFormat(_A4[1], _A4[0], side=42.0, top=70.0, first_top=42.0, bottom=56.0)


def on_grid(height: float) -> float:
    """Return the first grid step at or below `height` (counted from the top)."""
    steps = height / GRID
    whole = int(steps)
    return GRID * (whole if steps - whole < 0.001 else whole + 1)


@cache
def rgb(colour: str) -> str:
    """Return the operands of a colour written `#rrggbb`: three shares from 0 to 1."""
    return " ".join(f"{share:.3g}" for share in shares(colour))
