"""How a place stands, in the words of the table, the map and the card."""

from __future__ import annotations

from datetime import date

from ctg_desktop.domain.choices import CoordinationScope, EngagementStatus, TerritoireKind
from ctg_desktop.domain.people import Coordination
from ctg_desktop.domain.territory import Engagement, Territoire
from ctg_desktop.services.territoires import Coverage, PlaceLine
from ctg_desktop.typography import (
    counted,
    etp,
    long_date,
    lowered,
    percent,
    short_date,
    siren,
    spaced,
)
from ui.widgets.table.columns import Decoration

TO_COMPLETE = "à compléter"

_STATUS_MARKS = {
    EngagementStatus.DELIBERATION: Decoration("success", "good"),
    EngagementStatus.EN_ATTENTE: Decoration("clock", "warning"),
    EngagementStatus.NON_ENGAGE: Decoration("minus", "muted"),
    None: Decoration("status-inconnu", "muted"),
}
_COVERAGE_WORDS = {
    Coverage.FOLLOWED: "Suivie d’ailleurs",
    Coverage.NONE_RECORDED: "Aucun poste enregistré",
}


def status_words(status: EngagementStatus | None) -> str:
    """Return where a place stands with its délibération."""
    return status.label if status is not None else TO_COMPLETE


def status_decoration(status: EngagementStatus | None) -> Decoration:
    """Return the icon and the colour of an engagement."""
    return _STATUS_MARKS[status]


def engagement_words(engagement: Engagement | None) -> str:
    """Return an engagement with its délibération: « Délibération prise, le 3 …, n° 12 »."""
    if engagement is None or engagement.status is None:
        return f"Engagement {TO_COMPLETE}"
    parts = [engagement.status.label]
    if engagement.deliberated_on:
        parts.append(f"le {long_date(engagement.deliberated_on)}")
    if engagement.number:
        parts.append(f"n° {engagement.number}")
    if engagement.status is EngagementStatus.DELIBERATION and len(parts) == 1:
        parts.append(f"date et numéro {TO_COMPLETE}")
    return ", ".join(parts)


def coverage_words(line: PlaceLine) -> str:
    """Return how a place is coordinated: « 1 poste, 0,37 ETP »."""
    if line.coverage is Coverage.EMPLOYED:
        return f"{counted(line.posts, 'poste')}, {etp(line.fte)}"
    return _COVERAGE_WORDS[line.coverage]


def progress_words(line: PlaceLine) -> str:
    """Return how far the actions of a place are: « 25 % »; empty without any."""
    return percent(line.percent) if line.percent is not None else ""


def inhabitants(place: Territoire) -> str:
    """Return the municipal population with its year; it is to be completed where unknown."""
    if place.population is None:
        return f"population {TO_COMPLETE}"
    year = f" ({place.population_year})" if place.population_year else ""
    return f"{counted(place.population, 'habitant')}{year}"


def figures(line: PlaceLine) -> str:
    """Return all figures of a place as a sentence, for a tooltip and for a screen reader."""
    engagement = engagement_words(line.engagement)
    done = f", {progress_words(line)} réalisées" if line.percent is not None else ""
    parts = [
        f"{line.place.cited or TO_COMPLETE}, {inhabitants(line.place)}",
        lowered(engagement),
        f"coordination : {lowered(coverage_words(line))}",
        f"{counted(line.actions, 'action')}{done}",
    ]
    return spaced(" ; ".join(parts) + ".")


def period_words(begins: date | None, ends: date | None) -> str:
    """Return a period: « depuis le 1er janvier 2020 »; its date is to be completed if unknown."""
    if begins and ends:
        return f"du {short_date(begins)} au {short_date(ends)}"
    if begins:
        return f"depuis le {long_date(begins)}"
    return f"jusqu’au {long_date(ends)}" if ends else f"date {TO_COMPLETE}"


def post_words(post: Coordination, employer: Territoire | None) -> str:
    """Return a post: ETP, scope, employer, period."""
    is_overall = post.scope is CoordinationScope.ENSEMBLE
    parts = [
        etp(post.fte) if post.fte is not None else f"ETP {TO_COMPLETE}",
        "coordination d’ensemble" if is_overall else "coordination locale",
        f"employeur : {employer.cited}" if employer else f"employeur {TO_COMPLETE}",
        period_words(post.from_on, post.to_on),
    ]
    return ", ".join(parts)


def kind_words(place: Territoire) -> str:
    """Return what a place is, and its codes."""
    kind = place.kind.label if place.kind else "Territoire"
    parts = [kind]
    if place.kind is TerritoireKind.COMMUNE:
        parts.append(f"INSEE {place.insee or TO_COMPLETE}")
    parts.append(f"SIREN {siren(place.siren) if place.siren else TO_COMPLETE}")
    if place.postal_codes:
        parts.append(place.postal_codes)
    return " · ".join(parts)
