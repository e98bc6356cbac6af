"""A gesture on a whole list: its indexes are rebuilt once, and everything stands as it should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.fields import Scalar
from ctg_desktop.ports import untold
from ctg_desktop.services.receptions import Fate, reception
from db.many_rows import FEW
from tests.support.reading import reading_of
from tests.support.sites import Site

MakeSite = Callable[..., Site]

ROWS = FEW + 100


def filled(site: Site, count: int = ROWS) -> list[str]:
    rows = [site.uow.new_id() for _ in range(count)]
    site.uow.record(
        Draft(
            "Un lot",
            tuple(
                Edit(Cell("action", row, field), value)
                for number, row in enumerate(rows)
                for field, value in (
                    *(("deleted", 0), ("title", f"Ludothèque {number % 7}")),
                    ("reference", f"BET-2026-{number // 2:03d}"),  # each is shared by two
                )
            ),
        )
    )
    return rows


def written(site: Site, rows: list[str], field: str, *values: Scalar) -> None:
    """Write a value into rows, or one after the other into each."""
    edits = (
        Edit(Cell("action", row, field), values[at % len(values)]) for at, row in enumerate(rows)
    )
    site.uow.record(Draft("Tout", tuple(edits)))


def indexes(site: Site) -> list[tuple[str, str]]:
    """Return the indexes of actions, in the order in which SQLite looks at them."""
    driver: Any = site.uow._driver  # noqa: SLF001 - what is asked below everything else
    found = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'action'"
    return list(driver.execute(f"{found} AND sql IS NOT NULL ORDER BY rowid"))


def made(site: Site, work: Callable[[], object]) -> list[str]:
    """Return the statements by which work makes indexes."""
    driver: Any = site.uow._driver  # noqa: SLF001 - what is asked below everything else
    statements: list[str] = []
    driver.set_trace_callback(statements.append)
    try:
        work()
    finally:
        driver.set_trace_callback(None)
    return sorted(
        each.replace(" main.", " ")
        for each in statements
        if each.startswith("CREATE INDEX") and " ON action " in each
    )


@pytest.fixture
def long(make_site: MakeSite) -> Site:
    return make_site()


def test_gesture_when_it_writes_a_whole_list_then_each_index_is_made_once(long: Site) -> None:
    rows = filled(long)
    before, state = indexes(long), long.uow.state_hash()
    all_of_them = sorted(statement for _, statement in before)

    assert made(long, lambda: written(long, rows, "deleted", 1)) == all_of_them
    assert long.uow.search("ludotheque") == []
    assert made(long, lambda: long.uow.rebuild(untold)) == all_of_them  # all are in the corbeille
    assert made(long, long.uow.undo) == all_of_them
    assert (indexes(long), long.uow.state_hash()) == (before, state)
    assert len(long.uow.search("ludotheque 3", limit=ROWS)) > ROWS // 8
    assert made(long, lambda: written(long, rows[: FEW - 1], "deleted", 1)) == []
    assert made(long, lambda: written(long, rows, "priority", "haute")) == []  # in one of them
    assert long.problems() == ()


def test_gesture_when_it_gives_a_whole_list_other_references_then_shared_ones_are_told_apart(
    long: Site,
) -> None:
    rows = filled(long)
    written(long, rows, "reference", "BET-2026-001", "BET-2026-002", None)
    assert long.problems() == ()
    long.uow.undo()
    assert long.problems() == ()


def test_gesture_when_its_last_row_refuses_then_nothing_was_written_and_the_indexes_stand(
    long: Site,
) -> None:
    rows = filled(long)
    before, state = indexes(long), long.uow.state_hash()
    edits = [Edit(Cell("action", row, "deleted"), 1) for row in rows]
    edits[-1] = Edit(edits[-1].cell, 2**70)
    with pytest.raises(ValueError, match="no change"):
        long.uow.record(Draft("Tout", tuple(edits)))
    assert (indexes(long), long.uow.state_hash()) == (before, state)
    long.write(rows[0], "title", "Un autre")
    assert long.problems() == ()


def test_reception_when_a_whole_list_comes_then_it_stands_as_where_it_was_written(
    make_site: MakeSite,
) -> None:
    here, there = make_site("Camille"), make_site("Dominique")
    rows = filled(there)
    everything = sorted(statement for _, statement in indexes(here))
    assert made(here, lambda: here.receive(there)) == everything
    written(there, rows, "deleted", 1)
    written(here, rows[:50], "title", "Écrit entre-temps")
    here.receive(there)
    there.receive(here)
    assert here.uow.state_hash() == there.uow.state_hash()
    assert len(here.uow.conflicts()) == 50
    assert here.problems() == there.problems() == ()


def test_undo_when_somebody_wrote_in_one_of_many_rows_then_that_one_alone_stays_whole(
    make_site: MakeSite,
) -> None:
    """What a gesture wrote is read part by part: a row may begin in one and go on in the next."""
    here, there = make_site("Camille"), make_site("Dominique")
    rows = filled(here, 800)
    last = here.uow.last_change
    there.receive(here)
    cut = rows[(2000 - 1500 - 300) // 2]  # births of 500 rows, their fields, births of 300…
    for row in (cut, rows[700]):
        there.write(row, "constat", "Un autre l’a lu.")
    here.receive(there)

    here.uow.undo()

    changes = here.uow.history([cut, rows[700]])
    assert here.uow.last_change == last + 2 + 3 * 798
    assert {each.change.cell.field for each in changes if each.gesture.undoes} == set()
    assert here.problems() == ()


def test_conflicts_when_many_come_and_wait_then_each_asks_for_one_statement_more(
    make_site: MakeSite,
) -> None:
    def asked(count: int) -> tuple[int, int]:
        here, there = make_site("Camille"), make_site("Dominique")
        rows = filled(here, count)
        there.receive(here)
        written(here, rows, "title", "D’ici")
        written(there, rows, "title", "De là")
        with here.uow.trying(there.uow.parcel()) as report:
            assert reception(here.uow, report).count(Fate.IN_CONFLICT) == count
            seen = reading_of(here.uow, lambda: reception(here.uow, report))
        here.receive(there)
        read = reading_of(here.uow, here.uow.conflicts)
        assert len(here.uow.conflicts()) == count
        return len(seen.statements), len(read.statements)

    few, many = asked(5), asked(25)
    assert many == (few[0] + 20, few[1] + 20)


def test_gesture_and_undo_when_the_list_is_longer_then_each_row_asks_for_as_much(
    make_site: MakeSite,
) -> None:
    def asked(count: int) -> tuple[float, float]:
        """Return the steps and the statements of each row, thrown away and brought back."""
        site = make_site()
        rows = filled(site, count)

        def work() -> None:
            written(site, rows, "deleted", 1)
            site.uow.undo()

        read = reading_of(site.uow, work)
        return read.steps / count, len(read.statements) / count

    few, many = asked(FEW // 8), asked(FEW + 200)
    assert all(large < 1.3 * small for large, small in zip(many, few, strict=True))
