"""The list of actions as a table shows it, piece by piece, and the names that its rows point to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.convention import Ambition, Enjeu, Public, Thematique
from ctg_desktop.domain.fields import Entity, FieldSpec, Kind
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.levels import colour_of, level_name
from ctg_desktop.domain.listing import LISTED, ActionLine, ActionQuery
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.rules import Completeness, completeness
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import Reader
from ctg_desktop.services.conventions import convention_of
from ctg_desktop.services.filtering import Menu, field_menus
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.pointing import living_or
from ctg_desktop.services.wording import row_words
from ctg_desktop.typography import capitalised

E = TypeVar("E", bound=Entity)

TO_COMPLETE = "à compléter"


_OWN_MENUS = (
    *("status", "priority", "main_ambition", "structure", "pilote"),
    *("thematiques", "publics", "territoires", "blocked", "confidential", "model"),
)
"""Fields that the menus of actions offer in their own way."""

COMPUTED = {
    spec.name: spec
    for spec in (
        FieldSpec("late", "en_retard", "En retard", Kind.BOOLEAN),
        FieldSpec("structure_name", "structure_nom", "Structure", Kind.TEXT),
        FieldSpec("pilote_name", "pilote", "Pilote", Kind.TEXT),
    )
}
"""What a line tells beside fields of its action."""

COMPLETENESS = "completeness"
"""The column that tells how complete an action is."""


def line_columns(*order: str) -> tuple[FieldSpec, ...]:
    """Return the columns of a list in this order, then those that `LISTED` has beside them."""
    names = dict.fromkeys((*order, *LISTED))
    return tuple(COMPUTED.get(name) or Action.TYPE.fields[name] for name in names)


@dataclass(frozen=True, slots=True)
class ListedAction:
    """A line of the list, with what only some columns show: words by field, and completeness."""

    line: ActionLine
    words: Mapping[str, str] = field(default_factory=dict)
    completeness: Completeness | None = None


@dataclass(frozen=True, slots=True)
class ListedName:
    """A row that a list names: its identity, its words, its colour (`#rrggbb`) if it has one."""

    id: str
    words: str
    colour: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class ListNames:
    """All that a list of actions may be filtered by, in the order of its menus.

    `enjeux` hold the identities of their ambitions; `structures` are those that carry actions;
    `fields` are the menus of all other fields.
    """

    enjeux: tuple[tuple[ListedName, tuple[str, ...]], ...] = ()
    ambitions: Mapping[str, ListedName] = field(default_factory=dict)
    structures: tuple[ListedName, ...] = ()
    territoires: tuple[ListedName, ...] = ()
    thematiques: tuple[ListedName, ...] = ()
    publics: tuple[ListedName, ...] = ()
    pilotes: tuple[ListedName, ...] = ()
    years: tuple[int, ...] = ()
    fields: tuple[Menu, ...] = ()
    level1: str = "Enjeu"
    level2: str = "Ambition"


def listed(
    reader: Reader, query: ActionQuery, today: date, *, more: Collection[str] = ()
) -> list[ListedAction]:
    """Return the lines of a piece of the list; `more` names the columns that take longer.

    They are fields of the action, and `COMPLETENESS`.
    """
    return with_more(reader, reader.actions(query, today), today, more)


def with_more(
    reader: Reader, lines: Sequence[ActionLine], today: date, more: Collection[str]
) -> list[ListedAction]:
    """Return lines with what the columns show that take longer; see `listed`."""
    if not more:
        return [ListedAction(line) for line in lines]
    ids = [line.id for line in lines]
    rows = {row.id: row.as_shown() for row in reader.rows(Action, ids=ids, deleted=None)}
    lacking = reader.without(ids, today) if COMPLETENESS in more else {}
    specs = [spec for name, spec in Action.TYPE.fields.items() if name in more]
    directory = Directory(reader)
    return [
        ListedAction(
            line,
            {spec.name: row_words(directory, spec, rows[line.id]) for spec in specs},
            _completeness(rows[line.id], lacking[line.id], today) if lacking else None,
        )
        for line in lines
    ]


def _completeness(action: Action, lacking: frozenset[str], today: date) -> Completeness:
    return completeness(
        action,
        indicators=int("indicateur" not in lacking),
        budget_lines=int("budget" not in lacking),
        last_note_on=None if "note" in lacking else today,
        today=today,
        has_pilote="pilote" not in lacking,
    )


def list_names(reader: Reader) -> ListNames:
    """Return the names that a list of actions needs."""

    def used(cls: type[E], attribute: str) -> list[E]:
        """Return the rows that a list may be filtered by: gone ones where actions have them."""

        def has_actions(row: E) -> bool:
            only: dict[str, Any] = {attribute: frozenset({row.id})}
            asked = (ActionQuery(**only, models=models) for models in (False, True))
            return any(reader.count_actions(query, date.min) for query in asked)

        return living_or(reader, cls, has_actions)

    ambitions = used(Ambition, "ambitions")
    enjeux = living_or(reader, Enjeu, lambda row: any(each.enjeu == row.id for each in ambitions))
    by_id = {enjeu.id: enjeu for enjeu in enjeux}
    convention = convention_of(reader)
    carrying = {place for place in reader.structure_counts(ActionQuery()) if place is not None}
    structures = _by_name(used(Territoire, "structures"))
    return ListNames(
        enjeux=tuple(
            (
                _level(enjeu, enjeu.colour or ""),
                tuple(row.id for row in ambitions if row.enjeu == enjeu.id),
            )
            for enjeu in enjeux
        ),
        ambitions={
            row.id: _level(row, colour_of(row, by_id.get(row.enjeu or ""), "")) for row in ambitions
        },
        structures=tuple(each for each in structures if each.id in carrying),
        territoires=tuple(_by_name(used(Territoire, "territoires"))),
        thematiques=tuple(ListedName(r.id, r.cited) for r in used(Thematique, "thematiques")),
        publics=tuple(ListedName(row.id, row.cited) for row in used(Public, "publics")),
        pilotes=tuple(_by_name(used(Contact, "pilotes"))),
        years=_years(convention.first_year, convention.last_year),
        level1=capitalised(level_name(convention, first=True)),
        level2=capitalised(level_name(convention, first=False)),
        fields=field_menus(
            reader, Action.TYPE, without=_OWN_MENUS, never_lacking=("pilote", "ends_on")
        ),
    )


def _level(row: Enjeu | Ambition, colour: str) -> ListedName:
    number = row.number or ""
    words = row.marked(f"{number} – {row.title or TO_COMPLETE}".strip(" –"))
    return ListedName(row.id, words, colour, row.marked(number))


def _by_name(rows: Sequence[Entity]) -> list[ListedName]:
    return sorted(
        (ListedName(row.id, row.cited) for row in rows if row.cited),
        key=lambda named: sort_key(named.words),
    )


def _years(first: int | None, last: int | None) -> tuple[int, ...]:
    return tuple(range(first, last + 1)) if first and last and last - first < 50 else ()
