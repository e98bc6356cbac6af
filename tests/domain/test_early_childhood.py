"""The reminder of what a commune may have to do for early childhood."""

import pytest

from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.early_childhood import reminder
from ctg_desktop.domain.territory import Territoire
from tests.support.app import plain


def commune(**values: int) -> Territoire:
    return Territoire(id="1", kind=TerritoireKind.COMMUNE, **values)


@pytest.mark.parametrize(
    ("inhabitants", "sentences"), [(3_500, 2), (3_501, 3), (10_000, 3), (10_001, 4)]
)
def test_reminder_when_the_population_grows_then_more_is_told(
    inhabitants: int, sentences: int
) -> None:
    assert len(reminder(commune(total_population=inhabitants))) == sentences


def test_reminder_when_only_the_municipal_population_is_known_then_it_says_which() -> None:
    told = plain(reminder(commune(population=660, population_year=2026))[-1])

    assert told == "Repère : 660 habitants (population municipale, édition 2026)."


def test_reminder_when_no_population_is_known_then_everything_is_told() -> None:
    assert plain(reminder(commune())[-1]) == "Population de la commune : à compléter."
    assert len(reminder(commune())) == 4


def test_reminder_when_the_place_is_no_commune_then_there_is_none() -> None:
    assert reminder(Territoire(id="1", kind=TerritoireKind.SIVOM)) == ()
