"""What the full check found of each safety copy: a small file beside them.

A mark holds for the very file that was checked: by its size and the instant of its last change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ctg_desktop.folder.own_files import read_object, write_object
from ctg_desktop.ports import CopyState

FILE_NAME = "controles.json"

_SIZE, _CHANGED, _STATE, _AT = "octets", "modifiee_ns", "controle", "le"


@dataclass(frozen=True, slots=True)
class Mark:
    """What was found (verified or damaged), and when (UTC)."""

    state: CopyState
    at: datetime


def marks(place: Path) -> Mapping[str, Mark]:
    """Return the marks of the copies of a folder, by their names, that still hold."""
    found = {}
    for name, told in read_object(place / FILE_NAME).items():
        mark = _mark(told)
        if mark is not None and _file(place / name) == (told[_SIZE], told[_CHANGED]):
            found[name] = mark
    return found


def _mark(told: object) -> Mark | None:
    if not isinstance(told, dict) or not {_SIZE, _CHANGED, _STATE, _AT} <= told.keys():
        return None
    try:
        return Mark(CopyState(told[_STATE]), datetime.fromisoformat(told[_AT]).astimezone(UTC))
    except (ValueError, TypeError, OverflowError):
        return None


def _file(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns


def note(copy: Path, mark: Mark) -> None:
    """Note what was found of a copy; marks of files that are gone are left out.

    Raises:
        OSError: it cannot be written; the former marks stay.
    """
    place = copy.parent
    kept = {
        name: told
        for name, told in read_object(place / FILE_NAME).items()
        if _mark(told) is not None and _file(place / name) is not None
    }
    if (file := _file(copy)) is not None:
        size, changed = file
        at = mark.at.isoformat(timespec="seconds")
        kept[copy.name] = {_SIZE: size, _CHANGED: changed, _STATE: mark.state.value, _AT: at}
    write_object(place / FILE_NAME, kept)
