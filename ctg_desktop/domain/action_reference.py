"""The readable reference of an action, `BET-2026-003`: for people only, it never joins rows."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"(.+-\d{4}-)(\d+)")
_TOLD_APART = re.compile(r"(.+?) ?\(([a-z]+)\)", re.IGNORECASE)


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


def told_apart(reference: str | None, place: str | None) -> str | None:
    """Return a reference as it is shown: with its place among the actions that share it."""
    return f"{reference} ({place})" if reference and place else reference


def place_of(number: int) -> str:
    """Return the place of an action among those that share a reference, from 0: `a`, `b`."""
    letters = ""
    while number >= 0:
        letters = chr(ord("a") + number % 26) + letters
        number = number // 26 - 1
    return letters


def bare_reference(shown: str) -> str:
    """Return a reference without what tells it apart from those that are the same."""
    found = _TOLD_APART.fullmatch(shown)
    return found[1] if found else shown
