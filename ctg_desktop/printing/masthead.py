"""The top of a first page: who prints, with which logos, the title."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ctg_desktop.printing.engine.blocks import (
    Block,
    Heading,
    Part,
    Picture,
    Row,
    Rule,
    Stack,
    TextBlock,
)
from ctg_desktop.printing.engine.canvas import TaggedCanvas
from ctg_desktop.printing.engine.fonts import Face
from ctg_desktop.printing.engine.lines import Place, Text
from ctg_desktop.printing.engine.logo import Logo
from ctg_desktop.printing.engine.style import ACCENT, BODY, GRID, LEAD
from ctg_desktop.printing.engine.telling import Teller


class Borne(NamedTuple):
    """A logo, and whose it is."""

    name: str
    logo: Logo


class _Bounds(NamedTuple):
    """How large logos are, in points: all have the area of a square, so that they weigh alike."""

    side: float
    width: float
    height: float


_BESIDE_TITLE = _Bounds(10 * GRID, 30 * GRID, 10 * GRID)
_IN_BAND = _Bounds(6.5 * GRID, 18 * GRID, 7 * GRID)
_BETWEEN = 4 * GRID
_SMALLEST = 0.65
"""Logos of a band are not made smaller than this share of their size: they stand on two lines."""


def masthead(
    title: str,
    *,
    structure: str,
    subtitle: Text = "",
    logo: Logo | None = None,
    partners: Sequence[Borne] = (),
) -> Block:
    """Return the structure's name and logo, the title, a rule.

    With the logos of `partners`, all stand in a band above; alone, the structure's own stands
    beside the title.
    """
    words = Stack(
        [
            TextBlock(structure, BODY.but(face=Face.SEMIBOLD, colour=ACCENT, after=0.0)),
            Heading(1, title),
            TextBlock(subtitle, LEAD.but(after=0.0)),
        ]
    )
    own = [Borne(structure, logo)] if logo is not None else []
    rule = Rule(ACCENT, 1.2, before=GRID)
    rule.after = 2 * GRID
    if partners:
        return Stack([_Band([*own, *partners]), words, rule])
    if own:
        picture = _picture(own[0], _BESIDE_TITLE)
        beside = Part(picture, width=picture.size[0])
        return Stack([Row([Part(words), beside], gap=3 * GRID), rule])
    return Stack([words, rule])


def _picture(borne: Borne, bounds: _Bounds, share: float = 1.0) -> Picture:
    pixels_wide, pixels_high = borne.logo.getSize()
    scale = share * min(
        bounds.side / math.sqrt(pixels_wide * pixels_high),
        bounds.width / pixels_wide,
        bounds.height / pixels_high,
    )
    width, height = pixels_wide * scale, pixels_high * scale

    def paint(canvas: TaggedCanvas, x: float, y: float) -> None:
        canvas.image(borne.logo, x, y, width, height)

    return Picture(width, height, f"Logo : {borne.name}", paint, borne.logo)


def _share(widths: Sequence[float], room: float) -> float:
    """Return by how much pictures of these widths are to be made smaller to stand side by side."""
    return min(1.0, (room - _BETWEEN * (len(widths) - 1)) / sum(widths))


class _Band(Block):
    """Logos side by side, centred on their lines, smaller where they are many."""

    after = 2 * GRID

    def __init__(self, bornes: Sequence[Borne]) -> None:
        self._bornes = bornes

    def _lines(self, width: float) -> list[list[Picture]]:
        """Return the pictures of each line, all made smaller alike where there is little room."""
        count = len(self._bornes)
        wide = [_picture(each, _IN_BAND).size[0] for each in self._bornes]
        size, share = count, 0.0
        for lines in range(1, count + 1):
            size = math.ceil(count / lines)
            starts = range(0, count, size)
            share = min(_share(wide[at : at + size], width) for at in starts)
            if share >= _SMALLEST:
                break
        pictures = [_picture(each, _IN_BAND, share) for each in self._bornes]
        return [pictures[at : at + size] for at in range(0, count, size)]

    def height(self, width: float) -> float:
        lines = [max(each.size[1] for each in line) for line in self._lines(width)]
        return sum(lines) + GRID * (len(lines) - 1)

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        top = place.top
        for line in self._lines(place.width):
            high = max(each.size[1] for each in line)
            x = place.x
            for each in line:
                own_width, own_height = each.size
                each.draw(canvas, Place(x, top - (high - own_height) / 2, own_width))
                x += own_width + _BETWEEN
            top -= high + GRID

    def tell(self, teller: Teller) -> None:
        pictures = [_picture(each, _IN_BAND) for each in self._bornes]
        teller.band(
            [
                (borne.logo, picture.size, picture.description)
                for borne, picture in zip(self._bornes, pictures, strict=True)
            ]
        )
