"""How statuses, periods, lateness and the levels of the strategy are said on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention import Ambition, Enjeu
from ctg_desktop.domain.convention_views import Progress
from ctg_desktop.printing.engine.lines import Span, emphasis
from ctg_desktop.printing.engine.marks import Mark, Marked
from ctg_desktop.printing.sections import Count
from ctg_desktop.typography import counted, short_date

TO_COMPLETE = "à compléter"
"""What stands for a title that the référentiel does not give yet."""

STATUS_MARKS: Mapping[Status, Mark] = {
    Status.IDEE: Mark.IDEA,
    Status.A_VENIR: Mark.PLANNED,
    Status.EN_COURS: Mark.ONGOING,
    Status.EN_PAUSE: Mark.PAUSED,
    Status.REALISEE: Mark.DONE,
    Status.ABANDONNEE: Mark.DROPPED,
}

COUNTED: Mapping[Status | None, tuple[Mark, str, str]] = {
    Status.REALISEE: (Mark.DONE, "réalisée", "réalisées"),
    Status.EN_COURS: (Mark.ONGOING, "en cours", "en cours"),
    Status.EN_PAUSE: (Mark.PAUSED, "en pause", "en pause"),
    Status.A_VENIR: (Mark.PLANNED, "à venir", "à venir"),
    Status.IDEE: (Mark.IDEA, "idée", "idées"),
    Status.ABANDONNEE: (Mark.DROPPED, "abandonnée", "abandonnées"),
    None: (Mark.UNKNOWN, "sans statut", "sans statut"),
}
"""From what is done to what will not be: marks, and words for one and for several actions."""


def states(status: Status | None, *, late: bool, blocked: bool) -> list[Marked]:
    """Return the marks of an action with their words: its status, then its two warnings."""
    found = [Marked(STATUS_MARKS[status], status.label)] if status else []
    if blocked:
        found.append(Marked(Mark.BLOCKED, "Bloquée"))
    if late:
        found.append(Marked(Mark.LATE, "En retard"))
    return found


def status_counts(progress: Progress) -> list[Count]:
    """Return how many actions are in each status, as a count bar shows it."""
    found = []
    for status, (mark, one, several) in COUNTED.items():
        count = progress.by_status.get(status, 0)
        if count:
            found.append(Count(mark, counted(count, one, several), count))
    return found


def warning_counts(progress: Progress) -> list[Marked]:
    """Return how many actions are blocked and late, those that are none left out."""
    found = []
    if progress.blocked_count:
        found.append(Marked(Mark.BLOCKED, counted(progress.blocked_count, "bloquée")))
    if progress.late_count:
        found.append(Marked(Mark.LATE, counted(progress.late_count, "en retard", "en retard")))
    return found


def titled(label: str, level: Enjeu | Ambition) -> list[str | Span]:
    """Return a label and a level's title (`Ambition 3 : …`), or that it is to be completed."""
    title: str | Span = level.title or emphasis(TO_COMPLETE)
    gone = [f" ({level.mark})"] if level.mark else []
    return [f"{label} : ", title, *gone]


def period_told(start: date | None, end: date | None) -> str:
    """Return when an action begins and ends, on one line."""
    if start and end:
        return f"{short_date(start)} – {short_date(end)}"
    if start:
        return f"à partir du {short_date(start)}"
    return f"jusqu’au {short_date(end)}" if end else ""
