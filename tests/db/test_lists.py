"""The lists of actions: in the order that people expect, whatever the filter and the page."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.domain.conditions import FieldCondition, Operator
from ctg_desktop.domain.fields import Scalar
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.listing import ActionQuery
from tests.support.folders import reopened
from tests.support.sites import Site

TODAY = date(2026, 9, 15)
STRUCTURES = {"s1": "Éleu", "s2": "Béthune", "s3": "Œuf-en-Ternois", "s4": "Zudausques"}
BY_NAME = ["s2", "s1", "s3", "s4"]
AMBITIONS: Mapping[str, tuple[int | None, str]] = {
    "a10": (10, "10"),
    "a2": (2, "2"),
    "a": (None, "1"),
}
BY_NUMBER = ["a2", "a10", "a"]
PEOPLE = {"p1": ("Éva", "Zola"), "p2": ("Luc", "Étienne"), "p3": ("Ana", "Etienne")}
BY_FAMILY = ["p3", "p2", "p1"]
STATUSES = (None, *(status.value for status in Status))

GROUPS: Mapping[str, tuple[str, list[str]]] = {
    "status": ("status", [status.value for status in Status]),
    "priority": ("priority", [priority.value for priority in Priority]),
    "structure": ("structure", BY_NAME),
    "ambition": ("main_ambition", BY_NUMBER),
    "pilote": ("pilote", BY_FAMILY),
}
"""Sorts by something that has few values: the field, and its values in their order."""

QUERIES = (
    ActionQuery(),
    ActionQuery(statuses=frozenset({Status.EN_COURS, Status.IDEE})),
    ActionQuery(structures=frozenset({"s1", "s2", "nowhere"})),
    ActionQuery(enjeux=frozenset({"e2", "e10"})),
    ActionQuery(ambitions=frozenset({"a2"}), priorities=frozenset({Priority.HAUTE})),
    ActionQuery(text="paires"),
    ActionQuery(deleted=True),
)

Row = dict[str, Scalar]


class Plan:
    """Sixty actions where any field may be missing, and what each holds."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.rows: dict[str, Row] = {}
        chance = random.Random(62)
        for row, name in STRUCTURES.items():
            self._write("territoire", row, name=name)
        for row, (given, family) in PEOPLE.items():
            self._write("contact", row, given_name=given, family_name=family)
        for row, (order, number) in AMBITIONS.items():
            self._write("ambition", row, order=order, number=number, enjeu=f"e{number}")
        for number in range(60):
            values: Row = {
                "reference": f"R-{chance.randrange(10**6):06d}",
                "status": chance.choice(STATUSES),
                "priority": chance.choice((None, *(priority.value for priority in Priority))),
                "structure": chance.choice((None, "nowhere", *STRUCTURES)),
                "main_ambition": chance.choice((None, *AMBITIONS)),
                "pilote": chance.choice((None, *PEOPLE)),
                "starts_on": chance.choice((None, "2026-01-01", "2027-01-01", "2026-05-01")),
                "ends_on": chance.choice((None, "2027-01-01", "2026-01-01", "2028-05-01")),
            }
            title = f"Action {'paires' if number % 2 else 'impaires'} {number}"
            values["confidential"] = int(number % 5 == 0)
            row = site.create(title, **values)
            self.rows[row] = {"id": row, "title": title, **values}
            if number % 9 == 0:
                site.delete(row)

    def _write(self, entity: str, row: str, **values: Scalar) -> None:
        edits = [Edit(Cell(entity, row, name), value) for name, value in values.items()]
        born = Edit(Cell(entity, row, "deleted"), 0)
        self.site.uow.record(Draft("Référentiel", (born, *edits)))

    def found(self, query: ActionQuery) -> list[Row]:
        return [self.rows[line.id] for line in self.site.uow.actions(query, TODAY)]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plan]:
    """A plan that is only read: one serves all the tests."""
    site = Site(tmp_path_factory.mktemp("plan") / "ctg", "Camille Essai")
    yield Plan(site)
    site.close()


@pytest.fixture
def own_plan(make_site: Callable[..., Site]) -> Plan:
    return Plan(make_site())


def in_order(rows: list[Row], field: str, values: list[str], *, descending: bool) -> list[Row]:
    """Sort rows by value, then reference; unknown values come after, missing ones last."""
    by_reference = sorted(rows, key=lambda row: (row["reference"], row["id"]), reverse=descending)
    ranked = values[::-1] if descending else values

    def rank(row: Row) -> tuple[Any, ...]:
        value = row[field]
        if value in ranked:
            return (0, ranked.index(str(value)))
        return (2,) if value is None else (1, value)

    return sorted(by_reference, key=rank)


@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
@pytest.mark.parametrize("sort", GROUPS)
@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_list_when_sorted_by_a_value_then_its_own_order_counts(
    plan: Plan, sort: str, query: ActionQuery, descending: bool
) -> None:
    unsorted = plan.found(query)

    found = plan.found(replace(query, sort=sort, descending=descending))

    assert found == in_order(unsorted, *GROUPS[sort], descending=descending)
    assert len(found) == plan.site.uow.count_actions(query, TODAY) > 0


@pytest.mark.parametrize("sort", ["starts_on", "ends_on"])
def test_list_when_sorted_by_a_date_then_unknown_ones_come_last_either_way(
    plan: Plan, sort: str
) -> None:
    up = [row[sort] for row in plan.found(ActionQuery(sort=sort))]
    down = [row[sort] for row in plan.found(ActionQuery(sort=sort, descending=True))]

    known = sorted(str(day) for day in up if day is not None)
    missing = [None] * (len(up) - len(known))
    assert missing
    assert up == [*known, *missing]
    assert down == [*known[::-1], *missing]


@pytest.mark.parametrize("sort", [*GROUPS, "reference", "title", "starts_on"])
@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
def test_list_when_read_by_pages_then_the_pages_make_the_list(
    plan: Plan, sort: str, descending: bool
) -> None:
    query = ActionQuery(sort=sort, descending=descending)
    whole = plan.found(query)

    pages = [plan.found(replace(query, limit=7, offset=at)) for at in range(0, 70, 7)]

    assert [row for page in pages for row in page] == whole
    assert len(whole) == len({str(row["id"]) for row in whole}) == 53


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("sort", ["status", "title", "pilote"])
def test_identities_when_asked_alone_then_they_are_those_of_the_list(
    plan: Plan, sort: str, query: ActionQuery
) -> None:
    asked = replace(query, sort=sort, limit=20, offset=3)

    ids = plan.site.uow.action_ids(asked, TODAY)

    assert ids == [row["id"] for row in plan.found(asked)]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("sort", ["reference", "status", "title", "pilote"])
def test_list_when_some_are_left_out_then_all_the_others_stay(
    plan: Plan, sort: str, query: ActionQuery
) -> None:
    asked = replace(query, sort=sort)
    found = plan.site.uow.action_ids(asked, TODAY)
    hidden = frozenset(found[::3])

    left = replace(asked, hidden=hidden)

    assert plan.site.uow.action_ids(left, TODAY) == [row for row in found if row not in hidden]
    assert plan.site.uow.count_actions(left, TODAY) == len(found) - len(hidden)


WORDED = (
    ActionQuery("paires"),
    ActionQuery("action 1"),
    ActionQuery("r 5", statuses=frozenset({Status.EN_COURS, Status.IDEE, Status.A_VENIR})),
    ActionQuery("impaires act", structures=frozenset({"s1", "s2"}), confidential=False),
    ActionQuery(
        "paires", fields=(FieldCondition("ends_on", Operator.FROM, frozenset({"2027-01-01"})),)
    ),
    ActionQuery("nowhere"),
)


@pytest.mark.parametrize("few", [0, 2000], ids=["many", "few"])
@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
@pytest.mark.parametrize("sort", [*GROUPS, "reference", "title", "starts_on", "recurring"])
def test_words_when_sought_then_they_leave_out_of_the_list_what_does_not_hold_them(
    plan: Plan, sort: str, descending: bool, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked up one by one, or among those found while the list is read in its order."""
    monkeypatch.setattr("db.reading.full_text.FEW", few)
    for query in WORDED:
        asked = replace(query, sort=sort, descending=descending)
        held = [row for row in plan.found(replace(asked, text="")) if holds(row, query.text)]

        assert plan.found(asked) == held
        assert plan.found(replace(asked, limit=4, offset=3)) == held[3:7]
        assert plan.site.uow.count_actions(asked, TODAY) == len(held)


def holds(row: Row, typed: str) -> bool:
    words = fold(f"{row['title']} {row['reference']}").split()
    return all(any(word.startswith(each) for word in words) for each in typed.split())


def test_corbeille_when_searched_then_titles_and_references_are_looked_through(
    plan: Plan,
) -> None:
    deleted = plan.found(ActionQuery(deleted=True))
    wanted = deleted[2]

    found = plan.found(ActionQuery(deleted=True, text=f"  ACTIÓN {wanted['reference']}"))
    by_title = plan.found(ActionQuery(deleted=True, text="impaires"))

    assert found == [wanted]
    assert 0 < len(by_title) < len(deleted)
    assert plan.found(ActionQuery(deleted=True, text="100% _")) == []


def test_list_when_another_order_is_asked_then_the_one_before_leaves_nothing(plan: Plan) -> None:
    by_structure = plan.found(ActionQuery(sort="structure"))
    by_status = plan.found(ActionQuery(sort="status"))

    assert plan.found(ActionQuery(sort="structure")) == by_structure != by_status


def test_list_when_read_as_it_stood_then_it_is_sorted_too(own_plan: Plan) -> None:
    plan, site = own_plan, own_plan.site
    now = plan.found(ActionQuery(sort="structure"))
    at = site.clock.now()
    for row in list(plan.rows)[:20]:
        site.write(row, "structure", "s4")

    with site.uow.as_of(datetime.fromtimestamp(at.timestamp(), UTC)) as past:
        lines = past.actions(ActionQuery(sort="structure"), TODAY)

    assert [plan.rows[line.id] for line in lines] == now


def test_list_when_the_folder_is_open_for_reading_then_it_is_sorted_too(
    own_plan: Plan,
) -> None:
    plan = own_plan
    now = plan.found(ActionQuery(sort="status"))
    plan.site.close()
    plan.site.uow = reopened(plan.site.folder, read_only=True).uow

    assert plan.found(ActionQuery(sort="status")) == now
