"""The fiche of an action as the window shows it: what it holds now, or held at the end of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.views import ActionView
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services.actions import existing
from ctg_desktop.services.entering import obstacle
from ctg_desktop.services.history import end_of_day
from ctg_desktop.services.rows import indicator_warning
from ctg_desktop.services.suggesting import names_of
from ctg_desktop.services.views import action_view, conflict_labels
from ctg_desktop.typography import short_date


@dataclass(frozen=True, slots=True)
class Sheet:
    """An action with all that hangs on it, for a form.

    `names` says how everything is called that its rows point to; `obstacle` why this person
    cannot modify it, None if they can; `warning` that it has too many indicators; `as_of` the
    day that is shown, None for now.
    """

    view: ActionView
    names: Mapping[str, str]
    obstacle: str | None = None
    warning: str | None = None
    as_of: date | None = None


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
        indicator_warning(uow, action_id),
    )


def past_sheet(uow: UnitOfWork, action_id: str, day: date) -> Sheet:
    """Return the fiche as it stood at the end of a day, to be read only.

    Raises:
        NotFoundError: the action was not recorded yet.
    """
    with uow.as_of(end_of_day(day)) as reader:
        action = _recorded(reader, action_id, day)
        view = action_view(reader, action, day)
        told = f"Fiche telle qu’elle était le {short_date(day)}\u00a0: elle se lit seulement."
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
    ]
