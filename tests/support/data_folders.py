"""Data folders as most tests want them: made empty, and with a safety copy that is sound."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from ctg_desktop.errors import StorageError
from ctg_desktop.ports import BackupInfo, Clock
from db.folder.copies import backups
from db.folder.places import Place
from db.lifecycle.creating import new_folder
from db.recovery.restoring import check


def create_folder(path: Path, *, person: str, clock: Clock, demonstration: bool = False) -> None:
    """Make an empty data folder."""
    with new_folder(path, person=person, clock=clock, demonstration=demonstration):
        pass


def newest_sound(folder: Place, *, clock: Clock) -> BackupInfo | None:
    """Return the newest safety copy in which the full check finds nothing; None without any."""
    for copy in backups(folder):
        with suppress(StorageError):
            if not check(folder, copy, clock=clock).problems:
                return copy
    return None
