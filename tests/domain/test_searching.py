"""What is typed in a search finds what it means: abbreviations, codes, parts of phones."""

import pytest

from ctg_desktop.domain.searching import Sought, bare_phone, searched, spelt

WORDS = searched(
    ["Saint-Venant", "Ste Marie-Kerque", "62350", "Alexandre HERMANT"],
    ["06 42 21 52 47", "+3221234567", None],
)


@pytest.mark.parametrize(
    "typed",
    ["", "st venant", "St-V", "saint ven", "ste marie", "STE MARIE", "sainte m", "st", "623",
     "hermant a", "06 42 21", "0642215247", "06.42.21", "064221", "+33 6 42", "21 52 47",
     "0032 2 1", "+32 2 123"],
)  # fmt: skip
def test_row_when_a_part_of_what_names_it_is_typed_then_it_is_found(typed: str) -> None:
    assert Sought.of(typed).is_in(WORDS)


@pytest.mark.parametrize(
    "typed", ["venan t", "saintv", "ant", "06 43", "47 06", "9999", "st omer", "+33 7", "42"]
)
def test_row_when_something_else_is_typed_then_it_is_not_found(typed: str) -> None:
    assert not Sought.of(typed).is_in(WORDS)


def test_name_when_spelt_out_then_its_abbreviations_are_words() -> None:
    assert spelt("St-Venant") == spelt("SAINT VENANT") == "saint venant"
    assert spelt("Ste") == "sainte"
    assert spelt("Stade") == "stade"


@pytest.mark.parametrize(
    "typed", ["06 42 21 52 47", "+33 (0)6.42.21.52.47", "0033642215247", "06–42–21–52–47"]
)
def test_phone_when_written_in_any_way_then_its_digits_are_the_same(typed: str) -> None:
    assert bare_phone(typed) == "0642215247"
