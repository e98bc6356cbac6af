"""Which safety copies there are, and whether one holds what a base holds."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ctg_desktop.errors import StorageError
from ctg_desktop.folder.backup_marks import Mark, marks
from ctg_desktop.folder.backup_names import EVERY, read_name
from ctg_desktop.folder.rotation import newest_first
from ctg_desktop.folder.second_place import places_of
from ctg_desktop.folder.settings import load
from ctg_desktop.ports import BackupInfo, CopyState
from ctg_desktop.typography import quoted
from db.driver import ERRORS, FROZEN, connect
from db.error_map import misplaced
from db.folder import identity
from db.folder.places import Place

_ACTIONS = "SELECT count(*) FROM action WHERE deleted = 0"
_LENGTH = 'SELECT count(*) FROM "change"'
"""How long a log is: no change is ever taken away."""
_LIFE = "SELECT 1 FROM incarnation WHERE uuid = ?"
_WHO = "SELECT person, structure FROM installation"
LAST_CHANGE = "SELECT hash FROM change ORDER BY id DESC LIMIT 1"
"""The statement that finds the hash of the last change, where there is one."""


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


def is_backed_up(driver: Any, folder: Place) -> bool:
    """Whether a copy holds the last change and names the same person and structure."""
    last = _last_written(driver)
    return any(
        _holds(folder, copy, last)
        for copy in backups(folder)
        if copy.state is not CopyState.DAMAGED and copy.changes == last[0]
    )


def _holds(folder: Place, copy: BackupInfo, last: tuple[object, ...]) -> bool:
    try:
        with closing(connect(folder, copy.path, FROZEN)) as copied:
            return _last_written(copied) == last
    except ERRORS:
        return False


def _last_written(driver: Any) -> tuple[object, ...]:
    """Return how far a base goes, its last change, who works in it."""
    (far,) = driver.execute(_LENGTH).fetchone()
    last, who = driver.execute(LAST_CHANGE).fetchone(), driver.execute(_WHO).fetchone()
    return (far, *(last or (None,)), *who)


def _info(folder: Place, path: Path, named: tuple[datetime, str], life: str) -> BackupInfo:
    """Return what a copy is; one that cannot be read is damaged. `life` is an incarnation."""
    size = 0
    try:
        size = path.stat().st_size
        with closing(connect(folder, path, FROZEN)) as driver:
            (actions,) = driver.execute(_ACTIONS).fetchone()
            (changes,) = driver.execute(_LENGTH).fetchone()
            lived = driver.execute(_LIFE, (life,)).fetchone() is not None
    except (*ERRORS, OSError):
        return BackupInfo(path, *named, 0, size, state=CopyState.DAMAGED)
    return BackupInfo(path, *named, actions, size, changes, lived)


def _marked(copy: BackupInfo, mark: Mark | None) -> BackupInfo:
    if mark is None or copy.state is CopyState.DAMAGED:
        return copy
    return replace(copy, state=mark.state, checked_at=mark.at)
