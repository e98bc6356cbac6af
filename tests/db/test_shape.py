"""The derived tables: what a program did not know yet appears once it does, and nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_desktop.domain.entities import entity_types
from ctg_desktop.errors import TooNewError
from ctg_desktop.paths import DataFolder
from db.lifecycle.shape import mark, number, parts
from db.recovery.integrity import UNKNOWN
from tests.support.folders import content
from tests.support.stored_bases import StoredBase, stored_bases
from tests.support.versions import CHOSEN, VERSIONS, Addition, Program, Programs, State, running

IS_STRESS = os.environ.get("CTG_STRESS") == "1"
SEEDS = range(10) if IS_STRESS else range(1)
LATEST = VERSIONS - 1


@pytest.fixture(scope="module", params=SEEDS)
def programs(request: pytest.FixtureRequest) -> Iterator[Programs]:
    """The versions of the program that one number draws."""
    with running(request.param) as found:
        yield found


class Town:
    """A site whose program may be replaced by a newer one."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program, self.folder = program, folder
        self.ask("create", folder.name)

    def ask(self, task: str, *given: Any) -> Any:
        return self.program.ask(task, self.folder, *given)

    def upgrade(self, program: Program) -> None:
        """Go on with a newer program, or the same one."""
        self.ask("close")
        self.program = program
        self.ask("open")

    def receive(self, other: Town) -> None:
        self.ask("take_in", other.ask("told", self.ask("known")))


VALUES = {
    "integer": (3, 2026),
    "decimal": ("12.5", "0"),
    "day": ("2026-09-01", "2027-01-31"),
    "flag": (0, 1),
}
ROWS = ("a", "b", "c")
USUAL = (
    *(("action", name, "text", "") for name in ("title", "constat")),
    ("action", "pilote", "reference", "contact"),
    ("action", "territoires", "references", "territoire"),
    ("etape", "action", "reference", "action"),
    *((entity, "deleted", "flag", "") for entity in ("action", "contact", "etape")),
)


def fields(added: list[Addition], version: int) -> list[tuple[str, str, str, str]]:
    """Return what a program of that version may write: entity, field, kind, target."""
    found = [each for each in added if each.since <= version]
    made = [(each.entity, "deleted", "flag", "") for each in found if each.kind == "entity"]
    more = [
        (each.entity, each.name, "reference" if each.kind == "entity" else each.kind, each.target)
        for each in found
    ]
    return list(dict.fromkeys([*USUAL, *made, *more]))


def edit(
    field: tuple[str, str, str, str], row: str, choice: int, version: int
) -> tuple[str, str, str, str, Any]:
    entity, name, kind, target = field
    value: Any
    if kind == "choice":
        return entity, f"{entity}-{row}", name, "", str(choice % version + 1)
    if kind == "references":
        return entity, f"{entity}-{row}", name, f"{target}-{ROWS[choice % 3]}", choice // 3 % 2
    if kind == "reference":
        value = None if choice % 4 == 3 else f"{target}-{ROWS[choice % 3]}"
    else:
        value = VALUES.get(kind, ("Ludothèque", "Café des parents"))[choice % 2]
    return entity, f"{entity}-{row}", name, "", value


def seen_by(state: State, program: Program, added: list[Addition]) -> State:
    """Return the part of a state that a program knows."""
    unknown = {(each.entity, each.name) for each in added if each.since > program.version}
    unknown |= {("action", CHOSEN)}  # a value that it does not know shows as the one before
    later = {
        each.entity for each in added if each.since > program.version and each.kind == "entity"
    }
    return {
        entity: {
            row: {name: told for name, told in values.items() if (entity, name) not in unknown}
            for row, values in rows.items()
        }
        for entity, rows in state.items()
        if entity not in later
    }


written = st.tuples(st.integers(0, 99), st.sampled_from(ROWS), st.integers(0, 11))
writing = st.tuples(st.just("write"), st.integers(0, 5), st.lists(written, min_size=1, max_size=4))
step = st.one_of(
    writing,
    writing,
    st.tuples(st.just("receive"), st.integers(0, 5), st.integers(0, 5)),
    st.tuples(st.just("upgrade"), st.integers(0, 5), st.integers(0, LATEST)),
)
histories = st.tuples(
    st.lists(st.integers(0, LATEST), min_size=2, max_size=6), st.lists(step, max_size=25)
)


def play(towns: list[Town], steps: list[tuple[Any, ...]], programs: Programs) -> None:
    for verb, at, what in steps:
        town = towns[at % len(towns)]
        if verb == "receive":
            if (other := towns[what % len(towns)]) is not town:
                town.receive(other)
        elif verb == "upgrade":
            town.upgrade(programs[max(what, town.program.version)])
        else:
            known = fields(programs.additions, town.program.version)
            at_version = town.program.version
            edits = [edit(known[n % len(known)], row, c, at_version) for n, row, c in what]
            town.ask("write", *edits)


@given(history=histories)
@settings(max_examples=40 if IS_STRESS else 8)
def test_fields_and_entities_when_programs_learn_them_late_say_what_they_always_would_have(
    programs: Programs, history: tuple[list[int], list[tuple[Any, ...]]]
) -> None:
    versions, steps = history
    added = programs.additions
    with TemporaryDirectory() as folder, ExitStack() as stack:
        towns = [
            Town(programs[version], Path(folder, str(number)))
            for number, version in enumerate(versions)
        ]
        always_new = Town(programs[LATEST], Path(folder, "neuf"))
        for town in (*towns, always_new):
            stack.callback(lambda left=town: left.ask("close"))
        play(towns, steps, programs)

        for town in towns:
            always_new.receive(town)
        expected = always_new.ask("state")
        for town in towns:
            town.receive(always_new)
            state = seen_by(town.ask("state"), town.program, added)
            assert state == seen_by(expected, town.program, added)
            assert town.ask("problems") == ()
        for town in towns:
            town.upgrade(programs[LATEST])
            assert town.ask("state") == expected
            assert town.ask("conflicts") == always_new.ask("conflicts")
            assert town.ask("state_hash") == always_new.ask("state_hash")
            assert town.ask("problems") == ()


# ------------------------------------------------------------------- one late arrival

LATE = (
    ("action", "action-a", "deleted", "", 0),
    ("action", "action-a", f"text_{LATEST}", "", "Venu trop tôt"),
    (f"invention_{LATEST}", "i", "deleted", "", 0),
    (f"invention_{LATEST}", "i", "action", "", "action-a"),
    (f"invention_{LATEST}", "i", "title", "", "Inconnue au bataillon"),
)


@pytest.fixture
def towns(programs: Programs, tmp_path: Path) -> Iterator[list[Town]]:
    """Two sites that know it all, and a third of before, which has taken in what both wrote."""
    with ExitStack() as stack:
        made = [
            Town(programs[version], tmp_path / name)
            for name, version in (("une", LATEST), ("autre", LATEST), ("ancienne", 0))
        ]
        for town in made:
            stack.callback(lambda left=town: left.ask("close"))
        one, other, old = made
        one.ask("write", *LATE)
        other.receive(one)
        one.ask("write", (f"invention_{LATEST}", "i", "title", "", "Connue de tous"))
        other.ask("write", (f"invention_{LATEST}", "i", "title", "", "Connue de personne"))
        old.receive(one)
        old.receive(other)
        one.receive(other)
        yield made


def test_upgrade_when_something_unknown_had_come_then_it_shows_is_found_and_disputed(
    programs: Programs, towns: list[Town]
) -> None:
    one, _, old = towns
    assert old.ask("problems") == ()
    assert old.ask("search", "trop tot") == []
    # What one wrote of the text and of the entity, and each of them of its title.
    assert old.ask("counts")[UNKNOWN] == len(LATE) - 1 + 2

    old.upgrade(programs[LATEST])

    assert old.ask("state") == one.ask("state")
    assert old.ask("state")["action"]["action-a"][f"text_{LATEST}"] == "Venu trop tôt"
    assert old.ask("search", "trop tot") == ["action-a"]
    assert old.ask("search", "connue") == ["i"]
    assert old.ask("conflicts") == {(f"invention_{LATEST}", "i", "title", "")}
    assert old.ask("problems") == ()
    assert UNKNOWN not in old.ask("counts")
    assert old.ask("check_backups") == [()]


def test_upgrade_when_it_knows_one_more_choice_then_a_value_that_had_come_shows(
    programs: Programs, towns: list[Town], tmp_path: Path
) -> None:
    one = towns[0]
    one.ask("write", ("action", "action-a", CHOSEN, "", "1"))
    one.ask("write", ("action", "action-a", CHOSEN, "", str(LATEST)))
    old = Town(programs[1], tmp_path / "choix")
    old.receive(one)
    assert old.ask("state")["action"]["action-a"][CHOSEN] in (None, "1")
    assert old.ask("problems") == ()

    old.upgrade(programs[LATEST])

    assert old.ask("state")["action"]["action-a"][CHOSEN] == str(LATEST)
    assert old.ask("problems") == ()
    old.ask("close")


def test_upgrade_when_done_then_an_older_program_refuses_and_a_same_one_changes_nothing(
    programs: Programs, towns: list[Town]
) -> None:
    old = towns[2]
    old.upgrade(programs[LATEST])
    old.ask("close")
    folder = DataFolder(old.folder)
    before = folder.base.read_bytes()

    with pytest.raises(TooNewError, match="plus récente"):
        programs[LATEST - 1].ask("open", old.folder)
    after = folder.base.read_bytes()
    old.ask("open")

    assert after == before
    assert len(list(folder.backups.iterdir())) == 1


def test_reading_when_an_older_version_wrote_the_base_then_it_is_projected_aside(
    programs: Programs, towns: list[Town]
) -> None:
    one, _, old = towns
    old.ask("close")
    before = content(DataFolder(old.folder))
    old.program = programs[LATEST]

    old.ask("open", True)

    assert old.ask("state") == one.ask("state")
    assert old.ask("problems") == ()
    after = content(DataFolder(old.folder))
    assert {name: after[name] for name in before} == before
    assert not DataFolder(old.folder).backups.exists()


# ------------------------------------------------------------------------- the number


@pytest.mark.parametrize("stored", stored_bases(), ids=lambda stored: stored.name)
def test_shape_when_it_is_not_one_that_was_released_then_its_number_is_greater(
    stored: StoredBase,
) -> None:
    """What the count of parts does not tell is told in `shape.UNCOUNTED`."""
    assert stored.mark == mark() or number(mark()) > number(stored.mark)


def test_shape_when_told_then_it_names_all_that_the_tables_depend_on() -> None:
    """Two values of a choice, or two fields searched, fill the same tables otherwise."""
    told = set(parts())

    for kind in entity_types():
        assert {f"title {kind.name}.{name}" for name in kind.caption} <= told or not any(
            spec.searchable for spec in kind.fields.values()
        )
        for spec in kind.fields.values():
            assert f"field {kind.name}.{spec.name} {spec.kind.value}" in told
            choices = {f"choice {kind.name}.{spec.name} {one.value}" for one in spec.choices or ()}
            assert choices <= told
            assert (f"searched {kind.name}.{spec.name}" in told) == spec.searchable
    assert any(line.startswith("column action.title_sort ") for line in told)
    assert "index ix_action_deleted_title_sort_id_search_number" in told


def test_shape_when_a_field_is_added_or_made_searchable_then_its_number_grows(
    programs: Programs,
) -> None:
    marks = [programs[version].ask("mark") for version in range(VERSIONS)]

    assert marks[0] == mark()
    assert sorted({number(each) for each in marks}) == [number(each) for each in marks]
