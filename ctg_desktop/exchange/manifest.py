"""What an exchange file says of itself, before any of its envelopes is read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ctg_desktop.domain.changes import LONGEST_NAME
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.domain.strict_json import NotReadableError, loaded, number, text

FILE_FORMAT = 1
"""The major format of the files that this version writes, and the newest that it reads."""

MOST_MEMBERS = 10_000
_MOST_KNOWN = 100_000
_KEY = re.compile("[0-9a-f]{64}")


class Purpose(Enum):
    """What a file is for."""

    SENDING = "envoi"
    INVITATION = "invitation"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who made a file: the person, their structure as people call it, the public key."""

    person: str
    structure: str
    key: str


@dataclass(frozen=True, slots=True)
class Member:
    """A part of a file: its size in bytes and its SHA-256 (hexadecimal)."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file says of itself.

    `convention` is the row of the convention, `title` its name, `authority` its key; `knows` is
    how far the sender knew each incarnation; `made_ms` is in milliseconds since 1970 (UTC). An
    invitation tells the `number` of the place where its people meet and the `relay`'s address; of
    a server, the authority that it is known by (`relay_ca`, PEM), and behind a passphrase alone
    the `relay_password`.
    """

    purpose: Purpose
    convention: str
    title: str
    authority: str
    sender: Sender
    made_ms: int
    application: str
    is_demonstration: bool = False
    knows: Mapping[str, int] = field(default_factory=dict)
    changes: int = 0
    relay: str = ""
    number: str = ""
    relay_ca: str = ""
    relay_password: str = field(default="", repr=False)
    members: Mapping[str, Member] = field(default_factory=dict)


class TooNewFileError(NotReadableError):
    """A file that only a newer version reads."""


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return a manifest as the file holds it."""
    told = {
        "format": FILE_FORMAT,
        "lecteur": FILE_FORMAT,
        "application": manifest.application,
        "objet": manifest.purpose.value,
        "convention": {
            "id": manifest.convention,
            "intitule": manifest.title,
            "cle": manifest.authority,
        },
        "expediteur": {
            "personne": manifest.sender.person,
            "structure": manifest.sender.structure,
            "cle": manifest.sender.key,
        },
        "fait_le": manifest.made_ms,
        "demonstration": manifest.is_demonstration,
        "connait": dict(sorted(manifest.knows.items())),
        "changements": manifest.changes,
        "relais": manifest.relay,
        "numero": manifest.number,
        **_told_of_server(manifest),
        "membres": {
            name: {"octets": member.size, "sha256": member.sha256}
            for name, member in manifest.members.items()
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def _told_of_server(manifest: Manifest) -> dict[str, str]:
    told = {"autorite": manifest.relay_ca, "motdepasse": manifest.relay_password}
    return {key: value for key, value in told.items() if value}


def manifest_from(told: bytes) -> Manifest:
    """Return what the bytes of `manifest_bytes` say; what is not known of them is passed over.

    Raises:
        TooNewFileError: only a newer version reads the file.
        NotReadableError: it is no manifest.
    """
    found = loaded(told)
    try:
        if number(found["lecteur"]) > FILE_FORMAT:
            raise TooNewFileError(text(found.get("application", "")))
        return _read(found)
    except (TypeError, KeyError, AttributeError) as error:
        raise NotReadableError("no manifest") from error


def _shown(told: Any) -> str:
    """Return a text that people are shown whole, on one line, before they decide anything."""
    if len(text(told)) > LONGEST_NAME:
        raise NotReadableError("an endless name")
    return clean_text(told, lines=False) or ""


def _key(told: Any) -> str:
    """Return a public key, or nothing."""
    if text(told) and _KEY.fullmatch(told) is None:
        raise NotReadableError("no key")
    return str(told)


def _read(found: Any) -> Manifest:
    convention, sender = found["convention"], found["expediteur"]
    knows, members = found["connait"], found["membres"]
    if len(knows) > _MOST_KNOWN or len(members) > MOST_MEMBERS:
        raise NotReadableError("endless")
    if found["objet"] not in {each.value for each in Purpose}:
        raise NotReadableError("no purpose")
    return Manifest(
        Purpose(found["objet"]),
        *(text(convention["id"]), _shown(convention["intitule"]), _key(convention["cle"])),
        Sender(_shown(sender["personne"]), _shown(sender["structure"]), text(sender["cle"])),
        number(found["fait_le"]),
        text(found["application"]),
        is_demonstration=found["demonstration"] is True,
        knows={text(name): number(last) for name, last in knows.items()},
        changes=number(found["changements"]),
        relay=text(found["relais"]),
        number=text(found["numero"]),
        relay_ca=text(found.get("autorite", "")),
        relay_password=text(found.get("motdepasse", "")),
        members={
            text(name): Member(number(each["octets"]), text(each["sha256"]))
            for name, each in members.items()
        },
    )
