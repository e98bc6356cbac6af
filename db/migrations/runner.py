"""Bringing a base up to date: it stays as it was, or becomes what it should be, never between.

One engine of its own with foreign keys off (a rebuilt table would otherwise take its
children's rows along), one BEGIN IMMEDIATE for all: the steps of Alembic, which change the kept
tables, then the derived ones, rebuilt from the log; and checks before the commit.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from ctg_desktop.errors import CtgError, DamagedError, StorageError
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import CancelledError, Tick, untold
from ctg_desktop.typography import quoted
from db import tables
from db.engine import creating_engine, migration_engine
from db.error_map import french_errors
from db.folder.places import Place, place_at
from db.lifecycle import shape
from db.lifecycle.checks import check_content, check_tables, checked_version, row_counts

SCRIPTS = Path(__file__).parent
"""The folder of `env.py` and of `versions`."""


def migrate(folder: Place, *, tick: Tick = untold, scripts: Path = SCRIPTS) -> None:
    """Bring the base to the present version; the folder is held, a safety copy was made.

    Raises:
        StorageError, CancelledError: the base is exactly what it was.
    """
    engine = migration_engine(folder)
    try:
        with french_errors(folder.path), engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                _migrate(folder, connection, scripts, tick)
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
    except (CtgError, CancelledError):
        raise
    except Exception as error:
        raise _failed(folder) from error
    finally:
        engine.dispose()


def try_all(folder: DataFolder) -> None:
    """Run every step on an empty base in a folder made for it, as `--auto-test` does.

    Raises:
        StorageError: a step fails, or is not there.
    """
    engine = creating_engine(place_at(folder.path))
    try:
        with french_errors(folder.path), engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            upgrade(connection)
            shape.bring_into_shape(connection, untold)
            connection.commit()
            check_tables(folder, connection)
    except CtgError:
        raise
    except Exception as error:
        raise _failed(folder) from error
    finally:
        engine.dispose()


def _migrate(folder: DataFolder, connection: Connection, scripts: Path, tick: Tick) -> None:
    before = row_counts(connection)
    if checked_version(folder, connection).schema != tables.SCHEMA_VERSION:
        upgrade(connection, scripts)
    shape.bring_into_shape(connection, tick)
    try:
        check_content(folder, connection)
    except DamagedError as error:
        raise _failed(folder) from error
    after = row_counts(connection)
    compared = before.keys() & after.keys() & tables.kept.tables.keys()
    if any(after[name] != before[name] for name in compared):
        raise _failed(folder)


def upgrade(connection: Connection, scripts: Path = SCRIPTS) -> None:
    """Run the steps that the kept tables lack, in the transaction that the caller has begun."""
    # Imported when used: it takes longer than the rest of an opening.
    from alembic import command
    from alembic.config import Config

    config = Config()
    # Alembic reads the path as a template of configparser.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, tables.SCHEMA_VERSION)


def _failed(folder: DataFolder) -> StorageError:
    return StorageError(
        f"La mise à jour de la base du dossier {quoted(folder.path)} n’a pas abouti : la "
        "base est restée telle qu’elle était, rien n’est perdu. Continuez avec la version "
        "précédente de CTG Desktop, et signalez cette panne."
    )
