"""One row of any entity as a page shows it: with what belongs to it and what points to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ctg_desktop.domain.fields import Entity, EntityType
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.entering import obstacle
from ctg_desktop.services.moving import Tie, ties
from ctg_desktop.services.naming import Directory, in_order
from ctg_desktop.services.proposals import may_propose
from ctg_desktop.services.suggesting import names_of
from ctg_desktop.services.wording import detail, row_words

_MOST_NAMED = 12
"""How many rows are named of those that point to one by the same field."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """The rows of one entity that point to one by one field: in words, and the first by name."""

    words: str
    entity: str
    named: tuple[tuple[str, str], ...]
    """Identity and name."""
    is_cut: bool


@dataclass(frozen=True, slots=True)
class RowCard:
    """A row with its name, what is said of it under that, and all that belongs to it.

    `owned` are its own rows by entity; `names` say how everything is called that these rows point
    to; `obstacle` why nothing of it can be modified here, None where it can; `may_propose` that
    a change of it can be proposed.
    """

    row: Entity
    title: str
    detail: str
    owned: Mapping[str, Sequence[Entity]]
    names: Mapping[str, str]
    obstacle: str | None
    pointing: tuple[Pointing, ...] = ()
    may_propose: bool = False


def row_card(uow: UnitOfWork, kind: EntityType, row_id: str) -> RowCard:
    """Return a row as a page shows it.

    Raises:
        NotFoundError: there is no such row.
    """
    row = rows.existing(uow, kind, row_id)
    owned = {
        each.name: in_order(each, uow.rows(each.cls, where={each.owner: row_id}))
        for each in kind.owned
    }
    everything = [row, *(one for listed in owned.values() for one in listed)]
    return RowCard(
        row,
        row_title(uow, row),
        detail(row),
        owned,
        names_of(uow, everything),
        obstacle(uow, row),
        tuple(_pointing(uow, tie) for tie in ties(uow, row)),
        may_propose(uow, row),
    )


def row_title(reader: Reader, row: Entity) -> str:
    """Return what a person knows a row by; of one without a name, what makes it the one it is.

    « Annezin – SIVOM du Béthunois – Enfance » for an adhésion, whose competence is no name.
    """
    kind = row.TYPE
    if kind.handle and row.called:
        return row.cited
    directory = Directory(reader)
    words = [row_words(directory, kind.fields[name], row) for name in kind.identified_by]
    return row.marked(" – ".join(filter(None, words)) or row.called or kind.label)


def _pointing(reader: Reader, tie: Tie) -> Pointing:
    named = [(row.id, row_title(reader, row)) for row in tie.rows[:_MOST_NAMED]]
    is_cut = len(tie.rows) > _MOST_NAMED
    return Pointing(tie.words, tie.kind.name, tuple(named), is_cut)


def home_of(reader: Reader, kind: EntityType, entity: EntityType, row_id: str) -> str:
    """Return the identity of the row of `kind` that a row of `entity` belongs to, or is.

    An empty text where it is unknown here.
    """
    while entity is not kind:
        row = reader.get(entity.cls, row_id)
        owner = entity.owner_type
        if row is None or owner is None:
            return ""
        entity, row_id = owner, getattr(row, entity.owner) or ""
    return row_id
