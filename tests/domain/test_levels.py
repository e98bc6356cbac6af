"""The colours of the two levels of a strategy."""

from itertools import pairwise

import pytest

from ctg_desktop.domain.colours import contrast, legible
from ctg_desktop.domain.convention import Ambition, Enjeu
from ctg_desktop.domain.levels import colour_of

OTHERWISE = "#101010"
BLUE = Enjeu(id="e", colour="#0b4a85")


def ambition(order: int, **more: str) -> Ambition:
    return Ambition(id=f"a{order}", order=order, **more)


def test_colour_when_the_owner_chose_one_then_it_wins_over_that_of_the_enjeu() -> None:
    assert colour_of(ambition(2, colour="#b0206a"), BLUE, OTHERWISE) == "#b0206a"


def test_ambition_when_its_enjeu_has_no_colour_then_it_has_the_usual_one() -> None:
    assert colour_of(ambition(1), Enjeu(id="e"), "") == ""


@pytest.mark.parametrize("enjeu", [BLUE, None], ids=["blue", "none"])
def test_colours_when_nobody_chose_them_then_neighbours_differ_and_read_on_white(
    enjeu: Enjeu | None,
) -> None:
    colours = [colour_of(ambition(order), enjeu, OTHERWISE) for order in range(1, 20)]

    assert all(one != other for one, other in pairwise(colours))
    assert all(contrast(legible(each), "#ffffff") >= 4.5 for each in colours)


def test_ambition_when_it_gets_an_enjeu_then_it_leaves_the_colour_of_its_number_for_a_shade() -> (
    None
):
    alone, within = (colour_of(ambition(1), enjeu, OTHERWISE) for enjeu in (None, BLUE))

    assert (alone, within) == ("#1f6fb5", BLUE.colour)


def test_enjeu_when_it_is_asked_for_then_it_bears_its_own_colour() -> None:
    assert colour_of(None, BLUE, OTHERWISE) == BLUE.colour
    assert colour_of(None, None, OTHERWISE) == OTHERWISE
