"""Names of people as they are typed, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.person_names import (
    are_several,
    is_organisation,
    split_name,
    without_civility,
)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Marie Dupont", ("Marie", "Dupont")),
        ("DUPONT Marie", ("Marie", "DUPONT")),
        ("Jean-Luc DE LA TOUR", ("Jean-Luc", "DE LA TOUR")),
        ("Marie de la Tour", ("Marie", "de la Tour")),
        ("Jean d' ORMESSON", ("Jean", "d' ORMESSON")),
        ("CHARLES DE GAULLE", ("CHARLES", "DE GAULLE")),
        ("J.-P. Dupont", ("J.-P.", "Dupont")),
        ("Mme DUPONT Marie", ("Marie", "DUPONT")),
        ("M. Dupont", (None, "Dupont")),
        ("Dupont", (None, "Dupont")),
        ("MARIE DUPONT", ("MARIE", "DUPONT")),
        ("Jean Jean", ("Jean", "Jean")),
        ("de la", (None, "de la")),
        ("DE A", (None, "DE A")),
        ("LE Mai", ("Mai", "LE")),
        ("DUPONT J.", ("J.", "DUPONT")),
        ("DUPONT de", (None, "de DUPONT")),
        ("DUPONT Mme", (None, "DUPONT")),
    ],
)
def test_name_when_split_then_capitals_or_the_last_word_are_the_family(
    typed: str, parts: tuple[str | None, str]
) -> None:
    assert split_name(typed) == parts


@given(st.lists(st.from_regex(r"[^\W\d_][\w'’.-]{0,8}", fullmatch=True), min_size=1, max_size=5))
def test_name_when_printed_then_it_reads_back_as_the_same_person(words: list[str]) -> None:
    def printed(name: str) -> str:
        given_name, family_name = split_name(name)
        return Contact(id="a", given_name=given_name, family_name=family_name).name

    once = printed(" ".join(words))
    assert printed(once) == once


@pytest.mark.parametrize(
    "name",
    ["Centre social du Mont-Liébaut et CCAS", "CCAS", "Le CCAS de Béthune", "Mairie de Lapugnoy",
     "SIVOM du Bruaysis", "Association Les Petits Pas", "Service jeunesse", "Pôle enfance",
     "École Pasteur", "Les services de la ville", "MAM 3 pommes", "Maison des jeunes", "RPE",
     "Commune de Lillers", "L’association", "un deux trois quatre cinq six sept"],
)  # fmt: skip
def test_name_when_it_is_an_organisation_s_then_it_is_told_from_a_person_s(name: str) -> None:
    assert is_organisation(name)


@pytest.mark.parametrize(
    "name",
    ["Marie Dupont", "Jean MAISON", "Paul de la Ville", "Anne-Sophie BIOUT", "Dupont", "Zoé Écolé",
     "Mme Lefèvre", "Lou Centre", "É. Martin"],
)  # fmt: skip
def test_name_when_it_is_a_person_s_then_it_is_no_organisation_s(name: str) -> None:
    assert not is_organisation(name)
    assert not are_several(name)


@pytest.mark.parametrize(
    "name",
    ["Anne Durand et Paul Martin", "A. Durand / P. Martin", "Anne & Paul", "Durand ou Petit"],
)
def test_name_when_it_is_of_two_people_then_it_is_told(name: str) -> None:
    assert are_several(name)


def test_civility_when_nothing_follows_then_it_is_the_name() -> None:
    assert without_civility("Mme DUPONT") == "DUPONT"
    assert without_civility("M.") == "M."
    assert without_civility("Martin") == "Martin"
