"""Running migrations so that a base is either what it was or what it should be, never between.

One engine of its own with foreign keys off (a table made anew would otherwise take its
children's rows along), one BEGIN IMMEDIATE for all steps, and checks before the commit.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from ctg_desktop.errors import CtgError, DamagedError, StorageError
from ctg_desktop.paths import DataFolder
from db import tables
from db.checks import check_content, check_tables, row_counts
from db.engine import creating_engine, migration_engine
from db.error_map import french_errors, quoted

SCRIPTS = Path(__file__).parent
"""The folder of `env.py` and of `versions`."""


def migrate(folder: DataFolder, target: str, *, shared: bool, scripts: Path = SCRIPTS) -> None:
    """Bring the base to the version `target`; the folder is held, a safety copy was made.

    Raises:
        StorageError: the base is exactly what it was.
    """
    engine = migration_engine(folder.base, shared=shared)
    try:
        with french_errors(folder.path), engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                _migrate(folder, connection, target, scripts)
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
    except CtgError:
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
    engine = creating_engine(folder.base)
    try:
        with french_errors(folder.path), engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            upgrade(connection, tables.SCHEMA_VERSION)
            connection.commit()
            check_tables(folder, connection)
    except CtgError:
        raise
    except Exception as error:
        raise _failed(folder) from error
    finally:
        engine.dispose()


def _migrate(folder: DataFolder, connection: Connection, target: str, scripts: Path) -> None:
    before = row_counts(connection)
    upgrade(connection, target, scripts)
    try:
        check_content(folder, connection)
    except DamagedError as error:
        raise _failed(folder) from error
    after = row_counts(connection)
    if any(after[name] != before[name] for name in before.keys() & after.keys()):
        raise _failed(folder)


def upgrade(connection: Connection, target: str, scripts: Path = SCRIPTS) -> None:
    """Run the steps up to `target` in the transaction that the caller has begun."""
    config = Config()
    # Alembic reads the path as a template of configparser.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _failed(folder: DataFolder) -> StorageError:
    return StorageError(
        f"La mise à jour de la base du dossier {quoted(folder.path)} n’a pas abouti\u00a0: la "
        "base est restée telle qu’elle était, rien n’est perdu. Continuez avec la version "
        "précédente de CTG Desktop, et signalez cette panne."
    )
