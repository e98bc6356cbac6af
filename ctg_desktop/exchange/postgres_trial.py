"""Tries a connection to a server without one: for `--auto-test`, on loopback, in this process.

What answers proves itself by a certificate that is made for the occasion, checks the password by
SCRAM, and has no table: a relay that says so has come all the way.
"""

from __future__ import annotations

import secrets
import socket
import ssl
import struct
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import keys, pem, x509
from nacl.signing import SigningKey
from scramp import ScramException, ScramMechanism

from ctg_desktop.exchange.carriers import RelayError
from ctg_desktop.exchange.postgres_relay import PostgresRelay
from ctg_desktop.folder.own_files import replacing_own
from ctg_desktop.folder.relay_address import Server

_HOST = "127.0.0.1"
_PATIENCE_S = 20
_NO_TABLE = b"SERROR\0VERROR\0C42P01\0Mno table\0\0"
_KEY_START = bytes.fromhex("302e020100300506032b657004220420")
"""What precedes an Ed25519 key in PKCS 8."""


def try_connection(folder: Path) -> None:
    """Connect to a server of this process, and see that another authority is not taken for its own.

    `folder` takes the certificate and its key, and may go afterwards.

    Raises:
        RelayError: the connection does not come about, or comes about where it must not.
    """
    password = secrets.token_hex(8)
    certificate, own = made_certificate(), made_certificate()
    for ca, expected in ((own[0], "n’est pas préparé"), (certificate[0], "autorité est inconnue")):
        with _Answering(own, password, folder) as answering:
            server = Server("ctg_essai", _HOST, "essai", answering.port)
            relay = PostgresRelay(server, password, ca=ca)
            try:
                with relay:
                    relay.check()
            except RelayError as error:
                if expected not in error.sentence:
                    raise
            else:
                raise RelayError("le serveur d’essai n’a rien demandé")


def made_certificate() -> tuple[str, str]:
    """Return a certificate of this computer, which is its own authority, and its key (PEM)."""
    key = SigningKey.generate()
    name = x509.Name.build({"common_name": f"CTG Desktop {secrets.token_hex(4)}"})
    algorithm = {"algorithm": "ed25519"}
    begins = datetime.now(UTC).replace(microsecond=0)
    told = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": secrets.randbits(63) + 1,
            "signature": algorithm,
            "issuer": name,
            "validity": {
                "not_before": x509.Time({"utc_time": begins - timedelta(days=1)}),
                "not_after": x509.Time({"utc_time": begins + timedelta(days=1)}),
            },
            "subject": name,
            "subject_public_key_info": keys.PublicKeyInfo(
                {"algorithm": algorithm, "public_key": bytes(key.verify_key)}
            ),
            "extensions": [
                _extension("basic_constraints", {"ca": True}, is_critical=True),
                _extension("key_usage", {"digital_signature", "key_cert_sign"}, is_critical=True),
                _extension("subject_alt_name", [x509.GeneralName("ip_address", _HOST)]),
                _extension("key_identifier", secrets.token_bytes(20)),
            ],
        }
    )
    signed = x509.Certificate(
        {
            "tbs_certificate": told,
            "signature_algorithm": algorithm,
            "signature_value": key.sign(told.dump()).signature,
        }
    )
    pair = (signed.dump(), "CERTIFICATE"), (_KEY_START + bytes(key), "PRIVATE KEY")
    first, second = (pem.armor(kind, bare).decode("ascii") for bare, kind in pair)
    return first, second


def _extension(kind: str, value: object, *, is_critical: bool = False) -> dict[str, object]:
    return {"extn_id": kind, "critical": is_critical, "extn_value": value}


class _Answering:
    """Answers one connection as PostgreSQL does, up to the first question."""

    def __init__(self, own: tuple[str, str], password: str, folder: Path) -> None:
        self._password = password
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        files = folder / "essai.crt", folder / "essai.key"
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in zip(files, own, strict=True):
            with replacing_own(file) as temporary:
                temporary.write_text(text, encoding="ascii")
        self._context.load_cert_chain(*files)
        self._listening = socket.create_server((_HOST, 0))
        self._listening.settimeout(_PATIENCE_S)
        self.port = int(self._listening.getsockname()[1])
        self._thread = threading.Thread(target=self._answer, daemon=True)

    def __enter__(self) -> _Answering:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._thread.join(_PATIENCE_S)
        self._listening.close()

    def _answer(self) -> None:
        with suppress(OSError, EOFError, ScramException):
            bare, _address = self._listening.accept()
            bare.settimeout(_PATIENCE_S)
            with bare:
                _taken(bare, 8)
                bare.sendall(b"S")
                with self._context.wrap_socket(bare, server_side=True) as hidden:
                    self._greet(hidden)

    def _greet(self, hidden: ssl.SSLSocket) -> None:
        _taken(hidden, struct.unpack("!i", _taken(hidden, 4))[0] - 4)
        mechanism = ScramMechanism()
        salt, stored, own, iterations = mechanism.make_auth_info(self._password, 4096)
        server = mechanism.make_server(lambda _user: (salt, stored, own, iterations))
        _tell(hidden, b"R", struct.pack("!i", 10) + b"SCRAM-SHA-256\0\0")
        first = _heard(hidden)
        server.set_client_first(first[first.index(b"\0") + 5 :].decode())
        _tell(hidden, b"R", struct.pack("!i", 11) + server.get_server_first().encode())
        server.set_client_final(_heard(hidden).decode())
        _tell(hidden, b"R", struct.pack("!i", 12) + server.get_server_final().encode())
        _tell(hidden, b"R", struct.pack("!i", 0))
        _tell(hidden, b"Z", b"I")
        _heard(hidden)
        _tell(hidden, b"E", _NO_TABLE)
        _tell(hidden, b"Z", b"I")
        with suppress(EOFError):
            while True:
                _heard(hidden)


def _tell(hidden: ssl.SSLSocket, kind: bytes, told: bytes) -> None:
    hidden.sendall(kind + struct.pack("!i", len(told) + 4) + told)


def _heard(hidden: ssl.SSLSocket) -> bytes:
    _kind, size = struct.unpack("!ci", _taken(hidden, 5))
    return _taken(hidden, size - 4)


def _taken(source: socket.socket, size: int) -> bytes:
    told = b""
    while len(told) < size:
        more = source.recv(size - len(told))
        if not more:
            raise EOFError
        told += more
    return told
