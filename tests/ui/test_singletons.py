"""None outlives Qt on every Python that the program runs on."""

import subprocess
import sys

from tests.support.folders import ROOT

_MANY_CALLS = """
import ui
from PySide6.QtCore import QCoreApplication

app = QCoreApplication([])
for _ in range(50_000):
    app.processEvents()
print(None, True)
"""


def test_program_when_qt_is_called_many_times_then_none_is_still_there() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MANY_CALLS], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "None True\n"), done.stderr
