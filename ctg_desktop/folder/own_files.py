"""The program's own files: readable by their owner alone, written whole, read with suspicion.

They stand where people can reach them: a file may be cut short, forged, or not be a file at all.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ctg_desktop.folder.outputs import written_aside
from ctg_desktop.paths import DataFolder

FILE_MODE, FOLDER_MODE = 0o600, 0o700
"""Access for the owner alone; a system without such rights ignores it."""

MOST_BYTES = 256 * 1024
"""The longest file that is read: ours are shorter."""

_PATH_BYTES, _NAME_BYTES = 4096, 255
"""The longest path that a system takes; it fails on a longer one wherever it is used."""

_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""Characters that no name holds: control characters, and lone surrogates, which are not UTF-8."""


def make_private_folder(path: Path) -> None:
    """Make a folder, unless it is there, that its owner alone enters.

    Raises:
        OSError: it cannot be made, or a file bears its name.
    """
    path.mkdir(mode=FOLDER_MODE, exist_ok=True)
    close_to_others(path)


def make_private_file(path: Path) -> None:
    """Make an empty file, unless it is there, that its owner alone reads.

    Raises:
        OSError: it cannot be made.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))
    close_to_others(path)


def close_to_others(path: Path) -> None:
    """Remove the rights of others on a file or a folder of ours."""
    with suppress(OSError):  # of somebody else, or on a disk without rights
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            path.chmod(mode & 0o700)


def close_folder_to_others(folder: DataFolder) -> None:
    """Take from others their rights on all that a data folder holds of ours.

    They keep those on the folder itself where it holds something else too.
    """
    with suppress(OSError):
        held = list(folder.path.iterdir())
        own = [path for path in held if folder.is_own(path.name) and not path.is_symlink()]
        for path in own:
            close_to_others(path)
        for place in (folder.backups, folder.logs):
            if place in own:
                for path in place.iterdir():
                    close_to_others(path)
        if len(own) == len(held):
            close_to_others(folder.path)


@contextmanager
def replacing_own(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to, which becomes `path` when the block ends well.

    Raises:
        OSError: it cannot be written; a former file is untouched.
    """
    with written_aside(path, FILE_MODE) as temporary:
        yield temporary


def write_object(file: Path, told: Mapping[str, Any]) -> None:
    """Write a JSON object that a person can read, whole or not at all.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    try:
        text = json.dumps(told, ensure_ascii=False, indent=2).encode()
    except UnicodeEncodeError:  # the path of a file whose name is not UTF-8
        text = json.dumps(told, indent=2).encode()
    with replacing_own(file) as temporary:
        temporary.write_bytes(text + b"\n")


def read_object(file: Path, *, most_bytes: int = MOST_BYTES) -> dict[str, Any]:
    """Return the JSON object that a file holds; an empty one when it holds none."""
    try:
        if not file.is_file() or file.stat().st_size > most_bytes:  # a pipe would never end
            return {}
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def text_of(told: object, *, most: int = 10_000) -> str:
    """Return a text of one line, fit to be stored and printed; an empty one for anything else."""
    is_fit = isinstance(told, str) and len(told) <= most and _UNFIT.search(told) is None
    return str(told) if is_fit else ""


def path_of(told: object) -> Path | None:
    """Return a path that the system can be asked about; None for anything else."""
    if not isinstance(told, str) or not told or "\0" in told:
        return None
    try:
        named = os.fsencode(told)
    except UnicodeEncodeError:
        return None
    longest = max(len(part) for part in named.replace(b"\\", b"/").split(b"/"))
    return Path(told) if len(named) < _PATH_BYTES and longest <= _NAME_BYTES else None
