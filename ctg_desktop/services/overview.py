"""What the page « Stratégie » shows: the convention, its levels, and how actions stand there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ctg_desktop.domain.convention import Ambition, Enjeu
from ctg_desktop.domain.convention_views import ConventionView
from ctg_desktop.domain.listing import ActionLine, ActionQuery
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.conventions import convention_view
from ctg_desktop.services.correcting import correspondents
from ctg_desktop.services.dashboard import scope
from ctg_desktop.services.suggesting import names_of

CARD_ACTIONS = 30
"""How many actions a card lists; a link leads to all of them."""


@dataclass(frozen=True, slots=True)
class StrategyView:
    """The convention with the progress of the actions that this folder watches over.

    `structure` is whose actions are counted, None for those of all; `contributing` counts, by
    ambition, those that serve it beside their main one; `correspondents` are the addresses to
    which a correction is proposed.
    """

    view: ConventionView
    structure: Territoire | None
    contributing: Mapping[str, int]
    correspondents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelCard:
    """An enjeu or an ambition with its actions: the first ones of `query`, which finds `total`.

    `names` say how everything is called that the row points to.
    """

    row: Enjeu | Ambition
    query: ActionQuery
    actions: tuple[ActionLine, ...]
    total: int
    names: Mapping[str, str]


def strategy_view(uow: UnitOfWork, today: date) -> StrategyView:
    """Gather what the page shows.

    Raises:
        NotFoundError: no référentiel was taken in yet.
    """
    query = scope(uow)
    own = next(iter(query.structures), None)
    return StrategyView(
        view=convention_view(uow, today, with_progress=True, query=query),
        structure=uow.get(Territoire, own) if own else None,
        contributing=uow.contributions(query, today),
        correspondents=correspondents(uow),
    )


def level_card(
    uow: UnitOfWork, kind: type[Enjeu] | type[Ambition], row_id: str, today: date
) -> LevelCard | None:
    """Gather the card of a level; None when the row was removed meanwhile."""
    row = uow.get(kind, row_id)
    if row is None or row.deleted is not False:
        return None
    wanted = frozenset({row.id})
    query = (
        replace(scope(uow), ambitions=wanted)
        if isinstance(row, Ambition)
        else replace(scope(uow), enjeux=wanted)
    )
    return LevelCard(
        row=row,
        query=query,
        actions=tuple(uow.actions(replace(query, limit=CARD_ACTIONS), today)),
        total=uow.count_actions(query, today),
        names=names_of(uow, [row]),
    )
