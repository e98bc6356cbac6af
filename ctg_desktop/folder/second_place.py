"""The second place of the safety copies: another disk, a USB stick, a share.

A finished, verified copy is copied there whole or not at all, read back, and thinned out by the
same rule. One second place may serve several data folders: each has a folder of its own in it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from ctg_desktop.errors import OutputError
from ctg_desktop.folder.outputs import unwritable
from ctg_desktop.folder.own_files import make_private_folder, replacing_own
from ctg_desktop.folder.rotation import outdated
from ctg_desktop.ports import BackupInfo

Listed = Callable[[Path], Iterable[BackupInfo]]
"""Tells which safety copies a folder holds, and what each is."""


def place_of(second: Path, data_folder: Path, structure: str) -> Path:
    """Return the folder of `second` where the copies of a data folder go.

    It bears the name of the structure, for people, and a mark of the data folder, so that two
    folders of one structure stay apart.
    """
    readable = re.sub(r'[\x00-\x1f<>:"/\\|?*.]+', " ", structure).strip()[:60] or "CTG"
    return second / f"{readable} {_mark(data_folder)}"


def _mark(data_folder: Path) -> str:
    import hashlib  # loads OpenSSL: not for a session that only reads

    return hashlib.sha256(str(data_folder).encode(errors="surrogatepass")).hexdigest()[:8]


def places_of(second: Path, data_folder: Path) -> list[Path]:
    """Return the folders of `second` where copies of a data folder are, whatever its structure."""
    try:
        return sorted(second.glob(f"* {_mark(data_folder)}"))
    except OSError:
        return []


def copy_over(backup: BackupInfo, place: Path, listed: Listed) -> Path:
    """Copy a finished safety copy into `place`, made if its parent exists; return the new file.

    One that is there already is left as it is. `listed` tells which copies a folder holds.

    Raises:
        OutputError: it could not be copied; those that are there are untouched.
    """
    target = place / backup.path.name
    if _is_there(target, backup):
        return target
    if not place.parent.is_dir():
        raise OutputError(
            f"Le second dossier des sauvegardes, « {place.parent} », n’est pas "
            "là : la copie de sécurité n’existe qu’à côté de vos données. Rebranchez la clé "
            "ou le disque, ou choisissez un autre dossier."
        )
    try:
        make_private_folder(place)
        with replacing_own(target) as unfinished:
            shutil.copyfile(backup.path, unfinished)
            if _digest(unfinished) != _digest(backup.path):
                raise OutputError(
                    f"La seconde copie de sécurité, dans « {place} », n’est pas fidèle "
                    "et n’a pas été gardée : la première est bonne. Vérifiez ce disque."
                )
    except OSError as error:
        raise unwritable(error, target) from error
    _thin_out(place, listed)
    return target


def _is_there(target: Path, backup: BackupInfo) -> bool:
    try:
        return target.stat().st_size == backup.size
    except OSError:
        return False


def _digest(path: Path) -> bytes:
    import hashlib  # loads OpenSSL: not for a session that only reads

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _thin_out(place: Path, listed: Listed) -> None:
    """Remove the copies that time made superfluous; one that cannot be goes the next time."""
    with suppress(OSError):
        for copy in outdated(listed(place)):
            with suppress(OSError):
                copy.path.unlink()
