"""Several documents at once: one per commune, or one per action of a filter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, field
from datetime import date

from ctg_desktop.documents.naming import file_name, free_name
from ctg_desktop.documents.requests import (
    DocumentRequest,
    PlaceRequest,
    SheetRequest,
    asks_for_confidential,
    asks_for_models,
)
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import Reader
from ctg_desktop.services.outgoing import Outgoing, outgoing
from ctg_desktop.services.territoires import places


@dataclass(frozen=True, slots=True)
class PlacesBatch:
    """The synthèse of each commune."""

    _: KW_ONLY
    with_confidential: bool = False


@dataclass(frozen=True, slots=True)
class SheetsBatch:
    """The fiche of each action that a query finds."""

    query: ActionQuery = field(default_factory=ActionQuery)
    _: KW_ONLY
    with_notes: bool = False
    with_confidential: bool = False


BatchRequest = PlacesBatch | SheetsBatch
"""Any of the batches."""


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One document of a batch: how its file is called, and what to ask for."""

    file_name: str
    request: DocumentRequest


def batch(reader: Reader, request: BatchRequest, today: date) -> tuple[BatchItem, ...]:
    """Return the documents of a batch, each with a name of its own."""
    leaving = outgoing(
        reader, asked=asks_for_confidential(request), models=asks_for_models(request)
    )
    found = (
        _places(leaving, request)
        if isinstance(request, PlacesBatch)
        else _sheets(leaving, request, today)
    )
    items: dict[str, BatchItem] = {}
    for item in found:
        name = free_name(item.file_name, items.keys())
        items[name] = BatchItem(name, item.request)
    return tuple(items.values())


def _places(reader: Outgoing, asked: PlacesBatch) -> Iterator[BatchItem]:
    for row in places(reader):
        if row.kind is TerritoireKind.COMMUNE:
            request = PlaceRequest(row.id, with_confidential=asked.with_confidential)
            yield BatchItem(file_name(row.insee or row.id, row.name or ""), request)


def _sheets(reader: Outgoing, asked: SheetsBatch, today: date) -> Iterator[BatchItem]:
    for line in reader.actions(asked.query, today):
        request = SheetRequest(
            line.id, with_notes=asked.with_notes, with_confidential=line.confidential
        )
        yield BatchItem(file_name("Fiche", line.reference, line.title), request)
