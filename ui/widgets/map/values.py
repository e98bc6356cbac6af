"""What a map shows, as plain values: places, and the classes that colour them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from ctg_desktop.domain.colours import mixed
from ctg_desktop.typography import spaced
from ui.tokens import Colours

Polygons = Mapping[str, tuple[tuple[tuple[tuple[float, float], ...], ...], ...]]
"""By place: polygons, each an outer ring and its holes, of longitudes and latitudes (degrees)."""


class ThemeColour(Enum):
    """Which colour of the theme a class takes."""

    ACCENT = "accent"
    WARNING = "warning"
    MUTED = "muted"

    def of(self, colours: Colours) -> str:
        """Return the colour, `#rrggbb`."""
        match self:
            case ThemeColour.ACCENT:
                return colours.accent
            case ThemeColour.WARNING:
                return colours.warning
            case _:
                return colours.muted


class Pattern(Enum):
    """How a class is filled: it tells classes apart without their colour."""

    SOLID = "solid"
    STRIPES = "stripes"
    DOTS = "dots"
    HOLLOW = "hollow"


@dataclass(frozen=True, slots=True)
class MapClass:
    """One line of the legend: its words, and how its places are painted.

    `share` of the colour lies over the ground (0 to 1): a scale of one colour is a row of
    classes with growing shares.
    """

    label: str
    tone: ThemeColour
    pattern: Pattern = Pattern.SOLID
    share: float = 1.0

    def __post_init__(self) -> None:
        """Set the words as French typography does."""
        object.__setattr__(self, "label", spaced(self.label))

    def fill(self, colours: Colours) -> str:
        """Return the colour of the area, under its pattern if it has one."""
        if self.pattern is Pattern.SOLID:
            return mixed(self.tone.of(colours), colours.surface, self.share)
        return colours.surface

    def edge(self, colours: Colours) -> str:
        """Return the colour of the border, which has contrast with the ground by itself."""
        return colours.edge if self.pattern is Pattern.HOLLOW else self.tone.of(colours)


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A commune on the map.

    `longitude` and `latitude` are those of its label point, in degrees; `population` gives the
    area of its circle, None where it is not known; `kind` is its class, by position in the
    legend; `detail` says its figures in French, for a tooltip and for a screen reader.
    """

    id: str
    name: str
    longitude: float
    latitude: float
    population: int | None
    kind: int
    detail: str
