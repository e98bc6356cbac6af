"""Conditions on any field: what the storage finds is what each row says of itself."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Draft, Edit
from ctg_desktop.domain.conditions import FieldCondition, Operator, holds, operators
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import EntityType, FieldSpec, Kind, Scalar
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.services.gestures import creation_edits
from tests.support.sites import Site

TODAY = date(2026, 9, 15)
WORDS = ("Café", "café des aînés", "Été", "Œuvre", "12", "x-y", "CAF", "A'b")
ROWS = 12


VALUES: dict[Kind, Callable[[random.Random, list[str]], Any]] = {
    Kind.DATE: lambda chance, _ids: TODAY + timedelta(days=chance.randrange(-400, 400)),
    Kind.INTEGER: lambda chance, _ids: chance.randrange(-2, 12),
    Kind.DECIMAL: lambda chance, _ids: Decimal(chance.randrange(-20, 1200)) / 10,
    Kind.BOOLEAN: lambda chance, _ids: chance.random() < 0.5,
    Kind.REFERENCE: lambda chance, ids: chance.choice(ids),
    Kind.REFERENCES: lambda chance, ids: tuple(chance.sample(ids, chance.randrange(0, 3))),
}


def value_of(spec: FieldSpec, ids: list[str], chance: random.Random) -> Any:
    if spec.choices is not None:
        return chance.choice(list(spec.choices))
    invented = VALUES.get(spec.kind)
    return chance.choice(WORDS) if invented is None else invented(chance, ids)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Twelve rows of every entity, where any field may be missing."""
    chance = random.Random(7)
    made = Site(tmp_path_factory.mktemp("conditions") / "d", "Camille")
    try:
        ids = {kind.name: [made.uow.new_id() for _ in range(ROWS)] for kind in entity_types()}
        edits: list[Edit] = []
        for kind in entity_types():
            for row_id in ids[kind.name]:
                values = {
                    spec.name: value_of(spec, ids.get(spec.target, []), chance)
                    for spec in kind.fields.values()
                    if chance.random() < 0.7
                }
                edits += creation_edits(kind, row_id, values)
        made.uow.record(Draft("tout", tuple(edits)))
        yield made
    finally:
        made.close()


def asked(spec: FieldSpec, found: set[Scalar], chance: random.Random) -> list[FieldCondition]:
    some = sorted(found, key=str)
    return [
        FieldCondition(
            spec.name,
            operator,
            frozenset()
            if operator in (Operator.LACKS, Operator.HAS)
            else frozenset(chance.sample(some, min(len(some), chance.randrange(1, 3)))),
        )
        for operator in operators(spec)
    ]


def stored(spec: FieldSpec, value: Any) -> set[Scalar]:
    return set(value) if spec.is_multiple else {spec.encode(value)}


@pytest.mark.parametrize("kind", entity_types(), ids=lambda kind: kind.name)
def test_rows_when_asked_by_any_field_then_those_that_hold_it_are_found(
    site: Site, kind: EntityType
) -> None:
    chance = random.Random(kind.name)
    everything = site.uow.rows(kind.cls)
    assert len(everything) == ROWS
    for spec in kind.fields.values():
        found = {each for row in everything for each in stored(spec, getattr(row, spec.name))}
        for condition in asked(spec, found - {None} or {"1"}, chance):
            wanted = [row.id for row in everything if holds(condition, row)]

            assert [row.id for row in site.uow.rows(kind.cls, conditions=[condition])] == wanted
            if kind is Action.TYPE:
                query = ActionQuery(fields=(condition,))
                listed = sorted({*wanted} & {*site.uow.action_ids(ActionQuery(), TODAY)})
                assert sorted(site.uow.action_ids(query, TODAY)) == listed
                assert site.uow.count_actions(query, TODAY) == len(listed)


@pytest.mark.parametrize(
    "spec",
    [spec for spec in Action.TYPE.fields.values() if not spec.is_multiple],
    ids=lambda spec: spec.name,
)
def test_actions_when_sorted_by_any_field_then_pieces_make_the_whole(
    site: Site, spec: FieldSpec
) -> None:
    query = ActionQuery(sort=spec.name)
    rows = {row.id: row for row in site.uow.rows(Action)}

    for asked_for in (query, replace(query, descending=True)):
        ids = site.uow.action_ids(asked_for, TODAY)
        pieces = [
            line.id
            for at in range(0, ROWS, 5)
            for line in site.uow.actions(replace(asked_for, offset=at, limit=5), TODAY)
        ]
        values = [spec.encode(getattr(rows[row_id], spec.name)) for row_id in ids]
        known = [value for value in values if value is not None]

        assert sorted(ids) == sorted(site.uow.action_ids(ActionQuery(), TODAY))
        assert pieces == ids
        if spec.kind in (Kind.DATE, Kind.INTEGER, Kind.BOOLEAN):
            assert known == sorted(known, reverse=asked_for.descending)
            assert values[len(known) :] == [None] * (len(values) - len(known))
