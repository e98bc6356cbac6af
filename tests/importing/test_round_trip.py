"""What is exported and imported again changes nothing, whatever the folder holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.documents.workbooks import (
    actions_workbook,
    model_workbook,
    whole_workbook,
)
from ctg_desktop.domain.action import Action, BudgetLine, Indicateur, Mesure, SuiviNote
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.entities import typed_types
from ctg_desktop.domain.fields import EntityType, FieldSpec, Kind
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.importing.examining import examine
from ctg_desktop.importing.opening import opened
from ctg_desktop.importing.plan import Fate, Preview
from ctg_desktop.importing.taking_in import take_in
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, demonstration, rows
from ctg_desktop.spreadsheet.layout import sheet_title
from tests.support.app import AGGLOMERATION, TODAY, Office, new_action

HOSTILE = (
    *("=1+1", "'=1", "(vide)", "'(vide)", "_x0041_", "http://exemple.fr?a=b&c", "00123", "+33 1"),
    *("1,500", "03/04/2026", "vrai", "<&>", "l1\nl2", "a ; b", "😀", "exemple", "oui", "- tiret"),
)


def fill_hostile(uow: UnitOfWork) -> None:
    """Record what spreadsheets, and readers of names, are known to stumble on."""
    for given_name in ("Camille", "camille"):
        values = {"given_name": given_name, "family_name": "Double", "source": "essai"}
        double, _ = rows.add(uow, Contact.TYPE, values, TODAY)
    gone, _ = rows.add(uow, Contact.TYPE, {"family_name": "Parti", "source": "x"}, TODAY)
    body, _ = rows.add(uow, Institution.TYPE, {"name": "Écoles ; centres, et autres"}, TODAY)
    for text in HOSTILE:
        action = new_action(uow, text, constat=f"{text} ", description=text, partners_text=text)
        rows.add(uow, SuiviNote.TYPE, {"action": action.id, "text": text}, TODAY)
    action = new_action(
        uow,
        "Tout à la fois",
        confidential=True,
        pilote=gone.id,
        elu_referent=double.id,
        partners=(body.id, *(row.id for row in uow.rows(Institution)[:2])),
        status=Status.REALISEE,
        completed_on=date(2026, 1, 2),
        constat="😀 long\n" * 6_000,
        linked_actions=(action.id,),
        starts_on=date(1900, 1, 15),
    )
    rows.remove(uow, Contact.TYPE, gone.id)
    actions.edit(uow, action.id, {"status": Status.EN_COURS})  # its day is kept, and not shown
    for label in ("Familles", "familles"):
        indicateur, _ = rows.add(
            uow, Indicateur.TYPE, {"action": action.id, "label": label, "unit": "=A1"}, TODAY
        )
        values = {"indicateur": indicateur.id, "value": Decimal("123456789.1234567891")}
        rows.add(uow, Mesure.TYPE, {**values, "year": 2026}, TODAY)
        rows.add(uow, Mesure.TYPE, {**values, "measured_on": date(2026, 3, 4)}, TODAY)
    for planned in ("0", "0.01", "999999999999.99"):
        values = {"action": action.id, "planned": Decimal(planned)}
        rows.add(uow, BudgetLine.TYPE, values, TODAY)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnitOfWork]:
    """The folder of the agglomeration, with invented actions and hostile rows."""
    office = Office(tmp_path_factory.mktemp("retour") / "d", AGGLOMERATION, demonstration=True)
    with office.open() as uow:
        demonstration.fill(uow, 20, TODAY, lambda *_: None)
        fill_hostile(uow)
        yield uow


def previewed(uow: UnitOfWork, path: Path, kind: EntityType) -> Preview:
    return examine(uow, opened(path, kind.name, sheet_title(kind)), TODAY)


def assert_unchanged(preview: Preview, kind: EntityType, count: int) -> None:
    told = [
        (row.called, row.fate, [(c.label, c.before, c.after) for c in row.changes], row.problems)
        for row in preview.rows
        if row.fate is not Fate.UNCHANGED
    ]
    assert not told, (kind.name, told[:3])
    assert not preview.open_questions, (kind.name, preview.open_questions)
    assert len(preview.rows) == count, kind.name


def test_folder_when_exported_and_imported_again_then_nothing_changes(
    filled: UnitOfWork, tmp_path: Path
) -> None:
    path = tmp_path / "tout.xlsx"
    whole_workbook(filled, TODAY, with_confidential=True).write_to(path)

    compared = 0
    for kind in typed_types():
        count = len(filled.rows(kind.cls))
        assert_unchanged(previewed(filled, path, kind), kind, count)
        compared += count
    assert compared > 250


def test_list_when_exported_with_some_columns_then_it_comes_back_without_a_change(
    filled: UnitOfWork, tmp_path: Path
) -> None:
    path = tmp_path / "liste.xlsx"
    fields = ("reference", "title", "status", "pilote", "ends_on", "partners", "completeness")
    made = actions_workbook(filled, ActionQuery(), TODAY, fields=fields)
    made.write_to(path)

    assert_unchanged(previewed(filled, path, Action.TYPE), Action.TYPE, made.count)


def test_cell_when_changed_in_the_workbook_then_it_is_the_one_change(
    filled: UnitOfWork, tmp_path: Path
) -> None:
    path = tmp_path / "actions.xlsx"
    actions_workbook(filled, ActionQuery(text="une"), TODAY).write_to(path)
    book = openpyxl.load_workbook(path)
    sheet = book["Actions"]
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(2, titles.index("Intitulé") + 1).value = "Changé ici"
    sheet.cell(2, titles.index("Statut") + 1).value = None
    book.save(path)

    preview = previewed(filled, path, Action.TYPE)

    changed = [row for row in preview.rows if row.fate is not Fate.UNCHANGED]
    assert [(each.label, each.after) for row in changed for each in row.changes] == [
        ("Intitulé", "Changé ici")
    ]


def test_model_when_imported_as_it_is_then_its_invented_rows_are_left(
    bethune: Path, tmp_path: Path
) -> None:
    path = tmp_path / "modele.xlsx"
    with Office.copied(bethune, tmp_path / "dossier").open() as uow:
        model_workbook(uow, TODAY).write_to(path)
        for sheet in openpyxl.load_workbook(path).sheetnames[1:-1]:
            kind = next(kind for kind in typed_types() if sheet_title(kind) == sheet)
            preview = previewed(uow, path, kind)
            assert {row.fate for row in preview.rows} == {Fate.LEFT}, sheet
            assert not preview.open_questions, sheet


def test_model_when_filled_in_below_its_examples_then_that_row_comes_in(
    bethune: Path, tmp_path: Path
) -> None:
    path = tmp_path / "modele.xlsx"
    with Office.copied(bethune, tmp_path / "dossier").open() as uow:
        model_workbook(uow, TODAY).write_to(path)
        book = openpyxl.load_workbook(path)
        sheet = book["Actions"]
        titles = [cell.value for cell in sheet[1]]
        for title, value in (
            ("Intitulé", "Ouvrir une ludothèque"),
            ("Ambition principale", sheet.cell(2, titles.index("Ambition principale") + 1).value),
            ("Statut", "En cours"),
            ("Début", date(2026, 9, 1)),
        ):
            sheet.cell(4, titles.index(title) + 1).value = value
        book.save(path)

        take_in(uow, opened(path, "action", "Actions"), TODAY)

        (made,) = uow.rows(Action)
        assert (made.title, made.status) == ("Ouvrir une ludothèque", Status.EN_COURS)
        assert made.starts_on == date(2026, 9, 1)


def _values(spec: FieldSpec, pointed: dict[str, list[str]]) -> st.SearchStrategy[Any]:
    """Return values of a field as a person may have typed them."""
    if spec.target:
        one = st.sampled_from(pointed[spec.target])
        return st.lists(one, max_size=3, unique=True).map(tuple) if spec.is_multiple else one
    if spec.choices is not None:
        return st.sampled_from(list(spec.choices))
    if spec.kind is Kind.DATE:
        return st.dates(date(1900, 1, 1), date(2199, 12, 31))
    if spec.kind is Kind.BOOLEAN:
        return st.booleans()
    signs = st.characters(exclude_categories=("Cs", "Cn", "Co", "Cc"), include_characters="\n")
    return st.text(signs, min_size=1, max_size=spec.maximum and min(spec.maximum, 60)).map(
        str.strip
    )


_GIVEN = [
    spec
    for spec in Action.TYPE.fields.values()
    if spec.typed
    and spec.name not in ("title", "main_ambition", "structure", "status")
    and spec.target != Action.TYPE.name
    and spec.goes_with is None
    and spec.kind is not Kind.DATE
]


@given(data=st.data())
def test_action_when_anything_is_typed_into_it_then_it_comes_back_without_a_change(
    filled: UnitOfWork, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    pointed: dict[str, list[str]] = {}
    for spec in _GIVEN:
        if spec.target:
            kind = next(kind for kind in typed_types() if kind.name == spec.target)
            pointed[spec.target] = [row.id for row in filled.rows(kind.cls)]
    usable = [spec for spec in _GIVEN if not spec.target or pointed[spec.target]]
    chosen = data.draw(st.lists(st.sampled_from(usable), max_size=6, unique_by=lambda s: s.name))
    values = {spec.name: data.draw(_values(spec, pointed), label=spec.key) for spec in chosen}
    title = data.draw(st.text("aé=' (vide)\u00a0-@", min_size=1, max_size=20))
    action = new_action(filled, f"{title}b", **values)
    path = tmp_path_factory.mktemp("un") / "a.xlsx"
    query = ActionQuery(text=action.reference or "", models=bool(action.model))
    actions_workbook(filled, query, TODAY, with_confidential=True).write_to(path)

    assert_unchanged(previewed(filled, path, Action.TYPE), Action.TYPE, 1)
