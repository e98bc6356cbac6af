"""Who may edit what: an action is its structure's, the référentiel the agglomeration's.

The agglomeration's installation edits everything; a structure edits its own actions and the
contacts that it recorded. This keeps conflicts rare.
"""

from __future__ import annotations

from ctg_desktop.domain.choices import Origin, TerritoireKind
from ctg_desktop.domain.fields import Entity, EntityType
from ctg_desktop.domain.grammar import agreed, pronoun, that, the, this, to_which
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import NotFoundError, RuleError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services.naming import Directory, structure_name
from ctg_desktop.typography import capitalised


def is_agglomeration(uow: UnitOfWork) -> bool:
    """Whether this folder is that of the agglomeration, which consolidates."""
    structure = uow.installation.structure
    row = uow.get(Territoire, structure) if structure else None
    return row is not None and row.kind is TerritoireKind.AGGLOMERATION


def check_owner(uow: UnitOfWork, row: Entity) -> None:
    """Refuse to touch a row that belongs to somebody else; `row` may not be recorded yet.

    Raises:
        RuleError: with a sentence that says who may.
        NotFoundError: what the row hangs on is unknown here.
    """
    top = lineage(uow, row)[-1]
    if not is_ours(uow, top) and not is_agglomeration(uow):
        raise RuleError(_whose(uow, top))


def is_keeper(uow: UnitOfWork, row: Entity) -> bool:
    """Whether a row is this folder's own: its structure's, or the référentiel at its issuer.

    It is narrower than `check_owner`: the agglomeration may edit everything, and keeps its own.

    Raises:
        NotFoundError: what the row hangs on is unknown here.
    """
    top = lineage(uow, row)[-1]
    is_somebodys = bool(top.TYPE.structure and getattr(top, top.TYPE.structure))
    return is_ours(uow, top) or (not is_somebodys and is_agglomeration(uow))


def may_record(kind: EntityType, *, is_agglomeration: bool) -> bool:
    """Whether a folder may have rows of an entity of its own, be they on rows of its own alone."""
    if is_agglomeration or kind.structure or not kind.owner:
        return is_agglomeration or bool(kind.structure) or kind.is_local
    return kind.owner_type is not None and may_record(kind.owner_type, is_agglomeration=False)


def lineage(reader: Reader | Directory, row: Entity) -> tuple[Entity, ...]:
    """Return a row, what it hangs on and so on, up to the one that says whose they are.

    Raises:
        NotFoundError: what the row hangs on is unknown here.
    """
    kind, owner = row.TYPE, row.TYPE.owner_type
    owner_id = getattr(row, kind.owner) if kind.owner else None
    if kind.structure or owner is None or owner_id is None:
        return (row,)
    found = reader.get(owner.cls, owner_id)
    if found is None:
        raise NotFoundError(
            f"{capitalised(the(owner))} {to_which(owner)} cette fiche se rattache est "
            f"{agreed(owner, 'inconnu')} ici."
        )
    return (row, *lineage(reader, found))


def is_ours(uow: UnitOfWork, row: Entity) -> bool:
    """Whether a row, the last of its `lineage`, belongs to this folder's structure."""
    kind = row.TYPE
    if "origin" in kind.fields and not _is_local(row):
        return False
    if kind.structure:
        return bool(getattr(row, kind.structure) == uow.installation.structure)
    return kind.is_local and not kind.owner


def _whose(uow: UnitOfWork, row: Entity) -> str:
    kind = row.TYPE
    if not kind.structure or (kind.reference_data and not _is_local(row)):
        return (
            f"{capitalised(this(kind))} fait partie du référentiel, que seule "
            "l’agglomération modifie. Vous pouvez lui proposer une modification."
        )
    owner = structure_name(uow, getattr(row, kind.structure)) or "une autre structure"
    ours = structure_name(uow, uow.installation.structure) or "aucune structure"
    return (
        f"{capitalised(this(kind))} est {that(kind)} de {owner} : {pronoun(kind)} se modifie "
        f"là ou à l’agglomération. Ce dossier est celui de {ours} : vous pouvez proposer une "
        "modification."
    )


def _is_local(row: Entity) -> bool:
    return getattr(row, "origin", None) is Origin.LOCAL
