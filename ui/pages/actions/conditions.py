"""The conditions of a query one by one: what the menus offer, what the badges say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.domain.conditions import FieldCondition, merged, parts, without
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.services.filtering import LACKING, SITUATION, Menu, Option, joined
from ctg_desktop.services.listing import ListedName, ListNames
from ctg_desktop.services.queries import FLAGS, SETS, WITHOUT
from ctg_desktop.typography import capitalised


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a query asks: a field of `ActionQuery`, and one of its values."""

    attribute: str
    value: Any


AnyCondition = Condition | FieldCondition
"""A condition of a query: one that only actions have, or one on any field."""

_SETS = (*(each.attribute for each in SETS.values()), "without")
_SINGLE = ("late", "blocked", "confidential", "disputed", "models", "year")
_USUAL = ActionQuery()


def menus(names: ListNames) -> tuple[Menu, ...]:
    """Return the menus of the filters; those that would offer no choice are left out."""
    return tuple(menu for menu in _menus(names, names.structures) if len(menu.options) > 1)


def known_menus(names: ListNames) -> tuple[Menu, ...]:
    """Return menus of all that a query may ask for, offered or not: what badges read.

    A link may ask for the only pilote, or for a structure that carries no action.
    """
    return _menus(names, tuple(dict.fromkeys((*names.structures, *names.territoires))))


def _menus(names: ListNames, structures: Sequence[ListedName]) -> tuple[Menu, ...]:
    levels = f"{names.level1} et {names.level2.lower()}" if names.enjeux else names.level2
    found = (
        Menu("statut", "Statut", _closed("statuses", Status)),
        Menu("ambition", levels, tuple(_levels(names))),
        Menu("priorite", "Priorité", _closed("priorities", Priority)),
        Menu("structure", "Structure", _several("structures", structures)),
        Menu("pilote", "Pilote", _several("pilotes", names.pilotes)),
        Menu("thematique", "Thématique", _several("thematiques", names.thematiques)),
        Menu("public", "Public", _several("publics", names.publics)),
        Menu("territoire", "Territoire", _several("territoires", names.territoires)),
        Menu("annee", "Année", tuple(_option("year", each, str(each)) for each in names.years)),
        Menu(SITUATION, "Situation", tuple(_flags())),
        Menu(LACKING, "Il manque", tuple(_lacking())),
    )
    return joined(found, names.fields)


def _flags() -> Iterable[Option]:
    for flag in FLAGS.values():
        if flag.attribute in _SINGLE:
            yield _option(flag.attribute, True, capitalised(flag.yes))  # noqa: FBT003 - a value
        if flag.attribute in _SINGLE and getattr(_USUAL, flag.attribute) is None:
            yield _option(flag.attribute, False, capitalised(flag.no))  # noqa: FBT003 - a value


def _lacking() -> Iterable[Option]:
    return (_option("without", name, capitalised(words)) for name, words in WITHOUT.items())


def _option(attribute: str, value: Any, words: str) -> Option:
    return Option(Condition(attribute, value), words)


def _closed(attribute: str, choices: Iterable[Any]) -> tuple[Option, ...]:
    return tuple(_option(attribute, choice, choice.label) for choice in choices)


def _several(attribute: str, rows: Sequence[ListedName]) -> tuple[Option, ...]:
    return tuple(_option(attribute, row.id, row.words) for row in rows)


def _levels(names: ListNames) -> Iterable[Option]:
    within: set[str] = set()
    for enjeu, ambitions in names.enjeux:
        words = f"{names.level1} {enjeu.words}"
        yield Option(Condition("enjeux", enjeu.id), words, enjeu.colour)
        for row in ambitions:
            within.add(row)
            yield _ambition(names, row, is_part=True)
    for row in names.ambitions:
        if row not in within:
            yield _ambition(names, row, is_part=False)


def _ambition(names: ListNames, row: str, *, is_part: bool) -> Option:
    named = names.ambitions[row]
    words = f"{names.level2} {named.words}"
    return Option(Condition("ambitions", row), words, named.colour, is_part)


# --- what a query asks ---------------------------------------------------------------------


def conditions(query: ActionQuery) -> list[AnyCondition]:
    """Return the conditions of a query, but for its text and the corbeille."""
    found: list[AnyCondition] = [
        Condition(attribute, value)
        for attribute in _SETS
        for value in sorted(getattr(query, attribute), key=_rank)
    ]
    single = ((attribute, getattr(query, attribute)) for attribute in _SINGLE)
    found += [Condition(each, value) for each, value in single if value != getattr(_USUAL, each)]
    return [*found, *(part for each in query.fields for part in parts(each))]


def _rank(value: Any) -> Any:
    return list(type(value)).index(value) if isinstance(value, (Status, Priority)) else str(value)


def with_condition(query: ActionQuery, condition: AnyCondition) -> ActionQuery:
    """Return the query that asks the condition too."""
    if isinstance(condition, FieldCondition):
        return replace(query, fields=merged(query.fields, condition))
    if condition.attribute in _SINGLE:
        return _with_values(query, condition.attribute, condition.value)
    values = getattr(query, condition.attribute) | {condition.value}
    return _with_values(query, condition.attribute, values)


def without_condition(query: ActionQuery, condition: AnyCondition) -> ActionQuery:
    """Return the query that does not ask the condition any more."""
    if isinstance(condition, FieldCondition):
        return replace(query, fields=without(query.fields, condition))
    if condition.attribute in _SINGLE:
        return _with_values(query, condition.attribute, getattr(_USUAL, condition.attribute))
    values = getattr(query, condition.attribute) - {condition.value}
    return _with_values(query, condition.attribute, values)


def _with_values(query: ActionQuery, attribute: str, values: Any) -> ActionQuery:
    return replace(query, **{attribute: values})


def cleared(query: ActionQuery) -> ActionQuery:
    """Return the query without any condition, in the same order and the same place."""
    return ActionQuery(deleted=query.deleted, sort=query.sort, descending=query.descending)


# --- words ---------------------------------------------------------------------------------

_BARE = frozenset({SITUATION, LACKING, "ambition"})
"""The menus whose options say of themselves what they are about."""


def badge(condition: AnyCondition, found: Sequence[Menu]) -> str:
    """Return what the badge of a condition says: « Statut : En cours », « Sans pilote ».

    `found` are the known menus.
    """
    for menu in found:
        for option in menu.options:
            if option.condition == condition:
                bare = menu.key in _BARE
                return option.words if bare else f"{menu.title} : {option.words}"
    return _unlisted(condition)


def _unlisted(condition: AnyCondition) -> str:
    """Say a condition that no menu offers: a year outside the convention, a row since removed."""
    if isinstance(condition, FieldCondition):
        return f"{Action.TYPE.fields[condition.field].label} : autre"
    titles = {each.attribute: capitalised(each.label) for each in SETS.values()}
    title = titles.get(condition.attribute, "Filtre")
    if condition.attribute == "year":
        return f"Année : {condition.value}"
    return f"{title} : autre"
