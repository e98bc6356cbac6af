"""Which words of a text are misspelt, and what is proposed for them."""

from __future__ import annotations

import pytest

from ctg_desktop.spelling import MOST_WORDS, Speller, learnt_as, words_of


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller()


def faulty(speller: Speller, text: str, *own: str) -> list[str]:
    return [fault.word for fault in speller.faults(text, frozenset(own))]


def test_words_when_misspelt_then_they_are_found_where_they_stand(speller: Speller) -> None:
    text = "Un lieu d’acceuil pour les parants, le mercredi."

    faults = speller.faults(text)

    assert [fault.word for fault in faults] == ["d’acceuil", "parants"]
    assert [text[each.start :].split(maxsplit=1)[0].strip(",") for each in faults] == [
        "d’acceuil",
        "parants",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "L’école, qu’elle s’organise aujourd’hui, jusqu’à lundi : c’est-à-dire peut-être là-bas.",
        "Les élu·es et chargé·es de coopération co-construisent un projet médico-social.",
        "La CAF, le CIAS et l’EPCI au 1er trimestre 2026, à 20h30 ; T4, 12 000 € par an.",
        "Écrire à camille.essai@exemple.invalid ou voir https://exemple.invalid/pagge.",
        "L'aide a l'accueil, a b c …  – • 😀",
        "Nœud, cœur, œuvre, ÉCOLE, aiguë.",
        "L’ac\u00adcueil des pa\u200brents et co\u00adopération.",
        "a" * 400,
        "مقهى الوالدين, кафе родителей, 親カフェ",
        "E\u0301cole et me\u0301diathe\u0300que",
        "",
    ],
)
def test_text_when_it_is_written_as_french_is_then_nothing_is_underlined(
    speller: Speller, text: str
) -> None:
    assert faulty(speller, text) == []


def test_names_when_they_are_those_of_the_convention_then_they_are_known(speller: Speller) -> None:
    text = "Mme Wozny reçoit à Hersin-Coupigny, d’Ecquedecques à Hinges."
    own = [*words_of("Isabelle WOZNY"), *words_of("Hersin-Coupigny"), *words_of("Ecquedecques")]

    assert "Wozny" in faulty(speller, text)
    assert faulty(speller, text, *own, "hinges") == []


@pytest.mark.parametrize("called_right", ["d’Ecquebus", "l'ecquebus", "ECQUEBUS", "Ecquebus"])
def test_word_when_it_is_learnt_then_it_is_known_after_any_article(
    speller: Speller, called_right: str
) -> None:
    text = "Ecquebus, l’Ecquebus, d'ecquebus et qu’ecque\u00adbus"

    assert len(faulty(speller, text)) == 4
    assert faulty(speller, text, learnt_as(called_right)) == []


def test_name_when_its_hyphens_are_of_another_kind_then_it_is_the_same(speller: Speller) -> None:
    assert faulty(speller, "Xhersin\u2011Xcoupigny", *words_of("Xhersin-Xcoupigny")) == []
    assert faulty(speller, "O'Xbrien", *words_of("O’Xbrien")) == []


def test_word_when_it_is_misspelt_then_the_likeliest_ones_come_first(speller: Speller) -> None:
    assert speller.near("acceuil")[0] == "accueil"
    assert speller.near("l'acceuil")[0] == "l’accueil"
    assert 0 < len(speller.near("parantalité")) <= 6


def test_paragraph_when_it_has_no_end_then_a_part_of_it_is_looked_at(speller: Speller) -> None:
    assert len(speller.faults("acceuil " * (MOST_WORDS + 10))) == MOST_WORDS
