"""Checks that a base is ours, of a known version, and sound. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, table
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlcipher3 import dbapi2

from ctg_desktop.errors import ForeignFileError, TooNewError, TooOldError
from ctg_desktop.paths import DataFolder
from ctg_desktop.typography import quoted
from db import tables
from db.driver import APPLICATION_ID, CACHE, SMALL_CACHE
from db.engine import connected, frozen_engine
from db.error_map import damaged
from db.folder import identity
from db.folder.places import Place
from db.lifecycle import shape
from db.reading.examination import COLUMNS

OLDEST_VERSION = 1
"""The number of the first schema that this version knows how to bring up to date."""


def check_header(folder: Place) -> None:
    """Refuse what is no base of ours, without a lock and without opening the files beside it.

    The first bytes are read by the library, not by us: closing a file of our own would drop
    the locks that this process may have on it (POSIX). What a journal is to undo, or a `-wal` to
    complete, may not be readable by itself: then the checks of the content, which come with it,
    decide.
    """
    if folder.base.stat().st_size == 0:
        raise damaged(folder.path, "le fichier ctg.sqlite est vide")
    try:
        with connected(frozen_engine(folder)) as connection:
            mark = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    except DatabaseError as error:
        if _is_half_written(folder):
            return
        is_no_base = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == dbapi2.SQLITE_NOTADB
        if is_no_base and not folder.memory.exists():
            raise _foreign(folder) from error
        raise
    if mark != APPLICATION_ID:
        if folder.memory.exists():
            raise damaged(folder.path, "son début n’est plus le sien")
        raise _foreign(folder)


def _is_half_written(folder: DataFolder) -> bool:
    beside = (folder.base.with_name(folder.base.name + suffix) for suffix in ("-journal", "-wal"))
    return any(file.exists() and file.stat().st_size > 0 for file in beside)


def _foreign(folder: DataFolder) -> ForeignFileError:
    return ForeignFileError(
        f"Le fichier {quoted(folder.base)} n’est pas une base de CTG Desktop : il n’a pas "
        "été modifié. Indiquez un autre dossier avec --donnees."
    )


@dataclass(frozen=True, slots=True)
class Version:
    """What wrote a base: the migration that made its kept tables, the mark of its derived ones."""

    schema: str
    mark: int

    def __str__(self) -> str:
        """Return what tells people two versions apart: `0002`, or `0002-381`."""
        number = shape.number(self.mark)
        return f"{self.schema}-{number}" if number else self.schema

    def is_newer_than(self, other: Version) -> bool:
        """Whether a program of the other version may not open a base of this one."""
        return int(self.schema) > int(other.schema) or (
            shape.number(self.mark) > shape.number(other.mark)
        )


def present_version() -> Version:
    """Return what this program writes."""
    return Version(tables.SCHEMA_VERSION, shape.mark())


def checked_version(folder: DataFolder, connection: Connection) -> Version:
    """Return what wrote a base; refuse one that this program cannot bring up to date."""
    found = connection.exec_driver_sql(
        "SELECT count(*) FROM sqlite_schema WHERE name = 'alembic_version'"
    ).scalar_one()
    versions = (
        connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
        if found
        else []
    )
    if len(versions) != 1 or not str(versions[0]).isdigit():
        raise damaged(folder.path, "elle ne dit plus quelle version l’a écrite")
    version, ours = Version(str(versions[0]), shape.mark_of(connection)), present_version()
    if version.is_newer_than(ours):
        raise TooNewError(
            f"La base du dossier {quoted(folder.path)} a été écrite par une version plus récente "
            f"de CTG Desktop (schéma {version}, celle-ci connaît {ours}) : "
            "rien n’a été modifié. Installez la nouvelle version sur cet ordinateur."
        )
    if int(version.schema) < OLDEST_VERSION:
        raise TooOldError(
            f"La base du dossier {quoted(folder.path)} a été écrite par une version trop ancienne "
            f"de CTG Desktop (schéma {version}) : rien n’a été modifié. Ouvrez-la d’abord "
            "avec une version intermédiaire, qui la mettra à jour."
        )
    return version


def check_tables(folder: DataFolder, connection: Connection) -> None:
    """Refuse a base of this version that lacks a table, a column, or who works in it."""
    found = connection.exec_driver_sql(COLUMNS)
    expected = {
        (name, column.name)
        for made in (tables.kept, tables.derived)
        for name, table in made.tables.items()
        for column in table.c
    }
    if not expected <= {(table, column) for table, column in found}:
        raise damaged(folder.path, "une partie de ses tables n’y est plus")


def check_installation(folder: DataFolder, connection: Connection) -> None:
    """Refuse a base that does not say who works in it."""
    if connection.exec_driver_sql("SELECT count(*) FROM installation").scalar_one() != 1:
        raise damaged(folder.path, "elle ne dit plus qui y travaille")


def places_problems(folder: DataFolder) -> list[str]:
    """Return what is wrong beside the base, in French sentences."""
    expected = (
        *((path, "un fichier", Path.is_file) for path in (folder.lock, folder.memory)),
        *((path, "un dossier", Path.is_dir) for path in (folder.backups, folder.logs)),
    )
    problems = [
        f"{quoted(path.name)} devrait être {what} de CTG Desktop et n’en est pas un."
        for path, what, is_so in expected
        if path.exists() and not is_so(path)
    ]
    if folder.memory.is_file() and identity.remembered(folder) is None:
        problems.append(
            f"{quoted(folder.memory.name)} ne se lit plus : il sera récrit au prochain "
            "enregistrement."
        )
    return problems


def check_content(folder: DataFolder, connection: Connection) -> None:
    """Refuse a base whose structure or links are broken.

    Both checks together take 55 ms for 60 000 changes (33 MB) and 0.4 s for 400 000 (220 MB),
    a sixth of what the whole `integrity_check` takes: cheap enough for every opening.

    Raises:
        DamagedError: what is broken; `db.recovery.integrity` examines the values themselves.
    """
    with _small_cache(connection):
        _check_structure(folder, connection)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise damaged(folder.path, "des fiches citées par d’autres n’y sont plus")


def _check_structure(folder: DataFolder, connection: Connection) -> None:
    try:
        is_sound = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() == "ok"
    except OperationalError as error:
        # A search index whose first page is damaged cannot even be checked.
        if getattr(error.orig, "sqlite_errorcode", 0) != dbapi2.SQLITE_ERROR:
            raise
        is_sound = False
    if not is_sound:
        raise damaged(folder.path, "son contenu ne se lit plus en entier")


@contextmanager
def _small_cache(connection: Connection) -> Iterator[None]:
    connection.exec_driver_sql(SMALL_CACHE)
    try:
        yield
    finally:
        connection.exec_driver_sql(CACHE)


def row_counts(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table, those behind the search index included."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND sql NOT LIKE 'CREATE VIRTUAL%'"
    ).scalars()
    return {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in names.all()
    }
