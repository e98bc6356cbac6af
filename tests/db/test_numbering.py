"""Numbers in the index follow the list, so that a search reads its first screen at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.errors import RuleError
from ctg_desktop.paths import DataFolder
from tests.support.folders import run_sql
from tests.support.sites import Site, unite

MakeSite = Callable[..., Site]

TODAY = date(2026, 9, 15)
EVERY = ActionQuery("café")


def references(site: Site) -> list[str]:
    return [line.reference for line in site.uow.actions(EVERY, TODAY)]


def is_as_listed(site: Site) -> bool:
    """Whether a search finds what it does in the order of the list, from both ends."""
    found = site.uow.action_ids(EVERY, TODAY)
    listed = [row for row in site.uow.action_ids(ActionQuery(), TODAY) if row in found]
    backwards = site.uow.action_ids(replace(EVERY, descending=True), TODAY)
    return found == listed == backwards[::-1] and site.uow.count_actions(EVERY, TODAY) == len(found)


def test_search_when_references_change_then_it_finds_in_the_order_of_the_list(
    make_site: MakeSite,
) -> None:
    """Created, renumbered, put into the corbeille, restored, alone or many, taken back."""
    chance = random.Random(14)
    site = make_site()
    rows = [site.create("Café", reference="R-020")]
    for number in range(150):
        reference = chance.choice((None, f"R-{chance.randrange(40):03d}"))
        what = chance.choice(("create", "create", "renumber", "turn", "many", "undo"))
        if what == "create":
            rows.append(site.create(f"Café {number}", reference=reference))
        elif what == "renumber":
            site.write(chance.choice(rows), "reference", reference)
        elif what == "turn":
            site.write(chance.choice(rows), "deleted", chance.choice((0, 1)))
        elif what == "many":
            gone = chance.choice((0, 0, 1))
            turned = chance.sample(rows, len(rows) // 2)
            edits = [Edit(Cell("action", row, "deleted"), gone) for row in turned]
            edits += [Edit(Cell("action", row, "reference"), reference) for row in turned[::3]]
            site.uow.record(Draft("Plusieurs", tuple(edits)))
        else:
            with suppress(RuleError):  # what it had written was changed since
                site.uow.undo()

    assert is_as_listed(site)
    assert len(references(site)) > 20
    assert site.problems() == ()


def test_number_when_one_reference_changes_then_no_other_action_gets_another(
    make_site: MakeSite,
) -> None:
    """Deleted and restored, it keeps the one it has: the lists' indexes hold it."""
    site = make_site()
    rows = [site.create("Café", reference=f"R-{number:03d}") for number in range(0, 60, 2)]
    before = numbers(site)
    gone = [Edit(Cell("action", row, "deleted"), 1) for row in random.Random(1).sample(rows, 30)]
    site.uow.record(Draft("Supprimées", tuple(gone)))
    site.uow.undo()
    assert numbers(site) == before

    site.write(rows[3], "reference", "R-041")
    site.write(rows[4], "title", "Thé")
    site.delete(rows[5])
    site.uow.undo()

    after = numbers(site)
    assert {row for row in rows if after[row] != before[row]} == {rows[3]}
    assert sorted(rows, key=after.__getitem__).index(rows[3]) == 20


def numbers(site: Site) -> dict[str, int]:
    driver: Any = site.uow._driver  # noqa: SLF001 - no list tells a number
    return dict(driver.execute("SELECT id, search_number FROM action"))


@pytest.mark.parametrize("step", [1, -1], ids=["after", "before"])
def test_search_when_many_come_between_two_actions_then_those_after_make_room(
    make_site: MakeSite, step: int
) -> None:
    """One after the other, as each agglomeration's structure numbers its own, or all at once."""
    site = make_site()
    for number in range(30):
        site.create("Café", reference=f"{'AC'[number % 2]}-{number:04d}")
    for number in range(400)[::step]:
        site.create("Café", reference=f"B-{number:04d}")
    at_once = [site.uow.new_id() for _ in range(400)]
    edits = [
        Edit(Cell("action", row, field), value)
        for number, row in enumerate(at_once)
        for field, value in (("deleted", 0), ("title", "Café"), ("reference", f"BB-{number:04d}"))
    ]
    site.uow.record(Draft("Import", tuple(edits)))
    site.uow.record(
        Draft(
            "Renumérotées",
            tuple(
                Edit(Cell("action", row, "reference"), f"0-{number:04d}")
                for number, row in enumerate(at_once[:50])
            ),
        )
    )

    assert is_as_listed(site)
    assert len(references(site)) == 830
    assert site.problems() == ()


def test_search_when_actions_come_from_elsewhere_then_they_stand_in_the_list(
    make_site: MakeSite,
) -> None:
    here, there = make_site("Camille Essai"), make_site("Dominique Test")
    for number in range(0, 40, 2):
        here.create("Café", reference=f"R-{number:03d}")
        there.create("Café", reference=f"R-{number + 1:03d}")

    unite([here, there])

    assert references(here) == references(there) == [f"R-{number:03d}" for number in range(40)]
    there.delete(there.uow.action_ids(ActionQuery(), TODAY)[7])
    there.create("Café", reference="R-000b")
    unite([here, there])
    assert references(here) == references(there)
    assert references(here)[:9] == [
        "R-000",
        "R-000b",
        *(f"R-{n:03d}" for n in (1, 2, 3, 4, 5, 6, 8)),
    ]
    assert is_as_listed(here)
    assert here.problems() == there.problems() == ()


def test_search_when_the_first_actions_come_then_all_get_their_numbers_at_once(
    make_site: MakeSite,
) -> None:
    """As when one joins; and again where all were in the corbeille meanwhile."""
    site, other = make_site("Camille"), make_site("Dominique")
    rows = [site.create("Café", reference=f"R-{at * 7 % 60:03d}") for at in range(60)]
    driver: Any = other.uow._driver  # noqa: SLF001 - what is asked below everything else
    asked: list[str] = []

    driver.set_trace_callback(asked.append)
    other.receive(site)
    driver.set_trace_callback(None)

    assert len([each for each in asked if "search_number" in each and "WHERE" in each]) < 10
    assert is_as_listed(other)
    for gone, some in ((1, rows), (0, rows[::3])):
        edits = tuple(Edit(Cell("action", row, "deleted"), gone) for row in some)
        other.uow.record(Draft("Plusieurs", edits))
    other.create("Café", reference="R-007")
    assert is_as_listed(other)
    assert len(references(other)) == 21
    assert site.problems() == other.problems() == ()


@pytest.mark.parametrize(("first", "count"), [("etape", 0), ("action", 1)])
def test_search_when_sites_give_one_identity_to_two_kinds_then_what_came_first_is_found(
    make_site: MakeSite, first: str, count: int
) -> None:
    """An étape is not searched by itself: nothing is left of the words of the action."""
    here, there = make_site("Camille Essai"), make_site("Dominique Test")
    there.clock.at += timedelta(hours=1)
    for site, entity in ((here, first), (there, "etape" if first == "action" else "action")):
        edits = (
            Edit(Cell(entity, "x1", "deleted"), 0),
            Edit(Cell(entity, "x1", "title"), "Tilleul"),
        )
        site.uow.record(Draft("Création", edits))

    unite([here, there])

    assert [len(site.uow.search("tilleul")) for site in (here, there)] == [count] * 2
    assert here.problems() == there.problems() == ()


def test_verify_when_two_numbers_were_exchanged_then_it_says_so_and_rebuild_mends_it(
    make_site: MakeSite,
) -> None:
    """The words are those of the actions, but the list would be in another order."""
    site = make_site()
    for number in range(2):
        site.create("Café", reference=f"R-{number}")
    run_sql(
        DataFolder(site.folder),
        "CREATE TEMP TABLE held AS SELECT id, search_number FROM action",
        "UPDATE action SET search_number = NULL",
        "UPDATE action SET search_number ="
        " (SELECT held.search_number FROM held WHERE held.id != action.id)",
    )

    assert site.problems() == ("L’index de recherche ne correspond pas aux fiches.",)
    site.uow.rebuild(lambda _label, _done, _total: None)

    assert site.problems() == ()
    assert is_as_listed(site)
