"""Safety copies of the base: made by SQLite, compared before they bear their name, thinned out.

A plain copy of a live file is corrupt or stale more often than not: `VACUUM INTO` reads the
base as one transaction sees it.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from ctg_desktop.errors import StorageError
from ctg_desktop.folder.backup_marks import Mark, marks
from ctg_desktop.folder.backup_names import EVERY, backup_name, read_name
from ctg_desktop.folder.outputs import flush_file, flush_folder
from ctg_desktop.folder.own_files import make_private_file, make_private_folder
from ctg_desktop.folder.rotation import newest_first, outdated
from ctg_desktop.folder.second_place import places_of
from ctg_desktop.folder.settings import load
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import BackupInfo, CopyState
from ctg_desktop.typography import quoted
from db import identity
from db.checks import check_content, row_counts
from db.driver import uri
from db.engine import connected, frozen_engine
from db.error_map import french_errors, misplaced
from db.places import Place
from db.tidying import UNFINISHED, remove_unfinished

_ACTIONS = "SELECT count(*) FROM action WHERE deleted = 0"
_LENGTH = 'SELECT count(*) FROM "change"'
"""How long a log is: no change is ever taken away."""
_LIFE = "SELECT 1 FROM incarnation WHERE uuid = ?"


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


def backups(folder: Place, place: Path | None = None) -> list[BackupInfo]:
    """Return the copies of a folder, newest first and damaged ones last.

    `place` is another folder where they are kept than the usual one.

    Raises:
        StorageError: a file bears the name of their folder.
    """
    place = place or folder.backups
    if place.exists() and not place.is_dir():
        raise misplaced(place, "un dossier")
    memory = identity.remembered(folder)
    life = memory.incarnation if memory else ""
    noted = {**marks(folder.backups), **marks(place)}  # a copy of a copy is what it is
    named = ((path, read_name(path.name)) for path in place.glob(EVERY))
    return newest_first(
        _marked(_info(folder, path, told, life), noted.get(path.name))
        for path, told in named
        if told is not None
    )


def every_copy(folder: Place) -> list[BackupInfo]:
    """Return the copies of a folder and those that only its second place has, newest first.

    Raises:
        StorageError: a file bears the name of their folder.
    """
    first = backups(folder)
    names = {copy.path.name for copy in first}
    second = load(folder.path).second_backups
    places = places_of(second, folder.path) if second is not None else []
    others = (copy for place in places for copy in backups(folder, place))
    return newest_first([*first, *(copy for copy in others if copy.path.name not in names)])


def copy_at(folder: Place, file: Path) -> BackupInfo:
    """Return what a copy is that stands anywhere, under any name.

    Raises:
        StorageError: it is not there, or is no copy of ours.
    """
    if not file.is_file():
        raise StorageError(
            f"Il n’y a pas de copie de sécurité à l’endroit {quoted(file)} : rien n’a été "
            "modifié. Vérifiez le nom et l’emplacement."
        )
    changed = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    found = _info(folder, file, read_name(file.name) or (changed, ""), "")
    return _marked(found, marks(file.parent).get(file.name))


def is_backed_up(connection: Connection, folder: Place) -> bool:
    """Whether a copy holds the last change and names the same person and structure."""
    last = _last_written(connection)
    return any(
        _holds(folder, copy, last)
        for copy in backups(folder)
        if copy.state is not CopyState.DAMAGED and copy.changes == last[0]
    )


def _holds(folder: Place, copy: BackupInfo, last: tuple[object, ...]) -> bool:
    try:
        with connected(frozen_engine(folder, copy.path)) as copied:
            return _last_written(copied) == last
    except DatabaseError:
        return False


def _last_written(connection: Connection) -> tuple[object, ...]:
    """Return how far a base goes, its last change, who works in it."""
    who = "SELECT person, structure FROM installation"
    far = connection.exec_driver_sql(_LENGTH).scalar_one()
    return (far, _last_change(connection), *connection.exec_driver_sql(who).one())


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
    last = connection.exec_driver_sql("SELECT hash FROM change ORDER BY id DESC LIMIT 1")
    return last.scalar_one_or_none()


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


def _info(folder: Place, path: Path, named: tuple[datetime, str], life: str) -> BackupInfo:
    """Return what a copy is; one that cannot be read is damaged. `life` is an incarnation."""
    size = 0
    try:
        size = path.stat().st_size
        with connected(frozen_engine(folder, path)) as connection:
            actions = connection.exec_driver_sql(_ACTIONS).scalar_one()
            changes = connection.exec_driver_sql(_LENGTH).scalar_one()
            lived = connection.exec_driver_sql(_LIFE, (life,)).first() is not None
    except (DatabaseError, OSError):
        return BackupInfo(path, *named, 0, size, state=CopyState.DAMAGED)
    return BackupInfo(path, *named, actions, size, changes, lived)


def _marked(copy: BackupInfo, mark: Mark | None) -> BackupInfo:
    if mark is None or copy.state is CopyState.DAMAGED:
        return copy
    return replace(copy, state=mark.state, checked_at=mark.at)
