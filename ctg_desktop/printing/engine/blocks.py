"""The blocks that documents are made of, and how they stack, stand side by side and split.

A block knows its height in a given width, how to split at the bottom of a page, and how to draw
itself. A page is the head of a :class:`Stack` split at the page's height; what remains goes to
the next page. Lengths are in points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ctg_desktop.printing.engine.block import Block, Opened
from ctg_desktop.printing.engine.canvas import Tag, TaggedCanvas
from ctg_desktop.printing.engine.lines import Line, Place, Run, Text, broken, draw_lines, runs_of
from ctg_desktop.printing.engine.logo import Logo
from ctg_desktop.printing.engine.recalling import Recall, still_open
from ctg_desktop.printing.engine.room import Room
from ctg_desktop.printing.engine.structure import box_entry, text_entry
from ctg_desktop.printing.engine.style import (
    BODY,
    GRID,
    HAIRLINE,
    INK,
    LINE,
    SECTION,
    SUBSECTION,
    TITLE,
    TextStyle,
    on_grid,
)
from ctg_desktop.printing.engine.telling import Teller

__all__ = [
    "Block",
    "Heading",
    "Indented",
    "Part",
    "Picture",
    "Row",
    "Rule",
    "SetLines",
    "Space",
    "Stack",
    "SubHeading",
    "Tagged",
    "TextBlock",
    "rule_above",
]

_ROUNDING = 0.01

_TWO_LINES = 3.5 * GRID
"""The least that stands under a heading at the foot of a page: two small lines."""


class TextBlock(Block):
    """A paragraph, a heading, any text that is set in lines."""

    def __init__(self, text: Text, style: TextStyle = BODY, tag: Tag | None = None) -> None:
        """Prepare `text` in `style`, to be announced as `tag` (a paragraph by default)."""
        self.style = style
        self.tag = tag or Tag("P")
        self.before, self.after = style.before, style.after
        self.runs: Sequence[Run] = runs_of(text, style)
        self._lines: list[Line] = []
        self._width = -1.0

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to print."""
        return not self.runs

    def lines(self, width: float) -> list[Line]:
        """Return the lines in a column of `width`."""
        if width != self._width:
            self._lines, self._width = broken(self.runs, self.style, width), width
        return self._lines

    def height(self, width: float) -> float:
        """Return the height of the lines."""
        return len(self.lines(width)) * self.style.leading

    def split(self, width: float, room: Room) -> tuple[Block, Block] | None:
        """Cut between two lines, leaving neither the first nor the last line alone."""
        return SetLines(self.lines(width), self.style, self.tag).split(width, room)

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the lines."""
        if self.runs:
            lines = self.lines(place.width)
            draw_lines(canvas, canvas.element(self.tag), lines, self.style, place)

    def tell(self, teller: Teller) -> None:
        """Tell the text."""
        if self.runs:
            kept = self.keeps_with_next
            teller.paragraph(self.runs, self.style, self.tag.kind, keeps_with_next=kept)


class SetLines(Block):
    """A part of a text, already set in lines of the width of its column."""

    def __init__(self, lines: list[Line], style: TextStyle, tag: Tag) -> None:
        """Keep the lines; `tag` is that of the whole text."""
        self._lines, self._style, self._tag = lines, style, tag
        self.after = style.after

    def height(self, width: float) -> float:
        """Return the height of the lines."""
        del width
        return len(self._lines) * self._style.leading

    def split(self, width: float, room: Room) -> tuple[Block, Block] | None:
        """Cut between two lines, leaving neither the first nor the last line alone."""
        del width
        fitting = int((room.height + _ROUNDING) / self._style.leading)
        fitting = min(fitting, len(self._lines) - 2)
        if fitting < (1 if room.fresh else 2):
            return None
        return (
            SetLines(self._lines[:fitting], self._style, self._tag),
            SetLines(self._lines[fitting:], self._style, self._tag),
        )

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the lines."""
        draw_lines(canvas, canvas.element(self._tag), self._lines, self._style, place)


def rule_above(canvas: TaggedCanvas, place: Place) -> None:
    """Draw a fine line at the top of a place; a page that goes on begins with one already."""
    if abs(place.top - (canvas.format.height - canvas.format.top)) > _ROUNDING:
        with canvas.artifact():
            canvas.stroke(LINE, HAIRLINE)
            canvas.line(place.x, place.top, place.x + place.width, place.top)


class Heading(TextBlock):
    """A heading of level 1 to 3, with its bookmark; never alone at the bottom of a page."""

    _STYLES = (TITLE, SECTION, SUBSECTION)
    keeps_with_next = True

    def __init__(
        self, level: int, text: str, *, style: TextStyle | None = None, ruled: bool | None = None
    ) -> None:
        """Prepare a heading; a document has one heading of level 1, its title.

        `ruled` sets a fine line above it: sections (level 2) have one unless told otherwise.
        """
        super().__init__(text, style or self._STYLES[level - 1], Tag(f"H{level}"))
        self._level = level
        self._title = "".join(run.text for run in self.runs).replace("\n", " ")
        self.opens = (Opened(level, self._title),)
        self._ruled = level == 2 if ruled is None else ruled

    def height(self, width: float) -> float:
        """Return the height of the lines, and of the fine line above a section."""
        return super().height(width) + (GRID if self._ruled else 0.0)

    def split(self, width: float, room: Room) -> None:
        """Never cut a heading."""

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the heading and add its bookmark."""
        level = self._level + canvas.depth
        self.tag = Tag(f"H{level}")
        canvas.bookmark(self._title[:200], level - 1, place.top + GRID)
        if self._ruled:
            rule_above(canvas, place)
            place = place._replace(top=place.top - GRID / 2)
        super().draw(canvas, place)

    def tell(self, teller: Teller) -> None:
        """Tell the heading."""
        if self.runs:
            teller.heading(self._level, self.runs)


class SubHeading(TextBlock):
    """A heading within a text that somebody typed: a level below the last one, no bookmark."""

    keeps_with_next = True

    def split(self, width: float, room: Room) -> None:
        """Never cut a heading."""

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the lines under a tag of the level of the place."""
        self.tag = Tag(f"H{canvas.heading_level + 1}")
        super().draw(canvas, place)


class Space(Block):
    """White, dropped at the top of a page."""

    def __init__(self, height: float) -> None:
        """Leave so much white."""
        self._height = height

    def height(self, width: float) -> float:
        """Return the height."""
        del width
        return self._height

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw nothing."""


class Rule(Block):
    """A fine line across the column."""

    def __init__(self, colour: str, width: float, *, before: float = 0.0) -> None:
        """Choose the line's colour and width."""
        self._colour, self._stroke, self.before = colour, width, before

    def height(self, width: float) -> float:
        """Return none: the line stands between two blocks."""
        del width
        return 0.0

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the line."""
        with canvas.artifact():
            canvas.stroke(self._colour, self._stroke)
            canvas.line(place.x, place.top, place.x + place.width, place.top)

    def tell(self, teller: Teller) -> None:
        """Tell that a line stands here."""
        teller.rule(self._colour)


class Stack(Block):
    """Blocks one below the other, each starting on the grid; the larger white of two counts."""

    def __init__(
        self,
        blocks: Sequence[Block],
        *,
        together: bool = False,
        tight: bool = False,
        filling: bool = False,
    ) -> None:
        """Stack `blocks`.

        `together` moves them to the next page rather than cutting them, where that leaves no
        more white than a page may have at its foot;
        `tight` sets them one right below the other, off the grid; with `filling`, no block waits
        for the next page that can be cut on this one.
        """
        self.blocks = [b for b in blocks if not (isinstance(b, TextBlock) and b.is_empty)]
        self.together, self.tight, self.filling = together, tight, filling
        if self.blocks:
            self.before, self.after = self.blocks[0].before, self.blocks[-1].after
            self.keeps_with_next = self.blocks[-1].keeps_with_next
        if len(self.blocks) == 1:
            self.opens = self.blocks[0].opens

    def _next_top(self, bottom: float, after: float, block: Block) -> float:
        top = bottom + max(after, block.before)
        return top if self.tight else on_grid(top)

    def _tops(self, width: float) -> list[float]:
        """Return where each block starts, and at the end where the stack ends."""
        tops = []
        y = after = 0.0
        for n, block in enumerate(self.blocks):
            if n:
                y = self._next_top(y, after, block)
            tops.append(y)
            y += block.height(width)
            after = block.after
        return [*tops, y]

    def height(self, width: float) -> float:
        """Return the height from the first block to the last."""
        return self._tops(width)[-1]

    def split(self, width: float, room: Room) -> tuple[Stack, Stack] | None:
        """Cut between two blocks or inside one; a heading follows what it announces."""
        if self.together and room.may_wait:
            return None
        room = room._replace(filling=room.filling or self.filling)
        bottoms = [0.0]
        after = 0.0
        for n, block in enumerate(self.blocks):
            top = self._next_top(bottoms[n], after, block) if n else 0.0
            bottoms.append(top + block.height(width))
            after = block.after
            if room.holds(bottoms[-1]):
                continue
            first = self._announced_from(n)
            left = room.below(top, kept=top - bottoms[first], begun=first > 0)
            halves = block.split(width, left)
            if halves and (left.fresh or first == n or halves[0].height(width) >= _TWO_LINES):
                head, tail = halves
                head.before, tail.after = block.before, block.after
                return self._cut([*self.blocks[:n], head], [tail, *self.blocks[n + 1 :]])
            cut = self._above_a_single_line(first, bottoms, room)
            return self._cut_before(cut, n, fresh=room.fresh)
        return None

    def _announced_from(self, n: int) -> int:
        """Return the first of the headings right above a block, or the block itself."""
        while n and self.blocks[n - 1].keeps_with_next:
            n -= 1
        return n

    def _above_a_single_line(self, cut: int, bottoms: Sequence[float], room: Room) -> int:
        """Return where to cut: above a heading rather than below a single line that follows it."""
        first = self._announced_from(cut - 1) if cut > 1 else cut
        is_single = first < cut - 1 and bottoms[cut] - bottoms[cut - 1] < _TWO_LINES + GRID
        return first if is_single and room.height - bottoms[first] <= room.white else cut

    def _cut(self, head: Sequence[Block], tail: Sequence[Block]) -> tuple[Stack, Stack]:
        opened = still_open(head, tail[0])
        recall = [Recall(opened)] if opened else []
        looks = {"tight": self.tight, "filling": self.filling}
        return Stack(head, **looks), Stack([*recall, *tail], **looks)

    def _cut_before(self, cut: int, n: int, *, fresh: bool) -> tuple[Stack, Stack] | None:
        if not cut:
            # Nothing can stand before the cut. On a whole page, what is too tall is drawn all
            # the same, headings before it first.
            if not fresh:
                return None
            cut = n if any(not isinstance(each, Recall) for each in self.blocks[:n]) else n + 1
            if cut == len(self.blocks):
                return None
        return self._cut(self.blocks[:cut], self.blocks[cut:])

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the blocks."""
        for block, top in zip(self.blocks, self._tops(place.width), strict=False):
            block.draw(canvas, place._replace(top=place.top - top))

    def tell(self, teller: Teller) -> None:
        """Tell the blocks."""
        for block in self.blocks:
            block.tell(teller)


class Tagged(Block):
    """A block inside an element of the structure (a list, an item…)."""

    def __init__(self, tag: Tag | str, block: Block) -> None:
        """Put `block` inside `tag`."""
        self._tag = Tag(tag) if isinstance(tag, str) else tag
        self._block = block
        self.before, self.after = block.before, block.after
        self.keeps_with_next = block.keeps_with_next

    def height(self, width: float) -> float:
        """Return the height of the block."""
        return self._block.height(width)

    def split(self, width: float, room: Room) -> tuple[Block, Block] | None:
        """Cut the block; both parts belong to the element."""
        halves = self._block.split(width, room)
        if halves is None:
            return None
        return Tagged(self._tag, halves[0]), Tagged(self._tag, halves[1])

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the block inside its element."""
        with canvas.within(self._tag):
            self._block.draw(canvas, place)

    def tell(self, teller: Teller) -> None:
        """Tell the block inside its element."""
        with teller.within(self._tag):
            self._block.tell(teller)


@dataclass(frozen=True, slots=True)
class Part:
    """A column of a row: what stands in it, and its width in points or its share of the rest."""

    block: Block
    share: float = 1.0
    width: float = 0.0


class Row(Block):
    """Blocks side by side, tops aligned; a page cuts each of them where it must."""

    def __init__(self, parts: Sequence[Part], *, gap: float = 2 * GRID) -> None:
        """Set `parts` side by side, `gap` apart."""
        self._parts = parts
        self._gap = gap
        self.before = max(part.block.before for part in parts)
        self.after = max(part.block.after for part in parts)

    def _columns(self, width: float) -> list[tuple[float, float]]:
        """Return the left edge and the width of each part."""
        free = width - self._gap * (len(self._parts) - 1)
        free -= sum(part.width for part in self._parts)
        total = sum(part.share for part in self._parts if not part.width)
        columns = []
        x = 0.0
        for part in self._parts:
            own = part.width or free * part.share / total
            columns.append((x, own))
            x += own + self._gap
        return columns

    def height(self, width: float) -> float:
        """Return the height of the tallest part."""
        columns = self._columns(width)
        return max(p.block.height(w) for p, (_, w) in zip(self._parts, columns, strict=True))

    def split(self, width: float, room: Room) -> tuple[Block, Block] | None:
        """Cut the parts that do not fit; if one of them cannot be cut, the row waits."""
        heads, tails = [], []
        for part, (_, own) in zip(self._parts, self._columns(width), strict=True):
            opened = part.block.opens
            head, tail = part.block, Recall(opened) if opened else Stack([])
            if not room.holds(part.block.height(own)):
                halves = part.block.split(own, room)
                if halves is None:
                    return None
                head, tail = halves  # type: ignore[assignment]  # any block will do
            heads.append(replace(part, block=head))
            tails.append(replace(part, block=tail))
        return Row(heads, gap=self._gap), Row(tails, gap=self._gap)

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the parts from left to right."""
        for part, (x, own) in zip(self._parts, self._columns(place.width), strict=True):
            part.block.draw(canvas, Place(place.x + x, place.top, own))

    def tell(self, teller: Teller) -> None:
        """Tell the parts from left to right."""
        for part in self._parts:
            part.block.tell(teller)


class Indented(Block):
    """A block moved to the right, with a bar or nothing at its left."""

    def __init__(
        self,
        block: Block,
        by: float,
        mark: Callable[[TaggedCanvas, Place, float], None] | None = None,
        colour: str = INK,
    ) -> None:
        """Move `block` by so much; `mark` draws beside it (canvas, place, height), in a colour."""
        self._block, self._by, self._mark, self._colour = block, by, mark, colour
        self.before, self.after = block.before, block.after

    def height(self, width: float) -> float:
        """Return the height of the block."""
        return self._block.height(width - self._by)

    def split(self, width: float, room: Room) -> tuple[Block, Block] | None:
        """Cut the block; the mark stands beside both parts."""
        halves = self._block.split(width - self._by, room)
        if halves is None:
            return None
        head, tail = (Indented(half, self._by, self._mark, self._colour) for half in halves)
        return head, tail

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the mark, then the block."""
        if self._mark:
            with canvas.artifact():
                self._mark(canvas, place, self.height(place.width))
        inner = Place(place.x + self._by, place.top, place.width - self._by)
        self._block.draw(canvas, inner)

    def tell(self, teller: Teller) -> None:
        """Tell the block, set off from the rest."""
        with teller.set_off(self._colour):
            self._block.tell(teller)


class Picture(Block):
    """A drawing that a screen reader announces by its description."""

    def __init__(
        self,
        width: float,
        height: float,
        description: str,
        paint: Callable[[TaggedCanvas, float, float], None],
        logo: Logo | None = None,
    ) -> None:
        """Draw with `paint` (canvas, left, bottom) in a box of the given size; maybe a logo."""
        self.size = (width, height)
        self.description = description
        self._paint = paint
        self._logo = logo

    def height(self, width: float) -> float:
        """Return the height of the box."""
        del width
        return self.size[1]

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the picture as a figure with its description and its box."""
        own_width, own_height = self.size
        bottom = place.top - own_height
        box = box_entry(place.x, bottom, place.x + own_width, place.top)
        tag = Tag("Figure", text_entry("Alt", self.description) + box)
        with canvas.content_of(canvas.element(tag)):
            self._paint(canvas, place.x, bottom)

    def tell(self, teller: Teller) -> None:
        """Tell a logo; other drawings can only be drawn."""
        if self._logo is not None:
            teller.picture(self._logo, self.size, self.description)
