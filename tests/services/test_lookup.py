"""Finding rows as people name them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.convention import Ambition, Thematique
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import AmbiguousError, FieldError, NotFoundError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.finding import find_records
from ctg_desktop.services.lookup import find, find_structure, matching
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.suggesting import suggestions
from ctg_desktop.services.typed import read


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
    ("typed", "name"),
    [
        ("st venant", "Saint-Venant"),
        ("SAINT VENANT", "Saint-Venant"),
        ("CABBALR", "Communauté d’agglomération de Béthune-Bruay, Artois Lys Romane"),
        ("62157", "Allouagne"),  # a postal code that is its alone
        ("62119", "Béthune"),
    ],
)
def test_place_when_named_as_people_do_then_it_is_found(
    uow: UnitOfWork, typed: str, name: str
) -> None:
    assert find_structure(uow, typed).name == name


def test_place_when_its_code_is_the_postal_code_of_others_then_all_are_named(
    uow: UnitOfWork,
) -> None:
    places = list(uow.rows(Territoire))
    for place in places:
        sharing = [
            each
            for each in places
            if place.insee and each.id != place.id and place.insee in (each.postal_codes or "")
        ]
        if not sharing or not place.insee:
            continue
        with pytest.raises(AmbiguousError) as asked:
            find_structure(uow, place.insee)
        for each in (place, *sharing):
            assert (each.name or "") in asked.value.sentence
            assert each.name in asked.value.readings
            assert find_structure(uow, each.name or "") == each


def test_place_when_its_code_is_shared_then_it_is_said_which_code_it_is(uow: UnitOfWork) -> None:
    with pytest.raises(AmbiguousError, match=r"Haillicourt \(code INSEE\)") as asked:
        find_structure(uow, "62400")

    assert "Béthune (codes postaux)" in asked.value.sentence


def test_every_row_when_named_by_its_handle_then_it_is_that_row(uow: UnitOfWork) -> None:
    directory = Directory(uow)
    for kind in (Territoire, Contact, Institution, Thematique, Ambition):
        for row in uow.rows(kind):
            handle = directory.handle(kind.TYPE.name, row.id)
            assert find(uow, kind.TYPE.name, handle or "").id == row.id


@pytest.mark.parametrize(
    "typed",
    ["0642215247", "06 42 21 52 47", "+33 6 42 21 52 47", "M. Hermant", "Mr HERMANT Alexandre"],
)
def test_contact_when_named_by_a_phone_or_with_a_civility_then_they_are_found(
    uow: UnitOfWork, typed: str
) -> None:
    found = find(uow, "contact", typed)

    assert isinstance(found, Contact)
    assert found.family_name == "HERMANT"


@pytest.mark.parametrize(
    ("target", "typed", "name"),
    [
        ("contact", "06 42 21", "Alexandre HERMANT"),
        ("contact", "0642215247", "Alexandre HERMANT"),
        ("territoire", "st v", "Saint-Venant"),
        ("territoire", "cabbalr", "Communauté d’agglomération de Béthune-Bruay, Artois Lys Romane"),
        ("territoire", "62400", "Béthune"),
    ],
)
def test_field_when_a_part_of_a_name_is_typed_then_the_row_is_proposed(
    uow: UnitOfWork, target: str, typed: str, name: str
) -> None:
    assert name in [each.words for each in suggestions(uow, target, typed)]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("06 42 21", "Alexandre HERMANT"),
        ("0642215247", "Alexandre HERMANT"),
        ("st venant", "Saint-Venant"),
        ("CABBALR", "Communauté d’agglomération de Béthune-Bruay, Artois Lys Romane"),
        ("62400", "Béthune"),
    ],
)
def test_search_when_a_part_of_a_name_is_typed_then_the_row_is_found(
    uow: UnitOfWork, typed: str, title: str
) -> None:
    groups = find_records(uow, typed).groups

    assert title.casefold() in [each.title.casefold() for group in groups for each in group.records]


@pytest.mark.parametrize(
    "typed",
    [
        "Centre social du Mont-Liébaut et CCAS",
        "CABBALR",
        "Béthune",
        "CAF",
        "Anne Durand et Paul Petit",
    ],
)
def test_person_when_the_name_is_not_one_person_s_then_nobody_is_made_of_it(
    uow: UnitOfWork, typed: str
) -> None:
    for key in ("pilote", "referent_technique", "elu_referent"):
        with pytest.raises(
            FieldError, match="attend une personne, par son prénom et son nom"
        ) as error:
            read(uow, Action.TYPE, {key: typed}, date(2026, 2, 3))
        assert error.value.field == key


def test_person_when_nobody_knows_them_then_they_are_a_newcomer(uow: UnitOfWork) -> None:
    (person,) = read(uow, Action.TYPE, {"pilote": "Mme Zoé de la Tour"}, date(2026, 2, 3)).newcomers

    assert person.name == "Zoé DE LA TOUR"


@given(st.text(max_size=40))
def test_anything_when_looked_up_then_it_never_fails(typed: str) -> None:
    assert len(matching(TOWNS, typed)) <= 1
