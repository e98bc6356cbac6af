"""Colours written `#rrggbb`: what reads on what, on paper and on screen."""

from __future__ import annotations

import re
from functools import cache

PAPER = "#ffffff"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def is_colour(text: str) -> bool:
    """Whether a text is a colour: `#rrggbb`."""
    return _COLOUR.fullmatch(text) is not None


@cache
def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@cache
def legible(colour: str, ground: str = PAPER, *, ratio: float = 4.5) -> str:
    """Return the colour, moved towards white or black until it reads on the ground.

    The colours of enjeux and ambitions are data: the agglomeration chooses them.
    """
    goal = PAPER if _luminance(ground) < 0.18 else "#000000"
    steps = (mixed(goal, colour, step / 20) for step in range(21))
    return next((found for found in steps if contrast(found, ground) >= ratio), goal)


def ink_on(fill: str) -> str:
    """Return white or black, whichever reads better on a colour: 4.5:1 at least."""
    return max(("#ffffff", "#000000"), key=lambda ink: contrast(ink, fill))


def mixed(colour: str, ground: str, share: float) -> str:
    """Return `share` of a colour (0 to 1) over a ground."""
    parts = zip(_parts(colour), _parts(ground), strict=True)
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02x}" for one, other in parts)


def shares(colour: str) -> tuple[float, float, float]:
    """Return how much red, green and blue a colour holds, each from 0 to 1."""
    red, green, blue = _parts(colour)
    return red / 255, green / 255, blue / 255


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in shares(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
