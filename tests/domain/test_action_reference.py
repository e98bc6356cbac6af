"""References that two sites gave alike, and what tells the actions apart."""

from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.action_reference import bare_reference, place_of, told_apart


@given(st.integers(0, 2_000))
def test_place_when_given_then_it_tells_each_apart_and_is_taken_off_again(number: int) -> None:
    shown = told_apart("BET-2026-004", place_of(number))

    assert shown is not None
    assert bare_reference(shown) == "BET-2026-004"
    assert bare_reference(shown.upper()) == "BET-2026-004"
    assert len({place_of(each) for each in range(number + 1)}) == number + 1


def test_place_when_there_is_one_action_then_nothing_is_added() -> None:
    assert told_apart("BET-2026-004", None) == "BET-2026-004"
    assert told_apart(None, "a") is None
    assert [place_of(each) for each in (0, 1, 25, 26)] == ["a", "b", "z", "aa"]
