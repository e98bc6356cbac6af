"""What every printing command shares: who prints and when, and saying where the file is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ctg_desktop.cli.output import say, warn
from ctg_desktop.cli.session import Session
from ctg_desktop.documents import Form
from ctg_desktop.documents.issuing import LogoMissingError, issue_of
from ctg_desktop.errors import FileFormatError
from ctg_desktop.folder.settings import load
from ctg_desktop.ports import UnitOfWork

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Document, Issue


def issue_here(uow: UnitOfWork, session: Session, logo: Path | None) -> Issue:
    """Return who prints, when and with which logo: the one given, else that of the settings.

    Raises:
        FileFormatError: the logo of the settings is gone.
    """
    try:
        return issue_of(uow, load(session.folder), session.today, logo=logo)
    except LogoMissingError as error:
        raise FileFormatError(
            f'{error.sentence} Par exemple : « reglages --logo F » ("" pour aucun).'
        ) from error


def tell_lacking(document: Document, output: Path) -> None:
    """Say which signs of one document of a batch will not be printed."""
    if not _is_for_word(output) and (words := document.lacking()):
        warn(f"{output.name} – {words}")


def _is_for_word(output: Path) -> bool:
    """Whether every sign of a document finds a font, since Word looks for one."""
    return output.suffix.lower() == Form.WORD.value


def written(document: Document, output: Path) -> None:
    """Write a document and say where, after what is to be known of it.

    Raises:
        OutputError: the file cannot be written; a former one is untouched.
    """
    warn(*(document.edition.remarks if _is_for_word(output) else document.remarks()))
    document.print_to(output)
    say(f"Document écrit : « {output.absolute()} ».")
