"""Finding rows as people name them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.convention import Thematique
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import AmbiguousError, NotFoundError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.lookup import find, find_structure, matching
from ctg_desktop.services.typed import split_name


def town(insee: str, name: str) -> Territoire:
    return Territoire(id=f"id-{insee}", insee=insee, name=name)


TOWNS = [town("62617", "Nœux-les-Mines"), town("62370", "Gauchin-Légal"), town("1", "62617")]


@pytest.mark.parametrize(
    "typed", ["62617", "nœux-les-mines", "NOEUX LES MINES", "Noeux les Mines", "id-62617"]
)
def test_town_when_typed_in_any_way_then_it_is_found(typed: str) -> None:
    assert matching(TOWNS, typed) == [TOWNS[0]]


@pytest.mark.parametrize("typed", ["", " ", "-", "Gauchin", "noeux"])
def test_town_when_not_named_wholly_then_nothing_is_guessed(typed: str) -> None:
    assert matching(TOWNS, typed) == []


def test_town_when_nearly_named_then_the_sentence_suggests_it(uow: UnitOfWork) -> None:
    with pytest.raises(NotFoundError, match="Gauchin-Légal"):
        find_structure(uow, "Gauchin-le-Gal")


def test_row_when_nothing_is_near_and_the_list_is_short_then_all_of_it_is_told(
    uow: UnitOfWork,
) -> None:
    with pytest.raises(NotFoundError, match=r"Au choix\u00a0: 1, 2, 3, 4, 5, 6, 7, 8\."):
        find(uow, "ambition", "Toto")


@pytest.mark.parametrize(
    "typed",
    ["Alexandre HERMANT", "hermant alexandre", "HERMANT", "alexandre.hermant@bethunebruay.fr"],
)
def test_contact_when_named_in_any_order_then_they_are_found(uow: UnitOfWork, typed: str) -> None:
    found = find(uow, "contact", typed)

    assert isinstance(found, Contact)
    assert found.family_name == "HERMANT"


def test_row_when_several_bear_the_name_then_they_are_listed() -> None:
    people = [
        Contact(id=str(at), given_name=given_name, family_name="Exemple")
        for at, given_name in enumerate(("Lou", "Sacha", "Lou"))
    ]

    assert matching(people, "Lou Exemple") == [people[0], people[2]]
    assert matching(people, "exemple") == people
    assert matching(people, "1") == [people[1]]


def test_name_when_two_rows_have_it_then_the_sentence_tells_them_apart(uow: UnitOfWork) -> None:
    from ctg_desktop.services.lookup import find_among

    twins = [Thematique(id=f"t{at}", code=f"c{at}", label="Jeunesse") for at in (1, 2)]

    with pytest.raises(AmbiguousError, match="Jeunesse, t1"):
        find_among(twins, Thematique.TYPE, "jeunesse")


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Marie Dupont", ("Marie", "Dupont")),
        ("DUPONT Marie", ("Marie", "DUPONT")),
        ("Jean-Luc DE LA TOUR", ("Jean-Luc", "DE LA TOUR")),
        ("Dupont", (None, "Dupont")),
        ("MARIE DUPONT", ("MARIE", "DUPONT")),
        ("Jean Jean", ("Jean", "Jean")),
    ],
)
def test_name_when_split_then_capitals_or_the_last_word_are_the_family(
    typed: str, parts: tuple[str | None, str]
) -> None:
    assert split_name(typed) == parts


@given(st.text(max_size=40))
def test_anything_when_looked_up_then_it_never_fails(typed: str) -> None:
    assert len(matching(TOWNS, typed)) <= 1
