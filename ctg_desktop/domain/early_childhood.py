"""What the law on early childhood asks of a commune of a given size: a reminder, never a verdict.

Source: Code de l'action sociale et des familles, article L. 214-1-3.
"""

from __future__ import annotations

from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.typography import counted

PLANNING_ABOVE, SCHEME_ABOVE = 3_500, 10_000
"""Inhabitants (total population) above which a commune has more to do."""

TITLE = "Service public de la petite enfance"
TO_VERIFY = "À vérifier"


def reminder(place: Territoire) -> tuple[str, ...]:
    """Return the sentences of the reminder, none for a place that is no commune.

    Where the population is not known, all that a commune may have to do is told.
    """
    if place.kind is not TerritoireKind.COMMUNE:
        return ()
    inhabitants, which = place.total_population, "population totale"
    if inhabitants is None:
        inhabitants, which = place.population, "population municipale"
    sentences = [
        "Depuis le 1er janvier 2025, toutes les communes recensent les besoins des "
        "familles et les informent."
    ]
    if inhabitants is None or inhabitants > PLANNING_ABOVE:
        sentences.append(
            f"Au-delà de {counted(PLANNING_ABOVE, 'habitant')}, elles planifient aussi l’accueil "
            "et soutiennent sa qualité."
        )
    if inhabitants is None or inhabitants > SCHEME_ABOVE:
        sentences.append(
            f"Au-delà de {counted(SCHEME_ABOVE, 'habitant')} s’ajoutent un schéma pluriannuel et, "
            "depuis le 1er janvier 2026, un relais petite enfance."
        )
    if inhabitants is None:
        return (*sentences, "Population de la commune : à compléter.")
    year = f", édition {place.population_year}" if place.population_year else ""
    return (*sentences, f"Repère : {counted(inhabitants, 'habitant')} ({which}{year}).")
