"""The synthèse that is printed without any command, and what every printing shares."""

from __future__ import annotations

from pathlib import Path

from ctg_desktop.cli.output import say
from ctg_desktop.cli.session import Session
from ctg_desktop.errors import FileFormatError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.services.naming import structure_name
from ctg_desktop.services.views import convention_view
from ctg_desktop.settings import load

OUTPUT = Path("synthese.pdf")
"""What is printed without any command, in the current folder."""


def print_here(session: Session, *, must_exist: bool) -> None:
    """Print the synthèse of the folder's convention, else of the one delivered.

    Raises:
        FolderMissingError: there is no folder although it `must_exist`.
        OutputError: the file cannot be written here.
    """
    from ctg_desktop.printing.convention_summary import convention_summary

    if session.has_folder or must_exist:
        with session.reading() as uow:
            view = convention_view(uow, session.today)
            issue = issue_of(uow, session, None)
    else:
        from ctg_desktop.referentiel.settling import agglomeration_in, reader_of
        from ctg_desktop.referentiel.shipped import shipped_referentiel

        referentiel = shipped_referentiel()
        view = convention_view(reader_of(referentiel), session.today)
        issue = Issue(agglomeration_in(referentiel).name or "", session.today)
    written(convention_summary(view, issue), OUTPUT)


def issue_of(uow: UnitOfWork, session: Session, logo: Path | None) -> Issue:
    """Return who prints, when and with which logo: the one given, else that of the settings.

    Raises:
        FileFormatError: the logo of the settings is gone.
    """
    settings = load(session.folder)
    if logo is None and settings.logo is not None and not settings.logo.is_file():
        raise FileFormatError(
            f"Le logo choisi dans les réglages n’est plus là\u00a0: «\u00a0{settings.logo}\u00a0». "
            "Rien n’a été écrit. Remettez-le à sa place, ou choisissez-en un autre par "
            '«\u00a0reglages --logo F\u00a0» ("" pour aucun).'
        )
    structure = settings.structure_name or structure_name(uow, uow.installation.structure)
    is_demonstration = uow.installation.demonstration
    return Issue(structure, session.today, logo or settings.logo, is_demonstration)


def written(document: Document, output: Path) -> None:
    """Write a document and say where.

    Raises:
        OutputError: the file cannot be written; a former one is untouched.
    """
    document.print_to(output)
    say(f"Document écrit\u00a0: «\u00a0{output.absolute()}\u00a0».")
