"""Looking into safety copies, and putting one in the place of a base.

The base is put aside and never deleted.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from ctg_desktop.errors import DamagedError, ForeignFileError, StorageError
from ctg_desktop.folder.backup_marks import Mark, note
from ctg_desktop.folder.outputs import flush_file, flush_folder
from ctg_desktop.folder.own_files import FOLDER_MODE, make_private_file
from ctg_desktop.folder.scratch import Scratch
from ctg_desktop.paths import PUT_ASIDE, DataFolder
from ctg_desktop.ports import (
    BackupInfo,
    Clock,
    CopyContent,
    CopyState,
    Rebuilt,
    Tick,
    Verification,
    untold,
)
from ctg_desktop.typography import quoted
from db import tables as t
from db.engine import connected, reading_engine
from db.error_map import french_errors
from db.folder import identity
from db.folder.copies import backups
from db.folder.hold import hold
from db.folder.places import Place
from db.lifecycle.opening import OpenedFolder, open_folder, opened_backup, private_copy
from db.log.log import Log
from db.queries.repositories import Repository
from db.reading.loading import STORED
from db.recovery.integrity import verification
from db.recovery.salvaging import salvage
from db.writing.recording import ERASED

_SUFFIXES = ("-journal", "-wal", "-shm", "")
"""The files of a base, in the order in which they go aside: the base itself last."""

_LAST = 8
"""How many gestures of people tell a person which copy this is."""


# ------------------------------------------------------------------------------- checking


def check(folder: Place, backup: BackupInfo, *, clock: Clock, tick: Tick = untold) -> Verification:
    """Check a copy fully, without touching it; the result is noted beside it.

    Raises:
        StorageError: it could not be checked, for want of room for instance.
    """
    return _looked_into(folder, backup, tick, clock, is_compared=False).check


def look_into(
    folder: Place, backup: BackupInfo, *, clock: Clock, tick: Tick = untold
) -> CopyContent:
    """Check a copy fully, and return what restoring it would change in a folder.

    Raises:
        StorageError: it could not be checked.
    """
    return _looked_into(folder, backup, tick, clock, is_compared=True)


def _looked_into(
    folder: Place, backup: BackupInfo, tick: Tick, clock: Clock, *, is_compared: bool
) -> CopyContent:
    try:
        with (
            french_errors(backup.path.parent),
            opened_backup(backup.path, clock=clock, key=folder.key) as opened,
            opened.engine.connect() as connection,
        ):
            found = CopyContent(Verification((), {}, ""))
            if is_compared:
                found = _compared(connection, folder, clock)
            checked = verification(connection, tick)
            found = CopyContent(checked, found.last, found.lacking, found.returning)
    except DamagedError as error:
        found = CopyContent(Verification((error.sentence,), {}, ""))
    state = CopyState.DAMAGED if found.check.problems else CopyState.VERIFIED
    with suppress(OSError):  # on a disk that refuses it, the check is only made again
        note(backup.path, Mark(state, clock.now()))
    return found


# ------------------------------------------------------------- what taking it back changes


def _compared(copy: Connection, folder: Place, clock: Clock) -> CopyContent:
    """Tell what a copy holds, and what the present base holds beside it."""
    log = Log(copy)
    issued = {each.id for each in log.incarnations() if each.publication is not None}
    recent = log.recent(_LAST + len(issued), int(clock.now().timestamp() * 1000))
    last = [gesture for gesture in recent if gesture.incarnation not in issued]
    gestures, erased = _gestures(copy), _erased(copy)
    lacking: int | None = None
    try:
        with (
            open_folder(folder.path, clock=clock, read_only=True, key=folder.key) as opened,
            opened.engine.connect() as present,
        ):
            lacking, later = len(_gestures(present) - gestures), _erased(present)
    except StorageError:
        later = _erased_in_copies(folder, clock)
    returning = sorted(
        row.called
        for entity, rows in later.items()
        for row in Repository(copy).rows(
            STORED[entity].cls, ids=rows - erased.get(entity, set()), deleted=None
        )
        if row.called
    )
    return CopyContent(Verification((), {}, ""), tuple(last[:_LAST]), lacking, tuple(returning))


def _gestures(connection: Connection) -> set[str]:
    return set(connection.scalars(select(t.gesture.c.uuid)))


def _erased(connection: Connection) -> Mapping[str, set[str]]:
    """Return the rows of people whose data a log says were erased, by entity."""
    c = t.change.c
    found: dict[str, set[str]] = {}
    for entity, row in connection.execute(
        select(c.entity, c.row).where(c.field == ERASED, c.value == 1).distinct()
    ):
        if entity in STORED:
            found.setdefault(entity, set()).add(row)
    return found


def _erased_in_copies(folder: Place, clock: Clock) -> Mapping[str, set[str]]:
    """Return what the newest copy that can be read says, where the base cannot be."""
    for copy in backups(folder):
        with (
            suppress(StorageError),
            opened_backup(copy.path, clock=clock, key=folder.key) as opened,
            opened.engine.connect() as connection,
        ):
            return _erased(connection)
    return {}


# ------------------------------------------------------------------------------ restoring


def restore(folder: Place, backup: BackupInfo, *, clock: Clock) -> Path:
    """Put a copy in the place of the base; return the folder where the base was put aside.

    The next opening sees that the base went back in time, and begins a new incarnation. If it is
    killed in between, the base is aside and the copies are untouched: it can be done again. The
    folder is made where there is none any more.

    Raises:
        DamagedError: the full check of the copy finds something; nothing was changed.
        StorageError: the folder is held, or cannot be written; nothing was changed.
    """
    with french_errors(folder.path):
        folder.path.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
        with _replacing(folder, clock) as replaced:
            _refuse_damaged(folder, backup, clock)
            _copy(backup, folder)
    return replaced.aside


def rebuild(folder: Place, *, clock: Clock, tick: Tick = untold) -> Rebuilt:
    """Rebuild a base from the readable part of its damaged log; the damaged base is put aside.

    As with a copy, the next opening begins a new incarnation.

    Raises:
        DamagedError: too little of the log can be read; nothing was changed.
        StorageError: the folder is held, or cannot be written; nothing was changed.
    """
    with french_errors(folder.path):
        memory = identity.remembered(folder)
        with _replacing(folder, clock) as replaced, private_copy(folder, folder.base) as source:
            found = salvage(source, folder.new_base, tick)
            flush_file(folder.new_base)
            with connected(reading_engine(folder, folder.new_base)) as connection:
                made = identity.read_identity(connection)
            # What the last changes were is known nowhere else.
            is_same = memory and made and memory.incarnation == made.incarnation
            lost = max(0, memory.sequence - made.sequence) if memory and made and is_same else 0
    return Rebuilt(replaced.aside, found.gestures, max(found.lost, lost))


@dataclass(slots=True)
class _Replaced:
    aside: Path = Path()


@contextmanager
def _replacing(folder: Place, clock: Clock) -> Iterator[_Replaced]:
    """Hold a folder, let the block fill its new base, and put that in the place of the base."""
    memory = identity.remembered(folder)
    now = clock.now()
    replaced = _Replaced()
    with hold(folder, person=memory.person if memory else "", now=now):
        try:
            yield replaced
            replaced.aside = _free_folder(folder, f"{PUT_ASIDE}{now.astimezone():%Y-%m-%d_%H%M%S}")
            for suffix in _SUFFIXES:
                path = folder.base.with_name(folder.base.name + suffix)
                if path.exists():
                    path.rename(replaced.aside / path.name)
            folder.new_base.rename(folder.base)
            flush_folder(folder.path)
        except BaseException:
            with suppress(OSError):
                folder.new_base.unlink(missing_ok=True)
            raise


# ----------------------------------------------------------------- what was noted since


def put_aside(folder: Place) -> list[Path]:
    """Return the bases that others replaced, the last one first."""
    found = folder.path.glob(f"{PUT_ASIDE}*/{folder.base.name}")
    return sorted(found, key=lambda path: path.parent.stat().st_ctime_ns, reverse=True)


@contextmanager
def former_base(folder: Place, path: Path, *, clock: Clock) -> Iterator[OpenedFolder]:
    """Open to read a base that was put aside, or a copy, as far as its log can be read.

    What is opened is a copy of it.

    Raises:
        DamagedError: its log cannot be read.
        StorageError: it is not there, or cannot be copied.
    """
    with ExitStack() as closing:
        with french_errors(path.parent):
            source = closing.enter_context(private_copy(folder, path))
            try:
                opened = open_folder(source.path, clock=clock, read_only=True, key=folder.key)
            except (DamagedError, ForeignFileError):
                readable = folder.copied_to(closing.enter_context(Scratch()))
                salvage(source, readable.base, untold)
                opened = open_folder(readable.path, clock=clock, read_only=True, key=folder.key)
        yield closing.enter_context(opened)


def _refuse_damaged(folder: Place, backup: BackupInfo, clock: Clock) -> None:
    problems = check(folder, backup, clock=clock).problems
    if problems:
        raise DamagedError(
            f"La copie de sécurité {quoted(backup.path.name)} est endommagée, et n’a pas été "
            f"reprise : {problems[0]} Rien n’a été modifié. Choisissez une autre copie.",
            problems[0],
        )


def _copy(backup: BackupInfo, folder: DataFolder) -> None:
    """Copy a safety copy beside the base, and read it back."""
    make_private_file(folder.new_base)
    shutil.copyfile(backup.path, folder.new_base)
    flush_file(folder.new_base)
    if _digest(folder.new_base) != _digest(backup.path):
        raise StorageError(
            f"Le disque qui porte {quoted(folder.path)} n’a pas rendu la copie telle qu’elle "
            "est : la base n’a pas été modifiée. Vérifiez ce disque, puis recommencez."
        )


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _free_folder(folder: DataFolder, name: str) -> Path:
    for number in range(1, 1000):
        made = folder.path / (name if number == 1 else f"{name}_{number}")
        try:
            made.mkdir(FOLDER_MODE)
        except FileExistsError:
            continue
        return made
    raise StorageError(
        f"Le dossier {quoted(folder.path)} contient déjà trop de bases mises de côté : rien "
        "n’a été modifié. Rangez-les ailleurs, puis recommencez."
    )
