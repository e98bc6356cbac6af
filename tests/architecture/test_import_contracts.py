"""Which way imports run: the contracts of pyproject.toml hold, and would notice a breach."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.project import PACKAGES, ROOT, imported_names, imported_packages, modules

LINT = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
)

LINT_EACH = """
import contextlib, io, json, sys
from pathlib import Path
from importlinter.cli import lint_imports
for module, imported in json.load(sys.stdin):
    Path(module).write_text(f"import {imported}\\n", encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()) as said:
        code = lint_imports(no_cache=True)
    Path(module).write_text("")
    print(json.dumps([code, said.getvalue()]))
"""

ALLOWED = (
    ("ctg_desktop/bootstrap.py", "db"),
    ("ctg_desktop/bootstrap.py", "ui"),
    ("ctg_desktop/folder/settings.py", "ctg_desktop.domain.parsing"),
    ("ctg_desktop/printing/engine/style.py", "ctg_desktop.domain.colours"),
    ("ctg_desktop/printing/directory.py", "reportlab.pdfgen"),
    ("ctg_desktop/printing/word/writer.py", "docx.oxml"),
    ("ctg_desktop/spreadsheet/writing.py", "xlsxwriter.utility"),
    ("ctg_desktop/exchange/postgres_relay.py", "pg8000"),
    ("db/engine.py", "sqlalchemy"),
    ("ui/app.py", "PySide6.QtWidgets"),
    ("ui/app.py", "ctg_desktop.services"),
)
FORBIDDEN = (
    ("ctg_desktop/cli/program.py", "ctg_desktop.bootstrap"),
    ("ctg_desktop/cli/program.py", "db"),
    ("ctg_desktop/cli/program.py", "sqlcipher3"),
    ("ctg_desktop/domain/action.py", "ctg_desktop.services"),
    ("ctg_desktop/printing/directory.py", "PySide6.QtGui"),
    ("ctg_desktop/printing/directory.py", "ctg_desktop.services"),
    ("ctg_desktop/printing/issue.py", "docx.oxml"),
    ("ctg_desktop/printing/word/writer.py", "ctg_desktop.printing.sections"),
    ("ctg_desktop/folder/settings.py", "ctg_desktop.domain.fields"),
    ("ctg_desktop/folder/settings.py", "ctg_desktop.services"),
    ("ctg_desktop/printing/engine/table.py", "ctg_desktop.domain.fields"),
    ("ctg_desktop/printing/engine/table.py", "ctg_desktop.printing.sections"),
    ("ctg_desktop/exchange/relays.py", "pg8000"),
    ("ctg_desktop/services/actions.py", "db"),
    ("ctg_desktop/services/actions.py", "reportlab.pdfgen"),
    ("ctg_desktop/services/actions.py", "sqlalchemy"),
    ("ctg_desktop/services/actions.py", "ui"),
    ("ctg_desktop/services/actions.py", "ctg_desktop.spreadsheet"),
    ("ctg_desktop/services/actions.py", "python_calamine"),
    ("ctg_desktop/documents/workbooks.py", "xlsxwriter"),
    ("db/engine.py", "ctg_desktop.services"),
    ("db/engine.py", "reportlab"),
    ("db/engine.py", "sqlite3"),
    ("db/engine.py", "ui"),
    ("db/folder/places.py", "db.engine"),
    ("db/reading/full_text.py", "sqlalchemy"),
    ("db/log/log.py", "db.writing"),
    ("resources/__init__.py", "ctg_desktop.domain"),
    ("ui/app.py", "alembic"),
    ("ui/app.py", "db"),
    ("ui/widgets/layout/flow.py", "ctg_desktop.domain.fields"),
    ("ui/widgets/layout/flow.py", "ui.widgets.rows"),
    ("ui/widgets/rows/form.py", "ui.widgets.table"),
    ("ui/widgets/table/table_view.py", "ui.desk"),
)
"""What a module may import and may not: the file, and the import that is put into it."""


def test_contracts_when_project_is_checked_then_all_are_kept() -> None:
    done = _run(LINT, ROOT)

    assert done.returncode == 0, done.stdout + done.stderr


def test_contracts_when_one_import_is_put_in_then_those_that_are_forbidden_break_one(
    tmp_path: Path,
) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module in modules(*PACKAGES):
        empty = tmp_path / module.relative_to(ROOT)
        empty.parent.mkdir(parents=True, exist_ok=True)
        empty.touch()

    done = _run(LINT_EACH, tmp_path, json.dumps([*ALLOWED, *FORBIDDEN]))

    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    said = dict(zip([*ALLOWED, *FORBIDDEN], told, strict=True))
    assert [each for each in ALLOWED if said[each][0] != 0] == []
    assert [each for each in FORBIDDEN if not _is_named(each[1], *said[each])] == []


def _is_named(imported: str, code: int, told: str) -> bool:
    """Whether the check failed, and a contract that it calls broken speaks of the import."""
    return code == 1 and imported.partition(".")[0] in told.partition("Broken contracts")[2]


def _run(script: str, folder: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a script in the folder of a project."""
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


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
