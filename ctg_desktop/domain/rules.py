"""The rules of the trade about an action: lateness, cross-field checks, completeness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ctg_desktop.domain.action import Action, BudgetLine, Indicateur, SuiviNote
from ctg_desktop.domain.choices import CLOSED, Status
from ctg_desktop.domain.fields import quoted
from ctg_desktop.errors import FieldError, RuleError

NEVER_LATE = CLOSED | {Status.IDEE}
"""Statuses in which an action cannot be late: what is over, and what is no more than an idea."""

NOTE_MAX_AGE = timedelta(days=92)
"""How long a note de suivi keeps a sheet fresh: three months."""

MAX_INDICATORS = 5
"""Past this many indicators per action, a warning: three to five is right."""

CONTACT_CHECK_AGE = timedelta(days=365)
"""After a year without a check, a contact is « à vérifier »."""


def is_late(action: Action, today: date) -> bool:
    """Whether the planned end is past, and the action neither over nor an idea still."""
    return is_overdue(action.status, action.ends_on, today)


def is_overdue(status: Status | None, ends_on: date | None, today: date) -> bool:
    """Whether an action of that status and planned end is late."""
    return ends_on is not None and ends_on < today and status not in NEVER_LATE


def check_action(action: Action) -> None:
    """Refuse an action whose fields contradict one another.

    Raises:
        FieldError: naming the field to mend.
    """
    for spec in Action.TYPE.fields.values():
        spec.check(getattr(action, spec.name))
    if action.starts_on and action.ends_on and action.ends_on < action.starts_on:
        raise FieldError(
            "date_fin", "La fin prévue est avant le début\u00a0: corrigez l’une des deux dates."
        )
    if action.completed_on and action.starts_on and action.completed_on < action.starts_on:
        raise FieldError(
            "realisee_le",
            "La date de réalisation est avant le début\u00a0: corrigez l’une des deux dates.",
        )
    if action.status is Status.REALISEE and action.completed_on is None:
        raise FieldError(
            "realisee_le",
            f"Une action réalisée demande sa date\u00a0: remplissez {quoted('Réalisée le')}.",
        )
    if action.status is Status.ABANDONNEE and not action.status_reason:
        raise FieldError(
            "motif", f"Une action abandonnée demande un motif\u00a0: remplissez {quoted('Motif')}."
        )
    if action.blocked and not action.blocked_reason:
        raise FieldError(
            "motif_blocage",
            f"Une action bloquée demande un motif\u00a0: remplissez {quoted('Motif du blocage')}.",
        )


_STEPS: Mapping[Status, frozenset[Status]] = {
    Status.IDEE: frozenset(Status),
    Status.A_VENIR: frozenset(Status),
    Status.EN_COURS: frozenset(Status) - {Status.IDEE},
    Status.EN_PAUSE: frozenset(Status) - {Status.IDEE},
    Status.REALISEE: frozenset({Status.REALISEE, Status.EN_COURS}),
    Status.ABANDONNEE: frozenset(Status),
}


def check_status_step(before: Status | None, after: Status | None) -> None:
    """Refuse a step of status that means nothing.

    The usual way is idée → à venir → en cours ⇄ en pause → réalisée or abandonnée. Steps may be
    skipped, and a mistake is mended by going back; but what has begun is no idea any more, and
    what is done is only resumed.

    Raises:
        RuleError: with a French sentence.
    """
    if before is None or after is None or after in _STEPS[before]:
        return
    allowed = ", ".join(quoted(status.label) for status in Status if status in _STEPS[before])
    raise RuleError(
        f"Une action {quoted(before.label)} ne peut pas devenir {quoted(after.label)} "
        f"(possible\u00a0: {allowed})."
    )


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a sheet is from a good printed one; `missing` names what to add, in French."""

    done: int
    total: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> int:
        """The gauge, in whole percents."""
        return round(100 * self.done / self.total)


COMPLETED_BY: Mapping[str, str] = {
    "l’intitulé": "title",
    "la description": "description",
    "le statut": "status",
    "le pilote": "pilote",
    "les objectifs": "objectifs",
    "des indicateurs": Indicateur.TYPE.name,
    "le budget": BudgetLine.TYPE.name,
    "une note de suivi de moins de trois mois": SuiviNote.TYPE.name,
}
"""What a good sheet has, in French, with the field or the entity that gives it."""


def completeness(
    action: Action,
    *,
    indicators: int,
    budget_lines: int,
    last_note_on: date | None,
    today: date,
) -> Completeness:
    """Measure what an action lacks for a good printed sheet.

    `indicators` and `budget_lines` are counts; `last_note_on` the date of the newest note.
    """
    hanging: dict[str, Any] = {
        Indicateur.TYPE.name: indicators,
        BudgetLine.TYPE.name: budget_lines,
        SuiviNote.TYPE.name: (last_note_on is not None and last_note_on >= today - NOTE_MAX_AGE),
    }
    missing = tuple(
        words
        for words, name in COMPLETED_BY.items()
        if not (hanging[name] if name in hanging else getattr(action, name))
    )
    return Completeness(len(COMPLETED_BY) - len(missing), len(COMPLETED_BY), missing)
