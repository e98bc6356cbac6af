"""Opening a data folder, in the one order that loses nothing.

Hold the folder → does it exist? → header and application id → schema version → check of the
content → safety copy and migration when one is due → check again. Nothing is written before all
that precedes is known to be sound; a damaged file is left as it is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlcipher3 import dbapi2

from ctg_desktop.errors import (
    DamagedError,
    FolderMissingError,
    ForeignFileError,
    StorageError,
)
from ctg_desktop.folder.keys import KeyRing, usual_keys
from ctg_desktop.folder.rotation import MIGRATION
from ctg_desktop.folder.scratch import Scratch
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import Clock, Tick, untold
from ctg_desktop.typography import quoted
from db.driver import uri
from db.engine import (
    connected,
    frozen_engine,
    reading_engine,
    set_journal,
    writing_engine,
)
from db.error_map import damaged, displaced, french_errors, misplaced, read_only
from db.folder import identity
from db.folder.hold import Entered, Hold, hold
from db.folder.identity import Renewal
from db.folder.places import FileAtPath, Place, has_stable_inodes, place_at
from db.folder.tidying import tidy
from db.lifecycle.backup import back_up
from db.lifecycle.checks import (
    Version,
    check_content,
    check_header,
    check_installation,
    check_tables,
    checked_version,
    present_version,
)
from db.log.births import Registrar
from db.migrations.runner import migrate


@dataclass(slots=True)
class OpenedFolder:
    """A data folder that is open; `close` it, from the thread that opened it.

    `renewal` tells why a new incarnation began at this opening; `is_new` that it is being made,
    and held by who makes it.
    """

    folder: Place
    engine: Engine
    renewal: Renewal | None = None
    is_new: bool = False
    _file: FileAtPath | None = None
    _beside: list[FileAtPath] = field(default_factory=list)
    _hold: Hold | None = None
    _scratch: Scratch | None = None
    keys: KeyRing = field(default_factory=lambda: usual_keys(os.environ))

    @property
    def base(self) -> Path:
        """The file that is read and written."""
        if self._scratch is not None:
            return DataFolder(self._scratch.path).base
        return self.folder.new_base if self.is_new else self.folder.base

    @property
    def private(self) -> Path | None:
        """The folder of the copy that is read where the base itself cannot be."""
        return self._scratch.path if self._scratch is not None else None

    def read_in(self, scratch: Scratch) -> None:
        """Read the copy of the base that stands in a folder of our own, removed at the end."""
        self._scratch = scratch
        self.engine = reading_engine(self.folder, self.base)

    @property
    def is_read_only(self) -> bool:
        """Whether the base can only be read."""
        return self._hold is None and not self.is_new

    def check_place(self) -> None:
        """Check that the open file is still the one that the next opening will find.

        Raises:
            DisplacedError: the folder or the base was moved, deleted or replaced.
        """
        if self._file is None:
            is_numbered = has_stable_inodes(self.base.parent)
            self._file, *self._beside = (
                FileAtPath(path, is_numbered=is_numbered)
                for path in (self.base, *(_beside(self.folder, end) for end in ("-wal", "-shm")))
            )
        if not self._file.is_still_there():
            raise displaced(self.folder.path)

    def remember(self, *, is_open: bool) -> None:
        """Note beside the base how far it went, so that an older copy of it is recognised.

        If the note cannot be written, the former one stays.
        """
        with suppress(OSError, StorageError), french_errors(self.folder.path):
            self.check_place()
            with self.engine.connect() as connection:
                known = identity.read_identity(connection)
            if known is not None:
                identity.remember(self.folder, known.memory(is_open=is_open))

    def close(self) -> None:
        """Close the base and release the folder; closing twice does no harm."""
        try:
            if self._hold is not None:
                self.remember(is_open=False)
        finally:
            self.engine.dispose()
            self._leave_place()
            if self._hold is not None:
                self._hold.release()
            if self._scratch is not None:
                self._scratch.close()
            self._hold = self._scratch = None

    def _leave_place(self) -> None:
        """Remove the `-wal` of a base that was replaced by another file, which would use it."""
        with suppress(OSError):
            if self._file is None or self._file.is_still_there() or not self.base.exists():
                return
            for found in self._beside:
                if found.is_still_there():
                    found.path.unlink(missing_ok=True)

    def __enter__(self) -> OpenedFolder:
        """Return the folder itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the folder, whatever happened."""
        self.close()


# -------------------------------------------------------------------------------- opening


def open_folder(
    path: Path,
    *,
    clock: Clock,
    read_only: bool = False,
    tick: Tick = untold,
    key: bytes | None = None,
    entered: Entered | None = None,
) -> OpenedFolder:
    """Open a data folder, for writing unless `read_only`; the caller closes it.

    `tick` is told how far bringing the base up to date is, when another version wrote it; `key`
    is what the base is encrypted with; `entered` that the folder is held already, and stays so
    when it cannot be opened.

    Raises:
        CancelledError: `tick` stopped it; the base is what it was.
        StorageError: one of its kinds, with a sentence that says what happened, what is safe
            and what to do; the base was not touched.
    """
    folder = place_at(path, key)
    with french_errors(folder.path):
        if entered is None:
            _require_base(folder)
        elif not entered.base.is_still_there():
            raise displaced(folder.path)
        if read_only:
            return _open_for_reading(folder, tick)
        return _open_for_writing(folder, clock, tick, entered)


def _require_base(folder: DataFolder) -> None:
    """Refuse a folder without a base, before anything is put there."""
    for suffix in ("", "-wal", "-journal", "-shm"):
        path = _beside(folder, suffix)
        if path.exists() and not path.is_file():
            raise misplaced(path, "un fichier")
    if folder.base.exists():
        return
    if folder.memory.exists():
        raise damaged(folder.path, "le fichier ctg.sqlite n’est plus là")
    raise FolderMissingError(
        f"Aucune donnée de CTG Desktop dans le dossier {quoted(folder.path)} : rien n’a été "
        "créé. Vérifiez le chemin donné par --donnees, ou créez le dossier par la commande "
        "« initialiser »."
    )


def _open_for_writing(
    folder: Place, clock: Clock, tick: Tick, entered: Entered | None
) -> OpenedFolder:
    memory = identity.remembered(folder)
    now = clock.now()
    if entered is not None:
        held, keys = entered.hold, entered.keys
    else:
        held = hold(folder, person=memory.person if memory else "", now=now)
        keys = usual_keys(os.environ)
    try:
        _require_base(folder)
        if not os.access(folder.base, os.W_OK):
            raise read_only(folder.path)
        check_header(folder)
        opened = OpenedFolder(folder, _look(folder), _hold=held, keys=keys)
        try:
            version = _check(opened, is_sound=entered is not None and entered.is_sound)
            if version != present_version():
                _bring_up_to_date(opened, version, now, tick)
        finally:
            opened.engine.dispose()
        opened.engine = writing_engine(folder)
        try:
            with opened.engine.connect() as connection:
                set_journal(connection, folder)
                opened.renewal = _recognise(opened, connection, memory, now)
            opened.check_place()
            tidy(folder)
        except BaseException:
            opened.engine.dispose()
            raise
    except BaseException:
        if entered is None:
            held.release()
        raise
    return opened


def _look(folder: Place) -> Engine:
    """Return an engine to check the base, one that cannot write if possible.

    What a process left half written in a rollback journal must be undone before anything can
    be read; what it left in a `-wal` is read from there.
    """
    if _is_filled(_beside(folder, "-journal")):
        return writing_engine(folder)
    return reading_engine(folder)


def _bring_up_to_date(opened: OpenedFolder, version: Version, now: datetime, tick: Tick) -> None:
    """Make a safety copy, migrate, and check what came of it."""
    reason = f"{MIGRATION} {version} vers {present_version()}"
    tick("Copie de sécurité avant la mise à jour", 0, 1)
    with opened.engine.connect() as connection:
        back_up(connection, opened.folder, reason=reason, now=now)
    opened.engine.dispose()
    migrate(opened.folder, tick=tick)
    _check(opened)


def _recognise(
    opened: OpenedFolder, connection: Connection, memory: identity.Memory | None, now: datetime
) -> Renewal | None:
    """Begin a new incarnation if the base was moved, copied or went back in time."""
    folder, registrar = opened.folder, Registrar(connection, opened.keys)
    known = identity.read_identity(connection)
    if known is None:
        raise damaged(folder.path, "elle ne dit plus qui y travaille")
    place = identity.place_of(folder.base)
    renewal = identity.needs_new_incarnation(known, memory, place)
    if renewal is None and registrar.needs_key():
        renewal = Renewal.KEYLESS
    if renewal is not None or registrar.former():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        registrar.bear(registrar.former())
        if renewal is not None:
            beginning = identity.Beginning(place, now, opened.keys)
            known = identity.renew(connection, known, beginning)
        connection.commit()
    with suppress(OSError):
        identity.remember(folder, known.memory(is_open=True))
    return renewal


# --------------------------------------------------------------------------- reading alone


def _open_for_reading(folder: Place, tick: Tick) -> OpenedFolder:
    """Open without a hold: beside a process that writes, or in a place that allows no writing."""
    check_header(folder)
    opened = OpenedFolder(folder, reading_engine(folder))
    try:
        if not _is_writable(folder):
            _open_unwritable(opened)
        try:
            version = _check(opened)
        except OperationalError as error:
            # An unfinished transaction that this process has no right to undo in place, or no
            # room for what readers share.
            if not _is_unreachable(error):
                raise
            _open_private_copy(opened)
            version = _check(opened)
        if version != present_version():
            _open_migrated_copy(opened, tick)
    except BaseException:
        opened.close()
        raise
    return opened


@contextmanager
def opened_backup(path: Path, *, clock: Clock, key: bytes | None = None) -> Iterator[OpenedFolder]:
    """Open a safety copy to read and check it, brought up to date if an older version made it.

    What is opened is a copy of the copy: nothing is ever written beside those that are kept.

    Raises:
        DamagedError: the copy is damaged.
        StorageError: it cannot be read.
    """
    with Scratch() as private:
        with french_errors(path.parent):
            shutil.copyfile(path, DataFolder(private).base)
        try:
            opened = open_folder(private, clock=clock, read_only=True, key=key)
        except (DamagedError, ForeignFileError) as error:
            raise DamagedError(
                f"La copie de sécurité {quoted(path.name)} est endommagée : elle a été "
                "laissée telle quelle, la base et les autres copies ne sont pas touchées. "
                "Choisissez une autre copie."
            ) from error
        with opened:
            yield opened


@contextmanager
def private_copy(folder: Place, base: Path) -> Iterator[Place]:
    """Give a copy of a base, with the files that complete it, in a folder of our own.

    Raises:
        FileNotFoundError: there is no such base.
    """
    with Scratch() as private:
        copy = folder.copied_to(private)
        _copy_whole(base, copy)
        yield copy


def _copy_whole(base: Path, copy: DataFolder) -> None:
    shutil.copyfile(base, copy.base)
    for suffix in ("-wal", "-journal"):
        source = base.with_name(base.name + suffix)
        if source.exists():
            shutil.copyfile(source, _beside(copy, suffix))


def _open_unwritable(opened: OpenedFolder) -> None:
    """Choose how to read a base in a folder where no file can be made.

    The immutable mode ignores a `-wal`, and assumes that nobody writes from elsewhere.
    """
    folder = opened.folder
    if any(_is_filled(_beside(folder, suffix)) for suffix in ("-wal", "-journal")):
        _open_private_copy(opened)
    elif not folder.is_shared:
        opened.engine.dispose()
        opened.engine = frozen_engine(folder)


def _open_private_copy(opened: OpenedFolder) -> None:
    """Read a copy of the base, with the files that complete it, in a folder of our own."""
    opened.engine.dispose()
    scratch = Scratch()
    copy = opened.folder.copied_to(scratch.path)
    try:
        _copy_whole(opened.folder.base, copy)
        with connected(writing_engine(copy)) as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
    except BaseException:
        scratch.close()
        raise
    opened.read_in(scratch)


def _check(opened: OpenedFolder, *, is_sound: bool = False) -> Version:
    """Check a base, and return the version that wrote it; its content unless it `is_sound`."""
    with opened.engine.connect() as connection:
        version = checked_version(opened.folder, connection)
        if version == present_version():
            check_tables(opened.folder, connection)
            check_installation(opened.folder, connection)
        if not is_sound:
            check_content(opened.folder, connection)
    return version


def _open_migrated_copy(opened: OpenedFolder, tick: Tick) -> None:
    """Read a copy that is up to date, where the base itself must stay as it is."""
    scratch = Scratch()
    copy = opened.folder.copied_to(scratch.path)
    try:
        with opened.engine.connect() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (uri(copy.base, "mode=rwc"),))
        migrate(copy, tick=tick)
    except BaseException:
        scratch.close()
        raise
    opened.close()
    opened.read_in(scratch)


def _is_unreachable(error: OperationalError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return code in (
        dbapi2.SQLITE_READONLY,
        dbapi2.SQLITE_CANTOPEN,
        dbapi2.SQLITE_IOERR,
        dbapi2.SQLITE_FULL,
    )


def _is_writable(folder: DataFolder) -> bool:
    return os.access(folder.path, os.W_OK) and os.access(folder.base, os.W_OK)


def _beside(folder: DataFolder, suffix: str) -> Path:
    return folder.base.with_name(folder.base.name + suffix)


def _is_filled(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0
