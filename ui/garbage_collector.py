"""Python's collector of cycles, kept to the interface thread.

It runs on whichever thread happens to make an object. A widget that it frees on the storage's
thread takes Qt down with it (seen as a crash within the list of rows), so while other threads
run Python it is off, and a timer does its work here.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import cast

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal

_PROPERTY = "ctg_collecting"
_EVERY_MS = 50
"""How often to look: the window is deaf while a pass goes through all that was made since the last.

What threads make and keep in 200 ms takes 20 ms; looking more often goes through no more in all.
"""
_NEW_OBJECTS = 2_000
"""How many a pass is worth."""
_YOUNG, _ALL = 1, 2
"""Python's numbers of generations.

What outlives a pass over the young is left until the next one over all: its middle generation,
the survivors of ten passes, was an envelope that is read, and the longest block of an exchange.
"""
_ALL_EVERY = 100
"""After how many passes over the young one goes through all, a matter of 3 ms at rest."""


class _Count:
    """How many threads ask for something."""

    def __init__(self) -> None:
        self.number = 0
        self._counting = threading.Lock()

    @contextmanager
    def one_more(self) -> Iterator[None]:
        with self._counting:
            self.number += 1
        try:
            yield
        finally:
            with self._counting:
                self.number -= 1


class Collector(QObject):
    """Collects on the interface thread as long as somebody asks for it."""

    _let_go = Signal()

    def __init__(self, parent: QObject) -> None:
        """Start inactive."""
        super().__init__(parent)
        self._asking = 0
        self._held = _Count()
        self._left_alone = _Count()
        self._let_go.connect(self._collect, Qt.ConnectionType.QueuedConnection)
        self._passes = 0
        self._modules = len(sys.modules)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._collect)

    @classmethod
    def of_application(cls) -> Collector:
        """Return the one of the application, made when it is first asked for."""
        app = QCoreApplication.instance()
        assert app is not None, "no application yet"
        kept = app.property(_PROPERTY)
        if kept is None:
            kept = cls(app)
            app.setProperty(_PROPERTY, kept)
        return cast(Collector, kept)

    def begin(self) -> None:
        """Keep the collector here from now on; each call asks for one `end`."""
        self._asking += 1
        gc.disable()
        self._timer.start()

    def end(self) -> None:
        """Let Python collect as it does by itself, once nobody asks any more."""
        self._asking -= 1
        if not self._asking:
            self._timer.stop()
            gc.enable()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Collect nothing meanwhile: for a job that makes a great many objects, then drops them.

        Going through them all would stop the window for longer than a person overlooks. Any
        thread may ask; what is due comes as soon as it lets go.
        """
        try:
            with self._held.one_more():
                yield
        finally:
            self._let_go.emit()

    def left_alone(self) -> AbstractContextManager[None]:
        """Go through nothing twice meanwhile: for jobs whose many objects are dropped at their end.

        Each pass goes through what was made since the last one, as small as that is, and the one
        over all waits. Not through nothing: a million objects in cycles, as statements leave them
        behind, would stop the window for a second at the end of the job.
        """
        return self._left_alone.one_more()

    def _has_new_modules(self) -> bool:
        """Whether modules were imported since the last pass.

        What they are made of stays for good: tens of thousands of objects, which each later
        pass would go through, and the window would stop for longer than a person overlooks.
        An older cycle that nobody holds by then is not freed any more; there are few.
        """
        known, self._modules = self._modules, len(sys.modules)
        return self._modules > known

    def _collect(self) -> None:
        young, *_ = gc.get_count()
        if young < _NEW_OBJECTS or self._held.number or not self._asking:
            return
        if self._has_new_modules():
            gc.collect(_YOUNG)
            gc.freeze()
            return
        self._passes += 1
        is_for_all = self._passes >= _ALL_EVERY and not self._left_alone.number
        if is_for_all:
            self._passes = 0
        gc.collect(_ALL if is_for_all else _YOUNG)
