"""What screens, sheets and the command line show: rows gathered with what they point to.

Views are plain values, complete: who draws one needs neither the base nor the clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from ctg_desktop.domain.action import (
    Action,
    BudgetLine,
    Etape,
    Financement,
    Indicateur,
    Mesure,
    SuiviNote,
)
from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.choices import BudgetUnit
from ctg_desktop.domain.convention import Ambition, Convention, Enjeu, FicheCadre, LinkedFrame
from ctg_desktop.domain.convention_views import (
    ContactGroup,
    ContactView,
    EnjeuActions,
    PostView,
    Progress,
)
from ctg_desktop.domain.fields import Entity, EntityType, Scalar
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.rules import Completeness
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.typography import euros, spaced


@dataclass(frozen=True, slots=True)
class Means:
    """What the actions of a plan cost and receive, summed.

    `planned` and `actual` are budgets in euros, a line without a unit included; `requested`,
    `granted` and `paid` what funders bring; `fte` maps a year to the posts planned for it, None
    to those of the whole period.
    """

    planned: Decimal = Decimal(0)
    actual: Decimal = Decimal(0)
    requested: Decimal = Decimal(0)
    granted: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    fte: Mapping[int | None, Decimal] = field(default_factory=dict)

    @property
    def amounts(self) -> tuple[tuple[str, Decimal], ...]:
        """The amounts in euros that are not nought, each with its French word."""
        known = (
            ("prévu", self.planned),
            ("réalisé", self.actual),
            ("demandé", self.requested),
            ("accordé", self.granted),
            ("versé", self.paid),
        )
        return tuple((word, amount) for word, amount in known if amount)

    @property
    def remaining(self) -> str:
        """What is left to fund, in words: what is planned less what was granted, if anything is."""
        if not self.planned:
            return ""
        left = self.planned - self.granted
        told = f"prévu {euros(self.planned)}, accordé {euros(self.granted)}"
        if left < 0:
            return spaced(f"Accordé au-delà du budget : {euros(-left)} ({told})")
        return spaced(f"Reste à financer : {euros(left)} ({told})")


def means_of(budget: Iterable[BudgetLine], financements: Iterable[Financement]) -> Means:
    """Add up lines of budget and fundings; a line without a unit counts euros."""
    lines, brought = tuple(budget), tuple(financements)
    euros = [line for line in lines if line.unit is not BudgetUnit.ETP]
    fte: dict[int | None, Decimal] = {}
    for line in lines:
        if line.unit is BudgetUnit.ETP and line.planned:
            fte[line.year] = fte.get(line.year, Decimal(0)) + line.planned
    return Means(
        planned=sum((line.planned or Decimal(0) for line in euros), Decimal(0)),
        actual=sum((line.actual or Decimal(0) for line in euros), Decimal(0)),
        requested=sum((each.requested or Decimal(0) for each in brought), Decimal(0)),
        granted=sum((each.granted or Decimal(0) for each in brought), Decimal(0)),
        paid=sum((each.paid or Decimal(0) for each in brought), Decimal(0)),
        fte=fte,
    )


RowWords = Mapping[str, Mapping[str, str]]
"""By the identity of a row, what paper says of its fields: those that are filled in and printed."""


@dataclass(frozen=True, slots=True)
class IndicateurView:
    """An indicator with its measures, oldest first."""

    indicateur: Indicateur
    mesures: tuple[Mesure, ...]


@dataclass(frozen=True, slots=True)
class FinancementView:
    """A funding with the name of its funder (institution, else text)."""

    financement: Financement
    funder_name: str


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action with all that hangs on it and all that it points to, by name.

    `conflicts` are the French labels of fields that wait for an arbitration. Of the action it
    holds what goes with its status. `whole` is the action that it is an opération of,
    `operations` are its own, and `is_confidential` tells that it is kept back, by itself or with
    the whole.
    """

    action: Action
    structure: Territoire | None
    enjeu: Enjeu | None
    ambition: Ambition | None
    other_ambitions: tuple[Ambition, ...]
    thematiques: tuple[str, ...]
    publics: tuple[str, ...]
    territoires: tuple[Territoire, ...]
    pilote: Contact | None
    referent_technique: Contact | None
    elu_referent: Contact | None
    partners: tuple[Institution, ...]
    linked_frames: tuple[LinkedFrame, ...]
    linked_actions: tuple[Action, ...]
    fiche_cadre: FicheCadre | None
    etapes: tuple[Etape, ...]
    budget: tuple[BudgetLine, ...]
    financements: tuple[FinancementView, ...]
    indicateurs: tuple[IndicateurView, ...]
    notes: tuple[SuiviNote, ...]
    completeness: Completeness
    late: bool
    conflicts: tuple[str, ...] = ()
    whole: Action | None = None
    operations: tuple[ActionView, ...] = ()

    def __post_init__(self) -> None:
        """Leave out what goes with another status than the action's."""
        object.__setattr__(self, "action", self.action.as_shown())

    @property
    def is_confidential(self) -> bool:
        """Whether it is kept back, by itself or with the action that it is an opération of."""
        return any(row is not None and row.confidential for row in (self.action, self.whole))

    @property
    def progress(self) -> Progress:
        """How its opérations stand."""
        shown = [view.action for view in self.operations]
        return Progress(
            Counter(row.status for row in shown),
            sum(view.late for view in self.operations),
            sum(bool(row.blocked) for row in shown),
        )

    @property
    def together(self) -> Means:
        """What it and its opérations cost and receive together."""
        views = (self, *self.operations)
        return means_of(
            (line for view in views for line in view.budget),
            (each.financement for view in views for each in view.financements),
        )

    @property
    def rows(self) -> Iterator[Entity]:
        """The action and every row that hangs on it."""
        yield self.action
        yield from (*self.etapes, *self.budget)
        yield from (each.financement for each in self.financements)
        for each in self.indicateurs:
            yield from (each.indicateur, *each.mesures)
        yield from self.notes


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of any entity as it is printed, with the rows that belong to it, by entity.

    `name` may be empty. `words` are those of the fields that are filled in and printed, in their
    order; the field that leads to what a row belongs to is among them only where that is not on
    the same sheet.
    """

    row: Entity
    name: str
    words: Mapping[str, str]
    owned: tuple[tuple[EntityType, tuple[RowView, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class MembershipView:
    """A membership with both of its ends."""

    membership: Membership
    member: Territoire | None
    sivom: Territoire | None


@dataclass(frozen=True, slots=True)
class TerritoireView:
    """A commune or a SIVOM with all that its synthèse shows.

    `memberships` are those of the commune, or the members of the SIVOM; `posts` those that
    employ there or serve it, and are not over; `local_contacts` are its own people, `contacts`
    those of institutions that serve it.
    """

    territoire: Territoire
    engagement: Engagement | None
    memberships: tuple[MembershipView, ...]
    posts: tuple[PostView, ...]
    plan: tuple[EnjeuActions, ...]
    progress: Progress
    local_contacts: tuple[ContactView, ...]
    contacts: tuple[ContactGroup, ...]
    convention: Convention


@dataclass(frozen=True, slots=True)
class PastValue:
    """A value that a cell held: what « revenir à cette valeur » puts back."""

    cell: Cell
    stored: Scalar


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change as a person reads it; values are already words.

    `author` and `structure` are those that the agglomeration certified. `received_at` tells when a
    change of another computer came, None for one of this one; `received_by` is what carried it.
    `is_date_doubtful` tells that the writer's clock was wrong by a day or more. `past` is the
    value before the change, None where it cannot be put back or is in place already.
    """

    at: datetime
    author: str
    structure: str
    label: str
    field: str
    before: str
    after: str
    reason: str
    is_date_doubtful: bool = False
    past: PastValue | None = None
    received_at: datetime | None = None
    received_by: str = ""
