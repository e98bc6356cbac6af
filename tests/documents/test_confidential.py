"""What is confidential leaves by no path unless it is asked for: every document, every file.

A fiche kept for reuse is in no document either.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from ctg_desktop.documents import (
    BookletRequest,
    DirectoryRequest,
    DocumentRequest,
    Form,
    PlaceRequest,
    PlanRequest,
    RowRequest,
    SheetRequest,
    SummaryRequest,
    is_for_word,
)
from ctg_desktop.documents.batches import BatchRequest, PlacesBatch, SheetsBatch, batch
from ctg_desktop.documents.gathering import gather
from ctg_desktop.documents.manuscript import ConfidentialError
from ctg_desktop.domain.entities import ENTITIES
from ctg_desktop.domain.fields import describe
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from ctg_desktop.services.outgoing import outgoing
from tests.support.app import TODAY, Office, plain
from tests.support.printed import ISSUE
from tests.support.secrets import Kept, keep_secret, readable

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def office(bethune: Path, tmp_path: Path) -> Office:
    return Office.copied(bethune, tmp_path / "dossier")


@pytest.fixture
def uow(office: Office) -> Iterator[UnitOfWork]:
    with office.open() as opened:
        yield opened


either = pytest.mark.parametrize("flag", ["confidential", "model"])
"""What leaves an action out of what others read."""


def unasked(kept: Kept) -> dict[type, list[DocumentRequest | BatchRequest]]:
    """Return every document and batch, asked for in every way that asks for nothing confidential.

    A new one belongs here: the tests below fail until it is.
    """
    here = kept.public.structure or ""
    return {
        SummaryRequest: [SummaryRequest(), SummaryRequest(with_progress=True)],
        PlaceRequest: [PlaceRequest(here)],
        BookletRequest: [BookletRequest(), BookletRequest(with_notes=True)],
        SheetRequest: [SheetRequest(kept.public.id, with_notes=True)],
        PlanRequest: [
            PlanRequest(),
            PlanRequest(ActionQuery(confidential=False)),
            PlanRequest(ActionQuery(text="Xylophage")),
            PlanRequest(ActionQuery(pilotes=frozenset({kept.contact.id}))),
        ],
        DirectoryRequest: [DirectoryRequest(), DirectoryRequest(with_local=False)],
        RowRequest: [
            RowRequest("action", kept.public.id),
            RowRequest("contact", kept.contact.id),
            RowRequest("territoire", here),
        ],
        PlacesBatch: [PlacesBatch()],
        SheetsBatch: [SheetsBatch(with_notes=True), SheetsBatch(with_confidential=True)],
    }


def words_of(uow: UnitOfWork, request: DocumentRequest, tmp_path: Path) -> str:
    """Return all that a document says, of itself as well, in each of its forms."""
    manuscript = gather(uow, request, TODAY)
    made = [tmp_path / manuscript.file_name]
    if is_for_word(request):
        made.append(made[0].with_suffix(Form.WORD.value))
    for output in made:
        manuscript.document(ISSUE).print_to(output)
    return plain("\n".join(words for output in made for words in readable(output)))


@either
@pytest.mark.parametrize("kind", get_args(DocumentRequest))
def test_document_when_nothing_confidential_is_asked_then_it_tells_of_none(
    uow: UnitOfWork, tmp_path: Path, kind: type, flag: str
) -> None:
    kept = keep_secret(uow, flag)

    for request in unasked(kept)[kind]:
        assert isinstance(request, get_args(DocumentRequest))
        words = words_of(uow, request, tmp_path)
        for mark in kept.marks():
            if request != PlanRequest(ActionQuery(text="Xylophage")) or mark != "Xylophage":
                assert mark not in words, (request, mark)


@either
@pytest.mark.parametrize("kind", get_args(BatchRequest))
def test_batch_when_made_then_no_sheet_of_a_public_action_tells_of_a_confidential_one(
    uow: UnitOfWork, tmp_path: Path, kind: type, flag: str
) -> None:
    kept = keep_secret(uow, flag)

    for request in unasked(kept)[kind]:
        assert isinstance(request, get_args(BatchRequest))
        items = batch(uow, request, TODAY)
        own = {kept.secret.id, kept.public.id, kept.public.structure}
        for item in items:
            subject = getattr(item.request, "action", getattr(item.request, "territoire", None))
            if subject not in own or subject == kept.secret.id:
                continue
            words = item.file_name + words_of(uow, item.request, tmp_path)
            for mark in kept.marks():
                assert mark not in words, (item.request, mark)


@either
def test_total_of_a_plan_when_an_action_is_confidential_then_it_does_not_count_it(
    uow: UnitOfWork, tmp_path: Path, flag: str
) -> None:
    keep_secret(uow, flag)

    words = words_of(uow, PlanRequest(ActionQuery(late=False)), tmp_path)

    assert "1 action sur 1" in words


def test_plan_of_a_past_day_when_an_action_became_confidential_since_then_it_is_left_out(
    office: Office, tmp_path: Path
) -> None:
    with office.open() as uow:
        kept = keep_secret(uow)
        actions.edit(uow, kept.secret.id, {"confidential": False})
        office.clock.at += timedelta(days=5)
        actions.edit(uow, kept.secret.id, {"confidential": True})

        words = words_of(uow, PlanRequest(as_of=TODAY), tmp_path)

        assert "Ludothèque ouverte" in words
        for mark in kept.marks():
            assert mark not in words


def test_documents_when_what_is_confidential_is_asked_for_then_they_tell_it(
    uow: UnitOfWork, tmp_path: Path
) -> None:
    kept = keep_secret(uow)

    with pytest.raises(ConfidentialError, match="est confidentielle"):
        gather(uow, SheetRequest(kept.secret.id), TODAY)
    for kind in describe("action").owned:
        for row in uow.rows(kind.cls, where={"action": kept.secret.id}):
            with pytest.raises(ConfidentialError, match="est confidentielle"):
                gather(uow, RowRequest(kind.name, row.id), TODAY)
            assert words_of(uow, RowRequest(kind.name, row.id, with_confidential=True), tmp_path)
    for asked in (
        PlanRequest(with_confidential=True),
        PlanRequest(ActionQuery(confidential=True)),
        BookletRequest(with_confidential=True),
        BookletRequest(ActionQuery(confidential=True)),
        PlaceRequest(kept.public.structure or "", with_confidential=True),
        SheetRequest(kept.secret.id, with_confidential=True),
        SheetRequest(kept.public.id, with_confidential=True),
    ):
        assert "Xylophage" in words_of(uow, asked, tmp_path), asked


@either
def test_reader_of_what_leaves_when_asked_for_anything_then_it_knows_of_no_confidential_row(
    uow: UnitOfWork, flag: str
) -> None:
    kept = keep_secret(uow, flag)
    reader = outgoing(uow)
    query = ActionQuery()

    told = [
        reader.actions(query, TODAY),
        reader.action_ids(query, TODAY),
        reader.search("Xylophage"),
        reader.get(type(kept.secret), kept.secret.id),
        reader.get(type(kept.public), kept.public.id),
        reader.means(query, TODAY),
        reader.without([kept.secret.id], TODAY),
        *(reader.rows(cls, deleted=None) for cls in entities()),
    ]

    for mark in kept.marks()[:4]:
        assert mark not in repr(told)
    assert reader.count_actions(query, TODAY) == 1
    assert sum(each.total for each in reader.progress(query, TODAY).values()) == 1
    assert sum(sum(each.values()) for each in reader.structure_counts(query).values()) == 1


def entities() -> tuple[type, ...]:
    return ENTITIES


DOORS = {
    # Through `services.outgoing`, or made of what was read through it.
    ("ctg_desktop/cli/exporting.py", "replacing"),
    ("ctg_desktop/documents/workbooks.py", "replacing"),
    ("ctg_desktop/services/exports.py", "replacing"),
    ("ctg_desktop/cli/people.py", "replacing"),
    ("ctg_desktop/exchange/ctg_file.py", "replacing"),
    # An invitation holds the référentiel alone; a passphrase holds nothing of anybody.
    ("ctg_desktop/exchange/invitations.py", "replacing"),
    ("ctg_desktop/cli/exchange.py", "replacing"),
    ("ui/dialogs/exchange/sending.py", "clipboard"),
    ("ui/dialogs/exchange/sending.py", "open_draft"),
    # The convention's key.
    ("ctg_desktop/exchange/recovery.py", "replacing"),
    # The report of a reception, which leaves confidential rows out.
    ("ui/dialogs/exchange/reception.py", "replacing"),
    ("ctg_desktop/printing/engine/document.py", "replacing"),
    ("ui/pages/actions/list_panel.py", "clipboard"),
    ("ui/pages/contacts/page.py", "clipboard"),
    ("ui/pages/contacts/page.py", "open_draft"),
    ("ui/pages/contacts/page.py", "replacing"),
    ("ui/pages/printing/paper.py", "replacing"),
    ("ui/pages/register/list_panel.py", "clipboard"),
    ("ui/pages/printing/press.py", "replacing"),
    ("ui/window/folder_work.py", "replacing"),
    # The answers about a spreadsheet, and the rows of it that wait: nothing of the folder.
    ("ctg_desktop/cli/importing.py", "replacing"),
    ("ctg_desktop/importing/waiting.py", "replacing"),
    ("ui/dialogs/importing/dialog.py", "replacing"),
    # What is pasted is read there.
    ("ui/window/contents.py", "clipboard"),
    ("ui/widgets/rows/row_strip.py", "clipboard"),
    ("ui/widgets/filter_bar.py", "clipboard"),
    # The référentiel, which holds no action.
    ("ctg_desktop/cli/reference.py", "replacing"),
    ("ctg_desktop/referentiel/writing.py", "replacing"),
    ("ui/pages/strategy/correction.py", "open_draft"),
    # Tables that hold no action, and those of one fiche, copied from within it.
    ("ui/widgets/table/table_view.py", "clipboard"),
    ("ui/widgets/table/typing_table.py", "clipboard"),
    # What the program says of itself.
    ("ui/crash_dialog.py", "clipboard"),
    ("ui/dialogs/about.py", "clipboard"),
    ("ui/dialogs/verification.py", "clipboard"),
}
"""The modules that write a file, fill the clipboard or draft an e-mail, each with how it may."""


def test_doors_when_a_module_lets_something_leave_then_it_is_known_how() -> None:
    found = set()
    for folder in ("ctg_desktop", "ui"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            where = path.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    if name in ("replacing", "clipboard", "open_draft"):
                        found.add((where, name))

    assert len(found) > 10
    assert found - DOORS == set()
