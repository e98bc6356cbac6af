"""What is copied for a spreadsheet: no cell breaks the table, none is a formula."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.widgets.table.tabular_text import safe_cell, tabular

CELLS = st.text(st.characters(codec="utf-8"), max_size=30) | st.text(
    "=+-@ \t\n\r01,%\u2028\"'", max_size=8
)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=5)
)


@given(TABLES)
def test_tables_when_copied_then_each_cell_is_found_where_it_was(table: list[list[str]]) -> None:
    copied = tabular(table)

    found = [line.split("\t") for line in copied.split("\n")]
    assert found == [[safe_cell(cell) for cell in row] for row in table]


@given(TABLES)
def test_tables_when_pasted_then_a_spreadsheet_reads_the_same_cells(
    table: list[list[str]],
) -> None:
    """Read it as spreadsheets do: a quotation mark at the start of a cell opens a text."""
    pasted = list(csv.reader(tabular(table).split("\n"), dialect="excel-tab"))

    wanted = [[unquoted(safe_cell(cell)) for cell in row] for row in table]
    assert [row or [""] for row in pasted] == wanted


def unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


@given(CELLS)
def test_cells_when_copied_then_none_is_a_formula_or_breaks_a_line(text: str) -> None:
    cell = safe_cell(text)

    assert len(cell.splitlines()) <= 1
    assert "\t" not in cell
    assert "\0" not in cell
    if cell[:1] in tuple("=+-@"):
        assert cell.startswith("-")
        assert cell[1:2].isdigit()
        assert set(cell[1:]) <= set("0123456789\u00a0\u202f ,%€")


@given(CELLS)
def test_cells_when_harmless_then_they_are_copied_as_they_are(text: str) -> None:
    words = " ".join(text.split())
    if words[:1] not in tuple('=+-@"') and words.isprintable():
        assert safe_cell(words) == words


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("=1+1;@SUM(A1)", "'=1+1;@SUM(A1)"),
        ("\t=1+1", "'=1+1"),
        ("+33 3 21 00 00 00", "'+33 3 21 00 00 00"),
        ("-12,5", "-12,5"),
        ("-12+cmd|' /C calc'!A0", "'-12+cmd|' /C calc'!A0"),
        ("1\u202f234,50\u202f€", "1\u202f234,50\u202f€"),
        ("un\r\n\r\n deux", "un deux"),
        ("", ""),
        ('"Bien vivre ensemble', '"""Bien vivre ensemble"'),
        ('"Café" des parents', '"""Café"" des parents"'),
        ('"=1+1"', '"""=1+1"""'),
        ('Le "Café" des parents', 'Le "Café" des parents'),
        (' "', '""""'),
    ],
)
def test_cells_when_copied_then_they_read_so(text: str, copied: str) -> None:
    assert safe_cell(text) == copied
