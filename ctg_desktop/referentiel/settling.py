"""Preparing a data folder: the convention, and the structure that works there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ctg_desktop.domain.choices import STRUCTURES, TerritoireKind
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import InputError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.referentiel.content import Referentiel
from ctg_desktop.services.lookup import find_structure
from ctg_desktop.services.reference_reader import ReferenceReader


def reader_of(referentiel: Referentiel) -> ReferenceReader:
    """Return a reader of a référentiel that is in no folder."""
    return ReferenceReader(row.as_entity() for row in referentiel.rows)


def structure_in(referentiel: Referentiel, typed: str) -> Territoire:
    """Return the commune, SIVOM or agglomeration that the text names in a référentiel.

    Raises:
        NotFoundError: with the nearest names.
        AmbiguousError: several bear the name.
        RuleError: the place is no structure.
    """
    found = find_structure(reader_of(referentiel), typed)
    if found.kind not in STRUCTURES:
        raise RuleError(
            f"{found.name} ne peut pas tenir de dossier : donnez une commune, un SIVOM ou "
            "l’agglomération."
        )
    return found


def agglomeration_in(referentiel: Referentiel) -> Territoire:
    """Return the agglomeration that issues a référentiel.

    Raises:
        InputError: the référentiel names none.
    """
    territoires: Iterable[Territoire] = reader_of(referentiel).rows(Territoire)
    for row in territoires:
        if row.kind is TerritoireKind.AGGLOMERATION:
            return row
    raise InputError("Ce référentiel ne nomme pas d’agglomération.")


def initialise(
    folder: UnitOfWork, referentiel: Referentiel, structure: Territoire, today: date
) -> None:
    """Put the convention into a new folder and say which structure works there.

    Raises:
        StorageError: the place failed.
    """
    from ctg_desktop.referentiel.importing import take_in

    take_in(folder, referentiel, today)
    folder.settle(structure.id)
