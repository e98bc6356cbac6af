"""Which way imports run: the contracts of pyproject.toml hold, and would notice a breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.project import PACKAGES, ROOT, imported_names, imported_packages, modules

LINT = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the project in `folder`."""
    return subprocess.run(
        [sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, check=False
    )


def test_contracts_when_project_is_checked_then_all_are_kept() -> None:
    done = lint(ROOT)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """A project with the modules of this one, the same contracts, and no import."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module in modules(*PACKAGES):
        empty = tmp_path / module.relative_to(ROOT)
        empty.parent.mkdir(parents=True, exist_ok=True)
        empty.touch()
    return tmp_path


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("ctg_desktop/bootstrap.py", "db"),
        ("ctg_desktop/bootstrap.py", "ui"),
        ("ctg_desktop/folder/settings.py", "ctg_desktop.domain.parsing"),
        ("ctg_desktop/printing/engine/style.py", "ctg_desktop.domain.colours"),
        ("ctg_desktop/printing/directory.py", "reportlab.pdfgen"),
        ("db/engine.py", "sqlalchemy"),
        ("ui/app.py", "PySide6.QtWidgets"),
        ("ui/app.py", "ctg_desktop.services"),
    ],
)
def test_contracts_when_import_is_allowed_then_they_are_kept(
    small_project: Path, module: str, imported: str
) -> None:
    (small_project / module).write_text(f"import {imported}\n", encoding="utf-8")

    done = lint(small_project)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("ctg_desktop/cli/program.py", "ctg_desktop.bootstrap"),
        ("ctg_desktop/cli/program.py", "db"),
        ("ctg_desktop/cli/program.py", "sqlcipher3"),
        ("ctg_desktop/domain/action.py", "ctg_desktop.services"),
        ("ctg_desktop/printing/directory.py", "PySide6.QtGui"),
        ("ctg_desktop/printing/directory.py", "ctg_desktop.services"),
        ("ctg_desktop/folder/settings.py", "ctg_desktop.domain.fields"),
        ("ctg_desktop/folder/settings.py", "ctg_desktop.services"),
        ("ctg_desktop/printing/engine/table.py", "ctg_desktop.domain.fields"),
        ("ctg_desktop/printing/engine/table.py", "ctg_desktop.printing.sections"),
        ("ctg_desktop/services/actions.py", "db"),
        ("ctg_desktop/services/actions.py", "reportlab.pdfgen"),
        ("ctg_desktop/services/actions.py", "sqlalchemy"),
        ("ctg_desktop/services/actions.py", "ui"),
        ("db/engine.py", "ctg_desktop.services"),
        ("db/engine.py", "reportlab"),
        ("db/engine.py", "sqlite3"),
        ("db/engine.py", "ui"),
        ("resources/__init__.py", "ctg_desktop.domain"),
        ("ui/app.py", "alembic"),
        ("ui/app.py", "db"),
        ("ui/widgets/layout/flow.py", "ctg_desktop.domain.fields"),
        ("ui/widgets/layout/flow.py", "ui.widgets.rows"),
        ("ui/widgets/rows/form.py", "ui.widgets.table"),
        ("ui/widgets/table/table_view.py", "ui.desk"),
    ],
)
def test_contracts_when_import_is_forbidden_then_one_is_broken(
    small_project: Path, module: str, imported: str
) -> None:
    (small_project / module).write_text(f"import {imported}\n", encoding="utf-8")

    done = lint(small_project)

    assert done.returncode == 1
    assert f"{imported.partition('.')[0]}" in done.stdout.partition("Broken contracts")[2]


def test_domain_when_read_then_it_imports_itself_words_for_people_and_the_standard_library() -> (
    None
):
    domain = ROOT / "ctg_desktop/domain"
    foreign = {
        f"{module.relative_to(ROOT)}: {name}"
        for module in modules("ctg_desktop")
        if module.is_relative_to(domain)
        for name in imported_names(module)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not name.startswith(
            ("ctg_desktop.domain", "ctg_desktop.errors", "ctg_desktop.typography")
        )
    }

    assert not foreign


@pytest.mark.parametrize("library", ["sqlite3", "apsw", "pysqlite3"])
def test_sqlite_when_any_module_is_read_then_sqlcipher3_is_the_only_library(library: str) -> None:
    # Two SQLite libraries in one process lose data silently: not even the tests may.
    importers = [
        str(module.relative_to(ROOT))
        for module in modules()
        if library in imported_packages(module)
    ]

    assert importers == []
