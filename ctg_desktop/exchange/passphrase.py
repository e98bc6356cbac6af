"""A file that only who knows its words can read: Argon2id, then XChaCha20-Poly1305 (PyNaCl).

The seals inside say who wrote; this only keeps others from reading.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Sequence

from ctg_desktop.domain.strict_json import NotReadableError, loaded, number, text
from resources import path as resource

MAGIC = b"CTG-CHIFFRE\n"
"""How a file with a passphrase begins; a line of JSON follows, then what is hidden."""

WORDS = 6
"""How many words are proposed: with 1 024 to choose from, 60 bits."""

_LONGEST_HEAD = 4096
_MOST_OPERATIONS, _MOST_MEMORY = 3, 268_435_456
"""Argon2id at MODERATE; a file that asks for more would only wear out who opens it."""


class WrongPassphraseError(ValueError):
    """The words are not those of the file, or it was altered."""


def proposed() -> str:
    """Return a passphrase of words that are easy to dictate by telephone."""
    listed = resource("mots.txt").read_text(encoding="utf-8").split()
    return " ".join(secrets.choice(listed) for _ in range(WORDS))


def is_hidden(begin: bytes) -> bool:
    """Whether a file that begins so has a passphrase."""
    return begin.startswith(MAGIC)


def hidden(told: bytes, passphrase: str) -> bytes:
    """Return the content encrypted with the passphrase."""
    from nacl.pwhash import argon2id
    from nacl.secret import Aead

    salt = secrets.token_bytes(argon2id.SALTBYTES)
    # Room for the keys of addressees, which no version writes yet.
    head = json.dumps(
        {
            "format": 1,
            "argon2id": [argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE],
            "sel": salt.hex(),
            "destinataires": [],
        }
    ).encode()
    begin = MAGIC + head + b"\n"
    parameters = (argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
    box = Aead(_key(passphrase, salt, parameters))
    return begin + bytes(box.encrypt(told, aad=begin))


def shown(told: bytes, passphrase: str) -> bytes:
    """Return what a file with a passphrase holds.

    Raises:
        NotReadableError: it is none, or asks for more than any of ours.
        WrongPassphraseError: the words are wrong.
    """
    from nacl.exceptions import CryptoError
    from nacl.secret import Aead

    end = told.find(b"\n", len(MAGIC), len(MAGIC) + _LONGEST_HEAD)
    if not is_hidden(told) or end < 0:
        raise NotReadableError("no head")
    begin, body = told[: end + 1], told[end + 1 :]
    salt, parameters = _parameters(loaded(begin[len(MAGIC) :]))
    try:
        return bytes(Aead(_key(passphrase, salt, parameters)).decrypt(body, aad=begin))
    except (CryptoError, ValueError) as error:
        raise WrongPassphraseError from error


def _parameters(head: object) -> tuple[bytes, tuple[int, int]]:
    """Return salt and costs of a head, which are no more than ours.

    Raises:
        NotReadableError: it says something else.
    """
    if not isinstance(head, dict):
        raise NotReadableError("no head")
    try:
        operations, memory = map(number, head["argon2id"])
        salt = bytes.fromhex(text(head["sel"]))
    except (KeyError, TypeError, ValueError) as error:
        raise NotReadableError("no head") from error
    if not (1 <= operations <= _MOST_OPERATIONS and 8192 <= memory <= _MOST_MEMORY):
        raise NotReadableError("costs beyond ours")
    if len(salt) != 16 or head.get("format") != 1:
        raise NotReadableError("no head")
    return salt, (operations, memory)


def _key(passphrase: str, salt: bytes, parameters: Sequence[int]) -> bytes:
    from nacl.pwhash import argon2id
    from nacl.secret import Aead

    # As it is typed: with a capital, two spaces or an accent set in two signs.
    typed = " ".join(unicodedata.normalize("NFKC", passphrase).casefold().split()).encode()
    operations, memory = parameters
    return bytes(argon2id.kdf(Aead.KEY_SIZE, typed, salt, opslimit=operations, memlimit=memory))
