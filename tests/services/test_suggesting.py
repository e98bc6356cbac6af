"""What a field proposes as one types, and how what it points to is called."""

import pytest

from ctg_desktop.domain.convention import Ambition
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.suggesting import names_of, suggestions
from tests.support.app import ambition, new_action


def words(uow: UnitOfWork, target: str, typed: str) -> list[str]:
    return [found.words for found in suggestions(uow, target, typed)]


@pytest.mark.parametrize("typed", ["noeux", "NŒUX", "mines noe", "nœux-les", "62617"])
def test_commune_when_its_name_is_begun_then_it_is_proposed(uow: UnitOfWork, typed: str) -> None:
    assert "Nœux-les-Mines" in words(uow, "territoire", typed)


def test_people_when_the_family_name_is_begun_then_they_are_proposed(uow: UnitOfWork) -> None:
    (found,) = suggestions(uow, "contact", "bio")

    assert found.words == "Anne-Sophie BIOUT"
    assert "Chargée de mission" in found.detail


def test_list_when_nothing_is_typed_then_all_of_it_is_proposed_in_its_order(
    uow: UnitOfWork,
) -> None:
    assert words(uow, "public", "")[:2] == ["0-3 ans", "3-6 ans"]
    assert len(words(uow, "territoire", "")) > 100


def test_ambition_when_it_has_no_title_then_it_is_said_to_be_completed(
    agglomeration: UnitOfWork,
) -> None:
    assert words(agglomeration, "ambition", "ambition 3") == ["Ambition 3 (à compléter)"]
    third = ambition(agglomeration, "3").id
    rows.edit(agglomeration, Ambition.TYPE, third, {"title": "Grandir"})
    assert words(agglomeration, "ambition", "grand") == ["Ambition 3 – Grandir"]


def test_actions_when_words_are_typed_then_the_search_finds_them(uow: UnitOfWork) -> None:
    action = new_action(uow, "Café des parents")
    gone = new_action(uow, "Café fermé")
    actions.delete(uow, gone.id)

    assert words(uow, "action", "cafe") == [f"{action.reference} – Café des parents"]
    assert words(uow, "action", " ") == [f"{action.reference} – Café des parents"]


def test_names_when_rows_point_to_others_then_each_is_called(uow: UnitOfWork) -> None:
    action = new_action(uow)

    names = names_of(uow, [action])

    assert sorted(names.values()) == ["Ambition 1 (à compléter)", "Béthune"]
