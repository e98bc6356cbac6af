"""The référentiel as a data folder holds it: its rows, and which of them are local."""

from __future__ import annotations

from ctg_desktop.domain.choices import Origin
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.publishing import HeldPublication, identity
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.referentiel import schema
from ctg_desktop.referentiel.content import Referentiel


def reference_rows(reader: Reader) -> dict[str, Entity]:
    """Return the rows of the référentiel by identity, withdrawn ones included, local ones not."""
    kinds = schema.TABLES.values()
    found = {row.id: row for kind in kinds for row in reader.rows(kind.cls, deleted=None)}
    local = {row_id for row_id, row in found.items() if _is_local(row)}
    return {
        row_id: row
        for row_id, row in found.items()
        if row_id not in local and getattr(row, row.TYPE.owner or "id") not in local
    }


def convention_of(reader: Reader) -> Convention | None:
    """Return the convention that the folder follows, or None before its first référentiel."""
    return next(iter(reader.rows(Convention, deleted=None)), None)


def held(uow: UnitOfWork, referentiel: Referentiel) -> HeldPublication | None:
    """Return the publication in which the folder has taken in this very content, whole."""
    content = referentiel.content()
    known = [
        each
        for each in uow.publications()
        if each.number == content.number and each.last >= len(content.draft.edits)
    ]
    provenances = [referentiel.provenance, *(each.provenance for each in known)]
    ids = {identity(content, each) for each in provenances if each is not None and each.seed}
    ids.add(referentiel.former_id())
    return next((each for each in known if each.id in ids), None)


def is_known(uow: UnitOfWork, referentiel: Referentiel) -> bool:
    """Whether the folder has taken in this very content, whole."""
    return held(uow, referentiel) is not None


def _is_local(row: Entity) -> bool:
    return getattr(row, schema.ORIGIN, None) is Origin.LOCAL
