"""A window that is typed into until it is killed, as `tests.stress.doomed` serves its tasks.

It tells how many signs are on the screen by then, and how many of them the base holds, once the
window has said « Enregistré ».
"""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.domain.action import Action
from ctg_desktop.folder.settings import preferences_file
from tests.stress.doomed import serve, tell
from tests.support.app import NOON
from tests.support.sites import TurnedClock
from ui.app import make_application
from ui.pages import PAGES
from ui.preferences import PreferencesStore
from ui.program import Program
from ui.targets import Target

KEY_MS = 40
"""Between two keys: never long enough for a field to be saved by itself."""
BREATH_SIGNS, BREATH_MS = 40, 3_000
"""After so many signs, who does not type steadily stops for so long: the field is saved."""


def sign(number: int) -> str:
    """Return what is typed as the sign of that number: what is lost can be counted."""
    return " " if number % 7 == 6 else chr(ord("a") + number % 26)


class Typist:
    """Opens the fiche of the first action, then types in its description without end."""

    def __init__(self, program: Program, *, is_steady: bool) -> None:
        assert program.desk is not None
        self._program = program
        self._is_steady = is_steady
        self._typed = 0
        self._keys = QTimer()
        self._keys.setInterval(KEY_MS)
        self._keys.timeout.connect(self._type)
        program.desk.opened.connect(self._find)

    def _find(self) -> None:
        desk = self._program.desk
        assert desk is not None
        desk.read(lambda uow: uow.rows(Action)[0].id, self._open, owner=desk)

    def _open(self, row: str) -> None:
        assert self._program.window is not None
        assert self._program.desk is not None
        self._program.window.go(Target("actions", "action", row))
        self._program.desk.saved.connect(self._ask_what_stands)
        self._keys.start()

    def _ask_what_stands(self) -> None:
        desk = self._program.desk
        assert desk is not None
        desk.read(
            lambda uow: uow.rows(Action)[0].description or "",
            lambda found: tell(stands=len(found)),
            owner=desk,
        )

    def _type(self) -> None:
        window = self._program.window
        assert window is not None
        texts = {each.accessibleName(): each for each in window.findChildren(QPlainTextEdit)}
        title, field = texts.get("Intitulé"), texts.get("Description")
        if title is None or field is None or not title.toPlainText():
            return  # the fiche is on its way
        field.setFocus()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(
                kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, sign(self._typed)
            )
            QCoreApplication.sendEvent(field, event)
        self._typed += 1
        tell(typed=self._typed, at=time.monotonic())
        if not self._is_steady and self._typed % BREATH_SIGNS == 0:
            self._keys.stop()
            QTimer.singleShot(BREATH_MS, self._keys, self._keys.start)


def type_on(folder: str, is_steady: bool) -> None:
    """Type until the end, which comes from outside."""
    app = make_application()
    program = Program(SqliteStorage(), TurnedClock(NOON), PreferencesStore(preferences_file()))
    program.begin(Path(folder))
    typist = Typist(program, is_steady=is_steady)
    app.exec()
    del typist


if __name__ == "__main__":
    for page in PAGES:
        page.load()  # once, before any fork
    serve({"type": type_on})
