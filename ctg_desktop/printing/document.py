"""Building a document: from a story of blocks to a file that is complete or absent."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ctg_desktop.errors import OutputError
from ctg_desktop.printing.blocks import Block
from ctg_desktop.printing.canvas import TaggedCanvas
from ctg_desktop.printing.pages import RunningLines, draw_pages, paginated
from ctg_desktop.printing.pdf_file import Description
from ctg_desktop.printing.style import PORTRAIT, PageFormat
from ctg_desktop.typography import long_date, typeset


@dataclass(frozen=True, slots=True)
class Edition:
    """What a document says of itself beside its content."""

    title: str
    """The title, as in the first heading and in the viewer's window."""
    running_title: str
    """A few words for the head of the following pages."""
    structure: str
    """Who edits it."""
    edited_on: date
    subject: str = ""
    page_format: PageFormat = PORTRAIT


def rendered(story: Sequence[Block], edition: Edition) -> bytes:
    """Return the PDF of a story; equal stories and editions give equal bytes."""
    canvas = TaggedCanvas(edition.page_format)
    pages = list(paginated(story, edition.page_format))
    edited = f"Édité le {long_date(edition.edited_on)}"
    draw_pages(canvas, pages, RunningLines(edition.structure, edition.running_title, edited))
    return canvas.finished(
        Description(
            title=typeset(edition.title).replace("\n", " "),
            author=typeset(edition.structure),
            subject=typeset(edition.subject),
            edited_on=edition.edited_on,
        )
    )


def build(story: Sequence[Block], output: Path, edition: Edition) -> None:
    """Print a story into the file `output`, replacing a former one only once complete.

    Raises:
        OutputError: the file cannot be written; a former one is untouched.
    """
    write_whole(output, rendered(story, edition))


def write_whole(output: Path, content: bytes) -> None:
    """Write a file in one step: beside its place first, then in the place of the former one.

    Raises:
        OutputError: the file cannot be written; a former one is untouched.
    """
    if output.is_dir():
        raise OutputError(
            f"« {output} » est un dossier : indiquez le nom du fichier PDF à écrire, "
            "par exemple « synthese.pdf »."
        )
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=output.parent, prefix=f".{output.stem}-", suffix=".tmp", delete=False
        ) as file:
            temporary = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _open_to_readers(temporary)
        temporary.replace(output)
    except OSError as error:
        raise OutputError(_sentence(output, error)) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _open_to_readers(path: Path) -> None:
    """Give a temporary file, private at first, the rights of an ordinary new file."""
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        path.chmod(0o666 & ~mask)


def _sentence(output: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        reason = f"le dossier « {output.parent} » n’existe pas. Créez-le ou choisissez-en un autre"
    elif isinstance(error, PermissionError):
        reason = (
            "l’écriture y est refusée. S’il est ouvert dans un autre programme, fermez-le ; "
            "sinon, choisissez un autre dossier"
        )
    else:
        reason = "le disque est plein ou ne répond pas. Choisissez un autre emplacement"
    return (
        f"Le fichier « {output} » n’a pas pu être écrit : {reason}. "
        "Un fichier précédent de ce nom est resté tel quel."
    )
