"""The strategy as a diagram: each enjeu, and the ambitions that branch from it.

It is real text inside nested lists, so that nothing has to be described a second time; the
branches are decoration. It knows neither how many enjeux there are nor how they are called.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from ctg_desktop.domain.colours import legible
from ctg_desktop.printing.engine.blocks import Block, Stack, Tagged, TextBlock
from ctg_desktop.printing.engine.canvas import Tag, TaggedCanvas
from ctg_desktop.printing.engine.fonts import Face
from ctg_desktop.printing.engine.lines import Place, Text
from ctg_desktop.printing.engine.recalling import GOES_ON, draw_recalled, recalled_lines
from ctg_desktop.printing.engine.room import Room
from ctg_desktop.printing.engine.style import (
    BODY,
    CELL,
    FIGURE,
    GREY,
    GRID,
    HAIRLINE,
    NOTE,
    RECALL,
    Align,
    TextStyle,
    on_grid,
)
from ctg_desktop.printing.engine.telling import Teller
from ctg_desktop.printing.sections import LABEL_WIDTH

_HEAD_SHARE = 0.38
_NUMBER_WIDTH = 4 * GRID
_NUMBER_RISE = 2.5
_BRANCH = 2 * GRID
"""From the end of the enjeu's column to its trunk, and from the trunk to the ambitions."""

_DISC = 8.0
"""The radius of the disc around an ambition's number."""

_STILL_TO_COME = BODY.but(face=Face.ITALIC, colour=GREY, after=0.0)
_LONGEST_TITLE = 600


@dataclass(frozen=True, slots=True)
class Leaf:
    """An ambition: its number, its title, what is said of it; `missing` sets it as to come.

    Without a colour of its own, its circle has that of the branch.
    """

    number: str
    title: str
    note: Text = ""
    missing: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """An enjeu and its ambitions."""

    number: str
    title: str
    colour: str
    leaves: Sequence[Leaf]
    note: Text = ""
    missing: bool = False


def strategy(branches: Sequence[Branch]) -> Block:
    """Return the diagram; an enjeu and its ambitions stay on one page if one can hold them."""
    items: list[Block] = [
        Stack([_BranchPart(_Drawn(branch), 0, len(branch.leaves))], together=True)
        for branch in branches
    ]
    for item in items:
        item.before = item.after = 2 * GRID
    return Tagged("L", Stack(items))


@dataclass(frozen=True, slots=True)
class Level:
    """A level of which only the numbers are known: what it is called, numbers and colours."""

    label: str
    entries: Sequence[tuple[str, str]]


def outline(levels: Sequence[Level]) -> Block:
    """Return the levels as rows of numbers, joined by broken lines: nothing else is known."""
    return _Outline(levels)


class _Outline(Block):
    _ROW = 3 * GRID
    """The height of a row of numbers."""

    _TIES = 2 * GRID
    """The height of the ties between two levels."""

    _STEP = 26.0
    """The least distance between two numbers."""

    before = after = GRID

    def __init__(self, levels: Sequence[Level]) -> None:
        style = BODY.but(face=Face.SEMIBOLD, after=0.0)
        self._levels = [(TextBlock(level.label, style, Tag("Lbl")), level) for level in levels]

    def _rows(self, level: Level, width: float) -> int:
        return math.ceil(len(level.entries) / self._per_row(width))

    def _per_row(self, width: float) -> int:
        return max(1, int((width - LABEL_WIDTH) / self._STEP))

    def _tops(self, width: float) -> list[float]:
        """Return where each level begins below the first, and at the end where a next one would."""
        heights = (self._rows(level, width) * self._ROW + self._TIES for _, level in self._levels)
        return list(accumulate(heights, initial=0.0))

    def height(self, width: float) -> float:
        return self._tops(width)[-1] - self._TIES

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        width = place.width - LABEL_WIDTH
        per_row = self._per_row(place.width)
        above: list[_Spot] = []
        with canvas.within(Tag("L")):
            for (label, level), below in zip(self._levels, self._tops(place.width), strict=False):
                top = place.top - below
                spots = self._spots(level, Place(place.x + LABEL_WIDTH, top, width), per_row)
                if above:
                    with canvas.artifact():
                        self._draw_ties(canvas, above, spots, top + self._TIES / 2)
                with canvas.within(Tag("LI")):
                    label.draw(canvas, Place(place.x, top - GRID / 2, LABEL_WIDTH))
                    with canvas.within(Tag("LBody")), canvas.within(Tag("L")):
                        for spot in spots:
                            _draw_number(canvas, spot)
                above = spots

    def tell(self, teller: Teller) -> None:
        with teller.within(Tag("L")):
            for label, level in self._levels:
                numbers = ", ".join(number for number, _ in level.entries)
                with teller.within(Tag("LI")):
                    label.tell(teller)
                    with teller.within(Tag("LBody")):
                        TextBlock(numbers).tell(teller)

    def _spots(self, level: Level, place: Place, per_row: int) -> list[_Spot]:
        """Spread the numbers of a level over the width, in as many rows as needed."""
        step = place.width / min(per_row, len(level.entries))
        return [
            _Spot(
                place.x + (n % per_row + 0.5) * step,
                place.top - (n // per_row + 0.5) * self._ROW,
                number,
                legible(colour),
            )
            for n, (number, colour) in enumerate(level.entries)
        ]

    def _draw_ties(
        self, canvas: TaggedCanvas, above: list[_Spot], below: list[_Spot], level: float
    ) -> None:
        """Join the last row above to the first row below by a broken line at a level."""
        last, first = above[-1].y, below[0].y
        upper = [spot.x for spot in above if spot.y == last]
        lower = [spot.x for spot in below if spot.y == first]
        canvas.stroke(GREY, HAIRLINE)
        with canvas.dashed(2.0, 2.0):
            canvas.line(min(upper + lower), level, max(upper + lower), level)
            for x in upper:
                canvas.line(x, last - _DISC, x, level)
            for x in lower:
                canvas.line(x, level, x, first + _DISC)


class _Spot(NamedTuple):
    """Where a number stands: the centre of its circle, and its colour."""

    x: float
    y: float
    number: str
    colour: str


def _draw_number(canvas: TaggedCanvas, spot: _Spot) -> None:
    with canvas.artifact():
        canvas.stroke(spot.colour, 0.8)
        canvas.circle(spot.x, spot.y, _DISC, outlined=True)
    words = TextBlock(spot.number, _disc_style(spot.colour), Tag("LBody"))
    with canvas.within(Tag("LI")):
        words.draw(canvas, Place(spot.x - _DISC, spot.y + BODY.leading / 2, 2 * _DISC))


class _Drawn:
    """The texts and the tags of one branch, shared by the pages that it spreads over."""

    def __init__(self, branch: Branch) -> None:
        self.colour = legible(branch.colour)
        self._title = f"{branch.number} {branch.title}".strip()
        number = FIGURE.but(colour=self.colour)
        title = BODY.but(face=Face.SEMIBOLD, after=0.0)
        self.number = TextBlock(branch.number, number, Tag("Lbl"))
        self.words = Stack(
            [
                TextBlock(_bounded(branch.title), _STILL_TO_COME if branch.missing else title),
                TextBlock(branch.note, NOTE),
            ]
        )
        self.leaves = [_DrawnLeaf(leaf, self.colour) for leaf in branch.leaves]
        self.item, self.body, self.list = Tag("LI"), Tag("LBody"), Tag("L")

    def recalled(self, width: float) -> list[str]:
        """Return how a page calls the branch that goes on there."""
        return recalled_lines(self._title, RECALL, width, end=GOES_ON)

    def head_height(self, width: float) -> float:
        """Return the height of what the branch says of itself."""
        return max(self.number.height(_NUMBER_WIDTH), self.words.height(width - _NUMBER_WIDTH))


class _DrawnLeaf:
    def __init__(self, leaf: Leaf, colour: str) -> None:
        self.colour = legible(leaf.colour) if leaf.colour else colour
        self.number = TextBlock(leaf.number, _disc_style(self.colour), Tag("Lbl"))
        style = _STILL_TO_COME if leaf.missing else BODY.but(after=0.0)
        self.words = Stack([TextBlock(_bounded(leaf.title), style), TextBlock(leaf.note, NOTE)])

    def height(self, width: float) -> float:
        """Return the height of the leaf, with the white below it."""
        return on_grid(self.words.height(width)) + GRID


class _BranchPart(Block):
    """Some of the leaves of a branch; the branch itself stands beside the first ones."""

    def __init__(self, drawn: _Drawn, first: int, last: int) -> None:
        self._drawn, self._first, self._last = drawn, first, last

    def _widths(self, width: float) -> tuple[float, float]:
        head = width * _HEAD_SHARE
        return head, width - head - 2 * _BRANCH - 2 * _DISC - GRID

    def _tops(self, width: float) -> list[float]:
        """Return where each leaf starts, and where the last one ends."""
        _, own = self._widths(width)
        tops = [0.0]
        for leaf in self._drawn.leaves[self._first : self._last]:
            tops.append(tops[-1] + leaf.height(own))
        return tops

    def height(self, width: float) -> float:
        """Return the height of the taller side."""
        head, _ = self._widths(width)
        beside = self._drawn.head_height(head)
        if self._first:
            beside = len(self._drawn.recalled(head - _NUMBER_WIDTH)) * RECALL.leading
        return max(beside, self._tops(width)[-1] - GRID)

    def split(self, width: float, room: Room) -> tuple[Block, Block] | None:
        """Cut between two leaves, below what the branch says of itself."""
        head, _ = self._widths(width)
        if not self._first and not room.fresh and not room.holds(self._drawn.head_height(head)):
            return None
        fitting = sum(room.holds(bottom - GRID) for bottom in self._tops(width)[1:])
        cut = self._first + fitting
        if not self._first < cut < self._last:
            return None
        return (
            _BranchPart(self._drawn, self._first, cut),
            _BranchPart(self._drawn, cut, self._last),
        )

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the branch, its lines, and its leaves."""
        drawn = self._drawn
        head, own = self._widths(place.width)
        tops = [place.top - top for top in self._tops(place.width)[:-1]]
        with canvas.artifact():
            if tops:
                self._draw_lines(canvas, place.x + head, tops)
            if self._first:
                beside = Place(place.x + _NUMBER_WIDTH, place.top, head - _NUMBER_WIDTH)
                draw_recalled(canvas, drawn.recalled(beside.width), RECALL, beside)
        with canvas.within(drawn.item):
            if not self._first:
                # The number is large: its baseline joins that of the title's first line.
                high = Place(place.x, place.top + _NUMBER_RISE, _NUMBER_WIDTH)
                drawn.number.draw(canvas, high)
            with canvas.within(drawn.body):
                if not self._first:
                    beside = Place(place.x + _NUMBER_WIDTH, place.top, head - _NUMBER_WIDTH)
                    drawn.words.draw(canvas, beside)
                if tops:
                    with canvas.within(drawn.list):
                        self._draw_leaves(canvas, place.x + head + 2 * _BRANCH, tops, own)

    def tell(self, teller: Teller) -> None:
        """Tell the branch, then its leaves."""
        drawn = self._drawn
        with teller.within(drawn.item):
            drawn.number.tell(teller)
            with teller.within(drawn.body):
                drawn.words.tell(teller)
                with teller.within(drawn.list):
                    for leaf in drawn.leaves:
                        with teller.within(Tag("LI")):
                            leaf.number.tell(teller)
                            with teller.within(Tag("LBody")):
                                leaf.words.tell(teller)

    def _draw_lines(self, canvas: TaggedCanvas, x: float, tops: Sequence[float]) -> None:
        levels = [top - BODY.leading / 2 for top in tops]
        trunk = x + _BRANCH
        canvas.stroke(self._drawn.colour, 0.8)
        if not self._first:
            canvas.line(x + GRID, levels[0], trunk, levels[0])
        canvas.line(trunk, levels[0], trunk, levels[-1])
        for level in levels:
            canvas.line(trunk, level, trunk + _BRANCH, level)
        for leaf, level in zip(self._drawn.leaves[self._first : self._last], levels, strict=True):
            canvas.stroke(leaf.colour, 0.8)
            canvas.circle(trunk + _BRANCH + _DISC, level, _DISC, outlined=True)

    def _draw_leaves(
        self, canvas: TaggedCanvas, x: float, tops: Sequence[float], width: float
    ) -> None:
        leaves = self._drawn.leaves[self._first : self._last]
        for leaf, top in zip(leaves, tops, strict=True):
            with canvas.within(Tag("LI")):
                leaf.number.draw(canvas, Place(x, top, 2 * _DISC))
                with canvas.within(Tag("LBody")):
                    leaf.words.draw(canvas, Place(x + 2 * _DISC + GRID, top, width))


def _disc_style(colour: str) -> TextStyle:
    return CELL.but(face=Face.SEMIBOLD, colour=colour, align=Align.CENTRE, leading=BODY.leading)


def _bounded(title: str) -> str:
    """Cut a title so that it fits on a page."""
    return title if len(title) <= _LONGEST_TITLE else title[:_LONGEST_TITLE].rstrip() + "…"
