"""The fiche of an action as the window shows it: what it holds now, or held at the end of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ctg_desktop.domain.action import (
    Action,
    BudgetLine,
    Etape,
    Financement,
    Indicateur,
    Mesure,
    SuiviNote,
    mesure_order,
)
from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.convention import (
    Ambition,
    Enjeu,
    FicheCadre,
    LinkedFrame,
    Public,
    Thematique,
)
from ctg_desktop.domain.fields import Entity, describe, known
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.rules import completeness, is_late
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.domain.views import ActionView, FinancementView, IndicateurView
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services.actions import existing
from ctg_desktop.services.entering import obstacle
from ctg_desktop.services.foreign_changes import foreign_edits
from ctg_desktop.services.history import end_of_day
from ctg_desktop.services.parts import parts_of
from ctg_desktop.services.pointing import by_id, pointed, several
from ctg_desktop.services.proposals import State, may_propose, proposals
from ctg_desktop.services.rows import crowding
from ctg_desktop.services.suggesting import names_of
from ctg_desktop.typography import lowered, short_date


@dataclass(frozen=True, slots=True)
class Sheet:
    """An action with all that hangs on it, for a form.

    `names` says how everything is called that its rows point to; `obstacle` why this person
    cannot modify it, None if they can; `warning` that it has too many indicators; `as_of` the
    day that is shown, None for now. `may_propose` tells that a change of it can be proposed;
    `proposals` are how many wait, `foreign` how many gestures of others are to be looked at.
    """

    view: ActionView
    names: Mapping[str, str]
    obstacle: str | None = None
    warning: str | None = None
    as_of: date | None = None
    may_propose: bool = False
    proposals: int = 0
    foreign: int = 0


def sheet(uow: UnitOfWork, action_id: str, today: date) -> Sheet:
    """Return the fiche as it stands, be the action in the corbeille.

    Raises:
        NotFoundError: there is no such action.
    """
    action = existing(uow, action_id)
    view = action_view(uow, action, today, conflicts=conflict_labels(uow, action_id))
    return Sheet(
        view,
        names_of(uow, _rows(view)),
        obstacle(uow, action),
        crowding(uow, Indicateur.TYPE, action_id),
        may_propose=may_propose(uow, action),
        proposals=_waiting(uow, action_id),
        foreign=len(foreign_edits(uow, action_id)),
    )


def _waiting(uow: UnitOfWork, action_id: str) -> int:
    """Return how many proposals about an action and what hangs on it wait for their answer."""
    found = proposals(uow, {action_id, *uow.children(action_id)})
    return sum(each.state is State.WAITING for each in found)


def past_sheet(uow: UnitOfWork, action_id: str, day: date) -> Sheet:
    """Return the fiche as it stood at the end of a day, to be read only.

    Raises:
        NotFoundError: the action was not recorded yet.
    """
    with uow.as_of(end_of_day(day)) as reader:
        action = _recorded(reader, action_id, day)
        view = action_view(reader, action, day)
        told = f"Fiche telle qu’elle était le {short_date(day)} : elle se lit seulement."
        return Sheet(view, names_of(reader, _rows(view)), obstacle=told, as_of=day)


def _recorded(reader: Reader, action_id: str, day: date) -> Action:
    action = reader.get(Action, action_id)
    if action is None or action.deleted is None:
        raise NotFoundError(f"Cette action n’était pas encore enregistrée le {short_date(day)}.")
    return action


def _rows(view: ActionView) -> list[Entity]:
    """Return every row of the fiche whose fields point to others."""
    return [
        view.action,
        *(each.financement for each in view.financements),
        *(each.indicateur for each in view.indicateurs),
        *(mesure for each in view.indicateurs for mesure in each.mesures),
        *(each.action for each in view.operations),
    ]


# --- an action with all that hangs on it ------------------------------------------------------


def action_view(
    reader: Reader, action: Action, today: date, *, conflicts: Sequence[str] = ()
) -> ActionView:
    """Gather an action with all that hangs on it, and its opérations in the same way.

    `conflicts` are labels of fields to arbitrate.
    """
    parts = sorted(parts_of(reader, action), key=lambda row: row.called)
    return replace(
        _own_view(reader, action, today, conflicts),
        operations=tuple(
            _own_view(reader, part, today, ())
            for part in parts
            if isinstance(part, Action) and part.id != action.id
        ),
    )


def _own_view(reader: Reader, action: Action, today: date, conflicts: Sequence[str]) -> ActionView:
    """Gather an action without its opérations."""
    ambition = pointed(reader, Ambition, action.main_ambition)
    pilote = pointed(reader, Contact, action.pilote)
    indicateurs = _indicateurs(reader, action)
    budget = reader.rows(BudgetLine, where={"action": action.id})
    notes = sorted(
        reader.rows(SuiviNote, where={"action": action.id}),
        key=lambda note: note.noted_on or date.min,
    )
    return ActionView(
        action=action,
        structure=pointed(reader, Territoire, action.structure),
        enjeu=pointed(reader, Enjeu, ambition.enjeu if ambition else None),
        ambition=ambition,
        other_ambitions=several(reader, Ambition, action.other_ambitions),
        thematiques=tuple(row.cited for row in several(reader, Thematique, action.thematiques)),
        publics=tuple(row.cited for row in several(reader, Public, action.publics)),
        territoires=several(reader, Territoire, action.territoires),
        pilote=pilote,
        referent_technique=pointed(reader, Contact, action.referent_technique),
        elu_referent=pointed(reader, Contact, action.elu_referent),
        partners=several(reader, Institution, action.partners),
        linked_frames=several(reader, LinkedFrame, action.linked_frames),
        linked_actions=several(reader, Action, action.linked_actions),
        fiche_cadre=pointed(reader, FicheCadre, action.fiche_cadre),
        etapes=tuple(reader.rows(Etape, where={"action": action.id})),
        budget=tuple(budget),
        financements=_financements(reader, action),
        indicateurs=indicateurs,
        notes=tuple(notes),
        completeness=completeness(
            action,
            indicators=len(indicateurs),
            budget_lines=len(budget),
            last_note_on=max((note.noted_on for note in notes if note.noted_on), default=None),
            today=today,
            has_pilote=pilote is not None and pilote.is_at_work,
        ),
        late=is_late(action, today),
        conflicts=tuple(conflicts),
        whole=pointed(reader, Action, action.parent),
    )


def conflict_labels(uow: UnitOfWork, action_id: str) -> tuple[str, ...]:
    """Return what of an action waits for an arbitration: its fields, those of what hangs on it."""
    found = uow.conflicts(action_id, *uow.children(action_id))
    return tuple(dict.fromkeys(filter(None, (_label(each.cell) for each in found))))


def _label(cell: Cell) -> str:
    spec = known(cell.entity, cell.field)
    if spec is None:
        return ""
    kind = describe(cell.entity)
    return f"{kind.label}, {lowered(spec.label)}" if kind.owner else spec.label


def _financements(reader: Reader, action: Action) -> tuple[FinancementView, ...]:
    found = reader.rows(Financement, where={"action": action.id})
    funders = by_id(several(reader, Institution, [row.funder for row in found if row.funder]))
    return tuple(
        FinancementView(row, _funder_name(row, funders.get(row.funder or ""))) for row in found
    )


def _funder_name(row: Financement, funder: Institution | None) -> str:
    return (funder and funder.cited) or row.funder_text or ""


def _indicateurs(reader: Reader, action: Action) -> tuple[IndicateurView, ...]:
    return tuple(
        IndicateurView(row, tuple(mesures(reader, row.id)))
        for row in reader.rows(Indicateur, where={"action": action.id})
    )


def mesures(reader: Reader, indicateur: str) -> list[Mesure]:
    """Return the measures of an indicator, oldest first."""
    return sorted(reader.rows(Mesure, where={"indicateur": indicateur}), key=mesure_order)
