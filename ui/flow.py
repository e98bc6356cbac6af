"""Work in several steps, written as one generator that is read from top to bottom.

A step is what the generator yields: a job of the storage or of the press (`Desk.reading`,
`Desk.writing`…), a dialog (`answered`), a choice of file (`ui.dialogs.file_choice`), a pause in
long work of the window itself (`let_answer`). Each is begun at once, and the generator goes on
with its result, on the interface thread, when it has one. So a use case such as « choose a file,
show what it changes, ask, take it in, tell » is one function rather than a chain of callbacks.

What a job raises is raised where the generator waits for it: a `CtgError` may be caught there,
and what is not goes to whom the work was begun with. `CancelledError` ends the steps without a
word unless it is caught. When the owner is gone, they are not gone on with.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog
from shiboken6 import isValid

from ctg_desktop.errors import CtgError
from ctg_desktop.ports import CancelledError


class Turn:
    """The pending result of one step; only the first result counts."""

    def __init__(self, owner: QObject, advance: Callable[[Move], None]) -> None:
        """Belong to a run; `owner` is that of all its steps."""
        self.owner = owner
        self._advance: Callable[[Move], None] | None = advance

    def go_on(self, result: Any = None) -> None:
        """Give the step's result to the generator."""
        self._end(lambda steps: steps.send(result))

    def throw(self, error: Exception) -> None:
        """Raise an error where the generator waits."""
        self._end(lambda steps: steps.throw(error))

    def stop(self) -> None:
        """Tell the generator that the person stopped its work."""
        self.throw(CancelledError())

    def _end(self, move: Move) -> None:
        advance, self._advance = self._advance, None
        if advance is not None:
            advance(move)


def carry_out(steps: Steps, owner: QObject, failed: Callable[[CtgError], None]) -> None:
    """Run steps one after the other; `failed` takes an error that they did not catch."""

    def advance(move: Move) -> None:
        if not isValid(owner):
            steps.close()
            return
        try:
            step = move(steps)
        except (StopIteration, CancelledError):
            return
        except CtgError as error:
            failed(error)
            return
        step(Turn(owner, advance))

    advance(lambda begun: begun.send(None))


Step = Callable[[Turn], None]
"""Begins something, and tells its turn how it came out."""

Steps = Generator[Step, Any, Any]
"""What is run; one may go through another by `yield from`, and get what it returns."""

Move = Callable[[Steps], Step]


def let_answer(turn: Turn) -> None:
    """Be the step after which what the window was asked meanwhile is answered, and drawn."""
    timer = QTimer(turn.owner, singleShot=True, interval=0)
    timer.timeout.connect(timer.deleteLater)
    timer.timeout.connect(lambda: turn.go_on(None))  # a method by itself holds no turn
    timer.start()


def answered(dialog: QDialog, show: Callable[[], object] | None = None) -> Step:
    """Show a dialog without stopping the window; its result is whether the person agreed.

    `show` opens those that `QDialog.open` cannot.
    """

    def begin(turn: Turn) -> None:
        dialog.finished.connect(lambda code: turn.go_on(code == QDialog.DialogCode.Accepted))
        (show or dialog.open)()

    return begin
