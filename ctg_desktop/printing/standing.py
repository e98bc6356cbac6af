"""How actions stand, in marks and words: the same ones on every sheet."""

from __future__ import annotations

from collections.abc import Mapping

from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.views import ActionLine, Progress
from ctg_desktop.printing.marks import Mark
from ctg_desktop.printing.sections import Count, Marked
from ctg_desktop.typography import number

_MARKS: Mapping[Status | None, Mark] = {
    Status.REALISEE: Mark.DONE,
    Status.EN_COURS: Mark.ONGOING,
    Status.EN_PAUSE: Mark.PAUSED,
    Status.A_VENIR: Mark.PLANNED,
    Status.IDEE: Mark.IDEA,
    Status.ABANDONNEE: Mark.DROPPED,
    None: Mark.UNKNOWN,
}
"""From what is done to what will not be: the order of counts."""

_WORDS: Mapping[Status | None, tuple[str, str]] = {
    Status.REALISEE: ("réalisée", "réalisées"),
    Status.EN_COURS: ("en cours", "en cours"),
    Status.EN_PAUSE: ("en pause", "en pause"),
    Status.A_VENIR: ("à venir", "à venir"),
    Status.IDEE: ("idée", "idées"),
    Status.ABANDONNEE: ("abandonnée", "abandonnées"),
    None: ("sans statut", "sans statut"),
}


def plural(count: int, singular: str, plural_form: str = "") -> str:
    """Return a count and its noun; in French, nought and one take the singular."""
    return f"{number(count)} {singular if count < 2 else plural_form or singular + 's'}"


def status_mark(status: Status | None) -> Marked:
    """Return a status as its mark and its word."""
    return Marked(_MARKS[status], status.label if status else "Sans statut")


def standing(line: ActionLine) -> list[Marked]:
    """Return the status of an action, then its warnings: late, blocked."""
    marks = [status_mark(line.status)]
    if line.late:
        marks.append(Marked(Mark.LATE, "En retard"))
    if line.blocked:
        marks.append(Marked(Mark.BLOCKED, "Bloquée"))
    return marks


def status_counts(progress: Progress) -> list[Count]:
    """Return how many actions are in each status, for a count bar; those without any left out."""
    counts = [(status, progress.by_status.get(status, 0)) for status in _MARKS]
    return [
        Count(_MARKS[status], _WORDS[status][count > 1], count) for status, count in counts if count
    ]


def warning_counts(progress: Progress) -> list[Marked]:
    """Return how many actions are late and blocked, if any."""
    warnings = []
    if progress.late:
        warnings.append(Marked(Mark.LATE, f"{number(progress.late)} en retard"))
    if progress.blocked:
        words = plural(progress.blocked, "bloquée")
        warnings.append(Marked(Mark.BLOCKED, words))
    return warnings
