"""What starting the program costs: nothing heavy is imported before it is needed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.project import ROOT
from tests.support.app import Office, new_action
from tests.support.sites import trust

HEAVY = {
    *("PySide6", "alembic", "babel", "docx", "pg8000", "python_calamine", "reportlab", "ssl"),
    "xlsxwriter",
}

_START = """
import sys
from ctg_desktop import bootstrap
from ui.pyside_startup import spare_sources
spare_sources()
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

def tell():
    print(*sys.modules)
    QApplication.exit(0)
{painted}
raise SystemExit(bootstrap.main(["--donnees", sys.argv[1]]))
"""

_UNTIL_SHOWN = """
from ui.main_window import MainWindow

show_ground = MainWindow.show_ground

def shown(self, preferences):
    show_ground(self, preferences)
    tell()
    self.close()

MainWindow.show_ground = shown
"""

_UNTIL_PAINTED = """
from ui.program import Program


def painted(self, desk, *, read_only):
    tell()

Program._enter = painted
"""

_UNTIL_LISTED = """
from ui.program import Program
from ui.targets import Target

enter = Program._enter

def painted(self, desk, *, read_only):
    desk.opened.connect(lambda: QTimer.singleShot(0, listening))
    self.window.go(Target("actions"))
    enter(self, desk, read_only=read_only)

def listening():
    window, = (each for each in QApplication.topLevelWidgets() if hasattr(each, "page"))
    window.page.panel.reader.read_first.connect(tell)

Program._enter = painted
"""

_UNTIL_COUNTED = """
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from ui.pages.home.page import HomePage

show = HomePage._show

def shown(self, found):
    show(self, found)
    assert "ui.pages.actions.page" not in sys.modules
    button = self.window().findChild(QPushButton, "page_actions")
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    tell()

HomePage._show = shown
"""

_WHILE_READING = """
from ui.program import Program
from ui.targets import Target

enter, ended = Program._enter, Program.end

def painted(self, desk, *, read_only):
    from ctg_desktop.domain.choices import Status
    from ctg_desktop.domain.listing import ActionQuery

    def asked():
        yield Target("home")
        running = frozenset({Status.IDEE, Status.EN_COURS})
        for query in (
            ActionQuery(), ActionQuery("action"), ActionQuery("introuvable"),
            ActionQuery(sort="title"), ActionQuery(sort="structure", descending=True),
            ActionQuery(statuses=running, late=False), ActionQuery("action", statuses=running),
        ):
            yield Target("actions", query=query)

    places = asked()

    def go_on():
        if desk.is_busy or (self.window.page and self.window.page.is_pending()):
            return
        place = next(places, None)
        if place is not None:
            self.window.go(place)
            return
        asking.stop()
        table = self.window.page.panel.table
        table.scrollToBottom()
        self.window.header.search.setText("action")
        desk.closed.connect(tell)
        QTimer.singleShot(500, self.window.close)

    asking = QTimer(self)
    asking.timeout.connect(go_on)
    desk.opened.connect(lambda: asking.start(150))
    enter(self, desk, read_only=read_only)

Program._enter = painted
"""

_FRAME = {
    *(f"ctg_desktop.{name}" for name in ("bootstrap", "errors", "folder", "paths", "typography")),
    *(
        f"ctg_desktop.folder.{name}"
        for name in ("claims", "outputs", "own_files", "policy", "relay_address", "settings")
    ),
    *(f"ui.{name}" for name in ("app", "display", "garbage_collector", "memory", "overrides")),
    *(f"ui.{name}" for name in ("preferences", "pyside_startup", "single_instance", "tokens")),
    "ui.main_window",
}
"""What the empty window is made with."""

_LATER = ("ctg_desktop.services", "ctg_desktop.exchange", "ctg_desktop.printing", "db")
_DRAWN_WITH = {"ctg_desktop.domain", "ctg_desktop.domain.colours"}
_NOT_PAINTED = {"argparse", "asyncio", "hashlib", "sqlalchemy", "sqlcipher3", "uuid"}
_LOADING_OPENSSL = {"_hashlib", "_ssl"}


def _modules(script: str, *given: str | Path) -> set[str]:
    """Return what is imported by the time a script tells it."""
    command = [sys.executable, "-c", script, *map(str, given)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["ctg_desktop.bootstrap", "ctg_desktop.cli"])
def test_program_when_imported_then_nothing_heavy_comes_with_it(module: str) -> None:
    found = _modules(f"import sys, {module}; print(*sys.modules)")

    assert {name.partition(".")[0] for name in found} & HEAVY == set()


def test_window_when_it_is_shown_empty_then_nothing_that_fills_it_is_imported(
    tmp_path: Path,
) -> None:
    found = _modules(_START.format(painted=_UNTIL_SHOWN), tmp_path)

    ours = {name for name in found if name.startswith(("ui.", "ctg_desktop.", "resources"))}
    assert ours <= _FRAME
    assert found & _NOT_PAINTED == set()


def test_window_when_it_is_painted_first_then_nothing_of_the_folder_is_imported(
    tmp_path: Path,
) -> None:
    """Entities, what reads them and what does something with them come after the window."""
    found = _modules(_START.format(painted=_UNTIL_PAINTED), tmp_path)

    of_entities = {name for name in found if name.startswith("ctg_desktop.domain")}
    assert of_entities <= _DRAWN_WITH
    assert not [name for name in found if name.startswith(_LATER)]
    assert found & _NOT_PAINTED == set()


@pytest.mark.parametrize("first", [_UNTIL_LISTED, _UNTIL_COUNTED], ids=["list", "accueil"])
def test_window_when_the_first_page_is_filled_then_sqlalchemy_is_not_yet(
    tmp_path: Path, first: str
) -> None:
    """A folder that exchanges is read by what was compiled ahead, and checked once it is seen.

    What the list is made with is imported while its button is down, before the click makes it.
    """
    office = Office(tmp_path / "ctg")
    with office.open() as uow:
        trust(uow)
    folder = office.folder

    found = _modules(_START.format(painted=first), folder)

    assert {"sqlcipher3", "ui.pages.actions.page"} <= found
    assert found & _LOADING_OPENSSL == set()
    assert not [name for name in found if name.startswith("nacl")]
    assert not [name for name in found if name.startswith(("sqlalchemy", "db.lifecycle.opening"))]


def test_session_when_it_only_reads_then_sqlalchemy_is_never_imported(tmp_path: Path) -> None:
    """The Accueil, the list in other orders, words, filters, the check of the base, the close."""
    folder = Office(tmp_path / "ctg")
    with folder.open() as uow:
        for number in range(150):
            new_action(uow, f"Action {number}")
        uow.back_up("essai")

    found = _modules(_START.format(painted=_WHILE_READING), folder.folder)

    pages = {"ui.pages.home.page", "ui.pages.actions.page"}
    assert {"sqlcipher3", "db.reading.examination", *pages} <= found
    assert not [name for name in found if name.startswith(("sqlalchemy", "db.lifecycle.opening"))]
