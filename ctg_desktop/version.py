"""The version of the program, whose single source is `pyproject.toml`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_SOURCE = Path(__file__).resolve().parent.parent / "pyproject.toml"


@cache
def version() -> str:
    """Return the version, `1.2.3`; an empty text where the file was not delivered."""
    try:
        text = _SOURCE.read_text(encoding="utf-8")
    except OSError:
        return ""
    found = re.search(r'^version = "([^"]+)"', text, re.MULTILINE)
    return found[1] if found else ""
