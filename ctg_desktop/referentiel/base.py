"""The référentiel as a data folder holds it: its rows, and which of them are local."""

from __future__ import annotations

from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.choices import Origin
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.fields import Entity, Scalar
from ctg_desktop.domain.publishing import Content, HeldPublication, identity
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


def convention_of(uow: UnitOfWork) -> Convention | None:
    """Return the convention that the folder follows, or None before its first référentiel."""
    return next(iter(uow.rows(Convention, ids=[uow.convention], deleted=None)), None)


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
    if referentiel.provenance is None and known:
        ids |= _saying(uow, content)
    return next((each for each in known if each.id in ids), None)


def _saying(uow: UnitOfWork, content: Content) -> set[str]:
    """Return the publications that say just that: another site took the file in by hand as well.

    Their seeds stayed there, so that their identities cannot be computed here.
    """
    said: dict[str, set[tuple[Cell, Scalar]]] = {}
    for logged in uow.history(sorted({edit.cell.row for edit in content.draft.edits})):
        if logged.incarnation.publication == content.number:
            change = logged.change
            said.setdefault(logged.incarnation.id, set()).add((change.cell, change.value))
    asked = {(edit.cell, edit.value) for edit in content.draft.edits}
    return {incarnation for incarnation, told in said.items() if told == asked}


def is_known(uow: UnitOfWork, referentiel: Referentiel) -> bool:
    """Whether the folder has taken in this very content, whole."""
    return held(uow, referentiel) is not None


def _is_local(row: Entity) -> bool:
    return getattr(row, schema.ORIGIN, None) is Origin.LOCAL
