"""Where the project stands, and where what is made of it is put."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
NAME = "ctg-desktop"
FOLDER = DIST / NAME
"""The delivered folder."""

LICENCES = ROOT / "build" / "licences.txt"
"""Written before the folder is made, which carries it."""
