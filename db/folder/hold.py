"""The exclusive hold of a data folder: one writing process, whose holder the others can name.

The hold is a lock of the operating system, which ends with the process however it ends: what a
dead holder leaves behind never blocks. The name of the holder stands in a file of its own, for
people and for the sentence that the second comer reads.
"""

from __future__ import annotations

import json
import os
import platform
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from ctg_desktop.errors import FolderHeldError, StorageError
from ctg_desktop.folder.claims import lock
from ctg_desktop.folder.own_files import (
    FILE_MODE,
    close_to_others,
    make_private_file,
    read_object,
    text_of,
)
from ctg_desktop.paths import DataFolder
from ctg_desktop.typography import long_date, quoted
from db.error_map import misplaced
from db.folder.places import FileAtPath

if TYPE_CHECKING:
    from ctg_desktop.folder.keys import KeyRing

_TOLD = ("personne", "poste", "depuis")
_LONGEST = 200
"""Longest name of a person or a computer, in signs."""

_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
"""Opening a pipe put in place of a file would block."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a data folder open: the person, the computer, since when (aware)."""

    person: str
    computer: str
    since: datetime


class Hold:
    """A data folder held by this process, until `release` or the end of the process."""

    def __init__(self, folder: DataFolder, descriptor: int) -> None:
        """Take over an open, locked descriptor."""
        self._folder = folder
        self._descriptor = descriptor

    def release(self) -> None:
        """Release the folder; releasing twice does no harm."""
        if self._descriptor < 0:
            return
        # A name that could not be removed means nothing once the lock is gone.
        with suppress(OSError):
            self._folder.holder.unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = -1

    def __enter__(self) -> Self:
        """Return the hold itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Let the folder go, whatever happened."""
        self.release()


@dataclass(frozen=True, slots=True)
class Entered:
    """A folder that was held and looked into before it is opened.

    `base` is the file that was found there, `keys` are those of who looked into it; `is_sound`
    tells that its content was checked.
    """

    hold: Hold
    base: FileAtPath
    keys: KeyRing
    is_sound: bool = False


def hold(folder: DataFolder, *, person: str, now: datetime) -> Hold:
    """Take the folder, which exists, for this process alone; `person` is named to others.

    Raises:
        FolderHeldError: another process has it; the sentence names the holder.
        OSError: the folder refuses writing, or its file system knows no locks.
    """
    descriptor = _opened_lock(folder)
    try:
        lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, (BlockingIOError, PermissionError)):
            raise held_error(folder, now) from error
        raise StorageError(
            f"L’emplacement du dossier {quoted(folder.path)} ne permet pas de le réserver : "
            "deux personnes pourraient y écrire à la fois. Rien n’a été modifié. Consultez-le "
            "avec --lecture-seule, ou placez-le sur un disque de l’ordinateur."
        ) from error
    _announce(folder, Holder(person, platform.node(), now))
    return Hold(folder, descriptor)


def _opened_lock(folder: DataFolder) -> int:
    try:
        descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT | _AT_ONCE, FILE_MODE)
    except OSError as error:
        if folder.lock.is_dir():
            raise misplaced(folder.lock, "un fichier") from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise misplaced(folder.lock, "un fichier")
    close_to_others(folder.lock)
    return descriptor


def holder_of(folder: DataFolder) -> Holder | None:
    """Return who claims to have the folder open; it is true only while the lock exists."""
    told = read_object(folder.holder)
    person, computer, since = (text_of(told.get(key), most=_LONGEST) for key in _TOLD)
    try:
        return Holder(person, computer, datetime.fromisoformat(since).astimezone())
    except (ValueError, OverflowError):  # no date, or one at the end of the calendar
        return None


def held_error(folder: DataFolder, now: datetime) -> FolderHeldError:
    """Return the error for a second process that opens the folder, in local time."""
    holder = holder_of(folder)
    who = "dans une autre fenêtre"
    if holder is not None:
        who = f"par {holder.person} " if holder.person else ""
        who += f"sur l’ordinateur {holder.computer} depuis {_since(holder.since, now)}"
    return FolderHeldError(
        f"Le dossier {quoted(folder.path)} est ouvert {who}. Rien n’a été modifié. Fermez "
        "l’autre fenêtre, ou consultez le dossier avec --lecture-seule.",
        who,
    )


def _since(since: datetime, now: datetime) -> str:
    local, today = since.astimezone(), now.astimezone()
    clock = f"{local.hour} h {local.minute:02d}"
    if local.date() == today.date():
        return clock
    if local.date() == today.date() - timedelta(days=1):
        return f"hier à {clock}"
    return f"le {long_date(local.date())} à {clock}"


def _announce(folder: DataFolder, holder: Holder) -> None:
    since = holder.since.astimezone().isoformat(timespec="seconds")
    told = dict(zip(_TOLD, (holder.person, holder.computer, since), strict=True))
    # The name is only information, which a full disk may refuse: the lock is what counts.
    with suppress(OSError):
        folder.holder.unlink(missing_ok=True)
        make_private_file(folder.holder)
        folder.holder.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
