"""A text as a cell holds it, and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.spreadsheet_text import ERASE, text_cell, text_of_cell, typed_cell

ODD = st.text(st.sampled_from("'=+-@a (vide)\n"), max_size=8) | st.sampled_from(
    [ERASE, f"'{ERASE}", f"''{ERASE}", f"{ERASE} "]
)


@pytest.mark.parametrize("write", [typed_cell, text_cell])
@given(text=st.text() | ODD)
def test_text_when_read_back_from_its_cell_then_it_is_the_same(
    write: Callable[[str], str], text: str
) -> None:
    assert text_of_cell(write(text)) == text
    assert write(text) != ERASE


@given(text=st.text() | ODD)
def test_text_when_written_without_types_then_no_spreadsheet_computes_it(text: str) -> None:
    assert not text_cell(text).startswith(("=", "+", "-", "@"))


@given(text=st.text().filter(lambda text: not text.startswith("'")))
def test_text_when_cells_have_types_then_it_stands_as_it_is(text: str) -> None:
    assert typed_cell(text) == text or text == ERASE
