"""What Qt itself costs by way of two libraries: a bare window of PySide6 beside one of PyQt6.

PyQt6 is no dependency: it is installed beside, where that can be done, in the version that goes
with our Qt. It says how far the start of any such program can go.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench.figures import Comparison, Figures, median_ratio
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
    name = "Fenêtre nue de PySide6, du démarrage à l'affichage"
    ratio = median_ratio(ours.seconds, peer.seconds)
    return [
        Comparison(name, ours, "fenêtre nue de PyQt6", peer, ratio=ratio),
        _memory(ours, peer),
    ]


def _memory(ours: Figures, peer: Figures) -> Comparison:
    assert ours.peak_bytes is not None
    assert peer.peak_bytes is not None
    ratio = ours.peak_bytes / peer.peak_bytes
    name = "Fenêtre nue de PySide6, mémoire"
    return Comparison(name, ours, "fenêtre nue de PyQt6", peer, ratio=ratio)


def _python_with_pyqt6(place: Path) -> Path | None:
    """Return a Python that has PyQt6, made in a place; None where it cannot be installed."""
    import PySide6

    wanted = f"PyQt6=={PySide6.__version__}"
    python = place / "bin" / "python"
    for command in (
        [sys.executable, *_MAKE_PYTHON, str(place)],
        [str(python), *_INSTALL, wanted],
        [str(python), "-c", "import PyQt6.QtWidgets"],
    ):
        if subprocess.run(command, check=False).returncode != 0:
            return None
    return python
