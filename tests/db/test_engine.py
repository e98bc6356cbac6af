"""One SQLite library, its settings on each connection, and every path that a disk allows."""

import gc
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import literal_column, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlcipher3 import dbapi2

from db.engine import (
    another,
    frozen_engine,
    migration_engine,
    reading_engine,
    set_journal,
    writing_engine,
)
from db.folder.places import Place
from tests.support.folders import ROOT, connected, filled_folder
from tests.support.sites import Site


def shared(place: Place) -> Place:
    return replace(place, is_shared=True)


@pytest.fixture
def folder(tmp_path: Path) -> Place:
    return filled_folder(tmp_path / "ctg")


def test_program_when_it_writes_then_no_other_sqlite_nor_alembic_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.support.sites import Site;"
        " site = Site(Path(sys.argv[1]), 'Camille'); site.create('Action'); site.close();"
        " print(*sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "ctg")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = set(done.stdout.split())
    assert "sqlcipher3._sqlite3" in loaded
    assert loaded & {"sqlite3", "_sqlite3", "apsw", "pysqlite3", "alembic"} == set()


def test_driver_when_it_is_given_null_then_it_need_not_look_for_a_way_to_store_it(
    folder: Place,
) -> None:
    """Most of what is written is NULL; that search takes longer than all else of a row."""
    with connected(reading_engine(folder)) as connection:
        assert connection.exec_driver_sql("SELECT ? IS NULL", (None,)).scalar_one() == 1

    assert dbapi2.adapt(None) is None


@pytest.mark.parametrize(
    ("make", "foreign_keys", "synchronous"),
    [
        (writing_engine, 1, 2),
        (lambda place: writing_engine(shared(place)), 1, 3),
        (migration_engine, 0, 2),
        (reading_engine, 1, 2),
        (frozen_engine, 1, 2),
        (lambda place: another(writing_engine(shared(place))), 1, 3),
    ],
    ids=["writing", "writing-shared", "migration", "reading", "frozen", "another"],
)
def test_connection_when_made_then_it_has_the_settings_of_its_use(
    folder: Place, make, foreign_keys: int, synchronous: int
) -> None:
    with connected(make(folder)) as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("foreign_keys", "synchronous", "trusted_schema", "cell_size_check")
        }

    assert settings == {
        "foreign_keys": foreign_keys,
        "synchronous": synchronous,
        "trusted_schema": 0,
        "cell_size_check": 1,
    }


def test_statements_when_ever_others_are_asked_then_only_the_latest_are_kept_ready(
    folder: Place,
) -> None:
    def ready() -> int:
        gc.collect()
        return sum(isinstance(each, SQLCompiler) for each in gc.get_objects())

    before = ready()

    with connected(writing_engine(folder)) as connection:
        for number in range(600):
            connection.execute(select(literal_column(f"{number}")))
        kept = ready() - before

    assert kept < 450


def test_journal_when_the_place_is_local_then_it_is_wal(folder: Place) -> None:
    with connected(writing_engine(folder)) as connection:
        assert set_journal(connection, folder) == "wal"


def test_journal_when_a_base_in_wal_comes_to_a_share_then_it_is_a_rollback_journal(
    folder: Place,
) -> None:
    with connected(writing_engine(shared(folder))) as connection:
        assert set_journal(connection, shared(folder)) == "delete"
        # Others may read again at once.
        with connected(reading_engine(folder)) as reader:
            assert reader.exec_driver_sql("SELECT count(*) FROM action").scalar_one() == 3

    assert not folder.base.with_name("ctg.sqlite-wal").exists()


@pytest.mark.parametrize(
    "name",
    [
        "Dossier été à Béthune",
        "l'enfance d'abord",
        "n°1 #2 50% ? & + = ;",
        "fichier%20codé%zz",
        "file:ctg?mode=ro",
        "日本語 🧸",
        "é" * 120,
        "a" * 250,
    ],
)
def test_folder_when_its_path_is_odd_then_it_opens_and_is_copied(tmp_path: Path, name: str) -> None:
    site = Site(tmp_path / name, "Camille Essai")
    row = site.create("Ludothèque")
    site.close()
    site.uow = site.opened()

    assert site.write(row, "status", "en_cours")
    assert {path.name for path in tmp_path.iterdir()} == {name}
    site.close()


def test_error_when_a_statement_fails_then_it_tells_no_value(folder: Place) -> None:
    with (
        connected(writing_engine(folder)) as connection,
        pytest.raises(OperationalError) as caught,
    ):
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (?)", ("Quartz",))

    assert "nowhere" in str(caught.value)
    assert "Quartz" not in str(caught.value)
