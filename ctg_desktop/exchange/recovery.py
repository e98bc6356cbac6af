"""The convention key put in a safe place: a file with a passphrase, and a sheet for the safe.

Who holds this key says whose changes count. It lives in the profile of one person on one
computer: the sheet alone, or the file with its words, brings it back on another.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ctg_desktop.domain.strict_json import NotReadableError
from ctg_desktop.errors import FieldError, FileFormatError
from ctg_desktop.exchange.passphrase import (
    WrongPassphraseError,
    hidden,
    is_hidden,
    proposed,
    shown,
)
from ctg_desktop.exchange.sending import title_of_convention
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.folder.own_files import FILE_MODE
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.naming import structure_name
from ctg_desktop.typography import quoted

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Document

FILE_NAME = "Clé de la CTG.ctgcle"
SHEET_NAME = "Feuille pour le coffre.pdf"

_SEED_BYTES = 32
_CHECK_SIGNS = 4
_GROUP = 4
_MOST_BYTES = 65_536


def put_away(uow: UnitOfWork, place: Path, today: date, words: str = "") -> None:
    """Write the file of the convention key and its sheet into a folder.

    Without `words`, some are proposed for the file; the sheet tells them in any case.

    Raises:
        RuleError: the convention key is not here.
        OutputError: a file cannot be written.
    """
    seed, words = uow.reveal_authority(), words or proposed()
    told = " ".join(groups(seed)).encode()
    with replacing(place / FILE_NAME, FILE_MODE) as temporary:
        temporary.write_bytes(hidden(told, words))
    _sheet(uow, seed, words, today).print_to(place / SHEET_NAME)


def _sheet(uow: UnitOfWork, seed: bytes, words: str, today: date) -> Document:
    from ctg_desktop.printing.issue import Issue
    from ctg_desktop.printing.key_sheet import KeySheet, key_sheet

    at = uow.installation
    issue = Issue(structure_name(uow, at.structure), today, is_demonstration=at.demonstration)
    return key_sheet(
        KeySheet(title_of_convention(uow), at.person, groups(seed), words, FILE_NAME), issue
    )


def groups(seed: bytes) -> list[str]:
    """Return a key as people copy it: groups of four signs, the last of which checks the others."""
    signs = seed.hex() + _check(seed)
    return [signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP)]


def _check(seed: bytes) -> str:
    return hashlib.sha256(b"ctg-clef" + seed).hexdigest()[:_CHECK_SIGNS]


def typed_key(text: str) -> bytes:
    """Return the key that a person copied from the sheet.

    Raises:
        FieldError: a sign is missing or wrong.
    """
    signs = re.sub(r"[\s.\-]", "", text).lower().replace("o", "0").replace("l", "1")
    try:
        told = bytes.fromhex(signs[:-_CHECK_SIGNS])
    except ValueError:
        told = b""
    if len(told) != _SEED_BYTES or signs[-_CHECK_SIGNS:] != _check(told):
        raise FieldError(
            "cle",
            "Cette clé n’est pas celle de la feuille : il y manque un signe, ou l’un d’eux est "
            "faux. Elle compte 17 groupes de 4 signes, de 0 à 9 et de a à f.",
        )
    return told


def key_in(path: Path, words: str) -> bytes:
    """Return the key that a file holds: the one with a passphrase, or the groups as a text.

    Raises:
        FileFormatError: it is no such file, or the words are not its own.
    """
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            raise NotReadableError("too great, or no file")
        told = path.read_bytes()
        return typed_key((shown(told, words) if is_hidden(told) else told).decode())
    except WrongPassphraseError as error:
        raise FileFormatError(
            f"Ces mots ne sont pas ceux de {quoted(path.name)}, ou le fichier est abîmé. Ils sont "
            "imprimés sur la feuille pour le coffre."
        ) from error
    except (OSError, NotReadableError, ValueError) as error:
        raise FileFormatError(
            f"{quoted(path.name)} n’est pas un fichier de la clé, ou n’a pas pu être lu."
        ) from error
