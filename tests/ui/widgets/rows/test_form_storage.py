"""What is typed while the storage fails: it stays on screen, and is saved once it can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.domain.action import Action
from ctg_desktop.errors import CtgError, DiskFullError
from tests.support.app import Office
from tests.support.folders import fill_disk, heard, other_process, small_disk
from tests.support.forms import Written
from tests.support.window import retyped, settled, typed
from ui.desk import Desk
from ui.widgets.rows.form import RowForm
from ui.widgets.rows.row_draft import RETRY_MS

NAMES = ("title", "description", "starts_on")


class Troubled(Written):
    """A form over a folder that a test takes away."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        super().__init__(desk, lambda: settled(lambda: desk.is_busy))
        self.form = self.root = RowForm(desk, Action.TYPE, NAMES)
        self.told: list[CtgError] = []
        desk.failed.connect(self.told.append)
        qtbot.addWidget(self.form)
        self.form.resize(700, 400)
        self.form.show_row(self.action, {})
        self.form.show()


@pytest.fixture
def troubled(bethune: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[[Path], Troubled]]:
    """Open a copy of Béthune's folder in a place, with a form on an action."""
    desks: list[Desk] = []

    def opened(place: Path) -> Troubled:
        office = Office.copied(bethune, place / "dossier")
        desk = Desk(SqliteStorage(), office.clock, office.folder)
        desks.append(desk)
        desk.open()
        settled(lambda: desk.is_busy)
        return Troubled(desk, qtbot)

    yield opened
    for desk in desks:
        desk.stop()
        desk.deleteLater()


def test_text_when_the_disk_is_full_then_it_stays_and_is_saved_once_there_is_room(
    tmp_path: Path, troubled: Callable[[Path], Troubled], qtbot: QtBot
) -> None:
    with small_disk(tmp_path / "clef", size="8m") as disk:
        written = troubled(disk)
        ballast = fill_disk(disk)
        long = "Un texte que personne ne veut retaper. " * 500
        written.text("Description").setPlainText(long)
        retyped(written.text("Intitulé"), "Ludothèque")
        written.leave(written.text("Intitulé"))

        assert any(isinstance(error, DiskFullError) for error in written.told)
        assert written.text("Description").toPlainText() == long
        assert written.text("Intitulé").toPlainText() == "Ludothèque"
        assert written.form.is_pending()
        assert written.form.is_saving()

        ballast.unlink()
        qtbot.waitUntil(lambda: not written.form.is_pending(), timeout=4 * RETRY_MS)
        after = written.now()
        assert (after.title, after.description) == ("Ludothèque", long.strip())


LOCK = """
from db.engine import writing_engine
from db.folder.places import place_at
connection = writing_engine(place_at(folder)).connect()
connection.exec_driver_sql("BEGIN IMMEDIATE")
tell("locked")
wait()
"""


def test_text_when_the_base_is_locked_then_it_is_saved_once_it_is_free(
    tmp_path: Path, troubled: Callable[[Path], Troubled], qtbot: QtBot
) -> None:
    written = troubled(tmp_path)
    with other_process(LOCK, written.desk.folder) as process:
        assert heard(process) == "locked"
        typed(written.line("Début"), "3/2/26")
        written.leave(written.line("Début"))

        assert written.told
        assert written.form.is_pending()
        assert written.line("Début").text() == "3/2/26"

    qtbot.waitUntil(lambda: not written.form.is_pending(), timeout=10 * RETRY_MS)
    assert written.line("Début").text() == "03/02/2026"
    assert written.now().starts_on is not None
