"""The preferences in force, for the whole window: changed at once, written a moment later."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Signal

from ctg_desktop.folder.settings import Preferences, TableLayout, load_preferences, save_preferences
from ui.garbage_collector import Collector

_WRITTEN_AFTER_MS = 400


class PreferencesStore(QObject):
    """Keeps the preferences and writes them away from the interface thread, on which it lives."""

    changed = Signal(object)
    """Preferences: those now in force."""

    _written = Signal()

    def __init__(
        self,
        file: Path | None = None,
        parent: QObject | None = None,
        *,
        usual_theme: str | None = None,
    ) -> None:
        """Read the file; without one, nothing outlives the program.

        `usual_theme` is for who chose none.
        """
        super().__init__(parent)
        self._file = file
        self._value = load_preferences(file, usual_theme) if file is not None else Preferences()
        self._kept = self._value
        self._writing = threading.Lock()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_WRITTEN_AFTER_MS)
        self._pause.timeout.connect(self._begin_writing)
        self._written.connect(self._end_writing, Qt.ConnectionType.QueuedConnection)

    @property
    def value(self) -> Preferences:
        """The preferences in force."""
        return self._value

    def update(self, **changes: Any) -> None:
        """Change some fields of `Preferences`; nothing is told when they were so already."""
        changed = replace(self._value, **changes)
        if changed == self._value:
            return
        self._value = changed
        self._pause.start()
        self.changed.emit(changed)

    def flush(self) -> None:
        """Write what is not written yet, and wait for it."""
        self._pause.stop()
        QThreadPool.globalInstance().waitForDone()
        self._write()

    # --- tables and file dialogs --------------------------------------------------------

    def table(self, name: str) -> TableLayout:
        """Return how the table of that name was set out; empty when it never was."""
        return self._value.tables.get(name, TableLayout())

    def remember_table(self, name: str, layout: TableLayout) -> None:
        """Keep how a table is set out."""
        self.update(tables={**self._value.tables, name: layout})

    def folder(self, purpose: str) -> Path:
        """Return the folder where a file dialog begins: the last one, if it still exists."""
        kept = self._value.folders.get(purpose)
        return kept if kept is not None and kept.is_dir() else Path.home()

    def remember_folder(self, purpose: str, folder: Path) -> None:
        """Keep the folder in which something was chosen; `purpose` is `pdf`, `export` or such."""
        self.update(folders={**self._value.folders, purpose: folder})

    # --- within ----------------------------------------------------------------------

    def _begin_writing(self) -> None:
        # Python's collector stays here while another thread runs Python.
        Collector.of_application().begin()
        QThreadPool.globalInstance().start(self._write_away)

    def _write_away(self) -> None:
        try:
            self._write()
        finally:
            self._written.emit()

    def _end_writing(self) -> None:
        Collector.of_application().end()

    def _write(self) -> None:
        """Write the newest preferences; from any thread."""
        with self._writing:
            newest = self._value
            if self._file is None or newest == self._kept:
                return
            try:
                save_preferences(self._file, newest)
            except OSError as error:  # the place is read-only or full: they last until the end
                from ctg_desktop.folder.logs import logger

                logger().warning("préférences non écrites : %s", type(error).__name__)
            else:
                self._kept = newest
