"""What the screens read grows no faster than what they show, or than what they count.

Steps of SQLite's machine and numbers of statements, not times: the same on any computer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.attention import ATTENTION
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.services import actions
from ctg_desktop.services.caching import Kept
from ctg_desktop.services.contacts import contact_book
from ctg_desktop.services.dashboard import count_ahead, dashboard
from ctg_desktop.services.finding import find_records
from ctg_desktop.services.history import history
from ctg_desktop.services.listing import list_names, listed
from ctg_desktop.services.past_gestures import gesture_lines
from ctg_desktop.services.queries import SORTS
from ctg_desktop.services.sheets import sheet
from db.unit_of_work import SqliteUnitOfWork
from tests.bench.making import TODAY, make, opened
from tests.support.reading import reading_of

Screen = Callable[[SqliteUnitOfWork], object]

SMALL, TIMES = 250, 10
SCREENFUL = 100
NOW = datetime(2027, 3, 1, tzinfo=UTC)
FLAT = 1.5
"""How much more a first screen may take: what is shown differs a little from folder to folder."""
LITTLE = 200
"""Fewer steps tell nothing: the index of words takes some more or fewer from run to run."""
LINEAR = 1.3 * TIMES
MORE = 8
"""Statements that a large folder may take more: latest gestures are read one by one."""

OTHERS = sorted(
    name
    for name, spec in Action.TYPE.fields.items()
    if not spec.is_multiple and name not in {*SORTS.values(), "main_ambition"}
)
"""Fields that sort without an index."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[SqliteUnitOfWork]]:
    """Two folders that are only read, the second with ten times the actions."""
    places = [tmp_path_factory.mktemp("croissance") / str(size) for size in (SMALL, SMALL * TIMES)]
    for place, size in zip(places, (SMALL, SMALL * TIMES), strict=True):
        make(place, "lists", size)
    with opened(places[0]) as small, opened(places[1]) as large:
        for uow in (small, large):
            assert isinstance(uow, SqliteUnitOfWork)
            actions.delete(uow, uow.action_ids(ActionQuery(), TODAY)[0])
        yield [small, large]


def growth(folders: list[SqliteUnitOfWork], screen: Screen) -> float:
    """Return how many times more a screen reads in the large folder, by no more statements."""
    small, large = (reading_of(uow, partial(screen, uow)) for uow in folders)
    assert 0 < len(large.statements) <= len(small.statements) + MORE
    return large.steps / max(small.steps, LITTLE)


def first(**asked: object) -> Screen:
    query = replace(ActionQuery(limit=SCREENFUL), **asked)  # type: ignore[arg-type] # by name
    return lambda uow: listed(uow, query, TODAY)


def of_busiest(uow: SqliteUnitOfWork) -> ActionQuery:
    structure = uow.rows(Territoire)[0].id
    return ActionQuery(structures=frozenset({structure}), limit=20)


SORTED: dict[str, Screen] = {
    f"{name}{' down' if descending else ''}": first(sort=name, descending=descending)
    for name in SORTS.values()
    for descending in (False, True)
}
FIRST_SCREENS: dict[str, Screen] = {
    "word": first(text="renforcer", limit=20),
    "one letter": first(text="l"),
    "one letter, down": first(text="l", descending=True),
    "nothing": first(text="xylophone"),
    "status, by title": first(statuses=frozenset({Status.EN_COURS}), sort="title"),
    "late, by end": first(late=True, sort="ends_on"),
    "of a structure": lambda uow: listed(uow, of_busiest(uow), TODAY),
    "corbeille": first(deleted=True),
    "fiche": lambda uow: sheet(uow, uow.action_ids(ActionQuery(limit=1), TODAY)[0], TODAY),
    "contacts": lambda uow: contact_book(uow, TODAY),
    "search box": lambda uow: find_records(uow, "ludo"),
    "undo": lambda uow: uow.undo_state(),
}


@pytest.mark.parametrize("screen", SORTED.values(), ids=SORTED.keys())
def test_first_screen_when_sorted_then_it_reads_as_much_in_a_long_list(
    folders: list[SqliteUnitOfWork], screen: Screen
) -> None:
    assert growth(folders, screen) < FLAT


@pytest.mark.parametrize("screen", FIRST_SCREENS.values(), ids=FIRST_SCREENS.keys())
def test_screen_when_the_folder_grows_then_it_reads_as_much(
    folders: list[SqliteUnitOfWork], screen: Screen
) -> None:
    assert growth(folders, screen) < FLAT


def test_first_screen_when_a_word_is_common_then_other_orders_read_little_more(
    folders: list[SqliteUnitOfWork],
) -> None:
    """What holds the word is found as numbers alone, without the rows."""
    for name in SORTS.values():
        assert growth(folders, first(text="l", sort=name)) < TIMES / 2


COUNTS: dict[str, Screen] = {
    "accueil": lambda uow: dashboard(uow, TODAY),
    "names": list_names,
    "several words": first(text="accueil du mercredi"),
    "found": lambda uow: uow.count_actions(ActionQuery("ludotheque"), TODAY),
    "all": lambda uow: uow.count_actions(ActionQuery(), TODAY),
    "far down": first(offset=SMALL * 6 // 10),
    "identities": lambda uow: uow.action_ids(ActionQuery(sort="pilote"), TODAY),
    "identities of a word": lambda uow: uow.action_ids(ActionQuery("l", sort="structure"), TODAY),
}


@pytest.mark.parametrize("screen", COUNTS.values(), ids=COUNTS.keys())
def test_count_when_the_folder_grows_then_it_reads_no_more_than_what_it_counts(
    folders: list[SqliteUnitOfWork], screen: Screen
) -> None:
    assert growth(folders, screen) < LINEAR


def test_list_when_sorted_by_any_other_field_then_it_is_read_once(
    folders: list[SqliteUnitOfWork],
) -> None:
    for name in OTHERS:
        assert growth(folders, first(sort=name)) < LINEAR, name


def test_history_when_the_folder_grows_then_the_rows_that_are_told_alone_are_read(
    folders: list[SqliteUnitOfWork],
) -> None:
    for uow in folders:
        row = uow.action_ids(ActionQuery(limit=1), TODAY)[0]
        assert reading_of(uow, partial(history, uow, row, NOW)).steps < 10_000
        lines = reading_of(uow, partial(gesture_lines, uow, 100))
        assert lines.steps < 40_000


def test_accueil_when_a_gesture_was_made_then_what_it_touched_alone_is_counted(
    folders: list[SqliteUnitOfWork],
) -> None:
    _, uow = folders
    kept = Kept()

    def shown(kept: Kept) -> object:
        kept.follow(uow)
        return dashboard(uow, TODAY, kept=kept)

    def counts() -> int:
        """Return how many counts of actions are asked for with what is kept, and keep them."""
        asked = reading_of(uow, lambda: shown(deepcopy(kept))).statements
        shown(kept)
        told = [" ".join(each.split()) for each in asked]
        return sum("count(" in each and "etape" not in each for each in told)

    row = uow.action_ids(ActionQuery(limit=1), TODAY)[0]
    whole = counts()
    ahead = Kept()
    count_ahead(uow, TODAY, ahead)
    told = reading_of(uow, lambda: shown(deepcopy(ahead))).statements
    assert len(told) == len(reading_of(uow, lambda: shown(deepcopy(kept))).statements)
    assert whole >= len([each for each in ATTENTION.values() if each.without])
    assert counts() == 0
    actions.edit(uow, row, {"title": "Autre titre"})
    assert counts() == 0
    actions.edit(uow, row, {"ends_on": TODAY})
    assert 0 < counts() < whole
    actions.edit(uow, row, {"status": Status.EN_PAUSE})
    kept.follow(uow)
    assert dashboard(uow, TODAY, kept=kept) == dashboard(uow, TODAY)
