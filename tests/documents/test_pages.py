"""Each page of each document as élus have it in hand: full, large enough, no row left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctg_desktop.documents import (
    BookletRequest,
    DirectoryRequest,
    DocumentRequest,
    PlaceRequest,
    PlanRequest,
    RowRequest,
    SheetRequest,
    SummaryRequest,
)
from ctg_desktop.documents.gathering import compose
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.ports import UnitOfWork, untold
from ctg_desktop.services import actions
from ctg_desktop.services.lookup import find_structure
from tests.support.app import AGGLOMERATION, BETHUNE, Office
from tests.support.pages import faults
from tests.support.printed import ISSUE
from tests.support.sheets import Sheet
from tests.support.window_folders import hostile_folder, typical_folder


def office(name: str, path: Path) -> Office:
    """Make a folder that holds nothing of its own, or typical actions, or hostile ones.

    Some have partners that fill from a quarter of a page to more than two.
    """
    if name == "empty":
        return Office(path / "folder")
    if name == "typical":
        made = typical_folder(path / "made", actions=40, structure=AGGLOMERATION)
    else:
        made = hostile_folder(path / "made", others=30)
    found = Office.copied(made, path / "folder")
    with found.open() as uow:
        for number, action in enumerate(uow.rows(Action)[:9], 1):
            partners = "Une association du village, et celles d'à côté\n" * 10 * number
            actions.edit(uow, action.id, {"partners_text": partners})
    return found


def documents(uow: UnitOfWork) -> Iterator[DocumentRequest]:
    """Yield one request for each document, for two kinds of places, and for each entity."""
    yield SummaryRequest(with_progress=True)
    for place in (BETHUNE, "SIVOM du Béthunois"):
        yield PlaceRequest(find_structure(uow, place).id)
    yield PlanRequest()
    yield BookletRequest(with_notes=True)
    yield DirectoryRequest()
    for action in uow.rows(Action)[:2]:
        yield SheetRequest(action.id, with_notes=True, with_confidential=True)
    for kind in entity_types():
        for row in uow.rows(kind.cls)[:1]:
            yield RowRequest(kind.name, row.id, with_confidential=True)


@pytest.mark.parametrize("name", ["empty", "typical", "hostile"])
def test_pages_when_printed_then_they_are_full_legible_and_no_row_stands_alone(
    name: str, tmp_path: Path
) -> None:
    found = []
    with office(name, tmp_path).open() as uow:
        for request in documents(uow):
            document = compose(uow, request, ISSUE)
            sheet = Sheet(document.rendered(untold))
            page_format = document.edition.page_format
            pages = faults(sheet, page_format, may_be_close=isinstance(request, PlaceRequest))
            found += [f"{request}: {fault}" for fault in pages]

    assert found == []
