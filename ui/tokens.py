"""Design tokens: every colour and size of the window, once, for the three themes.

Text on its ground has a contrast of 4.5:1 or more, marks and borders of controls 3:1 or more
(WCAG 2.2, 1.4.3 and 1.4.11); a test computes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Size(Enum):
    """The three sizes of text, as shares of the text size that the person chose."""

    SMALL = 0.87
    TEXT = 1.0
    LARGE = 1.7


BASE_POINTS = 10.5
"""The text size at 100 %, in points."""

SMALLEST_PERCENT, LARGEST_PERCENT = 80, 200


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a theme, `#rrggbb`.

    `ground` lies behind everything, `surface` under what is read and typed, `raised` under menus
    and what floats; `ink` and `muted` are for text, `disabled` for what cannot be used now,
    `line` for hairlines (decoration only), `edge` for the borders of controls. Each `…_soft` is
    the ground of a message in that colour.
    """

    ground: str
    surface: str
    raised: str
    ink: str
    muted: str
    disabled: str
    line: str
    edge: str
    accent: str
    on_accent: str
    accent_soft: str
    alert: str
    alert_soft: str
    warning: str
    warning_soft: str
    good: str
    good_soft: str
    is_dark: bool = False
    has_high_contrast: bool = False


LIGHT = Colours(
    ground="#f3f5f6",
    surface="#ffffff",
    raised="#ffffff",
    ink="#1d2329",
    muted="#57616a",
    disabled="#7b858e",
    line="#dbe0e4",
    edge="#838d97",
    accent="#16566b",
    on_accent="#ffffff",
    accent_soft="#e2eef2",
    alert="#a3261d",
    alert_soft="#fbe9e7",
    warning="#7d5200",
    warning_soft="#fcf2da",
    good="#1c6a3d",
    good_soft="#e3f3e9",
)

DARK = Colours(
    ground="#13171b",
    surface="#1a1f24",
    raised="#232a31",
    ink="#e9ecef",
    muted="#a9b3bc",
    disabled="#838e98",
    line="#343d45",
    edge="#75818c",
    accent="#7fc6dc",
    on_accent="#0b1a20",
    accent_soft="#1d3640",
    alert="#ffa499",
    alert_soft="#45201d",
    warning="#f0c26d",
    warning_soft="#3c3014",
    good="#83d3a4",
    good_soft="#163526",
    is_dark=True,
)

HIGH_CONTRAST = Colours(
    ground="#000000",
    surface="#000000",
    raised="#000000",
    ink="#ffffff",
    muted="#ffffff",
    disabled="#a6a6a6",
    line="#808080",
    edge="#ffffff",
    accent="#ffe14d",
    on_accent="#000000",
    accent_soft="#4a4100",
    alert="#ff9d94",
    alert_soft="#000000",
    warning="#ffd479",
    warning_soft="#000000",
    good="#8ff0b4",
    good_soft="#000000",
    is_dark=True,
    has_high_contrast=True,
)

THEMES: Mapping[str, Colours] = {"clair": LIGHT, "sombre": DARK, "contraste": HIGH_CONTRAST}
"""By the name that the preferences keep; `systeme` follows the computer's."""
