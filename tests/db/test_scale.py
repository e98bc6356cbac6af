"""Time and memory grow as the work does: twice as much takes about twice as long.

Ratios within one run, so that the speed of the machine does not count; the sizes are those of
the figures of the design, and the whole runs with CTG_STRESS=1 alone.
"""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Callable

import pytest

from ctg_desktop.domain.arrivals import Carrier, Source
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.paths import DataFolder
from tests.support.folders import heard, other_process, run_sql
from tests.support.sites import Site, sent

MakeSite = Callable[..., Site]

IS_STRESS = os.environ.get("CTG_STRESS") == "1"
pytestmark = pytest.mark.skipif(
    not IS_STRESS, reason="a measure of time: on request, since machines are shared"
)
GROWTH = 4
MOST = 2.5 * GROWTH
"""How much longer `GROWTH` times the work may take: far below the 16 of what is quadratic."""


def fastest(work: Callable[[], object], rounds: int = 3) -> float:
    """Return the time that the work takes when nothing disturbs it, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def growth(small: Callable[[], object], large: Callable[[], object], rounds: int = 3) -> float:
    return fastest(large, rounds) / fastest(small, rounds)


def members(row: str, count: int, value: int) -> tuple[Edit, ...]:
    return tuple(Edit(Cell("action", row, "territoires", f"t{n}"), value) for n in range(count))


def test_record_when_a_row_in_the_corbeille_has_many_members_stays_linear(
    make_site: MakeSite,
) -> None:
    def toggle(count: int) -> Callable[[], object]:
        site = make_site()
        row = site.create("Départ")
        site.uow.record(Draft("x", members(row, count, 1)))
        site.delete(row)
        values = iter([0, 1] * 10)
        return lambda: site.uow.record(Draft("x", members(row, count, next(values))))

    assert growth(toggle(250), toggle(250 * GROWTH)) < MOST


def test_history_and_union_when_one_row_changed_often_stay_linear(make_site: MakeSite) -> None:
    count = 1250
    sites = []
    for size in (count, count * GROWTH):
        site = make_site()
        row = site.create("Départ")
        for number in range(size):
            site.write(row, ("title", "constat")[number % 2], f"Valeur {number}")
        sites.append((site, row))
    (small, small_row), (large, large_row) = sites

    def taken(site: Site) -> Callable[[], object]:
        told = sent(site.uow)
        readers = iter([make_site("Lectrice") for _ in range(3)])
        return lambda: next(readers).uow.union(told)

    histories = (lambda: small.uow.history([small_row]), lambda: large.uow.history([large_row]))
    assert growth(*histories) < MOST
    assert growth(taken(small), taken(large)) < MOST


def filled(make_site: MakeSite, changes: int) -> Site:
    site = make_site()
    fields = ("title", "constat", "description", "status")
    for start in range(0, changes // 5, 500):
        edits = []
        for _ in range(min(500, changes // 5 - start)):
            row = site.uow.new_id()
            edits.append(Edit(Cell("action", row, "deleted"), 0))
            edits += [
                Edit(Cell("action", row, name), f"Un texte court : {name}") for name in fields
            ]
        site.uow.record(Draft("Un lot", tuple(edits)))
    return site


def test_union_verify_and_rebuild_when_the_log_is_long_stay_linear(make_site: MakeSite) -> None:
    sizes = (75_000, 75_000 * GROWTH)
    small, large = (filled(make_site, size) for size in sizes)

    def taken(site: Site) -> Callable[[], object]:
        reader, told = make_site("Lectrice"), sent(site.uow)
        return lambda: reader.uow.union(told)

    for work in (
        taken,
        lambda site: site.problems,
        lambda site: lambda: site.uow.rebuild(lambda *_: None),
        lambda site: site.uow.state_hash,
    ):
        assert growth(work(small), work(large), 1) < MOST


def test_search_when_a_whole_text_is_pasted_does_not_look_for_each_word_each_time(
    make_site: MakeSite,
) -> None:
    site = make_site()
    for number in range(50):
        site.create(f"Enfance et famille {number}")

    once = fastest(lambda: site.uow.search("enfance famille"))
    pasted = "Enfance, famille ! " * 2_000
    assert len(site.uow.search(pasted)) == 50
    assert fastest(lambda: site.uow.search(pasted)) < 50 * once


def test_verify_and_rebuild_when_the_log_grows_need_no_more_memory(make_site: MakeSite) -> None:
    def peak(changes: int) -> int:
        site = filled(make_site, changes)
        tracemalloc.start()
        try:
            assert site.problems() == ()
            site.uow.rebuild(lambda _label, _done, _total: None)
            site.uow.state_hash()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    small = 25_000 if IS_STRESS else 4_000
    assert peak(GROWTH * small) < 2 * peak(small) + 4_000_000


def test_sending_and_receiving_when_the_log_grows_need_no_more_memory(
    make_site: MakeSite,
) -> None:
    source = Source(Carrier.RELAY, "//serveur/ctg")

    def peak(changes: int) -> int:
        site, reader = filled(make_site, changes), make_site("Lectrice")
        tracemalloc.start()
        try:
            for _report in reader.uow.union_in_slices(site.uow.parcel(), source, 0.5):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    small = 15_000
    assert peak(GROWTH * small) < 1.5 * peak(small) + 4_000_000


def another_shape(site: Site) -> DataFolder:
    """Close a folder, as if a version with other tables had written it."""
    site.close()
    folder = DataFolder(site.folder)
    run_sql(folder, "PRAGMA user_version = 1")
    return folder


def test_update_when_the_log_is_long_stays_linear(make_site: MakeSite) -> None:
    def opened(changes: int) -> Callable[[], object]:
        site = filled(make_site, changes)
        another_shape(site)
        return lambda: setattr(site, "uow", site.opened())

    assert growth(opened(75_000), opened(75_000 * GROWTH), 1) < MOST


OPEN = """
import resource
open_folder(folder, clock=TurnedClock()).close()
tell(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
wait()
"""


def test_update_when_the_log_is_long_needs_little_more_memory(make_site: MakeSite) -> None:
    def peak_kb(changes: int) -> int:
        """Return the most memory that a process takes to open the folder, SQLite's included."""
        site = filled(make_site, changes)
        with other_process(OPEN, another_shape(site).path) as process:
            peak = int(heard(process))
        site.uow = site.opened()
        return peak

    assert peak_kb(GROWTH * 75_000) < peak_kb(75_000) + 40_000
