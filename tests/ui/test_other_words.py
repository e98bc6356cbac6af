"""A convention of other levels, gone through: nothing calls them as the delivered one does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication

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
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.convention import Ambition, Convention, FicheCadre
from ctg_desktop.domain.levels import speak
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.referentiel.reading import read
from ctg_desktop.services import demonstration
from ctg_desktop.services.rows import edit
from tests.referentiel.texts import INVENTED
from tests.support import printed, words
from tests.support.app import TODAY, Office, Terminal
from tests.support.gallery import DIALOGS, PARTS, on_screen, open_window, page_scenes
from ui.dialogs.help_pages import ORDER, page_text

_USUAL = re.compile(r"(?i)(?<![-«_\w])(?<!«[ \u00a0\u202f])(ambition|enjeu)[sx]?(?![\w»=])")
_KEYS = re.compile(r"(?s)```.*?```|`[^`]*`|(?m:^  (?:ambition|enjeu) .*$)|--\w+(?: NOM\w*)?")
"""What is to be typed: in the help, in the list of commands, as an option."""

SPEAKING = ("new_action", "bulk", "ambition", "publishing", "gestures")
"""The dialogs that name levels; the others were gone through when this was written."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = Office(
        tmp_path_factory.mktemp("vaux") / "agglo",
        "CTV",
        referentiel=read(INVENTED),
        demonstration=True,
    )
    with office.open() as uow:
        demonstration.fill(uow, 24, TODAY, lambda _what, _done, _total: None)
    return office.folder


def usual(texts: Iterable[str]) -> list[str]:
    own = "[[enjeux]]"  # what its presentation quotes
    return [text for text in texts if _USUAL.search(_KEYS.sub("", text)) and own not in text]


def test_window_when_levels_have_other_names_then_no_word_of_it_is_the_usual_one(
    qapp: QApplication, made: Path, tmp_path: Path
) -> None:
    office = Office.copied(made, tmp_path / "a")
    found: dict[str, list[str]] = {}
    with open_window(office.folder, office.clock) as window:
        dialogs = [each for each in DIALOGS if each.name in SPEAKING]
        for scene in [*page_scenes(), *PARTS, *dialogs]:
            with on_screen(scene, window) as shown:
                if bad := usual(text for _widget, text in words.words_of(shown)):
                    found[scene.name] = bad
        assert found == {}
        assert not usual(page_text(topic) for topic in ORDER)

        # Changed while the window is open: what is on screen changes with it.
        def rename(uow):  # type: ignore[no-untyped-def]  # a job
            row = uow.rows(Convention)[0]
            names = {"level2_singular": "défi", "level2_plural": "défis"}
            return None, edit(uow, Convention.TYPE, row.id, names)[1]

        window.desk.write(rename, owner=window)
        with on_screen(page_scenes()[1], window) as shown:
            told = words.words_of(shown, with_pages_behind=True)
            said = " ".join(text for _widget, text in told)
        assert "Défi" in said
        assert not re.search("Objectif(?!s)", said)


def test_documents_when_levels_have_other_names_then_no_word_is_the_usual_one(
    made: Path, tmp_path: Path
) -> None:
    with Office.copied(made, tmp_path / "b").open() as uow:
        speak(uow.rows(Convention)[0])
        action = uow.rows(Action)[0]
        place = next(row for row in uow.rows(Territoire) if row.code == "VLH")
        rows = [uow.rows(each)[0] for each in (Ambition, FicheCadre, Convention)]
        requests: list[DocumentRequest] = [
            SummaryRequest(with_progress=True),
            PlaceRequest(place.id),
            SheetRequest(action.id, with_notes=True),
            BookletRequest(),
            PlanRequest(),
            DirectoryRequest(),
            *(RowRequest(row.TYPE.name, row.id) for row in rows),
        ]
        for request in requests:
            text = printed.words_of(uow, request).replace("[[enjeux]]", "")  # its presentation
            assert not re.findall(r".{30}(?:[Aa]mbition|[Ee]njeu).{20}", text), request


def test_commands_when_levels_have_other_names_then_they_say_and_take_them(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Office.copied(made, tmp_path / "c").folder
    terminal = Terminal(folder, capsys)

    assert "Objectif principal" in terminal.done("action", "creer", "--aide")
    made_one = ("action", "creer", "--intitule", "Café", "--structure", "VLH")
    assert "CAF" not in terminal.done(*made_one, "--objectif", "3.2")
    terminal.done(*made_one, "--ambition", "Objectif 3.2")
    by_own = terminal.done("action", "lister", "--filtre", "objectif=3.2", "--format", "csv")
    assert by_own == terminal.done(
        "action", "lister", "--filtre", "ambition=3.2", "--format", "csv"
    )
    assert by_own.count("Café") == 2
    assert "Café" in terminal.done("action", "lister", "--filtre", "axe=3")
    whole = tmp_path / "tout.xlsx"
    terminal.done("exporter", "tout", "--sortie", str(whole))
    book = openpyxl.load_workbook(whole, read_only=True)
    # Its second level is called as the aims of the convention are.
    assert {"Objectifs", "Objectifs (ambitions)", "Axes"} <= set(book.sheetnames)
    titles = next(book["Objectifs (ambitions)"].iter_rows(values_only=True))
    book.close()
    assert "Axe" in titles
    for told in said(terminal):
        assert not usual(told.splitlines())


def said(terminal: Terminal) -> Iterator[str]:
    yield terminal.done("action", "lister")
    yield terminal.done("ambition", "lister")
    yield terminal.done("ambition", "montrer", "3.2")
    yield terminal.done("indicateur", "--aide")
    yield terminal.done("imprimer", "synthese", "--aide")
    assert terminal.run("action", "creer", "--intitule", "X") == 1
    yield terminal.err
    reference = terminal.json("action", "lister")[0]["reference"]
    yield terminal.done("action", "montrer", reference)
