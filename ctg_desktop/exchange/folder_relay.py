"""The relay that is a folder: a network share, or one that a synchroniser copies."""

from __future__ import annotations

import errno
import os
import secrets
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from ctg_desktop.exchange.carriers import INVITATION_NAME, Listing, RelayError, Standing
from ctg_desktop.exchange.ctg_file import MOST_FILE_BYTES
from ctg_desktop.paths import DataFolder
from ctg_desktop.typography import quoted

MOST_PATH = 240
"""The longest path that every system and every synchroniser takes."""

LONGEST_NAME = 80
"""The longest name of a file in a relay."""

_TEMPORARY = "~ctg-"
_OLD_S = 86_400
"""After this many seconds, what a stopped program left half written goes."""


class FolderRelay:
    """One flat folder; no file is ever overwritten, and a whole one takes its name at once."""

    keeps_all = False

    def __init__(self, folder: Path) -> None:
        """Use a folder, which must be there."""
        self._folder = folder

    @property
    def address(self) -> str:
        """The folder."""
        return str(self._folder)

    def __enter__(self) -> Self:
        """Return the relay itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave it: nothing is open between two verbs."""

    def check(self) -> None:
        """See that the folder can be read and written.

        Raises:
            RelayError: it cannot, or its path is too long.
        """
        if len(str(self._folder.absolute())) + LONGEST_NAME > MOST_PATH:
            raise RelayError(
                f"Le chemin {quoted(self._folder)} est trop long pour un relais : rien n’a été "
                "changé. Choisissez un dossier plus près de la racine."
            )
        if any("\ud800" <= sign <= "\udfff" for sign in str(self._folder)):
            raise RelayError(
                f"Le nom du dossier {quoted(self._folder)} ne peut pas s’écrire dans une "
                "invitation : rien n’a été changé. Renommez-le, ou choisissez-en un autre."
            )
        if DataFolder(self._folder).is_used:
            raise RelayError(
                f"{quoted(self._folder)} est un dossier de données de CTG Desktop, que personne "
                "d’autre ne doit lire : rien n’a été changé. Choisissez un dossier à part."
            )
        name = f"{_TEMPORARY}{secrets.token_hex(8)}.tmp"
        self.listed()
        try:
            (self._folder / name).write_bytes(b"ctg")
            (self._folder / name).unlink()
        except OSError as error:
            raise self._refusal(error) from error

    def invitation(self) -> bytes | None:
        """Return the invitation that lies there; None for none.

        Raises:
            RelayError: it does not answer.
        """
        return (self.get(INVITATION_NAME) or b"") if INVITATION_NAME in self.listed() else None

    def goes_on_from(self, _mark: str) -> bool:
        """Whether it is surely the place that was read: of a folder one is never sure."""
        return False

    def beyond(self, _standing: Standing) -> Listing:
        """Return what lies there, all of it: a folder is listed at once.

        Raises:
            RelayError: it does not answer.
        """
        return Listing(self.listed())

    def listed(self) -> Mapping[str, str]:
        """Return the names of what lies there, with their sizes and when they were written."""
        found: dict[str, str] = {}
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    with suppress(OSError):  # it vanished meanwhile
                        if entry.name.startswith(_TEMPORARY):
                            self._sweep(entry)
                        elif entry.is_file():
                            told = entry.stat()
                            found[entry.name] = f"{told.st_size} {told.st_mtime_ns}"
        except NotADirectoryError as error:
            raise RelayError(
                f"{quoted(self._folder)} n’est pas un dossier : rien n’a été changé. Le relais est "
                "le dossier où les invitations et les envois se rangent."
            ) from error
        except OSError as error:
            raise RelayError(
                f"Le relais {quoted(self._folder)} ne répond pas : rien n’est perdu, ce qui "
                "attend partira plus tard. Vérifiez la connexion, ou demandez si le dossier a "
                "changé de place."
            ) from error
        return found

    def _sweep(self, entry: os.DirEntry[str]) -> None:
        if time.time() - entry.stat().st_mtime > _OLD_S:
            (self._folder / entry.name).unlink()

    def get(self, name: str) -> bytes | None:
        """Return the content of a name; None if it is not complete."""
        try:
            path = self._folder / name
            if path.stat().st_size > MOST_FILE_BYTES:
                return None
            return path.read_bytes() or None
        except OSError:
            return None

    def put(self, name: str, told: bytes, *, instead: Iterable[str] = ()) -> None:
        """Write a file, then remove those that it replaces."""
        temporary = self._folder / f"{_TEMPORARY}{secrets.token_hex(8)}.tmp"
        try:
            try:
                with temporary.open("xb") as file:
                    file.write(told)
                    file.flush()
                    os.fsync(file.fileno())
                self._name(temporary, self._folder / name)
            finally:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
        except OSError as error:
            raise self._refusal(error) from error
        for former in instead:
            if former != name:
                with suppress(OSError):  # it goes the next time
                    (self._folder / former).unlink(missing_ok=True)

    def _name(self, temporary: Path, path: Path) -> None:
        """Give a whole file its name, unless another one has it."""
        try:
            os.link(temporary, path)
        except FileExistsError:
            if not path.is_file():  # nobody would ever read what was to be kept there
                raise
        except OSError:  # no second names on this disk; Windows replaces nothing by renaming
            if not path.exists():
                temporary.rename(path)

    def _refusal(self, error: OSError) -> RelayError:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            why, what = "n’a plus de place", "Demandez à qui le tient d’en faire."
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            why, what = "ne vous laisse pas écrire", "Demandez le droit d’y écrire."
        elif error.errno == errno.EEXIST:
            why = "contient autre chose sous le nom d’un de ses fichiers"
            what = f"Ôtez-en {quoted(Path(error.filename2 or error.filename).name)}."
        else:
            why, what = "ne répond pas", "Vérifiez la connexion."
        return RelayError(
            f"Le relais {quoted(self._folder)} {why} : ce que vous avez enregistré est intact et "
            f"partira plus tard. {what}"
        )
