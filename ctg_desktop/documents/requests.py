"""What a person asks for: one value per document, with its options."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import date
from enum import Enum

from ctg_desktop.domain.fields import EntityType
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.services import outgoing


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """The synthèse of the convention; `with_progress` adds how its actions stand."""

    _: KW_ONLY
    with_progress: bool = False


@dataclass(frozen=True, slots=True)
class PlaceRequest:
    """The synthèse of a commune or a SIVOM; `territoire` is its identity."""

    territoire: str
    _: KW_ONLY
    with_confidential: bool = False


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """The fiche of an action; `action` is its identity."""

    action: str
    _: KW_ONLY
    with_notes: bool = False
    with_confidential: bool = False


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """The plan d’actions that a query finds, as it is or as it stood at the end of `as_of`."""

    query: ActionQuery = field(default_factory=ActionQuery)
    as_of: date | None = None
    _: KW_ONLY
    with_confidential: bool = False

    @property
    def printed_query(self) -> ActionQuery:
        """The query of the page, whole."""
        return replace(self.query, limit=None, offset=0)


@dataclass(frozen=True, slots=True)
class BookletRequest:
    """The recueil of the fiches of the actions that a query finds."""

    query: ActionQuery = field(default_factory=ActionQuery)
    _: KW_ONLY
    with_notes: bool = False
    with_confidential: bool = False

    @property
    def printed_query(self) -> ActionQuery:
        """The query of the page, whole."""
        return replace(self.query, limit=None, offset=0)


@dataclass(frozen=True, slots=True)
class DirectoryRequest:
    """The annuaire; `with_local` adds the contacts of this structure to the référentiel's."""

    _: KW_ONLY
    with_local: bool = True


@dataclass(frozen=True, slots=True)
class RowRequest:
    """The sheet of one row of any entity, by the name of the entity and its identity."""

    entity: str
    row: str
    _: KW_ONLY
    with_confidential: bool = False


DocumentRequest = (
    SummaryRequest
    | PlaceRequest
    | SheetRequest
    | BookletRequest
    | PlanRequest
    | DirectoryRequest
    | RowRequest
)
"""Any of the documents."""

_TITLES: dict[type, str] = {
    SummaryRequest: "Synthèse de la convention",
    PlaceRequest: "Synthèse communale",
    SheetRequest: "Fiche action",
    BookletRequest: "Recueil des fiches",
    PlanRequest: "Plan d’actions",
    DirectoryRequest: "Annuaire des contacts",
    RowRequest: "Autre fiche",
}

_MADE_FOR: dict[str, type[SheetRequest]] = {"fiche": SheetRequest}
"""The documents that are made for one row, by the name that its description gives them."""


def sheet_of(kind: EntityType, row_id: str) -> SheetRequest | RowRequest:
    """Return what to ask for to print one row: the document made for it, else its sheet."""
    made = _MADE_FOR.get(kind.printed)
    return RowRequest(kind.name, row_id) if made is None else made(row_id)


def title(request: DocumentRequest | type) -> str:
    """Return what the document that is asked for is called, in French."""
    return _TITLES[request if isinstance(request, type) else type(request)]


class Form(Enum):
    """What a document is made as; each value is how its file ends."""

    PDF = ".pdf"
    WORD = ".docx"


_REWORDED = (SheetRequest, BookletRequest, PlanRequest, RowRequest)
"""The documents that people go on writing: they exist for Word as well."""


def is_for_word(request: DocumentRequest | type) -> bool:
    """Whether a document exists for Word as well as in PDF."""
    return (request if isinstance(request, type) else type(request)) in _REWORDED


def asks_for_confidential(request: object) -> bool:
    """Whether a document or a batch was asked for with confidential actions, or speaks of them."""
    query = getattr(request, "query", None)
    spoken_of = isinstance(query, ActionQuery) and outgoing.asks_for_confidential(query)
    return spoken_of or bool(getattr(request, "with_confidential", False))


def asks_for_models(request: object) -> bool:
    """Whether a document or a batch was asked for of the fiches that are kept for reuse."""
    query = getattr(request, "query", None)
    return isinstance(query, ActionQuery) and query.models
