"""Taking in bit by bit: the same as at once, and whole wherever it stops."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctg_desktop.domain.arrivals import Carrier, Source
from ctg_desktop.services.writers import Arrivals
from tests.support.sites import Site, hashes, sent

RELAY = Source(Carrier.RELAY, "//serveur/ctg")
NO_TIME = 1e-9
"""Slices as short as they can be."""


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[tuple[Site, Site]]:
    here, there = (Site(tmp_path / name, name) for name in ("ici", "là-bas"))
    for number in range(90):
        row = there.create(f"Action {number}")
        there.write(row, "title", f"Action {number}, précisée")
    yield here, there
    for site in (here, there):
        site.close()


def test_union_when_it_is_in_slices_then_it_ends_as_at_once_with_one_arrival(
    sites: tuple[Site, Site],
) -> None:
    here, there = sites

    reports = list(here.uow.union_in_slices(sent(there.uow), RELAY, NO_TIME))

    assert len(reports) > 2
    assert len(hashes(sites)) == 1
    assert here.problems() == ()
    (arrival,) = here.uow.arrivals()
    assert arrival.new == sum(report.new for report in reports) == 270
    assert list(arrival.spans.values()) == [(1, 270)]
    # Every row is named; what differs in each is not told, and not kept in memory.
    assert len({row for report in reports for row in report.changes.rows}) == 90
    assert not any(report.differences for report in reports)
    assert all(report.untold for report in reports if report.new)
    # Whatever slice brought it, the history of a row finds how it came.
    for row in {row for report in reports for _entity, row in report.changes.rows}:
        came = [each for each in here.uow.history([row]) if each.received_ms is not None]
        arrivals = Arrivals(here.uow, came)
        assert {arrivals.carrier(each) for each in came} == {"le relais"}


def test_union_when_it_stops_between_slices_then_what_came_is_whole_and_the_rest_follows(
    sites: tuple[Site, Site],
) -> None:
    here, there = sites
    slices = here.uow.union_in_slices(sent(there.uow), RELAY, NO_TIME)
    next(slices)
    here.create("Écrite entre deux")
    here.close()
    here.uow = here.opened()
    assert here.problems() == ()
    assert 0 < here.uow.known()[there.uow.installation.incarnation] < 270

    list(here.uow.union_in_slices(sent(there.uow), RELAY, NO_TIME))
    there.receive(here)

    assert len(hashes(sites)) == 1
    assert here.problems() == ()


def test_union_when_the_same_comes_by_another_way_meanwhile_then_nothing_is_taken_twice(
    sites: tuple[Site, Site],
) -> None:
    here, there = sites
    slices = here.uow.union_in_slices(sent(there.uow), RELAY, NO_TIME)
    first = next(slices)

    here.receive(there)
    rest = list(slices)

    assert first.new
    assert not any(report.new for report in rest)
    assert len(hashes(sites)) == 1
    assert here.problems() == ()
