"""The small curves of indicators, which the table above them tells in figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from ctg_desktop.domain.action import Indicateur
from ctg_desktop.domain.curves import LEAST_POINTS, Point, places, points_of
from ctg_desktop.domain.views import IndicateurView
from ctg_desktop.printing.engine.blocks import Block, Picture, Stack, TextBlock
from ctg_desktop.printing.engine.canvas import TaggedCanvas
from ctg_desktop.printing.engine.lines import coloured
from ctg_desktop.printing.engine.style import ACCENT, CELL, GREY, GRID, HAIRLINE, PORTRAIT
from ctg_desktop.printing.sections import grid
from ctg_desktop.typography import quantity, spaced

_PER_LINE = 3
_GAP = 2 * GRID
_WIDTH = (PORTRAIT.text_width - (_PER_LINE - 1) * _GAP) / _PER_LINE
_HEIGHT = 5 * GRID
_MOST_NAME = 60
"""In signs: the whole name stands above."""

_PAD = 4.0
"""White around the curve, for its dots."""


def curves(views: Sequence[IndicateurView]) -> Iterator[Block]:
    """Yield the curves of the indicators that have one, side by side."""
    drawn = [
        _curve(view, points)
        for view in views
        if len(points := points_of(view.indicateur, view.mesures)) >= LEAST_POINTS
    ]
    if drawn:
        yield grid(drawn, per_line=_PER_LINE)


def _curve(view: IndicateurView, points: Sequence[Point]) -> Block:
    """Return a curve under its name and what it goes from, to and towards."""
    row = view.indicateur
    name, target = row.label or "Sans libellé", row.target_value
    first, last = (_valued(row, point) for point in (points[0], points[-1]))
    aim = "" if target is None else quantity(target, row.unit or "")
    said = f"{first}, {last} (cible : {aim})" if aim else f"{first}, {last}"
    words = TextBlock([name, coloured(f"\n{said}", GREY)], CELL)
    words.keeps_with_next = True
    aimed = f", pour une cible de {aim}" if aim else ""
    description = (
        f"Courbe de l’indicateur « {name[:_MOST_NAME]} », de {first} à {last}{aimed}. "
        "Toutes les valeurs sont dans le tableau qui précède."
    )
    paint = partial(_paint, *places(points, target))
    return Stack([words, Picture(_WIDTH, _HEIGHT, spaced(description), paint)], tight=True)


def _valued(row: Indicateur, point: Point) -> str:
    return f"{quantity(point.value, row.unit or '')} en {int(point.at)}"


def _paint(
    shown: Sequence[tuple[float, float]],
    target: float | None,
    canvas: TaggedCanvas,
    x: float,
    y: float,
) -> None:
    """Draw the level of the target, the line and a dot for each value."""
    left, bottom = x + _PAD, y + _PAD
    width, height = _WIDTH - 2 * _PAD, _HEIGHT - 2 * _PAD
    if target is not None:
        level = bottom + target * height
        canvas.stroke(GREY, HAIRLINE * 1.5)
        with canvas.dashed(2.5, 2.0):
            canvas.line(left, level, left + width, level)
    dots = [(left + across * width, bottom + up * height) for across, up in shown]
    canvas.stroke(ACCENT, 1.2)
    canvas.polyline(*dots)
    canvas.fill(ACCENT)
    for dot in dots:
        canvas.circle(*dot, 1.8)
