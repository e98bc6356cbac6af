"""Workbooks as spreadsheets read them: types, lists, what stays in sight, what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from ctg_desktop.documents.workbooks import (
    WorkbookFile,
    actions_workbook,
    model_workbook,
    rows_workbook,
    whole_workbook,
)
from ctg_desktop.domain.action import Action, BudgetLine, Mesure
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Entity, describe
from ctg_desktop.domain.listing import ActionQuery, RowQuery
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import OutputError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import demonstration, personal_data, rows
from ctg_desktop.services.cell_names import Designations
from ctg_desktop.services.naming import in_order
from ctg_desktop.services.reference_reader import ReferenceReader
from ctg_desktop.spreadsheet import writing
from ctg_desktop.spreadsheet.layout import (
    EXAMPLE,
    GUIDE_TITLE,
    LISTS_TITLE,
    LONGEST_CELL,
    cells_of,
    columns,
    continued,
    is_example,
    is_same,
    read_cell,
    sheet_title,
)
from ctg_desktop.spreadsheet.workbook import Workbook, table
from tests.support.app import AGGLOMERATION, TODAY, Office, new_action, plain
from tests.support.secrets import keep_secret

HOSTILE = (
    *("=1+1", "+33 1", "-2", "@a", '=HYPERLINK("http://a.fr")', "http://exemple.fr/a?b=c&d"),
    *("_x0041_", "_x000D_", "a\x01b\x0bc", "l1\nl2", "\ttab", "é😀", "'=1", "(vide)", "'(vide)"),
    *("12345678901234", "00123", "1,500", "03/04/2026", "VRAI", "<&>\"'", " \u00a0\u202f x "),
)


@pytest.fixture(scope="module")
def uow(bethune: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnitOfWork]:
    """The open folder of Béthune, with an action and all that hangs on it."""
    folder = tmp_path_factory.mktemp("classeurs") / "dossier"
    with Office.copied(bethune, folder).open() as opened:
        action = new_action(
            opened,
            "Café des parents",
            status=Status.EN_COURS,
            starts_on=date(2026, 9, 1),
            constat="Long. " * 500,
            recurring=True,
            territoires=tuple(row.id for row in opened.rows(Territoire)[:2]),
        )
        hanging: Mapping[str, dict[str, Any]] = {
            "budget_line": {"planned": Decimal("1234.50"), "year": 2026},
            "indicateur": {"label": "Familles"},
        }
        for name, values in hanging.items():
            kind = describe(name)
            row, _ = rows.add(opened, kind, {kind.owner: action.id, **values}, TODAY)
        rows.add(
            opened, Mesure.TYPE, {"indicateur": row.id, "year": 2026, "value": Decimal(7)}, TODAY
        )
        yield opened


def written(made: WorkbookFile, path: Path) -> Path:
    made.write_to(path / "a.xlsx")
    return path / "a.xlsx"


def told(sheet: Worksheet, number: int = 2) -> dict[str, Any]:
    """Return a row of a sheet under the titles of its columns."""
    titles = [plain(str(cell.value)) for cell in sheet[1]]
    return dict(zip(titles, [cell.value for cell in sheet[number]], strict=True))


def test_list_when_a_spreadsheet_opens_it_then_it_is_ready_to_read_sort_and_print(
    uow: UnitOfWork, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(written(actions_workbook(uow, ActionQuery(), TODAY), tmp_path))
    sheet = book["Actions"]
    row = told(sheet)

    assert row["Début"] == datetime(2026, 9, 1)  # noqa: DTZ001 - as openpyxl reads days
    assert row["Statut"] == "En cours"
    assert row["Reconduite chaque année"] == "Oui"
    assert ";" in row["Territoires concernés"]
    assert row["Ambition principale"].startswith("1")
    assert row["Pilote"] is None
    assert sheet["A1"].value == "id"
    assert sheet.column_dimensions["A"].hidden
    assert sheet.freeze_panes == "D2"
    last = openpyxl.utils.get_column_letter(sheet.max_column)
    assert sheet.auto_filter.ref == f"A1:{last}2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == f"'Actions'!$A$1:${last}$2"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert 10 <= sheet.column_dimensions["C"].width <= 50
    assert (sheet.row_dimensions[2].height or 15) <= 120
    assert book.sheetnames == ["Actions", LISTS_TITLE]
    assert book[LISTS_TITLE].sheet_state == "hidden"


def test_closed_set_when_a_cell_is_filled_in_then_its_values_are_offered(
    uow: UnitOfWork, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(written(actions_workbook(uow, ActionQuery(), TODAY), tmp_path))
    sheet = book["Actions"]
    offered = {}
    for validation in sheet.data_validations.dataValidation:
        (column,) = validation.sqref.ranges
        title = sheet.cell(1, column.min_col).value
        name, _, cells = validation.formula1.partition("!")
        offered[title] = [cell.value for (cell,) in book[name][cells.replace("$", "")]]
        assert column.max_row > 100

    assert offered["Statut"] == [status.label for status in Status]
    assert offered["Bloquée"] == ["Oui", "Non"]
    assert "Béthune" in offered["Structure porteuse"]
    assert all(value for values in offered.values() for value in values)
    assert "Territoires concernés" not in offered
    assert "Intitulé" not in offered


def test_number_when_written_then_it_is_one_and_what_hangs_says_on_what(
    uow: UnitOfWork, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(written(whole_workbook(uow, TODAY), tmp_path))

    budget = told(book["Lignes de budget"])
    assert (budget["Prévu"], budget["Année"]) == (1234.5, 2026)
    assert budget["Action"] == "BET-2026-001 – Café des parents"
    mesure = told(book["Mesures"])
    assert (mesure["Action"], mesure["Indicateur"]) == (budget["Action"], "Familles")
    place = next(
        told(book["Territoires"], at)
        for at in range(2, 110)
        if told(book["Territoires"], at)["Nom"] == "Béthune"
    )
    assert place["Code INSEE"] == "62119"


def test_whole_workbook_when_made_then_each_entity_has_a_sheet_with_all_its_rows(
    uow: UnitOfWork, tmp_path: Path
) -> None:
    made = whole_workbook(uow, TODAY)
    book = CalamineWorkbook.from_path(written(made, tmp_path))

    assert book.sheet_names[:2] == [GUIDE_TITLE, "Actions"]
    assert book.sheet_names[-1] == LISTS_TITLE
    assert {sheet_title(kind) for kind in entity_types()} == set(book.sheet_names[1:-1])
    guide = [plain(str(row[1])) for row in book.get_sheet_by_name(GUIDE_TITLE).to_python()]
    count = 0
    for kind in entity_types():
        header, *found = book.get_sheet_by_name(sheet_title(kind)).to_python()
        assert [row[0] for row in found] == [row.id for row in uow.rows(kind.cls)], kind.name
        assert {plain(str(title)) for title in header[1:]} <= set(guide), kind.name
        count += len(found)
    assert made.count == count


def test_row_when_read_back_then_each_cell_is_the_same_as_it_was_written(
    uow: UnitOfWork, tmp_path: Path
) -> None:
    with Office(tmp_path / "essai", AGGLOMERATION, demonstration=True).open() as filled:
        demonstration.fill(filled, 30, TODAY, lambda *_: None)
        book = CalamineWorkbook.from_path(written(whole_workbook(filled, TODAY), tmp_path))
        names, compared = Designations(filled), 0
        for kind in entity_types():
            made = columns(kind)
            _, *read = book.get_sheet_by_name(sheet_title(kind)).to_python()
            for row, cells in zip(in_order(kind, filled.rows(kind.cls)), read, strict=True):
                (expected,) = cells_of(names, [row], made)
                assert all(map(is_same, expected, cells)), (expected, cells)
                compared += len(cells)

    assert compared > 3_000


def _round_trip(found: list[Entity], path: Path) -> list[list[Any]]:
    """Write rows of one entity; return their cells as they are read, texts in pieces joined."""
    kind = found[0].TYPE
    names = Designations(ReferenceReader(found))
    writing.write(Workbook("Essai", [table(names, kind, found)]), path / "b.xlsx")
    header, *read = CalamineWorkbook.from_path(path / "b.xlsx").get_sheet_by_index(0).to_python()
    joined: list[list[Any]] = [[] for _ in read]
    for at, title in enumerate(header):
        for row, cells in zip(joined, read, strict=True):
            if continued(str(title))[1]:
                row[-1] += cells[at]
            else:
                row.append(cells[at])
    return joined


def test_hostile_text_when_written_then_it_is_read_as_it_is_and_nothing_is_computed(
    tmp_path: Path,
) -> None:
    found: list[Entity] = [
        Action(id=str(at), title=text, constat=text) for at, text in enumerate(HOSTILE)
    ]

    read = _round_trip(found, tmp_path)

    place = [column.spec and column.spec.name for column in columns(Action.TYPE)]
    for at, text in enumerate(HOSTILE):
        for name in ("title", "constat"):
            assert read_cell(read[at][place.index(name)]) == text
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_text_when_longer_than_a_cell_then_it_goes_on_beside_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    long = "😀 long\n" * 9_000
    found: list[Entity] = [Action(id="a", constat=long), Action(id="b", constat="court")]

    read = _round_trip(found, tmp_path)

    at = [column.title for column in columns(Action.TYPE)].index("Constat")
    assert [row[at] for row in read] == [long, "court"]
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    assert titles[at : at + 4] == ["Constat", "Constat (suite)", "Constat (suite 2)", "Objectifs"]
    texts = [str(cell.value or "") for row in sheet.rows for cell in row]
    assert max(len(text.encode("utf-16-le")) // 2 for text in texts) <= LONGEST_CELL


@given(
    st.lists(
        st.builds(
            BudgetLine,
            id=st.uuids().map(str),
            label=st.none() | st.text(st.characters(exclude_categories=("Cs", "Cn", "Co"))),
            year=st.none() | st.integers(1900, 2200),
            planned=st.none() | st.decimals(0, 10**12, places=2),
            actual=st.none() | st.decimals(allow_nan=False, allow_infinity=False),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_values_when_written_then_what_is_read_is_equal(
    tmp_path_factory: pytest.TempPathFactory, found: list[BudgetLine]
) -> None:
    read = _round_trip([*found], tmp_path_factory.mktemp("lignes"))

    made = columns(BudgetLine.TYPE)
    names = Designations(ReferenceReader([]))
    for row, cells in zip(found, read, strict=True):
        (expected,) = cells_of(names, [row], made)
        assert all(map(is_same, expected, cells)), (row, cells)


def test_day_when_a_spreadsheet_has_no_number_for_it_then_it_is_words(tmp_path: Path) -> None:
    days = [date(1, 1, 1), date(1899, 12, 31), date(1900, 3, 1), date(9999, 12, 31)]
    found: list[Entity] = [Action(id=str(day), starts_on=day) for day in days]

    read = _round_trip(found, tmp_path)

    at = [column.title for column in columns(Action.TYPE)].index("Début")
    assert [row[at] for row in read] == ["01/01/0001", "31/12/1899", days[2], days[3]]


def test_list_when_it_has_more_rows_than_a_sheet_then_a_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 1)

    with pytest.raises(OutputError, match="plus de lignes"):
        _round_trip([Action(id="a"), Action(id="b")], tmp_path)


@pytest.mark.parametrize("place", ["bethune", "consolidator"])
def test_model_when_made_then_it_has_two_invented_rows_a_sheet_and_nobody_real(
    request: pytest.FixtureRequest, tmp_path: Path, place: str
) -> None:
    with Office.copied(request.getfixturevalue(place), tmp_path / "dossier").open() as opened:
        made = model_workbook(opened, TODAY)
        real = {row.name for row in opened.rows(Contact)}
        book = CalamineWorkbook.from_path(written(made, tmp_path))

    sheets = [name for name in book.sheet_names if name not in (GUIDE_TITLE, LISTS_TITLE)]
    assert sheets[:3] == ["Actions", "Étapes", "Lignes de budget"]
    assert ("Conventions" in sheets) == (place == "consolidator")
    for name in sheets:
        _, *found = book.get_sheet_by_name(name).to_python()
        assert len(found) == 2, name
        for cells in found:
            assert cells[0] == EXAMPLE
            assert is_example(cells[0], cells[1:]), name
            assert not real & set(cells[1:]), name
    actions = book.get_sheet_by_name("Actions").to_python()
    etapes = book.get_sheet_by_name("Étapes").to_python()
    assert [row[1] for row in etapes[1:]] == [row[2] for row in actions[1:]]


def test_row_of_a_model_when_somebody_wrote_over_it_then_it_is_no_example() -> None:
    assert not is_example(EXAMPLE, ["Ouvrir une ludothèque", None])
    assert not is_example("", ["Exemple"])


def test_rows_when_a_filter_finds_some_then_the_workbook_has_those_in_their_order(
    uow: UnitOfWork, tmp_path: Path
) -> None:
    query = RowQuery(text="nœux", sort="name", descending=True)
    made = rows_workbook(uow, Territoire.TYPE, query, TODAY)

    sheet = openpyxl.load_workbook(written(made, tmp_path))["Territoires"]

    assert 1 < sheet.max_row == made.count + 1 < 6
    assert "Nœux" in told(sheet)["Nom"]


def test_workbook_when_confidential_rows_are_not_asked_for_then_they_are_counted_alone(
    bethune: Path, tmp_path: Path
) -> None:
    with Office.copied(bethune, tmp_path / "dossier").open() as opened:
        kept = keep_secret(opened)
        for make in (
            lambda asked: whole_workbook(opened, TODAY, with_confidential=asked),
            lambda asked: actions_workbook(opened, ActionQuery(), TODAY, with_confidential=asked),
        ):
            hidden, full = make(False), make(True)
            assert hidden.kept_back == len(full.workbook.tables[0].rows) - 1 > 0
            assert full.kept_back == 0
            ids = [row[0] for row in hidden.workbook.tables[0].rows]
            assert ids == [kept.public.id]
            assert kept.secret.id in [row[0] for row in full.workbook.tables[0].rows]

        hidden = rows_workbook(opened, BudgetLine.TYPE, RowQuery(), TODAY)
        full = rows_workbook(opened, BudgetLine.TYPE, RowQuery(), TODAY, with_confidential=True)
        assert (hidden.count, hidden.kept_back) == (0, 1)
        assert (full.count, full.kept_back) == (1, 0)


def test_person_when_erased_at_their_request_then_no_workbook_has_their_row(
    bethune: Path, tmp_path: Path
) -> None:
    with Office.copied(bethune, tmp_path / "dossier").open() as opened:
        values = {"given_name": "Lou", "family_name": "Exemple", "source": "essai"}
        contact, _ = rows.add(opened, Contact.TYPE, values, TODAY)
        assert isinstance(contact, Contact)
        personal_data.erase(opened, contact, [])

        path = written(whole_workbook(opened, TODAY), tmp_path)

    found = CalamineWorkbook.from_path(path).get_sheet_by_name("Contacts").to_python()
    assert len(found) > 5
    assert contact.id not in [row[0] for row in found]
