"""Unexpected exceptions: each makes a report, a line in the journal and a signal.

In a slot Qt swallows them, in a thread only Python's own hook sees them: all the hooks are taken,
from `install` to `remove`. What Qt itself has to say goes into the journal.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

if TYPE_CHECKING:
    from sys import UnraisableHookArgs
    from threading import ExceptHookArgs

    from ctg_desktop.ports import Clock

_MOST_REPORTS = 20
"""A fault in what is painted comes back at each painting: one file of it is enough."""


class CrashWatch(QObject):
    """Turns unexpected exceptions of any thread into reports; lives on the interface thread."""

    reported = Signal(object)
    """CrashReport: one was written, on the interface thread."""

    _raised = Signal(object)

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        """Watch nothing yet."""
        super().__init__(parent)
        self.logs: Path | None = None
        """Where reports are written: the folder of the journals, once one is open."""
        self._clock = clock
        self._seen: set[tuple[object, ...]] = set()
        self._raised.connect(self._report, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take the hooks of Python and Qt."""
        sys.excepthook = self._take_exception
        sys.unraisablehook = self._take_unraisable
        threading.excepthook = self._take_in_thread
        qInstallMessageHandler(_note_message)

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def take(self, error: BaseException) -> None:
        """Report an exception, from any thread."""
        from ctg_desktop.folder.logs import logger

        logger().error("erreur imprévue : %s", type(error).__name__)
        self._raised.emit(error)

    def _report(self, error: BaseException) -> None:
        from ctg_desktop.crash import report_crash  # not needed to start

        known = (type(error).__name__, *_frames(error))
        if known in self._seen or len(self._seen) >= _MOST_REPORTS:
            return
        self._seen.add(known)
        self.reported.emit(report_crash(error, self._clock.now(), self.logs))

    # --- the hooks --------------------------------------------------------------------

    def _take_exception(
        self, kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
        else:
            self.take(error)

    def _take_unraisable(self, told: UnraisableHookArgs, /) -> None:
        if told.exc_value is not None:
            self.take(told.exc_value)

    def _take_in_thread(self, told: ExceptHookArgs, /) -> None:
        if told.exc_value is not None and not issubclass(told.exc_type, SystemExit):
            self.take(told.exc_value)


def _frames(error: BaseException) -> Iterator[tuple[str, int]]:
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _note_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    import logging

    from ctg_desktop.folder.logs import logger

    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    logger().log(levels.get(kind, logging.WARNING), "Qt : %s", text)
