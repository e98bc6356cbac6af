"""What a data folder remembers of exchange files: those it sent, and what their senders knew.

Losing it costs the list of what was sent, and a complete file in the place of a short one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ctg_desktop.errors import ReadOnlyError
from ctg_desktop.folder.own_files import read_object, text_of, write_object
from ctg_desktop.paths import DataFolder
from ctg_desktop.typography import quoted

_MOST_BYTES = 8 * 2**20
_MOST_SENT, _MOST_CORRESPONDENTS = 200, 40


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was sent, with how many changes it holds and its size in bytes.

    `at_ms` is in milliseconds since 1970 (UTC); `since` is whose last file it follows, empty for
    a complete one; `is_hidden` tells that it has a passphrase, `with_confidential` that it holds
    the confidential actions too.
    """

    at_ms: int
    path: str
    changes: int
    size: int
    since: str = ""
    is_hidden: bool = False
    with_confidential: bool = False


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Who sent a file: the person, their structure, when they made it, and what they knew then."""

    key: str
    person: str
    structure: str
    made_ms: int
    knows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchanged:
    """All that is remembered: the files that were sent, the latest first, and who sent some."""

    sent: tuple[SentFile, ...] = ()
    correspondents: tuple[Correspondent, ...] = ()


def load(folder: Path) -> Exchanged:
    """Return what a data folder remembers; nothing where the file is missing or damaged."""
    found = read_object(DataFolder(folder).exchanged_files, most_bytes=_MOST_BYTES)
    return Exchanged(
        tuple(map(_sent, _objects(found.get("envoyes")))),
        tuple(map(_correspondent, _objects(found.get("correspondants")))),
    )


def note_sent(folder: Path, sent: SentFile) -> None:
    """Remember a file that was sent.

    Raises:
        ReadOnlyError: the place allows no writing.
    """
    known = load(folder)
    _save(folder, replace(known, sent=(sent, *known.sent)[:_MOST_SENT]))


def note_correspondents(folder: Path, heard: tuple[Correspondent, ...]) -> None:
    """Remember what the senders of files knew; of each, their latest file tells it.

    Raises:
        ReadOnlyError: the place allows no writing.
    """
    known = load(folder)
    by_key = {each.key: each for each in known.correspondents}
    for each in heard:
        former = by_key.get(each.key)
        if each.key and (former is None or former.made_ms <= each.made_ms):
            by_key[each.key] = each
    latest = sorted(by_key.values(), key=lambda each: -each.made_ms)
    _save(folder, replace(known, correspondents=tuple(latest[:_MOST_CORRESPONDENTS])))


def _save(folder: Path, known: Exchanged) -> None:
    told = {
        "ce_fichier": "rappelle à CTG Desktop les fichiers d’échange envoyés : à laisser ici",
        "envoyes": [
            {
                "le": each.at_ms,
                "fichier": each.path,
                "modifications": each.changes,
                "octets": each.size,
                "depuis": each.since,
                "protege": each.is_hidden,
                "confidentielles": each.with_confidential,
            }
            for each in known.sent
        ],
        "correspondants": [
            {
                "cle": each.key,
                "personne": each.person,
                "structure": each.structure,
                "le": each.made_ms,
                "connait": dict(each.knows),
            }
            for each in known.correspondents
        ],
    }
    try:
        write_object(DataFolder(folder).exchanged_files, told)
    except OSError as error:
        raise ReadOnlyError(
            f"La liste des fichiers échangés n’a pas pu être écrite dans {quoted(folder)} : "
            "vérifiez la place et les droits sur ce dossier."
        ) from error


def _objects(told: object) -> list[dict[str, Any]]:
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []


def _number(told: object) -> int:
    return told if type(told) is int and 0 <= told < 2**62 else 0


def _sent(told: Mapping[str, Any]) -> SentFile:
    return SentFile(
        _number(told.get("le")),
        text_of(told.get("fichier")),
        _number(told.get("modifications")),
        _number(told.get("octets")),
        text_of(told.get("depuis")),
        is_hidden=told.get("protege") is True,
        with_confidential=told.get("confidentielles") is True,
    )


def _correspondent(told: Mapping[str, Any]) -> Correspondent:
    knows = told.get("connait")
    return Correspondent(
        text_of(told.get("cle")),
        text_of(told.get("personne")),
        text_of(told.get("structure")),
        _number(told.get("le")),
        {
            text_of(name): _number(last)
            for name, last in (knows.items() if isinstance(knows, dict) else ())
        },
    )
