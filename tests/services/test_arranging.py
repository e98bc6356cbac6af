"""The lists of the référentiel: their order, what a new row begins with, what may be removed."""

from pathlib import Path

import pytest

from ctg_desktop.domain.convention import Ambition, Convention, Enjeu, LinkedFrame, Objective
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.referentiel.reading import read
from ctg_desktop.referentiel.settling import reader_of
from ctg_desktop.services.arranging import birth, held_back, move
from tests.support.app import ambition, new_action, plain

TROIS_VAUX = Path(__file__).parents[1] / "data" / "referentiel" / "trois_vaux.toml"


def titles(uow: UnitOfWork) -> list[str | None]:
    return [row.title for row in uow.rows(Objective)]


def why(uow: UnitOfWork, row: Ambition) -> str:
    return plain(held_back(uow, Ambition.TYPE, row.id) or "")


def test_move_when_up_then_the_others_close_ranks_and_undo_takes_it_back(
    agglomeration: UnitOfWork,
) -> None:
    before = titles(agglomeration)
    last = agglomeration.rows(Objective)[-1]

    changes = move(agglomeration, Objective.TYPE, last.id, -1)

    assert titles(agglomeration) == [*before[:3], before[4], before[3]]
    assert len(changes.rows) == 2
    agglomeration.undo()
    assert titles(agglomeration) == before


def test_move_when_past_an_end_then_nothing_is_written(agglomeration: UnitOfWork) -> None:
    first = agglomeration.rows(Enjeu)[0]

    assert not move(agglomeration, Enjeu.TYPE, first.id, -1)


def test_move_when_the_folder_is_a_commune_then_it_is_refused(uow: UnitOfWork) -> None:
    with pytest.raises(RuleError, match="que seule"):
        move(uow, Objective.TYPE, uow.rows(Objective)[1].id, -1)


def test_ambition_when_actions_point_there_then_a_sentence_says_how_many(
    agglomeration: UnitOfWork,
) -> None:
    first, second = ambition(agglomeration, "1"), ambition(agglomeration, "2")
    new_action(agglomeration)
    new_action(agglomeration, main_ambition=second.id, other_ambitions=(first.id,))

    assert "2 actions en relèvent" in why(agglomeration, first)
    assert "1 action en relève" in why(agglomeration, second)
    assert not why(agglomeration, ambition(agglomeration, "3"))


def test_ambition_when_models_point_there_then_they_are_counted_too(
    agglomeration: UnitOfWork,
) -> None:
    first, second = ambition(agglomeration, "1"), ambition(agglomeration, "2")
    new_action(agglomeration, model=True)
    assert "1 modèle en relève" in why(agglomeration, first)
    new_action(agglomeration, main_ambition=second.id, other_ambitions=(first.id,))

    assert "1 action et 1 modèle en relèvent" in why(agglomeration, first)


def test_birth_when_asked_then_place_number_and_convention_are_given(
    agglomeration: UnitOfWork,
) -> None:
    convention = agglomeration.rows(Convention)[0].id

    assert birth(agglomeration, Enjeu.TYPE) == {"order": 4, "number": "4", "convention": convention}
    assert birth(agglomeration, Ambition.TYPE) == {"order": 9, "number": "9"}
    assert birth(agglomeration, LinkedFrame.TYPE) == {"order": 7}


def test_birth_when_numbers_have_two_parts_then_the_last_one_counts() -> None:
    assert birth(reader_of(read(TROIS_VAUX)), Ambition.TYPE)["number"] == "5.5"
