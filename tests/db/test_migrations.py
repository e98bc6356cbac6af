"""Migrating the kept tables: a base is what it was or what it should be, never between."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from ctg_desktop.documents import PlanRequest
from ctg_desktop.domain.births import birth_terms
from ctg_desktop.domain.changes import FORMAT
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.entities import Action
from ctg_desktop.errors import DiskFullError, StorageError, TooNewError
from ctg_desktop.folder.keys import is_signed
from ctg_desktop.ports import untold
from ctg_desktop.typography import typeset
from db import tables
from db.engine import creating_engine, reading_engine
from db.folder.copies import backups
from db.folder.places import Place, place_at
from db.lifecycle.creating import create_schema
from db.lifecycle.opening import open_folder
from db.lifecycle.shape import bring_into_shape, mark, number
from db.migrations import runner
from db.migrations.runner import migrate, try_all, upgrade
from tests.support.folders import (
    ask_sql,
    connected,
    content,
    fill_disk,
    heard,
    open_files,
    other_process,
    reopened,
    small_disk,
)
from tests.support.printed import words_of
from tests.support.sites import Site, TurnedClock
from tests.support.stored_bases import StoredBase, stored_bases

# --------------------------------------------------------------------------- the schemas


def test_schema_when_alembic_is_asked_then_its_last_step_is_this_version() -> None:
    config = Config()
    config.set_main_option("script_location", str(runner.SCRIPTS).replace("%", "%%"))

    assert ScriptDirectory.from_config(config).get_heads() == [PRESENT]


def schema(path: Path, make: Callable[[Connection], None]) -> dict[str, object]:
    """Return what `make` makes of an empty base: columns, constraints, indexes, triggers."""
    with connected(creating_engine(place_at(path.parent), path)) as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        make(connection)
        connection.commit()
        made: dict[str, object] = {
            "application_id": connection.exec_driver_sql("PRAGMA application_id").scalar_one(),
            "version": connection.exec_driver_sql("SELECT * FROM alembic_version").all(),
        }
        rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_schema").all()
        for kind, name, sql in rows:
            text = re.sub(r"\s+", " ", sql or "")
            if kind == "table" and "VIRTUAL" not in text:
                columns = connection.exec_driver_sql(
                    'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)',
                    (name,),
                ).all()
                constraints = re.findall(r"CONSTRAINT \w+ [^,]*(?:\([^)]*\)[^,]*)*", text)
                options = text.rpartition(")")[2]
                made[name] = set(columns), {each.strip(" )") for each in constraints}, options
            else:
                made[name] = text
    return made


def migrated_to_the_last(connection: Connection) -> None:
    upgrade(connection)
    bring_into_shape(connection, untold)


def test_schema_when_migrated_then_it_is_that_of_a_new_folder(tmp_path: Path) -> None:
    migrated = schema(tmp_path / "a", migrated_to_the_last)
    created = schema(tmp_path / "b", create_schema)

    assert migrated.keys() == created.keys()
    assert {"action", "search", "search_row", "ix_change_row_latest_field_member"} < migrated.keys()
    for name, made in created.items():
        assert migrated[name] == made, name


def test_schema_when_read_then_every_constraint_has_a_name(tmp_path: Path) -> None:
    with connected(creating_engine(place_at(tmp_path))) as connection:
        create_schema(connection)
        made = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
            " AND name NOT LIKE 'search_%'"
        ).scalars()
        unnamed = [
            sql
            for sql in made.all()
            if len(re.findall(r"PRIMARY KEY|UNIQUE|FOREIGN KEY", sql)) != sql.count("CONSTRAINT ")
        ]

    assert unnamed == []


def test_steps_when_they_are_tried_in_an_empty_folder_then_none_fails(tmp_path: Path) -> None:
    try_all(place_at(tmp_path))

    assert ask_sql(place_at(tmp_path), "SELECT * FROM alembic_version") == [(PRESENT,)]


# ------------------------------------------------------------------------ the next step

PRESENT = tables.SCHEMA_VERSION
NEXT = f"{int(PRESENT) + 1:04d}"
STEP = f"""
import sys
import sqlalchemy as sa
from alembic import op
revision, down_revision = "{NEXT}", "{PRESENT}"
branch_labels = depends_on = None
def upgrade():
    op.execute("PRAGMA cache_size = 5")  # so that half of the work is on the disk
    op.add_column("gesture", sa.Column("weather", sa.Text(), nullable=True))
    op.execute("UPDATE gesture SET weather = 'beau', label = hex(zeroblob(20000))")
    with op.batch_alter_table("gesture") as batch:
        batch.drop_column("reason")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Place:
    site = Site(tmp_path / "ctg", "Camille Essai")
    for nth in range(3):
        row = site.create(f"Action {nth}")
        site.create("Étape", "etape", action=row)
    site.close()
    return place_at(site.folder)


def steps(tmp_path: Path, last: str = STEP) -> Path:
    """Return a folder of migrations that goes one step further."""
    scripts = tmp_path / "50% d'étapes"
    shutil.copytree(runner.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / f"{NEXT}_next.py").write_text(last, encoding="utf-8")
    return scripts


def told(folder: Place) -> list[list[tuple[object, ...]]]:
    """Return what a base says, without opening the folder."""
    questions = (
        "SELECT name, sql FROM sqlite_schema ORDER BY name",
        "SELECT * FROM alembic_version",
        "PRAGMA user_version",
        "SELECT * FROM gesture ORDER BY id",
        "SELECT * FROM action ORDER BY id",
        "SELECT * FROM etape ORDER BY id",
        "PRAGMA integrity_check",
    )
    return [ask_sql(folder, question) for question in questions]


def test_migration_when_a_table_is_made_anew_then_its_children_keep_their_rows(
    folder: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "SCHEMA_VERSION", NEXT)
    before = ask_sql(folder, 'SELECT count(*) FROM "change"')

    migrate(folder, scripts=steps(tmp_path))

    assert ask_sql(folder, "SELECT * FROM alembic_version") == [(NEXT,)]
    assert ask_sql(folder, "SELECT DISTINCT weather FROM gesture") == [("beau",)]
    assert before == ask_sql(
        folder, 'SELECT count(*) FROM "change" JOIN gesture ON "change".gesture = gesture.id'
    )
    columns = ask_sql(folder, "SELECT name FROM pragma_table_info('gesture')")
    assert ("reason",) not in columns


FAILURES = {
    "error": "    raise ZeroDivisionError",
    "wrong-sql": '    op.execute("UPDATE nothing SET x = 1")',
    "rows-lost": (
        '    op.execute("DROP TRIGGER change_never_deleted")\n'
        "    op.execute('DELETE FROM \"change\" WHERE id = 1')"
    ),
    "link-broken": '    op.execute("UPDATE gesture SET incarnation = 99")',
    "constraint": '    op.execute("INSERT INTO installation SELECT * FROM installation")',
}


@pytest.mark.parametrize("last", FAILURES.values(), ids=FAILURES.keys())
def test_migration_when_it_fails_then_the_base_is_what_it_was(
    folder: Place, tmp_path: Path, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told(folder)

    with monkeypatch.context() as later:
        later.setattr(tables, "SCHEMA_VERSION", NEXT)
        with pytest.raises(StorageError, match="n’a pas abouti") as caught:
            migrate(folder, scripts=steps(tmp_path, STEP + last))

    assert told(folder) == before
    assert typeset(caught.value.sentence) == caught.value.sentence
    open_folder(folder.path, clock=TurnedClock()).close()


@pytest.mark.parametrize(
    ("place", "journal"), [("local", "-wal"), ("Nextcloud", "-journal")], ids=["wal", "rollback"]
)
def test_migration_when_killed_on_the_way_then_the_base_is_what_it_was(
    folder: Place, tmp_path: Path, place: str, journal: str
) -> None:
    moved = place_at(tmp_path / place / "ctg")
    moved.path.parent.mkdir()
    folder.path.rename(moved.path)
    open_folder(moved.path, clock=TurnedClock()).close()
    before = told(moved)
    scripts = steps(tmp_path, STEP + '    print("half", flush=True)\n    sys.stdin.readline()\n')
    code = """
from ctg_desktop.folder.keys import is_signed
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import untold
from db import tables
from db.migrations.runner import migrate
from db.folder.places import place_at
tables.SCHEMA_VERSION = sys.argv[3]
migrate(place_at(folder), scripts=Path(sys.argv[2]))
"""
    with other_process(code, moved.path, scripts, NEXT) as process:
        assert heard(process) == "half"
    assert moved.base.with_name(moved.base.name + journal).stat().st_size > 20_000

    open_folder(moved.path, clock=TurnedClock()).close()

    assert told(moved) == before


@pytest.fixture
def next_version(folder: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this program the next one, whose schema is one step further."""
    monkeypatch.setattr(tables, "SCHEMA_VERSION", NEXT)
    only_more = STEP.partition("    with op.batch")[0]
    monkeypatch.setitem(migrate.__kwdefaults__, "scripts", steps(tmp_path, only_more))


@pytest.mark.usefixtures("next_version")
def test_open_when_an_older_version_wrote_it_then_it_is_copied_and_migrated(
    folder: Place,
) -> None:
    with open_folder(folder.path, clock=TurnedClock()) as opened:
        assert opened.renewal is None

    assert ask_sql(folder, "SELECT * FROM alembic_version") == [(NEXT,)]
    (copy,) = backups(folder)
    assert copy.reason == f"migration {PRESENT} {number(mark())} vers {NEXT} {number(mark())}"
    with connected(reading_engine(folder, copy.path)) as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
        assert version.scalar_one() == PRESENT


@pytest.mark.usefixtures("next_version")
def test_open_when_reading_what_an_older_version_wrote_then_the_base_is_untouched(
    folder: Place,
) -> None:
    before = content(folder)

    with open_folder(folder.path, clock=TurnedClock(), read_only=True) as opened:
        private = opened.private
        assert private is not None
        assert str(folder.base) not in open_files(folder.path)
        with opened.engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT DISTINCT weather FROM gesture")
            assert found.scalars().all() == ["beau"]

    assert not private.exists()
    after = content(folder)
    assert {name: after[name] for name in before} == before


def test_open_when_reading_and_the_migration_fails_then_no_copy_is_left(
    folder: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "provisoire"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    monkeypatch.setattr(tables, "SCHEMA_VERSION", NEXT)
    failing = STEP.replace('"gesture") as batch', '"nothing") as batch')
    monkeypatch.setitem(migrate.__kwdefaults__, "scripts", steps(tmp_path, failing))

    with pytest.raises(StorageError, match="n’a pas abouti"):
        open_folder(folder.path, clock=TurnedClock(), read_only=True)

    assert list(place.iterdir()) == []


def test_open_when_the_program_before_meets_a_migrated_base_then_it_refuses(
    folder: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        later.setattr(tables, "SCHEMA_VERSION", NEXT)
        migrate(folder, scripts=steps(tmp_path))

    with pytest.raises(TooNewError):
        open_folder(folder.path, clock=TurnedClock())


def test_open_when_the_disk_fills_up_on_the_way_then_the_base_is_what_it_was(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "disque", size="8m") as disk:
        folder = place_at(disk / "ctg")
        stored_bases()[0].put_into(folder)
        before = folder.base.read_bytes()
        room_for_the_copy = len(before) + 100_000
        ballast = fill_disk(disk, left=room_for_the_copy)

        with pytest.raises(DiskFullError):
            open_folder(folder.path, clock=TurnedClock())

        assert len(backups(folder)) == 1
        assert folder.base.read_bytes() == before
        ballast.unlink()
        site = reopened(folder.path)
        assert site.problems() == ()
        site.close()


# -------------------------------------------------------------------- the bases of the past


WITHOUT_BIRTHS = "0001"
"""The schema whose writers had none: the folder gives it to them when it is opened."""


def test_stored_bases_when_listed_then_there_is_one_for_each_schema_of_the_past() -> None:
    written = sorted(path.name[:4] for path in (runner.SCRIPTS / "versions").glob("0*.py"))

    # That of the present schema is stored when it is released.
    assert {*written[:-1]} <= {stored.version for stored in stored_bases()} <= {*written}


@pytest.mark.parametrize("stored", stored_bases(), ids=lambda stored: stored.name)
def test_stored_base_when_opened_then_it_says_what_it_said(
    stored: StoredBase, tmp_path: Path
) -> None:
    folder = place_at(tmp_path / "ctg")
    stored.put_into(folder)

    former = {
        uuid
        for (uuid,) in ask_sql(
            folder,
            "SELECT DISTINCT i.uuid FROM incarnation i JOIN change c ON c.incarnation = i.id"
            " WHERE i.publication IS NULL",
        )
    }

    site = reopened(folder.path)

    born = {birth.id: birth for birth in site.uow.births()}
    assert former <= born.keys()
    given = born if stored.version == WITHOUT_BIRTHS else {}
    assert {born[uuid].incarnation.format for uuid in former} == {0 if given else FORMAT}
    assert all(is_signed(each.key, birth_terms(each), each.signature) for each in born.values())
    found = site.uow.verify(lambda _label, _done, _total: None)
    assert found.problems == ()
    assert found.state_hash == stored.state_hash
    assert dict(found.counts).items() >= stored.counts.items()
    assert sorted(action.title or "" for action in site.uow.rows(Action)) == stored.titles
    assert len(site.uow.conflicts()) == stored.counts["conflits"]
    row = site.create("Écrite aujourd’hui")
    present = site.uow.births()[-1]
    assert present.id == site.uow.installation.incarnation
    assert present.incarnation.format == FORMAT
    assert {birth.key for birth in given.values()} <= {present.key}
    assert [hit.id for hit in site.uow.search("ecrite aujourd")] == [row]
    assert site.problems() == ()
    if site.uow.rows(Convention):  # a folder may have taken none in yet
        plan = words_of(site.uow, PlanRequest())
        assert "Écrite aujourd'hui" in plan
        assert "Café des parents" in plan
    other = Site(tmp_path / "autre", "Dominique Test")
    report = other.receive(site)
    # Without the key of who wrote it, what was not sealed then is not sent.
    assert (report.refused, report.gaps) == ((), {})
    assert {each.change.cell.field for each in other.uow.history([row])} == {"deleted", "title"}
    assert site.receive(other).refused == ()
    assert other.problems() == site.problems() == ()
    other.close()
    site.close()
