"""How the two levels of the strategy are called and coloured, by what the convention says."""

from __future__ import annotations

from ctg_desktop.domain.colours import legible
from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ui import theme

TITLE_TO_COMPLETE = "intitulé à compléter"
"""What stands for a title that the référentiel does not give yet."""


def level_label(convention: Convention, row: Enjeu | Ambition) -> str:
    """Return the name of a level and the row's number: « Ambition 3 »."""
    is_first = isinstance(row, Enjeu)
    name = convention.level1_singular if is_first else convention.level2_singular
    name = name or ("niveau\u00a01" if is_first else "niveau\u00a02")
    return row.marked(f"{capitalised(name)} {row.number or ''}".rstrip())


def level_plural(convention: Convention, *, first: bool) -> str:
    """Return the plural name of a level, as it stands in a sentence: « ambitions »."""
    if first:
        return convention.level1_plural or "niveaux\u00a01"
    return convention.level2_plural or "niveaux\u00a02"


def full_label(convention: Convention, row: Enjeu | Ambition) -> str:
    """Return label and title: « Ambition 3 : Parentalité »; the label alone without a title."""
    label = level_label(convention, row)
    return f"{label}\u00a0: {row.title}" if row.title else label


def colour_of(ambition: Ambition | None, enjeu: Enjeu | None) -> str:
    """Return the colour that stands for an ambition: its own, its enjeu's, else the accent."""
    own = ambition.colour if ambition is not None else None
    return own or (enjeu.colour if enjeu else None) or theme.current().colours.accent


def readable(colour: str) -> str:
    """Return a colour of the référentiel, moved until a text in it reads on paper."""
    return legible(colour, theme.current().colours.surface)


def capitalised(words: str) -> str:
    """Return words with a capital first letter, the others as they are."""
    return words[:1].upper() + words[1:]
