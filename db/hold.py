"""The exclusive hold of a data folder: one writing process, whose holder the others can name.

The hold is a lock of the operating system, which ends with the process however it ends: what a
dead holder leaves behind never blocks. The name of the holder stands in a file of its own, for
people and for the sentence that the second comer reads.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from ctg_desktop.errors import FolderHeldError, StorageError
from ctg_desktop.paths import DataFolder
from ctg_desktop.typography import long_date
from db.error_map import quoted

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        # flock, not lockf: the latter would be lost as soon as this process closes any other
        # descriptor of the same file.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


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
        """Let the folder go; releasing twice does no harm."""
        if self._descriptor < 0:
            return
        # A name that could not be removed is that of nobody once the lock is gone.
        with suppress(OSError):
            self._folder.holder.unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = -1


def hold(folder: DataFolder, *, person: str, now: datetime) -> Hold:
    """Take the folder, which exists, for this process alone; `person` is named to others.

    Raises:
        FolderHeldError: another process has it; the sentence names the holder.
        OSError: the folder refuses writing, or its file system knows no locks.
    """
    descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, (BlockingIOError, PermissionError)):
            raise held_error(folder, now) from error
        raise StorageError(
            f"L’emplacement du dossier {quoted(folder.path)} ne permet pas de le réserver\u00a0: "
            "deux personnes pourraient y écrire à la fois. Rien n’a été modifié. Consultez-le "
            "avec --lecture-seule, ou placez-le sur un disque de l’ordinateur."
        ) from error
    _announce(folder, Holder(person, platform.node(), now))
    return Hold(folder, descriptor)


def holder_of(folder: DataFolder) -> Holder | None:
    """Return who says to have the folder open; only an existing lock makes it true."""
    try:
        told = json.loads(folder.holder.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(told["depuis"])
        return Holder(str(told["personne"]), str(told["poste"]), since.astimezone())
    except (OSError, ValueError, KeyError, TypeError):
        return None


def held_error(folder: DataFolder, now: datetime) -> FolderHeldError:
    """Return what the second comer reads, in the local time of this computer."""
    holder = holder_of(folder)
    who = "dans une autre fenêtre"
    if holder is not None:
        who = f"par {holder.person} " if holder.person else ""
        who += f"sur le poste {holder.computer} depuis {_since(holder.since, now)}"
    return FolderHeldError(
        f"Le dossier {quoted(folder.path)} est ouvert {who}. Rien n’a été modifié. Fermez "
        "l’autre fenêtre, ou consultez le dossier avec --lecture-seule.",
        who,
    )


def _since(since: datetime, now: datetime) -> str:
    local, today = since.astimezone(), now.astimezone()
    clock = f"{local.hour}\u00a0h\u00a0{local.minute:02d}"
    if local.date() == today.date():
        return clock
    if local.date() == today.date() - timedelta(days=1):
        return f"hier à {clock}"
    return f"le {long_date(local.date())} à {clock}"


def _announce(folder: DataFolder, holder: Holder) -> None:
    told = {
        "personne": holder.person,
        "poste": holder.computer,
        "depuis": holder.since.astimezone().isoformat(timespec="seconds"),
    }
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    # The name is a courtesy, which a full disk may refuse: the lock is what counts.
    with suppress(OSError):
        folder.holder.write_text(text, encoding="utf-8")
