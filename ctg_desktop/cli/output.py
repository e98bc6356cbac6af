"""What the command line prints: tables, JSON, CSV, and the sentences of a result."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ctg_desktop.errors import OutputError
from ctg_desktop.typography import spaced

_DRAWING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Signs that a terminal obeys or that turn what follows them; line ends and tabs stay."""

_NARROWEST = 16
"""The least width of a text column on a small terminal, in characters."""


def say(*lines: str) -> None:
    """Print sentences on the standard output."""
    show_text("".join(f"{_shown(line)}\n" for line in lines))


def _shown(line: str) -> str:
    """Return a sentence as a terminal may have it: what others wrote in it draws nothing there."""
    return _DRAWING.sub("", spaced(line))


def remark(*lines: str) -> None:
    """Print remarks that are no part of the result, on the error output.

    Where they cannot be shown, the work goes on.
    """
    with suppress(OSError):
        for line in lines:
            print(_shown(line), file=sys.stderr)


def warn(*sentences: str) -> None:
    """Print what a person should know although the work is done, on the error output."""
    remark(*(f"Attention : {sentence}" for sentence in sentences))


def show_json(document: Any) -> None:
    """Print one JSON document and nothing else."""
    from ctg_desktop.services.exports import json_text

    show_text(json_text(document))


def show_text(text: str) -> None:
    """Print a text that is already whole, line ends included.

    Raises:
        OutputError: it cannot be shown.
        BrokenPipeError: whoever read it has gone.
    """
    with _told_if_full():
        sys.stdout.write(text)


def flush() -> None:
    """Write out what was printed so far.

    Raises:
        OutputError: it cannot be shown.
        BrokenPipeError: whoever read it has gone.
    """
    with _told_if_full():
        sys.stdout.flush()


@contextmanager
def _told_if_full() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon()
        raise OutputError(
            "Le résultat n’a pas pu être affiché : vérifiez la place sur le disque. "
            "Ce qui était enregistré l’est toujours."
        ) from error


def make_folder(folder: Path) -> None:
    """Make the folder that several files go to, unless it is there.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"Le dossier « {folder} » ne peut pas être créé : rien n’a été écrit. "
            "Vérifiez que son dossier parent existe et qu’aucun fichier ne porte ce nom."
        ) from error


def abandon() -> None:
    """Discard what is still to be shown, so that ending does not fail."""
    nobody = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nobody, sys.stdout.fileno())
    os.close(nobody)


def show_table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, flexible: int) -> None:
    """Print a table in columns; the column `flexible` gives way on a narrow terminal."""
    lines = [[_one_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(headers, *lines, strict=True)]
    if sys.stdout.isatty():
        excess = sum(widths) + 2 * (len(widths) - 1) - shutil.get_terminal_size().columns
        widths[flexible] = max(min(_NARROWEST, widths[flexible]), widths[flexible] - max(0, excess))
    for line in (list(headers), ["-" * width for width in widths], *lines):
        cells = (_cut(cell, width).ljust(width) for cell, width in zip(line, widths, strict=True))
        show_text("  ".join(cells).rstrip() + "\n")


def _one_line(text: str) -> str:
    return _DRAWING.sub("", " ".join(text.split()))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
