"""What a data folder remembers of the files that were taken in; losing it costs a few choices."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ctg_desktop.folder.own_files import read_object, write_object
from ctg_desktop.paths import DataFolder

_MOST_BYTES = 4 * 2**20
_MOST_KEPT = 40


def recall(folder: Path, mark: str) -> dict[str, Any]:
    """Return what is remembered under a mark; nothing where the file is missing or damaged."""
    found = _kept(folder).get(mark)
    return found if isinstance(found, dict) else {}


def remember(folder: Path, mark: str, told: Mapping[str, Any]) -> None:
    """Remember under a mark; the oldest goes. A place that allows no writing remembers nothing."""
    kept = {key: value for key, value in _kept(folder).items() if key != mark}
    latest = dict([*kept.items(), (mark, dict(told))][-_MOST_KEPT:])
    with suppress(OSError):
        write_object(
            DataFolder(folder).imports,
            {
                "ce_fichier": "rappelle à CTG Desktop comment lire vos tableaux : à laisser ici",
                "tableaux": latest,
            },
        )


def _kept(folder: Path) -> dict[str, Any]:
    found = read_object(DataFolder(folder).imports, most_bytes=_MOST_BYTES).get("tableaux")
    return found if isinstance(found, dict) else {}
