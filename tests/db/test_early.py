"""What is read of a folder before it is open fully: the same, or nothing at all."""

import json
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from ctg_desktop.documents import DirectoryRequest, DocumentRequest, PlanRequest, SummaryRequest
from ctg_desktop.documents.gathering import compose
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.conditions import FieldCondition, Operator, meant_by_none
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.entities import ENTITIES
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import DisplacedError, FolderHeldError, StorageError
from ctg_desktop.folder.keys import usual_keys
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import CancelledError, UnitOfWork, UnreadYetError, untold
from db import compiling
from db.lifecycle.opening import open_folder
from db.reading import compiled
from db.reading.early import EarlyFolder, UnheldFolder, open_unheld
from db.reading.window_reader import WindowReader, open_held
from tests.db.test_opening import (
    DAMAGE,
    broken_index,
    broken_link,
    half,
    no_table,
    nothing_where_something_must_be,
    odd_end,
)
from tests.support.app import TODAY, Office, new_action
from tests.support.folders import (
    content,
    filled_folder,
    held_elsewhere,
    make_slow_to_check,
    reopened,
    run_sql,
)
from tests.support.printed import ISSUE
from tests.support.sites import TurnedClock
from tests.support.window_folders import hostile_folder, typical_folder

WHOLE = ActionQuery(limit=100)
CALLED_SO = FieldCondition("parent", Operator.LACKS)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return filled_folder(tmp_path / "ctg")


def kept(folder: DataFolder) -> dict[str, bytes]:
    """Return every file with its bytes, less those that any reader makes beside the base."""
    found = content(folder)
    return {name: told for name, told in found.items() if not name.endswith(("-shm", "-wal"))}


def looked_into(folder: DataFolder) -> WindowReader:
    found = open_held(folder.path, TurnedClock())
    assert found is not None
    return found


def test_compiled_when_the_descriptions_changed_then_make_sql_is_due() -> None:
    assert compiling.statements() == compiled.STATEMENTS, "run « make sql »"
    assert not [each for each in compiled.STATEMENTS.values() if str(date.min) in each]
    assert compiling.FILE.read_text(encoding="utf-8") == compiling.source(), "run « make sql »"


@pytest.fixture
def varied(bethune: Path, tmp_path: Path) -> DataFolder:
    """A folder of actions whose pilote and whole hide; some are thrown away, or models."""
    office = Office.copied(bethune, tmp_path / "dossier")
    with office.open() as uow:
        whole, *others = (new_action(uow, f"Action {number}") for number in range(5))
    folder = DataFolder(office.folder)
    people = reopened(office.folder)
    gone = people.create("", "contact", given_name="Anne", family_name="Noël")
    people.write(others[0].id, "pilote", gone)
    people.write(others[1].id, "parent", whole.id)
    people.write(whole.id, "confidential", 1)
    people.write(others[3].id, "model", 1)
    people.delete(gone)
    people.delete(others[2].id)
    people.close()
    run_sql(folder, f"UPDATE action SET status = 'plus tard' WHERE id = '{whole.id}'")
    return folder


ASKED = (WHOLE, replace(WHOLE, descending=True), ActionQuery(), ActionQuery(descending=True))
"""What is read early: the first list, and all lines, for what prints them."""


@pytest.mark.parametrize("query", ASKED)
def test_list_when_read_early_then_it_is_that_of_the_open_folder(
    varied: DataFolder, query: ActionQuery
) -> None:
    early = looked_into(varied)
    lines, installation = early.actions(query, TODAY), early.installation
    conventions = early.rows(Convention)
    place = early.get(Territoire, installation.structure or "")
    early.close()

    site = reopened(varied.path, read_only=True)
    assert lines == site.uow.actions(query, TODAY)
    assert [line.confidential for line in lines].count(True) == 2
    assert installation == site.uow.installation
    assert conventions == site.uow.rows(Convention)
    assert place == site.uow.get(Territoire, installation.structure or "")
    assert place is not None
    site.close()


def test_lines_when_some_are_kept_back_then_those_read_early_are_without_them(
    varied: DataFolder,
) -> None:
    early, site = looked_into(varied), reopened(varied.path, read_only=True)
    every = site.uow.actions(ActionQuery(), TODAY)
    some = frozenset({every[0].id})

    for query in (
        *(ActionQuery(confidential=wanted) for wanted in (False, True)),
        ActionQuery(hidden=some),
    ):
        lines = early.actions(query, TODAY)
        assert lines == site.uow.actions(query, TODAY)
        assert 0 < len(lines) < len(every)
    early.close()
    site.close()


def test_early_when_asked_for_more_then_the_open_folder_is_to_be_asked(folder: DataFolder) -> None:
    early = looked_into(folder)
    asked: tuple[Callable[[], object], ...] = (
        lambda: early.actions(replace(WHOLE, deleted=True), TODAY),
        lambda: early.actions(replace(WHOLE, sort="constat"), TODAY),
        lambda: early.rows(Action, conditions=[CALLED_SO]),
    )

    for each in asked:
        with pytest.raises(UnreadYetError):
            each()
    early.close()


def test_early_when_what_it_reads_is_damaged_then_opening_is_left_to_say_so(
    folder: DataFolder,
) -> None:
    run_sql(folder, "UPDATE action SET title = CAST(x'FF' AS TEXT)", "DROP TABLE convention")
    early = looked_into(folder)

    with pytest.raises(UnreadYetError):
        early.actions(WHOLE, TODAY)
    with pytest.raises(UnreadYetError):
        early.rows(Convention)
    early.close()


def test_hold_when_it_is_handed_over_then_nobody_came_between(folder: DataFolder) -> None:
    early = looked_into(folder)
    with pytest.raises(FolderHeldError):
        open_folder(folder.path, clock=TurnedClock())

    opened = open_folder(folder.path, clock=TurnedClock(), entered=early.entered)
    early.let_go()

    early.close()
    with pytest.raises(FolderHeldError):
        open_folder(folder.path, clock=TurnedClock())
    opened.close()
    reopened(folder.path).close()


def in_a_journal(folder: DataFolder) -> None:
    folder.base.with_name("ctg.sqlite-journal").write_bytes(b"half written")


def of_another_shape(folder: DataFolder) -> None:
    run_sql(folder, "PRAGMA user_version = 65537")


def of_another_schema(folder: DataFolder) -> None:
    run_sql(folder, "UPDATE alembic_version SET version_num = '0001'")


ODD = (in_a_journal, of_another_shape, of_another_schema)
LATE = (broken_link, broken_index, nothing_where_something_must_be, half, no_table, odd_end)
"""What only checking finds: the list may be read, the folder is refused after it."""


@pytest.mark.parametrize("harm", [*ODD, *(each for each in DAMAGE if each not in LATE)])
def test_early_when_opening_has_more_to_do_then_nothing_is_read_nor_touched(
    folder: DataFolder, harm: Callable[[DataFolder], None]
) -> None:
    harm(folder)
    before = kept(folder)

    assert open_held(folder.path, TurnedClock()) is None

    assert kept(folder) == before
    assert not folder.holder.exists()


@pytest.mark.parametrize("harm", LATE)
def test_early_when_only_checking_finds_damage_then_the_files_stay_as_they_are(
    folder: DataFolder, harm: Callable[[DataFolder], None]
) -> None:
    harm(folder)
    before = kept(folder)

    early = open_held(folder.path, TurnedClock())
    if early is not None:
        early.close()

    assert kept(folder) == before
    assert not folder.holder.exists()


def test_early_when_another_process_has_the_folder_then_nothing_is_read(
    folder: DataFolder,
) -> None:
    with held_elsewhere(folder):
        assert open_held(folder.path, TurnedClock()) is None
        assert folder.holder.exists()


@pytest.mark.parametrize("name", ["OneDrive - Ville de Vaux", "absent"])
def test_early_when_the_place_is_shared_or_empty_then_nothing_is_read(
    tmp_path: Path, name: str
) -> None:
    place = tmp_path / name
    if name != "absent":
        filled_folder(place)

    assert open_held(place, TurnedClock()) is None
    assert name != "absent" or not place.exists()


# ------------------------------------------------------------------------ to read a document


def unheld(folder: DataFolder) -> EarlyFolder:
    found = open_unheld(folder.path)
    assert found is not None
    return found


def test_rows_when_read_without_a_hold_then_they_are_those_of_the_open_folder(
    varied: DataFolder,
) -> None:
    early, site = unheld(varied), reopened(varied.path, read_only=True)
    met = 0

    for cls in ENTITIES:
        some = [row.id for row in site.uow.rows(cls)][:3]
        filled = [
            FieldCondition(name, Operator.HAS)
            for name, spec in cls.TYPE.fields.items()
            if not spec.is_multiple and spec.choices is None and spec.goes_with is None
        ]
        asked: list[dict[str, Any]] = [
            *({"deleted": deleted} for deleted in (None, False, True)),
            *({"deleted": deleted, "ids": some} for deleted in (None, False)),
            *(
                {"conditions": [each]}
                for each in filled
                if meant_by_none(cls.TYPE.fields[each.field]) is None
            ),
        ]
        for given in asked:
            told = early.rows(cls, **given)
            assert told == site.uow.rows(cls, **given), (cls, given)
            met += len(told)

    assert met > 100
    early.close()
    site.close()


def test_reading_without_a_hold_when_somebody_works_in_the_folder_then_it_is_read_beside_them(
    folder: DataFolder,
) -> None:
    with held_elsewhere(folder):
        early = unheld(folder)
        assert early.installation.person
        early.close()
        assert folder.holder.exists()


@pytest.mark.parametrize("harm", [*ODD, *DAMAGE])
def test_reading_without_a_hold_when_the_folder_is_damaged_or_odd_then_nothing_is_read_nor_touched(
    folder: DataFolder, harm: Callable[[DataFolder], None]
) -> None:
    harm(folder)
    before = kept(folder)

    early = open_unheld(folder.path)
    if early is not None:  # what reading alone finds
        assert harm is no_table
        early.close()

    assert kept(folder) == before


def test_reading_without_a_hold_when_more_is_asked_then_the_folder_is_opened_once(
    folder: DataFolder,
) -> None:
    site = reopened(folder.path, read_only=True)
    opened: list[int] = []

    def open_wholly() -> UnitOfWork:
        opened.append(1)
        return site.uow

    reader = UnheldFolder(unheld(folder), open_wholly)

    assert reader.rows(Convention) == site.uow.rows(Convention)
    assert reader.get(Territoire, "absent") is None
    assert reader.installation == site.uow.installation
    assert not opened
    assert reader.count_actions(ActionQuery(), TODAY) == len(reader.rows(Action))
    assert reader.rows(Convention) == site.uow.rows(Convention)
    assert opened == [1]
    reader._early.close()  # noqa: SLF001 - as bootstrap does
    site.close()


def assert_glancing_is_enough(folder: DataFolder, request: DocumentRequest) -> None:
    """A document is the same, to the byte, of the folder read without a hold as of the open one."""

    def open_wholly() -> UnitOfWork:
        raise AssertionError("the folder is opened fully")

    early, site = unheld(folder), reopened(folder.path, read_only=True)
    reader = cast("UnitOfWork", UnheldFolder(early, open_wholly))

    printed = compose(reader, request, ISSUE).rendered(untold)

    assert printed == compose(site.uow, request, ISSUE).rendered(untold)
    early.close()
    site.close()


@pytest.mark.parametrize(
    "request_",
    [PlanRequest(), SummaryRequest(), DirectoryRequest()],
    ids=["plan", "summary", "directory"],
)
def test_document_when_a_folder_keeps_rows_back_then_glancing_is_enough_to_print_it(
    varied: DataFolder, request_: DocumentRequest
) -> None:
    assert_glancing_is_enough(varied, request_)


@pytest.mark.parametrize("made", [typical_folder, partial(hostile_folder, others=3)])
def test_summary_when_actions_are_confidential_then_glancing_is_enough_to_print_it(
    made: Callable[[Path], Path], tmp_path: Path
) -> None:
    folder = DataFolder(made(tmp_path / "dossier"))
    assert_glancing_is_enough(folder, SummaryRequest())

    site = reopened(folder.path)
    whole, part, *_ = site.uow.actions(ActionQuery(), TODAY)
    site.write(whole.id, "confidential", 1)
    site.write(part.id, "parent", whole.id)
    site.close()
    assert_glancing_is_enough(folder, SummaryRequest())


# ---------------------------------------------------------------------------- the check


def examined(early: EarlyFolder, outcomes: list[object]) -> threading.Thread:
    """Check a folder on another thread, which notes what comes of it."""

    def examine() -> None:
        try:
            outcomes.append(early.examine())
        except CancelledError as stopped:
            outcomes.append(type(stopped))

    thread = threading.Thread(target=examine)
    thread.start()
    return thread


@pytest.mark.parametrize("harm", LATE)
def test_check_when_something_is_damaged_then_opening_finds_it_too(
    folder: DataFolder, harm: Callable[[DataFolder], None]
) -> None:
    harm(folder)
    early = open_held(folder.path, TurnedClock())
    if early is None:
        return  # opening is asked at once

    assert not early.examine()

    entered = early.entered
    assert entered is not None
    assert not entered.is_sound
    with pytest.raises(StorageError):
        open_folder(folder.path, clock=TurnedClock(), entered=entered)
    assert folder.holder.exists()  # until who looked into it lets it go
    early.close()
    assert not folder.holder.exists()


def test_check_when_two_threads_ask_then_both_hear_of_the_same(folder: DataFolder) -> None:
    make_slow_to_check(folder, 20)
    early = looked_into(folder)
    outcomes: list[object] = []

    threads = [examined(early, outcomes) for _ in range(2)]
    for thread in threads:
        thread.join()

    assert outcomes == [True, True]
    early.close()


def test_check_when_the_folder_is_let_go_meanwhile_then_it_ends_at_once(
    folder: DataFolder,
) -> None:
    make_slow_to_check(folder, 100_000)  # some minutes
    early = looked_into(folder)
    outcomes: list[object] = []
    thread = examined(early, outcomes)

    early.close()

    thread.join(10)
    assert outcomes == [CancelledError]
    reopening = open_held(folder.path, TurnedClock())
    assert reopening is not None
    reopening.close()


def test_check_when_the_folder_is_sound_then_what_was_left_there_is_tidied(
    folder: DataFolder,
) -> None:
    folder.backups.mkdir(exist_ok=True)
    left = folder.backups / "inachevee-0.sqlite"
    left.touch()
    early = looked_into(folder)

    assert early.examine()

    assert not left.exists()
    early.close()


def test_opening_when_the_base_was_replaced_since_it_was_looked_into_then_it_is_refused(
    folder: DataFolder,
) -> None:
    early = looked_into(folder)
    assert early.examine()
    copy = folder.base.with_name("copie")
    shutil.copyfile(folder.base, copy)
    copy.replace(folder.base)

    with pytest.raises(DisplacedError):
        open_folder(folder.path, clock=TurnedClock(), entered=early.entered)

    early.close()


def copied(folder: DataFolder) -> None:
    copy = folder.base.with_name("copie")
    shutil.copyfile(folder.base, copy)
    copy.replace(folder.base)


def killed(folder: DataFolder) -> None:
    """Leave a folder as a process does that was killed before it wrote anything."""
    told = folder.memory.read_text("utf-8").replace('"ouvert": false', '"ouvert": true')
    folder.memory.write_text(told, "utf-8")


def keyless(folder: DataFolder) -> None:
    for key in usual_keys(os.environ).folder.iterdir():
        key.unlink()


def told_less(folder: DataFolder) -> None:
    """Leave a folder as a process does that was killed after it wrote."""
    told = json.loads(folder.memory.read_text("utf-8"))
    folder.memory.write_text(json.dumps({**told, "sequence": 1, "ouvert": True}), "utf-8")


def forgotten(folder: DataFolder) -> None:
    folder.memory.unlink()


@pytest.mark.parametrize("harm", [told_less, forgotten])
def test_early_when_the_folder_has_something_to_remember_then_opening_does_so_first(
    folder: DataFolder, harm: Callable[[DataFolder], None]
) -> None:
    """Or an older copy that takes the place of the base would not be recognised."""
    before = folder.memory.read_text("utf-8")
    harm(folder)

    assert open_held(folder.path, TurnedClock()) is None

    reopened(folder.path).close()
    assert folder.memory.read_text("utf-8") == before
    looked_into(folder).close()


@pytest.mark.parametrize("harm", [copied, killed, keyless])
def test_early_when_a_new_life_is_to_begin_then_opening_begins_it_first(
    folder: DataFolder, harm: Callable[[DataFolder], None]
) -> None:
    harm(folder)

    assert open_held(folder.path, TurnedClock()) is None

    opened = open_folder(folder.path, clock=TurnedClock())
    assert opened.renewal is not None
    opened.close()
