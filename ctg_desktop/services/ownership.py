"""Who may edit what: an action is its structure's, the référentiel the agglomeration's.

The agglomeration's installation edits everything; a structure edits its own actions and the
contacts that it recorded. This keeps conflicts rare.
"""

from __future__ import annotations

from ctg_desktop.domain.action import Action, Indicateur, Mesure
from ctg_desktop.domain.choices import Origin, TerritoireKind
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.people import Contact, Coordination, Institution
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import NotFoundError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.naming import structure_name


def is_agglomeration(uow: UnitOfWork) -> bool:
    """Whether this folder is that of the agglomeration, which consolidates."""
    structure = uow.installation.structure
    row = uow.get(Territoire, structure) if structure else None
    return row is not None and row.kind is TerritoireKind.AGGLOMERATION


def check_action_owner(uow: UnitOfWork, structure: str | None) -> None:
    """Refuse to touch an action of another structure.

    Raises:
        RuleError: naming the structure that may.
    """
    if structure == uow.installation.structure or is_agglomeration(uow):
        return
    owner = structure_name(uow, structure) or "une autre structure"
    ours = structure_name(uow, uow.installation.structure) or "aucune structure"
    raise RuleError(
        f"Cette action est celle de {owner}\u00a0: elle se modifie là ou à l’agglomération. "
        f"Ce dossier est celui de {ours}."
    )


def check_owner(uow: UnitOfWork, row: Entity) -> None:
    """Refuse to touch a row that belongs to somebody else; `row` may not be recorded yet.

    Raises:
        RuleError: with a sentence that says who may.
    """
    if isinstance(row, Action):
        check_action_owner(uow, row.structure)
    elif (action := _action_of(uow, row)) is not None:
        check_action_owner(uow, action.structure)
    elif not is_agglomeration(uow) and not _is_local(uow, row):
        raise RuleError(
            f"«\u00a0{row.TYPE.label}\u00a0» fait partie du référentiel, que seule "
            "l’agglomération modifie. Vous pouvez lui proposer une correction."
        )


def _action_of(uow: UnitOfWork, row: Entity) -> Action | None:
    if isinstance(row, Mesure):
        indicator = uow.get(Indicateur, row.indicateur) if row.indicateur else None
        return _action_of(uow, indicator) if indicator else None
    action_id = getattr(row, "action", None)
    if action_id is None:
        return None
    action = uow.get(Action, action_id)
    if action is None:
        raise NotFoundError("L’action à laquelle cette fiche se rattache est inconnue ici.")
    return action


def _is_local(uow: UnitOfWork, row: Entity) -> bool:
    ours = uow.installation.structure
    if isinstance(row, Contact):
        return row.origin is Origin.LOCAL and row.structure == ours
    if isinstance(row, Institution):
        return row.origin is Origin.LOCAL
    if isinstance(row, Coordination):
        return row.employer is not None and row.employer == ours
    return False
