"""A list of many actions: gone through to its end, chosen whole, kept where it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Draft, Edit
from ctg_desktop.domain.choices import Status
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, bulk
from ctg_desktop.services.gestures import creation_edits
from db.unit_of_work import SqliteUnitOfWork
from tests.support.app import Office, ambition, plain
from tests.support.window import (
    clicked,
    clipboard_text,
    find,
    is_shown,
    press,
    shortcut,
    typed,
)
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.pages.actions.page import ActionsPage
from ui.targets import Target
from ui.widgets.work_bar import WorkBar

Settle = Callable[[], None]
MANY = 5000 if os.environ.get("CTG_STRESS") == "1" else 1500
"""More than the list keeps of what it read, which is 1 200."""
COUNT = f"{MANY:,} actions".replace(",", " ")


def lived_in(uow: UnitOfWork) -> None:
    """Record the actions as one gesture."""
    first = ambition(uow, "1").id
    edits: list[Edit] = []
    for number in range(MANY):
        values = {
            "reference": f"BET-2026-{number:04d}",
            "title": f"Action numéro {number}",
            "status": Status.IDEE,
            "structure": uow.installation.structure,
            "main_ambition": first,
        }
        edits += creation_edits(Action.TYPE, uow.new_id(), values)
    uow.record(Draft("Actions d’essai", tuple(edits)))


@pytest.fixture(scope="session")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Béthune with as many actions."""
    office = Office(tmp_path_factory.mktemp("made") / "longue")
    with office.open() as uow:
        lived_in(uow)
    return office.folder


pytestmark = pytest.mark.parametrize("folder", ["long"], indirect=True)


def title(page: ActionsPage, row: int) -> str:
    return page.panel.model.text_at(row, 1)


def test_list_when_gone_to_its_end_then_the_last_action_is_there(
    page: ActionsPage, settle: Settle
) -> None:
    assert plain(page.panel.count_text) == COUNT

    press(page.panel.table, Qt.Key.Key_End)
    settle()

    assert title(page, MANY - 1) == f"Action numéro {MANY - 1}"
    assert page.panel.table.current_id == page.panel.model.id_at(MANY - 1)
    press(page.panel.table, Qt.Key.Key_PageUp)
    settle()
    assert title(page, page.panel.table.currentIndex().row())


def test_row_when_it_changes_far_down_then_it_stays_chosen_and_in_sight(
    page: ActionsPage, settle: Settle, desk: Desk
) -> None:
    press(page.panel.table, Qt.Key.Key_End)
    settle()
    table = page.panel.table
    row, scrolled = table.current_id, table.verticalScrollBar().value()

    desk.write(lambda uow: actions.edit(uow, row, {"title": "Un autre titre"}), owner=desk)
    settle()

    assert title(page, MANY - 1) == "Un autre titre"
    assert table.chosen_ids == [row]
    assert table.verticalScrollBar().value() == scrolled


@pytest.mark.parametrize(
    ("reference", "times"),
    [("BET-2026-0004", 0), ("BET-2027-0000", 1)],
    ids=["in sight", "moved away"],
)
def test_row_when_it_changes_then_the_whole_list_is_read_only_where_it_moved_away(
    page: ActionsPage, settle: Settle, desk: Desk, reference: str, times: int
) -> None:
    """Nothing else asks for identities without a limit."""
    table, asked = page.panel.table, list[str]()
    table.selectRow(3)
    settle()
    row = table.current_id

    def traced(uow: UnitOfWork) -> object:
        assert isinstance(uow, SqliteUnitOfWork)
        driver: Any = uow._driver  # noqa: SLF001 - what is asked below everything else
        driver.set_trace_callback(asked.append)
        return actions.edit(uow, row, {"reference": reference})

    desk.read(traced, lambda _done: None, owner=desk)
    settle()
    page.panel.renew()
    settle()

    assert table.chosen_ids == [row]
    listed = [each for each in asked if each.startswith("SELECT action.id \nFROM action")]
    assert sum("LIMIT" not in each for each in listed) == times


def test_all_when_copied_then_rows_that_were_never_seen_are_there(
    page: ActionsPage, settle: Settle
) -> None:
    shortcut(page.panel.table, "Ctrl+A")
    page.panel.copy()
    settle()

    lines = clipboard_text().split("\n")
    assert len(lines) == MANY + 1
    assert lines[-1].split("\t")[1] == f"Action numéro {MANY - 1}"


def test_all_when_copied_then_what_is_asked_meanwhile_does_not_wait_for_its_end(
    page: ActionsPage, settle: Settle, desk: Desk
) -> None:
    QGuiApplication.clipboard().clear()
    meanwhile: list[str] = []

    shortcut(page.panel.table, "Ctrl+A")
    page.panel.copy()
    desk.read(lambda _uow: None, lambda _: meanwhile.append(clipboard_text()), owner=page)
    settle()

    assert meanwhile == [""]
    assert clipboard_text()


def test_copy_when_it_takes_long_then_the_status_line_tells_it_and_stops_it(
    window: MainWindow, settle: Settle
) -> None:
    QGuiApplication.clipboard().clear()
    window.go(Target("actions"))
    settle()
    page, bar = window.page, window.findChild(WorkBar)
    assert isinstance(page, ActionsPage)
    assert bar is not None

    shortcut(page.panel.table, "Ctrl+A")
    shortcut(page.panel.table, "Ctrl+C")
    assert is_shown(window.statusBar(), "Copie des lignes…")
    clicked(find(bar, "Arrêter"))
    settle()
    assert clipboard_text() == ""
    assert not bar.isVisible()

    shortcut(page.panel.table, "Ctrl+C")
    settle()
    assert clipboard_text().count("\n") == MANY
    assert not bar.isVisible()


def test_rows_when_many_go_into_the_corbeille_then_one_undo_brings_them_back(
    page: ActionsPage, settle: Settle, desk: Desk
) -> None:
    chosen: list[str] = []
    shortcut(page.panel.table, "Ctrl+A")
    page.panel.with_chosen(chosen.extend)
    settle()
    assert len(set(chosen)) == MANY

    desk.write(lambda uow: bulk.delete(uow, Action.TYPE, chosen[-200:]), owner=desk)
    settle()
    assert page.panel.model.rowCount() == MANY - 200
    desk.undo()
    settle()

    assert page.panel.model.rowCount() == MANY
    assert plain(page.panel.count_text) == COUNT


def test_search_when_typed_in_a_long_list_then_each_key_shows_what_it_finds(
    page: ActionsPage, settle: Settle
) -> None:
    typed(page.panel.bar.search, f"numero {MANY - 1}")
    settle()

    assert [title(page, row) for row in range(page.panel.model.rowCount())] == [
        f"Action numéro {MANY - 1}"
    ]
    assert plain(page.panel.count_text) == f"1 action sur {COUNT}".removesuffix(" actions")
