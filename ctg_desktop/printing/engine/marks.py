"""The drawn marks: status icons, progress bars and patterns, distinct without colour.

All are decoration: the word and the figure printed beside them say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from ctg_desktop.printing.engine.canvas import TaggedCanvas
from ctg_desktop.printing.engine.style import ACCENT, ALERT, GREY, HAIRLINE, INK, LINE

_WHITE = "#ffffff"


class Mark(Enum):
    """The states of an action, its two warnings, and none; each value is the mark's colour."""

    IDEA = "#6b747d"
    PLANNED = "#3a6ea5"
    ONGOING = ACCENT
    PAUSED = "#86661a"
    DONE = "#2b6b3c"
    DROPPED = "#59626c"
    BLOCKED = ALERT
    LATE = "#a84e14"
    UNKNOWN = "#6d757d"


MARK_SIZE = 7.0
"""The side of a mark beside small text."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark and the word that says what it means."""

    mark: Mark
    words: str


def draw_mark(canvas: TaggedCanvas, mark: Mark, x: float, y: float) -> None:
    """Draw a mark centred on a point; the caller has opened an artifact."""

    def paint() -> None:
        canvas.fill(mark.value)
        canvas.stroke(mark.value, 0.9)
        _PAINTERS[mark](canvas, 0.0, 0.0, MARK_SIZE / 2 - 0.3)

    canvas.repeated(mark, x, y, paint)


def _idea(canvas: TaggedCanvas, x: float, y: float, radius: float) -> None:
    with canvas.dashed(1.1, 1.13):
        canvas.circle(x, y, radius, outlined=True)


def _planned(canvas: TaggedCanvas, x: float, y: float, radius: float) -> None:
    canvas.circle(x, y, radius, outlined=True)


def _ongoing(canvas: TaggedCanvas, x: float, y: float, radius: float) -> None:
    canvas.circle(x, y, radius, outlined=True)
    canvas.sector(x, y, radius, -90, 90)


def _paused(canvas: TaggedCanvas, x: float, y: float, radius: float) -> None:
    canvas.circle(x, y, radius, outlined=True)
    for left in (-1.35, 0.45):
        canvas.rectangle(x + left, y - 1.5, 0.9, 3.0)


def _done(canvas: TaggedCanvas, x: float, y: float, radius: float) -> None:
    canvas.circle(x, y, radius + 0.4)
    canvas.stroke(_WHITE, 1.0)
    canvas.polyline((x - 1.7, y - 0.1), (x - 0.5, y - 1.4), (x + 1.8, y + 1.4))


def _dropped(canvas: TaggedCanvas, x: float, y: float, radius: float) -> None:
    canvas.circle(x, y, radius, outlined=True)
    reach = radius * 0.42
    canvas.line(x - reach, y - reach, x + reach, y + reach)
    canvas.line(x - reach, y + reach, x + reach, y - reach)


def _blocked(canvas: TaggedCanvas, x: float, y: float, radius: float) -> None:
    side = radius + 0.3
    cut = side * 0.42
    canvas.polygon(
        (x - cut, y + side), (x + cut, y + side), (x + side, y + cut), (x + side, y - cut),
        (x + cut, y - side), (x - cut, y - side), (x - side, y - cut), (x - side, y + cut),
    )  # fmt: skip
    canvas.fill(_WHITE)
    canvas.rectangle(x - 2.1, y - 0.65, 4.2, 1.3)


def _late(canvas: TaggedCanvas, x: float, y: float, radius: float) -> None:
    reach = radius + 0.5
    canvas.polygon((x, y + reach), (x + reach, y - radius), (x - reach, y - radius))
    canvas.fill(_WHITE)
    canvas.rectangle(x - 0.45, y - 0.9, 0.9, 2.5)
    canvas.rectangle(x - 0.45, y - 2.4, 0.9, 0.9)


def _unknown(canvas: TaggedCanvas, x: float, y: float, radius: float) -> None:
    canvas.line(x - radius * 0.6, y, x + radius * 0.6, y)


_PAINTERS: dict[Mark, Callable[[TaggedCanvas, float, float, float], None]] = {
    Mark.IDEA: _idea,
    Mark.PLANNED: _planned,
    Mark.ONGOING: _ongoing,
    Mark.PAUSED: _paused,
    Mark.DONE: _done,
    Mark.DROPPED: _dropped,
    Mark.BLOCKED: _blocked,
    Mark.LATE: _late,
    Mark.UNKNOWN: _unknown,
}


BAR_HEIGHT = 5.0


def draw_bar(
    canvas: TaggedCanvas, x: float, y: float, width: float, share: float, colour: str = ACCENT
) -> None:
    """Draw a progress bar centred on the level `y`; `share` from 0 to 1.

    The caller has opened an artifact.
    """
    bottom = y - BAR_HEIGHT / 2
    share = min(1.0, max(0.0, share))
    canvas.fill(colour)
    if share:
        canvas.rectangle(x, bottom, max(1.0, width * share), BAR_HEIGHT)
    canvas.stroke(GREY, HAIRLINE)
    canvas.frame(x, bottom, width, BAR_HEIGHT)


_HATCHING = {
    # Distance between strokes, and how far each leans over the height of the bar.
    Mark.ONGOING: (2.4, 5.0),
    Mark.PAUSED: (2.4, 0.0),
    Mark.PLANNED: (4.8, -5.0),
    Mark.DROPPED: (1.4, 5.0),
    Mark.BLOCKED: (1.4, 0.0),
    Mark.LATE: (1.4, -5.0),
    Mark.UNKNOWN: (4.8, 0.0),
}


def draw_pattern(
    canvas: TaggedCanvas, mark: Mark, x: float, y: float, width: float, height: float
) -> None:
    """Draw a rectangle in the pattern of a state: full when done, empty for an idea.

    The caller has opened an artifact.
    """
    if mark is Mark.DONE:
        canvas.fill(mark.value)
        canvas.rectangle(x, y, width, height)
    elif mark in _HATCHING:
        step, lean = _HATCHING[mark]
        lean *= height / 5.0
        with canvas.clipped(x, y, width, height):
            canvas.stroke(mark.value, 0.8)
            start = x - abs(lean)
            while start < x + width + abs(lean):
                canvas.line(start, y, start + lean, y + height)
                start += step
    canvas.stroke(INK if mark is Mark.DONE else LINE, HAIRLINE)
    canvas.stroke(GREY, HAIRLINE)
    canvas.frame(x, y, width, height)
