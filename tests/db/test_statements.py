"""What is read of actions without SQLAlchemy: the same as by it, whatever is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import pytest

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.conditions import FieldCondition, Operator
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import UnitOfWork, UnreadYetError
from db.queries.repositories import WITHOUT
from db.reading.early import EarlyFolder
from db.reading.statements import CHOICES, GROUPS, SORTS, samples
from db.reading.window_reader import open_held
from tests.support.app import TODAY
from tests.support.folders import reopened
from tests.support.sites import TurnedClock
from tests.support.window_folders import typical_folder

WHOLE = ActionQuery()

GROUPED = [name for names in GROUPS.values() for name in names]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return typical_folder(tmp_path_factory.mktemp("narrowed") / "dossier", actions=60)


def early_of(folder: Path) -> EarlyFolder:
    found = open_held(folder, TurnedClock())
    assert found is not None
    return found


@contextmanager
def reading(folder: Path) -> Iterator[UnitOfWork]:
    site = reopened(folder, read_only=True)
    try:
        yield site.uow
    finally:
        site.close()


def asked_of(uow: UnitOfWork) -> list[ActionQuery]:
    """Return queries that each ask one thing, of values that there are."""
    actions = [line for line in uow.actions(WHOLE, TODAY) if line.main_ambition]
    rows = uow.rows(Action, ids=[line.id for line in actions])

    def some(name: str) -> frozenset[str]:
        values = [getattr(row, name) for row in rows if getattr(row, name)]
        several = (value if isinstance(value, tuple) else (value,) for value in values[:3])
        return frozenset(each for found in several for each in found)

    enjeux = {row.id: row.enjeu for row in uow.rows(Ambition)}
    values = {
        "statuses": some("status"),
        "priorities": some("priority"),
        "structures": some("structure"),
        "pilotes": some("pilote"),
        "territoires": some("territoires"),
        "thematiques": some("thematiques"),
        "publics": some("publics"),
        "ambitions": some("main_ambition"),
        "enjeux": frozenset(filter(None, (enjeux.get(each) for each in some("main_ambition")))),
    }
    found = []
    for query in samples(list(WITHOUT)):
        given = {name: values[name] for name in CHOICES if getattr(query, name)}
        year = TODAY.year if query.year is not None else None
        found.append(replace(query, **given, year=year, sort="reference"))
    return [WHOLE, *dict.fromkeys(found)]


def test_list_when_narrowed_then_it_is_that_of_the_open_folder_in_every_order(
    folder: Path,
) -> None:
    """Each condition by itself, with words and with the next one; some in each order, and cut."""
    early = early_of(folder)
    with reading(folder) as uow:
        queries = asked_of(uow)
        told = {query: early.action_ids(query, TODAY) for query in queries}
        assert len({len(ids) for ids in told.values()}) > 8, "conditions that leave nothing out"
        both = [
            replace(one, **{n: v for n in CHOICES if (v := getattr(other, n))}, late=other.late)
            for one, other in pairwise(queries)
        ]
        words = [replace(query, text="action") for query in queries]
        rare = [replace(query, text="zzz") for query in queries[:2]]
        for query in (*queries, *both, *words, *rare):
            assert early.count_actions(query, TODAY) == uow.count_actions(query, TODAY), query
            assert early.progress(query, TODAY) == uow.progress(query, TODAY), query
            assert early.contributions(query, TODAY) == uow.contributions(query, TODAY), query
            assert early.means(query, TODAY) == uow.means(query, TODAY), query
        of_groups = [each for each in queries if any(getattr(each, name) for name in GROUPED)]
        for query in (*both, *words):
            assert early.action_ids(query, TODAY) == uow.action_ids(query, TODAY), query
        for query, sort, descending in product((WHOLE, words[0], *of_groups), SORTS, (False, True)):
            asked = replace(query, sort=sort, descending=descending, limit=20)
            for cut in (asked, replace(asked, offset=5)):
                assert early.actions(cut, TODAY) == uow.actions(cut, TODAY), cut
        assert early.structure_counts(WHOLE) == uow.structure_counts(WHOLE)
        for typed in ("action", "vélo", "0", "06", "béthune zzz", ""):
            assert early.search(typed, limit=30) == uow.search(typed, limit=30), typed
    early.close()


def test_contributions_when_the_query_asks_for_them_too_then_they_are_counted(
    folder: Path,
) -> None:
    beside = FieldCondition("other_ambitions", Operator.HAS)
    with reading(folder) as uow:
        for query in (*asked_of(uow), replace(WHOLE, fields=(beside,))):
            found = uow.rows(Action, ids=uow.action_ids(query, TODAY))
            served = Counter(each for row in found for each in row.other_ambitions)
            assert uow.contributions(query, TODAY) == served, query


@pytest.mark.parametrize(
    "query",
    [
        replace(WHOLE, deleted=True),
        replace(WHOLE, models=True),
        replace(WHOLE, disputed=True),
        replace(WHOLE, sort="constat"),
        replace(WHOLE, fields=(FieldCondition("title", Operator.HAS),)),
        replace(WHOLE, hidden=frozenset({"x"}), limit=10),
        replace(WHOLE, hidden=frozenset({"x"}), offset=5),
    ],
)
def test_list_when_more_is_asked_then_the_open_folder_is_to_be_asked(
    folder: Path, query: ActionQuery
) -> None:
    early = early_of(folder)

    with pytest.raises(UnreadYetError):
        early.actions(query, TODAY)
    early.close()
