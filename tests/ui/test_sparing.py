"""What Qt for Python does at each import: tried in a process where nothing was spared yet."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.project import ROOT

_TRIED = """
import linecache
import PySide6.QtCore
import colorsys
from ui.sparing import spare_sources
spare_sources()
import chunk_of_nothing
read = {path.rsplit('/')[-1].rsplit('\\\\')[-1] for path in linecache.cache}
print('colorsys.py' in read, 'chunk_of_nothing.py' in read)
"""


def test_source_when_spared_then_imports_read_no_more_of_it(tmp_path: Path) -> None:
    """When the first is False, `ui/sparing.py` has become needless."""
    (tmp_path / "chunk_of_nothing.py").write_text("NOTHING = 0\n", encoding="utf-8")
    script = f"import sys; sys.path.append({str(tmp_path)!r})\n{_TRIED}"

    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert told.stdout.split() == ["True", "False"]
