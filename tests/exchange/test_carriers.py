"""The names of files in a relay: what is read, what is laid there, how many there ever are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.exchange.carriers import (
    EnvelopeName,
    covered,
    envelope_name,
    first_to_put,
    paper_name,
    to_read,
)

WRITER = "7d9a3a52-5f0e-5b0a-9f67-1d7f3b8d0001"

spans = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 20)), max_size=12)


def named(first: int, last: int, copy: int = 0) -> EnvelopeName:
    return EnvelopeName(WRITER, first, last, "00ff" * 4, copy)


@given(st.integers(1, 10**9), st.integers(0, 10**6), st.integers(0, 99))
def test_name_when_written_then_it_is_read_back(first: int, more: int, copy: int) -> None:
    name = named(first, min(first + more, 10**9), copy)

    assert envelope_name(name.text) == name
    assert envelope_name(name.text.upper()) == name
    assert len(name.text) <= 80


@given(st.text(max_size=90) | st.from_regex(r"[0-9a-f-]{60,80}\.ctg"))
def test_name_when_it_is_anything_then_it_is_none_or_written_the_same(text: str) -> None:
    found = envelope_name(text)

    assert found is None or found.text == text.lower()
    assert paper_name(text) is None or "certificat" in text.lower()


def test_name_when_a_synchroniser_doubled_the_file_then_it_is_none() -> None:
    text = named(1, 9).text

    for other in (f"{text[:-4]} (1).ctg", f"{text[:-4]}-PC de Camille.ctg", f"{text}.part"):
        assert envelope_name(other) is None


@given(spans, st.integers(0, 80))
def test_files_when_chosen_then_they_tell_all_that_lies_there_beyond(
    told: list[tuple[int, int]], known: int
) -> None:
    names = [named(first, first + more) for first, more in told]

    chosen = to_read(names, known)

    assert {at for name in chosen for at in range(name.first, name.last + 1) if at > known} == {
        at for name in names for at in range(name.first, name.last + 1) if at > known
    }
    assert len(set(chosen)) == len(chosen)


@given(spans)
def test_covered_when_files_overlap_then_it_is_the_end_without_a_gap(
    told: list[tuple[int, int]],
) -> None:
    names = [named(first, first + more) for first, more in told]
    there = {at for name in names for at in range(name.first, name.last + 1)}

    assert covered(names) == next(at for at in range(100) if at + 1 not in there)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=400))
def test_files_when_laid_for_years_then_there_are_few(pushes: list[int]) -> None:
    names: list[EnvelopeName] = []
    last = 0
    for size in pushes:
        last += size
        made = named(first_to_put(names, last), last)
        names = [name for name in names if name.first < made.first] + [made]
        assert covered(names) == last

    assert len(names) <= 45


def test_files_when_five_years_were_laid_one_by_one_then_there_are_few() -> None:
    names: list[EnvelopeName] = []
    most = written = 0
    for last in range(3, 20_000, 3):
        made = named(first_to_put(names, last), last)
        names = [name for name in names if name.first < made.first] + [made]
        most = max(most, len(names))
        written += made.last - made.first + 1

    assert most <= 45
    assert written < 10 * 20_000
