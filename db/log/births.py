"""Births in a base: writing them, and signing that of an incarnation that writes here."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select, text, update

from ctg_desktop.domain.births import Birth, birth_terms
from ctg_desktop.domain.changes import ChangeKey, canonical, new_salt
from ctg_desktop.folder.keys import KeyRing
from db import tables as t
from db.engine import driver_of
from db.folder.identity import UNBORN, installation_key
from db.reading.rights import birth_of, convention, own_key

_logger = logging.getLogger(__name__)


def values_of(birth: Birth) -> dict[str, Any]:
    """Return the columns of a birth."""
    born, before = birth.incarnation, birth.continues
    return {
        "person": born.person,
        "structure": born.structure,
        "started_ms": born.started_ms,
        "publication": born.publication,
        "format": born.format,
        "convention": birth.convention,
        "key": birth.key,
        "nonce": birth.nonce or None,
        "person_salt": birth.person_salt,
        "person_digest": birth.person_digest or None,
        "continues": before.incarnation if before else None,
        "continues_last": before.sequence if before else None,
        "knew": canonical([[key.incarnation, key.sequence] for key in birth.knew]).decode(),
        "demonstration": int(birth.is_demonstration),
        "signature": birth.signature,
    }


class Registrar:
    """Signs, under the key of this installation, the births of what is written here.

    The caller holds the transaction. If a key cannot be made or read, writing goes on: the birth is
    signed later.
    """

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        """Work on an open base with the keys of the person who works there."""
        self._connection = connection
        self._keys = keys

    def needs_key(self) -> bool:
        """Whether the present incarnation lacks its key here: it has one elsewhere, or none yet."""
        present = self._present()
        if present.key:
            return not self._keys.holds(present.key)
        return bool(installation_key(self._connection, self._keys))

    def key(self) -> str:
        """Return the public key of this installation; empty where there is none yet."""
        return own_key(driver_of(self._connection))

    def is_born(self) -> bool:
        """Whether the birth of the present incarnation is signed."""
        return bool(self._present().signature)

    def bear_present(self, knew: Mapping[str, int]) -> None:
        """Sign the birth of the present incarnation; `knew` is its version vector at birth."""
        present = self._present()
        if not present.key:
            return
        others = tuple(
            ChangeKey(incarnation, last)
            for incarnation, last in sorted(knew.items())
            if incarnation != present.id
        )
        self.bear([replace(present, knew=others)])

    def former(self) -> list[Birth]:
        """Return the births, not signed yet, of what the first version of the program wrote.

        That version had no exchange: everything but publications was written in this folder.
        """
        rows = self._connection.execute(select(t.incarnation).where(text(UNBORN)))
        return [birth_of(row) for row in rows]

    def _present(self) -> Birth:
        row = self._connection.execute(
            select(t.incarnation).join(
                t.installation, t.installation.c.incarnation == t.incarnation.c.uuid
            )
        ).one()
        return birth_of(row)

    def bear(self, unsigned: Sequence[Birth]) -> None:
        """Sign these births under the key of this installation."""
        try:
            for birth in unsigned:
                key = birth.key or installation_key(self._connection, self._keys)
                if not key:
                    return
                told = self._completed(birth, key)
                signed = replace(told, signature=self._keys.sign(key, birth_terms(told)))
                self._connection.execute(
                    update(t.incarnation)
                    .where(t.incarnation.c.uuid == birth.id)
                    .values(values_of(signed))
                )
        except OSError as error:
            _logger.warning("no birth was signed: %s", type(error).__name__)

    def _completed(self, birth: Birth, key: str) -> Birth:
        return replace(
            birth,
            convention=convention(driver_of(self._connection)),
            key=key,
            person_salt=new_salt(),
            is_demonstration=bool(self._connection.scalar(select(t.installation.c.demonstration))),
        )
