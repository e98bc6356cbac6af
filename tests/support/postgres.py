"""A PostgreSQL server on loopback, with TLS and SCRAM: one for a whole run of the tests."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ctg_desktop.exchange.postgres_relay import PostgresRelay
from ctg_desktop.exchange.postgres_setup import prepare_server
from ctg_desktop.exchange.relays import Access
from ctg_desktop.folder.passwords import Passwords
from ctg_desktop.folder.relay_address import UPKEEP, Server
from tests.support import postgres_keeper
from tests.support.postgres_keeper import PASSWORD

HOST, BASE, ADMINISTRATOR = "127.0.0.1", "postgres", "administration"
SECRET = "Sésame des participants 7"
"""The password of every role that a test makes."""

_PATIENCE_S = 90


@dataclass(frozen=True, slots=True)
class Cluster:
    """The server: its port, and the authority that it is known by (PEM)."""

    port: int
    ca: str
    folder: Path

    def administrator(self, base: str = BASE, schema: str = "ctg_essai") -> PostgresRelay:
        """Return a connection of the administrator, to be closed."""
        server = Server(schema, HOST, base, self.port)
        return PostgresRelay(server, PASSWORD, ca=self.ca, user=ADMINISTRATOR)

    def run(self, statement: str, base: str = BASE) -> None:
        """Run a statement as the administrator."""
        with self.administrator(base) as relay:
            relay.prepare(statement)

    def prepared(self) -> Server:
        """Return a new schema with its two roles, prepared as an administrator does."""
        server = Server(f"ctg_{secrets.token_hex(6)}", HOST, BASE, self.port)
        for each in (server, replace(server, role=server.role + UPKEEP)):
            prepare_server(each, self.access(each), (ADMINISTRATOR, PASSWORD))
        return server

    def access(self, *servers: Server) -> Access:
        """Return what the roles of these schemas are let in by."""
        passwords = Passwords()
        for server in servers:
            passwords.keep(server, SECRET)
        return Access(passwords, self.ca)

    def file(self) -> Path:
        """Return the file of the authority that the server is known by."""
        return self.folder / "server.crt"

    def opened(self, server: Server) -> PostgresRelay:
        """Return a connection of a role."""
        return PostgresRelay(server, SECRET, ca=self.ca)


def cluster() -> Cluster:
    """Return the server of this run of the tests, started by the first who asks.

    Where it cannot be had the test is passed over; where all must be tried it fails. On Windows,
    where nobody installs one, it is always passed over.
    """
    if sys.platform == "win32":
        pytest.skip("PostgreSQL n’est pas essayé sous Windows.")
    if postgres_keeper.binaries() is None or shutil.which("openssl") is None:
        told = "PostgreSQL n’est pas installé : « packaging/set_up.py test » l’installe sur Debian."
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    # The processes of one run have the same parent; the server ends with it.
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    folder = Path(tempfile.gettempdir()) / f"ctg-postgres-{run}"
    try:
        folder.mkdir(mode=0o755)
    except FileExistsError:
        pass
    else:
        script = postgres_keeper.__file__
        subprocess.run(
            [sys.executable, script, str(run), str(folder)],
            check=True,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    give_up_at = time.monotonic() + _PATIENCE_S
    while not (folder / "port").exists():
        if time.monotonic() > give_up_at:
            pytest.fail("PostgreSQL ne démarre pas.")
        time.sleep(0.05)
    port = int((folder / "port").read_text(encoding="ascii"))
    ca = (folder / "server.crt").read_text(encoding="ascii")
    return Cluster(port, ca, folder)
