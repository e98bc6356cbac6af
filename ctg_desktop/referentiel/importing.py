"""Taking in a référentiel: a publication that every site writes in the same way."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ctg_desktop.domain.changes import DELIVERED, Changes
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.publishing import Provenance, Publication, publication, terms
from ctg_desktop.errors import RuleError
from ctg_desktop.folder.keys import is_signed
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.referentiel.base import convention_of, is_known, reference_rows
from ctg_desktop.referentiel.content import Referentiel
from ctg_desktop.referentiel.reporting import Fate, Report, RowChange, row_changes
from ctg_desktop.services.moving import listed, ties
from ctg_desktop.services.naming import shown
from ctg_desktop.typography import long_date, typeset

_NAMED_THE_PROGRAM = 1
"""The version of the delivered référentiel that named the program as its issuer."""


def preview(uow: UnitOfWork, referentiel: Referentiel, today: date) -> Report:
    """Return what taking in a référentiel would change; nothing is written.

    Raises:
        RuleError: it cannot be taken in here; the sentence says why and what to do.
    """
    convention = convention_of(uow)
    known = is_known(uow, referentiel)
    if convention is not None:
        _check_convention(uow, convention, referentiel, is_known=known)
    present = reference_rows(uow)
    _check_identities(uow, referentiel, present)
    told = _beside_completions(uow, referentiel) if referentiel.is_delivered else referentiel
    changes, kept = row_changes(told, present)
    changes = tuple(_with_ties(uow, referentiel, change, present) for change in changes)
    return Report(
        title=referentiel.title,
        version=referentiel.version,
        issued_on=referentiel.issued_on,
        previous_version=None if convention is None else convention.version,
        is_known=known,
        rows=() if known else changes,
        kept=() if known else kept,
        warnings=_warnings(referentiel, today),
    )


def _with_ties(
    uow: UnitOfWork, referentiel: Referentiel, change: RowChange, present: Mapping[str, Entity]
) -> RowChange:
    """Tell what hangs on a row that is withdrawn, beside what the file itself says again."""
    if change.fate is not Fate.WITHDRAWN:
        return change
    stated = {row.id for row in referentiel.rows}
    return replace(change, ties=listed(ties(uow, present[change.id], but=stated)))


def take_in(uow: UnitOfWork, referentiel: Referentiel, today: date) -> tuple[Report, Changes]:
    """Take in a référentiel, as one gesture of its issuer; the same one twice changes nothing.

    Rows that it does not mention stay as they are, and local rows are never touched.

    Raises:
        RuleError: it cannot be taken in here; nothing was changed.
        StorageError: nothing was written.
    """
    report = preview(uow, referentiel, today)
    if report.is_known:
        return report, Changes()
    return report, uow.publish(_publication(uow, referentiel))


def _publication(uow: UnitOfWork, referentiel: Referentiel) -> Publication:
    """Return the publication that a file makes: that of its issuer if it is as that one sent it.

    Anything else is drawn here, under the key of this installation.
    """
    content, told = referentiel.content(), referentiel.provenance
    if told is not None:
        made = publication(content, told)
        signatures = zip(terms(made), (told.signature, told.seal), strict=True)
        if all(is_signed(told.key, *each) for each in signatures):
            return made
    return publication(content, Provenance(uow.key, secrets.token_hex(16)))


def _beside_completions(uow: UnitOfWork, referentiel: Referentiel) -> Referentiel:
    """Return a delivered référentiel without the values that people have written themselves."""
    written = {
        (logged.change.cell.row, logged.change.cell.field)
        for logged in uow.history([row.id for row in referentiel.rows])
        if logged.incarnation.publication is None
    }
    return Referentiel(
        tuple(
            replace(
                row,
                values={n: value for n, value in row.values.items() if (row.id, n) not in written},
            )
            for row in referentiel.rows
        )
    )


def _check_convention(
    uow: UnitOfWork, convention: Convention, referentiel: Referentiel, *, is_known: bool
) -> None:
    """Refuse another convention, an older version, and another content under the same number."""
    if convention.id != referentiel.convention.id:
        raise _refusal(
            f"Ce dossier suit « {convention.title} » ; le fichier décrit une autre convention, "
            f"« {referentiel.title} ». Créez-lui son propre dossier."
        )
    version = convention.version or 0
    if referentiel.version < version:
        told = "Le référentiel livré" if referentiel.is_delivered else "Ce référentiel"
        raise _refusal(
            f"{told} est la version {referentiel.version} ; la version {version}, plus récente, "
            "est déjà en place."
        )
    if referentiel.is_delivered and not is_known and _is_issued(convention):
        raise _refusal(
            f"Le référentiel en place, version {version}, vient de « {convention.issuer} » : il "
            "l’emporte sur celui qui est livré avec le programme."
        )
    if referentiel.version == version and not is_known and not _is_delivered(uow, convention):
        raise _refusal(
            f"La version {version} du référentiel est déjà en place, avec un autre contenu. "
            f"Dans le fichier, donnez à « version » un numéro plus grand : {version + 1}."
        )


def _is_delivered(uow: UnitOfWork, convention: Convention) -> bool:
    """Whether the version in place is the one that the program delivers."""
    writers = {
        logged.incarnation.person
        for logged in uow.history([convention.id])
        if logged.incarnation.publication == convention.version
    }
    return writers == {DELIVERED}


def _is_issued(convention: Convention) -> bool:
    """Whether people issued the version in place; the first one delivered named the program."""
    return convention.issuer is not None and (convention.version or 0) > _NAMED_THE_PROGRAM


def _check_identities(
    uow: UnitOfWork, referentiel: Referentiel, present: Mapping[str, Entity]
) -> None:
    """Refuse a row whose identity is that of a local row, or of a row of another kind."""
    entities = {row.id: row.entity for row in referentiel.rows}
    for kind in entity_types():
        for row in uow.rows(kind.cls, ids=list(entities), deleted=None):
            if row.id in present and kind.name == entities[row.id]:
                continue
            raise _refusal(
                f"Le fichier emploie l’identifiant {row.id}, qui est ici celui d’une fiche de "
                f"cette structure : {kind.label}, {shown(row) or 'sans nom'}. Dans le "
                "fichier, retirez la ligne « id » de cet élément."
            )


def _warnings(referentiel: Referentiel, today: date) -> tuple[str, ...]:
    if referentiel.issued_on <= today:
        return ()
    return (
        typeset(
            f"Ce référentiel est daté du {long_date(referentiel.issued_on)}, après la date de cet "
            f"ordinateur, {long_date(today)} : vérifiez l’une et l’autre."
        ),
    )


def _refusal(problem: str) -> RuleError:
    return RuleError(typeset(f"{problem} Rien n’a été modifié."))
