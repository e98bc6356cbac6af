"""Safety copies of the base: made by SQLite, verified before they bear their name, thinned out.

A plain copy of a live file is corrupt or stale more often than not: `VACUUM INTO` reads the
base as one transaction sees it.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from ctg_desktop.errors import StorageError
from ctg_desktop.folder.backup_names import EVERY, backup_name, read_name
from ctg_desktop.folder.outputs import flush_file, flush_folder
from ctg_desktop.folder.own_files import make_private_file, make_private_folder
from ctg_desktop.folder.rotation import outdated
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import BackupInfo
from ctg_desktop.typography import quoted
from db.checks import check_content, row_counts
from db.engine import connected, frozen_engine, uri
from db.error_map import french_errors, misplaced
from db.places import Place

_UNFINISHED = "inachevee-*"


def back_up(connection: Connection, folder: Place, *, reason: str, now: datetime) -> BackupInfo:
    """Make a verified copy of the base that `connection` has open, outside any transaction.

    The folder is held by the caller. Copies that time made superfluous are removed afterwards.

    Raises:
        DamagedError: the base is damaged: no copy is made of it.
        StorageError: the copy could not be made, or is not what the base is; none was kept,
            and the former ones are untouched.
    """
    with french_errors(folder.path):
        check_content(folder, connection)
        _prepare(folder)
        unfinished = folder.backups / _UNFINISHED.replace("*", f"{secrets.token_hex(4)}.sqlite")
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
        made = _info(folder, path)
        if made is None:
            raise _not_equal(folder)
        _rotate(folder, now)
        return made


def _prepare(folder: DataFolder) -> None:
    """Make the folder of the copies, and take away what was cut short there."""
    try:
        make_private_folder(folder.backups)
    except FileExistsError as error:
        raise misplaced(folder.backups, "un dossier") from error
    remove_unfinished(folder)


def remove_unfinished(folder: DataFolder) -> None:
    """Take away copies that were cut short; the folder is held by the caller."""
    for left in folder.backups.glob(_UNFINISHED):
        with suppress(OSError):
            left.unlink()


def backups(folder: Place) -> list[BackupInfo]:
    """Return the copies that can be read, newest first.

    Raises:
        StorageError: a file bears the name of their folder.
    """
    if folder.backups.exists() and not folder.backups.is_dir():
        raise misplaced(folder.backups, "un dossier")
    found = (_info(folder, path) for path in folder.backups.glob(EVERY))
    readable = [copy for copy in found if copy is not None]
    return sorted(readable, key=lambda copy: (copy.made_at, copy.path), reverse=True)


def is_backed_up(connection: Connection, folder: Place) -> bool:
    """Whether the newest copy holds the last change and names the same person and structure."""
    newest = next(iter(backups(folder)), None)
    if newest is None:
        return False
    try:
        with connected(frozen_engine(folder, newest.path)) as copied:
            return _last_written(copied) == _last_written(connection)
    except DatabaseError:
        return False


def _last_written(connection: Connection) -> tuple[object, ...]:
    who = "SELECT person, structure FROM installation"
    return (_last_change(connection), *connection.exec_driver_sql(who).one())


def _rotate(folder: Place, now: datetime) -> None:
    for copy in outdated(backups(folder), now):
        # One that is open elsewhere goes the next time.
        with suppress(OSError):
            copy.path.unlink()


def _compare(connection: Connection, copy: Path, folder: Place) -> None:
    """Refuse a copy that is damaged, or does not hold what the base holds."""
    expected = _content(connection)
    with connected(frozen_engine(folder, copy)) as copied:
        sound = copied.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one() == "ok"
        if not sound or _content(copied) != expected:
            raise _not_equal(folder)


def _content(connection: Connection) -> tuple[dict[str, int], str | None]:
    """Return what tells two bases apart: the number of rows of each table, the last change."""
    return row_counts(connection), _last_change(connection)


def _last_change(connection: Connection) -> str | None:
    last = connection.exec_driver_sql("SELECT hash FROM change ORDER BY id DESC LIMIT 1")
    return last.scalar_one_or_none()


def _not_equal(folder: DataFolder) -> StorageError:
    return StorageError(
        f"La copie de sécurité de {quoted(folder.path)} n’est pas fidèle et n’a pas été "
        "gardée : la base et les copies précédentes sont intactes. Vérifiez le disque, puis "
        "recommencez."
    )


def _free_name(folder: DataFolder, reason: str, now: datetime) -> Path:
    """Return a name that no copy bears."""
    while True:
        path = folder.backups / backup_name(now, reason)
        if not path.exists():
            return path
        now += timedelta(seconds=1)


def _info(folder: Place, path: Path) -> BackupInfo | None:
    """Return what a copy is; None for a file that is not one, or cannot be read any more."""
    named = read_name(path.name)
    if named is None:
        return None
    try:
        with connected(frozen_engine(folder, path)) as connection:
            living = connection.exec_driver_sql("SELECT count(*) FROM action WHERE deleted = 0")
            actions = living.scalar_one()
        size = path.stat().st_size
    except (DatabaseError, OSError):
        return None
    return BackupInfo(path, *named, actions, size)
