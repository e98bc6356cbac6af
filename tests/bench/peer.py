"""What others reach: a bare window of PyQt6 beside one of PySide6, novelWriter's start beside ours.

Neither is a dependency: they are installed beside, where that can be done, PyQt6 in the newest
version that does not go beyond our Qt. The bare windows say how far the start of any such program
can go; novelWriter is a program of Qt and Python that people use, opened without a document.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path

from tests.bench.figures import Comparison, Figures, median_ratio
from tests.bench.opening import newcomer, noted
from tests.bench.processes import ROOT, finished_in_turn

_INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
_ABSENT = "ne peut pas être installé ici."
_BENCH = ROOT / "tests" / "bench"


def compared(place: Path, folder: Path, rounds: int) -> list[Comparison]:
    """Start each beside ours, in turn; `folder` is opened without any action, as for a newcomer.

    What cannot be installed in `place` is said where its figures would stand.
    """
    python = _python_with_pyqt6(place / "python")
    bare = [sys.executable, _BENCH / "bare_window.py"]
    peers: dict[str, Sequence[str | Path]] = {}
    if python is not None:
        peers["bare"] = [python, _BENCH / "bare_window.py"]
        if _has(python, "novelWriter"):
            (place / "novelwriter").mkdir()
            peers["program"] = [python, _BENCH / "peer_window.py", place / "novelwriter"]
    program = [sys.executable, "-m", "tests.bench.opened_window", folder, "home"]
    ours = {"our bare": bare, "our program": program}
    with newcomer():
        ran = finished_in_turn({**ours, **peers}, rounds)
    figures = {
        name: noted(each, "filled" if name == "our program" else "painted")
        for name, each in ran.items()
    }
    return [
        *_beside("Fenêtre nue de PySide6", figures, "bare", python, "PyQt6"),
        *_beside("CTG Desktop, sans action", figures, "program", python, "novelWriter"),
    ]


def _beside(
    name: str, figures: dict[str, Figures], what: str, python: Path | None, package: str
) -> list[Comparison]:
    """Compare the time and the memory of a peer, or say that it is not to be had."""
    ours, peer = figures[f"our {what}"], figures.get(what)
    shown = f"{name}, du démarrage à l'affichage"
    if peer is None or python is None:
        return [Comparison(shown, ours, note=f"{package} {_ABSENT}")]
    assert ours.peak_bytes is not None
    assert peer.peak_bytes is not None
    against = f"{package} {_version(python, package)}"
    time = median_ratio(ours.seconds, peer.seconds)
    memory = ours.peak_bytes / peer.peak_bytes
    return [
        Comparison(shown, ours, against, peer, ratio=time),
        Comparison(f"{name}, mémoire", ours, against, peer, ratio=memory),
    ]


def _version(python: Path, package: str) -> str:
    (packages,) = python.parent.parent.glob("lib/python*/site-packages")
    (found,) = distributions(name=package, path=[str(packages)])
    return found.version


def _python_with_pyqt6(place: Path) -> Path | None:
    """Return a Python that has PyQt6, made in a place; None where it cannot be installed."""
    import PySide6

    python = place / "bin" / "python"
    made = _done(sys.executable, "-m", "venv", place)
    wanted = f"PyQt6<={PySide6.__version__}"
    has_it = made and _done(python, *_INSTALL, wanted)
    return python if has_it and _done(python, "-c", "import PyQt6.QtWidgets") else None


def _has(python: Path, package: str) -> bool:
    """Install a package, beside the PyQt6 that is there; return whether it can be imported."""
    return _done(python, *_INSTALL, package) and _done(python, "-c", f"import {package.lower()}")


def _done(*command: str | Path) -> bool:
    words = [str(word) for word in command]
    return subprocess.run(words, check=False).returncode == 0
