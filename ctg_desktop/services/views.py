"""Gathering rows with what they point to: the views that screens and sheets show.

Every function only reads, and takes any reader: the present base, or the base as it stood on a
day. Lines keep the order of the référentiel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from ctg_desktop.domain.action import (
    Action,
    BudgetLine,
    Etape,
    Financement,
    Indicateur,
    Mesure,
    SuiviNote,
)
from ctg_desktop.domain.choices import (
    EngagementStatus,
    Origin,
    Status,
    TerritoireKind,
)
from ctg_desktop.domain.convention import (
    Ambition,
    Convention,
    Enjeu,
    FicheCadre,
    KeyFigure,
    LinkedFrame,
    Objective,
    Public,
    Thematique,
)
from ctg_desktop.domain.fields import Entity, known
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.people import Contact, Coordination, Institution, Signatory
from ctg_desktop.domain.rules import CONTACT_CHECK_AGE, completeness, is_late
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.domain.views import (
    ActionLine,
    ActionQuery,
    ActionView,
    AmbitionActions,
    AmbitionView,
    ContactGroup,
    ContactView,
    ConventionView,
    EnjeuActions,
    EnjeuView,
    FinancementView,
    IndicateurView,
    MembershipView,
    PlanView,
    PostView,
    Progress,
    SignatoryView,
    TerritoireView,
)
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import Reader, UnitOfWork

E = TypeVar("E", bound=Entity)

PRINTABLE = ActionQuery(confidential=False)
"""What documents show unless told otherwise: confidential actions stay out of them."""


# --- the convention ------------------------------------------------------------------------


def convention_of(reader: Reader) -> Convention:
    """Return the convention of this folder.

    Raises:
        NotFoundError: no référentiel was taken in yet.
    """
    found = reader.rows(Convention)
    if not found:
        raise NotFoundError(
            "Ce dossier ne contient pas encore de convention\u00a0: importez un référentiel."
        )
    return found[0]


def convention_view(
    reader: Reader, today: date, *, with_progress: bool = False, query: ActionQuery = PRINTABLE
) -> ConventionView:
    """Gather the whole convention; `query` limits the actions that the progress counts."""
    institutions = _by_id(reader.rows(Institution))
    territoires = reader.rows(Territoire)
    engaged = {
        row.territoire
        for row in reader.rows(Engagement, where={"status": EngagementStatus.DELIBERATION.value})
    }
    communes = {row.id for row in territoires if row.kind is TerritoireKind.COMMUNE}
    agglomerations = [row for row in territoires if row.kind is TerritoireKind.AGGLOMERATION]
    return ConventionView(
        convention=convention_of(reader),
        objectives=tuple(reader.rows(Objective)),
        signatories=tuple(
            SignatoryView(row, institutions.get(row.institution or ""))
            for row in reader.rows(Signatory)
        ),
        strategy=strategy(reader, reader.progress(query, today) if with_progress else {}),
        linked_frames=tuple(reader.rows(LinkedFrame)),
        key_figures=tuple(reader.rows(KeyFigure)),
        contacts=directory(reader, today, local=False),
        territoire=next(iter(agglomerations), None),
        sivoms=tuple(
            sorted(
                (row for row in territoires if row.kind is TerritoireKind.SIVOM),
                key=lambda row: sort_key(row.name or ""),
            )
        ),
        engaged=len(engaged & communes),
        posts=posts(reader),
        with_progress=with_progress,
    )


def strategy(reader: Reader, progress: Mapping[str | None, Progress]) -> tuple[EnjeuView, ...]:
    """Return the enjeux with their ambitions; those tied to no enjeu come last, under None."""
    return tuple(
        EnjeuView(
            enjeu,
            tuple(AmbitionView(row, progress.get(row.id, Progress())) for row in ambitions),
        )
        for enjeu, ambitions in _levels(reader)
    )


def _levels(reader: Reader) -> list[tuple[Enjeu | None, list[Ambition]]]:
    enjeux = reader.rows(Enjeu)
    groups: dict[str | None, list[Ambition]] = {enjeu.id: [] for enjeu in enjeux}
    orphans: list[Ambition] = []
    for ambition in reader.rows(Ambition):
        groups.get(ambition.enjeu, orphans).append(ambition)
    levels: list[tuple[Enjeu | None, list[Ambition]]] = [
        (enjeu, groups[enjeu.id]) for enjeu in enjeux
    ]
    return [*levels, (None, orphans)] if orphans else levels


def posts(reader: Reader, territoire: str | None = None) -> tuple[PostView, ...]:
    """Return the posts of coordination, those of one employer if `territoire` is given."""
    contacts = _by_id(reader.rows(Contact))
    territoires = _by_id(reader.rows(Territoire))
    return tuple(
        PostView(post, contacts.get(post.contact or ""), territoires.get(post.employer or ""))
        for post in reader.rows(Coordination)
        if territoire is None or _serves(post, contacts.get(post.contact or ""), territoire)
    )


def _serves(post: Coordination, holder: Contact | None, territoire: str) -> bool:
    return post.employer == territoire or (holder is not None and territoire in holder.territoires)


# --- contacts ------------------------------------------------------------------------------


def directory(reader: Reader, today: date, *, local: bool = True) -> tuple[ContactGroup, ...]:
    """Return the contacts in function, by institution; without `local` the référentiel's only."""
    found = [
        row
        for row in reader.rows(Contact)
        if row.active is not False and not row.erased and (local or row.origin is not Origin.LOCAL)
    ]
    return contact_groups(reader, found, today)


def contact_groups(
    reader: Reader, contacts: Iterable[Contact], today: date
) -> tuple[ContactGroup, ...]:
    """Group contacts by institution, in the order of the référentiel; those without one last."""
    institutions = reader.rows(Institution)
    views = contact_views(reader, contacts, today)
    groups = [
        ContactGroup(institution, tuple(view for view in views if view.institution == institution))
        for institution in [*institutions, None]
    ]
    return tuple(group for group in groups if group.contacts)


def contact_views(
    reader: Reader, contacts: Iterable[Contact], today: date
) -> tuple[ContactView, ...]:
    """Return contacts with what they point to, in their order, then by name."""
    institutions = _by_id(reader.rows(Institution))
    territoires = _by_id(reader.rows(Territoire))
    thematiques = _by_id(reader.rows(Thematique))
    return tuple(
        ContactView(
            contact=row,
            institution=institutions.get(row.institution or ""),
            territoires=_picked(territoires, row.territoires),
            thematiques=tuple(t.label or "" for t in _picked(thematiques, row.thematiques)),
            to_verify=row.verified_on is None or row.verified_on < today - CONTACT_CHECK_AGE,
        )
        for row in sorted(contacts, key=_contact_order)
    )


def _contact_order(contact: Contact) -> tuple[bool, int, str]:
    name = sort_key(f"{contact.family_name} {contact.given_name}")
    return contact.order is None, contact.order or 0, name


# --- an action -----------------------------------------------------------------------------


def action_view(
    reader: Reader, action: Action, today: date, *, conflicts: Sequence[str] = ()
) -> ActionView:
    """Gather an action with all that hangs on it; `conflicts` are labels of fields to arbitrate."""
    ambition = _one(reader, Ambition, action.main_ambition)
    indicateurs = _indicateurs(reader, action)
    budget = reader.rows(BudgetLine, where={"action": action.id})
    notes = sorted(
        reader.rows(SuiviNote, where={"action": action.id}),
        key=lambda note: note.noted_on or date.min,
    )
    return ActionView(
        action=action,
        structure=_one(reader, Territoire, action.structure),
        enjeu=_one(reader, Enjeu, ambition.enjeu if ambition else None),
        ambition=ambition,
        other_ambitions=_several(reader, Ambition, action.other_ambitions),
        thematiques=tuple(
            row.label or "" for row in _several(reader, Thematique, action.thematiques)
        ),
        publics=tuple(row.label or "" for row in _several(reader, Public, action.publics)),
        territoires=_several(reader, Territoire, action.territoires),
        pilote=_one(reader, Contact, action.pilote),
        referent_technique=_one(reader, Contact, action.referent_technique),
        elu_referent=_one(reader, Contact, action.elu_referent),
        partners=_several(reader, Institution, action.partners),
        linked_frames=_several(reader, LinkedFrame, action.linked_frames),
        linked_actions=_several(reader, Action, action.linked_actions),
        fiche_cadre=_one(reader, FicheCadre, action.fiche_cadre),
        etapes=tuple(reader.rows(Etape, where={"action": action.id})),
        budget=tuple(budget),
        financements=_financements(reader, action),
        indicateurs=indicateurs,
        notes=tuple(notes),
        completeness=completeness(
            action,
            indicators=len(indicateurs),
            budget_lines=len(budget),
            last_note_on=max((note.noted_on for note in notes if note.noted_on), default=None),
            today=today,
        ),
        late=is_late(action, today),
        conflicts=tuple(conflicts),
    )


def conflict_labels(uow: UnitOfWork, action_id: str) -> tuple[str, ...]:
    """Return the French labels of the fields of an action that wait for an arbitration."""
    specs = [known(found.cell.entity, found.cell.field) for found in uow.conflicts(action_id)]
    return tuple(dict.fromkeys(spec.label for spec in specs if spec is not None))


def _financements(reader: Reader, action: Action) -> tuple[FinancementView, ...]:
    found = reader.rows(Financement, where={"action": action.id})
    funders = _by_id(reader.rows(Institution, ids=[row.funder for row in found if row.funder]))
    return tuple(
        FinancementView(row, _funder_name(row, funders.get(row.funder or ""))) for row in found
    )


def _funder_name(row: Financement, funder: Institution | None) -> str:
    return (funder and (funder.acronym or funder.name)) or row.funder_text or ""


def _indicateurs(reader: Reader, action: Action) -> tuple[IndicateurView, ...]:
    return tuple(
        IndicateurView(row, tuple(mesures(reader, row.id)))
        for row in reader.rows(Indicateur, where={"action": action.id})
    )


def mesures(reader: Reader, indicateur: str) -> list[Mesure]:
    """Return the measures of an indicator, oldest first."""
    return sorted(reader.rows(Mesure, where={"indicateur": indicateur}), key=mesure_order)


def mesure_order(mesure: Mesure) -> tuple[int, date]:
    """Return what sorts measures by time."""
    measured_on = mesure.measured_on or date.min
    return mesure.year or measured_on.year, measured_on


# --- the plan and the territoire -----------------------------------------------------------


def plan_view(
    reader: Reader,
    query: ActionQuery,
    today: date,
    *,
    filters: Sequence[str] = (),
    as_of: date | None = None,
) -> PlanView:
    """Gather the plan d'actions; `filters` are the French phrases of the query.

    The total counts what the same document would show without a filter.
    """
    lines = reader.actions(query, today)
    everything = ActionQuery(confidential=query.confidential)
    return PlanView(
        convention=convention_of(reader),
        groups=grouped(reader, lines, query),
        shown=len(lines),
        total=reader.count_actions(everything, today),
        filters=tuple(filters),
        progress=strategy(reader, reader.progress(query, today)),
        as_of=as_of,
    )


def grouped(
    reader: Reader, lines: Sequence[ActionLine], query: ActionQuery = PRINTABLE
) -> tuple[EnjeuActions, ...]:
    """Group lines by enjeu and ambition; ambitions without action stay, unless filtered out."""
    by_ambition: dict[str | None, list[ActionLine]] = {}
    for line in lines:
        by_ambition.setdefault(line.main_ambition, []).append(line)
    groups: list[EnjeuActions] = []
    for enjeu, ambitions in _levels(reader):
        kept = [row for row in ambitions if _is_asked(row, query)]
        if kept or (enjeu is not None and not (query.enjeux or query.ambitions)):
            parts = (AmbitionActions(row, tuple(by_ambition.pop(row.id, ()))) for row in kept)
            groups.append(EnjeuActions(enjeu, tuple(parts)))
    others = tuple(line for left in by_ambition.values() for line in left)
    if others and groups and groups[-1].enjeu is None:
        groups[-1] = replace(groups[-1], others=others)
    elif others:
        groups.append(EnjeuActions(None, (), others))
    return tuple(groups)


def _is_asked(ambition: Ambition, query: ActionQuery) -> bool:
    return (not query.ambitions or ambition.id in query.ambitions) and (
        not query.enjeux or ambition.enjeu in query.enjeux
    )


def territoire_view(
    reader: Reader, territoire: Territoire, today: date, *, query: ActionQuery = PRINTABLE
) -> TerritoireView:
    """Gather a commune or a SIVOM: its own actions and those that concern it."""
    own = reader.actions(replace(query, structures=frozenset({territoire.id})), today)
    concerning = reader.actions(replace(query, territoires=frozenset({territoire.id})), today)
    lines = list({line.id: line for line in [*own, *concerning]}.values())
    engagements = reader.rows(Engagement, where={"territoire": territoire.id})
    local, institutional = _contacts_of(reader, territoire, today)
    return TerritoireView(
        territoire=territoire,
        engagement=engagements[-1] if engagements else None,
        memberships=memberships(reader, territoire, today),
        posts=posts(reader, territoire.id),
        plan=grouped(reader, lines),
        progress=progress_of(lines),
        local_contacts=local,
        contacts=institutional,
        convention=convention_of(reader),
    )


def _contacts_of(
    reader: Reader, territoire: Territoire, today: date
) -> tuple[tuple[ContactView, ...], tuple[ContactGroup, ...]]:
    everybody = [row for row in reader.rows(Contact) if row.active is not False and not row.erased]
    local = [
        row
        for row in everybody
        if territoire.id in row.territoires or row.structure == territoire.id
    ]
    institutional = [
        row for row in everybody if row.origin is not Origin.LOCAL and row not in local
    ]
    return contact_views(reader, local, today), contact_groups(reader, institutional, today)


def memberships(reader: Reader, territoire: Territoire, today: date) -> tuple[MembershipView, ...]:
    """Return the memberships of a commune, or the members of a SIVOM, that are not over."""
    field = "sivom" if territoire.kind is TerritoireKind.SIVOM else "member"
    territoires = _by_id(reader.rows(Territoire))
    return tuple(
        MembershipView(row, territoires.get(row.member or ""), territoires.get(row.sivom or ""))
        for row in reader.rows(Membership, where={field: territoire.id})
        if row.to_on is None or row.to_on >= today
    )


def progress_of(lines: Iterable[ActionLine]) -> Progress:
    """Count how the actions of a list stand."""
    everything = list(lines)
    by_status: Counter[Status | None] = Counter(line.status for line in everything)
    return Progress(
        dict(by_status),
        late=sum(line.late for line in everything),
        blocked=sum(line.blocked for line in everything),
    )


# --- rows by identity ----------------------------------------------------------------------


def _by_id(rows: Iterable[E]) -> dict[str, E]:
    return {row.id: row for row in rows}


def _picked(rows: Mapping[str, E], ids: Iterable[str]) -> tuple[E, ...]:
    wanted = set(ids)
    return tuple(row for row_id, row in rows.items() if row_id in wanted)


def _one(reader: Reader, cls: type[E], row_id: str | None) -> E | None:
    row = reader.get(cls, row_id) if row_id else None
    return row if row is not None and row.deleted is not None else None


def _several(reader: Reader, cls: type[E], ids: Sequence[str]) -> tuple[E, ...]:
    return tuple(reader.rows(cls, ids=ids)) if ids else ()
