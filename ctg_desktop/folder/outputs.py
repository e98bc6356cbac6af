"""Writing files whole or not at all: a former file stays as long as the new one is not ready."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ctg_desktop.errors import OutputError
from ctg_desktop.folder.claims import claimed, sweep
from ctg_desktop.paths import is_own
from ctg_desktop.typography import quoted

_OUTPUT_MODE = 0o666
"""The mode of files made for people: the rights that the system gives to every new file."""

_SQLITE = b"SQLite format 3\0"

_ASIDE = ".ctg-"
"""The prefix of the name of a file that is not complete yet."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def replacing(path: Path, mode: int = _OUTPUT_MODE) -> Iterator[Path]:
    """Give a temporary path to write to, which becomes `path` when the block ends well.

    The temporary file stands in the same folder and has the same suffix; it is flushed to the
    disk, then takes the name. When the block fails, it is removed and `path` is untouched. `mode`
    is as in `written_aside`.

    Raises:
        OutputError: the file cannot be written there; the sentence says why and what to do.
    """
    try:
        target = _led_to(path)
        _refuse_what_cannot_be_replaced(target, path)
        with written_aside(target, mode) as temporary:
            yield temporary
    except OSError as error:
        raise unwritable(error, path) from error


def unwritable(error: OSError, path: Path) -> OutputError:
    """Return the error of a file that the system does not let us write: why, and what to do."""
    return OutputError(_sentence(error, path))


@contextmanager
def written_aside(path: Path, mode: int) -> Iterator[Path]:
    """Do as `replacing`, with the errors of the system as they are.

    `mode` is what POSIX lets each class of people do with the file, before the umask.
    """
    sweep_unfinished(path.parent)
    temporary = path.with_name(f"{_ASIDE}{os.urandom(6).hex()}{path.suffix}")
    with ExitStack() as claim:
        claim.enter_context(claimed(temporary, mode))
        try:
            yield temporary
            flush_file(temporary)
            if sys.platform == "win32":  # Windows renames no open file
                claim.close()
            temporary.replace(path)
        except BaseException:
            claim.close()
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    flush_folder(path.parent)


def sweep_unfinished(folder: Path) -> None:
    """Remove what a killed process was writing into a folder."""
    sweep(folder, f"{_ASIDE}*")


def flush_file(path: Path) -> None:
    """Return when the content of the file is on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(path: Path) -> None:
    """Return when the names in the folder are on the disk; Windows does so by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems do not know how to flush a folder.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def _led_to(path: Path) -> Path:
    """Return the file that a path leads to: behind a link, its target is the one to replace.

    Raises:
        OutputError: links that lead to one another.
    """
    try:
        return path.resolve()
    except RuntimeError as error:  # a loop, before Python 3.13
        raise OutputError(
            f"{quoted(path)} est un lien qui ne mène nulle part : rien n’a été écrit. "
            "Choisissez un autre nom."
        ) from error


def _refuse_what_cannot_be_replaced(target: Path, asked: Path) -> None:
    """Refuse before the work what would certainly fail after it.

    A file marked as read-only is meant to stay, although its folder would let it be replaced.
    """
    if target.is_dir():
        raise OutputError(
            f"{quoted(asked)} est un dossier : rien n’a été écrit. Indiquez un nom de "
            "fichier dans ce dossier."
        )
    if target.exists() and not target.is_file():
        raise OutputError(
            f"{quoted(asked)} n’est pas un fichier ordinaire : rien n’a été écrit. "
            "Indiquez un autre nom."
        )
    if is_own(target) or _is_base(target):
        raise OutputError(
            f"{quoted(asked)} fait partie des données de CTG Desktop, ou d’une autre base : "
            "rien n’a été écrit. Indiquez un autre nom."
        )
    if target.exists() and not target.stat().st_mode & stat.S_IWUSR:
        raise PermissionError(errno.EACCES, "read-only", str(target))


def _is_base(target: Path) -> bool:
    """Whether a file is a base of SQLite: never replaced by a document, wherever it stands.

    One that has a second name is not read: were it our own base, closing it would drop the locks
    that this process has on it. Its content stays under the other name.
    """
    if not target.exists() or target.stat().st_nlink > 1:
        return False
    with target.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _sentence(error: OSError, path: Path) -> str:
    kept = "l’ancien fichier est intact" if _exists(path) else "rien n’a été écrit"
    if error.errno in _FULL:
        return (
            f"Le disque est plein : {kept}. Libérez de la place pour {quoted(path)}, ou "
            "choisissez un autre disque."
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return (
            f"Le dossier {quoted(_place(path))} n’existe pas : rien n’a été écrit. "
            "Créez-le, ou choisissez un autre dossier."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY) and _exists(path):
        return (
            f"{quoted(path)} ne peut pas être remplacé : il est protégé, ou ouvert dans un "
            f"autre programme, et {kept}. Fermez-le, ou choisissez un autre nom."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"Le dossier {quoted(_place(path))} n’accepte pas de fichier : {kept}. "
            "Choisissez un autre dossier."
        )
    if error.errno == errno.ENAMETOOLONG:
        return f"Le nom {quoted(path)} est trop long : rien n’a été écrit. Raccourcissez-le."
    return (
        f"{quoted(path)} n’a pas pu être écrit : {kept}. Vérifiez le disque ou la "
        "connexion, ou choisissez un autre dossier."
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _place(path: Path) -> Path:
    """Return the folder that a path leads into, as it was asked where no link is on the way."""
    return path.resolve().parent if path.is_symlink() else path.parent
