"""Comparing and sorting names as people do."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ctg_desktop.domain.folding import fold, sort_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nœux-les-Mines", "noeux les mines"),
        ("L'Étoile", "l’étoile"),
        ("Gauchin-Légal", "GAUCHIN LEGAL"),
        ("Artois-Lys", "artois lys"),
        ("E\u0301te\u0301", "été"),
        ("Ça  et   là", "ca et la"),
        ("\U0001d56c\U0001d571", "af"),
    ],
)
def test_names_when_they_differ_by_signs_alone_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_titles_when_sorted_follow_the_french_order() -> None:
    titles = ["Zoo", "Élan", "Action 10", "eau", "Action 2", "œuvre", "Ombre", "Étape", "etude"]
    assert sorted(titles, key=sort_key) == [
        "Action 2", "Action 10", "eau", "Élan", "Étape", "etude", "œuvre", "Ombre", "Zoo",
    ]  # fmt: skip


@example("℠")
@given(st.text())
def test_text_when_folded_twice_is_folded_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("begin", range(0, 0x2400, 0x400))
def test_sign_when_it_stands_beside_a_letter_that_is_not_french_then_it_folds_as_without(
    begin: int,
) -> None:
    """What most texts are made of is folded in a quicker way; the letter keeps a text from it."""
    for text in (f"a{chr(sign)}b{chr(sign)}" for sign in range(begin, begin + 0x400)):
        assert fold(f"{text} ж") == f"{fold(text)} ж"
