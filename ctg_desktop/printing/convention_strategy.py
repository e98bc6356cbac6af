"""The strategy of a convention as a diagram, from what its référentiel says so far."""

from __future__ import annotations

from collections.abc import Sequence

from ctg_desktop.domain.convention import Convention, Enjeu
from ctg_desktop.domain.convention_views import AmbitionView, ConventionView, EnjeuView
from ctg_desktop.domain.levels import colour_of, level_name, level_plural
from ctg_desktop.printing.engine.blocks import Block, Stack
from ctg_desktop.printing.engine.style import ACCENT, GREY, GRID
from ctg_desktop.printing.sections import prose, section, to_complete
from ctg_desktop.printing.states import TO_COMPLETE
from ctg_desktop.printing.strategy import Branch, Leaf, Level, outline, strategy
from ctg_desktop.typography import capitalised, counted

_TITLE_TO_COME = f"Intitulé {TO_COMPLETE}"

_LONGEST_NOTE = 240
"""A longer text of an enjeu or an ambition is cut short in the diagram, in characters."""

_LONGEST_NUMBER = 3
"""A longer number stands before the title: it would not hold in the diagram."""

_MOST_BARE_NUMBERS = 60
"""More numbers without titles than this are set one to a line."""


def strategy_section(view: ConventionView) -> Block:
    """Return the enjeux and their ambitions, however many they are and whatever is missing."""
    groups = view.strategy
    levels = _levels(view)
    if not levels:
        return section("La stratégie", to_complete("La stratégie reste à compléter."))
    title = f"La stratégie : {' et '.join(level.label for level in levels)}"
    said = [prose(view.convention.approach)] if view.convention.approach else []
    if _is_bare(groups):
        words = "Les intitulés et les rattachements restent à compléter."
        return section(title, *said, outline(levels), to_complete(words), wide=True)
    diagram = strategy([_branch(view.convention, group) for group in groups])
    diagram.before = GRID
    return Stack([section(title, *said, diagram, wide=True)], together=True)


def _levels(view: ConventionView) -> list[Level]:
    """Return the two levels with their numbers; a level without any is left out."""
    names = view.convention
    enjeux = [
        (group.enjeu.number or "", colour_of(None, group.enjeu, ACCENT))
        for group in view.strategy
        if group.enjeu
    ]
    ambitions = [
        (each.ambition.number or "", colour_of(each.ambition, group.enjeu, ACCENT))
        for group in view.strategy
        for each in group.ambitions
    ]
    called = (
        (enjeux, level_name(names, first=True), level_plural(names, first=True)),
        (ambitions, level_name(names, first=False), level_plural(names, first=False)),
    )
    return [
        Level(
            counted(len(rows), singular, plural),
            rows,
        )
        for rows, singular, plural in called
        if rows
    ]


def _is_bare(groups: Sequence[EnjeuView]) -> bool:
    """Tell whether nothing is known of the strategy but numbers, few and short."""
    rows = [group.enjeu for group in groups if group.enjeu]
    ambitions = [each.ambition for group in groups for each in group.ambitions]
    said = [row.title or row.text for row in rows] + [row.title or row.text for row in ambitions]
    numbers = [row.number or "" for row in rows] + [row.number or "" for row in ambitions]
    tied = any(group.enjeu and group.ambitions for group in groups)
    short = all(0 < len(each) <= _LONGEST_NUMBER for each in numbers)
    return short and not tied and not any(said) and len(numbers) <= _MOST_BARE_NUMBERS


def _branch(names: Convention, group: EnjeuView) -> Branch:
    enjeu = group.enjeu
    leaves = [_leaf(each, enjeu) for each in group.ambitions]
    if enjeu is None:
        plural, enjeu_name = level_plural(names, first=False), level_name(names, first=True)
        words = f"{capitalised(plural)} sans {enjeu_name} pour l’instant"
        return Branch("", words, GREY, leaves, note="Rattachement à compléter")
    number, title = _numbered(enjeu.number, enjeu.title)
    return Branch(
        number,
        title,
        colour_of(None, enjeu, ACCENT),
        leaves,
        note=_shortened(enjeu.text),
        missing=not enjeu.title,
    )


def _leaf(view: AmbitionView, enjeu: Enjeu | None) -> Leaf:
    ambition = view.ambition
    number, title = _numbered(ambition.number, ambition.title)
    return Leaf(
        number,
        title,
        note=_shortened(ambition.text),
        missing=not ambition.title,
        colour=colour_of(ambition, enjeu, ACCENT),
    )


def _numbered(number: str | None, title: str | None) -> tuple[str, str]:
    """Return the number and the title, the number inside the title if it is long."""
    title = title or _TITLE_TO_COME
    if number and len(number) > _LONGEST_NUMBER:
        return "", f"{number} – {title}"
    return number or "", title


def _shortened(text: str | None) -> str:
    words = " ".join((text or "").split())
    if len(words) <= _LONGEST_NOTE:
        return words
    return words[:_LONGEST_NOTE].rpartition(" ")[0] + "…"
