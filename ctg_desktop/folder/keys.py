"""The keys with which an installation signs: in the user's profile, never in the data folder.

A data folder is copied, saved and handed over; who holds the key can write in the name of its
installation. So the base only names the public key, and the private one stays where the system
keeps other users out: with Windows's own protection of the profile, in a file of mode 0600
elsewhere. A portable program keeps it beside itself, on the stick.

PyNaCl is imported when a signature is made or checked: most runs of the program need none.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ctg_desktop.folder.own_files import make_private_folder, replacing_own
from ctg_desktop.paths import APPLICATION, KEY_SUFFIX, beside_program

VARIABLE = "CTG_DESKTOP_CLES"
"""The environment variable that names the folder of the keys."""


def usual_keys(environ: Mapping[str, str]) -> KeyRing:
    """Return the keys of the person whose process this is; nothing is created."""
    if named := environ.get(VARIABLE):
        return KeyRing(Path(named))
    if (beside := beside_program()) is not None:
        return KeyRing(beside.with_name("Cles"))
    import platformdirs

    return KeyRing(Path(platformdirs.user_config_dir(f"{APPLICATION} (clés)", appauthor=False)))


@dataclass(frozen=True, slots=True)
class KeyRing:
    """A folder of private keys, each in a file named after its public key (hexadecimal)."""

    folder: Path

    def make(self) -> str:
        """Make a new key and return its public part.

        Raises:
            OSError: the key cannot be kept.
        """
        from nacl.signing import SigningKey

        return self.take_in(bytes(SigningKey.generate()))

    def take_in(self, seed: bytes) -> str:
        """Keep a key that was made before, by its 32 secret bytes; return its public part.

        Raises:
            OSError: the key cannot be kept.
        """
        from nacl.signing import SigningKey

        key = SigningKey(seed)
        public = bytes(key.verify_key).hex()
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        make_private_folder(self.folder)
        with replacing_own(self._path(public)) as temporary:
            temporary.write_bytes(_protected(bytes(key)))
        return public

    def holds(self, public: str) -> bool:
        """Whether the private part of a key is here."""
        try:
            return bool(public) and self._path(public).is_file()
        except OSError:  # the profile is closed, or does not answer
            return False

    def sign(self, public: str, message: bytes) -> str:
        """Return the signature of a message under one of the keys (hexadecimal).

        Raises:
            OSError: the key cannot be read.
        """
        from nacl.signing import SigningKey

        return SigningKey(self.reveal(public)).sign(message).signature.hex()

    def reveal(self, public: str) -> bytes:
        """Return the 32 secret bytes of a key.

        Raises:
            OSError: the key cannot be read.
        """
        return _opened(self._path(public).read_bytes())

    def forget(self, public: str) -> None:
        """Remove a key for ever."""
        with suppress(OSError):
            self._path(public).unlink(missing_ok=True)

    def _path(self, public: str) -> Path:
        return self.folder / f"{Path(public).name}{KEY_SUFFIX}"


def is_signed(public: str, message: bytes, signature: str) -> bool:
    """Whether a message bears the signature of a key (both hexadecimal)."""
    from nacl.exceptions import CryptoError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(bytes.fromhex(public)).verify(message, bytes.fromhex(signature))
    except (CryptoError, ValueError, TypeError):
        return False
    return True


if sys.platform == "win32":  # pragma: no cover - tried on Windows alone
    import ctypes
    from ctypes import wintypes

    class _Blob(ctypes.Structure):
        """The DATA_BLOB of the Windows data protection functions."""

        _fields_ = (("size", wintypes.DWORD), ("data", ctypes.POINTER(ctypes.c_char)))

    def _through(function: str, told: bytes) -> bytes:
        """Run CryptProtectData or its reverse, for the user who is logged in."""
        given = _Blob(len(told), ctypes.create_string_buffer(told, len(told)))
        made = _Blob()
        call = getattr(ctypes.windll.crypt32, function)
        if not call(ctypes.byref(given), None, None, None, None, 1, ctypes.byref(made)):
            raise ctypes.WinError()
        try:
            return ctypes.string_at(made.data, made.size)
        finally:
            ctypes.windll.kernel32.LocalFree(made.data)

    def _protected(seed: bytes) -> bytes:
        return _through("CryptProtectData", seed)

    def _opened(stored: bytes) -> bytes:
        return _through("CryptUnprotectData", stored)

else:

    def _protected(seed: bytes) -> bytes:
        return seed

    def _opened(stored: bytes) -> bytes:
        return stored
