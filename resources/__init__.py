"""Data delivered with the program: the convention, the communes, fonts, examples.

This package holds no logic; `SOURCES.md` beside it tells where the data come from.
"""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """Return where a delivered file is, in the source tree as in the frozen application."""
    return _FOLDER.joinpath(*parts)
