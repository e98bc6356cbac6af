"""The convention as screens and documents show it: its strategy, its people, how it gets on.

Views are plain values, complete: who draws one needs neither the base nor the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ctg_desktop.domain.choices import Status
from ctg_desktop.typography import counted

if TYPE_CHECKING:
    from datetime import date

    from ctg_desktop.domain.convention import (
        Ambition,
        Convention,
        Enjeu,
        KeyFigure,
        LinkedFrame,
        Objective,
    )
    from ctg_desktop.domain.listing import ActionLine
    from ctg_desktop.domain.people import Contact, Coordination, Institution, Signatory
    from ctg_desktop.domain.territory import Territoire


@dataclass(frozen=True, slots=True)
class Progress:
    """How the actions of an ambition, an enjeu or the whole plan stand.

    `by_status` counts actions, None for those without a status. One that is late or blocked is
    in a count of its own besides.
    """

    by_status: Mapping[Status | None, int] = field(default_factory=dict)
    late_count: int = 0
    blocked_count: int = 0

    @property
    def total(self) -> int:
        """All actions, abandoned ones included."""
        return sum(self.by_status.values())

    @property
    def done(self) -> int:
        """Actions réalisées."""
        return self.by_status.get(Status.REALISEE, 0)

    @property
    def told(self) -> str:
        """« 2 réalisées sur 3 », those abandoned left out and said; an empty text without any."""
        dropped = self.by_status.get(Status.ABANDONNEE, 0)
        told = [f"{counted(self.done, 'réalisée')} sur {self.total - dropped}"]
        told += [counted(dropped, "abandonnée")] if dropped else []
        return ", ".join(told) if self.total else ""

    @property
    def percent(self) -> int | None:
        """Réalisées among those not abandoned, in whole percents; None without any action."""
        counted = self.total - self.by_status.get(Status.ABANDONNEE, 0)
        return round(100 * self.done / counted) if counted else None

    def __add__(self, other: Progress) -> Progress:
        """Add up two counts of different actions."""
        statuses = {*self.by_status, *other.by_status}
        summed = {s: self.by_status.get(s, 0) + other.by_status.get(s, 0) for s in statuses}
        return Progress(
            summed, self.late_count + other.late_count, self.blocked_count + other.blocked_count
        )


@dataclass(frozen=True, slots=True)
class AmbitionView:
    """An ambition with the progress of its actions."""

    ambition: Ambition
    progress: Progress = Progress()


@dataclass(frozen=True, slots=True)
class EnjeuView:
    """An enjeu with its ambitions, in order.

    `enjeu` is None for the ambitions that the référentiel does not tie to an enjeu yet.
    """

    enjeu: Enjeu | None
    ambitions: tuple[AmbitionView, ...]

    @property
    def progress(self) -> Progress:
        """The progress of all its ambitions."""
        return sum((view.progress for view in self.ambitions), Progress())


@dataclass(frozen=True, slots=True)
class SignatoryView:
    """A signatory with its institution."""

    signatory: Signatory
    institution: Institution | None


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact with what it points to; `to_verify` when its last check is over a year old."""

    contact: Contact
    institution: Institution | None
    territoires: tuple[Territoire, ...] = ()
    thematiques: tuple[str, ...] = ()
    to_verify: bool = False


@dataclass(frozen=True, slots=True)
class ContactGroup:
    """The contacts of one institution, in order; `institution` None for those without one."""

    institution: Institution | None
    contacts: tuple[ContactView, ...]


@dataclass(frozen=True, slots=True)
class PostView:
    """A post of coordination with its holder and employer."""

    post: Coordination
    contact: Contact | None
    employer: Territoire | None


@dataclass(frozen=True, slots=True)
class ConventionView:
    """The whole convention: what the synthèse prints and the Stratégie page shows.

    `engaged` counts the communes whose délibération is recorded here, beside the published
    number that the convention carries. `posts` are all posts recorded; `strategy` has the
    progress of the actions only when it was asked for (`with_progress`).
    """

    convention: Convention
    objectives: tuple[Objective, ...]
    signatories: tuple[SignatoryView, ...]
    strategy: tuple[EnjeuView, ...]
    linked_frames: tuple[LinkedFrame, ...]
    key_figures: tuple[KeyFigure, ...]
    contacts: tuple[ContactGroup, ...]
    territoire: Territoire | None
    sivoms: tuple[Territoire, ...] = ()
    engaged: int = 0
    posts: tuple[PostView, ...] = ()
    with_progress: bool = False


@dataclass(frozen=True, slots=True)
class AmbitionActions:
    """An ambition with its actions, which may be none."""

    ambition: Ambition
    actions: tuple[ActionLine, ...]


@dataclass(frozen=True, slots=True)
class EnjeuActions:
    """An enjeu with its ambitions and their actions.

    `enjeu` is None for ambitions without an enjeu; `others` are actions whose ambition is none
    of these; of them `aside` holds those whose ambition is gone, or left out by the filter.
    """

    enjeu: Enjeu | None
    ambitions: tuple[AmbitionActions, ...]
    others: tuple[ActionLine, ...] = ()
    aside: tuple[AmbitionActions, ...] = ()

    @property
    def unsorted(self) -> tuple[ActionLine, ...]:
        """The actions of no ambition at all."""
        named = {line.id for part in self.aside for line in part.actions}
        return tuple(line for line in self.others if line.id not in named)


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan d'actions: filtered actions by enjeu and ambition, and what the filter was.

    `shown` of `total` actions; `filters` are French phrases (« statut : en cours »).
    """

    convention: Convention
    groups: tuple[EnjeuActions, ...]
    shown: int
    total: int
    filters: tuple[str, ...]
    progress: tuple[EnjeuView, ...]
    as_of: date | None = None
