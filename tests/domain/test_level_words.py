"""The program's sentences in the words of another convention: articles, agreement, elision."""

import pytest

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.convention import Ambition, Convention, Objective
from ctg_desktop.domain.grammar import new, the
from ctg_desktop.domain.level_words import USUAL, Noun, worded
from ctg_desktop.domain.levels import own_keys, speak
from ctg_desktop.typography import plain

AXE, OBJECTIF = Noun("axe", "axes"), Noun("objectif", "objectifs")
DEFI, FICHE = Noun("défi", "défis"), Noun("fiche", "fiches")
SENTENCE = (
    "L’ambition, l’une des ambitions de l’enjeu ; cet enjeu, d’ambition en ambition : une nouvelle "
    "ambition principale, sans enjeu précisé. Ambitions."
)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (USUAL, SENTENCE),
        (
            (AXE, OBJECTIF),
            "L’objectif, l’un des objectifs de l’axe ; cet axe, d’objectif en objectif : un nouvel "
            "objectif principal, sans axe précisé. Objectifs.",
        ),
        (
            (DEFI, FICHE),
            "La fiche, l’une des fiches du défi ; ce défi, de fiche en fiche : une nouvelle "
            "fiche principale, sans défi précisé. Fiches.",
        ),
        (
            (Noun("orientation stratégique", "orientations stratégiques"), Noun("volet", "volets")),
            "Le volet, l’un des volets de l’orientation stratégique ; cette orientation "
            "stratégique, de volet en volet : un nouveau volet principal, sans orientation "
            "stratégique précisée. Volets.",
        ),
    ],
)
def test_sentence_when_levels_have_other_names_then_it_agrees_with_them(
    names: tuple[Noun, Noun], said: str
) -> None:
    assert worded(SENTENCE, names) == said


def test_key_when_quoted_then_it_stays() -> None:
    assert worded("« enjeu » est une clé, --ambition aussi.", (AXE, FICHE)) == (
        "« enjeu » est une clé, --ambition aussi."
    )


@pytest.mark.parametrize(
    "word", ["action", "mesure", "priorité", "thématique", "finalité", "visée", "orientation"]
)
def test_gender_when_the_word_is_feminine_then_it_is_known(word: str) -> None:
    assert Noun(word, f"{word}s").is_feminine


@pytest.mark.parametrize(
    "word", ["axe", "enjeu", "objectif", "volet", "défi", "engagement", "chantier", "programme"]
)
def test_gender_when_the_word_is_masculine_then_it_is_known(word: str) -> None:
    assert not Noun(word, f"{word}s").is_feminine


def test_descriptions_when_a_convention_speaks_then_they_say_its_words_and_come_back() -> None:
    axes = Convention(
        id="c",
        level1_singular="axe",
        level1_plural="axes",
        level2_singular="objectif",
        level2_plural="objectifs",
    )
    usual = Action.TYPE.fields["main_ambition"].label

    assert speak(axes)
    assert Action.TYPE.fields["main_ambition"].label == "Objectif principal"
    assert Action.TYPE.fields["other_ambitions"].label == "Autres objectifs"
    assert (plain(new(Ambition.TYPE)), plain(the(Ambition.TYPE))) == (
        "nouvel objectif",
        "l’objectif",
    )
    assert Objective.TYPE.label == "Objectif"
    # « objectifs » is what the action itself aims at.
    assert own_keys(Action.TYPE) == {"objectif": "ambition", "autres_objectifs": "autres_ambitions"}

    assert speak(Convention(id="c"))
    assert Action.TYPE.fields["main_ambition"].label == usual
    assert plain(new(Ambition.TYPE)) == "nouvelle ambition"
