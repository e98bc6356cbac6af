"""Telling a file that is being written from one that a killed process left, by a lock.

A process holds an operating-system lock on each temporary file; the lock ends with the process,
however it ends. A file that nobody holds any more is removed by the next process.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def lock(descriptor: int) -> None:
        """Take an open file for this process alone.

        Raises:
            OSError: another process has it, or the disk knows no locks.
        """
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def lock(descriptor: int) -> None:
        """Take an open file for this process alone.

        Raises:
            OSError: another process has it, or the disk knows no locks.
        """
        # flock, not lockf: the latter would be lost as soon as this process closes any other
        # descriptor of the same file.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def claimed(path: Path, mode: int) -> Iterator[None]:
    """Make a file that other processes do not take for a leftover during the block.

    `mode` is what POSIX lets each class of people do with it, before the umask.

    Raises:
        OSError: it cannot be made, or is there already.
    """
    descriptor = _made(path, mode)
    try:
        yield
    finally:
        os.close(descriptor)


def _made(path: Path, mode: int) -> int:
    """Make a file and hold it; again as long as a sweep comes between the two and takes it away."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
        # Windows keeps what is open by itself, and a lock would keep our own writing out.
        if sys.platform == "win32":
            return descriptor
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if path.exists():
            return descriptor
        os.close(descriptor)


@contextmanager
def taken_over(path: Path) -> Iterator[None]:
    """Claim a file that a process left.

    Raises:
        OSError: somebody else has it, or it cannot be reached.
    """
    if sys.platform == "win32":
        path.rename(path)  # refused for what is open
        yield
        return
    descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    try:
        lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def sweep(folder: Path, pattern: str) -> None:
    """Remove the files of that name which no process claims; what cannot be removed stays."""
    with suppress(OSError):
        for path in folder.glob(pattern):
            with suppress(OSError), taken_over(path):
                path.unlink()
