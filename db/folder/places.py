"""What sort of place a folder is: a local disk, or one that others reach or copy.

WAL needs memory shared by all who open the base, which no network share gives; and a program
that synchronises a folder copies the base and its `-wal` at different instants.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from ctg_desktop.paths import DataFolder

_SHARED_TYPES = frozenset(
    {
        *("9p", "prl_fs", "vboxsf", "virtiofs", "vmhgfs"),  # a folder of the host of a machine
        *("afs", "cifs", "davfs", "ncpfs", "nfs", "nfs4", "smb3", "smbfs"),
        *("beegfs", "ceph", "glusterfs", "lustre", "ocfs2", "fuse"),
    }
)
_FAT_TYPES = frozenset({"exfat", "fuseblk", "msdos", "vfat"})

_SYNCHRONISED = re.compile(
    "(dropbox|google ?drive|icloud|iclouddrive|kdrive|mega|mon drive|my drive|nextcloud|onedrive"
    "|owncloud|pcloud|seafile|sharepoint)(?![a-zà-ÿ])"
)
"""Names of the folders of synchronising programs, in lower case.

« OneDrive - Ville de Vaux », « Nextcloud2 », but not « Megaphone ».
"""

_MARKERS = (".dropbox.cache", ".nextcloudsync.log", ".owncloudsync.log")
"""Files that synchronising programs leave at the top of what they copy."""

_DRIVE_REMOTE = 4
"""What GetDriveTypeW of Windows answers for a mapped network drive."""


@dataclass(frozen=True, slots=True)
class Place(DataFolder):
    """A data folder with all that it takes to open its base, and the copies of it.

    `is_shared` is as `is_shared` below tells; `key` is what they are encrypted with (32 bytes),
    None for those that anybody may read.
    """

    is_shared: bool
    key: bytes | None = field(default=None, repr=False)

    def copied_to(self, path: Path) -> Place:
        """Return the place of a copy in a folder of this computer."""
        return replace(self, path=path, is_shared=False)


def place_at(path: Path, key: bytes | None = None) -> Place:
    """Return the place that a path leads to; the folder need not exist."""
    return Place(path.absolute(), is_shared(path.absolute()), key)


def is_shared(folder: Path) -> bool:
    """Whether the folder is on a network share, or copied elsewhere by a synchronising program."""
    resolved = folder.resolve()
    return _is_copied_or_reached(resolved, file_system(resolved))


def has_stable_inodes(folder: Path) -> bool:
    """Whether a file keeps its inode number as long as it stays there.

    Network and FAT file systems make the numbers up, again at each mount.
    """
    resolved = folder.resolve()
    kind = file_system(resolved)
    return kind not in _FAT_TYPES and not _is_copied_or_reached(resolved, kind)


class FileAtPath:
    """A file as it was found at its path, where another may take its place (POSIX)."""

    def __init__(self, path: Path, *, is_numbered: bool) -> None:
        """Look at a file, which may not be there; see `has_stable_inodes` for `is_numbered`."""
        self.path = path
        self._is_numbered = is_numbered
        self._found = self._look()

    def is_still_there(self) -> bool:
        """Whether the path still leads to the same file, as far as the file system can tell.

        Raises:
            OSError: the place does not answer.
        """
        return self._look() == self._found

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return (found.st_dev, found.st_ino) if self._is_numbered else (0, 0)


def file_system(resolved: Path, mounts: str | None = None) -> str:
    """Return the type of file system below an absolute path (`ext4`); empty where unknown.

    `mounts` is the text of the kernel's list of mounts, read from it by default.
    """
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
    parents = {str(path) for path in (resolved, *resolved.parents)}
    found = ""
    depth = 0
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        point = before.split(" ")[4]
        if "\\" in point:
            point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), point)
        # Of two mounts at one point, the later hides the former.
        if point in parents and len(point) >= depth:
            found, depth = after.partition(" ")[0], len(point)
    return found


def _is_copied_or_reached(resolved: Path, kind: str) -> bool:
    return _is_on_network(resolved, kind) or _is_synchronised(resolved)


def _is_on_network(resolved: Path, kind: str) -> bool:
    if sys.platform == "win32":
        import ctypes

        drive = resolved.drive
        if drive.startswith("\\\\") and not drive.startswith("\\\\?\\"):
            return True
        if drive.upper().startswith("\\\\?\\UNC"):
            return True
        return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _DRIVE_REMOTE)
    return kind in _SHARED_TYPES or kind.startswith("fuse.")


def _is_synchronised(resolved: Path) -> bool:
    if any(_SYNCHRONISED.match(part.casefold()) for part in resolved.parts):
        return True
    above = (resolved, *resolved.parents)
    return any(
        os.path.exists(f"{folder}/{marker}")  # noqa: PTH110 - none where `pathlib` would raise
        for folder in above
        for marker in _MARKERS
    )
