"""The union of histories: whatever order files arrive in, every site ends with the same content.

Random gestures on 2 to 6 folders whose clocks are wrong by up to five years, some by fifty,
exchanged at random.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from sqlcipher3 import dbapi2

from ctg_desktop.domain.changes import (
    Cell,
    Draft,
    Edit,
)
from ctg_desktop.domain.entities import Action, Ambition
from ctg_desktop.domain.envelopes import Parcel, UnionReport
from ctg_desktop.domain.merging import Head, latest, row_state
from ctg_desktop.errors import RuleError
from db.engine import driver_of
from db.lifecycle.opening import open_folder
from db.unit_of_work import SqliteUnitOfWork
from tests.support.sites import START, Site, TurnedClock, by_gesture, hashes, published, sent, unite

MakeSite = Callable[..., Site]

TITLES = ("Ludothèque", "Café des parents", "Point info", "")
STATUSES = ("idee", "a_venir", "en_cours")
MEMBERS = ("familles", "elus")

IS_STRESS = os.environ.get("CTG_STRESS") == "1"

gesture = st.one_of(
    st.tuples(st.just("create"), st.integers(0, 5), st.sampled_from(TITLES)),
    st.tuples(st.just("title"), st.integers(0, 5), st.integers(0, 9), st.sampled_from(TITLES)),
    st.tuples(st.just("status"), st.integers(0, 5), st.integers(0, 9), st.sampled_from(STATUSES)),
    st.tuples(
        st.just("member"),
        st.integers(0, 5),
        st.integers(0, 9),
        st.sampled_from(MEMBERS),
        st.integers(0, 1),
    ),
    st.tuples(st.just("deleted"), st.integers(0, 5), st.integers(0, 9), st.integers(0, 1)),
)
step = st.one_of(
    gesture,
    gesture,
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.just("redo"), st.integers(0, 5)),
    st.tuples(st.just("receive"), st.integers(0, 5), st.integers(0, 5)),
)
days_wrong = st.one_of(st.integers(-5 * 365, 5 * 365), st.sampled_from([-50 * 365, 50 * 365]))
SOME = settings(max_examples=2000 if IS_STRESS else 8)
"""How many histories are tried: each has several folders, and several reopenings."""

histories = st.tuples(st.lists(days_wrong, min_size=2, max_size=6), st.lists(step, max_size=30))


@contextmanager
def sites_with_clocks(days: Sequence[int]) -> Iterator[list[Site]]:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        made = []
        for number, offset in enumerate(days):
            clock = TurnedClock(START + timedelta(days=offset))
            site = Site(Path(folder, str(number)), f"Personne {number}", clock)
            stack.callback(site.close)
            made.append(site)
        yield made


def play(sites: Sequence[Site], steps: Sequence[tuple]) -> None:
    for verb, at, *rest in steps:
        site = sites[at % len(sites)]
        rows = [action.id for action in site.uow.rows(Action, deleted=None)]
        if verb == "create":
            site.create(rest[0], status="idee")
        elif verb == "receive":
            if sites[rest[0] % len(sites)] is not site:
                site.receive(sites[rest[0] % len(sites)])
        elif verb in ("undo", "redo"):
            try:
                site.uow.undo() if verb == "undo" else site.uow.redo()
            except RuleError:
                continue
        elif rows:
            row = rows[rest[0] % len(rows)]
            if verb == "member":
                site.write(row, "publics", rest[2], member=rest[1])
            else:
                site.write(row, verb, rest[1])


@SOME
@given(histories)
def test_union_when_every_site_knows_everything_gives_one_state_and_loses_nothing(history) -> None:
    days, steps = history
    with sites_with_clocks(days) as sites:
        play(sites, steps)
        written = set().union(*(site.history() for site in sites))

        unite(sites)

        assert len(hashes(sites)) == 1
        assert all(site.history() == written for site in sites)
        assert len({frozenset(map(str, cells(site))) for site in sites}) == 1
        before = sites[0].uow.state_hash()
        unite(sites)
        assert hashes(sites) == {before}
        for site in sites:
            assert site.problems() == ()
            assert tables_follow_the_rules(site)


def cells(site: Site) -> list[Cell]:
    return [conflict.cell for conflict in site.uow.conflicts()]


def tables_follow_the_rules(site: Site) -> bool:
    """Compute each row again from its whole history, by the rules alone, and compare."""
    for action in site.uow.rows(Action, deleted=None):
        by_cell: dict[Cell, list[Head]] = {}
        for each in site.uow.history([action.id]):
            change = each.change
            head = Head(
                change.key,
                change.cell.field,
                change.cell.member,
                change.value,
                each.gesture.stamp,
                each.incarnation.publication_rank,
                frozenset(change.parents),
            )
            by_cell.setdefault(change.cell, []).append(head)
        state = row_state(head for found in by_cell.values() for head in latest(found))
        told = {key: value for key, value in state.values.items() if not key[1]}
        stands = {
            (name, ""): None if value is None else Action.TYPE.fields[name].encode(value)
            for name, value in ((n, getattr(action, n)) for n in ("title", "status"))
        }
        for key, value in stands.items():
            if told.get(key) != value:
                return False
        if bool(told.get(("deleted", ""))) != bool(action.deleted):
            return False
    return True


@SOME
@given(histories)
def test_union_when_a_site_takes_all_at_once_or_through_another_gives_the_same(history) -> None:
    days, steps = history
    with sites_with_clocks([*days[:3], 0, 0]) as (*writers, direct, indirect):
        play(writers, steps)
        parcel = together(writers)
        whole = Parcel((*parcel.envelopes, *parcel.envelopes), parcel.papers)
        with nothing_held(), direct.uow.trying(whole) as report:
            from_the_log = told(report), direct.uow.state_hash()
        report = direct.uow.union(whole)
        assert (told(report), direct.uow.state_hash()) == from_the_log
        assert direct.problems() == ()
        for writer in writers[:2]:
            writers[-1].receive(writer)
        indirect.receive(writers[-1])
        for writer in writers:
            indirect.receive(writer)

        assert direct.uow.state_hash() == indirect.uow.state_hash()
        assert direct.history() == indirect.history()


def test_union_when_new_rows_were_written_by_several_then_it_is_as_read_from_the_log(
    make_site: MakeSite,
) -> None:
    here, there, reader = (make_site(name) for name in ("Ici", "Là-bas", "Lectrice"))
    contested, buried = here.create("Départ"), here.create("Point info")
    there.receive(here)
    here.write(contested, "title", "Ludothèque")
    here.delete(buried)
    there.write(contested, "title", "Café des parents")
    there.write(buried, "constat", "Les familles le connaissent mal.")
    parcel = together([here, there])
    later = [
        envelope
        for part in by_gesture(parcel)
        for envelope in part.envelopes
        if all(
            change.previous is not None or change.cell.field != "deleted"
            for change in envelope.changes()
        )
    ]

    for envelopes in (parcel.envelopes, later):
        some = Parcel(envelopes, parcel.papers)
        with nothing_held(), reader.uow.trying(some) as report:
            from_the_log = told(report), reader.uow.state_hash()
        with reader.uow.trying(some) as report:
            assert (told(report), reader.uow.state_hash()) == from_the_log
            assert {cell.field for cell in report.conflicts} == {"title", "deleted"}


def together(sites: Iterable[Site]) -> Parcel:
    """Return what several sites send, as one parcel."""
    parcels = [sent(site.uow) for site in sites]
    papers = tuple(paper for parcel in parcels for paper in parcel.papers)
    return Parcel([each for parcel in parcels for each in parcel.envelopes], papers)


@contextmanager
def nothing_held() -> Iterator[None]:
    """Let receptions read each row back from the log, as where more comes than they keep."""
    with pytest.MonkeyPatch.context() as settings:
        settings.setattr("db.exchange.touched_rows.MOST_HELD", 0)
        yield


def told(report: UnionReport) -> UnionReport:
    """Return a report without what the clock alone tells; its differences compare in any order.

    The clock goes on between two receptions: what was of a day to come may not be any more.
    """
    return replace(report, differences=tuple(sorted(report.differences, key=repr)), future=())


@SOME
@given(histories, st.randoms(use_true_random=False))
def test_union_when_gestures_arrive_one_by_one_in_any_order_gives_the_same(history, chance) -> None:
    days, steps = history
    with sites_with_clocks([*days[:3], 0, 0]) as (*writers, ordered, shuffled):
        play(writers, steps)
        unite(writers)
        ordered.uow.union(sent(writers[0].uow))
        single = by_gesture(writers[0].uow.parcel())
        chance.shuffle(single)
        for parcel in single:
            shuffled.uow.union(parcel)

        assert shuffled.uow.state_hash() == ordered.uow.state_hash()
        assert shuffled.history() == ordered.history()
        assert set(cells(shuffled)) == set(cells(ordered))
        assert shuffled.problems() == ()


def test_union_when_six_files_arrive_in_any_of_the_720_orders_gives_one_state(
    make_site: MakeSite, tmp_path: Path
) -> None:
    writers = [make_site(f"Personne {n}") for n in range(6)]
    row = writers[0].create("Départ", status="idee")
    for writer in writers[1:]:
        writer.receive(writers[0])
    for number, writer in enumerate(writers):
        writer.clock.at = START + timedelta(days=400 * (number % 3 - 1))
        writer.write(row, "title", f"Intitulé {number % 4}")
        writer.write(row, "publics", 1, member=f"p{number % 2}")
        writer.create(f"Propre à {number}")
    writers[5].delete(row)
    files = [sent(writer.uow) for writer in writers]
    reader = make_site("Lectrice")
    reader.close()
    seen = set()
    # Folders are costly: one reader per first file, its base put back between two orders.
    blank = tmp_path / "vierge"
    shutil.copytree(reader.folder, blank)
    orders = list(itertools.permutations(range(6)))
    # 37 and 720 have no divisor in common: each file comes first, second… last in what is left.
    for order in orders if IS_STRESS else orders[::37]:
        shutil.copyfile(blank / "ctg.sqlite", reader.folder / "ctg.sqlite")
        for left in ("ctg.sqlite-wal", "ctg.sqlite-shm", "dossier.json"):
            (reader.folder / left).unlink(missing_ok=True)
        reader.uow = reader.opened()
        for number in order:
            reader.uow.union(files[number])
        seen.add(reader.uow.state_hash())
        reader.close()
    reader.uow = reader.opened()
    assert len(seen) == 1


@SOME
@given(histories)
def test_resolution_when_one_site_decides_closes_the_conflict_everywhere(history) -> None:
    days, steps = history
    with sites_with_clocks(days) as sites:
        play(sites, steps)
        unite(sites)
        for conflict in sites[0].uow.conflicts():
            value = conflict.current
            sites[0].uow.record(Draft("Conflit réglé", (Edit(conflict.cell, value),)))
        assert sites[0].uow.conflicts() == []

        unite(sites)

        assert len(hashes(sites)) == 1
        assert all(site.uow.conflicts() == [] for site in sites)


@settings(max_examples=1000 if IS_STRESS else 5)
@given(histories, st.lists(gesture, min_size=1, max_size=50))
def test_undo_when_up_to_fifty_gestures_are_taken_back_gives_each_former_state_and_travels(
    history, gestures
) -> None:
    days, steps = history
    with sites_with_clocks(days[:3]) as sites:
        play(sites, steps)
        unite(sites)
        site = sites[0]
        states = [site.uow.state_hash()]
        for each in gestures:
            last = site.uow.undo_state().undo
            play([site], [each])
            if site.uow.undo_state().undo != last:
                states.append(site.uow.state_hash())

        for expected in reversed(states[:-1]):
            site.uow.undo()
            assert site.uow.state_hash() == expected
        unite(sites)
        assert hashes(sites) == {states[0]}
        for expected in states[1:]:
            site.uow.redo()
            assert site.uow.state_hash() == expected
        unite(sites)
        assert hashes(sites) == {states[-1]}
        assert all(each.problems() == () for each in sites)


def test_union_when_stopped_at_any_point_leaves_everything_as_it_was(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    rows = [a.create(f"Action {number}") for number in range(5)]
    b.receive(a)
    for row in rows:
        a.write(row, "title", "De Camille")
        b.write(row, "title", "De Dominique")
        b.write(row, "publics", 1, member="familles")
    b.delete(rows[0])
    parcel, before = sent(b.uow), (a.uow.state_hash(), a.history())
    a.close()
    opened = open_folder(a.folder, clock=a.clock)
    with opened.engine.connect() as connection:
        driver = driver_of(connection)
    a.uow = SqliteUnitOfWork(opened, a.clock)
    stops, length = 0, 0.0
    while True:
        left = itertools.count(int(length), -1)
        driver.set_progress_handler(lambda left=left: next(left) < 0, 20)
        try:
            a.uow.union(parcel)
        except (OperationalError, dbapi2.OperationalError):
            driver.set_progress_handler(None, 0)
            assert (a.uow.state_hash(), a.history()) == before
            stops, length = stops + 1, length * (1.02 if IS_STRESS else 1.3) + 1
        else:
            break
    driver.set_progress_handler(None, 0)

    assert stops > 10
    a.write(rows[1], "status", "idee")
    unite([a, b])
    assert len(hashes([a, b])) == 1
    assert a.problems() == b.problems() == ()
    assert a.uow.known() == b.uow.known()


def test_resolution_when_two_sites_decide_alike_stays_closed(make_site: MakeSite) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    row = a.create("Départ")
    b.receive(a)
    a.write(row, "title", "De Camille")
    b.write(row, "title", "De Dominique")
    unite([a, b])
    assert [conflict.cell.field for conflict in a.uow.conflicts()] == ["title"]

    a.write(row, "title", "Commun")
    b.write(row, "title", "Commun")
    unite([a, b])

    assert a.uow.conflicts() == b.uow.conflicts() == []
    assert hashes([a, b]) == {a.uow.state_hash()}


def test_report_when_a_row_is_new_or_known_then_each_cell_that_differs_is_told(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    row = a.create("Départ", status="idee")
    new = b.receive(a).differences
    a.write(row, "title", "Arrivée")
    a.write(row, "status", None)
    known = b.receive(a).differences

    where = {field: Cell("action", row, field) for field in ("deleted", "title", "status")}
    assert {each for told in new for each in told.differences()} == {
        (where["deleted"], None, 0),
        (where["title"], None, "Départ"),
        (where["status"], None, "idee"),
    }
    assert {each for told in known for each in told.differences()} == {
        (where["title"], "Départ", "Arrivée"),
        (where["status"], "idee", None),
    }


def test_conflict_when_two_sites_differ_names_both_and_what_they_started_from(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    row = a.create("Départ")
    b.receive(a)
    a.write(row, "title", "De Camille")
    b.write(row, "title", "De Dominique")
    report = a.receive(b)

    (conflict,) = a.uow.conflicts(row)
    assert report.conflicts == (conflict.cell,)
    # Told on both sides, though one of them goes on showing its own value.
    assert all(conflict.cell in each.changes.cells for each in (report, b.receive(a)))
    assert {(side.author, side.value) for side in conflict.sides} == {
        ("Camille", "De Camille"),
        ("Dominique", "De Dominique"),
    }
    assert conflict.common == "Départ"


def test_conflict_when_sites_wrote_several_times_tells_the_last_common_value(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    row = a.create("Départ")
    a.write(row, "title", "Commun")
    b.receive(a)
    for number in range(3):
        a.write(row, "title", f"De Camille {number}")
    for number in range(2):
        b.write(row, "title", f"De Dominique {number}")
    a.receive(b)

    assert [conflict.common for conflict in a.uow.conflicts()] == ["Commun"]


def test_conflict_when_a_row_is_deleted_and_edited_tells_that_it_was_alive(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    row = a.create("Départ")
    a.delete(row)
    a.restore(row)
    b.receive(a)
    a.delete(row)
    b.write(row, "title", "De Dominique")
    a.receive(b)

    assert [conflict.common for conflict in a.uow.conflicts()] == [0]


def test_conflict_when_nothing_was_there_before_tells_no_common_value(make_site: MakeSite) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    row = a.create("Départ")
    b.receive(a)
    a.write(row, "constat", "De Camille")
    b.write(row, "constat", "De Dominique")
    a.receive(b)

    assert [conflict.common for conflict in a.uow.conflicts()] == [None]


def test_resolutions_when_they_race_and_differ_ask_once_more_and_then_close(
    make_site: MakeSite,
) -> None:
    sites = [make_site(f"Personne {number}") for number in range(4)]
    row = sites[0].create("Départ")
    unite(sites)
    for number, site in enumerate(sites):
        site.write(row, "title", f"Valeur {number}")
    unite(sites)
    for site in sites[:2]:
        site.write(row, "title", f"Choix de {site.uow.installation.person}")
    sites[2].write(row, "title", "Choix de Personne 0")
    unite(sites)
    for site in sites:
        (conflict,) = site.uow.conflicts()
        assert len(conflict.sides) == 3
        assert {side.value for side in conflict.sides} == {
            "Choix de Personne 0",
            "Choix de Personne 1",
        }

    sites[3].write(row, "title", "Choix de Personne 1")
    unite(sites)

    assert [site.uow.conflicts() for site in sites] == [[], [], [], []]
    assert len(hashes(sites)) == 1


def test_resolution_when_undone_travels_and_opens_nothing_again(make_site: MakeSite) -> None:
    sites = [make_site(f"Personne {number}") for number in range(3)]
    row = sites[0].create("Départ")
    unite(sites)
    for number, site in enumerate(sites[:2]):
        site.write(row, "title", f"Valeur {number}")
    unite(sites)
    before = sites[0].uow.state_hash()
    sites[0].write(row, "title", "Arbitrage")
    unite(sites)

    sites[0].uow.undo()
    unite(sites)

    assert hashes(sites) == {before}
    assert [site.uow.conflicts() for site in sites] == [[], [], []]


def test_union_when_sites_write_different_fields_or_equal_values_asks_nothing(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    row = a.create("Départ", status="idee")
    b.receive(a)
    a.write(row, "title", "Nouveau")
    b.write(row, "constat", "Constat")
    a.write(row, "status", "en_cours")
    b.write(row, "status", "en_cours")
    unite([a, b])

    assert a.uow.conflicts() == b.uow.conflicts() == []
    action = b.uow.get(Action, row)
    assert action is not None
    assert (action.title, action.constat, action.status) == ("Nouveau", "Constat", "en_cours")


@pytest.mark.parametrize("decision", [0, 1])
def test_deletion_when_another_site_edits_meanwhile_keeps_the_row_until_somebody_decides(
    make_site: MakeSite, decision: int
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    row = a.create("Départ")
    b.receive(a)
    a.delete(row)
    b.write(row, "constat", "Ajouté sans savoir")
    unite([a, b])

    for site in (a, b):
        action = site.uow.get(Action, row)
        assert action is not None
        assert (action.deleted, action.constat) == (False, "Ajouté sans savoir")
        (conflict,) = site.uow.conflicts()
        assert conflict.cell.field == "deleted"
        assert {(side.author, side.value) for side in conflict.sides} == {
            ("Camille", 1),
            ("Dominique", 0),
        }

    b.write(row, "deleted", decision)
    unite([a, b])
    assert a.uow.conflicts() == b.uow.conflicts() == []
    for site in (a, b):
        action = site.uow.get(Action, row)
        assert action is not None
        assert action.deleted == bool(decision)
        assert site.problems() == ()


def test_union_when_a_clock_is_fifty_years_ahead_shows_it_and_keeps_ours(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    row = a.create("Départ")
    b.receive(a)
    b.clock.at = START + timedelta(days=50 * 365)
    b.write(row, "title", "Du futur")

    report = a.receive(b)

    assert report.future == (b.uow.installation.incarnation,)
    a.write(row, "status", "idee")
    assert a.uow.recent(5)[0].stamp.ms < b.uow.recent(1)[0].stamp.ms
    ours = [each for each in a.uow.history([row]) if each.change.cell.field == "status"]
    assert ours[0].gesture.stamp.ms < a.clock.at.timestamp() * 1000 + 86_400_000


def test_union_when_gestures_are_missing_reports_the_gap_and_keeps_what_came(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    row = a.create("Départ")
    a.write(row, "status", "idee")
    a.write(row, "priority", "haute")
    parts = by_gesture(a.uow.parcel())

    b.uow.union(parts[0])
    report = b.uow.union(parts[2])

    assert report.gaps == {a.uow.installation.incarnation: 3}
    action = b.uow.get(Action, row)
    assert action is not None
    assert action.priority == "haute"
    assert b.receive(a).gaps == {}
    assert hashes([a, b]) == {a.uow.state_hash()}


def test_union_when_a_row_is_new_then_one_cell_tells_of_it_and_later_each_that_changes(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    row = a.create("Départ", status="idee")

    new = b.receive(a).changes
    a.write(row, "status", "en_cours")
    a.write(row, "priority", "haute")

    assert new.cells == {Cell("action", row, "deleted")}
    assert b.receive(a).changes.cells == {
        Cell("action", row, field) for field in ("status", "priority")
    }


def test_union_when_a_child_comes_before_its_parent_waits_and_then_shows_it(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    row = a.create("Parent")
    child = a.create("Étape", entity="etape", action=row)
    first, second = by_gesture(a.uow.parcel())

    b.uow.union(second)
    assert b.uow.get(Action, row) is None
    assert b.uow.children(row) == [child]
    b.uow.union(first)

    action = b.uow.get(Action, row)
    assert action is not None
    assert action.title == "Parent"
    assert b.problems() == ()


def test_union_when_a_newer_version_wrote_unknown_fields_keeps_and_hands_them_on(
    make_site: MakeSite,
) -> None:
    a, b, c = make_site("Camille"), make_site("Dominique"), make_site("Claude")
    row = a.create("Départ")
    later = Edit(Cell("action", row, "champ_de_2028"), "valeur")
    a.uow.record(Draft("Autre version", (later, Edit(Cell("entite_2028", "r1", "x"), 3))))
    b.receive(a)
    c.receive(b)

    assert c.history() == a.history()
    assert c.problems() == ()
    assert hashes([a, b, c]) == {a.uow.state_hash()}


def ambition_titled(title: str) -> Draft:
    row = "0190a000-0000-7000-8000-000000000001"
    edits = (Edit(Cell("ambition", row, "deleted"), 0), Edit(Cell("ambition", row, "title"), title))
    return Draft(f"Référentiel : {title}", edits)


def title_of_ambition(site: Site) -> str | None:
    (ambition,) = site.uow.rows(Ambition)
    return ambition.title


def test_publication_when_sites_take_versions_apart_ends_in_no_conflict(
    make_site: MakeSite,
) -> None:
    a, b, c = make_site("Camille"), make_site("Dominique"), make_site("Claude")
    for site in (a, b, c):
        published(site.uow, ambition_titled("Un"), 1)
    published(a.uow, ambition_titled("Deux"), 2)
    published(c.uow, ambition_titled("Trois"), 3)
    assert not published(a.uow, ambition_titled("Deux"), 2)
    unite([a, b, c])

    assert {title_of_ambition(site) for site in (a, b, c)} == {"Trois"}
    assert all(site.uow.conflicts() == [] for site in (a, b, c))
    assert all(site.problems() == () for site in (a, b, c))
    assert len(hashes([a, b, c])) == 1


def test_publication_when_the_site_had_corrected_the_field_adopts_what_is_published(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    for site in (a, b):
        published(site.uow, ambition_titled("Un"), 1)
    row = a.uow.rows(Ambition)[0].id
    a.uow.record(Draft("Corrigé", (Edit(Cell("ambition", row, "title"), "Correction"),)))
    b.receive(a)
    changes = published(b.uow, ambition_titled("Deux"), 2)
    assert Cell("ambition", row, "title") in changes.cells
    unite([a, b])

    assert {title_of_ambition(site) for site in (a, b)} == {"Deux"}
    assert a.uow.conflicts() == b.uow.conflicts() == []


def test_parcel_when_it_is_longer_than_a_part_of_the_log_then_all_of_it_is_told(
    make_site: MakeSite,
) -> None:
    here, there = make_site(), make_site("Lectrice")
    rows = [here.uow.new_id() for _ in range(1_100)]
    made = (("deleted", 0), ("title", "Départ"))
    edits = tuple(Edit(Cell("action", row, name), value) for row in rows for name, value in made)
    here.uow.record(Draft("Beaucoup à la fois", edits))
    here.write(rows[0], "title", "Retouchée")

    there.receive(here)

    assert there.uow.known() == here.uow.known()
    assert len(hashes([here, there])) == 1
