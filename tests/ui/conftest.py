"""What the tests of the window share: the application, a desk on a copied folder, a leak check."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication
from shiboken6 import delete, isValid

from ctg_desktop.bootstrap import SqliteStorage
from tests.support.app import Office
from tests.support.program import Run
from tests.support.window import (
    close_dialogs,
    close_windows,
    delete_what_is_due,
    leftovers,
    settled,
)
from tests.support.window_folders import hostile_folder, typical_folder
from ui import theme
from ui.app import make_application
from ui.desk import Desk
from ui.main_window import MainWindow

WIDTH, HEIGHT = 1366, 768

Settle = Callable[[], None]


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the program makes it: French, in the light theme."""
    app = make_application()
    theme.current().apply("clair", 100)
    return app


@pytest.fixture(autouse=True, scope="module")
def old_objects(qapp: QApplication) -> None:
    """Let the leak checks pass over what was there before these tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_preferences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a test away from the preferences of whoever runs it."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "personne" / name.lower()))


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication, tmp_path: Path) -> Iterator[None]:
    """Fail a test that leaves a window, a thread or an open file; and set the theme back."""
    threads = frozenset(threading.enumerate())
    yield
    QThreadPool.globalInstance().waitForDone()
    delete_what_is_due()
    gc.collect()
    delete_what_is_due()
    left = leftovers(threads, tmp_path)
    close_windows()
    if theme.current().percent != 100 or theme.current().colours is not theme.LIGHT:
        theme.current().apply("clair", 100)
    assert left == []


@pytest.fixture
def dialogs_closed(qapp: QApplication) -> Iterator[None]:
    """Close the dialogs that a test opened; for those that ask for it."""
    yield
    close_dialogs()


@pytest.fixture(scope="session")
def typical(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Béthune with invented actions, to be copied."""
    return typical_folder(tmp_path_factory.mktemp("made") / "typique")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder full of texts that break layouts, to be copied."""
    return hostile_folder(tmp_path_factory.mktemp("made") / "hostile")


@pytest.fixture
def folder(request: pytest.FixtureRequest) -> Path:
    """The folder that `desk` copies: Béthune without any action.

    A test that wants another one is marked `@pytest.mark.parametrize("folder", ["typical"],
    indirect=True)`, with the name of the fixture that makes it.
    """
    made = request.getfixturevalue(getattr(request, "param", "bethune"))
    assert isinstance(made, Path)
    return made


@pytest.fixture
def office(folder: Path, tmp_path: Path) -> Office:
    """A copy of the folder, for this test alone; its clock stands at noon of 15 September 2026."""
    return Office.copied(folder, tmp_path / "dossier")


@pytest.fixture
def crashes() -> list[BaseException]:
    """The exceptions of jobs; `desk` fails a test that leaves any in the list."""
    return []


@pytest.fixture
def closed_desk(qapp: QApplication, office: Office, crashes: list[BaseException]) -> Iterator[Desk]:
    """The desk on the folder, with its real storage and threads, before the folder is open."""
    made = Desk(SqliteStorage(), office.clock, office.folder)
    made.crashed.connect(crashes.append)
    yield made
    settled(lambda: made.is_busy)
    QThreadPool.globalInstance().waitForDone()  # preferences that are written tell their store
    settled(lambda: made.is_busy)
    made.stop()
    made.deleteLater()
    assert crashes == []


@pytest.fixture
def desk(closed_desk: Desk) -> Desk:
    """The open folder."""
    _open(closed_desk)
    return closed_desk


@pytest.fixture
def window(closed_desk: Desk) -> Iterator[MainWindow]:
    """The main window on the open folder, as large as a small laptop's screen."""
    made = MainWindow(closed_desk)
    made.resize(WIDTH, HEIGHT)
    made.show()
    _open(closed_desk)
    yield made
    settled(lambda: closed_desk.is_busy)
    if isValid(made):
        made.close()
        settled(lambda: closed_desk.is_busy)
        delete(made)  # at once, or what it holds outlives the test


@pytest.fixture
def settle(closed_desk: Desk) -> Settle:
    """Let the window work until no job is under way: `settle()`."""
    return lambda: settled(lambda: closed_desk.is_busy)


def _open(desk: Desk) -> None:
    refused: list[Exception] = []
    desk.refused.connect(refused.append)
    desk.open()
    settled(lambda: desk.is_busy)
    assert refused == []


@pytest.fixture
def run(qapp: QApplication) -> Iterator[Run]:
    """The program from its start to its end."""
    made = Run()
    yield made
    made.end()
