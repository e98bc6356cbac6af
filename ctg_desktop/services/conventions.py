"""The convention gathered whole: its strategy, its posts, and how its actions stand.

Lines keep the order of the référentiel; every function takes any reader, present or past.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ctg_desktop.domain.choices import (
    EngagementStatus,
    Status,
    TerritoireKind,
)
from ctg_desktop.domain.convention import (
    Ambition,
    Convention,
    Enjeu,
    KeyFigure,
    LinkedFrame,
    Objective,
)
from ctg_desktop.domain.convention_views import (
    AmbitionActions,
    AmbitionView,
    ConventionView,
    EnjeuActions,
    EnjeuView,
    PostView,
    Progress,
    SignatoryView,
)
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.listing import PRINTABLE, ActionLine, ActionQuery
from ctg_desktop.domain.people import Contact, Coordination, Institution, Signatory
from ctg_desktop.domain.territory import Engagement, Territoire
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import Reader
from ctg_desktop.services.contacts import directory
from ctg_desktop.services.pointing import known_rows, living_or, several


def convention_of(reader: Reader) -> Convention:
    """Return the convention of this folder.

    Raises:
        NotFoundError: no référentiel was taken in yet.
    """
    found = reader.rows(Convention)
    if not found:
        raise NotFoundError(
            "Ce dossier ne contient pas encore de convention : importez un référentiel."
        )
    return found[0]


def convention_view(
    reader: Reader, today: date, *, with_progress: bool = False, query: ActionQuery = PRINTABLE
) -> ConventionView:
    """Gather the whole convention; `query` limits the actions that the progress counts."""
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
        signatories=signatories_of(reader),
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


def signatories_of(reader: Reader) -> tuple[SignatoryView, ...]:
    """Return who signs the convention."""
    institutions = known_rows(reader, Institution)
    return tuple(
        SignatoryView(row, institutions.get(row.institution or ""))
        for row in reader.rows(Signatory)
    )


def signing_institutions(reader: Reader) -> dict[str, str]:
    """Return the institutions that sign the convention, by identity, with their names."""
    found = (each.institution for each in signatories_of(reader))
    return {row.id: row.marked(row.name or row.acronym or "") for row in found if row is not None}


def strategy(reader: Reader, progress: Mapping[str | None, Progress]) -> tuple[EnjeuView, ...]:
    """Return the enjeux with their ambitions; those tied to no enjeu come last, under None."""
    return tuple(
        EnjeuView(
            enjeu,
            tuple(AmbitionView(row, progress.get(row.id, Progress())) for row in ambitions),
        )
        for enjeu, ambitions in levels(reader)
    )


def levels(reader: Reader) -> list[tuple[Enjeu | None, list[Ambition]]]:
    """Return the enjeux with their ambitions; those tied to no enjeu come last, under None.

    An enjeu that is gone is among them as long as an ambition is tied to it.
    """
    ambitions = reader.rows(Ambition)
    enjeux = living_or(reader, Enjeu, lambda row: any(each.enjeu == row.id for each in ambitions))
    groups: dict[str | None, list[Ambition]] = {enjeu.id: [] for enjeu in enjeux}
    orphans: list[Ambition] = []
    for ambition in ambitions:
        groups.get(ambition.enjeu, orphans).append(ambition)
    levels: list[tuple[Enjeu | None, list[Ambition]]] = [
        (enjeu, groups[enjeu.id]) for enjeu in enjeux
    ]
    return [*levels, (None, orphans)] if orphans else levels


def grouped(
    reader: Reader, lines: Sequence[ActionLine], query: ActionQuery = PRINTABLE
) -> tuple[EnjeuActions, ...]:
    """Group lines by enjeu and ambition; ambitions without action stay, unless filtered out."""
    by_ambition = _by_ambition(lines)
    groups: list[EnjeuActions] = []
    for enjeu, ambitions in levels(reader):
        kept = [row for row in ambitions if _is_asked(row, query)]
        if kept or (enjeu is not None and not (query.enjeux or query.ambitions)):
            parts = (AmbitionActions(row, tuple(by_ambition.pop(row.id, ()))) for row in kept)
            groups.append(EnjeuActions(enjeu, tuple(parts)))
    others = tuple(line for left in by_ambition.values() for line in left)
    if others:
        if not groups or groups[-1].enjeu is not None:
            groups.append(EnjeuActions(None, ()))
        known = several(reader, Ambition, [row_id for row_id in by_ambition if row_id])
        aside = (AmbitionActions(row, tuple(by_ambition[row.id])) for row in known)
        groups[-1] = replace(groups[-1], others=others, aside=tuple(aside))
    return tuple(groups)


def _is_asked(ambition: Ambition, query: ActionQuery) -> bool:
    return (not query.ambitions or ambition.id in query.ambitions) and (
        not query.enjeux or ambition.enjeu in query.enjeux
    )


def _by_ambition(lines: Iterable[ActionLine]) -> dict[str | None, list[ActionLine]]:
    found: dict[str | None, list[ActionLine]] = {}
    for line in lines:
        found.setdefault(line.main_ambition, []).append(line)
    return found


def progress_by_ambition(lines: Iterable[ActionLine]) -> dict[str | None, Progress]:
    """Count how the actions of a list stand, by main ambition."""
    return {ambition: progress_of(own) for ambition, own in _by_ambition(lines).items()}


def progress_of(lines: Iterable[ActionLine]) -> Progress:
    """Count how the actions of a list stand."""
    everything = list(lines)
    by_status: Counter[Status | None] = Counter(line.status for line in everything)
    return Progress(
        dict(by_status),
        late_count=sum(line.late for line in everything),
        blocked_count=sum(line.blocked for line in everything),
    )


def posts(reader: Reader, territoire: str | None = None) -> tuple[PostView, ...]:
    """Return the posts of coordination, those of one employer if `territoire` is given."""
    contacts = known_rows(reader, Contact)
    territoires = known_rows(reader, Territoire)
    return tuple(
        PostView(post, contacts.get(post.contact or ""), territoires.get(post.employer or ""))
        for post in reader.rows(Coordination)
        if territoire is None or _serves(post, contacts.get(post.contact or ""), territoire)
    )


def _serves(post: Coordination, holder: Contact | None, territoire: str) -> bool:
    return post.employer == territoire or (holder is not None and territoire in holder.territoires)
