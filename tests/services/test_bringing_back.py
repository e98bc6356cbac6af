"""What was noted since a safety copy, offered again from the log of the base it replaced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.domain.action import Action
from ctg_desktop.errors import DamagedError
from ctg_desktop.ports import UnitOfWork, untold
from ctg_desktop.services.bringing_back import bring_back, noted_since
from db.folder.places import Place, place_at
from tests.support.folders import ask_sql, content, reopened, run_sql
from tests.support.sites import Site, TurnedClock

STORAGE = SqliteStorage()


@pytest.fixture
def folder(tmp_path: Path) -> Place:
    """A folder with an action in its copy, two that came after it, one thrown away since."""
    site = Site(tmp_path / "d", "Camille Essai")
    site.create("Avant")
    site.uow.back_up("essai")
    site.create("Après")
    site.create("Plus tard")
    site.close()
    return place_at(tmp_path / "d")


def restored(folder: Place) -> Path:
    copy = STORAGE.backups(folder.path)[0]
    return STORAGE.restore(folder.path, copy, clock=TurnedClock())


@contextmanager
def both(folder: Place, base: Path | None = None) -> Iterator[tuple[UnitOfWork, UnitOfWork]]:
    """Open the folder, and the base that was put aside last or another one."""
    site = reopened(folder.path)
    base = base or STORAGE.put_aside(folder.path)[0]
    try:
        with STORAGE.former(folder.path, base, clock=TurnedClock()) as former:
            yield site.uow, former
    finally:
        site.close()


def titles(uow: UnitOfWork) -> list[str | None]:
    return sorted(row.title or "" for row in uow.rows(Action))


def state(folder: Place) -> str:
    site = reopened(folder.path)
    try:
        return site.uow.state_hash()
    finally:
        site.close()


def overwrite_page(folder: Place, page: int) -> None:
    """Overwrite a page of the base, as a failing disk does; the first is 1."""
    size = ask_sql(folder, "PRAGMA page_size")[0][0]
    assert isinstance(size, int)
    with folder.base.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)


def page_of(folder: Place, table: str) -> int:
    """Return the first page of a table or index."""
    found = ask_sql(folder, f"SELECT rootpage FROM sqlite_schema WHERE name = '{table}'")
    page = found[0][0]
    assert isinstance(page, int)
    return page


def test_what_was_noted_since_when_a_copy_is_taken_back_then_it_is_told_and_comes_back_whole(
    folder: Place,
) -> None:
    before = state(folder)
    restored(folder)

    with both(folder) as (uow, former):
        since = noted_since(uow, former)
        assert titles(uow) == ["Avant"]
        assert since.gestures == 2
        assert [line.name for line in since.lines] == ["Plus tard", "Après"]
        assert bring_back(uow, former)[0] == 2
        assert titles(uow) == ["Après", "Avant", "Plus tard"]
        assert uow.state_hash() == before
        assert uow.verify(untold).problems == ()

        assert noted_since(uow, former).gestures == 0
        assert bring_back(uow, former)[0] == 0


def test_what_was_noted_since_when_one_went_on_then_both_stand_and_any_gesture_can_be_taken_back(
    folder: Place,
) -> None:
    restored(folder)
    site = reopened(folder.path)
    site.create("Ensuite")
    site.close()

    with both(folder) as (uow, former):
        since = noted_since(uow, former)
        bring_back(uow, former)
        assert titles(uow) == ["Après", "Avant", "Ensuite", "Plus tard"]

        uow.take_back(since.lines[0].id)

        assert titles(uow) == ["Après", "Avant", "Ensuite"]


def test_what_was_noted_since_when_both_changed_one_thing_then_it_is_to_be_arbitrated(
    tmp_path: Path,
) -> None:
    site = Site(tmp_path / "d", "Camille Essai")
    action = site.create("Titre")
    site.uow.back_up("essai")
    site.write(action, "title", "D'abord")
    site.close()
    folder = place_at(tmp_path / "d")
    restored(folder)
    site = reopened(folder.path)
    site.write(action, "title", "Ensuite")
    site.close()

    with both(folder) as (uow, former):
        bring_back(uow, former)

        assert [conflict.cell.field for conflict in uow.conflicts(action)] == ["title"]


def test_what_was_noted_since_when_the_base_was_damaged_then_all_that_can_be_read_comes_back(
    folder: Place,
) -> None:
    before = state(folder)
    overwrite_page(folder, page_of(folder, "action"))
    restored(folder)

    with both(folder) as (uow, former):
        assert bring_back(uow, former)[0] == 2
        assert uow.state_hash() == before


# ---------------------------------------------------------------------- from the log


@pytest.mark.parametrize(
    "lost", ["action", "search_row", "ix_change_row_latest_field_member", "conflict"]
)
def test_base_when_its_tables_are_damaged_then_the_log_gives_all_of_it_back(
    folder: Place, lost: str
) -> None:
    before = state(folder)
    overwrite_page(folder, page_of(folder, lost))
    damaged = folder.base.read_bytes()

    rebuilt = STORAGE.rebuild(folder.path, clock=TurnedClock(), tick=untold)

    assert rebuilt.lost == 0
    assert (rebuilt.aside / "ctg.sqlite").read_bytes() == damaged
    site = reopened(folder.path)
    assert site.uow.state_hash() == before
    assert site.uow.verify(untold).problems == ()
    site.create("La suite")
    site.close()


def test_base_when_its_log_is_damaged_then_it_says_so_and_a_copy_gives_the_rest(
    folder: Place,
) -> None:
    before = state(folder)
    run_sql(
        folder,
        "DROP TRIGGER change_never_rewritten",
        "UPDATE \"change\" SET value = 'Faux' WHERE field = 'title' AND value = 'Avant'",
    )

    rebuilt = STORAGE.rebuild(folder.path, clock=TurnedClock(), tick=untold)

    assert rebuilt.lost == 1
    copy = STORAGE.backups(folder.path)[0]
    with both(folder, copy.path) as (uow, former):
        assert titles(uow) == ["", "Après", "Plus tard"]
        bring_back(uow, former)
        assert uow.state_hash() == before


def test_base_when_the_end_of_its_log_is_lost_then_what_is_known_to_be_lacking_is_told(
    folder: Place,
) -> None:
    length = ask_sql(folder, 'SELECT count(*) FROM "change"')[0][0]
    run_sql(
        folder,
        "DROP TRIGGER change_never_deleted",
        'DELETE FROM "change" WHERE gesture = (SELECT max(id) FROM gesture)',
    )
    lacking = length - ask_sql(folder, 'SELECT count(*) FROM "change"')[0][0]  # type: ignore[operator] # numbers

    rebuilt = STORAGE.rebuild(folder.path, clock=TurnedClock(), tick=untold)

    assert rebuilt.lost == lacking
    site = reopened(folder.path)
    assert titles(site.uow) == ["Après", "Avant"]
    site.close()


@pytest.mark.parametrize("lost", ["header", "installation", "incarnation"])
def test_base_when_too_little_can_be_read_then_nothing_is_changed(folder: Place, lost: str) -> None:
    overwrite_page(folder, 1 if lost == "header" else page_of(folder, lost))
    before = content(folder)

    with pytest.raises(DamagedError, match="Reprenez une copie"):
        STORAGE.rebuild(folder.path, clock=TurnedClock(), tick=untold)

    assert content(folder) == before
