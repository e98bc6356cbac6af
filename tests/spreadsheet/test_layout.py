"""How rows stand in a workbook: sheets, columns, cells, for every entity of the domain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.action import Action, BudgetLine, Indicateur, Mesure
from ctg_desktop.domain.choices import BudgetKind
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Entity
from ctg_desktop.spreadsheet.layout import (
    GUIDE_TITLE,
    LISTS_TITLE,
    LONGEST_CELL,
    LONGEST_TITLE,
    cell_value,
    cells_of,
    columns,
    continued,
    continued_title,
    is_same,
    pieces,
    read_cell,
    sheet_title,
)


class Rows:
    """Names of rows at hand."""

    def __init__(self, *rows: Entity) -> None:
        self.rows = {row.id: row for row in rows}

    def row(self, _target: str, row_id: str | None) -> Entity | None:
        return self.rows.get(row_id or "")

    def name(self, _target: str, row_id: str | None) -> str:
        return self.rows[row_id].called if row_id else ""

    def ordered(self, _target: str, row_ids: Iterable[str]) -> list[str]:
        return sorted(row_ids)


def test_sheets_when_named_then_a_spreadsheet_takes_their_names_and_they_differ() -> None:
    names = [sheet_title(kind) for kind in entity_types()]

    assert len({name.casefold() for name in [*names, GUIDE_TITLE, LISTS_TITLE]}) == len(names) + 2
    for name in names:
        assert 0 < len(name) <= LONGEST_TITLE
        assert not set(name) & set("[]:*?/\\")


def test_columns_when_made_then_each_field_has_one_and_no_two_titles_are_the_same() -> None:
    for kind in entity_types():
        made = columns(kind)
        assert made[0].is_id
        specs = [each.spec for each in made if each.spec]
        assert specs == [each for each in kind.fields.values() if each.typed or each.printed]
        assert set(Counter(each.title for each in made).values()) == {1}, kind.name
        assert not any(continued(each.title)[1] for each in made), kind.name


def test_columns_when_two_fields_bear_one_label_then_the_second_says_its_key() -> None:
    fields = dict(BudgetLine.TYPE.fields)
    fields["actual"] = replace(fields["actual"], label=fields["planned"].label)
    kind = replace(BudgetLine.TYPE, fields=fields)

    titles = [each.title for each in columns(kind)]

    at = titles.index("Prévu")
    assert titles[at : at + 2] == ["Prévu", "Prévu (realise)"]


def test_row_when_it_hangs_on_a_row_that_hangs_on_another_then_both_are_named() -> None:
    action = Action(id="a", reference="BET-2026-001", title="Ouvrir un café")
    indicateur = Indicateur(id="i", action="a", label="Familles")
    mesure = Mesure(id="m", indicateur="i", year=2026, value=Decimal("12.5"))

    made = columns(Mesure.TYPE)
    (cells,) = cells_of(Rows(action, indicateur), [mesure], made)
    told = dict(zip([each.title for each in made], cells, strict=True))

    assert told["id"] == "m"
    assert told["Action"] == "BET-2026-001 – Ouvrir un café"
    assert told["Indicateur"] == "Familles"
    assert told["Année"] == 2026
    assert told["Valeur"] == 12.5
    assert told["Date"] is None


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (Decimal("0.1"), 0.1),
        (Decimal("-3"), -3),
        (Decimal("999999999999.99"), 999999999999.99),
        (Decimal("123456789.1234567891"), "123456789,1234567891"),
    ],
)
def test_number_when_a_spreadsheet_would_lose_digits_then_it_is_words(
    value: Decimal, cell: object
) -> None:
    found = cell_value(Rows(), Mesure.TYPE.fields["value"], value)

    assert found == cell
    assert type(found) is type(cell)


def test_values_when_put_into_cells_then_they_are_what_people_read() -> None:
    names = Rows(Action(id="a", title="Un ; deux"), Action(id="b", title="Trois"))
    linked = Action.TYPE.fields["linked_actions"]

    assert cell_value(names, linked, ("a", "b")) == "a\u202f; Trois"
    assert cell_value(names, linked, ()) is None
    assert cell_value(names, BudgetLine.TYPE.fields["kind"], BudgetKind.INVESTISSEMENT) == (
        BudgetKind.INVESTISSEMENT.label
    )
    assert cell_value(names, Action.TYPE.fields["blocked"], False) == "Non"
    starts_on = Action.TYPE.fields["starts_on"]
    assert cell_value(names, starts_on, date(1900, 2, 28)) == "28/02/1900"
    assert cell_value(names, starts_on, date(1900, 3, 1)) == date(1900, 3, 1)
    assert cell_value(names, Action.TYPE.fields["title"], "(vide)") == "'(vide)"


def test_cell_when_a_library_read_it_then_it_is_the_same_as_it_was_written() -> None:
    assert is_same(None, "")
    assert is_same(3, 3.0)
    assert is_same(date(2027, 3, 1), datetime(2027, 3, 1))  # noqa: DTZ001 - as libraries do
    assert is_same("'(vide)", "'(vide)")
    assert is_same("a\nb", "a\r\nb")
    assert not is_same("a", "A")
    assert not is_same(None, "(vide)")
    assert read_cell(True) == "Oui"


@given(st.text(st.sampled_from("aé\n😀")), st.integers(min_value=0, max_value=3))
def test_text_when_longer_than_a_cell_then_its_pieces_fit_and_are_the_whole(
    text: str, times: int
) -> None:
    long = text + "😀b" * 15_000 * times

    cut = pieces(long)

    assert "".join(cut) == long
    assert all(len(piece.encode("utf-16-le")) // 2 <= LONGEST_CELL for piece in cut)
    assert len(cut) <= 1 + len(long.encode("utf-16-le")) // 2 // (LONGEST_CELL - 1)


def test_column_when_it_continues_another_then_it_says_which() -> None:
    assert continued(continued_title("Constat", 1)) == ("Constat", 1)
    assert continued(continued_title("Constat", 2)) == ("Constat", 2)
    assert continued("Constat") == ("Constat", 0)
