"""The passwords of relays on a server: in the system's own keyring, or asked at each start.

On Windows and macOS the system keeps them under the person's session. Elsewhere the program has
no keyring and they stay in memory: asked once per start. They stand in no file of ours.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import Protocol

from ctg_desktop.folder.relay_address import Server
from ctg_desktop.paths import APPLICATION


class Ring(Protocol):
    """The system's keyring."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return a password; None for none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget a password."""


def system_ring() -> Ring | None:
    """Return the keyring of this system; None where the program has none."""
    # Named rather than looked for: the search reads what is installed, which a delivered
    # program does not have.
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        return WinVaultKeyring()
    if sys.platform == "darwin":
        from keyring.backends.macOS import Keyring

        return Keyring()
    return None


class Passwords:
    """What is known of passwords in this run of the program."""

    def __init__(self, find_ring: Callable[[], Ring | None] = system_ring) -> None:
        """Keep them in a keyring, or in memory alone; it is looked for when one is asked about."""
        self._find_ring = find_ring
        self._held: dict[str, str] = {}

    @cached_property
    def _ring(self) -> Ring | None:
        return self._find_ring()

    @property
    def are_kept(self) -> bool:
        """Whether they are still known at the next start."""
        return self._ring is not None

    def of(self, server: Server) -> str:
        """Return the password of a server; empty where none is known."""
        address = server.text
        if address not in self._held and self._ring is not None:
            # A keyring fails in as many ways as there are systems: then one is asked.
            with suppress(Exception):
                self._held[address] = self._ring.get_password(APPLICATION, address) or ""
        return self._held.get(address, "")

    def keep(self, server: Server, password: str) -> None:
        """Remember a password."""
        self._held[server.text] = password
        if self._ring is not None:
            with suppress(Exception):
                self._ring.set_password(APPLICATION, server.text, password)

    def forget(self, server: Server) -> None:
        """Remember nothing of a server."""
        self._held.pop(server.text, None)
        if self._ring is not None:
            with suppress(Exception):
                self._ring.delete_password(APPLICATION, server.text)
