"""What Qt for Python does at each start: tried in processes where nothing was spared yet."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.project import ROOT

_SOURCES = """
import linecache
import PySide6.QtCore
import colorsys
from ui.pyside_startup import spare_sources
spare_sources()
import chunk_of_nothing
read = {path.rsplit('/')[-1].rsplit('\\\\')[-1] for path in linecache.cache}
print('colorsys.py' in read, 'chunk_of_nothing.py' in read)
"""

_SIGNATURES = """
import sys
from PySide6.QtCore import QObject
print('argparse' in sys.modules)
try:
    QObject().setObjectName(7)
except TypeError as error:
    print('setObjectName(name: str' in str(error))
print(QObject.setObjectName.__doc__)
"""
"""`argparse` is what the modules of signatures import, and the window nowhere."""


def _told(script: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_source_when_spared_then_imports_read_no_more_of_it(tmp_path: Path) -> None:
    """When the first is False, `spare_sources` has become needless."""
    (tmp_path / "chunk_of_nothing.py").write_text("NOTHING = 0\n", encoding="utf-8")

    assert _told(f"import sys; sys.path.append({str(tmp_path)!r})\n{_SOURCES}") == ["True False"]


def test_signatures_when_deferred_then_a_wrong_call_is_told_all_the_same() -> None:
    """When the last is False, `signatures_deferred` has become needless."""
    deferred, *said = _told(f"import ui\n{_SIGNATURES}")
    usual, *usually_said = _told(f"import PySide6.QtCore\n{_SIGNATURES}")

    assert said == usually_said
    assert "setObjectName(self, name: str" in said[-1]
    assert deferred == "False"
    assert usual == "True"
