"""A folder that another version wrote: how far its update is, and closing meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QProgressBar, QPushButton

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import Tick, UnitOfWork
from tests.support.folders import ask_sql
from tests.support.program import Run
from tests.support.stored_bases import stored_bases
from tests.support.window import clicked, delete_what_is_due, find, settled
from ui.dialogs.question import QuestionDialog
from ui.opening.updating import UpdatingScreen
from ui.widgets.labels import Note


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A folder as the first version left it."""
    made = DataFolder(tmp_path / "ctg")
    stored_bases()[0].put_into(made)
    return made


class HeldStorage(SqliteStorage):
    """A storage whose update goes on only when it is let go, as a long one does."""

    def __init__(self) -> None:
        self.let_go = threading.Event()

    @contextmanager
    def open(self, *given: Any, tick: Tick, **asked: Any) -> Iterator[UnitOfWork]:
        def held(what: str, done: int, total: int) -> None:
            tick(what, done, total)
            while done and not self.let_go.wait(0.1):
                tick(what, done, total)

        with super().open(*given, tick=held, **asked) as uow:
            yield uow


@pytest.fixture
def storage() -> HeldStorage:
    return HeldStorage()


@pytest.fixture
def run(qapp: QApplication, storage: HeldStorage) -> Iterator[Run]:
    made = Run(storage=storage)
    yield made
    storage.let_go.set()
    made.end()


def begin(run: Run, folder: DataFolder) -> UpdatingScreen:
    """Begin to open the folder; return the screen of the update, which is held."""
    run.program.begin(folder.path)
    settled(lambda: not run.window.findChildren(UpdatingScreen))
    (screen,) = run.window.findChildren(UpdatingScreen)
    bar = screen.findChild(QProgressBar)
    assert bar is not None
    settled(lambda: bar.value() == 0)
    return screen


def test_update_when_it_takes_long_then_the_window_says_what_is_done_and_how_far_it_is(
    run: Run, storage: HeldStorage, folder: DataFolder
) -> None:
    screen = begin(run, folder)

    assert screen.isVisible()
    assert [note.text() for note in screen.findChildren(Note)] == ["Reconstruction des tables"]
    storage.let_go.set()
    run.settle()

    assert run.desk.is_open
    assert not run.window.findChildren(UpdatingScreen)


def test_update_when_the_window_is_closed_then_it_asks_and_the_base_stays_what_it_was(
    run: Run, folder: DataFolder
) -> None:
    before = folder.base.read_bytes()
    begin(run, folder)

    run.window.close()
    settled(lambda: not run.window.findChildren(QuestionDialog))
    (question,) = run.window.findChildren(QuestionDialog)
    clicked(find(question, "Arrêter et fermer", QPushButton))
    run.settle()

    assert run.endings == 1
    assert ask_sql(folder, "PRAGMA user_version") == [(0,)]
    assert folder.base.read_bytes() == before


def test_update_when_the_program_ends_then_it_stops_and_the_base_stays_what_it_was(
    run: Run, folder: DataFolder
) -> None:
    before = folder.base.read_bytes()
    begin(run, folder)

    run.end()
    delete_what_is_due()

    assert folder.base.read_bytes() == before
    assert ask_sql(folder, "PRAGMA user_version") == [(0,)]
