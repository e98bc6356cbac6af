"""What an administrator gives to everybody on a computer: a file that people cannot change.

It only proposes: each person may answer otherwise at the first start and in Paramètres. A file
that cannot be read is told in a sentence and is as if it were not there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ctg_desktop.errors import FieldError
from ctg_desktop.folder.own_files import MOST_BYTES, path_of
from ctg_desktop.folder.relay_address import RelayPlace, place_of
from ctg_desktop.folder.settings import THEMES
from ctg_desktop.paths import APPLICATION

VARIABLE = "CTG_DESKTOP_POLITIQUE"
"""The environment variable that names another policy file."""

FILE_NAME = "politique.toml"

_MOST_SIGNS = 2000
"""Longest file that is read, without its comments: dots alone take a reader of TOML the square of
their number, in time and in memory."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is proposed; None means that the administrator said nothing.

    `structure` is a code (INSEE, SIREN) or a name, `second_backups` the folder where safety
    copies are copied once more, `theme` one of `settings.THEMES`, `relay` the folder or the server
    through which everybody exchanges. `problem` is a French sentence
    when the file could not be read, or not all of it.
    """

    structure: str | None = None
    second_backups: Path | None = None
    theme: str | None = None
    relay: RelayPlace | None = None
    problem: str = ""


def policy_file(environ: Mapping[str, str]) -> Path:
    """Return where the policy of this computer stands, be it there or not."""
    if named := environ.get(VARIABLE):
        return Path(named)
    if sys.platform == "win32":
        return Path(environ.get("PROGRAMDATA", r"C:\ProgramData")) / APPLICATION / FILE_NAME
    if sys.platform == "darwin":
        return Path("/Library/Application Support") / APPLICATION / FILE_NAME
    return Path("/etc/ctg-desktop") / FILE_NAME


def load_policy(file: Path) -> Policy:
    """Return what a policy file proposes; one that is not there proposes nothing."""
    try:
        told = _parsed(file)
    except FileNotFoundError:
        return Policy()
    except (OSError, ValueError, RecursionError):
        return Policy(problem=_unreadable(file))
    structure, second, theme, relay = (told.get(key) for key in _KEYS)
    wrong = [key for key in told if key not in _KEYS]
    wrong += [key for key in _KEYS if key in told and not isinstance(told[key], str)]
    if isinstance(theme, str) and theme not in THEMES:
        wrong.append("theme")
    place = None
    try:
        place = place_of(relay) if isinstance(relay, str) else None
    except FieldError:
        wrong.append("relais")
    return Policy(
        structure=structure if isinstance(structure, str) and structure.strip() else None,
        second_backups=path_of(second),
        theme=theme if theme in THEMES else None,
        relay=place,
        problem=_partly_wrong(file, wrong) if wrong else "",
    )


def _parsed(file: Path) -> dict[str, object]:
    if file.stat().st_size > MOST_BYTES or not file.is_file():
        raise ValueError("no policy file")
    lines = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith("#"))
    if len(text) > _MOST_SIGNS:
        raise ValueError("no policy file")
    import tomllib  # only where there is something to read: it would slow down every start

    return tomllib.loads(text)


_KEYS = ("structure", "dossier_sauvegarde", "theme", "relais")


def _unreadable(file: Path) -> str:
    return (
        f"Le fichier de l’administrateur « {file} » ne peut pas être lu : ses "
        "réglages ne sont pas proposés. Rien d’autre ne change ; prévenez la personne qui "
        "l’a mis en place."
    )


def _partly_wrong(file: Path, keys: list[str]) -> str:
    listed = ", ".join(f"« {key} »" for key in dict.fromkeys(keys))
    return (
        f"Dans le fichier de l’administrateur « {file} », {listed} ne convient pas et "
        "n’est pas pris en compte ; le reste l’est. Prévenez la personne qui l’a mis en place."
    )


def present_policy() -> Policy:
    """Return the policy of this computer."""
    return load_policy(policy_file(os.environ))
