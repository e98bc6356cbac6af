"""Amounts are in euros unless told, with two decimals or none, wherever they are read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ctg_desktop.cli.sheet import sheet_lines
from ctg_desktop.documents import SheetRequest
from ctg_desktop.domain.action import BudgetLine, Financement, Indicateur, Mesure
from ctg_desktop.domain.choices import BudgetUnit
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.exports import rows_csv
from ctg_desktop.services.history import history
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.records import action_record
from ctg_desktop.services.sheets import action_view
from ctg_desktop.services.totals import budget_totals
from ctg_desktop.services.wording import row_words
from tests.support.app import NOON, TODAY, new_action, plain
from tests.support.printed import words_of


def in_words(uow: UnitOfWork, row: Entity, *names: str) -> str:
    directory, fields = Directory(uow), row.TYPE.fields
    return plain(" ".join(row_words(directory, fields[name], row) for name in names))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("4500", "4 500 €"),
        ("2400.5", "2 400,50 €"),
        ("0.05", "0,05 €"),
        ("1234567.89", "1 234 567,89 €"),
    ],
)
def test_budget_when_no_unit_is_told_then_it_is_euros_everywhere(
    uow: UnitOfWork, value: str, words: str
) -> None:
    action = new_action(uow)
    amounts = {"planned": Decimal(value), "actual": Decimal(value)}
    line, _ = rows.add(uow, BudgetLine.TYPE, {"action": action.id, **amounts}, TODAY)

    sheet = words_of(uow, SheetRequest(action.id))
    assert "Autres moyens" not in sheet
    assert sheet.count(words) == 2
    assert (
        plain("\n".join(sheet_lines(Directory(uow), action_view(uow, action, TODAY)))).count(words)
        == 2
    )
    assert in_words(uow, line, "planned", "actual", "unit") == f"{words} {words} €"
    assert [plain(total.sums["planned"]) for total in budget_totals([line])] == [words]
    assert uow.means(ActionQuery(), TODAY).planned == Decimal(value)
    assert action_record(uow, action, TODAY)["budget"][0]["unite"] == "euro"
    assert ";€;" in rows_csv(uow, BudgetLine.TYPE, [line])
    told = [plain(each.after) for each in history(uow, action.id, NOON)]
    assert told.count(words) == 2


def test_budget_when_a_line_says_euros_and_another_nothing_then_they_add_up(
    uow: UnitOfWork,
) -> None:
    action = new_action(uow)
    for unit, planned in ((None, "1200.5"), (BudgetUnit.EURO, "300"), (BudgetUnit.ETP, "0.5")):
        values = {"action": action.id, "unit": unit, "planned": Decimal(planned)}
        rows.add(uow, BudgetLine.TYPE, values, TODAY)

    sheet = words_of(uow, SheetRequest(action.id))

    assert "Total 1 500,50 €" in sheet
    assert "0,5 ETP" in sheet
    told = [(total.label, plain(total.sums["planned"])) for total in budget_totals(lines(uow))]
    assert told == [("Total", "1 500,50 €"), ("Total en ETP", "0,5 ETP")]


def lines(uow: UnitOfWork) -> list[BudgetLine]:
    return uow.rows(BudgetLine)


def test_financement_when_it_has_cents_then_both_show_in_lists_too(uow: UnitOfWork) -> None:
    action = new_action(uow)
    values = {"action": action.id, "requested": Decimal("8500.5"), "granted": Decimal("8000")}
    row, _ = rows.add(uow, Financement.TYPE, values, TODAY)

    assert in_words(uow, row, "requested", "granted") == "8 500,50 € 8 000 €"
    sheet = words_of(uow, SheetRequest(action.id))
    assert "8 500,50 €" in sheet
    assert "8 000 €" in sheet


def test_indicator_when_it_counts_euros_then_its_values_are_written_as_euros(
    uow: UnitOfWork,
) -> None:
    action = new_action(uow)
    values = {"action": action.id, "label": "Coût par enfant", "unit": "€"}
    values |= {"target_value": Decimal("12.5")}
    row, _ = rows.add(uow, Indicateur.TYPE, values, TODAY)
    measure = {"indicateur": row.id, "year": 2026, "value": Decimal("14.2")}
    rows.add(uow, Mesure.TYPE, measure, TODAY)

    told = plain("\n".join(sheet_lines(Directory(uow), action_view(uow, action, TODAY))))
    assert "cible 12,50 €" in told
    assert "2026 : 14,20" in told
    sheet = words_of(uow, SheetRequest(action.id))
    assert "12,50" in sheet
    assert "14,20" in sheet
