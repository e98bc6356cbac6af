"""Records: numbers and names as scripts read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.action import Mesure
from ctg_desktop.domain.parsing import parse_number
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.exports import text_cell
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.records import plain_number, typed_fields
from ctg_desktop.services.reference_reader import ReferenceReader


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("12", 12),
        ("12.50", 12.5),
        ("0.1", 0.1),
        ("999999999999.99", 999999999999.99),
        ("123456789.1234567891", "123456789.1234567891"),
    ],
)
def test_number_when_shown_then_it_is_a_number_as_long_as_it_is_exact(
    value: str, shown: object
) -> None:
    assert plain_number(Decimal(value)) == shown
    assert type(plain_number(Decimal(value))) is type(shown)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3))
def test_number_when_given_back_then_it_is_the_same(value: Decimal) -> None:
    (text,) = typed_fields(Mesure.TYPE, {"valeur": plain_number(value)}).values()

    assert isinstance(text, str)
    assert parse_number(text) == value


def test_handle_when_two_rows_share_a_name_then_a_surer_one_is_used() -> None:
    rows = [
        Territoire(id="a", insee="1", name="Même"),
        Territoire(id="b", name="Même"),
        Territoire(id="c", name="Seul"),
    ]
    directory = Directory(ReferenceReader(rows))

    assert [directory.handle("territoire", row.id) for row in rows] == ["1", "b", "Seul"]
    assert directory.handle("territoire", "ailleurs") == "ailleurs"


def test_handle_when_a_row_is_named_by_it_then_it_is_found_again(uow: UnitOfWork) -> None:
    from ctg_desktop.services.lookup import find_structure

    directory = Directory(uow)
    for row in uow.rows(Territoire):
        handle = directory.handle("territoire", row.id)
        assert handle is not None
        assert find_structure(uow, handle) == row


@pytest.mark.parametrize("text", ["=1+1", "+33", "-5", "@nom"])
def test_cell_when_it_begins_like_a_formula_then_an_apostrophe_stands_before(text: str) -> None:
    assert text_cell(text) == f"'{text}"
    assert text_cell(f" {text}") == f" {text}"
