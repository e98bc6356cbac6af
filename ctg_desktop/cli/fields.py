"""From options and JSON files to values: what `ajouter`, `creer` and `modifier` share."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ctg_desktop.cli.parser import FrenchParser, Options, fields_given
from ctg_desktop.errors import FileFormatError
from ctg_desktop.services.records import typed_fields
from ctg_desktop.services.typed import Newcomer, Typed

MAX_BYTES = 20_000_000
"""Largest JSON file that is read: a whole folder of actions is smaller."""


def add_source(parser: FrenchParser) -> None:
    """Add `--depuis`, which gives fields by a JSON file."""
    parser.add_argument(
        "--depuis",
        metavar="F.json",
        help="lit les champs dans un fichier JSON (- pour l’entrée standard), tel que "
        "« montrer --format json » l’écrit ; les options l’emportent",
    )


def given(options: Options) -> tuple[dict[str, Typed], Mapping[str, Any]]:
    """Return the typed fields, and the whole JSON record if there is one.

    Raises:
        FileFormatError: the JSON file cannot be used.
    """
    record = _record(options.depuis) if options.depuis else {}
    return {**typed_fields(options.fields_of, record), **fields_given(options)}, record


def _record(source: str) -> Mapping[str, Any]:
    try:
        raw = _standard_input() if source == "-" else _head(Path(source))
        if len(raw) > MAX_BYTES:
            raise FileFormatError(f"« {source} » est trop grand pour une fiche.")
        found = json.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise FileFormatError(
            f"« {source} » ne peut pas être lu : vérifiez le nom et les droits."
        ) from error
    except (ValueError, RecursionError) as error:
        raise FileFormatError(f"« {source} » n’est pas du JSON en UTF-8.") from error
    if not isinstance(found, dict):
        raise FileFormatError(f"« {source} » ne contient pas une fiche (un objet JSON).")
    return found


def _standard_input() -> bytes:
    """Return what comes on the standard input; nothing if whoever started us closed it."""
    return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin is not None else b""


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def newcomer_lines(newcomers: tuple[Newcomer, ...]) -> list[str]:
    """Return the sentences that tell which contacts were created with the row."""
    lines = []
    for person in newcomers:
        near = f" (noms proches : {', '.join(person.near)})" if person.near else ""
        lines.append(f"Contact local créé : {person.name}{near}.")
    return lines
