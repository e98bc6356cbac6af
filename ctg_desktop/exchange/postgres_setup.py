"""Preparing a PostgreSQL server to be a relay: the statements for who runs it, or running them."""

from __future__ import annotations

from base64 import b64encode

from scramp import ScramMechanism

from ctg_desktop.exchange.postgres_relay import PostgresRelay
from ctg_desktop.exchange.relays import Access
from ctg_desktop.folder.relay_address import Server
from resources import path

_PLACEHOLDER = "CTG_ROLE"
_ITERATIONS = 4096


def script_for(server: Server) -> str:
    """Return the statements that prepare a server for one convention; they hold no password."""
    text = path("relais_postgresql.sql").read_text(encoding="utf-8")
    return text.replace(_PLACEHOLDER, server.schema)


def verifier(password: str) -> str:
    """Return the SCRAM verifier of a password, so that the server never receives the password."""
    salt, stored, own, iterations = ScramMechanism().make_auth_info(password, _ITERATIONS)
    told = [b64encode(bytes(each)).decode() for each in (salt, stored, own)]
    return f"SCRAM-SHA-256${iterations}:{told[0]}${told[1]}:{told[2]}"


def prepare_server(server: Server, access: Access, administrator: tuple[str, str]) -> None:
    """Prepare a server as one of its administrators, whose role and password are given.

    The role of the address gets the password that is known of it.

    Raises:
        RelayError: the server does not answer, or refuses.
    """
    role, password = administrator
    known = verifier(access.passwords.of(server))
    with PostgresRelay(server, password, ca=access.ca, user=role) as relay:
        relay.prepare(script_for(server))
        relay.prepare(f"ALTER ROLE {server.role} PASSWORD '{known}'")
