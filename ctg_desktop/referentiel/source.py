"""The file itself: its text, its TOML, and errors that name file and line, in French."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ctg_desktop.errors import FileFormatError
from ctg_desktop.referentiel.lines import RowLines
from ctg_desktop.typography import typeset

SIZE_LIMIT = 5_000_000
"""Largest file, in bytes: a convention with all its communes takes a twentieth of it."""

_LONG_KEY = re.compile(
    r"""
    (?<![\w.'"-])
    (?: (?: [\w-]++ | " (?: \\. | [^"\\\n] )*+ " | ' [^'\n]*+ ' ) [ \t]*+ \. [ \t]*+ ){16}
    """,
    re.VERBOSE | re.ASCII,
)
"""A key of more than sixteen parts, where a référentiel has one or two: the reader of TOML takes
the square of their number in time and in memory."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a row is written: the name of the file, and lines."""

    name: str
    lines: RowLines

    def error(self, problem: str, key: str = "") -> FileFormatError:
        """Return the error to raise about this row, or about one of its keys."""
        return file_error(self.name, problem, line=self.lines.of(key), key=key)


def file_error(
    name: str, problem: str, *, line: int | None = None, key: str = ""
) -> FileFormatError:
    """Return the error to raise about a file; `problem` is a French sentence, small letter."""
    place = f"Fichier « {name} »"
    if line is not None:
        place += f", ligne {line}"
    if key:
        place += f", clé « {key} »"
    return FileFormatError(typeset(f"{place} : {problem} Rien n’a été modifié."))


def text_of(path: Path) -> str:
    """Return the text of a file, with plain line ends, whatever stands at that path.

    Raises:
        FileFormatError: no readable text stands there.
    """
    name = path.name or str(path)
    content = _content(path, name)
    if not content.strip():
        raise file_error(name, "ce fichier est vide.")
    if b"\0" in content:
        raise file_error(name, "ce n’est pas un fichier de texte.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise file_error(
            name,
            "ce fichier n’est pas en UTF-8 ; enregistrez-le avec l’encodage UTF-8.",
            line=content.count(b"\n", 0, error.start) + 1,
        ) from error
    return text.replace("\r\n", "\n")


def _content(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise file_error(name, "c’est un dossier, un fichier est attendu.")
        if not path.exists():
            raise file_error(str(path), "ce fichier n’existe pas.")
        if not path.is_file():
            raise file_error(name, "ce n’est pas un fichier ordinaire.")
        if path.stat().st_size > SIZE_LIMIT:
            raise file_error(name, "ce fichier dépasse 5 Mo, ce n’est pas un référentiel.")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise file_error(
            name, "ce fichier ne peut pas être lu ; vérifiez vos droits et le disque."
        ) from error


def parsed(name: str, text: str) -> dict[str, Any]:
    """Return what a TOML text says; numbers with a point are exact decimals.

    Raises:
        FileFormatError: the text is no TOML; the sentence names the line and the column.
    """
    if long_key := _LONG_KEY.search(text):
        line = text.count("\n", 0, long_key.start()) + 1
        raise file_error(name, "cette clé a trop de parties séparées par des points.", line=line)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line, column = _position(str(error), text)
        problem = f"{_syntax_problem(str(error))} (colonne {column})."
        raise file_error(name, problem, line=line) from error
    except (ValueError, ArithmeticError) as error:
        raise file_error(name, "ce fichier contient un nombre beaucoup trop long.") from error
    except RecursionError as error:
        raise file_error(name, "ce fichier contient trop de crochets imbriqués.") from error


def _position(message: str, text: str) -> tuple[int, int]:
    """Return the line and the column of a TOML error, which only its message tells."""
    if found := re.search(r"at line (\d+), column (\d+)", message):
        return int(found[1]), int(found[2])
    written = text.rstrip("\n")
    return written.count("\n") + 1, len(written.rpartition("\n")[2]) + 1


def _syntax_problem(message: str) -> str:
    if any(word in message for word in ("overwrite", "twice", "Duplicate")):
        return "cette clé ou ce bloc est écrit deux fois"
    if any(word in message for word in ("mutate", "redefine")):
        return "ce bloc est déjà écrit sous une autre forme"
    if "Invalid date" in message:
        return "cette date n’existe pas au calendrier"
    return "cette ligne n’est pas du TOML ; vérifiez ses guillemets, ses crochets et son signe ="
