"""When an installation begins a new life: a folder copied or moved, a base gone back in time.

Two bases that go on from one state must never number their changes alike: the union of their
logs would take them for the same. So a base remembers the place where it was last written, and
a file beside the base remembers how far the base went.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import sys
import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ctg_desktop.domain.births import incarnation_id
from ctg_desktop.domain.changes import FORMAT
from ctg_desktop.folder.keys import KeyRing
from ctg_desktop.folder.own_files import read_object, text_of, write_object
from ctg_desktop.paths import DataFolder
from db.folder.places import has_stable_inodes

if TYPE_CHECKING:
    from sqlalchemy import Connection

_logger = logging.getLogger(__name__)


class Renewal(Enum):
    """Why an installation takes a new incarnation."""

    MOVED = "the folder was copied, moved, or its base replaced by a copy"
    OLDER = "the base knows less than it did when it was last closed"
    KEYLESS = "the key under which the present incarnation was born is not here"
    FORMAT = "the present incarnation hashes its changes as a former version did"


@dataclass(frozen=True, slots=True)
class Memory:
    """What the folder remembers of its base beside it.

    `sequence` is the number of the last change that this incarnation had written at the last
    opening, safety copy or close; `person` is named to who finds the folder open; `is_open`
    tells that no close came after.
    """

    incarnation: str
    sequence: int
    person: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity written in the base: its incarnation, and where it was last written."""

    incarnation: str
    person: str
    structure: str | None
    place: str
    sequence: int
    format: int = FORMAT

    def memory(self, *, is_open: bool) -> Memory:
        """Return what is to be remembered of this base."""
        return Memory(self.incarnation, self.sequence, self.person, is_open=is_open)


def needs_new_incarnation(identity: Identity, memory: Memory | None, place: str) -> Renewal | None:
    """Return why the base needs a new incarnation, or None.

    A base that is ahead of the memory was not closed properly, and may go on. One that was not
    closed and is not ahead may be an older copy, put back after later changes were lost.
    """
    if identity.place != place:
        return Renewal.MOVED
    if identity.format != FORMAT:
        return Renewal.FORMAT
    if memory is None:
        return None
    if memory.incarnation != identity.incarnation or memory.sequence > identity.sequence:
        return Renewal.OLDER
    if memory.is_open and memory.sequence == identity.sequence:
        return Renewal.OLDER
    return None


def read_identity(connection: Connection) -> Identity | None:
    """Return the identity written in the base; None where there is none."""
    row = connection.exec_driver_sql(_IDENTITY).one_or_none()
    return None if row is None else Identity(*row)


_IDENTITY = (
    "SELECT incarnation, person, structure, place, (SELECT coalesce(max(sequence), 0)"
    " FROM change JOIN incarnation ON incarnation.id = change.incarnation"
    " WHERE incarnation.uuid = installation.incarnation),"
    " (SELECT format FROM incarnation WHERE uuid = installation.incarnation)"
    " FROM installation"
)
_PRESENT_KEY = 'SELECT i."key" FROM incarnation i JOIN installation n ON n.incarnation = i.uuid'
UNBORN = "format = 0 AND publication IS NULL AND signature IS NULL"
"""The condition on the incarnations of the first version of the program, not signed yet."""


def is_settled(driver: Any, folder: DataFolder, memory: Memory | None, keys: KeyRing) -> bool:
    """Whether a base is where and as its installation left it, and all is signed that is to be.

    Then opening it begins no new incarnation and has nothing to remember: it writes nothing.
    """
    known = Identity(*driver.execute(_IDENTITY).fetchone())
    (key,) = driver.execute(_PRESENT_KEY).fetchone() or (None,)
    return (
        memory == known.memory(is_open=False)
        and needs_new_incarnation(known, memory, place_of(folder.base)) is None
        and keys.holds(key or "")
        and driver.execute(f"SELECT 1 FROM incarnation WHERE {UNBORN}").fetchone() is None  # noqa: S608 - a fixed condition
    )


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where and when an incarnation begins, and the keys of the person who works there."""

    place: str
    now: datetime
    keys: KeyRing


def first_incarnation(
    connection: Connection, beginning: Beginning, *, person: str, demonstration: bool
) -> Identity:
    """Write who works in a new base; the caller holds the transaction."""
    connection.exec_driver_sql(
        "INSERT INTO installation (id, incarnation, person, structure, place, demonstration)"
        " VALUES (1, '', ?, NULL, ?, ?)",
        (person, beginning.place, int(demonstration)),
    )
    return _begin(connection, Identity("", person, None, beginning.place, 0), beginning)


def renew(connection: Connection, identity: Identity, beginning: Beginning) -> Identity:
    """Begin a new incarnation of the same person; the caller holds the transaction."""
    return _begin(connection, identity, beginning)


def _begin(connection: Connection, before: Identity, beginning: Beginning) -> Identity:
    """Begin an incarnation that continues another one, if that wrote anything.

    Its identity follows from its key; its birth is signed by its first gesture. Where no key
    can be kept it has none, and is followed by another one as soon as one can.
    """
    key, nonce = installation_key(connection, beginning.keys), os.urandom(16).hex()
    made = incarnation_id(key, nonce) if key else str(uuid.uuid4())
    begun = Identity(made, before.person, before.structure, beginning.place, 0)
    connection.exec_driver_sql(
        "INSERT INTO incarnation"
        ' (uuid, person, structure, started_ms, format, "key", nonce, continues, continues_last)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(made, begun.person, begun.structure, int(beginning.now.timestamp() * 1000), FORMAT),
            *((key, nonce) if key else (None, None)),
            *((before.incarnation, before.sequence) if before.incarnation else (None, None)),
        ),
    )
    connection.exec_driver_sql(
        "UPDATE installation SET incarnation = ?, place = ?", (made, beginning.place)
    )
    return begun


def installation_key(connection: Connection, keys: KeyRing) -> str:
    """Return the public key of this installation, made where there is none that is held here.

    Empty where none can be kept, which does not prevent working.
    """
    key: str | None = connection.exec_driver_sql('SELECT "key" FROM installation').scalar_one()
    if key and keys.holds(key):
        return key
    try:
        key = keys.make()
    except OSError as error:
        _logger.warning("no key can be kept: %s", type(error).__name__)
        return ""
    connection.exec_driver_sql('UPDATE installation SET "key" = ?', (key,))
    return key


def place_of(base: Path, at: Path | None = None) -> str:
    """Return the fingerprint of where a base is: computer, path, and the file itself.

    `at` is the path that the file will have, if it does not have its name yet. The file counts by
    its inode number: it tells a copy that was put at the same path. A hash, so that nothing of the
    computer travels with the base.
    """
    path = os.path.normcase((at or base).resolve())
    inode = base.stat().st_ino if has_stable_inodes(base.parent) else 0
    told = json.dumps([_computer(), os.fsencode(path).hex(), inode])
    return str(_sha256()(told.encode()).hexdigest())[:32]


def _sha256() -> Any:
    """Return that of Python itself: `hashlib` loads OpenSSL, 4 MB, at each look into a folder."""
    try:
        from _sha256 import sha256  # type: ignore[import-not-found]  # typeshed leaves it out
    except ImportError:  # a Python that has it under another name
        from hashlib import sha256
    return sha256


def _computer() -> str:
    """Return an identifier of this computer: that of its system, else its name on the network."""
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(
                winreg.HKEY_LOCAL_MACHINE,
                r"SOFTWARE\Microsoft\Cryptography",
                access=winreg.KEY_READ | winreg.KEY_WOW64_64KEY,
            ) as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        except OSError:
            return platform.node()
    for file in (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")):
        try:
            if found := file.read_text(encoding="ascii").strip():
                return found
        except (OSError, ValueError):
            continue
    # Not the address of the network card: it changes with the card in use.
    return platform.node()


def remembered(folder: DataFolder) -> Memory | None:
    """Return what the folder remembers of its base; None when nothing readable is there."""
    told = read_object(folder.memory)
    incarnation, sequence = text_of(told.get("incarnation")), told.get("sequence")
    if not incarnation or type(sequence) is not int:
        return None
    person = text_of(told.get("personne"))
    return Memory(incarnation, sequence, person, is_open=told.get("ouvert") is True)


def remember(folder: DataFolder, memory: Memory) -> None:
    """Write what the folder remembers, whole or not at all.

    Raises:
        OSError: it could not be written; what was remembered before stays.
    """
    told = {
        "ce_fichier": "rappelle à CTG Desktop où en était la base ctg.sqlite : à laisser ici",
        "incarnation": memory.incarnation,
        "sequence": memory.sequence,
        "personne": memory.person,
        "ouvert": memory.is_open,
    }
    write_object(folder.memory, told)
