"""How SQLite goes about the ten main statements: each by the index that is meant for it.

A line with SCAN reads all rows of what it names; one with TEMP B-TREE sorts what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.attention import ATTENTION, UNDER_WAY
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.envelopes import Parcel
from ctg_desktop.domain.listing import ActionQuery
from db.reading.figures import COUNT, DUE, DUE_COUNT, FIGURES, SPAN, STRUCTURES, narrowed_figure
from db.reading.full_text import FEW
from db.tables import ddl, derived
from db.unit_of_work import SqliteUnitOfWork
from tests.support.reading import plan_of, reading_of
from tests.support.sites import Site

TODAY = date(2026, 9, 15)
Screen = Callable[[SqliteUnitOfWork], object]


@pytest.fixture(scope="module")
def uow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteUnitOfWork]:
    """A folder without any action: SQLite keeps no statistics, plans are the same in a full one."""
    site = Site(tmp_path_factory.mktemp("plans") / "ctg", "Camille Essai")
    yield site.uow
    site.close()


SCREENS: dict[str, Screen] = {
    "list": lambda uow: uow.actions(ActionQuery(limit=100), TODAY),
    "list by title": lambda uow: uow.actions(ActionQuery(sort="title", limit=100), TODAY),
    "list by structure": lambda uow: uow.action_ids(ActionQuery(sort="structure"), TODAY),
    "list by pilote": lambda uow: uow.action_ids(ActionQuery(sort="pilote"), TODAY),
    "list by any field": lambda uow: uow.action_ids(ActionQuery(sort="recurring"), TODAY),
    "words": lambda uow: uow.action_ids(ActionQuery("café", limit=100), TODAY),
    "words counted": lambda uow: uow.count_actions(ActionQuery("café"), TODAY),
    "rows": lambda uow: uow.rows(Action, ids=["a", "b"]),
    "progress": lambda uow: uow.progress(ActionQuery(), TODAY),
    "counts": lambda uow: uow.count_actions(
        ActionQuery(statuses=frozenset({Status.EN_COURS}), without=frozenset({"pilote"})), TODAY
    ),
    "étapes": lambda uow: uow.etapes_due(ActionQuery(), TODAY, date.min, TODAY, 4),
}

PLANS: dict[str, tuple[str, ...]] = {
    "list": (
        "SEARCH action USING INDEX ix_action_deleted_reference_id_search_number (deleted=?)",
        "SEARCH structure_row USING INDEX sqlite_autoindex_territoire_1 (id=?) LEFT-JOIN",
        "SEARCH pilote_row USING INDEX sqlite_autoindex_contact_1 (id=?) LEFT-JOIN",
        "SEARCH whole USING INDEX sqlite_autoindex_action_1 (id=?)",
    ),
    "list by title": (
        "SEARCH action USING INDEX ix_action_deleted_title_sort_id_search_number (deleted=?)",
        "SEARCH structure_row USING INDEX sqlite_autoindex_territoire_1 (id=?) LEFT-JOIN",
        "SEARCH pilote_row USING INDEX sqlite_autoindex_contact_1 (id=?) LEFT-JOIN",
        "SEARCH whole USING INDEX sqlite_autoindex_action_1 (id=?)",
    ),
    "list by structure": (
        "SCAN temp.list_group",
        "SEARCH action USING COVERING INDEX ix_action_deleted_structure_reference_id_search_number"
        " (deleted=? AND structure=?)",
    ),
    "list by pilote": (
        "SCAN temp.list_group",
        "SEARCH action USING COVERING INDEX ix_action_deleted_pilote_reference_id_search_number"
        " (deleted=? AND pilote=?)",
    ),
    "list by any field": ("SCAN action", "USE TEMP B-TREE FOR ORDER BY"),
    "words": (
        "SCAN search VIRTUAL TABLE INDEX 64:M1><",
        "SEARCH action USING INDEX sqlite_autoindex_action_1 (id=?)",
        "SEARCH r USING INDEX sqlite_autoindex_action_2 (search_number=?)",
    ),
    "words counted": (
        "SCAN search VIRTUAL TABLE INDEX 0:M1><",
        "SEARCH action USING INDEX sqlite_autoindex_action_1 (id=?)",
    ),
    "rows": ("SEARCH action USING INDEX sqlite_autoindex_action_1 (id=?)",),
    "progress": (
        "SEARCH action USING COVERING INDEX ix_action_deleted_status_main_ambition_structure"
        "_ends_on_blocked_id (deleted=?)",
    ),
    "counts": (
        "SEARCH action USING COVERING INDEX ix_action_deleted_status_pilote_structure_id"
        " (deleted=? AND status=?)",
        "SCAN contact",
    ),
    "étapes": (
        "SEARCH etape USING COVERING INDEX ix_etape_deleted_done_on_due_on_id_action"
        " (deleted=? AND done_on=? AND due_on>? AND due_on<?)",
        "SEARCH action USING INDEX sqlite_autoindex_action_1 (id=?)",
    ),
}
"""How the statement that reads what a screen is about finds its rows.

Without what all of them look up once: the fiches kept for reuse, by `MODELS`.
"""

MODELS = (
    "SEARCH kept USING INDEX ix_action_model (model=?)",
    "SEARCH part USING INDEX ix_action_parent (parent=?)",
)


def steps(plan: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a plan reads or sorts, tables of the base alone."""
    read = [line for line in plan if line.startswith(("SCAN ", "SEARCH ", "USE TEMP"))]
    aside = ("SCAN (subquery", "SCAN anon_", "SCAN json_each")
    return tuple(line for line in read if line not in MODELS and not line.startswith(aside))


@pytest.mark.parametrize("name", SCREENS)
def test_plan_when_a_screen_is_read_then_the_index_that_is_meant_serves(
    uow: SqliteUnitOfWork, name: str
) -> None:
    asked = reading_of(uow, lambda: SCREENS[name](uow)).statements

    plans = [steps(plan_of(uow, each)) for each in asked if each.startswith("SELECT")]

    assert PLANS[name] in plans


def test_indexes_when_a_base_is_made_then_they_always_come_in_one_order() -> None:
    """Where two serve as well, SQLite takes by that order."""
    names = [told.split()[2] for told in ddl(derived) if told.startswith("CREATE INDEX")]

    assert len(names) > 40
    assert names == sorted(names)


FEW_ACTIONS = (
    "SEARCH action USING INDEX sqlite_autoindex_action_1 (id=?)",
    "SEARCH action EXISTS USING INDEX sqlite_autoindex_action_1 (id=?)",
    "SEARCH action USING INDEX ix_action_shared (shared>?)",
    "SEARCH action USING INDEX ix_action_deleted_structure_reference_id_search_number"
    " (deleted=? AND structure=?)",
)
"""How the actions are read that other rows lead to, of one structure, or of a shared reference."""


OF_ACCUEIL = [
    *((what, ActionQuery()) for what in FIGURES if what not in (COUNT, STRUCTURES, DUE, DUE_COUNT)),
    *((COUNT, asked) for asked in ATTENTION.values() if asked.without),
    *((what, ActionQuery(statuses=UNDER_WAY)) for what in (DUE, DUE_COUNT)),
]
"""What the Accueil counts: the progress tells the rest."""


@pytest.mark.parametrize(("what", "query"), OF_ACCUEIL)
@pytest.mark.parametrize("structures", [(), ("s",)], ids=["all", "one"])
def test_accueil_when_it_is_counted_then_an_index_alone_is_read_of_the_actions(
    uow: SqliteUnitOfWork, what: str, query: ActionQuery, structures: tuple[str, ...]
) -> None:
    """Be they few or many, their long texts are left where they are."""
    asked = replace(query, structures=frozenset(structures))
    statement, given = narrowed_figure(what, asked, TODAY)

    plan = uow._driver.execute(  # noqa: SLF001 - the driver's own plan
        f"EXPLAIN QUERY PLAN {statement}", {**given, **dict.fromkeys(SPAN, 1)}
    )

    read = [line for *_, line in plan if line.startswith(("SCAN action ", "SEARCH action "))]
    assert [line for line in read if "COVERING" not in line and line not in FEW_ACTIONS] == []


def test_words_when_many_hold_them_then_the_list_is_read_in_its_order(
    uow: SqliteUnitOfWork,
) -> None:
    """The numbers that hold them are found once; none of their rows is."""
    edits = [
        Edit(Cell("action", f"a{number}", field), value)
        for number in range(FEW)
        for field, value in (("deleted", 0), ("title", "Café"))
    ]
    uow.record(Draft("Import", tuple(edits)))
    query = ActionQuery("café", sort="title", limit=100)

    asked = reading_of(uow, lambda: uow.action_ids(query, TODAY)).statements

    assert steps(plan_of(uow, asked[-1])) == (
        "SEARCH action USING COVERING INDEX ix_action_deleted_title_sort_id_search_number"
        " (deleted=?)",
        "SCAN search VIRTUAL TABLE INDEX 0:M1><",
    )


def test_log_when_something_is_written_or_comes_then_one_index_finds_rows_and_cells(
    uow: SqliteUnitOfWork,
) -> None:
    """However often a row was written, what is no longer its latest is left where it is."""
    edits = [
        Edit(Cell("action", "b1", name), value) for name, value in (("deleted", 0), ("title", "Un"))
    ]

    def written() -> None:
        uow.record(Draft("Création", tuple(edits)))
        uow.record(Draft("Titre", (Edit(Cell("action", "b1", "title"), "Deux"),)))
        uow.union(Parcel(()), None)

    asked = reading_of(uow, written).statements

    plans = {line for each in asked if each.startswith("SELECT") for line in plan_of(uow, each)}
    index = "SEARCH change USING INDEX ix_change_row_latest_field_member"
    assert {
        f"{index} (row=? AND latest=?)",
        f"{index} (row=? AND latest=? AND field=? AND member=?)",
        "SEARCH change USING COVERING INDEX ix_change_without_effect (gesture>?)",
    } <= plans
