"""A line of time: the period of an action, the part of it that is past, and its étapes.

It is decoration: the words and the table beside it say the same. Étapes bear the numbers that
they have in that table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ctg_desktop.printing.engine.blocks import Block
from ctg_desktop.printing.engine.canvas import TaggedCanvas
from ctg_desktop.printing.engine.fonts import Face, typeface
from ctg_desktop.printing.engine.lines import Place
from ctg_desktop.printing.engine.marks import BAR_HEIGHT, MARK_SIZE, Mark, draw_bar, draw_mark
from ctg_desktop.printing.engine.style import GREY, GRID, HAIRLINE, LINE, SMALL

_APART = MARK_SIZE + 5.0
"""From the middle of a mark to that of the next one."""

_PAPER = "#ffffff"
_MOST_MOMENTS = 24
_MOST_YEARS = 20


@dataclass(frozen=True, slots=True)
class Moment:
    """What happens on a day: its number in the list of étapes, and its state."""

    day: date
    number: int
    mark: Mark


def timeline(
    start: date | None, end: date | None, moments: Sequence[Moment], today: date
) -> Block | None:
    """Return the line, or None where it would say nothing or could not be read."""
    days = [day for day in (start, end, *(moment.day for moment in moments)) if day]
    if not moments or len(set(days)) < 2 or len(moments) > _MOST_MOMENTS:
        return None
    first, last = min(days).year, max(days).year
    if last - first >= _MOST_YEARS:
        return None
    period = (start, end) if start and end else None
    return _Timeline(range(first, last + 1), period, moments, today)


class _Timeline(Block):
    before = after = GRID

    keeps_with_next = True

    _HEIGHT = 7 * GRID
    _AXIS = 4.5 * GRID
    """From the top to the line: numbers and marks stand above it, the years below."""

    def __init__(
        self,
        years: range,
        period: tuple[date, date] | None,
        moments: Sequence[Moment],
        today: date,
    ) -> None:
        self._years, self._period, self._today = years, period, today
        self._moments = sorted(moments, key=lambda moment: (moment.day, moment.number))

    def height(self, width: float) -> float:
        del width
        return self._HEIGHT

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        level = place.top - self._AXIS
        with canvas.artifact():
            self._draw_years(canvas, place, level)
            self._draw_period(canvas, place, level)
            self._draw_moments(canvas, place, level)

    def _at(self, day: date, place: Place) -> float:
        """Return where a day stands: years are equally long."""
        share = (day.timetuple().tm_yday - 1) / 366
        return place.x + place.width * (day.year - self._years[0] + share) / len(self._years)

    def _draw_years(self, canvas: TaggedCanvas, place: Place, level: float) -> None:
        canvas.stroke(LINE, HAIRLINE)
        canvas.line(place.x, level, place.x + place.width, level)
        canvas.fill(GREY)
        own = place.width / len(self._years)
        for n, year in enumerate(self._years):
            left = place.x + n * own
            canvas.line(left, level, left, level - 1.5 * GRID)
            _write(canvas, str(year), left + own / 2, level - 2 * GRID)
        right = place.x + place.width
        canvas.line(right, level, right, level - 1.5 * GRID)

    def _draw_period(self, canvas: TaggedCanvas, place: Place, level: float) -> None:
        if self._period is None:
            return
        start, end = self._period
        left, right = self._at(start, place), self._at(end, place)
        past = min(max(self._today, start), end)
        width = max(right - left, BAR_HEIGHT)
        canvas.fill(_PAPER)
        canvas.rectangle(left, level - BAR_HEIGHT / 2, width, BAR_HEIGHT)
        draw_bar(canvas, left, level, width, (self._at(past, place) - left) / width, GREY)

    def _draw_moments(self, canvas: TaggedCanvas, place: Place, level: float) -> None:
        marks = level + 2.5 * GRID
        ideal = [self._at(moment.day, place) for moment in self._moments]
        centres = _spread(ideal, place.x + _APART / 2, place.x + place.width - _APART / 2)
        canvas.stroke(GREY, HAIRLINE)
        for x, centre in zip(ideal, centres, strict=True):
            canvas.polyline(
                (x, level + BAR_HEIGHT / 2),
                (x, level + GRID),
                (centre, marks - GRID),
                (centre, marks - MARK_SIZE / 2),
            )
        for moment, centre in zip(self._moments, centres, strict=True):
            draw_mark(canvas, moment.mark, centre, marks)
            canvas.fill(GREY)
            _write(canvas, str(moment.number), centre, marks + 0.9 * GRID)


def _spread(ideal: Sequence[float], left: float, right: float) -> list[float]:
    """Return places near `ideal` ones, in order, apart from one another, between two limits."""
    places: list[float] = []
    for x in ideal:
        places.append(max(x, places[-1] + _APART if places else left))
    limit = right
    for n in reversed(range(len(places))):
        places[n] = limit = min(places[n], limit)
        limit -= _APART
    return places


def _write(canvas: TaggedCanvas, words: str, centre: float, baseline: float) -> None:
    width = typeface(Face.REGULAR).word_widths[words] * SMALL / 1000
    canvas.text(centre - width / 2, baseline, words, Face.REGULAR, SMALL)
