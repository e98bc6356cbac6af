"""How the two levels of the strategy are called and coloured, by what the convention says."""

from __future__ import annotations

from ctg_desktop.domain.colours import legible
from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ctg_desktop.domain.levels import cited_level
from ctg_desktop.typography import labelled
from ui import theme

TITLE_TO_COMPLETE = "intitulé à compléter"
"""What stands for a title that the référentiel does not give yet."""


def full_label(convention: Convention, row: Enjeu | Ambition) -> str:
    """Return label and title: « Ambition 3 : Parentalité »; the label alone without a title."""
    label = cited_level(convention, row)
    return labelled(label, row.title) if row.title else label


def readable(colour: str) -> str:
    """Return a colour of the référentiel, moved until a text in it reads on paper."""
    return legible(colour, theme.current().colours.surface)
