"""The folders of one run, each made once, when it is first asked for.

They are made by `tests.bench.making` in a process of its own: what starts the measures must stay
small, see `tests.bench.processes`; not where measures are only tried.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.bench.processes import ROOT


class Folders:
    """Makes data folders in one place."""

    def __init__(self, place: Path, *, are_tried: bool = False) -> None:
        """Work in an empty folder, which the caller takes away."""
        self._place = place
        self._are_tried = are_tried

    def empty(self) -> Path:
        """Return a folder with the convention and no action."""
        return self._made("vide", "empty")

    def lists(self, actions: int) -> Path:
        """Return a folder of so many short actions."""
        return self._made(f"listes-{actions}", "lists", actions)

    def plan(self, actions: int) -> Path:
        """Return a folder of so many full actions."""
        return self._made(f"plan-{actions}", "plan", actions)

    def log(self, changes: int) -> tuple[int, Path]:
        """Return a folder whose log holds so many changes, with their exact number."""
        folder = self._made(f"journal-{changes}", "log", changes)
        return int((folder / "changes").read_text(encoding="ascii")), folder

    def by_hand(self, changes: int) -> tuple[int, Path]:
        """Return a folder whose log holds so many changes of small gestures, with their number."""
        folder = self._made(f"gestes-{changes}", "hand", changes)
        return int((folder / "changes").read_text(encoding="ascii")), folder

    def aside(self, name: str) -> Path:
        """Return a place for folders that a measure makes by itself."""
        return self._place / name

    def copy_of(self, folder: Path) -> Path:
        """Return a copy that may be written."""
        copy = folder.with_name(f"{folder.name}-copie")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        return copy

    def _made(self, name: str, kind: str, size: int = 0) -> Path:
        folder = self._place / name
        if not folder.exists() and self._are_tried:
            from tests.bench.making import make

            make(folder, kind, size)
        elif not folder.exists():
            command = [sys.executable, "-m", "tests.bench.making", str(folder), kind, str(size)]
            subprocess.run(command, cwd=ROOT, check=True)
        return folder
