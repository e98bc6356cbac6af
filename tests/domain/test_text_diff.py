"""The words that differ between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.text_diff import passages

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
