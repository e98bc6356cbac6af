"""The readable reference of an action, `BET-2026-003`: for people only, it never joins rows."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"(.+-\d{4}-)(\d+)")


def reference_prefix(structure_code: str, year: int) -> str:
    """Return what the references of a structure and a year begin with: `BET-2026-`."""
    return f"{structure_code}-{year}-"


def next_reference(prefix: str, existing: list[str]) -> str:
    """Return the first reference after those that exist, corbeille included."""
    numbers = [
        int(found[2])
        for reference in existing
        if (found := _REFERENCE.fullmatch(reference)) and found[1] == prefix
    ]
    return f"{prefix}{max(numbers, default=0) + 1:03d}"
