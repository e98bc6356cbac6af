"""The relay that is a PostgreSQL server, for groups that are too large for a shared folder.

`resources/relais_postgresql.sql` makes the table that is read here and the function that alone
writes to it. Rows are only added, each under the number after the last, so that who reads goes on
from the number where they stopped; where that row is gone the server was put back to a former
state, and one looks for each incarnation what lies there.

pg8000 is used as it is: these are eight statements with bound parameters, and what SQLAlchemy
would add to them is a second set of errors. This module is imported when an address is set.
"""

from __future__ import annotations

import random
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

from pg8000.exceptions import DatabaseError
from pg8000.exceptions import Error as PostgresError
from pg8000.native import Connection
from scramp import ScramException

from ctg_desktop.exchange import postgres_statements as sql
from ctg_desktop.exchange.carriers import (
    INVITATION_NAME,
    EnvelopeName,
    Listing,
    PaperName,
    RelayError,
    Standing,
    envelope_name,
    paper_name,
)
from ctg_desktop.exchange.ctg_file import MOST_FILE_BYTES
from ctg_desktop.exchange.postgres_refusals import LATER, WeakError, code_of, refusal
from ctg_desktop.folder.relay_address import Server

OLDEST_VERSION = 13

_CONNECT_S, _ANSWER_S = 10, 30
"""How long one waits for the server to be there, and for each of its answers."""

_ATTEMPTS = 8
"""How often one comes again to a server that has no room for one more at that moment."""

_PAGE = 1_000
"""How many rows are listed at once."""

_BATCH, _BATCH_BYTES = 64, 4 * 2**20
"""How many bodies are fetched at once."""

_APPLICATION = "CTG Desktop"
_NOBODY = "00000000-0000-0000-0000-000000000000"

# Where many systems keep the authorities that they trust, for a Python that looks elsewhere.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)

_T = TypeVar("_T")


class _Key(NamedTuple):
    """What a row is known by."""

    incarnation: str
    first: int
    last: int
    hash: str
    copy: int


class _Row(NamedTuple):
    """A row, without its body; `stamp` is when it came, in microseconds since 1970."""

    number: int
    stamp: int
    incarnation: str
    first: int
    last: int
    hash: str
    copy: int
    size: int

    @property
    def name(self) -> str:
        """The name of what it holds."""
        if self.last:
            return EnvelopeName(self.incarnation, self.first, self.last, self.hash, self.copy).text
        if self.incarnation == _NOBODY:
            return INVITATION_NAME
        return PaperName(self.incarnation.replace("-", ""), self.copy).text


@dataclass(frozen=True, slots=True)
class _Mark:
    """The last row that was read: its number, and when it came."""

    number: int
    stamp: int

    @property
    def values(self) -> dict[str, int]:
        """What a statement asks for."""
        return {"number": self.number, "stamp": self.stamp}

    @property
    def text(self) -> str:
        """How it is remembered."""
        return f"{self.number} {self.stamp}"


def _mark_of(text: str) -> _Mark | None:
    number, _, stamp = text.partition(" ")
    return _Mark(int(number), int(stamp)) if number.isdecimal() and stamp.isdecimal() else None


def _key_of(name: str) -> _Key | None:
    """Return what the row of a name is known by; None for what is no name of ours."""
    envelope = envelope_name(name)
    if envelope is not None:
        return _Key(
            envelope.incarnation, envelope.first, envelope.last, envelope.hash, envelope.copy
        )
    paper = paper_name(name)
    if paper is not None:
        which = paper.id
        uuid = f"{which[:8]}-{which[8:12]}-{which[12:16]}-{which[16:20]}-{which[20:]}"
        return _Key(uuid, 0, 0, "", paper.copy)
    return _Key(_NOBODY, 0, 0, "", 0) if name == INVITATION_NAME else None


def _texts(lasts: Mapping[str, int]) -> dict[str, str]:
    """Return incarnations, each with a number, as the statements take them."""
    return {"incarnations": " ".join(lasts), "lasts": " ".join(map(str, lasts.values()))}


class _Connection(Connection):
    """A connection that hands its password over by SCRAM alone, and has the server prove itself."""

    _is_proven = False

    def handle_AUTHENTICATION_REQUEST(self, data: bytes, context: object) -> None:  # noqa: N802 - pg8000 calls it
        """Answer how the server asks who is there."""
        (asked,) = struct.unpack_from("!i", data)
        if asked not in (10, 11, 12) and not (asked == 0 and self._is_proven):
            raise WeakError("not by SCRAM")
        super().handle_AUTHENTICATION_REQUEST(data, context)
        self._is_proven = self._is_proven or asked == 12


def authority_in(file: Path) -> str:
    """Return the certificates of an authority's file, as text.

    Raises:
        RelayError: it holds none.
    """
    try:
        told = file.read_text(encoding="ascii")
        ssl.create_default_context(cadata=told)
    except (OSError, ValueError) as error:  # of ssl too
        raise RelayError(
            f"« {file} » n’est pas un fichier d’autorité de certification (PEM) qui se lit : rien "
            "n’a été changé."
        ) from error
    return told


def tls_context(ca: str) -> ssl.SSLContext:
    """Return how a server has to prove itself: by an authority (PEM), or one of the system's."""
    if ca:
        return ssl.create_default_context(cadata=ca)
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        for bundle in _BUNDLES:
            with suppress(OSError):
                context.load_verify_locations(bundle)
                break
    return context


class PostgresRelay:
    """One schema on a server; connected at the first verb, disconnected at the end."""

    keeps_all = True

    def __init__(self, server: Server, password: str, *, ca: str = "", user: str = "") -> None:
        """Use a server; `ca` is the authority to trust in place of the system's (PEM).

        `user` is another role than that of the address: an administrator's.
        """
        self._server = server
        self._user = user or server.role
        self._password = password
        self._ca = ca
        self._connection: Any = None
        self._prepared: dict[str, Any] = {}
        self._rows: dict[str, _Row] = {}
        self._wanted: list[_Row] = []
        self._places: dict[int, int] = {}
        self._bodies: dict[int, bytes] = {}

    @property
    def address(self) -> str:
        """The address, which holds no password."""
        return self._server.text

    def __enter__(self) -> Self:
        """Return the relay itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Disconnect."""
        self._leave()

    # --- verbs ----------------------------------------------------------------------------

    def invitation(self) -> bytes | None:
        """Return the invitation that lies there; None for none.

        Raises:
            RelayError: the server does not answer, or refuses.
        """
        return self.get(INVITATION_NAME)

    def goes_on_from(self, mark: str) -> bool:
        """Whether the row of a mark is there, and so the place is the one that was read.

        Raises:
            RelayError: the server does not answer, or refuses.
        """
        told = _mark_of(mark)
        return told is not None and bool(self._run(sql.IS_THERE, **told.values))

    def beyond(self, standing: Standing) -> Listing:
        """Return what lies there beyond what a reader knows.

        Raises:
            RelayError: the server does not answer, or refuses.
        """
        if standing.all_of:
            found = self._listed(sql.ALL_OF, incarnations=sorted(standing.all_of))
            return Listing({row.name: str(row.number) for row in found})
        asked = self._named(standing.again)
        mark = _mark_of(standing.mark)
        if mark is not None:
            rows = self._listed(sql.FROM_ON, start=mark.number, most=_PAGE + 1)
            if rows and (rows[0].number, rows[0].stamp) == (mark.number, mark.stamp):
                return self._listing(rows[1:], asked, standing, standing.held, mark)
        return self._from_anew(asked, standing)

    def _from_anew(self, asked: list[_Row], standing: Standing) -> Listing:
        """List what lies there without a mark: none yet, or the server went back.

        The end is asked for first: what comes meanwhile has a greater number, and is listed later.
        """
        end = self._listed(sql.END)
        ((first,),) = self._run(sql.FIRST_BEYOND, **_texts(standing.known))
        special = self._listed(sql.SPECIAL)
        ours = {each: last for each, last in standing.known.items() if each in standing.ours}
        ends = self._run(sql.ENDS, **_texts(ours))
        proven = {
            EnvelopeName(incarnation, 1, last, hash_).text: "là"
            for incarnation, last, hash_ in ends
        }
        proven |= {row.name: "là" for row in special if row.name in standing.held}
        rows = self._listed(sql.FROM_ON, start=first, most=_PAGE + 1) if first is not None else []
        mark = _Mark(end[0].number, end[0].stamp) if end else None
        listing = self._listing(rows, [*special, *asked], standing, proven, mark)
        return replace(listing, is_anew=True)

    def _listing(
        self,
        rows: list[_Row],
        more: list[_Row],
        standing: Standing,
        proven: Mapping[str, str],
        mark: _Mark | None,
    ) -> Listing:
        if rows:
            mark = _Mark(rows[-1].number, rows[-1].stamp)
        found = [*more, *rows]
        known, ours = standing.known, standing.ours
        self._rows = {row.name: row for row in found}
        self._bodies.clear()
        wanted = [
            row
            for row in self._rows.values()
            if (not row.last or row.copy or row.last > known.get(row.incarnation, 0))
            or row.incarnation in ours
        ]
        # As a round asks for them, so that few bodies wait at once.
        self._wanted = sorted(
            wanted, key=lambda row: (row.last > 0, row.incarnation, row.first, row.last)
        )
        self._places = {row.number: at for at, row in enumerate(self._wanted)}
        names = {name: str(row.number) for name, row in self._rows.items() if name not in proven}
        return Listing(names, proven, mark.text if mark else "", is_last=len(rows) < _PAGE)

    def get(self, name: str) -> bytes | None:
        """Return what lies under a name; None for what is not there.

        Raises:
            RelayError: the server does not answer, or refuses.
        """
        row = self._rows.get(name)
        if row is None:
            key = _key_of(name)
            rows = self._run(sql.BODY, **key._asdict(), most=MOST_FILE_BYTES) if key else []
            return bytes(rows[0][0]) if rows else None
        if row.size > MOST_FILE_BYTES:
            return None
        if row.number not in self._bodies:
            numbers = [each.number for each in self._batch(row)]
            for number, body in self._run(sql.BODIES, numbers=numbers):
                self._bodies[number] = bytes(body)
        return self._bodies.pop(row.number, None)

    def _batch(self, row: _Row) -> Iterable[_Row]:
        """Yield a row, and those that will be asked for next, while they are few and small."""
        yield row
        size = row.size
        at = self._places.get(row.number)
        if at is None:
            return
        for each in self._wanted[at + 1 : at + _BATCH]:
            size += each.size
            if size > _BATCH_BYTES:
                return
            yield each

    def put(self, name: str, told: bytes, *, instead: Iterable[str] = ()) -> None:
        """Add a row; the role of the upkeep takes out those that it stands for.

        Raises:
            RelayError: the server does not answer, or refuses.
        """
        key = _key_of(name)
        if key is None:
            raise ValueError(name)
        self._run(sql.PUT, **key._asdict(), body=told)
        if self._server.is_upkeep:
            for former in instead:
                if former != name and (gone := _key_of(former)) is not None:
                    self._run(sql.TAKE_OUT, **gone._asdict())

    def check(self) -> None:
        """See that the server is prepared, and this role may do what it has to, and no more.

        Raises:
            RelayError: something is missing; all of it is said.
        """
        missing = list(self._missing())
        if missing:
            raise RelayError(
                f"Le relais {self.address} n’est pas prêt : {' ; '.join(missing)}. « echange "
                "relais ADRESSE --preparer --sql FICHIER » écrit ce que la DSI doit exécuter ; "
                "l’exécuter deux fois ne gâte rien."
            )

    def _missing(self) -> Iterable[str]:
        schema = self._server.schema
        ((version, is_copy, has_schema, may_use),) = self._run(sql.RIGHTS, schema=schema)
        if version < OLDEST_VERSION:
            yield f"PostgreSQL {version} est trop ancien, il faut {OLDEST_VERSION} ou plus"
        if is_copy:
            yield "ce serveur est une copie en lecture seule"
        if not has_schema:
            yield f"le schéma {schema} manque"
            return
        if not may_use:
            yield f"le rôle n’a pas l’usage du schéma {schema}"
            return
        table, function = f"{schema}.envelope", f"{schema}.{sql.FUNCTION}"
        ((has_table, may_read, may_change, has_function, may_put),) = self._run(
            sql.RIGHTS_WITHIN, table=table, function=function
        )
        if not has_table:
            yield "la table envelope manque"
        elif not may_read:
            yield "le rôle ne peut pas lire la table envelope"
        if may_change and not self._server.is_upkeep:
            yield "le rôle peut changer ou effacer dans la table envelope, ce qu’il ne doit pas"
        if not has_function:
            yield "la fonction deposer manque"
        elif not may_put:
            yield "le rôle ne peut pas exécuter la fonction deposer"

    def prepare(self, script: str) -> Sequence[Sequence[Any]]:
        """Run statements without parameters, such as those that make the schema; return the rows.

        Raises:
            RelayError: the server does not answer, or refuses.
        """
        return self._kept(lambda: self._connected().run(script) or [])

    # --- the connection -------------------------------------------------------------------

    def _named(self, names: Iterable[str]) -> list[_Row]:
        keys = [key for key in map(_key_of, sorted(names)) if key is not None]
        if not keys:
            return []
        incarnations, firsts, lasts, hashes, copies = map(list, zip(*keys, strict=True))
        return self._listed(
            *(sql.NAMED,),
            incarnations=incarnations,
            firsts=firsts,
            lasts=lasts,
            hashes=hashes,
            copies=copies,
        )

    def _listed(self, statement: str, **values: object) -> list[_Row]:
        return [_Row(*row) for row in self._run(statement, **values)]

    def _run(self, statement: str, **values: object) -> Sequence[Sequence[Any]]:
        def run() -> Sequence[Sequence[Any]]:
            connection = self._connected()
            if statement not in self._prepared:
                self._prepared[statement] = connection.prepare(statement)
            found: Sequence[Sequence[Any]] = self._prepared[statement].run(**values)
            return found

        return self._kept(run)

    def _kept(self, work: Callable[[], _T]) -> _T:
        """Do some work with the server, and say in French why it cannot be done."""
        try:
            return work()
        except (PostgresError, ScramException, OSError) as error:
            self._leave()
            raise refusal(self._server, error) from None

    def _connected(self) -> Any:
        attempt = 0
        while self._connection is None:
            attempt += 1
            try:
                self._connection = self._connect()
            except DatabaseError as error:
                if code_of(error) not in LATER or attempt == _ATTEMPTS:
                    raise
                # Many computers begin their day at the same minute.
                time.sleep(random.uniform(0.1, 0.5) * attempt)
        return self._connection

    def _connect(self) -> Any:
        server = self._server
        bare = socket.create_connection((server.host, server.port), _CONNECT_S)
        bare.settimeout(_ANSWER_S)
        # What is long goes in several pieces: each would wait 40 ms for the one before.
        bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            connection = _Connection(
                self._user,
                host=server.host,
                database=server.base,
                password=self._password,
                application_name=_APPLICATION,
                startup_params={
                    "search_path": f"pg_catalog, {server.schema}, pg_temp",
                    # One that serves any list takes a list for short.
                    "plan_cache_mode": "force_custom_plan",
                },
                ssl_context=tls_context(self._ca),
                sock=bare,
            )
        except BaseException:
            bare.close()
            raise
        return connection

    def _leave(self) -> None:
        connection, self._connection = self._connection, None
        self._prepared.clear()
        if connection is not None:
            with suppress(PostgresError, OSError):
                connection.close()
