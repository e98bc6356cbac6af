"""The rules of the trade about an action: lateness, cross-field checks, completeness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ctg_desktop.domain.action import Action, BudgetLine, Indicateur, SuiviNote
from ctg_desktop.domain.choices import CLOSED, Status
from ctg_desktop.domain.fields import Entity
from ctg_desktop.errors import FieldError

if TYPE_CHECKING:
    from ctg_desktop.domain.people import Contact

NEVER_LATE = CLOSED | {Status.IDEE}
"""Statuses in which an action cannot be late: what is over, and what is no more than an idea."""

NOTE_MAX_AGE = timedelta(days=92)
"""How long a note de suivi keeps a sheet fresh: three months."""

CONTACT_CHECK_AGE = timedelta(days=365)
"""After a year without a check, a contact is « à vérifier »."""


def is_check_due(contact: Contact, today: date) -> bool:
    """Whether nobody checked a contact for so long that it is « à vérifier »."""
    return contact.verified_on is None or contact.verified_on < today - CONTACT_CHECK_AGE


def is_late(action: Action, today: date) -> bool:
    """Whether the planned end is past, and the action neither over nor an idea still."""
    return is_overdue(action.status, action.ends_on, today)


def is_overdue(status: Status | None, ends_on: date | None, today: date) -> bool:
    """Whether an action of that status and planned end is late."""
    return ends_on is not None and ends_on < today and status not in NEVER_LATE


def check_row(row: Entity) -> None:
    """Refuse a row whose fields break their rules, or contradict one another.

    Raises:
        FieldError: naming the field to mend.
    """
    kind = row.TYPE
    for spec in kind.fields.values():
        spec.check(getattr(row, spec.name))
    if kind.span:
        begins, ends = (getattr(row, name) for name in kind.span)
        if begins is not None and ends is not None and ends < begins:
            raise FieldError(
                kind.fields[kind.span[1]].key,
                "La fin est avant le début : corrigez l’une des deux dates.",
            )
    for check in kind.checks:
        check(row)


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
    has_pilote: bool | None = None,
) -> Completeness:
    """Measure what an action lacks for a good printed sheet.

    `indicators` and `budget_lines` are counts; `last_note_on` the date of the newest note;
    `has_pilote` whether its pilote is somebody in function, where that is known; organisations
    pilot as well as a person does.
    """
    hanging: dict[str, Any] = {
        Indicateur.TYPE.name: indicators,
        BudgetLine.TYPE.name: budget_lines,
        SuiviNote.TYPE.name: (last_note_on is not None and last_note_on >= today - NOTE_MAX_AGE),
    }
    if has_pilote is not None:
        hanging["pilote"] = has_pilote or bool(action.structures_pilotes)
    missing = tuple(
        words
        for words, name in COMPLETED_BY.items()
        if not (hanging[name] if name in hanging else getattr(action, name))
    )
    return Completeness(len(COMPLETED_BY) - len(missing), len(COMPLETED_BY), missing)
