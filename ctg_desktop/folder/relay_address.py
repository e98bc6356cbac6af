"""Where a relay is, as people type it: a folder, or `postgresql://rôle@serveur:port/base`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from ctg_desktop.errors import FieldError
from ctg_desktop.folder.own_files import path_of

SCHEME = "postgresql"
USUAL_PORT = 5432
UPKEEP = "_entretien"
"""How the role that may take out of the server ends, after the name of the participants' role."""

_ROLE = re.compile(r"[a-z][a-z0-9_]{0,40}")
_BASE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}")
_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}")
_FORM = f"{SCHEME}://ctg_bethune@serveur.exemple.fr/ctg"


@dataclass(frozen=True, slots=True)
class Server:
    """A relay on a PostgreSQL server: one role and one schema for each convention.

    `ca_file` is the certificate authority to trust in place of the system's, when it is set up;
    what an address that is kept says has none.
    """

    role: str
    host: str
    base: str
    port: int = USUAL_PORT
    ca_file: str = ""

    def __str__(self) -> str:
        """Return the address."""
        return self.text

    @property
    def text(self) -> str:
        """The address, without what this computer alone knows."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == USUAL_PORT else f":{self.port}"
        return f"{SCHEME}://{self.role}@{host}{port}/{self.base}"

    @property
    def schema(self) -> str:
        """The schema of the convention: that of the participants' role."""
        return self.role.removesuffix(UPKEEP)

    @property
    def for_participants(self) -> Server:
        """The same relay by the role of the participants, who may take nothing out."""
        return replace(self, role=self.schema)

    @property
    def is_upkeep(self) -> bool:
        """Whether this is the role that may take out of the server."""
        return self.role.endswith(UPKEEP)


RelayPlace = Path | Server


def is_server(text: str) -> bool:
    """Whether an address names a server, well or badly."""
    return text.strip().lower().startswith((f"{SCHEME}:", "postgres:"))


def server_of(text: str) -> Server:
    """Return the server of an address.

    Raises:
        FieldError: it is none, or bears a password; the sentence does not repeat it.
    """
    try:
        told = urlsplit(text.strip())
        port = told.port or USUAL_PORT
        asked = parse_qs(told.query, strict_parsing=bool(told.query))
    except ValueError as error:
        raise _unfit() from error
    if told.password is not None or "password" in asked:
        raise FieldError(
            "adresse",
            "L’adresse d’un relais ne contient pas de mot de passe : elle est écrite en clair à "
            "plusieurs endroits. Ôtez-le ; il est demandé à part.",
        )
    ca_file = asked.pop("sslrootcert", [""])[0]
    server = Server(
        unquote(told.username or ""),
        (told.hostname or "").lower(),
        unquote(told.path.removeprefix("/")),
        port,
        ca_file,
    )
    is_fit = (
        told.scheme == SCHEME
        and not asked
        and not told.fragment
        and _ROLE.fullmatch(server.role)
        and _HOST.fullmatch(server.host)
        and _BASE.fullmatch(server.base)
    )
    if not is_fit:
        raise _unfit()
    return server


def _unfit() -> FieldError:
    return FieldError(
        "adresse",
        f"Cette adresse de serveur ne se lit pas. Exemple (rôle en minuscules, serveur, base) : "
        f"{_FORM}. Si l’organisation a sa propre autorité de certification, ajoutez-y "
        "?sslrootcert=FICHIER.",
    )


def place_of(text: str) -> RelayPlace | None:
    """Return the relay of an address; None for what is no place at all.

    Raises:
        FieldError: it names a server, badly.
    """
    return server_of(text) if is_server(text) else path_of(text)


def address_of(place: RelayPlace) -> str:
    """Return the address of a relay as it is kept."""
    return place.text if isinstance(place, Server) else str(place.absolute())
