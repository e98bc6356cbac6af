"""Safety copies of the base: made by SQLite, compared before they get their name, thinned out.

A plain copy of a live file is corrupt or stale more often than not: `VACUUM INTO` reads the
base as one transaction sees it.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from ctg_desktop.errors import StorageError
from ctg_desktop.folder.backup_names import backup_name
from ctg_desktop.folder.outputs import flush_file, flush_folder
from ctg_desktop.folder.own_files import make_private_file, make_private_folder
from ctg_desktop.folder.rotation import outdated
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import BackupInfo, CopyState
from ctg_desktop.typography import quoted
from db.driver import uri
from db.engine import connected, frozen_engine
from db.error_map import french_errors, misplaced
from db.folder.copies import LAST_CHANGE, backups
from db.folder.places import Place
from db.folder.tidying import UNFINISHED, remove_unfinished
from db.lifecycle.checks import check_content, row_counts


def back_up(connection: Connection, folder: Place, *, reason: str, now: datetime) -> BackupInfo:
    """Make a copy, equal to it, of the base that `connection` has open, outside any transaction.

    The folder is held by the caller. Copies that are outdated are removed afterwards.

    Raises:
        DamagedError: the base is damaged: no copy is made of it.
        StorageError: the copy could not be made, or is not what the base is; none was kept,
            and the former ones are untouched.
    """
    with french_errors(folder.path):
        check_content(folder, connection)
        _prepare(folder)
        unfinished = folder.backups / UNFINISHED.replace("*", f"{secrets.token_hex(4)}.sqlite")
        make_private_file(unfinished)
        try:
            connection.exec_driver_sql("VACUUM INTO ?", (uri(unfinished, "mode=rwc"),))
            flush_file(unfinished)
            _compare(connection, unfinished, folder)
            path = _free_name(folder, reason, now)
            unfinished.rename(path)
        except BaseException:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise
        flush_folder(folder.backups)
        made = next((copy for copy in backups(folder) if copy.path == path), None)
        if made is None or made.state is CopyState.DAMAGED:
            raise _not_equal(folder)
        _rotate(folder)
        return made


def _prepare(folder: DataFolder) -> None:
    """Make the folder of the copies, and remove incomplete copies."""
    try:
        make_private_folder(folder.backups)
    except FileExistsError as error:
        raise misplaced(folder.backups, "un dossier") from error
    remove_unfinished(folder)


def _rotate(folder: Place) -> None:
    for copy in outdated(backups(folder)):
        # One that is open elsewhere goes the next time.
        with suppress(OSError):
            copy.path.unlink()


def _compare(connection: Connection, copy: Path, folder: Place) -> None:
    """Refuse a copy that is damaged or differs from the base."""
    expected = _content(connection)
    with connected(frozen_engine(folder, copy)) as copied:
        sound = copied.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one() == "ok"
        if not sound or _content(copied) != expected:
            raise _not_equal(folder)


def _content(connection: Connection) -> tuple[dict[str, int], str | None]:
    """Return what tells two bases apart: the number of rows of each table, the last change."""
    return row_counts(connection), _last_change(connection)


def _last_change(connection: Connection) -> str | None:
    return connection.exec_driver_sql(LAST_CHANGE).scalar_one_or_none()


def _not_equal(folder: DataFolder) -> StorageError:
    return StorageError(
        f"La copie de sécurité de {quoted(folder.path)} n’est pas fidèle et n’a pas été "
        "gardée : les copies précédentes sont toujours là. Vérifiez le disque, puis "
        "recommencez."
    )


def _free_name(folder: DataFolder, reason: str, now: datetime) -> Path:
    """Return a name that no copy bears."""
    while True:
        path = folder.backups / backup_name(now, reason)
        if not path.exists():
            return path
        now += timedelta(seconds=1)
