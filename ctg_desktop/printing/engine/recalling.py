"""What a page repeats of former pages, such as headings: drawn as decoration, not tagged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ctg_desktop.printing.engine.block import Block, Opened
from ctg_desktop.printing.engine.canvas import TaggedCanvas
from ctg_desktop.printing.engine.fonts import typeface
from ctg_desktop.printing.engine.lines import Place, Text, baseline
from ctg_desktop.printing.engine.style import RECALL, TextStyle
from ctg_desktop.typography import typeset

GOES_ON = " (suite)"
_MOST_WORDS, _MOST_IN_LOWER_CASE = 7, 3
_WORD = re.compile(r"[^\W\d_]{2,}")


def recalled_lines(
    text: Text, style: TextStyle, width: float, *, most: int = 2, end: str = ""
) -> list[str]:
    """Return a text on lines of `width`, to be drawn as decoration; cut after `most` of them.

    No line is longer than a few words: a checker of accessibility takes what looks like a sentence
    for text withheld from readers.
    """
    parts = [text] if isinstance(text, str) else text
    words = "".join(part if isinstance(part, str) else part.text for part in parts)
    return [*_broken(words, style, width, most, end)]


@lru_cache(maxsize=64)  # each page of a long table recalls the same few
def _broken(words: str, style: TextStyle, width: float, most: int, end: str) -> tuple[str, ...]:
    letters = typeface(style.face).letters
    kept = "".join(c for c in typeset(words).replace("\n", " ") if c in letters)
    told = [*kept.split(" "), *end.split()]
    lines = _filled(told, style, width)
    if len(lines) == 2:
        lines = _evened(told, style, width)
    *shown, last = lines[:most]
    ending = "…" + end if len(lines) > most else ""
    return (
        *(_shortened(line, style, width) for line in shown),
        _shortened(last, style, width, ending),
    )


def _evened(words: Sequence[str], style: TextStyle, width: float) -> list[str]:
    """Return words that take two lines of a width on two lines about as long as each other."""
    whole = typeface(style.face).word_widths[" ".join(words)] * style.size / 1000
    tried = (min(width, whole * hundredths / 100) for hundredths in range(50, 101, 2))
    found = (_filled(words, style, narrower) for narrower in (*tried, width))
    return next(lines for lines in found if len(lines) == 2)


def _filled(words: Sequence[str], style: TextStyle, width: float) -> list[str]:
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and not _fits(longer, style, width):
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _shortened(line: str, style: TextStyle, width: float, ending: str = "") -> str:
    """Return a line with its ending, cut as needed."""
    while line and not _fits(line + ending, style, width):
        line, ending = line[: int(len(line) * 0.9)].rstrip(" …"), ending or "…"
    return line + ending


def _fits(line: str, style: TextStyle, width: float) -> bool:
    words = _WORD.findall(line)
    is_short = len(words) <= _MOST_WORDS
    is_named = sum(word[0].islower() for word in words) <= _MOST_IN_LOWER_CASE
    own = typeface(style.face).word_widths[line] * style.size / 1000
    return own <= width and (is_short or is_named)


def draw_recalled(
    canvas: TaggedCanvas, lines: Sequence[str], style: TextStyle, place: Place
) -> None:
    """Draw lines from a place down, inside an artifact that the caller has opened."""
    canvas.fill(style.colour)
    y = baseline(place.top, style)
    for line in lines:
        canvas.text(place.x, y, line, style.face, style.size)
        y -= style.leading


class Recall(Block):
    """Where a page goes on with a part of the document: its name again, for the eye alone."""

    keeps_with_next = True

    def __init__(self, opened: Sequence[Opened]) -> None:
        """Name parts, the outermost first."""
        self.opens = tuple(opened)

    def _lines(self, width: float) -> list[str]:
        title = " · ".join(each.title for each in self.opens)
        return recalled_lines(title, RECALL, width, end=GOES_ON)

    def height(self, width: float) -> float:
        """Return the height of the lines."""
        return len(self._lines(width)) * RECALL.leading

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the lines."""
        with canvas.artifact():
            draw_recalled(canvas, self._lines(place.width), RECALL, place)


def still_open(blocks: Sequence[Block], following: Block) -> tuple[Opened, ...]:
    """Return the parts that have begun in blocks, and go on with the one that follows them."""
    opened: tuple[Opened, ...] = ()
    for block in (*blocks, following):
        if block.opens:
            level = block.opens[0].level
            own = block.opens if block is not following else ()
            opened = (*(each for each in opened if each.level < level), *own)
    return opened
