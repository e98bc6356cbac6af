"""Files of the program opened by LibreOffice, where it is installed: one start for all of them.

LibreOffice takes seconds to start: a file to be tried is a line of `CASES`.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ctg_desktop.documents import BookletRequest, DocumentRequest, PlanRequest
from ctg_desktop.documents.gathering import compose
from ctg_desktop.documents.workbooks import actions_workbook, model_workbook, whole_workbook
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import UnitOfWork
from tests.support.app import TODAY, Office, new_action, plain
from tests.support.printed import ISSUE

TITLE = "Café des parents"


@dataclass(frozen=True)
class Case:
    """A file, how it is made, and what is tried of the pages that LibreOffice makes of it."""

    name: str
    make: Callable[[UnitOfWork, Path], None]
    check: Callable[[list[str]], None]


def _list(uow: UnitOfWork, path: Path) -> None:
    actions_workbook(uow, ActionQuery(), TODAY).write_to(path)


def _check_list(pages: list[str]) -> None:
    for page in pages:
        assert "Référence" in page
    text = "\n".join(pages)
    assert TITLE in text
    assert "=1+1" in text
    assert "01/09/2026" in text
    assert "Mode d'emploi" not in text


def _whole(uow: UnitOfWork, path: Path) -> None:
    whole_workbook(uow, TODAY).write_to(path)


def _check_whole(pages: list[str]) -> None:
    assert "Mode d'emploi" in pages[0]
    text = "\n".join(pages)
    for words in (TITLE, "Lignes de budget", "Oui ou non", "Béthune"):
        assert words in text


def _for_word(request: DocumentRequest) -> Callable[[UnitOfWork, Path], None]:
    return lambda uow, path: compose(uow, request, ISSUE).print_to(path)


def _check_booklet(pages: list[str]) -> None:
    cover, summary, *fiches, signatures = pages
    assert "2 fiches action" in cover
    lines = [line.split() for line in summary.splitlines() if TITLE in line]
    assert len(lines) == 1
    page = int(lines[0][-1].rpartition(".")[2])
    assert TITLE in fiches[page - 3]
    assert "Date et signature" in signatures
    for number, text in enumerate(pages, 1):
        assert f"page {number}/{len(pages)}" in text


def _check_plan(pages: list[str]) -> None:
    assert all("Référence" in page for page in pages[1:])
    assert TITLE in "\n".join(pages)


def _model(uow: UnitOfWork, path: Path) -> None:
    model_workbook(uow, TODAY).write_to(path)


def _check_model(pages: list[str]) -> None:
    text = "\n".join(pages)
    assert "Exemple 1 : ouvrir un café des parents" in text
    assert TITLE not in text


CASES = (
    Case("liste.xlsx", _list, _check_list),
    Case("complet.xlsx", _whole, _check_whole),
    Case("recueil.docx", _for_word(BookletRequest()), _check_booklet),
    Case("plan.docx", _for_word(PlanRequest()), _check_plan),
    Case("modele.xlsx", _model, _check_model),
)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_files_when_libreoffice_opens_them_then_its_pages_say_what_they_hold(
    bethune: Path, tmp_path: Path
) -> None:
    made = [tmp_path / case.name for case in CASES]
    with Office.copied(bethune, tmp_path / "dossier").open() as uow:
        new_action(uow, TITLE, starts_on=TODAY.replace(day=1))
        new_action(uow, "=1+1", constat="Long. " * 4000)
        for case, path in zip(CASES, made, strict=True):
            case.make(uow, path)

    profile = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *made]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)

    for case, path in zip(CASES, made, strict=True):
        printed = path.with_suffix(".pdf")
        assert printed.is_file(), done.stdout + done.stderr
        case.check(_pages(printed))


def _pages(printed: Path) -> list[str]:
    told = subprocess.run(
        ["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True
    )
    return [plain(page) for page in told.stdout.split("\f")[:-1]]
