"""Somebody who clicks and types anywhere, without end: `python -m tests.stress.random_use`.

The program itself runs, with its own storage, threads and loop. Each line of the output is one
JSON document: what was done last, what went wrong, and how much memory is in use. Nothing
leaves the folder that is given: links are not followed, file dialogs answer with a place in it.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QPoint,
    Qt,
    QTimer,
    QUrl,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.crash import CrashReport
from ctg_desktop.folder.settings import preferences_file
from tests.support.app import NOON
from tests.support.sites import TurnedClock
from tests.support.window_folders import HOSTILE_TITLES, LINES
from ui.app import make_application
from ui.command_list import COMMANDS, page_shortcuts
from ui.crash_dialog import CrashDialog
from ui.preferences import PreferencesStore
from ui.program import Program

WORDS = (
    *(title[:60] for title in HOSTILE_TITLES),
    *("café", "3/2/26", "1 234,50", "06 12 34 56 78", "ab", "demain", "béthune", LINES[:40]),
)
KEYS = (
    *("Tab", "Shift+Tab", "Return", "Esc", "Space", "Up", "Down", "Left", "Right", "Home", "End"),
    *("PgUp", "PgDown", "Del", "Backspace", "Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "F2", "F4"),
    *("Ctrl+Z", "Ctrl+Z", "Ctrl+Y", "Alt+Down", "Alt+Up", "Ctrl+Return", "Ctrl+End", "Menu"),
)
SHORTCUTS = (
    *(spec.shortcut for spec in COMMANDS if spec.shortcut and spec.id != "quit"),
    *(keys for number in range(1, 10) for keys in page_shortcuts(number)),
)
BUTTONS = (Qt.MouseButton.LeftButton,) * 9 + (Qt.MouseButton.RightButton,)
SIZES = ((1366, 768), (1366, 768), (1000, 700), (700, 600), (1600, 900))
REPORTED_EVERY_S = 10.0
LONGEST_PAUSE_MS = 40
PATIENCE_S = 90.0
"""How long the window may take to come to its end: one that hangs says where."""

_OFFSCREEN = "This plugin does not support"
"""What a screen in memory says of keyboards and heights that it does not have."""


class Passerby(QObject):
    """Takes one step after another in whatever window is in front."""

    def __init__(self, program: Program, folder: Path, chance: random.Random, seconds: float):
        super().__init__()
        self._program = program
        self._folder = folder
        self._place = folder.parent
        self._chance = chance
        self._began = time.monotonic()
        self._end = self._began + seconds
        self._told_at = self._began
        self.steps = 0
        self.sessions = 1
        self.faults: list[str] = []
        program.watch.reported.connect(self._note)
        program.ended.connect(self._come_back)
        qInstallMessageHandler(self._hear)
        for scheme in ("file", "http", "https", "mailto"):
            QDesktopServices.setUrlHandler(scheme, self, "stay")

    @Slot(QUrl)
    def stay(self, _url: QUrl) -> None:
        """Follow no link out of the program."""

    # --- what goes wrong ---------------------------------------------------------------

    def _note(self, report: CrashReport) -> None:
        self._fault(report.text)

    def _hear(self, _kind: object, _context: object, text: str) -> None:
        if not text.startswith(_OFFSCREEN):
            self._fault(f"Qt: {text}")

    def _fault(self, text: str) -> None:
        self.faults.append(text)
        tell(fault=text)

    # --- the steps -----------------------------------------------------------------------

    def step(self) -> None:
        """Do one thing, once the next is sure to come: this one may run a loop of its own."""
        now = time.monotonic()
        if now - self._told_at > REPORTED_EVERY_S or now >= self._end:
            self._told_at = now
            tell(
                seconds=round(now - self._began, 1),
                steps=self.steps,
                sessions=self.sessions,
                **memory(),
            )
        if now >= self._end:
            self._leave()
            return
        QTimer.singleShot(self._chance.randrange(LONGEST_PAUSE_MS), self, self.step)
        self.steps += 1
        front = self._front()
        if isinstance(front, (QFileDialog, CrashDialog)):
            self._answer(front)
        elif front is not None:
            self._use(front)

    def _leave(self) -> None:
        for top in QApplication.topLevelWidgets():
            if isinstance(top, QDialog):
                top.reject()
        QCoreApplication.exit(0)

    def _come_back(self) -> None:
        """Open the folder again, as on another day, after the window was closed."""
        self.sessions += 1
        self._program.end()
        self._program.begin(self._folder)

    def _front(self) -> QWidget | None:
        """Return the window that a click or a key would reach."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if front is None:
            shown = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
            dialogs = [top for top in shown if isinstance(top, QDialog)]
            front = self._chance.choice(dialogs) if dialogs else self._program.window
        return front if front is not None and front.isVisible() else None

    def _answer(self, dialog: QWidget) -> None:
        """Take a place of ours, or none: in a dialog of files a key may delete one."""
        self._say("answers", dialog)
        if isinstance(dialog, QFileDialog) and self._chance.random() < 0.5:
            name = f"sortie {self.steps % 5}"
            dialog.setDirectory(str(self._place))
            dialog.selectFile(name)
            dialog.fileSelected.emit(str(self._place / f"{name}.{dialog.defaultSuffix() or 'pdf'}"))
        assert isinstance(dialog, QDialog)
        dialog.reject()

    def _use(self, front: QWidget) -> None:
        doing = self._chance.choices(
            (self._click, self._type, self._press, self._command, self._wheel, self._resize),
            (40, 20, 25, 10, 4, 1),
        )[0]
        doing(front)

    def _click(self, front: QWidget) -> None:
        shown = [
            each
            for each in front.findChildren(QWidget)
            if each.isVisible() and each.isEnabled() and not each.visibleRegion().isEmpty()
        ]
        if not shown:
            return
        widget = self._chance.choice(shown)
        places = widget.visibleRegion().boundingRect()
        at = QPoint(
            self._chance.randint(places.left(), places.right()),
            self._chance.randint(places.top(), places.bottom()),
        )
        button = self._chance.choice(BUTTONS)
        self._say(f"clicks {button.name}", widget)
        handle = front.windowHandle()
        if handle is not None:
            QTest.mouseClick(
                handle, button, Qt.KeyboardModifier.NoModifier, widget.mapTo(front, at)
            )

    def _type(self, front: QWidget) -> None:
        words = self._chance.choice(WORDS)
        self._say(f"types {words!r} in", QApplication.focusWidget() or front)
        for sign in words:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                # Anew each time: a popup may have come.
                receiver = QApplication.focusWidget() or self._front()
                if receiver is None:
                    return
                key = Qt.Key.Key_Return if sign == "\n" else Qt.Key.Key_unknown
                if sign.isascii() and sign.isalnum():
                    key = Qt.Key(ord(sign.upper()))
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign)
                QCoreApplication.sendEvent(receiver, event)

    def _press(self, front: QWidget) -> None:
        self._send(front, self._chance.choice(KEYS))

    def _command(self, front: QWidget) -> None:
        self._send(front, self._chance.choice(SHORTCUTS))

    def _send(self, front: QWidget, keys: str) -> None:
        self._say(f"presses {keys} in", QApplication.focusWidget() or front)
        pressed = QKeySequence(keys)[0]
        if front.windowType() is Qt.WindowType.Popup and "Alt+" in keys:
            return  # it closes at Alt, and QTest goes on pressing the key in what is gone
        handle = front.windowHandle()
        if handle is not None:
            QTest.keyClick(handle, pressed.key(), pressed.keyboardModifiers())

    def _wheel(self, front: QWidget) -> None:
        handle = front.windowHandle()
        if handle is not None:
            self._say("turns the wheel over", front)
            at = QPoint(
                self._chance.randrange(max(1, front.width())),
                self._chance.randrange(max(1, front.height())),
            )
            QTest.wheelEvent(handle, at, QPoint(0, self._chance.choice((-120, 120))))

    def _resize(self, _front: QWidget) -> None:
        if self._program.window is not None:
            self._program.window.resize(*self._chance.choice(SIZES))

    def _say(self, doing: str, widget: QWidget) -> None:
        name = widget.accessibleName() or widget.objectName()
        tell(step=f"{doing} {type(widget).__name__} « {name[:60]} »")


def tell(**told: Any) -> None:
    """Write one line."""
    print(json.dumps(told, ensure_ascii=False), flush=True)  # noqa: T201 - read by who started us


def memory() -> dict[str, Any]:
    """Return what is in use: megabytes, Python's blocks of memory, Qt's widgets."""
    status = Path("/proc/self/status")
    found: dict[str, Any] = {"widgets": len(QApplication.allWidgets())}
    found["blocks"] = sys.getallocatedblocks()
    if status.exists():
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmRSS"))
        found["mb"] = int(line.split()[1]) // 1024
    return found


def main() -> int:
    """Use the program for some seconds; return 1 if anything went wrong."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--objects", action="store_true")
    given = asked.parse_args()
    app = make_application()
    app.setQuitOnLastWindowClosed(False)
    clock = TurnedClock(NOON)
    preferences = PreferencesStore(preferences_file())
    program = Program(SqliteStorage(), clock, preferences)
    program.watch.install()
    chance = random.Random(given.seed)
    passerby = Passerby(program, given.folder, chance, given.seconds)
    faulthandler.dump_traceback_later(given.seconds + PATIENCE_S, exit=True)
    program.begin(given.folder)
    QTimer.singleShot(500, passerby, passerby.step)
    app.exec()
    program.end()
    program.watch.remove()
    preferences.flush()
    if given.objects:
        import gc

        gc.collect()
        tell(objects=Counter(type(each).__name__ for each in gc.get_objects()).most_common(40))
    tell(steps=passerby.steps, sessions=passerby.sessions, faults=len(passerby.faults))
    return 1 if passerby.faults else 0


if __name__ == "__main__":
    sys.exit(main())
