"""The passwords of servers: in the system's keyring, or in memory alone."""

from __future__ import annotations

import sys

import pytest

from ctg_desktop.folder.passwords import Passwords, system_ring
from ctg_desktop.folder.relay_address import Server

SERVER = Server("ctg_bethune", "serveur.exemple.fr", "ctg")


class Ring:
    """A keyring in memory; one that is locked refuses everything, each in its own way."""

    def __init__(self, *, is_locked: bool = False) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.is_locked = is_locked

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        del self.held[service, username]

    def _open(self) -> None:
        if self.is_locked:
            raise RuntimeError("locked")


def test_password_when_the_system_has_a_keyring_then_it_is_known_at_the_next_start() -> None:
    ring = Ring()
    Passwords(lambda: ring).keep(SERVER, "sésame")

    again = Passwords(lambda: ring)
    assert again.are_kept
    assert again.of(SERVER) == "sésame"
    assert again.of(SERVER.for_participants) == "sésame"
    assert list(ring.held) == [("CTG Desktop", "postgresql://ctg_bethune@serveur.exemple.fr/ctg")]
    again.forget(SERVER)
    again.forget(SERVER)
    assert Passwords(lambda: ring).of(SERVER) == ""


@pytest.mark.parametrize("ring", [None, Ring(is_locked=True)])
def test_password_when_no_keyring_takes_it_then_it_is_known_until_the_end(
    ring: Ring | None,
) -> None:
    passwords = Passwords(lambda: ring)
    assert passwords.of(SERVER) == ""

    passwords.keep(SERVER, "sésame")

    assert passwords.of(SERVER) == "sésame"
    assert Passwords(lambda: ring).of(SERVER) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is one")
def test_keyring_when_on_linux_then_none_is_asked() -> None:
    assert system_ring() is None
