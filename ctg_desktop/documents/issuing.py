"""Who issues a document, on which day and with which logo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ctg_desktop.errors import FileFormatError
from ctg_desktop.folder.settings import Settings
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.conventions import signing_institutions
from ctg_desktop.services.naming import structure_name

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Issue


class LogoMissingError(FileFormatError):
    """The logo that the settings name is gone; `logo` says where it was."""

    def __init__(self, logo: Path) -> None:
        """Keep where the logo was."""
        super().__init__(
            f"Le logo choisi dans les réglages n’est plus là : « {logo} ». Rien n’a "
            "été écrit. Remettez-le à sa place, ou choisissez-en un autre dans les réglages."
        )
        self.logo = logo


def _signing(uow: UnitOfWork, settings: Settings) -> Iterable[tuple[str, str]]:
    return signing_institutions(uow).items() if settings.signatory_logos else ()


def issue_of(
    uow: UnitOfWork, settings: Settings, today: date, *, logo: Path | None = None
) -> Issue:
    """Return who issues the documents of this folder; `logo` goes before that of the settings.

    Raises:
        LogoMissingError: the logo of the settings is gone.
    """
    from ctg_desktop.printing.issue import Issue

    if logo is None and settings.logo is not None and not settings.logo.is_file():
        raise LogoMissingError(settings.logo)
    return Issue(
        settings.structure_name or structure_name(uow, uow.installation.structure),
        today,
        logo or settings.logo,
        uow.installation.demonstration,
        tuple(
            (name, path)
            for institution, name in _signing(uow, settings)
            if (path := settings.signatory_logos.get(institution)) and path != settings.logo
        ),
    )
