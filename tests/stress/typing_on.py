"""A window that is typed into steadily, until it is killed: `python -m tests.stress.typing_on`.

Each line of the output tells how many signs were typed so far, once they are on the screen.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.domain.action import Action
from ctg_desktop.folder.settings import preferences_file
from tests.support.app import NOON
from tests.support.sites import TurnedClock
from ui.app import make_application
from ui.preferences import PreferencesStore
from ui.program import Program
from ui.targets import Target

KEY_MS = 40
"""Between two keys: never long enough for a field to be saved by itself."""


def sign(number: int) -> str:
    """Return what is typed as the sign of that number: what is lost can be counted."""
    return " " if number % 7 == 6 else chr(ord("a") + number % 26)


class Typist:
    """Opens the fiche of the first action, then types in its description without end."""

    def __init__(self, program: Program) -> None:
        assert program.desk is not None
        self._program = program
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
        self._program.window.go(Target("actions", "action", row))
        self._keys.start()

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
        print(self._typed, flush=True)  # noqa: T201 - read by who is to kill us


def main() -> None:
    """Type until the end, which comes from outside."""
    app = make_application()
    program = Program(SqliteStorage(), TurnedClock(NOON), PreferencesStore(preferences_file()))
    program.begin(Path(sys.argv[1]))
    typist = Typist(program)
    app.exec()
    del typist


if __name__ == "__main__":
    main()
