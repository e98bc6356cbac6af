"""Reading what a document says, so that setting and printing it need the storage no more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ctg_desktop.documents.naming import file_name
from ctg_desktop.documents.requests import (
    BookletRequest,
    DirectoryRequest,
    DocumentRequest,
    PlaceRequest,
    PlanRequest,
    RowRequest,
    SheetRequest,
    SummaryRequest,
    asks_for_confidential,
    asks_for_models,
)
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.fields import EntityType, describe
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.domain.views import (
    ActionLine,
    ActionQuery,
    ActionView,
    EnjeuActions,
    RowWords,
)
from ctg_desktop.errors import NotFoundError, RuleError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services import queries
from ctg_desktop.services.contacts import directory
from ctg_desktop.services.conventions import convention_of, convention_view, signatories_of
from ctg_desktop.services.history import end_of_day
from ctg_desktop.services.leaving import Outgoing, outgoing
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.ownership import lineage
from ctg_desktop.services.place_summary import territoire_view
from ctg_desktop.services.plan import plan_view
from ctg_desktop.services.pointing import pointed
from ctg_desktop.services.row_sheets import row_view, words_beside
from ctg_desktop.services.sheets import action_view, conflict_labels

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Document, Issue

Setting = Callable[["Issue"], "Document"]


class ConfidentialError(RuleError):
    """The action is confidential and was not asked for as such; `reference` names it."""

    def __init__(self, reference: str) -> None:
        """Keep which action it is."""
        super().__init__(
            f"L’action {reference} est confidentielle : pour l’imprimer quand même, "
            "demandez aussi les actions confidentielles."
        )
        self.reference = reference


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What a document will say: all of it is read, nothing is set yet.

    `file_name` is what its PDF may be called; `document` sets it, on any one thread (the fonts'
    measures are kept between documents, and are not guarded).
    """

    file_name: str
    document: Setting


def compose(uow: UnitOfWork, request: DocumentRequest, issue: Issue) -> Document:
    """Read and set a document at once: see `gather` for what it raises."""
    return gather(uow, request, issue.edited_on).document(issue)


def gather(uow: UnitOfWork, request: DocumentRequest, today: date) -> Manuscript:
    """Read what a document says; on the thread that owns the storage.

    All of it is read through `services.leaving`: a document is what others will read.

    Raises:
        NotFoundError: the row it speaks of is gone, or there is no convention yet.
        ConfidentialError: the sheet of such an action or of what hangs on it, not asked for as
            such.
        RuleError: a synthèse of a place that has none.
    """
    asked = asks_for_confidential(request)
    reader = outgoing(uow, asked=asked, models=asks_for_models(request))
    match request:
        case SummaryRequest():
            return _gather_summary(reader, request, today)
        case PlaceRequest():
            return _gather_place(reader, request, today)
        case SheetRequest() | RowRequest():
            return _gather_one(uow, reader, request, today)
        case BookletRequest():
            return _gather_booklet(uow, reader, request, today)
        case PlanRequest():
            return _gather_plan_of(uow, reader, request, today)
        case DirectoryRequest():
            return _gather_directory(reader, request, today)


def _gather_summary(reader: Outgoing, request: SummaryRequest, today: date) -> Manuscript:
    view = convention_view(reader, today, with_progress=request.with_progress)

    def document(issue: Issue) -> Document:
        from ctg_desktop.printing.convention_summary import convention_summary

        return convention_summary(view, issue)

    return Manuscript("Synthèse de la convention.pdf", document)


def _gather_place(reader: Outgoing, request: PlaceRequest, today: date) -> Manuscript:
    place = pointed(reader, Territoire, request.territoire)
    if place is None:
        raise NotFoundError("Cette structure n’est plus dans le dossier : choisissez-en une.")
    check_is_summed_up(place)
    view = territoire_view(reader, place, today, query=ActionQuery())

    def document(issue: Issue) -> Document:
        from ctg_desktop.printing.territoire_summary import territoire_summary

        return territoire_summary(view, issue)

    return Manuscript(file_name("Synthèse", place.name or ""), document)


def check_is_summed_up(place: Territoire) -> None:
    """Refuse a place that has no synthèse of its own.

    Raises:
        RuleError: it is neither a commune nor a SIVOM.
    """
    if place.kind not in (TerritoireKind.COMMUNE, TerritoireKind.SIVOM):
        raise RuleError(
            f"{place.name} n’est ni une commune ni un SIVOM : cette synthèse n’est que pour "
            "eux. Imprimez la synthèse de la convention, ou le plan d’actions."
        )


def _gather_one(
    uow: UnitOfWork, reader: Outgoing, request: SheetRequest | RowRequest, today: date
) -> Manuscript:
    if isinstance(request, RowRequest):
        reader = _leaving_with(uow, reader, describe(request.entity), request)
        return _gather_row(reader, request)
    reader = _leaving_with(uow, reader, Action.TYPE, request)
    return _gather_sheet(reader, request, today, conflict_labels(uow, request.action))


def _leaving_with(
    reader: Reader, leaving: Outgoing, kind: EntityType, request: SheetRequest | RowRequest
) -> Outgoing:
    """Return what reads for one sheet: a model's own sheet, which was asked for, may leave."""
    row = reader.get(kind.cls, request.row if isinstance(request, RowRequest) else request.action)
    if row is None or not leaving.keeps_back(row):
        return leaving
    with_models = outgoing(reader, asked=asks_for_confidential(request), models=True)
    if with_models.keeps_back(row):
        raise ConfidentialError(lineage(reader, row)[-1].brief)
    return with_models


def _gather_row(reader: Outgoing, request: RowRequest) -> Manuscript:
    kind = describe(request.entity)
    row = pointed(reader, kind.cls, request.row)
    if row is None:
        raise NotFoundError("Cette fiche n’est plus dans le dossier : choisissez-en une.")
    view = row_view(reader, row)
    convention = convention_of(reader)

    def document(issue: Issue) -> Document:
        from ctg_desktop.printing.record_sheet import record_sheet

        return record_sheet(view, convention, issue)

    return Manuscript(file_name(kind.label, view.name), document)


def _gather_sheet(
    reader: Outgoing, request: SheetRequest, today: date, conflicts: Sequence[str]
) -> Manuscript:
    action = pointed(reader, Action, request.action)
    if action is None:
        raise NotFoundError("Cette action n’est plus dans le dossier : choisissez-en une.")
    view = action_view(reader, action, today, conflicts=conflicts)
    words = words_beside(Directory(reader), view)
    convention = convention_of(reader)

    def document(issue: Issue) -> Document:
        from ctg_desktop.printing.action_sheet import action_sheet

        return action_sheet(view, words, convention, issue, notes=request.with_notes)

    return Manuscript(file_name("Fiche", action.reference or "", action.title or ""), document)


def _gather_booklet(
    uow: UnitOfWork, reader: Outgoing, request: BookletRequest, today: date
) -> Manuscript:
    query = request.printed_query
    plan = plan_view(reader, query, today, filters=queries.printed_filters(reader, query))
    directory = Directory(reader)
    found: list[tuple[Ambition | None, list[tuple[ActionView, RowWords]]]] = []
    levels = [level for group in plan.groups for level in _levels(group)]
    listed = {line.id for _, lines in levels for line in lines}
    for ambition, lines in levels:
        views = [
            action_view(reader, action, today, conflicts=conflict_labels(uow, action.id))
            for action in (pointed(reader, Action, line.id) for line in lines)
            if action is not None
        ]
        alone = [view for view in views if not _is_within(view, listed)]
        found.append((ambition, [(view, words_beside(directory, view)) for view in alone]))
    signatories = signatories_of(reader)

    def document(issue: Issue) -> Document:
        from ctg_desktop.printing.action_booklet import Booklet, BookletSheet, action_booklet

        groups = [
            (ambition, [BookletSheet(*each) for each in sheets])
            for ambition, sheets in found
            if sheets
        ]
        booklet = Booklet(
            plan.convention, signatories, groups, plan.total, plan.filters, request.with_notes
        )
        return action_booklet(booklet, issue)

    return Manuscript("Recueil des fiches.pdf", document)


def _is_within(view: ActionView, listed: Collection[str]) -> bool:
    """Whether an action is an opération of one that is listed, and so stands in that fiche."""
    whole = view.whole
    return whole is not None and whole.id in listed and whole.parent is None


def _levels(group: EnjeuActions) -> Iterator[tuple[Ambition | None, Sequence[ActionLine]]]:
    """Yield the ambitions of an enjeu with their actions, as the plan shows them."""
    for part in (*group.ambitions, *group.aside):
        yield part.ambition, part.actions
    yield None, group.unsorted


def _gather_plan_of(
    uow: UnitOfWork, reader: Outgoing, request: PlanRequest, today: date
) -> Manuscript:
    day, asked, models = request.as_of, asks_for_confidential(request), asks_for_models(request)
    if day is None:
        return _gather_plan(reader, request, today)
    with uow.as_of(end_of_day(day)) as past:
        return _gather_plan(outgoing(past, asked=asked, models=models, now=reader), request, day)


def _gather_plan(reader: Outgoing, request: PlanRequest, today: date) -> Manuscript:
    query, day = request.printed_query, request.as_of
    filters = queries.printed_filters(reader, query)
    view = plan_view(reader, query, today, filters=filters, as_of=day)

    def document(issue: Issue) -> Document:
        from ctg_desktop.printing.action_plan import action_plan

        return action_plan(view, issue)

    return Manuscript(file_name("Plan d’actions", f"au {day.isoformat()}" if day else ""), document)


def _gather_directory(reader: Outgoing, request: DirectoryRequest, today: date) -> Manuscript:
    groups = directory(reader, today, local=request.with_local)
    convention = convention_of(reader)

    def document(issue: Issue) -> Document:
        from ctg_desktop.printing.directory import contact_directory

        return contact_directory(groups, convention, issue)

    return Manuscript("annuaire.pdf", document)
