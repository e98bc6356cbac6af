"""The words that differ between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.text_diff import CLOSES, OPENS, apart, from_difference, marked, passages

_TEXTS = st.lists(st.sampled_from(["un", "café", "des", "parents", " ", "\n", "\t"])).map(" ".join)


@given(_TEXTS, _TEXTS)
def test_passages_when_put_together_are_the_text_and_agree_on_what_is_common(
    text: str, other: str
) -> None:
    ours, theirs = passages(text, other), passages(other, text)

    assert "".join(each.text for each in ours) == text
    if text.split() == other.split() and text.strip() and text[0].strip() and other[0].strip():
        assert not any(each.differs and each.text.strip() for each in (*ours, *theirs))


def test_passages_when_a_word_is_added_then_it_alone_differs() -> None:
    found = passages("Ouvrir un grand café, le soir.", "Ouvrir un café, le soir.")

    assert [each.text for each in found if each.differs] == ["grand "]


def test_passages_when_the_texts_are_hostile_then_all_of_the_middle_differs() -> None:
    found = passages("x" + " a" * 20_000 + " y", "z" + " a" * 20_000 + " w")

    assert len([each for each in found if each.differs]) == 1


def test_passages_when_the_texts_are_as_long_as_a_field_allows_then_only_some_words_differ() -> (
    None
):
    words = [f"mot{at}" if at % 3 else "de" for at in range(7_000)]
    changed = ["changé" if at % 500 == 1 else word for at, word in enumerate(words)]

    found = passages(" ".join(words), " ".join(changed))

    assert len([each for each in found if each.differs]) == 14


def test_text_when_it_may_be_cut_then_it_is_told_from_its_first_difference() -> None:
    begin = "Les familles connaissent mal les services proches de chez elles"
    now, then = f"{begin}. Vu en mai.", f"{begin}, dit-on. Vu en mai."

    assert from_difference(now, then) == "… proches de chez elles. Vu en mai."
    assert from_difference(then, now) == "… proches de chez elles, dit-on. Vu en mai."
    assert from_difference(begin, f"{begin} ce jour") == "… de chez elles"
    assert from_difference("À venir", "En pause") == "À venir"
    assert from_difference("", "Nouveau") == ""


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_texts_when_parted_at_their_ends_then_nothing_of_them_is_lost(one: str, two: str) -> None:
    parts = apart(one, two)

    assert "".join(part.text for part in parts) == one
    told = "".join(words for words, _ in marked(parts))
    assert told.replace(OPENS, "").replace(CLOSES, "") == one
    assert from_difference(one, two).removeprefix("… ") in one
