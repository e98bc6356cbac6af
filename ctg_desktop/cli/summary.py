"""The synthèse that is printed without any command, and what every printing shares."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ctg_desktop.cli.output import say
from ctg_desktop.cli.session import Session
from ctg_desktop.documents import SummaryRequest
from ctg_desktop.documents.gathering import compose, gather_summary
from ctg_desktop.documents.issuing import LogoMissingError, issue_of
from ctg_desktop.errors import FileFormatError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.settings import load

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Document, Issue

OUTPUT = Path("synthese.pdf")
"""What is printed without any command, in the current folder."""


def print_here(session: Session, *, must_exist: bool) -> None:
    """Print the synthèse of the folder's convention, else of the one delivered.

    Raises:
        FolderMissingError: there is no folder although it `must_exist`.
        OutputError: the file cannot be written here.
    """
    if session.has_folder or must_exist:
        with session.reading() as uow:
            document = compose(uow, SummaryRequest(), issue_here(uow, session, None))
    else:
        document = _of_the_delivered_convention(session.today)
    written(document, OUTPUT)


def _of_the_delivered_convention(today: date) -> Document:
    from ctg_desktop.printing.issue import Issue
    from ctg_desktop.referentiel.settling import agglomeration_in, reader_of
    from ctg_desktop.referentiel.shipped import shipped_referentiel

    referentiel = shipped_referentiel()
    manuscript = gather_summary(reader_of(referentiel), SummaryRequest(), today)
    return manuscript.document(Issue(agglomeration_in(referentiel).name or "", today))


def issue_here(uow: UnitOfWork, session: Session, logo: Path | None) -> Issue:
    """Return who prints, when and with which logo: the one given, else that of the settings.

    Raises:
        FileFormatError: the logo of the settings is gone.
    """
    try:
        return issue_of(uow, load(session.folder), session.today, logo=logo)
    except LogoMissingError as error:
        raise FileFormatError(
            f'{error.sentence} Par exemple\u00a0: «\u00a0reglages --logo F\u00a0» ("" pour aucun).'
        ) from error


def written(document: Document, output: Path) -> None:
    """Write a document and say where.

    Raises:
        OutputError: the file cannot be written; a former one is untouched.
    """
    document.print_to(output)
    say(f"Document écrit\u00a0: «\u00a0{output.absolute()}\u00a0».")
