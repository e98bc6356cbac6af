"""What Qt itself costs by way of two libraries: a bare window of PySide6 beside one of PyQt6.

PyQt6 is no dependency: it is installed beside, where that can be done, in the newest version that
does not go beyond our Qt. It says how far the start of any such program can go.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench.figures import Comparison, median_ratio
from tests.bench.opening import newcomer, noted
from tests.bench.processes import ROOT, finished_in_turn

_MAKE_PYTHON = ("-m", "venv")
_INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")


def compared(place: Path, rounds: int) -> list[Comparison]:
    """Start a bare window of each in turn; nothing is measured where PyQt6 cannot be had."""
    python = _python_with_pyqt6(place)
    if python is None:
        print("PyQt6 ne peut pas être installé ici\u00a0: passé.", file=sys.stderr)
        return []
    window = ROOT / "tests" / "bench" / "bare_window.py"
    with newcomer():
        ran = finished_in_turn({"ours": [sys.executable, window], "peer": [python, window]}, rounds)
    ours, peer = (noted(ran[name], "painted") for name in ("ours", "peer"))
    assert ours.peak_bytes is not None
    assert peer.peak_bytes is not None
    against = f"fenêtre nue de PyQt6 {_version(python)}"
    time = median_ratio(ours.seconds, peer.seconds)
    memory = ours.peak_bytes / peer.peak_bytes
    name = "Fenêtre nue de PySide6"
    return [
        Comparison(f"{name}, du démarrage à l'affichage", ours, against, peer, ratio=time),
        Comparison(f"{name}, mémoire", ours, against, peer, ratio=memory),
    ]


def _version(python: Path) -> str:
    from importlib.metadata import distributions

    (packages,) = python.parent.parent.glob("lib/python*/site-packages")
    (found,) = distributions(name="PyQt6", path=[str(packages)])
    return found.version


def _python_with_pyqt6(place: Path) -> Path | None:
    """Return a Python that has PyQt6, made in a place; None where it cannot be installed."""
    import PySide6

    wanted = f"PyQt6<={PySide6.__version__}"
    python = place / "bin" / "python"
    for command in (
        [sys.executable, *_MAKE_PYTHON, str(place)],
        [str(python), *_INSTALL, wanted],
        [str(python), "-c", "import PyQt6.QtWidgets"],
    ):
        if subprocess.run(command, check=False).returncode != 0:
            return None
    return python
