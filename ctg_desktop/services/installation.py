"""Who works in a folder, and for which structure: changing either afterwards."""

from __future__ import annotations

from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import FieldError, NotFoundError, RuleError
from ctg_desktop.ports import UnitOfWork

MAX_PERSON = 120
"""Longest name of a person, in signs."""


def checked_person(typed: str) -> str:
    """Return the name of the person who works here, without superfluous spaces.

    Raises:
        FieldError: it is empty or too long.
    """
    person = clean_text(typed, lines=False)
    if not person or len(person) > MAX_PERSON:
        raise FieldError("personne", f"« Personne » attend un nom, de {MAX_PERSON} signes au plus.")
    return person


def rename_person(uow: UnitOfWork, typed: str) -> str:
    """Give the person who works here another name; return it. What was written keeps its author.

    Raises:
        FieldError: the name is empty or too long.
        StorageError: nothing was changed.
    """
    person = checked_person(typed)
    if person != uow.installation.person:
        uow.name_person(person)
    return person


def change_structure(uow: UnitOfWork, structure: str) -> Territoire:
    """Give the folder to another structure, a row of `territoire`, as long as it is empty.

    Raises:
        RuleError: something was recorded here: it belongs to the present structure.
        StorageError: nothing was changed.
    """
    row = uow.get(Territoire, structure)
    if row is None:
        raise NotFoundError("Cette structure n’est pas dans le référentiel.")
    if structure != uow.installation.structure:
        if uow.has_own_gestures():
            raise RuleError(
                "La structure ne change plus : ce qui a été enregistré dans ce dossier lui "
                "appartient. Pour une autre structure, créez un autre dossier."
            )
        uow.settle(structure)
    return row
