"""Reading what the sheets of rows say: a fiche, one of any row, the recueil of many."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ctg_desktop.documents.manuscript import ConfidentialError, Manuscript
from ctg_desktop.documents.naming import file_name
from ctg_desktop.documents.requests import (
    BookletRequest,
    RowRequest,
    SheetRequest,
    asks_for_confidential,
)
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.convention_views import EnjeuActions
from ctg_desktop.domain.fields import EntityType, describe
from ctg_desktop.domain.listing import ActionLine
from ctg_desktop.domain.views import ActionView, RowWords
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services.conventions import convention_of, signatories_of
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.outgoing import Outgoing, outgoing
from ctg_desktop.services.ownership import lineage
from ctg_desktop.services.plan import plan_view
from ctg_desktop.services.pointing import pointed
from ctg_desktop.services.queries import printed_filters
from ctg_desktop.services.row_sheets import row_view, words_beside
from ctg_desktop.services.sheets import action_view, conflict_labels

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Document, Issue


def gather_one(
    uow: UnitOfWork, reader: Outgoing, request: SheetRequest | RowRequest, today: date
) -> Manuscript:
    """Read the sheet of one row; see `gathering.gather` for what it raises."""
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


def gather_booklet(
    uow: UnitOfWork, reader: Outgoing, request: BookletRequest, today: date
) -> Manuscript:
    """Read the fiches that a query finds."""
    query = request.printed_query
    plan = plan_view(reader, query, today, filters=printed_filters(reader, query))
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
