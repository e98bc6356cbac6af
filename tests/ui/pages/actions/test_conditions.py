"""The conditions of a query one by one, and what their badges say."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.choices import ActionNature, Priority, Status
from ctg_desktop.domain.conditions import FieldCondition, Operator
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.services.filtering import LACKING, Menu, Option
from ctg_desktop.services.listing import ListedName, ListNames
from ui.pages.actions.conditions import (
    AnyCondition,
    Condition,
    badge,
    cleared,
    conditions,
    known_menus,
    menus,
    with_condition,
    without_condition,
)


def is_of(name: str, value: str) -> FieldCondition:
    return FieldCondition(name, Operator.IS, frozenset({value}))


NAMES = ListNames(
    enjeux=((ListedName("e1", "1 – Grandir", "#112233", "1"), ("a2",)),),
    ambitions={
        "a1": ListedName("a1", "1 – à compléter", "#445566", "1"),
        "a2": ListedName("a2", "2 – Accueillir", "#778899", "2"),
    },
    structures=(ListedName("s1", "Béthune"), ListedName("s2", "Bruay")),
    pilotes=(ListedName("p1", "Camille Essai"),),
    years=(2026, 2027),
    fields=(
        Menu("nature", "Nature", (Option(is_of("nature", "nouvelle"), "Nouvelle"),) * 2),
        Menu(LACKING, "", (Option(FieldCondition("nature", Operator.LACKS), "Sans nature"),)),
    ),
)

CONDITIONS = st.one_of(
    st.sampled_from(Status).map(lambda status: Condition("statuses", status)),
    st.sampled_from(Priority).map(lambda priority: Condition("priorities", priority)),
    st.sampled_from(["a1", "a2", "gone"]).map(lambda row: Condition("ambitions", row)),
    st.sampled_from(["pilote", "note", "budget"]).map(lambda what: Condition("without", what)),
    st.booleans().map(lambda flag: Condition("late", flag)),
    st.integers(2020, 2035).map(lambda year: Condition("year", year)),
    st.sampled_from(ActionNature).map(lambda nature: is_of("nature", nature.value)),
    st.sampled_from(["nature", "fiche_cadre"]).map(
        lambda name: FieldCondition(name, Operator.LACKS)
    ),
)


@given(st.lists(CONDITIONS, max_size=8))
def test_conditions_when_added_and_taken_away_then_the_query_is_as_before(
    asked: list[AnyCondition],
) -> None:
    start = ActionQuery(text="café", sort="title", descending=True)
    query = start
    for condition in asked:
        query = with_condition(query, condition)
        assert condition in conditions(query)

    for condition in conditions(query):
        assert badge(condition, menus(NAMES)).strip()
        query = without_condition(query, condition)

    assert query == start


@given(st.lists(CONDITIONS, max_size=8))
def test_conditions_when_all_are_cleared_then_the_order_stays(asked: list[AnyCondition]) -> None:
    query = ActionQuery(text="café", sort="title", deleted=True)
    for condition in asked:
        query = with_condition(query, condition)

    assert cleared(query) == ActionQuery(sort="title", deleted=True)


def test_menus_when_a_list_has_one_choice_then_it_is_left_out() -> None:
    titles = [menu.title for menu in menus(NAMES)]

    assert "Structure" in titles
    assert "Pilote" not in titles  # one person leaves no choice
    assert "Public" not in titles


def test_menu_of_ambitions_when_shown_then_each_stands_under_its_enjeu() -> None:
    menu = next(menu for menu in menus(NAMES) if menu.key == "ambition")

    assert [(option.words, option.is_part) for option in menu.options] == [
        ("Enjeu 1 – Grandir", False),
        ("Ambition 2 – Accueillir", True),
        ("Ambition 1 – à compléter", False),
    ]


def test_badges_when_shown_then_they_say_what_they_are_about() -> None:
    found = known_menus(NAMES)

    assert badge(Condition("statuses", Status.EN_COURS), found) == "Statut : En cours"
    assert badge(Condition("ambitions", "a2"), found) == "Ambition 2 – Accueillir"
    assert badge(Condition("late", False), found) == "Pas en retard"
    assert badge(Condition("without", "note"), found) == "Sans note depuis 3 mois"
    assert badge(is_of("nature", "nouvelle"), found) == "Nature : Nouvelle"
    assert badge(is_of("nature", "gone"), found) == "Nature : autre"
    assert badge(FieldCondition("nature", Operator.LACKS), found) == "Sans nature"
    assert badge(Condition("year", 2031), found) == "Année : 2031"
    assert badge(Condition("structures", "gone"), found) == "Structure : autre"


def test_badge_when_no_menu_offers_the_condition_then_it_is_named_all_the_same() -> None:
    names = replace(
        NAMES,
        structures=(ListedName("s1", "Béthune"),),
        territoires=(ListedName("s1", "Béthune"), ListedName("s3", "Ames")),
    )
    found = known_menus(names)

    assert "Structure" not in [menu.title for menu in menus(names)]
    assert badge(Condition("structures", "s1"), found) == "Structure : Béthune"
    assert badge(Condition("structures", "s3"), found) == "Structure : Ames"  # carries no action
    assert badge(Condition("pilotes", "p1"), found) == "Pilote : Camille Essai"
