"""What starting the program costs: nothing heavy is imported before it is needed."""

import subprocess
import sys

import pytest

from tests.architecture.project import ROOT

HEAVY = {
    *("PySide6", "alembic", "babel", "docx", "pg8000", "python_calamine", "reportlab", "ssl"),
    "xlsxwriter",
}


@pytest.mark.parametrize("module", ["ctg_desktop.bootstrap", "ctg_desktop.cli"])
def test_program_when_imported_then_nothing_heavy_comes_with_it(module: str) -> None:
    question = f"import sys, {module}; print(*sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", question], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert {name.partition(".")[0] for name in done.stdout.split()} & HEAVY == set()
