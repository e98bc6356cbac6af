"""Making a data folder: whole under its name, or not there at all.

The base is filled under another name, which no opening knows; it takes its own once all that
belongs in it is on the disk. A process that is killed before leaves no base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert

from ctg_desktop.errors import FolderExistsError, StorageError
from ctg_desktop.folder.outputs import flush_file, flush_folder
from ctg_desktop.folder.own_files import FOLDER_MODE, make_private_file
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import Clock
from ctg_desktop.typography import quoted
from db import tables
from db.driver import APPLICATION_ID
from db.engine import connected, creating_engine, driver_of, reading_engine
from db.error_map import french_errors, is_too_long, too_long
from db.folder import identity
from db.folder.hold import hold
from db.folder.places import Place, place_at
from db.lifecycle import shape
from db.lifecycle.opening import OpenedFolder


@contextmanager
def new_folder(
    path: Path,
    *,
    person: str,
    clock: Clock,
    demonstration: bool = False,
    key: bytes | None = None,
) -> Iterator[OpenedFolder]:
    """Make a data folder where `person` works, for the block to fill; its parents are made too.

    `key` is what its base is to be encrypted with.

    The folder is there when the block ends well; when it fails, nothing of it is left.

    Raises:
        FolderExistsError: data stand there already, or did.
        StorageError: the folder cannot be written.
    """
    folder = place_at(path, key)
    if is_too_long(folder.path):
        raise too_long(folder.path)
    with french_errors(folder.path), ExitStack() as undo:
        if not folder.path.exists():
            undo.callback(_remove, folder.path.rmdir)
        _make(folder)
        _refuse_existing(folder)
        with hold(folder, person=person, now=clock.now()):
            _refuse_existing(folder)
            undo.callback(_remove, folder.lock.unlink)
            with _filled(folder, person, clock.now(), demonstration=demonstration) as opened:
                yield opened
        undo.pop_all()  # the folder is complete, and stays


def _make(folder: DataFolder) -> None:
    try:
        folder.path.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise StorageError(
            f"{quoted(folder.path)} ne peut pas devenir un dossier : un fichier porte "
            "déjà ce nom. Rien n’a été modifié. Choisissez un autre nom."
        ) from error


def _refuse_existing(folder: DataFolder) -> None:
    if folder.is_used:
        raise FolderExistsError(
            f"Le dossier {quoted(folder.path)} contient déjà des données de CTG Desktop : "
            "rien n’a été modifié. Ouvrez-le tel quel, ou choisissez un autre dossier."
        )


@contextmanager
def _filled(
    folder: Place, person: str, now: datetime, *, demonstration: bool
) -> Iterator[OpenedFolder]:
    """Give the base to be filled under a temporary name; then let it take its own."""
    folder.new_base.unlink(missing_ok=True)
    make_private_file(folder.new_base)
    engine = creating_engine(folder, folder.new_base)
    try:
        with OpenedFolder(folder, engine, is_new=True) as opened:
            with engine.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                create_schema(connection)
                place = identity.place_of(folder.new_base, folder.base)
                identity.first_incarnation(
                    connection,
                    identity.Beginning(place, now, opened.keys),
                    person=person,
                    demonstration=demonstration,
                )
                connection.commit()
            yield opened
        with connected(reading_engine(folder, folder.new_base)) as connection:
            made = identity.read_identity(connection)
        flush_file(folder.new_base)
        folder.new_base.rename(folder.base)
    except BaseException:
        _remove(folder.new_base.unlink)
        raise
    flush_folder(folder.path)
    if made is not None:
        identity.remember(folder, made.memory(is_open=False))


def _remove(remove: Callable[[], None]) -> None:
    """Remove what was made, so that one may try again; what cannot be removed does no harm."""
    with suppress(OSError):
        remove()


def create_schema(connection: Connection) -> None:
    """Make every table in an empty base, as the migrations would (a test compares)."""
    driver = driver_of(connection)
    driver.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in (*tables.ddl(tables.kept), *tables.LOG_GUARDS):
        driver.execute(statement)
    connection.execute(insert(tables.version).values(version_num=tables.SCHEMA_VERSION))
    shape.create(connection)
