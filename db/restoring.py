"""Putting a safety copy in the place of a base, which is put aside and never deleted."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from ctg_desktop.errors import StorageError
from ctg_desktop.folder.outputs import flush_file, flush_folder
from ctg_desktop.folder.own_files import FOLDER_MODE, make_private_file
from ctg_desktop.paths import PUT_ASIDE, DataFolder
from ctg_desktop.ports import BackupInfo, Clock
from ctg_desktop.typography import quoted
from db import identity
from db.backup import backups
from db.checks import check_content
from db.error_map import french_errors
from db.hold import hold
from db.opening import opened_backup
from db.places import Place

_SUFFIXES = ("-journal", "-wal", "-shm", "")
"""The files of a base, in the order in which they go aside: the base itself last."""


def newest_sound(folder: Place, *, clock: Clock) -> BackupInfo | None:
    """Return the newest safety copy that is sound; None when there is none."""
    for copy in backups(folder):
        with suppress(StorageError):
            _check(folder, copy, clock)
            return copy
    return None


def restore(folder: Place, backup: BackupInfo, *, clock: Clock) -> Path:
    """Put a copy in the place of the base; return the folder where the base was put aside.

    The next opening sees that the base went back in time, and begins a new incarnation. Killed
    in between, it leaves the base aside and the copies as they were: one may do it again.

    Raises:
        DamagedError: the copy is damaged; nothing was changed.
        StorageError: the folder is held, or cannot be written; nothing was changed.
    """
    with french_errors(folder.path):
        memory = identity.remembered(folder)
        now = clock.now()
        held = hold(folder, person=memory.person if memory else "", now=now)
        try:
            _check(folder, backup, clock)
            make_private_file(folder.new_base)
            shutil.copyfile(backup.path, folder.new_base)
            flush_file(folder.new_base)
            aside = _free_folder(folder, f"{PUT_ASIDE}{now.astimezone():%Y-%m-%d_%H%M%S}")
            for suffix in _SUFFIXES:
                path = folder.base.with_name(folder.base.name + suffix)
                if path.exists():
                    path.rename(aside / path.name)
            folder.new_base.rename(folder.base)
            flush_folder(folder.path)
        except BaseException:
            with suppress(OSError):
                folder.new_base.unlink(missing_ok=True)
            raise
        finally:
            held.release()
    return aside


def _check(folder: Place, backup: BackupInfo, clock: Clock) -> None:
    with (
        french_errors(backup.path.parent),
        opened_backup(backup.path, clock=clock, key=folder.key) as opened,
        opened.engine.connect() as connection,
    ):
        check_content(opened.folder, connection)


def _free_folder(folder: DataFolder, name: str) -> Path:
    for number in range(1, 1000):
        made = folder.path / (name if number == 1 else f"{name}_{number}")
        try:
            made.mkdir(FOLDER_MODE)
        except FileExistsError:
            continue
        return made
    raise StorageError(
        f"Le dossier {quoted(folder.path)} contient déjà trop de bases mises de côté : rien "
        "n’a été modifié. Rangez-les ailleurs, puis recommencez."
    )
