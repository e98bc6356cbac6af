"""The two levels of the strategy: how the convention calls them, and their colours."""

from __future__ import annotations

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
    """Return the colour that stands for an ambition: its own, else that of its enjeu."""
    own = ambition.colour if ambition else None
    return own or (enjeu.colour if enjeu else None) or otherwise
