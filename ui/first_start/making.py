"""Making the folder that the answers of the first start describe; runs on the storage's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctg_desktop.domain.territory import Territoire
    from ctg_desktop.exchange.invented_sites import Making
    from ctg_desktop.exchange.invitations import Invitation
    from ctg_desktop.exchange.newcomers import Joined
    from ctg_desktop.folder.passwords import Passwords
    from ctg_desktop.ports import UnitOfWork
    from ctg_desktop.referentiel.content import Referentiel
    from ui.first_start.structures import Proposed, ProposedStructure

EXAMPLES = 60
"""How many actions are invented to try with."""
EXAMPLE_PERSON = "Démonstration"


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered: who, for which structure, where the data and the second copies go.

    The convention is the one that is `proposed`, or that of an `invitation`.
    """

    person: str
    structure: ProposedStructure
    folder: Path
    second_backups: Path | None
    proposed: Proposed | None
    invitation: Invitation | None = None
    table: Path | None = None
    """A spreadsheet to be imported as soon as the folder is there."""


def settle(answers: Answers, today: date) -> Callable[[UnitOfWork], None]:
    """Return the job that puts the convention into the new folder, with its settings."""

    def job(uow: UnitOfWork) -> None:
        from ctg_desktop.folder.settings import load, save
        from ctg_desktop.referentiel.settling import initialise

        assert answers.proposed is not None, "asked for without an invitation"
        referentiel = answers.proposed.referentiel
        initialise(uow, referentiel, _structure(referentiel, answers.structure.id), today)
        if answers.second_backups is not None:
            settings = load(answers.folder)
            save(answers.folder, replace(settings, second_backups=answers.second_backups))

    return job


def follow(
    answers: Answers, now: datetime, tell: Callable[[Joined], None], passwords: Passwords
) -> Callable[[UnitOfWork], None]:
    """Return the job that joins the convention of an invitation, in the new folder."""

    def job(uow: UnitOfWork) -> None:
        from ctg_desktop.exchange.newcomers import join_with

        assert answers.invitation is not None, "asked for with an invitation"
        where = answers.folder, answers.invitation
        joined, _changes = join_with(
            uow, *where, now, structure=answers.structure.id, passwords=passwords
        )
        tell(joined)

    return job


def invent(structure: str | None, folder: Path, making: Making) -> Callable[[UnitOfWork], None]:
    """Return the job that fills a new folder with examples, of a structure's row if any."""

    def job(uow: UnitOfWork) -> None:
        from ctg_desktop.exchange.invented_sites import fill_with_examples
        from ctg_desktop.referentiel.settling import agglomeration_in, initialise
        from ctg_desktop.referentiel.shipped import shipped_referentiel

        referentiel = shipped_referentiel()
        row = _structure(referentiel, structure) if structure else agglomeration_in(referentiel)
        initialise(uow, referentiel, row, making.today)
        fill_with_examples(uow, folder, making, EXAMPLES)

    return job


def _structure(referentiel: Referentiel, row_id: str) -> Territoire:
    from ctg_desktop.domain.territory import Territoire
    from ctg_desktop.referentiel.settling import reader_of

    row = reader_of(referentiel).get(Territoire, row_id)
    assert row is not None, "chosen among the rows of this very référentiel"
    return row
