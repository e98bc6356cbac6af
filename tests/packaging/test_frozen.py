"""What goes into the delivered folder, and what stays out of it."""

import sys
from pathlib import Path

import pytest

from tests.support.folders import ROOT

sys.path.insert(0, str(ROOT / "packaging"))

from bill_of_materials import written_bill
from compare_builds import differing
from freeze import version
from frozen import DATA, EXCLUDED, is_wanted
from icu_data import is_unwanted
from licences import delivered, licence_of, written_licences
from release import SUMS, changelog_versions, written_sums
from version_resource import written_resource
from windows_installers import files_fragment


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/translations/qtbase_fr.qm",
        "PySide6/translations/qtbase_fr.qm",
        "font_source_sans_pro/files/SourceSansPro-Semibold.ttf",
        "resources/help/accueil.md",
        "db/migrations/versions/0001_first_schema.py",
    ],
)
def test_file_when_the_program_needs_it_then_it_is_delivered(name: str) -> None:
    assert is_wanted(name)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6\\plugins\\sqldrivers\\qsqlite.dll",
        "PySide6/Qt/lib/libQt6Sql.so.6",
        "PySide6/Qt6Quick.dll",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "font_source_sans_pro/files/SourceSansPro-BlackIt.ttf",
        "font_source_sans_pro/files/SourceSansPro-Regular.otf",
        "resources/__pycache__/__init__.cpython-311.pyc",
    ],
)
def test_file_when_the_program_never_uses_it_then_it_stays_out(name: str) -> None:
    assert not is_wanted(name)


def test_library_when_every_system_has_it_then_it_stays_out() -> None:
    assert not is_wanted("libX11.so.6", "/usr/lib/x86_64-linux-gnu/libX11.so.6")
    assert is_wanted("libxcb-cursor.so.0", "/usr/lib/x86_64-linux-gnu/libxcb-cursor.so.0")


def test_second_sqlite_when_asked_for_then_it_is_excluded() -> None:
    assert {"sqlite3", "apsw", "PySide6.QtSql"} <= set(EXCLUDED)


def test_data_when_listed_then_each_is_in_the_project() -> None:
    assert [source for source, _target in DATA if not (ROOT / source).exists()] == []


@pytest.mark.parametrize("item", ["fr.res", "en_GB.res", "coll/fr_CA.res", "root.res", "pool.res"])
def test_icu_item_when_it_is_ours_or_everyones_then_it_stays(item: str) -> None:
    assert not is_unwanted(item)


@pytest.mark.parametrize("item", ["de.res", "coll/zh_Hant.res", "gb18030.cnv", "translit/ru.res"])
def test_icu_item_when_it_is_of_another_language_then_it_goes(item: str) -> None:
    assert is_unwanted(item)


def test_licences_when_gathered_then_every_delivered_package_tells_its_own(tmp_path: Path) -> None:
    text = written_licences(tmp_path / "licences.txt").read_text(encoding="utf-8")

    names = [package.metadata["Name"] for package in delivered()]
    assert {"SQLAlchemy", "reportlab"} <= set(names)
    for package in delivered():
        assert f"{package.metadata['Name']} {package.version}" in text
        assert licence_of(package) or package.metadata["Name"] == "sqlcipher3"
    assert "MIT" in text.partition("===")[2]


def test_bill_when_written_then_it_names_packages_and_what_they_carry(tmp_path: Path) -> None:
    import json

    bill = json.loads(written_bill(tmp_path / "bill.json").read_text(encoding="utf-8"))

    names = {component["name"] for component in bill["components"]}
    assert {"sqlalchemy", "reportlab", "Qt", "SQLite", "SQLCipher", "Python"} <= names
    assert bill["metadata"]["component"]["version"] == version()
    assert "file:" not in json.dumps(bill)


def test_changelog_when_read_then_it_tells_of_this_version_first() -> None:
    assert changelog_versions()[0] == version()


def test_sums_when_written_then_they_are_those_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "a.deb").write_bytes(b"")

    told = written_sums(tmp_path).read_text(encoding="utf-8")

    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert told == f"{empty}  a.deb\n"
    assert written_sums(tmp_path).read_text(encoding="utf-8") == told
    assert (tmp_path / SUMS).is_file()


def test_msi_when_described_then_every_file_is_named_and_keeps_its_identity(tmp_path: Path) -> None:
    payload = tmp_path / "payload"
    (payload / "d'été & co").mkdir(parents=True)
    (payload / "ctg-desktop.exe").touch()
    (payload / "d'été & co" / "<a>.dll").touch()

    first, second = files_fragment(payload), files_fragment(payload)

    assert first == second
    assert first.count("<Component Id=") == first.count("<ComponentRef Id=") == 2
    assert "d'été &amp; co" in first
    assert "&lt;a&gt;.dll" in first


def test_version_resource_when_written_then_it_is_what_the_builder_reads(tmp_path: Path) -> None:
    import ast

    text = written_resource(tmp_path / "version.txt", "1.2.3").read_text(encoding="utf-8")

    assert isinstance(ast.parse(text, mode="eval").body, ast.Call)
    assert "(1, 2, 3, 0)" in text
    with pytest.raises(ValueError, match="not enough values"):
        written_resource(tmp_path / "version.txt", "1.2")


def test_builds_when_compared_then_only_what_differs_is_named(tmp_path: Path) -> None:
    for name, content in (("one", "a"), ("two", "b")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "same").write_text("=", encoding="utf-8")
        (folder / "other").write_text(content, encoding="utf-8")
        (folder / f"only_{name}").touch()

    assert differing(tmp_path / "one", tmp_path / "two") == ["only_one", "only_two", "other"]
