"""The two levels of the strategy: how the convention calls them, and their colours."""

from __future__ import annotations

from ctg_desktop.domain.colours import mixed
from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ctg_desktop.typography import NO_BREAK, capitalised


def level_name(convention: Convention, *, first: bool) -> str:
    """Return the name of a level as it stands in a sentence: « ambition »."""
    name = convention.level1_singular if first else convention.level2_singular
    return name or f"niveau{NO_BREAK}{1 if first else 2}"


def level_plural(convention: Convention, *, first: bool) -> str:
    """Return the plural name of a level, as it stands in a sentence: « ambitions »."""
    name = convention.level1_plural if first else convention.level2_plural
    return name or f"niveaux{NO_BREAK}{1 if first else 2}"


def level_label(convention: Convention, row: Enjeu | Ambition) -> str:
    """Return the name of a level and the row's number: « Ambition 3 »."""
    name = level_name(convention, first=isinstance(row, Enjeu))
    return f"{capitalised(name)} {row.number or ''}".rstrip()


def cited_level(convention: Convention, row: Enjeu | Ambition) -> str:
    """Return the label of a level, which tells when it is gone: « Ambition 3 (retirée) »."""
    return row.marked(level_label(convention, row))


def colour_of(ambition: Ambition | None, enjeu: Enjeu | None, otherwise: str) -> str:
    """Return the colour that stands for an ambition, or for an enjeu if no ambition is given.

    It is its own where its owner chose one, else a shade of its enjeu's, else that of its place
    among the ambitions.
    """
    if ambition is None:
        return (enjeu.colour if enjeu else None) or otherwise
    if ambition.colour:
        return ambition.colour
    at = max(ambition.order or 1, 1) - 1
    if enjeu is None:
        return _PALETTE[at % len(_PALETTE)]
    if not enjeu.colour:
        return otherwise
    ground, share = _SHADES[at % len(_SHADES)]
    return mixed(enjeu.colour, ground, share)


_PALETTE = (
    *("#1f6fb5", "#a35200", "#103840", "#b0206a"),
    *("#237b8c", "#5b2a86", "#6b4f3a", "#2b1a4a"),
)
"""Colours of ambitions of no known enjeu; each reads on white."""

_SHADES = (("#ffffff", 1.0), ("#ffffff", 0.72), ("#000000", 0.7), ("#ffffff", 0.55))
"""What the colour of an enjeu is mixed with, and how much of it is left, for one ambition each."""
