"""From a story to pages: where pages break, and the running lines around the text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ctg_desktop.ports import Tick
from ctg_desktop.printing.engine.blocks import Block, Stack
from ctg_desktop.printing.engine.canvas import TaggedCanvas
from ctg_desktop.printing.engine.chapters import Chapter
from ctg_desktop.printing.engine.fonts import Face, typeface
from ctg_desktop.printing.engine.lines import Place, broken, draw_segment, runs_of
from ctg_desktop.printing.engine.recalling import draw_recalled, recalled_lines
from ctg_desktop.printing.engine.room import MOST_WHITE, Room
from ctg_desktop.printing.engine.style import GREY, GRID, HAIRLINE, LINE, NOTE, SMALL, PageFormat

_MOST_PAGES = 20_000
_HEADER = 8 * GRID
"""From the top of a page to the rule below its running lines."""

_RUNNING = NOTE
_STRUCTURE = NOTE.but(face=Face.SEMIBOLD)


@dataclass(frozen=True, slots=True)
class RunningLines:
    """What stands at the top (from the second page on) and at the foot of the pages."""

    structure: str
    kind: str
    title: str
    edition: str

    def head(self, width: float) -> tuple[str, str]:
        """Return what stands on the first line, and the title below it."""
        if not self.kind:
            return self.structure, self.title
        first = f"{self.structure} · {self.kind}"
        if len(recalled_lines(first, _STRUCTURE, width)) == 1:
            return first, self.title
        return self.structure, f"{self.kind} : {self.title}"


def paginated(
    story: Sequence[Block], page_format: PageFormat, *, is_first: bool = True
) -> Iterator[Block]:
    """Yield what stands on each page; a chapter begins on a page.

    `is_first` tells that the first of them is that of the document.
    """
    starts = [n for n, block in enumerate(story) if n and isinstance(block, Chapter)]
    for start, end in pairwise([0, *starts, len(story)]):
        yield from _pages(Stack(story[start:end]), page_format, is_first=is_first and not start)


def _pages(rest: Stack, page_format: PageFormat, *, is_first: bool) -> Iterator[Block]:
    for n in range(_MOST_PAGES):
        room = Room.whole(page_format.text_height(first=is_first and not n))
        halves = rest.split(page_format.text_width, room)
        if halves is None:
            yield rest
            return
        yield halves[0]
        rest = halves[1]
    raise OverflowError("a block never fits: its split makes no progress")


_WHITES = (2 * GRID, GRID, 0.0)
"""Between sections: airy, ordinary, tight."""

_FULL, _WORTH_A_PAGE = 1 - MOST_WHITE, 0.3
"""The least shares of a page, and of the last page, that should be filled."""


def well_filled(story: Sequence[Block], page_format: PageFormat) -> list[Block]:
    """Return a story with the white between its blocks that fills its pages well.

    The setting that takes the fewest pages is kept, the one that fills them best among equals,
    then the airiest. A last page that stays a remnant receives the blocks before it.
    """
    head, *others = story
    best = list(story)
    lowest = (_MOST_PAGES, 0)
    for white in _WHITES:
        spaced = [head, *(_below(block, white) for block in others)]
        shares = _shares(spaced, page_format)
        cost = (len(shares), _poor_pages(shares))
        if cost < lowest:
            best, lowest = spaced, cost
        if len(shares) == 1:
            break
    return _saving(story, page_format, lowest[0]) or _gathered(best, page_format)


def tightened(
    story: Sequence[Block], page_format: PageFormat, *, is_first: bool = True
) -> list[Block]:
    """Return a story without white between its blocks, where that saves a page."""
    natural = sum(1 for _ in paginated(story, page_format, is_first=is_first))
    return _saving(story, page_format, natural, is_first=is_first) or list(story)


def _saving(
    story: Sequence[Block], page_format: PageFormat, most: int, *, is_first: bool = True
) -> list[Block] | None:
    """Return a story that takes fewer than `most` pages: tight, or each page filled at that."""
    tight = [story[0], *(_below(block, 0.0) for block in story[1:])]
    filled: list[Block] = [Stack(tight, filling=True)]
    for tried in (tight, filled) if most > 1 else ():
        if sum(1 for _ in paginated(tried, page_format, is_first=is_first)) < most:
            return tried
    return None


def _below(block: Block, white: float) -> Block:
    spaced = Stack([block])
    spaced.before = white
    return spaced


def _shares(story: Sequence[Block], page_format: PageFormat) -> list[float]:
    """Return the share of each page that a story fills."""
    return [
        page.height(page_format.text_width) / page_format.text_height(first=not n)
        for n, page in enumerate(paginated(story, page_format))
    ]


def _poor_pages(shares: Sequence[float]) -> int:
    *others, last = shares
    poor = sum(share < _FULL for share in others)
    return poor + (bool(others) and last < _WORTH_A_PAGE)


def _gathered(story: list[Block], page_format: PageFormat) -> list[Block]:
    """Keep the last blocks of a story together, if the last page is a remnant without that."""
    shares = _shares(story, page_format)
    for first in range(len(story), 0, -1):
        gathered = [*story[:first], Stack(story[first:], together=True)]
        found = _shares(gathered, page_format)
        if len(found) > len(shares):
            break
        if found[-1] >= _WORTH_A_PAGE:
            return gathered
    return story


def draw_pages(
    canvas: TaggedCanvas,
    pages: Sequence[Block],
    lines: RunningLines,
    tick: Tick,
    *,
    most: int = _MOST_PAGES,
) -> None:
    """Draw the first `most` pages with their running lines, which are no part of the text."""
    page_format = canvas.format
    for n, page in enumerate(pages[:most], start=1):
        tick("Dessin des pages", n, len(pages))
        canvas.start_page()
        top = page_format.height - (page_format.first_top if n == 1 else page_format.top)
        page.draw(canvas, Place(page_format.side, top, page_format.text_width))
        with canvas.artifact():
            _draw_running_lines(canvas, lines, n, len(pages))
        canvas.end_page()


def _draw_running_lines(canvas: TaggedCanvas, lines: RunningLines, n: int, total: int) -> None:
    page_format = canvas.format
    left, right = page_format.side, page_format.width - page_format.side
    canvas.fill(GREY)
    canvas.stroke(LINE, HAIRLINE)
    if n > 1:
        rule = page_format.height - _HEADER
        width = page_format.text_width
        first, below = lines.head(width)
        title = recalled_lines(below, _RUNNING, width)
        place = Place(left, rule + GRID / 2 + len(title) * _RUNNING.leading, width)
        draw_recalled(canvas, title, _RUNNING, place)
        above = place._replace(top=place.top + _RUNNING.leading)
        draw_recalled(canvas, recalled_lines(first, _STRUCTURE, width, most=1), _STRUCTURE, above)
        canvas.line(left, rule, right, rule)
    foot = 5 * GRID
    canvas.line(left, foot + 2 * GRID, right, foot + 2 * GRID)
    (edition,) = broken(runs_of(lines.edition, _RUNNING), _RUNNING, math.inf)
    for segment in edition.segments:
        draw_segment(canvas, segment, (left, foot), SMALL)
    folio = f"page {n}/{total}"
    width = typeface(Face.REGULAR).word_widths[folio] * SMALL / 1000
    canvas.text(right - width, foot, folio, Face.REGULAR, SMALL)
