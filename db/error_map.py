"""What the storage library and the system say, in French sentences that people understand."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from ctg_desktop.errors import (
    DamagedError,
    DiskFullError,
    DisplacedError,
    FolderHeldError,
    FolderMissingError,
    ReadOnlyError,
    StorageError,
)
from ctg_desktop.paths import DataFolder
from ctg_desktop.typography import quoted

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR})
_FAILING = frozenset(
    {errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN}
)

_UNREADABLE = "son contenu ne se lit plus en entier"

_NEARLY_FULL_BYTES = 256 * 1024
"""With less free space than this, a write that failed without a reason failed because the disk is
full.
"""

_LONGEST_PATH = 511 if sys.platform != "win32" else 259
"""The longest path that SQLite opens, in bytes; beyond it says no more than that it cannot."""

_LONGEST_NAME = 80
"""As long as the name of a safety copy may be."""


@contextmanager
def french_errors(folder: Path) -> Iterator[None]:
    """Turn the errors of storage in `folder` into those of `ctg_desktop.errors`.

    Other errors (a broken constraint, a bug) go through unchanged.
    """
    try:
        yield
    except OSError as error:
        told = _from_system(error, folder)
        if told is None:
            raise
        raise told from error
    except Exception as error:
        told = told_of_base(error, folder)
        if told is None:
            raise
        raise told from error


def told_of_base(error: Exception, folder: Path) -> StorageError | None:
    """Return the French error for what the library raised on a base; None for any other error."""
    if isinstance(error, UnicodeDecodeError):
        # The library quotes the damaged text in its own message, which cannot be read either.
        return damaged(folder, _UNREADABLE)
    # SQLAlchemy wraps what the driver raises; it is not imported before it is needed.
    raised = getattr(error, "orig", error)
    return _from_sqlite(raised, folder) if isinstance(raised, dbapi2.Error) else None


def is_too_long(folder: Path) -> bool:
    """Whether the copies in a folder would have longer paths than the library can open."""
    longest = DataFolder(folder).backups / ("x" * _LONGEST_NAME)
    return len(os.fsencode(longest.absolute())) > _LONGEST_PATH


def too_long(folder: Path) -> StorageError:
    """Return the error of a folder whose path is longer than the library can open."""
    return StorageError(
        f"Le chemin du dossier {quoted(folder)} est trop long pour y tenir une base : rien n’a "
        "été modifié. Choisissez un dossier moins profond, ou de nom plus court."
    )


def disk_full(folder: Path) -> DiskFullError:
    """Return the error of a disk without room."""
    return DiskFullError(
        f"Le disque qui porte {quoted(folder)} est plein : rien de plus n’a été enregistré, "
        "ce qui l’était déjà est intact. Libérez de la place, puis recommencez."
    )


def read_only(folder: Path) -> ReadOnlyError:
    """Return the error of a place that refuses writing."""
    return ReadOnlyError(
        f"Le dossier {quoted(folder)} est en lecture seule : rien n’a été modifié. "
        "Consulter et imprimer restent possibles avec --lecture-seule ; pour modifier, "
        "demandez le droit d’écrire dans ce dossier."
    )


def damaged(folder: Path, what: str) -> DamagedError:
    """Return the error of a damaged base; `what` says how, after « est endommagée »."""
    return DamagedError(
        f"La base du dossier {quoted(folder)} est endommagée : {what}. Elle n’a été ni modifiée ni "
        "effacée. Reprenez une copie de sécurité, du dossier « sauvegardes » : la fenêtre les "
        "propose à l’ouverture ; en ligne de commande, « sauvegarde lister » les montre et "
        "« sauvegarde restaurer » remet la dernière en bon état. Sans copie, « sauvegarde "
        "reconstruire » refait la base d’après son journal. La base endommagée est alors mise de "
        "côté.",
        what,
    )


def displaced(folder: Path) -> DisplacedError:
    """Return the error of an open base that is no longer at its path."""
    return DisplacedError(
        f"Le dossier {quoted(folder)} a été déplacé, supprimé ou remplacé pendant que CTG Desktop "
        "y travaillait : ce que vous venez de noter n’est pas enregistré. Remettez-le à sa "
        "place, puis recommencez."
    )


def misplaced(path: Path, expected: str) -> StorageError:
    """Return the error of something that has one of our names but is not what is `expected`."""
    return StorageError(
        f"{quoted(path)} devrait être {expected} de CTG Desktop et n’en est pas un : rien "
        "n’a été modifié. Donnez-lui un autre nom, ou rangez-le ailleurs, puis recommencez."
    )


def unreachable(folder: Path) -> StorageError:
    """Return the error of a disk or a network that does not answer."""
    return StorageError(
        f"Le disque ou le réseau qui porte {quoted(folder)} ne répond pas : rien de plus "
        "n’a été enregistré, ce qui l’était déjà est intact. Vérifiez la clé, le câble ou la "
        "connexion, puis recommencez."
    )


def _held(folder: Path) -> FolderHeldError:
    return FolderHeldError(
        f"Un autre programme utilise la base du dossier {quoted(folder)} : rien n’a été "
        "modifié. Fermez-le, ou attendez la fin de sa copie, puis recommencez."
    )


def _closed(folder: Path) -> StorageError:
    return StorageError(
        f"Le dossier {quoted(folder)} ne vous est pas ouvert : rien n’a été modifié. "
        "Demandez le droit de le lire à qui l’a partagé, ou indiquez un autre dossier avec "
        "--donnees."
    )


def _missing(folder: Path) -> FolderMissingError:
    return FolderMissingError(
        f"Le dossier {quoted(folder)} n’est plus là : rien de plus n’a été enregistré. "
        "Rebranchez la clé ou le disque réseau qui le porte, puis recommencez."
    )


def _from_sqlite(error: BaseException | None, folder: Path) -> StorageError | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # The driver's own refusal of a text that is no UTF-8 bears no code.
        is_text = str(error).startswith("Could not decode")
        return damaged(folder, _UNREADABLE) if is_text else None
    tell = _SQLITE.get(code & 0xFF)  # the rest tells where it failed
    return tell(folder) if tell else None


def _from_place(folder: Path) -> StorageError:
    """Say why a file could not be read, written or opened, by looking at its place."""
    try:
        if not DataFolder(folder).base.exists():
            return _missing(folder)
        if shutil.disk_usage(folder).free < _NEARLY_FULL_BYTES:
            return disk_full(folder)
        if not os.access(DataFolder(folder).base, os.R_OK):
            return _closed(folder)
    except PermissionError:
        return _closed(folder)
    except OSError:
        return unreachable(folder)
    return unreachable(folder)


def _from_opening(folder: Path) -> StorageError:
    return too_long(folder) if is_too_long(folder) else _from_place(folder)


def _from_system(error: OSError, folder: Path) -> StorageError | None:
    if error.errno in _FULL:
        return disk_full(folder)
    if error.errno in _REFUSED:
        return read_only(folder) if os.access(folder, os.R_OK | os.X_OK) else _closed(folder)
    if error.errno in _GONE:
        return _missing(folder)
    if error.errno in _FAILING:
        return unreachable(folder)
    if error.errno == errno.ENAMETOOLONG:
        return too_long(folder)
    return None


_SQLITE: dict[int, Callable[[Path], StorageError]] = {
    dbapi2.SQLITE_FULL: disk_full,
    dbapi2.SQLITE_READONLY: read_only,
    dbapi2.SQLITE_PERM: read_only,
    dbapi2.SQLITE_CORRUPT: lambda folder: damaged(folder, _UNREADABLE),
    dbapi2.SQLITE_NOTADB: lambda folder: damaged(folder, "son début n’est pas celui d’une base"),
    dbapi2.SQLITE_BUSY: _held,
    dbapi2.SQLITE_LOCKED: _held,
    dbapi2.SQLITE_PROTOCOL: _held,
    dbapi2.SQLITE_IOERR: _from_place,
    dbapi2.SQLITE_CANTOPEN: _from_opening,
}
